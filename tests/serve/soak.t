#!/bin/sh
# gongwen serve under many saves, for some seconds; `make soak` takes longer.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"

if ! command -v node >/dev/null; then
    skip "gongwen serve under many saves" "there is no node"
    done_testing
fi
# A sanitizer keeps what is freed for a while, which looks like a leak.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=4"
cp data/2023-annual-report.yaml "$work/report.yaml"
node tests/serve/soak.mjs "$work" "${SOAK_SECONDS:-8}" "${SOAK_SAVES:-600}"
