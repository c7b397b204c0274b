#!/bin/sh
# update-goldens.sh: shows what changed in the golden files, then takes it. Look at the difference
# before committing it: a golden file is what the rules say, not what the program does.
. "$(dirname "$0")/tap.sh"
. tests/composition/cases.sh
. tests/diagnostics/cases.sh
. tests/diff/cases.sh
changed=0
"$GONGWEN" --version >/dev/null || exit 1

take() { # GOLDEN NEW
    [ -f "$1" ] || : >"$1"
    if ! diff -u --label "$1 (old)" --label "$1 (new)" "$1" "$2"; then
        cp "$2" "$1"
        changed=$((changed + 1))
    fi
}

for case in $(golden_cases); do
    if ! golden_dump "$case" "$work/dump"; then
        cat "$work/dump"
        echo "$case is left as it is: a golden case has no errors"
        continue
    fi
    take "tests/composition/$(golden_name "$case").golden" "$work/dump"
done
for case in $(findings_cases); do
    [ ! -f "$case/needs" ] || sh "$case/needs" 2>/dev/null || continue
    findings_run "$case" "$work/findings"
    take "$case/expected" "$work/findings"
done
for case in $(diff_cases); do
    diff_run "$case" "$work"
    for form in text inline bars; do
        take "$case/$form" "$work/$form"
    done
done
for file in tests/import/*.txt tests/import/*.md tests/import/table.docx; do
    "$GONGWEN" import "$file" -o - 2>"$work/findings" | sed '/^# yaml-language-server/d' >"$work/report"
    take "${file%.*}.yaml" "$work/report"
done
echo "$changed golden files changed"
