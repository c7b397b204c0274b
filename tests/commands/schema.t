#!/bin/sh
# gongwen schema: JSON Schemas that the shipped reports and layouts fulfil, and that refuse what
# the reader refuses.
. "$(dirname "$0")/../tap.sh"

for schema in report layout; do
    ok "schema $schema" "$GONGWEN" schema $schema
    cp "$work/tap-output" "$work/$schema.json"
    ok "schema $schema is JSON" jq -e '.["$schema"] and .type == "object"' "$work/$schema.json"
done

python=
for candidate in python3 /usr/bin/python3; do
    if $candidate -c 'import jsonschema, yaml' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    skip "validation" "python3 with jsonschema and yaml is not installed"
    done_testing
fi
for file in data/*.yaml tests/golden/*.yaml; do
    echo "valid report $file"
done >"$work/list"
for file in layouts/*.yaml; do
    echo "valid layout $file"
done >>"$work/list"
# What reading a single file finds, the schema finds.
for case in unknown-key unknown-key-near missing-key wrong-type wrong-type-root wrong-value \
    out-of-range empty-value unknown-form yaml-empty; do
    echo "invalid report tests/diagnostics/$case/report.yaml"
done >>"$work/list"
$python tests/commands/validate.py "$work" <"$work/list" >"$work/results" 2>&1
is "every file was validated" "$(grep -cE '^(ok|not ok) ' "$work/results")" "$(wc -l <"$work/list" | tr -d ' ')"
while read -r result file; do
    case $result in
    ok) tap_result "$file" 0 ;;
    *)
        tap_result "$file" 1
        diag "$result $file"
        ;;
    esac
done <<RESULTS
$(sed 's/^not ok /not-ok /' "$work/results")
RESULTS

done_testing
