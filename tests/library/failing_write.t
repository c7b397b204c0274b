#!/bin/sh
# Output that cannot be written: each system call on the way to the disk fails once. The program
# ends with a message; the old files are all there, or all new ones, and nothing else.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"

if nm "$GONGWEN" | grep -Eq '__(asan|tsan|gcov)_'; then
  skip "writes that fail" "an instrumented build"
  done_testing
fi

EIO=5 EINTR=4 ENOSPC=28
preload=$work/failing_write.so
ok "the preloaded object compiles" "${CC:-cc}" -shared -fPIC -O1 -Wall -Wextra -Werror \
  -o "$preload" tests/library/failing_write.c
{
  printf '%s\n' 'layout: annual-report' 'title: 某区年度报告' 'issuer: 某区政府办公室' \
    'date: 2024-01-03' 'year: 2023' 'preamble:'
  for paragraph in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24; do
    echo "  - 第${paragraph}段。"
  done
} >"$work/report.yaml"

render() { # FORMAT OUTPUT [NAME=VALUE...]
  render_format=$1
  render_output=$2
  shift 2
  timeout 20 env "$@" LD_PRELOAD="$preload" "$GONGWEN" render "$work/report.yaml" \
    --no-system-fonts --font-dir "${GONGWEN_TEST_FONTS:-fonts}" --format "$render_format" \
    --dpi 20 --output "$render_output" >"$work/stdout" 2>"$work/stderr"
}

content() { # FOLDER: its files and what they hold
  (cd "$1" && for file in * .[!.]*; do
    [ ! -e "$file" ] || cksum "$file"
  done)
}

judge() { # STATUS OLD NEW
  found=$(content "$work/out")
  case $1 in
  0) [ "$found" = "$3" ] || printf '%s\n' "succeeds, but leaves" "$found" ;;
  1)
    [ -s "$work/stderr" ] || echo "fails without a word"
    [ "$found" = "$2" ] || printf '%s\n' "fails, and leaves" "$found"
    ;;
  *) echo "ends with status $1: $(tail -n 1 "$work/stderr")" ;;
  esac
}

# Every call with every error, over a folder with old files or without.
sweep() { # NAME FORMAT OLD-FOLDER
  mkdir -p "$work/new"
  rm -rf "$work/out"
  cp -R "$3" "$work/out"
  render "$2" "$work/out/file" FAIL_COUNT="$work/count"
  new=$(content "$work/out")
  old=$(content "$3")
  last=$(cat "$work/count")
  : >"$work/judged"
  for error in $EIO $ENOSPC $EINTR; do
    at=1
    while [ "$at" -le "$last" ]; do
      rm -rf "$work/out"
      cp -R "$3" "$work/out"
      status=0
      render "$2" "$work/out/file" FAIL_AT=$at FAIL_ERROR="$error" || status=$?
      judge "$status" "$old" "$new" |
        sed "s/^/call $at of $last, error $error: /" >>"$work/judged"
      at=$((at + 1))
    done
  done
  is "$1" "$(cat "$work/judged")" ""
  diag "$last calls"
}

mkdir "$work/empty" "$work/one" "$work/some"
echo "the last good one" >"$work/one/file"
echo "the last good page" >"$work/some/file-1"
sweep "a new file" pdf "$work/empty"
sweep "an old file" pdf "$work/one"
sweep "new files, one a page" png "$work/empty"
sweep "files one a page, some of them old" png "$work/some"

done_testing
