# The cases of diagnostics, for diagnostics.t and tests/update-goldens.sh; both are in the
# repository's folder.
#
# A case is a folder with `expected`, the findings word by word, and either report.yaml, which is
# rendered, or `run`, a script that makes what it needs in the folder $SCRATCH and runs gongwen with
# "$@", the options that every run has; $CASE is its own folder. Paths in findings are relative, the
# scratch folder shows as SCRATCH.
# A case that has a script `needs` is left out where that fails; its first line says why.
# shellcheck disable=SC2034,SC2154  # $work is of who sources this, and so is the status

findings_cases() {
    for case in tests/diagnostics/*/; do
        echo "${case%/}"
    done
}

# Runs the case; its findings go to FILE, its exit status to $findings_status. $scratch/out.pdf is
# the output, with an older one in place.
findings_run() { # CASE FILE [OPTION...]
    findings_case=$1
    findings_file=$2
    shift 2
    scratch=$work/scratch
    rm -rf "$scratch"
    mkdir -p "$scratch"
    echo "the last good document" >"$scratch/out.pdf"
    set -- --no-system-fonts -o "$scratch/out.pdf" "$@"
    findings_status=0
    if [ -f "$findings_case/run" ]; then
        CASE=$findings_case SCRATCH=$scratch GONGWEN_DATA=. \
            sh -eu "$findings_case/run" "$@" 2>"$findings_file.raw" >&2 || findings_status=$?
    else
        GONGWEN_DATA=. "$GONGWEN" render "$@" "$findings_case/report.yaml" \
            2>"$findings_file.raw" >&2 || findings_status=$?
    fi
    sed "s|$scratch|SCRATCH|g" "$findings_file.raw" >"$findings_file"
}
