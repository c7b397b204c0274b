#!/bin/sh
# gongwen check: its options, forms of output and exit statuses, rules of one's own. What the
# shipped rules find is in tests/check/.
. "$(dirname "$0")/../tap.sh"

good=data/2023-annual-report.yaml
ok "a report without a finding" "$GONGWEN" check $good
is "says so" "$(cat "$work/tap-output")" "$good: nothing found"

cat >"$work/report.yaml" <<'YAML'
layout: annual-report
title: 示例
issuer: 示例区人民政府
date: 2024-01-03
preamble: 公开信息12049条，其它情况良好。
YAML
report=$work/report.yaml
ok "warnings do not fail" "$GONGWEN" check "$report"
cp "$work/tap-output" "$work/text"
ok "a finding with its place and rule" \
    grep -q ':5:15: warning: "12049条" is not declared as a fact \[undeclared-number\]$' "$work/text"
is "its line and a caret under the place" "$(sed -n 2,3p "$work/text")" \
    "    5 | preamble: 公开信息12049条，其它情况良好。
      |                   ^"
ok "and what to do" grep -q '^      = declare it in facts' "$work/text"
is "the sum" "$(tail -n 1 "$work/text")" "$report: errors: 0, warnings: 2, notes: 0"
is "in the order of the text" "$(sed -n 's/.*\[\(.*\)\]$/\1/p' "$work/text" | xargs)" \
    "undeclared-number wrong-word"
is "no colour where there is no terminal" "$(grep -c "$(printf '\033')" "$work/text")" 0
is "nothing goes to standard error" "$("$GONGWEN" check "$report" 2>&1 >/dev/null)" ""
ok "in Chinese" env LC_ALL= LANG=zh_CN.UTF-8 "$GONGWEN" check "$report"
ok "word by word" grep -q '提醒: “其它”应为“其他” \[wrong-word\]$' "$work/tap-output"

# ---- exit statuses ----

fails "--strict: warnings fail" 1 "$GONGWEN" check --strict "$report"
ok "--strict: nothing is no failure" "$GONGWEN" check --strict $good
sed 's/12049条/××条/' "$report" >"$work/error.yaml"
fails "errors fail" 1 "$GONGWEN" check "$work/error.yaml"
sed 's/公开信息12049条，其它情况良好/请拨打022-12345678咨询/' "$report" >"$work/note.yaml"
ok "notes do not" "$GONGWEN" check --strict "$work/note.yaml"
ok "but are told" grep -q 'note: .*\[telephone-number\]$' "$work/tap-output"
fails "a report that cannot be read" 1 "$GONGWEN" check "$work/none.yaml"
echo 'title: [' >"$work/broken.yaml"
fails "a report that is none" 1 "$GONGWEN" check "$work/broken.yaml"
fails "the same as JSON" 1 "$GONGWEN" check --format json "$work/broken.yaml"
ok "that is JSON" jq -e '.[0].code == "yaml-syntax"' "$work/tap-output"
fails "no report" 2 "$GONGWEN" check
fails "two reports" 2 "$GONGWEN" check a.yaml b.yaml
fails "another format" 2 "$GONGWEN" check --format pdf "$report"
fails "output that cannot be written" 1 sh -c "'$GONGWEN' check $good >/dev/full"
ok "from standard input" sh -c "'$GONGWEN' check - <'$report'"
ok "under its name" grep -q '^<stdin>:5:15: warning' "$work/tap-output"

# ---- texts as they are ----

printf '%s\n' '区政府办公室2023年工作报告' '' '公开{{信息}}12049条，写作{{year}}或者{{strong 重点}}，其它见{{未完。' '' \
    '一、标题{{x}}' '' '正文。' '' '表1 {{t}}' '甲{{a}}	数量' '乙	{{count}}' >"$work/text.txt"
ok "a text is checked, whatever it lacks" "$GONGWEN" check "$work/text.txt"
cp "$work/tap-output" "$work/found"
is "with what is wrong in it; braces mean nothing, numbers are no data" \
    "$(sed -n 's/^[^ ].*\[\(.*\)\]$/\1/p' "$work/found" | xargs)" \
    "import-absent wrong-word"
ok "at its place" grep -q 'text.txt:3:42: warning: "其它"' "$work/found"
cp "$work/text.txt" "$work/TEXT.MD"
ok "by its suffix" "$GONGWEN" check "$work/TEXT.MD"
printf '%s\n' '区政府办公室2023年工作报告' '' '正文。' '' '区政府办公室' '  2024年01月03日' >"$work/day.txt"
ok "a text with its day" "$GONGWEN" check "$work/day.txt"
ok "as it is written" grep -q 'day.txt:6:3: warning: .*2024年01月03日 \[date-zero\]$' "$work/tap-output"
printf '%s\n' '区政府办公室2023年工作报告' '' '问题：一是重视不够；二是力量不足。改进：一是提高认识；二是充实力量。' '' '一、做法' '' \
    '要求：（一）加强领导；（三）强化责任。' '' '区政府办公室' '2024年1月3日' >"$work/several.txt"
fails "a text that counts on wrongly" 1 "$GONGWEN" check "$work/several.txt"
is "several enumerations in one paragraph aside" "$(grep -c '\]$' "$work/tap-output")" 1
ok "a DOCX" "$GONGWEN" check tests/import/seed.docx
is "tells the lost （四）, and nothing else" "$(sed -n 's/.*“\(（四）\)”.*\[\(.*\)\]$/\1 \2/p' "$work/tap-output")" \
    "（四） import-lost-number"
ok "as last year's report" "$GONGWEN" check --previous tests/import/seed.docx $good
cp "$work/tap-output" "$work/found"
ok "finds what was copied" grep -q '\[copied-paragraph\]$' "$work/found"
ok "and nothing of that text itself" sh -c "! grep -q import- '$work/found'"
printf 'PK' >"$work/broken.docx"
fails "what is no DOCX" 1 "$GONGWEN" check "$work/broken.docx"
fails "as last year's report, too" 1 "$GONGWEN" check --previous "$work/broken.docx" $good

# ---- JSON ----

"$GONGWEN" check --format json "$report" >"$work/json"
is "JSON" "$(jq -c '.[0]' "$work/json")" "{\"code\":\"undeclared-number\",\"severity\":\"warning\",\"file\":\"$report\",\"line\":5,\"column\":15,\"message\":\"\\\"12049条\\\" is not declared as a fact\",\"hint\":\"declare it in facts and write {{name}}, or {{plain 12049条}} if it needs none\"}"
"$GONGWEN" check --format json "$work/error.yaml" >"$work/error.json" || :
is "nothing but what docs/check.md has" "$(jq -r '.[] | keys[]' "$work/json" "$work/error.json" |
    sort -u | xargs)" "$(sed -n '/^## JSON/,/^## /s/^| `\([a-z]*\)` .*/\1/p' docs/check.md |
    sort | grep -v basis | xargs)"
is "the same again" "$("$GONGWEN" check -f json "$report")" "$(cat "$work/json")"
is "nothing found is an empty list" "$("$GONGWEN" check -f json $good | jq -c .)" "[]"

# ---- SARIF ----

schema=$BUILD/sarif/sarif-2.1.0.json
ok "the schema of SARIF 2.1.0 is there (make $schema)" test -s "$schema"
"$GONGWEN" check --format sarif "$report" >"$work/warnings.sarif"
LC_ALL='' LANG=zh_CN.UTF-8 "$GONGWEN" check -f sarif "$work/error.yaml" >"$work/error.sarif" || :
"$GONGWEN" check -f sarif "$work/broken.yaml" >"$work/broken.sarif" || :
"$GONGWEN" check -f sarif "$work/none.yaml" >"$work/none.sarif" || :
"$GONGWEN" check -f sarif $good >"$work/good.sarif"
cp "$report" "$work/报告 1%.yaml"
"$GONGWEN" check -f sarif "$work/报告 1%.yaml" >"$work/name.sarif"
for sarif in "$work"/*.sarif; do
    ok "$(basename "$sarif") is valid" python3 tests/check/sarif.py "$schema" "$sarif"
done
is "a result points to its rule" "$(jq -r '.runs[0] as $run | $run.results[] |
    $run.tool.driver.rules[.ruleIndex].id == .ruleId' "$work/warnings.sarif" | sort -u)" true
is "its place" "$(jq -c '.runs[0].results[0].locations[0].physicalLocation.region' \
    "$work/warnings.sarif")" '{"startLine":5,"startColumn":15}'
is "levels" "$(jq -r '.runs[0].results[].level' "$work/error.sarif" | xargs)" "error warning"
ok "a file's name as a URI" sh -c "grep -q 'file://.*/%E6%8A%A5%E5%91%8A%201%25.yaml' '$work/name.sarif'"

# ---- switching rules off ----

with() { # LINES: the report with more keys
    { cat "$report" && printf '%s\n' "$1"; } >"$work/with.yaml"
}
with 'checks: {off: [{rule: wrong-word, reason: 引文}, {rule: undeclared-number, reason: 示例}]}'
ok "rules that are off" "$GONGWEN" check --strict "$work/with.yaml"
with 'checks: {off: {rule: wrong-word}}'
fails "not without a reason" 1 "$GONGWEN" check "$work/with.yaml"
ok "which is told" grep -q 'reason.*\[missing-key\]$' "$work/tap-output"
with 'checks: {off: {rule: wrong-words, reason: 引文}}'
fails "a rule that is none" 1 "$GONGWEN" check "$work/with.yaml"
ok "with the one that was meant" \
    grep -q ':6:22: error: .*"wrong-words".*did you mean "wrong-word"? \[unknown-rule\]$' "$work/tap-output"
ok "rendering does not mind" "$GONGWEN" render --no-system-fonts -o "$work/out.pdf" "$work/with.yaml"

with 'checks: {terms: 信仿}'
fails "a term that says nothing" 1 "$GONGWEN" check "$work/with.yaml"
ok "is told of" grep -q ':6:17: error: "信仿" .*\[rule-word\]$' "$work/tap-output"

# ---- rules of one's own ----

cat >"$work/own.yaml" <<'YAML'
describes: {zh: 示例, en: sample}
rules:
  - id: no-good
    severity: error
    basis: 示例规定
    check: pattern
    in: paragraph
    pattern: 良好
    message: {zh: "不写“{1}”", en: "do not write {1}"}
YAML
fails "--rules" 1 "$GONGWEN" check --rules "$work/own.yaml" "$report"
cp "$work/tap-output" "$work/text"
ok "finds" grep -q '5:26: error: do not write 良好 \[no-good\]$' "$work/text"
ok "with its basis" grep -q '^      = basis: 示例规定$' "$work/text"
with "checks: {rules: own.yaml}"
fails "checks: rules, relative to the report" 1 "$GONGWEN" check "$work/with.yaml"
ok "find, too" grep -q 'error: do not write 良好 \[no-good\]$' "$work/tap-output"
with "checks: {rules: own.yaml, off: {rule: no-good, reason: 示例}}"
ok "and can be switched off" "$GONGWEN" check "$work/with.yaml"
fails "twice" 1 "$GONGWEN" check --rules "$work/own.yaml" "$work/with.yaml"
ok "is told" grep -q '\[rule-twice\]$' "$work/tap-output"
fails "a file that is not there" 1 "$GONGWEN" check --rules "$work/no.yaml" "$report"
ok "is told of" grep -q '\[file-open\]$' "$work/tap-output"
set --
for _ in $(seq 33); do
    set -- "$@" --rules "$work/own.yaml"
done
fails "too many files" 2 "$GONGWEN" check "$@" "$report"
sed 's/^describes.*/&\napplies: {title: 另一个}/' "$work/own.yaml" >"$work/other.yaml"
ok "rules for another kind of report" "$GONGWEN" check --rules "$work/other.yaml" "$report"
sed 's/^    in: .*/&\n    unless: [issuer]/' "$work/own.yaml" >"$work/unless.yaml"
ok "rules that a field excludes" "$GONGWEN" check --rules "$work/unless.yaml" "$report"

# Last year's 四 is this year's 二: a relation of two years.
cat >"$work/relation.yaml" <<'YAML'
describes: {zh: 示例, en: sample}
rules:
  - id: carried
    severity: error
    check: relation
    for-each: {c: [natural, legal]}
    that: requests.carried.{c} = previous(requests.left.{c})
    message: {zh: "{1}", en: "{1}"}
YAML
year() { # LEFT CARRIED
    sed '/^preamble/d' "$report"
    cat <<YAML
facts:
  requests.left.natural: {value: $1, unit: 件}
  requests.left.legal: {value: 1, unit: 件}
  requests.carried.natural: {value: $2, unit: 件}
  requests.carried.legal: {value: 1, unit: 件}
preamble: 结转{{requests.left.natural}}、{{requests.left.legal}}，上年结转{{requests.carried.natural}}、{{requests.carried.legal}}。
YAML
}
year 7 0 >"$work/last.yaml"
year 0 7 >"$work/this.yaml"
ok "a relation that holds" "$GONGWEN" check --strict --rules "$work/relation.yaml" \
    --previous "$work/last.yaml" "$work/this.yaml"
year 0 8 >"$work/this.yaml"
fails "one that does not" 1 "$GONGWEN" check --rules "$work/relation.yaml" \
    --previous "$work/last.yaml" "$work/this.yaml"
is "is told once, with both sides" "$(grep '\[carried\]' "$work/tap-output" | sed 's/.*error: //')" \
    "requests.carried.natural = 8; previous(requests.left.natural) = 7 [carried]"
ok "without last year's report it is not known" "$GONGWEN" check --rules "$work/relation.yaml" \
    "$work/this.yaml"
fails "a last report that is not there" 1 "$GONGWEN" check --previous "$work/no.yaml" "$report"

done_testing
