#!/bin/sh
# Marks of a draft: header, watermark and numbers of lines on every page; none of it moves a line,
# gets into the text, or is measured by the audit.
. "$(dirname "$0")/../tap.sh"
. tests/composition/cases.sh

render() {
    "$GONGWEN" render --no-system-fonts "$@"
}
dump() { # OPTION...
    render -f dump -o - "$@"
}
without_marks() {
    grep -v '^  [a-z]* decoration '
}

# ---- nothing moves ----

for case in $(golden_cases); do
    dump --no-draft "$case" >"$work/clean" 2>/dev/null
    dump --draft 征求意见稿 --draft-version 第2稿 --line-numbers "$case" >"$work/draft" 2>/dev/null
    without_marks <"$work/draft" >"$work/body"
    cmp "$work/clean" "$work/body" >/dev/null || echo "$case"
    # A layout that extends nothing may have no marks.
    grep -q '^  path decoration' "$work/draft" || basename "$case" >>"$work/unmarked"
done >"$work/moved"
is "no case has another line or place for its marks" "$(cat "$work/moved")" ""
for case in data/*.yaml; do
    ok "$case has marks" sh -c "! grep -qx '${case#data/}' '$work/unmarked'"
done

# ---- what is shown ----

cat >"$work/report.yaml" <<'END'
layout: gb9704
title: 标题
document-number: 示政发〔2024〕12号
issuer: 区政府办公室
date: 2024-01-03
preamble: [正文第一段。, 正文第二段。]
END
ok "a draft" dump --draft 讨论稿 -o "$work/dump" "$work/report.yaml"
is "says nothing" "$(cat "$work/tap-output")" ""
is "its watermark lies beneath all else" "$(sed -n '/^page 1/{n;p;}' "$work/dump" | cut -c 1-18)" "  path decoration "
ok "its header has the mark" grep -q '^  run decoration .* "讨论稿"' "$work/dump"
fails "and no number has a line" 1 grep -q '^  run decoration .* "1"' "$work/dump"
dump --draft 讨论稿 --draft-version "第{{date.year}}稿" --no-watermark --line-numbers \
    -o "$work/dump" "$work/report.yaml"
fails "without watermark" 1 grep -q '^  path decoration' "$work/dump"
ok "with version, which may name what the report has" grep -q '"讨论稿（第2024稿）"' "$work/dump"
is "title and body have numbers" "$(sed -n 's/^  run decoration .* "\([0-9]*\)" [0-9.]*$/\1/p' "$work/dump" | tr '\n' ' ')" "1 2 3 "
ok "numbers alone make no draft" dump --line-numbers -o "$work/dump" "$work/report.yaml"
is "but stand there" "$(grep -c '^  [a-z]* decoration' "$work/dump")" 3

sed 's/^title/draft: {mark: 送审稿, line-numbers: true}\ntitle/' "$work/report.yaml" >"$work/own.yaml"
ok "a report that is a draft" dump -o "$work/dump" "$work/own.yaml"
ok "shows it" grep -q '"送审稿"' "$work/dump"
ok "who makes it has the last word" dump --draft 讨论稿 -o "$work/dump" "$work/own.yaml"
ok "on the mark" grep -q '"讨论稿"' "$work/dump"
ok "--no-draft" dump --no-draft -o "$work/dump" "$work/own.yaml"
fails "leaves all of it out" 1 grep -q decoration "$work/dump"
fails "--draft needs a mark" 2 render --draft ' ' -o "$work/x.pdf" "$work/report.yaml"
fails "--draft-version a text" 2 render --draft-version '' -o "$work/x.pdf" "$work/report.yaml"

# A blank page before the imprint stays one, and has the marks.
blank=tests/composition/blank-after.yaml
is "blank pages have no number, still" \
    "$(dump --draft 讨论稿 $blank | without_marks | grep -c 'run artifact')" \
    "$(dump $blank | grep -c 'run artifact')"

# ---- in the files ----

sample=data/2023-annual-report.yaml
for conformance in a-3a a-2a a-1b; do
    ok "PDF, $conformance" render --draft 征求意见稿 --line-numbers --conformance $conformance \
        -o "$work/$conformance.pdf" $sample
done
pages=$(pdfinfo "$work/a-2a.pdf" | sed -n 's/^Pages: *//p')
is "the watermark is no text" "$(pdftotext "$work/a-2a.pdf" - | grep -c 征求意见稿)" "$pages"
render --conformance a-2a -o "$work/clean.pdf" $sample
for pdf in clean a-2a; do # as tagged: artifacts are left out
    pdfinfo -struct-text "$work/$pdf.pdf" >"$work/$pdf.structure"
done
ok "nor is any mark part of the document's structure" \
    cmp "$work/clean.structure" "$work/a-2a.structure"
for format in png svg; do
    ok "$format" render -f $format --page 1 --dpi 40 --draft 讨论稿 -o "$work/page.$format" "$work/own.yaml"
done

# ---- audit ----

ok "the audit of a draft" "$GONGWEN" audit --no-system-fonts "$work/own.yaml"
ok "says that it is one" grep -q '\[audited-draft\]' "$work/tap-output"
audit() {
    "$GONGWEN" audit --no-system-fonts "$1" 2>/dev/null | sed 1d
}
is "and else nothing of its marks" "$(audit "$work/own.yaml")" "$(audit "$work/report.yaml")"

done_testing
