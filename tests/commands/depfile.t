#!/bin/sh
# --depfile: make renders again when data, a layout or a font changes, and else does nothing.
. "$(dirname "$0")/../tap.sh"

folder="$work/a folder \$x #1"
mkdir -p "$folder/fonts"
cp fonts/FandolFang-Regular.otf "$folder/fonts/"
cat >"$folder/layout.yaml" <<'YAML'
name: layout
extends: ./base.yaml
YAML
cat >"$folder/base.yaml" <<'YAML'
name: base
extends: annual-report
YAML
cat >"$folder/report.yaml" <<'YAML'
layout: ./layout.yaml
title: 标题
issuer: 区政府办公室
date: 2024-01-03
preamble: 正文。
YAML
cat >"$work/Makefile" <<'MAKE'
out.pdf:
	@echo made
	@"$$GONGWEN" render --no-system-fonts --font-dir "$$FOLDER/fonts" -o $@ --depfile $@.d \
		"$$FOLDER/report.yaml"
-include out.pdf.d
MAKE
run_make() { # not part of a make that runs this test, which would have its own flags say things
    FOLDER=$folder env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make --no-print-directory -C "$work" out.pdf 2>&1 |
        grep -v 'is up to date' | tr '\n' ' '
}
touch_after() { # FILE: later than the output, whatever the clock's resolution
    # shellcheck disable=SC3013  # dash has -nt too
    until [ "$1" -nt "$work/out.pdf" ]; do touch "$1"; done
}

is "the first run makes" "$(run_make)" "made "
is "the second run does nothing" "$(run_make)" ""
for changed in report.yaml layout.yaml base.yaml fonts/FandolFang-Regular.otf; do
    touch_after "$folder/$changed"
    is "a change of $changed makes again" "$(run_make)" "made "
    touch -d '2000-01-01' "$folder/$changed"
    is "and once only: $changed" "$(run_make)" ""
done
touch -d '2000-01-01' "$work/out.pdf"
is "an old output is made again" "$(run_make)" "made "
mv "$folder/base.yaml" "$folder/other.yaml"
sed -i 's/base.yaml/other.yaml/' "$folder/layout.yaml"
is "a layout that is gone does not stop make" "$(run_make)" "made "
ok "the depfile names what was used" grep -q 'other.yaml' "$work/out.pdf.d"
ok "and the shipped layout and manifest" \
    sh -c "grep -q 'layouts/annual-report.yaml' '$work/out.pdf.d' && grep -q 'fonts/fonts.yaml' '$work/out.pdf.d'"

ok "a report with an image" "$GONGWEN" render --no-system-fonts -o "$work/image.pdf" \
    --depfile "$work/image.d" tests/composition/figure-alpha.yaml
ok "depends on it" grep -q 'tests/composition/images/sample-alpha.png' "$work/image.d"
ok "a report with files of facts" "$GONGWEN" render --no-system-fonts -o "$work/facts.pdf" \
    --depfile "$work/facts.d" tests/composition/facts.yaml
ok "depends on them" sh -c "grep -q 'tests/composition/facts/facts-gb18030.csv' '$work/facts.d' &&
    grep -q 'tests/composition/facts/units.csv' '$work/facts.d'"

"$GONGWEN" render --no-system-fonts -o "$work/stdin.pdf" --depfile "$work/stdin.d" - \
    <tests/composition/title-1-line.yaml
fails "standard input is no file to depend on" 1 grep 'stdin>' "$work/stdin.d"
ok "the rule's target is the output" sh -c "head -n 1 '$work/stdin.d' | grep -q '^$work/stdin.pdf: '"

# Output and depfile appear together or not at all.
echo old >"$work/both.pdf"
fails "a depfile that cannot be written" 1 "$GONGWEN" render --no-system-fonts -o "$work/both.pdf" \
    --depfile "$work/none/both.d" tests/composition/title-1-line.yaml
is "leaves the output as it was" "$(cat "$work/both.pdf")" old
fails "nor does an output that cannot" 1 "$GONGWEN" render --no-system-fonts -o "$work/none/both.pdf" \
    --depfile "$work/both.d" tests/composition/title-1-line.yaml
fails "leave a depfile" 1 test -e "$work/both.d"
fails "a depfile in the place of a page" 2 "$GONGWEN" render --no-system-fonts -f svg \
    -o "$work/page.svg" --depfile "$work/page-1.svg" tests/composition/title-1-line.yaml
fails "writes neither" 1 test -e "$work/page-1.svg"

done_testing
