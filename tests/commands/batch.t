#!/bin/sh
# gongwen batch: a template and a table of units give a report each. One that fails leaves its old
# file; the others are made. Names of files stay in the folder.
. "$(dirname "$0")/../tap.sh"

batch() {
    "$GONGWEN" batch --no-system-fonts "$@"
}
render() {
    "$GONGWEN" render --no-system-fonts "$@"
}
text() { # FILE: its text on one line
    pdftotext "$1" - | tr -d '\n\f'
}
holds() { # FILE TEXT
    text "$1" | grep -qF -- "$2"
}

# ---- the sample ----

sample=data/batch
ok "the sample" batch $sample/template.yaml --units $sample/units.csv -o "$work/sample"
is "says nothing" "$(cat "$work/tap-output")" ""
is "makes a report for each unit" "$(cd "$work/sample" && echo *)" \
    "示例区司法局.pdf 示例区教育局.pdf 示例区民政局.pdf 示例区水务局.pdf"
ok "with its name in the title" holds "$work/sample/示例区司法局.pdf" 示例区司法局2023年政府信息公开
ok "with its figures and their units" holds "$work/sample/示例区教育局.pdf" 主动公开政府信息1204条
ok "compared with its own last year" holds "$work/sample/示例区教育局.pdf" 增长9.3%
ok "and computed from its own" holds "$work/sample/示例区教育局.pdf" 结转下年2件
ok "with its texts" holds "$work/sample/示例区水务局.pdf" 由赵六同志负责
is "as author, too" "$(pdfinfo "$work/sample/示例区司法局.pdf" | sed -n 's/^Author: *//p')" 示例区司法局
ok "the template renders alone" render -o "$work/alone.pdf" $sample/template.yaml
is "without a finding" "$(cat "$work/tap-output")" ""

ok "the summary" render -o "$work/summary.pdf" $sample/summary.yaml --depfile "$work/summary.d"
is "without a finding" "$(cat "$work/tap-output")" ""
ok "has the sums" holds "$work/summary.pdf" 全区四个单位共主动公开政府信息3,367条，增长4.0%
ok "of computed facts, too" holds "$work/summary.pdf" 结转下年3件
pdftotext -layout "$work/summary.pdf" "$work/summary.txt"
is "a row for each unit, and the sums" \
    "$(grep -E '^ *(示例区..局|合计) ' "$work/summary.txt" | tr -s ' ' | tr '\n' '|')" \
    "示例区教育局 1204 1102 18 16|示例区民政局 986 1010 25 25|示例区司法局 745 745 9 8|示例区水务局 432 380 0 0|合计 3367 3237 52 49|"
ok "depends on the table" grep -q "$sample/units.csv" "$work/summary.d"

# ---- a report of a series is that of render, but for the row that it holds ----

cat >"$work/one.csv" <<'CSV'
unit
示例局
CSV
ok "a report of a series" batch data/2023-annual-report.yaml -u "$work/one.csv" -o "$work/series" --no-source
ok "the same alone" render data/2023-annual-report.yaml -o "$work/series/alone.pdf" --no-source
ok "are the same" cmp "$work/series/alone.pdf" "$work/series/示例局.pdf"

# ---- YAML ----

cat >"$work/template.yaml" <<'YAML'
layout: annual-report
title: "{{unit}}年度报告"
issuer: "{{unit}}"
date: 2024-01-03
preamble: 公开{{disclosure.total}}条，电话{{phone}}。
texts: {phone: "0"}
YAML
cat >"$work/units.yaml" <<'YAML'
- {unit: 甲局, disclosure.total: 12, phone: 02260000000}
- disclosure.total: 1,204
  unit: 乙局
  remark-of-nobody: 无
YAML
printf '\357\273\277单位,disclosure.total,phone\r\n甲局,12,02260000000\r\n乙局,"1,204",\r\n' >"$work/units.csv"
ok "a YAML list" batch "$work/template.yaml" -u "$work/units.yaml" -o "$work/yaml" --no-source
ok "a CSV file" batch "$work/template.yaml" -u "$work/units.csv" -o "$work/csv" --no-source
ok "give the same" cmp "$work/yaml/甲局.pdf" "$work/csv/甲局.pdf"
ok "numbers of a text stay as written" holds "$work/csv/甲局.pdf" 公开12条，电话02260000000。
ok "an empty text is one" holds "$work/csv/乙局.pdf" 公开1204条，电话。
iconv -f UTF-8 -t GB18030 "$work/units.csv" | tail -c +5 >"$work/gb.csv"
ok "GB18030" batch "$work/template.yaml" -u "$work/gb.csv" -o "$work/gb" --no-source
ok "gives the same" cmp "$work/gb/甲局.pdf" "$work/csv/甲局.pdf"
cat >"$work/total.yaml" <<'YAML'
layout: annual-report
title: 汇总
issuer: 示例办
date: 2024-01-03
facts-from: {file: units.yaml, total: true, prefix: all}
preamble: 共{{all.disclosure.total}}条，{{all.count}}个单位。
YAML
ok "totals of a YAML list" render "$work/total.yaml" -o "$work/total.pdf"
ok "are facts" holds "$work/total.pdf" 共1216条，2个单位。

# ---- units that fail ----

cat >"$work/bad.csv" <<'CSV'
unit,disclosure.total,phone
甲局,1,2
乙局,,2
丙局,3,{{nothing}}
丁局,4,2
CSV
mkdir "$work/bad"
for unit in 甲局 乙局 丙局; do echo old >"$work/bad/$unit.pdf"; done
fails "two units of four" 1 batch "$work/template.yaml" -u "$work/bad.csv" -o "$work/bad"
is "are told with name and line" "$(grep -c 'error: ' "$work/tap-output")$(
    grep -o 'unit: .*' "$work/tap-output" | sed "s|$work/||" | tr '\n' ' ')" \
    "2unit: 乙局 (bad.csv:3) unit: 丙局 (bad.csv:4) "
is "and leave their old files" "$(cat "$work/bad/乙局.pdf" "$work/bad/丙局.pdf" | tr '\n' ' ')" "old old "
is "the others are made" "$(head -c 5 "$work/bad/甲局.pdf")$(head -c 5 "$work/bad/丁局.pdf")" "%PDF-%PDF-"
is "nothing else is left" "$(find "$work/bad" | wc -l)" 5
fails "the same as JSON" 1 batch "$work/template.yaml" -u "$work/bad.csv" -o "$work/bad" --findings json
is "with units and lines" "$(jq -c '[.[] | [.code, .units[0].unit, .units[0].line]]' "$work/tap-output")" \
    '[["csv-number","乙局",3],["unknown-name","丙局",4]]'

{
    echo unit
    seq 100 | sed 's/.*/第&局/'
} >"$work/many.csv"
sed 's/{{disclosure.total}}/{{nothing}}/' "$work/template.yaml" >"$work/wrong.yaml"
fails "what is wrong with all of a hundred" 1 batch "$work/wrong.yaml" -u "$work/many.csv" -o "$work/many"
is "is told once" "$(grep -c 'error: ' "$work/tap-output")" 1
ok "with how many they are" grep -q '第5局 (.*) and 95 more' "$work/tap-output"
fails "a layout that is not there" 1 batch "$work/wrong.yaml" -u "$work/many.csv" -o "$work/many" -l none
is "is told once, too" "$(grep -c 'error: .*layout' "$work/tap-output")" 1
fails "errors of the table" 1 batch "$work/template.yaml" -u "$work/wrong.yaml" -o "$work/none"
fails "make no folder" 1 test -e "$work/none"

cat >"$work/growth.yaml" <<'YAML'
layout: annual-report
title: "{{unit}}年度报告"
issuer: "{{unit}}"
date: 2024-01-03
facts: {n: {value: 2, unit: 件, previous: 1}}
preamble: 比上年{{n | change}}。
YAML
printf 'unit;n;n.上年\n甲局;12;10\n乙局;5;0\n' >"$work/growth.csv"
ok "no rate of change" batch "$work/growth.yaml" -u "$work/growth.csv" -o "$work/growth"
is "is a warning of that unit" "$(grep -o 'unit: .局' "$work/tap-output")" "unit: 乙局"
ok "whose report prints the difference" holds "$work/growth/乙局.pdf" 比上年增加5件。
ok "the others print the rate" holds "$work/growth/甲局.pdf" 比上年增长20%。

# ---- one unit, other formats, names ----

ok "one unit" batch "$work/template.yaml" -u "$work/units.csv" -o "$work/only" --only 乙局 -f png --dpi 30
is "as PNG" "$(ls "$work/only")" 乙局-1.png
ok "names of files" batch "$work/template.yaml" -u "$work/units.csv" -o "$work/names" \
    --name '{{date.year}}-{{disclosure.total}}.svg'
is "say the format" "$(cd "$work/names" && echo *)" "2024-12-1.svg 2024-1204-1.svg"

long=$(printf '很长的名字%.0s' $(seq 40))
printf 'unit,disclosure.total,phone\n%s,1,\n../../escape,2,\n.hidden,3,\n/etc/passwd,4,\n"a:b*c?""<>|\\",5,\n%s二,6,\n' \
    "$long" "$long" >"$work/hostile.csv"
sed 's/{{unit}}/某局/' "$work/template.yaml" >"$work/short.yaml"
fails "hostile names" 1 batch "$work/short.yaml" -u "$work/hostile.csv" -o "$work/hostile"
is "stay in the folder" "$(find "$work/hostile" -type f -printf '%f\n' | LC_ALL=C sort | sed 's/很.*字/…/' | tr '\n' ' ')" \
    "_._.._escape.pdf _etc_passwd.pdf _hidden.pdf a_b_c______.pdf ….pdf "
is "which has nothing beside it" "$(find "$work" -name '*escape*' -o -name '*passwd*' | wc -l)" 2
is "are bounded, and one that comes to be the same is told" \
    "$(grep -c '\[unit-file\]' "$work/tap-output")" 1
ok "whole characters" sh -c "ls '$work/hostile' | iconv -f UTF-8 -t UTF-8 >'$work/scratch'"

printf 'unit,disclosure.total,phone\nOffice,1,\noffice,2,\n' >"$work/case.csv"
fails "names that differ by capitals alone" 1 batch "$work/template.yaml" -u "$work/case.csv" -o "$work/case"
is "are the same on other systems" "$(ls "$work/case")$(grep -c '\[unit-file\]' "$work/tap-output")" Office.pdf1

# Nothing that the reports are made from is overwritten.
mkdir "$work/own"
cp "$work/template.yaml" "$work/own/template.pdf"
printf 'unit,disclosure.total,phone\ntemplate,1,\ntable,1,\n' >"$work/own/table.pdf"
fails "files of the input" 1 batch "$work/own/template.pdf" -u "$work/own/table.pdf" -o "$work/own"
is "are not overwritten" "$(grep -c '\[output-is-input\]' "$work/tap-output")$(
    cmp "$work/template.yaml" "$work/own/template.pdf")$(head -c 4 "$work/own/table.pdf")" 2unit

# ---- characters that no face has are told for each unit ----

printf 'unit,disclosure.total,phone\n甲局,1,\340\275\200\n乙局,2,\340\275\200\n' >"$work/glyph.csv"
batch "$work/template.yaml" -u "$work/glyph.csv" -o "$work/glyph" 2>"$work/glyph.txt"
is "missing characters" "$(grep -o 'unit: .局' "$work/glyph.txt" | tr '\n' ' ')" "unit: 甲局 unit: 乙局 "

# ---- the command line ----

fails "no table" 2 batch "$work/template.yaml" -o "$work/x"
fails "no folder" 2 batch "$work/template.yaml" -u "$work/units.csv"
fails "no template" 2 batch -u "$work/units.csv" -o "$work/x"
fails "a name with a folder" 2 batch "$work/template.yaml" -u "$work/units.csv" -o "$work/x" --name 'a/{{unit}}'
fails "a format that is none" 2 batch "$work/template.yaml" -u "$work/units.csv" -o "$work/x" -f doc
fails "a folder that cannot be made" 1 batch "$work/template.yaml" -u "$work/units.csv" -o "$work/none/x"
fails "a file in its place" 1 batch "$work/template.yaml" -u "$work/units.csv" -o "$work/units.csv"

done_testing
