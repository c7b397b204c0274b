#!/bin/sh
# gongwen render as a user types it: formats, names of output, standard streams, pages, layouts.
. "$(dirname "$0")/../tap.sh"

cp data/2023-annual-report.yaml "$work/report.yaml"
sed 's/^layout:.*/layout: annual-report/' tests/composition/title-1-line.yaml >"$work/short.yaml"
cd "$work" || exit 1
kind() { # FILE
    case $(head -c 4 "$1" | od -An -c | tr -d ' \n') in
    %PDF) echo pdf ;;
    211PNG) echo png ;;
    '<?xm' | '<svg') echo svg ;;
    gong) echo dump ;;
    *) head -c 20 "$1" ;;
    esac
}
files() {
    ls -A | tr '\n' ' '
}
fresh() {
    find . -type f ! -name '*.yaml' ! -name 'tap-output' -delete
}
render() {
    "$GONGWEN" render --no-system-fonts "$@"
}

# ---- the name of the output ----

fresh
ok "a report alone is rendered" "$GONGWEN" report.yaml
is "to a PDF beside it" "$(kind report.pdf)" pdf
fresh
mkdir -p folder/with.dot && cp short.yaml folder/with.dot/report
ok "a report without an extension" render folder/with.dot/report
is "gets one" "$(kind folder/with.dot/report.pdf)" pdf
rm -r folder
for format in pdf dump; do
    fresh
    ok "--format $format without -o" render --format $format report.yaml
    is "goes beside the report" "$(kind "$(find . -name 'report.*' ! -name '*.yaml')")" $format
done
for ending in pdf png svg; do
    fresh
    ok "-o out.$ending" render -o out.$ending short.yaml
    is "-o out.$ending decides the format" "$(for f in out*; do kind "$f"; done)" $ending
done
fresh
ok "another extension means PDF" render -o out.draft short.yaml
is "another extension means PDF: it is one" "$(kind out.draft)" pdf
ok "--format wins over the extension" render -f svg -o out.pdf short.yaml
is "--format wins: it is one" "$(kind out-1.pdf)" svg
ok "options may stand behind the report and before the command's name" \
    "$GONGWEN" --no-system-fonts short.yaml -o behind.pdf
is "options behind: it is a PDF" "$(kind behind.pdf)" pdf
for path in short.yaml ./short.yaml "$work/short.yaml" link.yaml; do
    ln -sf short.yaml link.yaml
    fails "the report is not overwritten as $path" 2 render -o "$path" short.yaml
    fails "nor by the depfile" 2 render -o out.pdf --depfile "$path" short.yaml
done
fails "the depfile does not overwrite the output" 2 render -o out.pdf --depfile out.pdf short.yaml
is "the report is as it was" "$(sed -n 2p short.yaml)" "layout: annual-report"
rm -f link.yaml

# ---- standard input and output ----

fresh
render - <short.yaml >out.pdf
is "- reads standard input and then writes standard output" "$(kind out.pdf)" pdf
render -f dump -o - short.yaml >out.dump
is "-o - writes standard output" "$(kind out.dump)" dump
render -f dump -o - - <short.yaml >again.dump
ok "the same from standard input, but for the places" \
    sh -c 'sed "s/short.yaml:/<stdin>:/g" out.dump | cmp - again.dump'
render -o - short.yaml | cat >piped.pdf
ok "a pipe gets the same bytes as a file" cmp out.pdf piped.pdf
render -f dump -o /dev/stdout short.yaml >stdout.dump
ok "/dev/stdout is standard output" cmp out.dump stdout.dump
fails "an empty standard input is a report with nothing in it" 1 sh -c "'$GONGWEN' render - </dev/null"
is "a render says nothing when all is well" "$(render -o quiet.pdf short.yaml 2>&1)" ""

# ---- pages ----

fresh
ok "SVG of all pages" render -o page.svg report.yaml
is "is one file a page" "$(files)" \
    "page-1.svg page-2.svg page-3.svg page-4.svg page-5.svg page-6.svg report.yaml short.yaml tap-output "
fresh
ok "--page 2" render --page 2 -o page.svg report.yaml
is "--page 2 is one file of that name" "$(ls page*)" page.svg
ok "a page goes to standard output" sh -c "'$GONGWEN' render --no-system-fonts --page 2 -f svg -o - report.yaml | cmp - page.svg"
fails "there is no page 7" 1 render --page 7 -o page.svg report.yaml

pixels() { # FILE: width x height
    od -An -tu1 -j16 -N8 "$1" | awk '{ print $1 * 16777216 + $2 * 65536 + $3 * 256 + $4 "x" $5 * 16777216 + $6 * 65536 + $7 * 256 + $8 }'
}
ok "PNG" render --page 1 -o page.png report.yaml
is "PNG has 144 dots per inch" "$(pixels page.png)" 1191x1684
ok "--dpi 72" render --page 1 --dpi 72 -o page.png report.yaml
is "--dpi 72 halves it" "$(pixels page.png)" 595x842
for wrong in "--page 0" "--page x" "--page -1" "--page 1.5" "--dpi 17" "--dpi 1201" "--dpi 1e2" \
    "--format doc" "--findings xml"; do
    # shellcheck disable=SC2086  # an option and its value
    fails "$wrong is refused" 2 render $wrong -o out.pdf report.yaml
done

# ---- layouts ----

fresh
cat >mine.yaml <<'YAML'
name: mine
extends: annual-report
styles: {title: {size: 小二}}
YAML
ok "--layout FILE" render --layout ./mine.yaml -o mine.pdf -f dump short.yaml
ok "--layout FILE changes the title's size" grep -q '^  run Title#1 .* 18 ' mine.pdf
ok "--layout FILE without a slash" render --layout mine.yaml -f dump -o again.pdf short.yaml
ok "--layout FILE without a slash is the same" cmp mine.pdf again.pdf
ok "--layout NAME" render -l annual-report -f dump -o name.dump short.yaml
ok "--layout wins over the report's" sh -c "sed 's/^layout:.*/layout: no-such-layout/' short.yaml |
    '$GONGWEN' render --no-system-fonts -l annual-report -f dump -o - - >other.dump"
fails "--layout NAME that is not there" 1 render -l no-such-layout -o out.pdf short.yaml
mkdir reports layouts
sed 's|^layout:.*|layout: ../layouts/mine.yaml|' short.yaml >reports/short.yaml
cp mine.yaml layouts/
ok "a path in a report starts from the report's folder" \
    render -f dump -o from-report.dump reports/short.yaml
ok "it is that layout" sh -c 'grep "^  run" from-report.dump >a; grep "^  run" mine.pdf >b; cmp a b'

# ---- an error leaves what is there ----

fresh
echo old >out.pdf
echo old >out.d
sed 's/^title:/titel:/' short.yaml >wrong.yaml
fails "a report with errors" 1 render -o out.pdf --depfile out.d wrong.yaml
is "the older output stays" "$(cat out.pdf)" old
is "the older depfile stays" "$(cat out.d)" old
fails "a report with errors to standard output" 1 render -o - wrong.yaml
ok "writes nothing there" sh -c "'$GONGWEN' render -o - wrong.yaml 2>/dev/null | cmp - /dev/null"

cd - >/dev/null || exit 1
done_testing
