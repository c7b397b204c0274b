#!/bin/sh
# gongwen batch --copies: numbered copies (份号) of one report.
. "$(dirname "$0")/../tap.sh"

batch() {
    "$GONGWEN" batch --no-system-fonts "$@"
}
number() { # FILE: the number on its first page
    pdftotext -l 1 "$1" - | grep -m 1 -xE '[0-9]{6}|[0-9]+'
}

report=data/2023-annual-report.yaml
ok "so many copies" batch $report --copies 3 -o "$work/three"
is "say nothing" "$(cat "$work/tap-output")" ""
is "are called by their numbers" "$(cd "$work/three" && echo *)" "000001.pdf 000002.pdf 000003.pdf"
is "and have them" "$(number "$work/three/000002.pdf")" 000002
ok "more of them" batch $report --copies 30-31 -o "$work/more"
is "go on" "$(cd "$work/more" && echo *)" "000030.pdf 000031.pdf"
ok "a copy for each recipient" batch $report --copies data/copies/recipients.csv -o "$work/each" \
    --draft 征求意见稿
is "says nothing, too" "$(cat "$work/tap-output")" ""
is "is called by both" "$(cd "$work/each" && echo *)" \
    "000001-示例区教育局.pdf 000002-示例区民政局.pdf 000003-示例区司法局.pdf 000004-示例区水务局.pdf"
is "numbered in order" "$(number "$work/each/000003-示例区司法局.pdf")" 000003
ok "other names" batch $report --copies 2 --name "{{year}}-{{copy}}" -o "$work/named"
is "are possible" "$(cd "$work/named" && echo *)" "2023-000001.pdf 2023-000002.pdf"
ok "one of them alone" batch $report --copies data/copies/recipients.csv --only 示例区司法局 -o "$work/only"
is "keeps its number" "$(cd "$work/only" && echo *)" 000003-示例区司法局.pdf

# Spreadsheets take zeros away.
printf '份号,单位\n7,甲局\n000012,乙局\n' >"$work/own.csv"
ok "numbers of their own" batch data/gb9704.yaml --copies "$work/own.csv" -o "$work/own"
is "get six digits" "$(cd "$work/own" && echo *)" "000007-甲局.pdf 000012-乙局.pdf"
is "in place of the report's own" "$(number "$work/own/000012-乙局.pdf")" 000012

# No line moves for a number in the margin of a report without header.
batch $report --copies 1 -f dump -o "$work/dump"
"$GONGWEN" render --no-system-fonts -f dump -o "$work/clean.txt" $report
is "no line of the report moves" "$(diff "$work/clean.txt" "$work/dump/000001.txt" | grep -c '^<')" 0

# With a table of units, too, zeros are kept.
sed 's/^layout: .*/layout: gb9704/; s/^copy-number: .*/copy-number: "{{copy}}"/' data/gb9704.yaml >"$work/template.yaml"
cp -r data/images "$work/"
printf 'unit,copy\n甲局,000001\n乙局,000002\n' >"$work/units.csv"
ok "a column of numbers with zeros" batch "$work/template.yaml" --units "$work/units.csv" -o "$work/units"
is "is one of texts" "$(number "$work/units/乙局.pdf")" 000002

for wrong in 0 1000000 5-3 3- -5 1-2-3 ''; do
    fails "--copies '$wrong'" 1 batch $report "--copies=$wrong" -o "$work/wrong"
done
fails "--copies and --units" 2 batch $report --copies 3 --units "$work/units.csv" -o "$work/wrong"

done_testing
