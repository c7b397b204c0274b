#!/bin/sh
# Every case's dump is its .golden file. A case shows one rule, named in its first line; it is a
# report that is set without a word on standard error. `make update-goldens` takes what changed.
. "$(dirname "$0")/../tap.sh"
. tests/golden/cases.sh

for case in $(golden_cases); do
    name=$(golden_name "$case")
    golden_dump "$case" "$work/dump"
    if [ ! -f "tests/golden/$name.golden" ]; then
        tap_result "$name" 1
        diag "tests/golden/$name.golden is missing: make update-goldens"
    elif diff -u --label "$name.golden" --label "$name" "tests/golden/$name.golden" "$work/dump" \
        >"$work/difference"; then
        tap_result "$name" 0
    else
        tap_result "$name" 1
        diag "$(cat "$work/difference")"
    fi
done
for golden in tests/golden/*.golden; do
    name=$(basename "$golden" .golden)
    if ! golden_cases | grep -qE "(^|/)$name\.yaml$"; then
        tap_result "$golden has a case" 1
    fi
done

done_testing
