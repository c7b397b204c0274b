#!/bin/sh
# gongwen diff: every kind of change, as text and on the page.
. "$(dirname "$0")/../tap.sh"
. tests/diff/cases.sh

mkdir "$work/got"
for case in $(diff_cases); do
    diff_run "$case" "$work/got"
    for form in text inline bars; do
        is "$(basename "$case"): $form" "$(diff "$case/$form" "$work/got/$form")" ""
    done
    # The new pages stay as they are but for what stands aside.
    "$GONGWEN" render --no-system-fonts -q -f dump -o "$work/clean" "$case/new.yaml" 2>/dev/null
    "$GONGWEN" diff --no-system-fonts -f dump --form bars -o "$work/bars" "$case/old.yaml" \
        "$case/new.yaml" 2>/dev/null
    pages=$(grep -c '^page ' "$work/clean")
    for file in clean bars; do
        awk -v last="$pages" '/^page / { page++ } page > last { exit } page > 0 && !/ decoration /' \
            "$work/$file" >"$work/$file.pages"
    done
    ok "$(basename "$case"): the pages with bars are the new ones" \
        cmp "$work/clean.pages" "$work/bars.pages"
done

# Lines are counted without what is raised above them, and as a draft numbers them.
place() { # NUMBER OLD NEW: page and line of a change
    "$GONGWEN" diff --no-system-fonts --form bars -f pdf -o "$work/bars.pdf" "$2" "$3" 2>/dev/null
    pdftotext -layout "$work/bars.pdf" - | sed -n "s/^ *$1  *\([0-9][0-9]*\)  *\([0-9][0-9]*\) .*/\1 \2/p"
}
is "the line of a note" "$(place 3 tests/diff/cases/image/old.yaml tests/diff/cases/image/new.yaml)" "1 4"
for file in old new; do
    (echo "draft: {mark: 征求意见稿, line-numbers: true}" && cat "tests/diff/cases/title/$file.yaml") \
        >"$work/$file.yaml"
done
is "the line that a draft numbers" "$(place 1 "$work/old.yaml" "$work/new.yaml")" "1 2"

# The long sample, with an edit on its first page.
sed 's/加强/大力加强/' data/2023-annual-report.yaml >"$work/new.yaml"
"$GONGWEN" render --no-system-fonts -q -f dump -o "$work/clean" "$work/new.yaml"
ok "a redline of the sample" test "$("$GONGWEN" diff --no-system-fonts -f dump --form bars \
    -o "$work/bars" data/2023-annual-report.yaml "$work/new.yaml" >/dev/null 2>&1; echo $?)" = 1
pages=$(grep -c '^page ' "$work/clean")
for file in clean bars; do
    awk -v last="$pages" '/^page / { page++ } page > last { exit } page > 0 && !/ decoration /' \
        "$work/$file" >"$work/$file.pages"
done
ok "its pages are the new ones" cmp "$work/clean.pages" "$work/bars.pages"
ok "with bars" grep -q ' decoration ' "$work/bars"

done_testing
