# tap.sh: sourced by test scripts (tests/*/*.t). Results in the Test Anything Protocol, which
# `prove` collects. A script ends with `done_testing`.
#
#   is NAME GOT WANTED          equal strings
#   ok NAME COMMAND...          the command succeeds
#   fails NAME STATUS COMMAND…  the command ends with that status
#   skip NAME REASON            what cannot be tested here
#
# $GONGWEN is the program, $BUILD the build folder, $work a scratch folder that goes at the end.
# What the last command of ok or fails wrote is in $work/tap-output, for the next one to look at.
# The current folder is that of the repository.

cd "$(dirname "$0")" || exit 1
until [ -f tests/tap.sh ] || [ "$PWD" = / ]; do cd ..; done
BUILD=${BUILD:-build}
GONGWEN=${GONGWEN:-$BUILD/gongwen}
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
case $GONGWEN in /*) ;; *) GONGWEN=$PWD/$GONGWEN ;; esac
GONGWEN_DATA=$PWD # wherever the build folder is
export BUILD GONGWEN GONGWEN_DATA LC_ALL=C.UTF-8 LANGUAGE=
unset NO_COLOR SOURCE_DATE_EPOCH
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
tap_count=0
tap_failed=0

tap_result() { # NAME STATUS
    tap_count=$((tap_count + 1))
    if [ "$2" -eq 0 ]; then
        echo "ok $tap_count - $1"
    else
        echo "not ok $tap_count - $1"
        tap_failed=$((tap_failed + 1))
    fi
}

diag() {
    printf '%s\n' "$*" | sed 's/^/# /'
}

is() { # NAME GOT WANTED
    if [ "$2" = "$3" ]; then
        tap_result "$1" 0
    else
        tap_result "$1" 1
        diag "got:    $2"
        diag "wanted: $3"
    fi
}

ok() { # NAME COMMAND...
    tap_name=$1
    shift
    if "$@" >"$work/tap-new" 2>&1; then
        mv "$work/tap-new" "$work/tap-output"
        tap_result "$tap_name" 0
    else
        mv "$work/tap-new" "$work/tap-output"
        tap_result "$tap_name" 1
        diag "failed: $*"
        sed 's/^/# /' "$work/tap-output"
    fi
}

fails() { # NAME STATUS COMMAND...
    tap_name=$1
    tap_wanted=$2
    shift 2
    tap_status=0
    "$@" >"$work/tap-new" 2>&1 || tap_status=$?
    mv "$work/tap-new" "$work/tap-output"
    if [ "$tap_status" -eq "$tap_wanted" ]; then
        tap_result "$tap_name" 0
    else
        tap_result "$tap_name" 1
        diag "status $tap_status instead of $tap_wanted: $*"
        sed 's/^/# /' "$work/tap-output"
    fi
}

skip() { # NAME REASON
    tap_count=$((tap_count + 1))
    echo "ok $tap_count - $1 # SKIP $2"
}

done_testing() {
    echo "1..$tap_count"
    exit $((tap_failed > 0))
}
