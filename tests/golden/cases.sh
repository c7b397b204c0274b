# The golden cases, for golden.t and tests/update-goldens.sh; both are in the repository's folder.

golden_cases() {
    ls data/*.yaml tests/golden/*.yaml
}

golden_name() { # CASE
    basename "$1" .yaml
}

# What gongwen says goes into the file too: a golden case has nothing to say.
golden_dump() { # CASE FILE
    "$GONGWEN" render --no-system-fonts --format dump --output - "$1" >"$2" 2>&1
}
