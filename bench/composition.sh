#!/bin/sh
# composition.sh PROGRAM [--list]: how well the 2023 report and the texts of texts/ are composed,
# compared with other engines; counted on the PDFs. See README.md here for what is counted.
#
# --list names the faults of the other engines, too. The exit status is that of count.pl.
set -eu
cd "$(dirname "$0")/.."
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    echo "usage: $0 PROGRAM [--list]" >&2
    exit 2
fi
program=$(realpath "$1")
list=${2:-}
work=$(dirname "$program")/bench/composition
export LC_ALL=C.UTF-8 GONGWEN_DATA="$PWD"

rm -rf "$work"
mkdir -p "$work"
work=$(realpath "$work")
sh bench/install-typst.sh "$work/.." || echo 'Typst could not be installed: comparing without it'
command -v xelatex >/dev/null || echo 'xelatex is not installed: comparing without it'

# What an engine says goes to a file, of which the end is shown when it fails.
make_pdf() { # TEXT ENGINE COMMAND...
    text=$1
    engine=$2
    shift 2
    if ! "$@" >"$work/$text.$engine.said" 2>&1 </dev/null; then
        echo "$engine fails on $text:"
        tail -n 5 "$work/$text.$engine.said"
        return
    fi
    mutool trace "$work/$text.$engine.pdf" >"$work/$text.$engine.trace"
}

texts=
for report in data/2023-annual-report.yaml bench/texts/*.yaml; do
    text=$(basename "$report" .yaml)
    texts="$texts $text"
    set -- "$program" render --no-system-fonts --layout ./bench/composition.yaml "$report"
    make_pdf "$text" gongwen "$@" -q -o "$work/$text.gongwen.pdf"
    cat "$work/$text.gongwen.said"
    "$@" -q -f dump -o "$work/$text.dump" 2>"$work/$text.gongwen.said"
    perl bench/documents.pl "$work" "$text" <"$work/$text.dump"
    if [ -d "$work/../node_modules" ]; then
        make_pdf "$text" typst node bench/typst.mjs "$work/.." "$work/$text-14.typ" \
            "$work/$text.typst.pdf"
    fi
    if command -v xelatex >/dev/null; then
        make_pdf "$text" xelatex xelatex -interaction=batchmode -jobname "$text.xelatex" \
            -output-directory "$work" "$work/$text.tex"
    fi
done

# shellcheck disable=SC2086  # the lists are meant to be split
perl bench/count.pl $list "$work" $texts
