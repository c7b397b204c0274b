#!/bin/sh
# gongwen init: a starting report for every layout, in Chinese and in English, that renders as it
# is and has every field that its layout knows; nothing is overwritten unasked.
. "$(dirname "$0")/../tap.sh"

init() { # LOCALE FOLDER KIND [OPTION...]
    LC_ALL='' LANG=$1 "$GONGWEN" init "$3" "$2" ${4+"$4"}
}
render() {
    "$GONGWEN" render --no-system-fonts -f dump -o "$work/out.txt" "$1"
}
written() { # the files of a folder
    (cd "$1" && find . -type f | sed 's|^\./||' | LC_ALL=C sort | xargs)
}

# ---- every layout ----

"$GONGWEN" schema report >"$work/report.json"
"$GONGWEN" layouts --format names >"$work/layouts"
ok "there are layouts" test -s "$work/layouts"
while read -r layout; do
    for language in zh en; do
        case $language in
        zh) locale=zh_CN.UTF-8 ;;
        *) locale=C.UTF-8 ;;
        esac
        if [ $language = zh ] && [ ! -f "$BUILD/locale/zh_CN/LC_MESSAGES/gongwen.mo" ]; then
            skip "$layout in Chinese" "the translation is not built"
            continue
        fi
        folder=$work/$language-$layout
        ok "init $layout, $language" init $locale "$folder" "$layout"
        file=$folder/$(cd "$folder" && ls ./*.yaml | sed 's|^\./||')
        is "$layout, $language: with the files that go with it" \
            "$(written "$folder" | tr ' ' '\n' | sed -n "s|^$layout/||p")" \
            "$(LC_ALL=C ls "layouts/starts/$language/$layout" 2>/dev/null)"
        ok "$layout, $language: one file is told of" grep -qF "$file" "$work/tap-output"
        case $language:$(basename "$file") in
        zh:*[!a-z0-9.-]*.yaml | en:[a-z]*.yaml) named=$language ;;
        *) named=neither ;;
        esac
        is "$layout, $language: its name is in the language" $named $language
        case $language in
        zh) ok "$layout: comments in Chinese" grep -q '^# .*凡写“示例”的都换成' "$file" ;;
        en) ok "$layout: comments in English" grep -q '^# .*Replace all that says 示例' "$file" ;;
        esac
        is "$layout, $language: names the layout" "$(sed -n 's/^layout: *//p' "$file")" "$layout"
        schema=$(sed -n '1s/^# yaml-language-server: \$schema=//p' "$file")
        ok "$layout, $language: names the schema" cmp "$work/report.json" "$schema"
        ok "$layout, $language: is plainly an example" grep -q 示例 "$file"
        ok "$layout, $language: renders" render "$file"
        is "$layout, $language: without a finding" "$(cat "$work/tap-output")" ""
        cp data/images/sample-seal.png "$folder/印章.png"
        cp data/images/sample-stamp.png "$folder/签名章.png"
        for field in $(sed -n 's/^# \([a-z-]*\): .*[]}]$/\1/p' "$file"); do
            case $field in
            organs) sed -e 's/^# organs:/organs:/' -e '/^mark:/d' "$file" ;;
            *) sed "s/^# $field:/$field:/" "$file" ;;
            esac >"$folder/$field.yaml"
            ok "$layout, $language: $field, which is commented out, renders" \
                render "$folder/$field.yaml"
            is "$layout, $language: without a finding" "$(cat "$work/tap-output")" ""
        done
        sed -n 's/^\(# \)\{0,1\}\([a-z-]*\):.*/\2/p' "$file" | sort -u >"$work/$language-fields"
    done
    [ -f "$work/zh-fields" ] && is "$layout: the same fields in both languages" \
        "$(cat "$work/en-fields")" "$(cat "$work/zh-fields")"
    # What the layout's blocks refer to, those of layouts that it extends included.
    is "$layout: no field of the layout is left out" "$(perl tests/commands/fields.pl \
        "layouts/$layout.yaml" "$work/report.json" | grep -vxFf "$work/en-fields")" ""
done <"$work/layouts"

for start in layouts/starts/*/*.yaml; do
    name=${start##*/}
    ok "$name is of a layout" grep -qxF "${name%%.*}" "$work/layouts"
done

# ---- where it is written ----

mkdir "$work/here"
cd "$work/here" || exit 1
ok "without a folder it is written here" "$GONGWEN" init annual-report
is "as one file" "$(written .)" "annual-report.yaml"
echo mine >annual-report.yaml
fails "a file that is there" 1 "$GONGWEN" init annual-report
ok "is told of" grep -q 'annual-report.yaml is there already \[file-exists\]' "$work/tap-output"
is "and kept" "$(cat annual-report.yaml)" mine
fails "also in a folder that is named" 1 "$GONGWEN" init annual-report .
fails "also if it is a link to nothing" 1 sh -c \
    "ln -s nothing link && mkdir to && mv link to/annual-report.yaml && '$GONGWEN' init annual-report to"
ok "the link leads nowhere still" test ! -e nothing -a ! -e to/nothing
ok "--force overwrites" "$GONGWEN" init --force annual-report
ok "with all of it" grep -q '^layout: annual-report' annual-report.yaml
ok "--force behind the kind" "$GONGWEN" init annual-report . --force
ok "a folder that is not there is made" "$GONGWEN" init annual-report 2025/
is "with the file in it" "$(written 2025)" "annual-report.yaml"
fails "but not one in a folder that is not there" 1 "$GONGWEN" init annual-report a/b
ok "which is told" grep -q 'a/b.*\[file-write\]' "$work/tap-output"
fails "a file for a folder" 1 "$GONGWEN" init annual-report annual-report.yaml
ok "files that go with it are written beside it" "$GONGWEN" init disclosure-report tables
is "all of them" "$(written tables)" "disclosure-report.yaml disclosure-report/disputes.csv\
 disclosure-report/published.csv disclosure-report/requests.csv"
rm -r tables/disclosure-report.yaml tables/disclosure-report/[dp]*
echo mine >tables/disclosure-report/requests.csv
fails "one of them is there" 1 "$GONGWEN" init disclosure-report tables
ok "is told of" grep -q 'requests.csv is there already \[file-exists\]' "$work/tap-output"
is "and kept" "$(cat tables/disclosure-report/requests.csv)" mine
is "nothing else is written" "$(written tables)" disclosure-report/requests.csv
ok "--force overwrites them" "$GONGWEN" init --force disclosure-report tables
ok "with all of it" grep -q '^new,' tables/disclosure-report/requests.csv
cp annual-report.yaml before.yaml
ok "the same again" "$GONGWEN" init --force annual-report
ok "gives the same bytes" cmp before.yaml annual-report.yaml

fails "an unknown kind" 1 "$GONGWEN" init anual-report
ok "has a nearest one" grep -q 'did you mean "annual-report"' "$work/tap-output"
fails "a kind that is like none" 1 "$GONGWEN" init bulletin
ok "gets all of them" grep -q 'known layouts: .*annual-report' "$work/tap-output"
fails "no kind" 2 "$GONGWEN" init
fails "too many arguments" 2 "$GONGWEN" init annual-report a b
fails "findings as JSON" 1 "$GONGWEN" init --findings json bulletin
ok "are JSON" jq -e '.[0].code == "unknown-layout"' "$work/tap-output"

# ---- layouts of the user's own ----

mkdir -p own/layouts own/out
cp -r "$GONGWEN_DATA/layouts/." own/layouts
ln -s "$GONGWEN_DATA/fonts" own/fonts
own() {
    GONGWEN_DATA=$PWD/own "$GONGWEN" "$@"
}
printf 'name: seventh\nextends: annual-report\n' >own/layouts/seventh.yaml
printf 'name: eighth\nextends: seventh\n' >eighth.yaml
ok "a layout without a starting report has that of the one it extends" own init seventh own/out
is "which names it" "$(sed -n 's/^layout: //p' own/out/annual-report.yaml)" seventh
ok "and renders" own render --no-system-fonts -q own/out/annual-report.yaml
ok "a layout that is a path" own init ./eighth.yaml own/other
is "is named by its whole path" "$(sed -n 's/^layout: //p' own/other/annual-report.yaml)" \
    "\"$PWD/eighth.yaml\""
ok "and the report renders" own render --no-system-fonts -q own/other/annual-report.yaml
mkdir -p own/layouts/starts/en
printf 'layout: x # 示例\ntitle: 示例\n' >own/layouts/starts/en/seventh.bulletin.yaml
ok "a starting report of its own" own init seventh own/out
is "comes first, as it is written" "$(cat own/out/bulletin.yaml)" "layout: seventh # 示例
title: 示例"
printf 'name: ninth\n' >own/layouts/ninth.yaml
fails "a layout without any" 1 own init ninth own/out
ok "is told of" grep -q '\[no-start\]' "$work/tap-output"
printf 'name: circle\nextends: circle\n' >own/layouts/circle.yaml
fails "layouts that extend each other" 1 own init circle own/out
fails "a layout that is not there" 1 own init ./none.yaml own/out

done_testing
