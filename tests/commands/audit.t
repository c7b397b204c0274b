#!/bin/sh
# gongwen audit: its forms of output, its options and exit statuses. What it finds is in tests/audit/.
. "$(dirname "$0")/../tap.sh"

report=tests/audit/reports/levels.yaml
ok "a report" "$GONGWEN" audit --no-system-fonts $report
cp "$work/tap-output" "$work/text"
ok "names the standard" grep -q "^$report: GB/T 9704-2012$" "$work/text"
ok "a clause with what was measured" \
    grep -q '^pass  *5\.1  *must  *A4 paper, width  *210 mm  *210\.00 mm (595\.28 pt)$' "$work/text"
ok "and the sum" grep -qE '^[0-9]+ rules: [0-9]+ pass, 0 fail' "$work/text"
is "no colour where there is no terminal" "$(grep -c "$(printf '\033')" "$work/text")" 0
is "the columns stand under each other where hanzi take two" \
    "$(perl -CSD -ne 'if (/ must /) { my $head = substr $_, 0, index($_, " mm");
        print length($head) + (() = $head =~ /[\p{Han}、，（）]/g), "\n" if /^pass +5\.1 / }' \
        "$work/text" | sort -u | wc -l)" 1

ok "in Chinese" env LC_ALL= LANG=zh_CN.UTF-8 "$GONGWEN" audit --no-system-fonts $report
cp "$work/tap-output" "$work/chinese"
ok "verdict and title" grep -q '^合格  *5\.1  *规定  *A4 纸宽' "$work/chinese"
ok "words of measures" grep -q '^合格 .*〈汉字数〉、〈文字〉' "$work/chinese"

fails "what fails is the exit status" 1 "$GONGWEN" audit --no-system-fonts \
    --layout tests/audit/margin-left.yaml data/2023-annual-report.yaml
cp "$work/tap-output" "$work/wrong"
ok "and told with its page" grep -qE '^FAIL +5\.2\.1 .* 25\.00 mm \([0-9.]+ pt\), page 1$' "$work/wrong"
ok "under the part of the standard" grep -q '^5 Paper and layout of the page$' "$work/wrong"
sed -n '/^Not as it should be:$/,/^$/p' "$work/wrong" | sed -n '2,4{s/:[0-9:]*$//;p}' >"$work/again"
is "and once more at the end, with its place" "$(cat "$work/again")" "FAIL 5.2.1 binding margin
    is 25.00 mm (70.87 pt), page 1; should be 28 mm ± 1 mm
    at data/2023-annual-report.yaml"
ok "a warning is none" "$GONGWEN" audit --no-system-fonts --layout tests/audit/text-face.yaml \
    data/2023-annual-report.yaml
ok "but told" grep -q '^warning  *5\.2\.2' "$work/tap-output"

"$GONGWEN" audit --no-system-fonts --format json $report >"$work/json"
ok "JSON" perl -MJSON::PP -e 'local $/; decode_json(<>)' "$work/json"
ok "in which nothing is left out" grep -q '"verdict": "not-applicable"' "$work/json"
is "the same again" "$("$GONGWEN" audit --no-system-fonts -f json $report)" "$(cat "$work/json")"

ok "--overlay" "$GONGWEN" audit --no-system-fonts --overlay "$work/proof.pdf" $report
is "is a PDF" "$(head -c 5 "$work/proof.pdf")" "%PDF-"
cp $report "$work/report.yaml"
fails "over the report itself" 1 "$GONGWEN" audit --no-system-fonts --overlay "$work/report.yaml" \
    "$work/report.yaml"
ok "that is as it was" cmp $report "$work/report.yaml"
fails "nor where the audit goes" 2 "$GONGWEN" audit --no-system-fonts --overlay - $report
fails "a folder that is not there" 1 "$GONGWEN" audit --no-system-fonts \
    --overlay "$work/none/proof.pdf" $report

fails "rules that are not there" 1 "$GONGWEN" audit --no-system-fonts --rules "$work/none.yaml" $report
ok "are told" grep -q "$work/none.yaml.*\\[file-open\\]" "$work/tap-output"
fails "a report with errors" 1 "$GONGWEN" audit --no-system-fonts \
    tests/diagnostics/missing-glyph/report.yaml
ok "is not audited" sh -c "! grep -q 'GB/T 9704-2012$' '$work/tap-output'"
fails "a report that is not there" 1 "$GONGWEN" audit no-such-report.yaml
fails "no report" 2 "$GONGWEN" audit
fails "two reports" 2 "$GONGWEN" audit a.yaml b.yaml
fails "another format" 2 "$GONGWEN" audit --format pdf $report
fails "output that cannot be written" 1 sh -c "'$GONGWEN' audit --no-system-fonts $report >/dev/full"

done_testing
