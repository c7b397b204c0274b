#!/bin/sh
# What gongwen says about bad input, word by word; each case is a folder (see cases.sh). With an
# error the exit status is 1, the older output stays as it was and nothing else appears beside it;
# with warnings only, the status is 0. The same findings as JSON are valid and as many. Every
# message of src/base/messages.def has a case, or a reason why it has none.
. "$(dirname "$0")/../tap.sh"
. tests/diagnostics/cases.sh

mkdir "$work/json"
: >"$work/all"
for case in $(findings_cases); do
    name=$(basename "$case")
    if [ -f "$case/needs" ] && ! sh "$case/needs" 2>/dev/null; then
        skip "$name" "$(head -n 1 "$case/needs" | cut -c 3-)"
        cat "$case/expected" >>"$work/all"
        continue
    fi
    findings_run "$case" "$work/findings"
    wrong=
    if grep -q ': error: ' "$case/expected"; then
        [ "$findings_status" -eq 1 ] || wrong="the exit status is $findings_status, not 1"
        [ "$(cat "$scratch/out.pdf")" = "the last good document" ] || wrong="the output changed"
    else
        [ "$findings_status" -eq 0 ] || wrong="the exit status is $findings_status, not 0"
        [ "$(head -c 5 "$scratch/out.pdf")" = "%PDF-" ] || wrong="there is no output"
    fi
    for left in "$scratch"/.*.tmp; do
        [ ! -e "$left" ] || wrong="a temporary file was left: $left"
    done
    if [ -n "$wrong" ]; then
        tap_result "$name" 1
        diag "$wrong"
        diag "$(cat "$work/findings")"
    elif diff -u --label expected --label "$name" "$case/expected" "$work/findings" \
        >"$work/difference"; then
        tap_result "$name" 0
    else
        tap_result "$name" 1
        diag "$(cat "$work/difference")"
    fi
    cat "$case/expected" >>"$work/all"
    findings_run "$case" "$work/json/$name" --findings json
done

# ---- JSON ----

for json in "$work"/json/*; do
    name=${json##*/}
    case $name in *.raw) continue ;; esac
    count=$(grep -cE '(error|warning|note): .* \[[a-z-]+\]$' "tests/diagnostics/$name/expected")
    jq -ce --arg name "$name" --argjson count "$count" '
        if type == "array" and length == $count and all(.[];
            (.code | test("^[a-z-]+$")) and (.severity | IN("error", "warning", "note")) and
            (.message | type == "string" and length > 0) and
            (.hint == null or (.hint | length) > 0) and
            ((.line == null) == (.column == null)) and (.line == null or .file != null) and
            (keys - ["code", "severity", "message", "hint", "file", "line", "column", "units"] == []))
        then empty else "\($name): \($count) findings expected, got \(.)" end' \
        "$json" 2>&1 || :
done >"$work/json-wrong"
is "findings as JSON" "$(cat "$work/json-wrong")" ""

# ---- every message has a case ----

# Why a message has none:
#   OUTPUT_FAILED   libharu refuses nothing that the stages before it let through
#   OUTPUT_FORMAT   the command line checks --format itself; tests/library asks the library
#   OUTPUT_CONFORMANCE   likewise --conformance
#   EXTRACT_…       findings of `gongwen extract`: tests/commands/extract.t
#   COMMENTS_…      findings of `gongwen comments`: tests/commands/comments.t
exempt='OUTPUT_FAILED EXTRACT_FAILED EXTRACT_NOTHING OUTPUT_CONFORMANCE OUTPUT_FORMAT COMMENTS_PASSWORD COMMENTS_BROKEN COMMENTS_CUT COMMENTS_NO_SOURCES COMMENTS_UNMADE COMMENTS_PAGES COMMENTS_EDITED'
perl tests/diagnostics/uncovered.pl src/base/messages.def "$work/all" >"$work/uncovered"
is "every message has a case" \
    "$(grep -vxE "$(echo "$exempt" | tr ' ' '|')" "$work/uncovered")" ""
is "no exemption is idle" "$(grep -xE "$(echo "$exempt" | tr ' ' '|')" "$work/uncovered" |
    tr '\n' ' ')" "$exempt "

done_testing
