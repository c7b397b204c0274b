#!/bin/sh
# gongwen schema: JSON Schemas that the shipped reports and layouts and the examples of the
# documentation fulfil, and that refuse what the reader refuses.
. "$(dirname "$0")/../tap.sh"

for schema in report layout form; do
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
{
    for file in data/*.yaml layouts/starts/*/*.yaml tests/composition/*.yaml; do
        echo "valid report $file"
    done
    for file in layouts/*.yaml; do
        echo "valid layout $file"
    done
    for file in forms/*.yaml tests/composition/forms/*.yaml; do
        echo "valid form $file"
    done
    echo "invalid form tests/diagnostics/form-broken/report.yaml"
    # What reading a single file finds, the schema finds.
    for case in unknown-key unknown-key-near missing-key wrong-type wrong-type-root wrong-value \
        wrong-value-draft out-of-range empty-value empty-value-blank fact-name unknown-form table-cell yaml-empty; do
        echo "invalid report tests/diagnostics/$case/report.yaml"
    done
} >"$work/list"

# ---- the documentation: blocks that are a whole document ----

mkdir "$work/blocks"
awk -v folder="$work/blocks" '
    /^```yaml$/ { file = sprintf("%s/%s-%d.yaml", folder, FILENAME, FNR)
                  gsub(/^.*\//, "", file); file = folder "/" file; next }
    /^```/ { file = "" }
    file != "" { print > file }' docs/*.md README*.md
for file in "$work"/blocks/*; do
    if grep -q '^title:' "$file" && grep -q '^date:' "$file"; then
        echo "valid report $file"
    elif grep -q '^name:' "$file" && grep -qE '^(extends|flow):' "$file"; then
        echo "valid layout $file"
    fi
done >"$work/documented"
ok "the documentation has whole layouts" test "$(grep -c ' layout ' "$work/documented")" -ge 2
ok "the documentation has whole reports" test "$(grep -c ' report ' "$work/documented")" -ge 2
cat "$work/documented" >>"$work/list"

# ---- layouts that extend another: what the reader takes and refuses ----

layout() { # valid|invalid NAME; the layout is standard input
    cat >"$work/$2.yaml"
    echo "$1 layout $work/$2.yaml" >>"$work/list"
}
layout valid extends-only <<'LAYOUT'
extends: annual-report
LAYOUT
layout valid extends-parts <<'LAYOUT'
extends: annual-report
page: {type-area: {left: 30mm}}
composition: null
describes: {en: null}
styles: {heading4: null, body: {indent: null}}
flow:
  title: {text: null, body: preamble, role: null}
  signature: {stack: {issuer: {before: 1行}, date: null}, place: {of: null}}
  x-mine: 1
running: {odd: null, even: {place: {below: 8mm}}}
LAYOUT
layout valid extends-lists <<'LAYOUT'
extends: annual-report
flow: [{body: preamble}]
running: []
LAYOUT
layout valid extends-tables <<'LAYOUT'
extends: annual-report
styles: {table: {leading: 15pt}}
tables: {rules: {sides: null, outer: 0.5mm}, caption: {place: below, number: null}, note: null, break-rows: true}
LAYOUT
layout invalid extends-tables-wrong <<'LAYOUT'
extends: annual-report
tables: {align: left}
LAYOUT
layout invalid no-extends <<'LAYOUT'
name: part
page: {type-area: {left: 30mm}}
flow: {title: null}
LAYOUT
layout invalid extends-unknown-key <<'LAYOUT'
extends: annual-report
flow: {title: {txet: 标题}}
LAYOUT
layout invalid extends-list-of-parts <<'LAYOUT'
extends: annual-report
flow: [{before: 2行}]
LAYOUT
layout invalid extends-wrong-value <<'LAYOUT'
extends: annual-report
grid: {lines: many}
LAYOUT
layout invalid extends-removes-required <<'LAYOUT'
extends: annual-report
page: {size: null}
LAYOUT
layout invalid extends-nothing <<'LAYOUT'
extends: null
LAYOUT
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
