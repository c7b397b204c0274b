#!/bin/sh
# Every case's dump is its .golden file. A case shows one rule, named in its first line; it is a
# report that is set without error or warning. `make update-goldens` takes what changed.
. "$(dirname "$0")/../tap.sh"
. tests/composition/cases.sh

for case in $(golden_cases); do
    name=$(golden_name "$case")
    golden_dump "$case" "$work/dump"
    if [ ! -f "tests/composition/$name.golden" ]; then
        tap_result "$name" 1
        diag "tests/composition/$name.golden is missing: make update-goldens"
    elif diff -u --label "$name.golden" --label "$name" "tests/composition/$name.golden" "$work/dump" \
        >"$work/difference"; then
        tap_result "$name" 0
    else
        tap_result "$name" 1
        diag "$(cat "$work/difference")"
    fi
done
for golden in tests/composition/*.golden; do
    name=$(basename "$golden" .golden)
    if ! golden_cases | grep -qE "(^|/)$name\.yaml$"; then
        tap_result "$golden has a case" 1
    fi
done

done_testing
