# The cases of gongwen diff, for cases.t and tests/update-goldens.sh; both are in the repository's
# folder. A case is a folder with old.yaml and new.yaml, and what comes of them: text, and of both
# redlines what shows a change, out of their display lists.
# shellcheck disable=SC2034,SC2154

diff_cases() {
    for case in tests/diff/cases/*/; do
        echo "${case%/}"
    done
}

# Runs of a colour, and lines and bars, without the steps of glyphs.
diff_marks() { # CASE FORM
    "$GONGWEN" diff --no-system-fonts "$1/old.yaml" "$1/new.yaml" -f dump --form "$2" 2>&1 |
        sed -n -e '/^page /s/ [0-9. ]* "/ "/p' -e '/ decoration /s/^ *//p' \
            -e 's/^ *run \([^ ]*\) .* cmyk(\([0-9,]*\)) [^"]*\("[^"]*"\).*/\1 \2 \3/p'
}

diff_run() { # CASE FOLDER
    diff_status=0
    "$GONGWEN" diff --no-system-fonts "$1/old.yaml" "$1/new.yaml" >"$2/text" 2>&1 ||
        diff_status=$?
    echo "status $diff_status" >>"$2/text"
    diff_marks "$1" inline >"$2/inline"
    diff_marks "$1" bars >"$2/bars"
}
