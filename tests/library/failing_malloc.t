#!/bin/sh
# Memory that cannot be had: the program ends with a message and leaves nothing behind, wherever
# the allocation is that fails.
#
# Its own allocations (arenas, buffers, options) fail one by one, and all from one on. Those of the
# libraries are sampled. Left out are
#   - fontconfig (--no-system-fonts): it crashes, or never ends, when its tables cannot grow;
#   - FreeType: it crashes where the points of a CFF outline find no room.
# Other libraries go on without what they could not get: HarfBuzz takes a table of the font for
# absent, and the document is set without it. So their documents are whole, but need not be the
# same; with its own allocations refused, the program gives the very same document or none.
#
# The arenas' limit is stepped through by tests/library/host.c, with sanitizers too.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"

if nm "$GONGWEN" | grep -Eq '__(asan|tsan|gcov)_'; then
  skip "allocations that fail" "an instrumented build"
  done_testing
fi

preload=$work/failing_malloc.so
ok "the preloaded object compiles" "${CC:-cc}" -shared -fPIC -O1 -Wall -Wextra -Werror \
  -o "$preload" tests/library/failing_malloc.c
printf '%s\n' 'layout: annual-report' 'title: 某区年度报告' 'issuer: 某区政府办公室' \
  'date: 2024-01-03' 'year: 2023' 'facts: {n: {value: 12, unit: 项}}' 'sections:' \
  '  - heading: 主要举措' '    body: 坚持学在日常、严在经常，取得{{n}}成果，see Latin。' \
  >"$work/report.yaml"

render() { # FORMAT OUTPUT [NAME=VALUE...]: with the allocations that the variables say
  render_format=$1
  render_output=$2
  shift 2
  render_page=
  [ "$render_format" != png ] || render_page=--page=1
  # shellcheck disable=SC2086  # no page is no word
  timeout 20 env "$@" LD_PRELOAD="$preload" "$GONGWEN" render "$work/report.yaml" \
    --no-system-fonts --font-dir "${GONGWEN_TEST_FONTS:-fonts}" --format "$render_format" \
    $render_page --output "$render_output" >"$work/stdout" 2>"$work/stderr"
}

# What a run must not do; says what it did.
judge() { # STATUS FORMAT same|whole
  case $1 in
  0)
    if [ "$3" = same ] && ! cmp -s "$work/out/file" "$work/wanted.$2"; then
      echo "succeeds with a different file"
    elif [ "$3" = whole ] && [ "$(tail -c 6 "$work/out/file")" != "%%EOF" ]; then
      echo "succeeds with half a file"
    fi
    ;;
  1)
    [ -s "$work/stderr" ] || echo "fails without a word"
    [ -z "$(ls -A "$work/out")" ] || echo "leaves $(ls -A "$work/out")"
    ;;
  *) echo "ends with status $1: $(tail -n 1 "$work/stderr")" ;;
  esac
}

# Every STEP-th allocation, alone and with all that follow.
sweep() { # NAME FORMAT same|whole STEP [NAME=VALUE...]
  sweep_name=$1
  sweep_format=$2
  sweep_how=$3
  sweep_step=$4
  shift 4
  render "$sweep_format" "$work/wanted.$sweep_format" FAIL_COUNT="$work/count" "$@"
  last=$(cat "$work/count")
  : >"$work/judged"
  points=0
  for on in 0 1; do
    at=1
    while [ "$at" -le "$last" ]; do
      rm -rf "$work/out"
      mkdir "$work/out"
      status=0
      render "$sweep_format" "$work/out/file" FAIL_AT=$at FAIL_ON=$on "$@" || status=$?
      judge "$status" "$sweep_format" "$sweep_how" |
        sed "s/^/allocation $at of $last, on=$on: /" >>"$work/judged"
      points=$((points + 1))
      at=$((at + sweep_step))
    done
  done
  [ "$points" -gt 0 ] || echo "no allocation is seen" >>"$work/judged"
  is "$sweep_name" "$(cat "$work/judged")" ""
  diag "$points runs"
}

sweep "its own allocations, for pdf" pdf same 1 FAIL_OWN=1
sweep "its own allocations, for png" png same 1 FAIL_OWN=1
sweep "its own allocations, for dump" dump same 1 FAIL_OWN=1
sweep "allocations of libraries" pdf whole 53 FAIL_EXCEPT=libfreetype

done_testing
