#!/bin/sh
# gongwen import: reports from text, Markdown and DOCX, as tests/import/ has them, that render as
# they are; nothing is overwritten unasked, and hostile files end quietly.
. "$(dirname "$0")/../tap.sh"

import() { # FILE [OPTION...], to standard output, without the schema of this installation
    "$GONGWEN" import "$@" -o - 2>"$work/findings" | sed '/^# yaml-language-server/d'
}
printed() { # YAML: the text of its PDF
    "$GONGWEN" render -q --no-system-fonts -o "$work/printed.pdf" "$1" &&
        pdftotext -layout "$work/printed.pdf" -
}

# ---- the sample report, from its manuscript ----

seed=tests/data/seed-report-2023.txt
import $seed >"$work/seed.yaml"
printed data/2023-annual-report.yaml >"$work/wanted.txt"
printed "$work/seed.yaml" >"$work/got.txt"
ok "there is a text to compare" test -s "$work/wanted.txt"
ok "the manuscript comes to the text of the finished report" cmp "$work/wanted.txt" "$work/got.txt"
ok "the heading that lost its number is told" grep -q 'seed-report-2023.txt:17:1: .*（四）.*lost-number' \
    "$work/findings"
is "and nothing else" "$(grep -c ': \(note\|warning\):' "$work/findings")" 1
import $seed --facts >"$work/facts.yaml"
printed "$work/facts.yaml" >"$work/got.txt"
ok "with facts for numbers it is the same" cmp "$work/wanted.txt" "$work/got.txt"
is "they are the facts of the finished report" \
    "$(sed -n 's/.*{value: \([^,]*\), unit: \([^},]*\).*/\1\2/p' "$work/facts.yaml")" \
    "$(sed -n 's/^  [a-z.-]*: {value: \([^,]*\), unit: \([^},]*\).*/\1\2/p' \
        data/2023-annual-report.yaml)"

same_as_seed() { # NAME FILE
    import "$2" >"$work/other.yaml"
    is "$1" "$(sed 1d "$work/other.yaml")" "$(sed 1d "$work/seed.yaml")"
}
same_as_seed "a DOCX that LibreOffice made of it" tests/import/seed.docx
sed 's/$/\r/; 1s/^/\xEF\xBB\xBF/' $seed >"$work/crlf.txt"
same_as_seed "lines that end in CR LF" "$work/crlf.txt"
sed 's/^[ 　]*/\t　/; s/$/ 　/' $seed >"$work/blank.txt"
same_as_seed "other blanks around lines" "$work/blank.txt"
iconv -f UTF-8 -t UTF-16 $seed >"$work/utf16.txt"
is "UTF-16" "$(import "$work/utf16.txt" | sed '1,/^layout/d')" \
    "$(sed '1,/^layout/d' "$work/seed.yaml")"
iconv -f UTF-8 -t GB18030 $seed >"$work/gb18030.txt"
is "GB18030" "$(import - <"$work/gb18030.txt" | sed '1,/^layout/d')" \
    "$(sed '1,/^layout/d' "$work/seed.yaml")"
if command -v soffice >/dev/null; then
    cp $seed "$work/office.txt"
    soffice -env:UserInstallation="file://$work/office" --headless \
        --infilter='Text (encoded):UTF8,LF,,,' --convert-to docx:'MS Word 2007 XML' \
        --outdir "$work" "$work/office.txt" >/dev/null 2>&1
    same_as_seed "a DOCX that LibreOffice makes now" "$work/office.docx"
else
    skip "a DOCX that LibreOffice makes now" "LibreOffice is not installed"
fi

# ---- other texts ----

for file in tests/import/notice.txt tests/import/request.txt tests/import/report.md \
    tests/import/table.docx; do
    import $file >"$work/imported.yaml"
    ok "${file##*/} is imported as it was" diff "${file%.*}.yaml" "$work/imported.yaml"
    ok "${file##*/} renders" printed "$work/imported.yaml"
done
printed tests/import/notice.yaml >"$work/notice.txt"
ok "braces of the text are printed" grep -q '{{占位}}' "$work/notice.txt"

# ---- where it is written ----

cp tests/import/report.md "$work/draft.md"
ok "without -o it is written beside the file" "$GONGWEN" import "$work/draft.md"
ok "as a report" grep -q '^layout: annual-report' "$work/draft.yaml"
fails "a file that is there" 1 "$GONGWEN" import "$work/draft.md"
ok "is told of" grep -q 'draft.yaml is there already \[file-exists\]' "$work/tap-output"
ok "--force overwrites" "$GONGWEN" import --force "$work/draft.md" -l gb9704-letter
ok "with the layout that is asked for" grep -q '^layout: gb9704-letter$' "$work/draft.yaml"
fails "the file itself is no output" 1 "$GONGWEN" import --force "$work/draft.md" -o "$work/draft.md"
ok "and stays" cmp tests/import/report.md "$work/draft.md"
fails "no file" 2 "$GONGWEN" import
fails "two files" 2 "$GONGWEN" import a.txt b.txt
fails "a file that is not there" 1 "$GONGWEN" import "$work/none.txt"
printf '%%PDF-1.4' >"$work/broken.txt"
fails "a file that cannot be imported" 1 "$GONGWEN" import "$work/broken.txt"
ok "leaves no report" test ! -e "$work/broken.yaml"
ok "nothing of other commands' start is loaded for it" sh -c \
    "! readelf -d '$GONGWEN' | grep -E 'NEEDED.*(libzip|libxml2|libmd4c)'"

# ---- hostile files ----

python3 tests/import/hostile.py "$work"
for file in "$work"/hostile-*; do
    name=${file##*/}
    status=0
    timeout 60 "$GONGWEN" import "$file" -o "$work/hostile.yaml" --force \
        >"$work/tap-output" 2>&1 || status=$?
    case $name:$status in
    *-empty.docx:0 | *.docx:1 | *.txt:0 | *.md:0) tap_result "$name" 0 ;;
    *) tap_result "$name ends with $status" 1 ;;
    esac
done
ok "nothing of other files gets in" sh -c "! grep -q root: '$work/hostile.yaml' '$work/tap-output'"

done_testing
