#!/bin/sh
# The same report is the same bytes: run again, on another day, under another locale and time zone,
# from another folder, with other limits; the dump too, and every page.
. "$(dirname "$0")/../tap.sh"

report=data/2023-annual-report.yaml
render() { # FILE [VARIABLE=VALUE...]
    file=$1
    shift
    env "$@" "$GONGWEN" render --no-system-fonts -o "$file" "$report" || echo "failed: $*"
}
render "$work/first.pdf"
render "$work/second.pdf"
ok "two runs" cmp "$work/first.pdf" "$work/second.pdf"
for environment in TZ=Asia/Shanghai TZ=America/Adak LC_ALL=C LC_ALL=zh_CN.UTF-8 LC_ALL=de_DE.UTF-8 \
    LANG=tr_TR.UTF-8 LANGUAGE=zh_CN SOURCE_DATE_EPOCH=0 SOURCE_DATE_EPOCH=4102444800 HOME=/nonexistent \
    TERM=xterm MALLOC_PERTURB_=165; do
    render "$work/other.pdf" $environment
    ok "with $environment" cmp "$work/first.pdf" "$work/other.pdf"
done
cp "$report" "$work/copy.yaml"
touch -d '1999-12-31' "$work/copy.yaml"
"$GONGWEN" render --no-system-fonts -o "$work/other.pdf" "$work/copy.yaml"
ok "an older file of another name in another folder" cmp "$work/first.pdf" "$work/other.pdf"
"$GONGWEN" render --no-system-fonts -o - - <"$report" >"$work/other.pdf"
ok "through pipes" cmp "$work/first.pdf" "$work/other.pdf"
(cd / && "$GONGWEN" render --no-system-fonts -o "$work/other.pdf" "$OLDPWD/$report")
ok "from another folder" cmp "$work/first.pdf" "$work/other.pdf"
if faketime '2035-06-07' "$GONGWEN" --version >/dev/null 2>&1; then
    faketime '2035-06-07 08:09:10' "$GONGWEN" render --no-system-fonts -o "$work/other.pdf" "$report"
    ok "on another day" cmp "$work/first.pdf" "$work/other.pdf"
else
    skip "on another day" "no faketime, or not with this build"
fi
(
    umask 077
    # shellcheck disable=SC3045  # dash and bash have it
    ulimit -n 64
    render "$work/other.pdf"
)
ok "with few descriptors" cmp "$work/first.pdf" "$work/other.pdf"

for format in dump svg png; do
    mkdir "$work/$format-1" "$work/$format-2"
    "$GONGWEN" render --no-system-fonts -f $format -o "$work/$format-1/out" "$report"
    (cd "$work" && env TZ=Asia/Shanghai LC_ALL=C "$GONGWEN" render --no-system-fonts -f $format \
        -o "$work/$format-2/out" "$OLDPWD/$report")
    ok "$format" diff -r "$work/$format-1" "$work/$format-2"
done

done_testing
