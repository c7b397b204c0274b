# The golden cases, for composition.t and tests/update-goldens.sh; both are in the repository's folder.

golden_cases() {
    ls data/*.yaml tests/composition/*.yaml
}

golden_name() { # CASE
    basename "$1" .yaml
}

# What gongwen says goes into the file too: at most a note that is what the case shows.
golden_dump() { # CASE FILE
    "$GONGWEN" render --no-system-fonts --format dump --output - "$1" >"$2" 2>&1
}
