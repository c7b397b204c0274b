#!/bin/sh
# Interrupted while it writes, gongwen leaves the older output as it was, or the new one whole; of
# several files it leaves all old or all new ones. Only SIGKILL leaves a temporary file behind.
. "$(dirname "$0")/../tap.sh"

report=$work/long.yaml
{
    printf 'layout: annual-report\ntitle: 长报告\nissuer: 区政府办公室\ndate: 2024-01-03\npreamble:\n'
    for _ in $(seq 30); do
        sed -n 's/^ *- \(强化.*\)$/  - \1/p' data/2023-annual-report.yaml
    done | sed 's/{{[^}]*}}/若干/g'
} >"$report"
out=$work/out
mkdir "$out"
temporary_files() {
    find "$out" -name '.*.tmp' | wc -l
}
is_whole() { # PDF
    [ "$(head -c 5 "$1")" = %PDF- ] && [ "$(tail -c 6 "$1")" = "%%EOF" ]
}

# ---- one file: the moment of writing is short, so either end is right, nothing between ----

for signal in INT TERM HUP KILL; do
    for attempt in 1 2 3; do
        rm -rf "$out" && mkdir "$out"
        echo old >"$out/out.pdf"
        end=$(perl tests/diagnostics/interrupt.pl $signal "$out" \
            "$GONGWEN" render --no-system-fonts -o "$out/out.pdf" "$report")
        name="SIG$signal while a PDF is written, $attempt"
        if [ "$(head -c 3 "$out/out.pdf")" = "old" ] || is_whole "$out/out.pdf"; then
            tap_result "$name" 0
        else
            tap_result "$name" 1
            diag "$end; $(ls -la "$out")"
        fi
        if [ $signal != KILL ]; then
            is "$name: nothing is left behind" "$(temporary_files)" 0
        fi
    done
done

# ---- many files: writing takes long enough to be caught in the middle ----

"$GONGWEN" render --no-system-fonts -f svg -o "$work/page.svg" "$report"
pages=$(find "$work" -name 'page-*.svg' | wc -l)
ok "the report has many pages" [ "$pages" -ge 20 ]
old_pages() {
    rm -rf "$out" && mkdir "$out"
    for page in $(seq "$pages"); do
        echo "old $page" >"$out/page-$page.svg"
    done
}
still_old() {
    for page in $(seq "$pages"); do
        echo "old $page" | cmp -s - "$out/page-$page.svg" || echo "page $page changed"
    done
}
for signal in INT:2 TERM:15 HUP:1 KILL:9; do
    old_pages
    end=$(perl tests/diagnostics/interrupt.pl ${signal%:*} "$out" \
        "$GONGWEN" render --no-system-fonts -f svg -o "$out/page.svg" "$report")
    is "SIG${signal%:*} among many files ends the program" "$end" "killed by ${signal#*:}"
    is "SIG${signal%:*} among many files: all are old" "$(still_old)" ""
    if [ ${signal%:*} != KILL ]; then
        is "SIG${signal%:*} among many files: nothing is left behind" "$(temporary_files)" 0
    fi
done
ok "the next run is not disturbed by what SIGKILL left" \
    "$GONGWEN" render --no-system-fonts -f svg -o "$out/page.svg" "$report"
is "then all pages are new" "$(cat "$out"/page-*.svg | grep -c '^old ')" 0

# ---- a reader that goes away, a folder that must not be written ----

{
    "$GONGWEN" render --no-system-fonts -o - "$report" 2>"$work/findings"
    echo $? >"$work/status"
} | head -c 100 >/dev/null
is "a reader that goes away: exit status" "$(cat "$work/status")" 1
is "a reader that goes away: finding" "$(head -n 1 "$work/findings")" \
    "gongwen: error: cannot write <stdout>: Broken pipe [file-write]"

rm -rf "$out" && mkdir "$out" && echo old >"$out/out.pdf"
chmod 555 "$out" "$work"
as_nobody=
if [ "$(id -u)" -eq 0 ]; then
    as_nobody="setpriv --reuid 65534 --regid 65534 --clear-groups"
fi
if ! $as_nobody cat "$GONGWEN_DATA/layouts/annual-report.yaml" >"$work/readable" 2>&1; then
    skip "a folder without write permission" "cannot run as another user"
else
    # shellcheck disable=SC2086  # the words of the command
    fails "a folder without write permission" 1 \
        $as_nobody "$GONGWEN" render --no-system-fonts -o "$out/out.pdf" data/2023-annual-report.yaml
    is "the finding names the file" "$(head -n 1 "$work/tap-output")" \
        "gongwen: error: cannot write $out/out.pdf: Permission denied [file-write]"
    is "the older file is there" "$(cat "$out/out.pdf")" old
fi
chmod 755 "$out" "$work"

done_testing
