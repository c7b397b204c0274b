#!/bin/sh
# What hosts of the library see: its symbols, its header, and what `make install` gives them.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"

foreign_symbols() { # of nm's output
  awk 'NF >= 3 && $3 !~ /^gongwen_/ { print $3 }'
}

# Sanitizers and coverage bring symbols and flags of their own.
instrumented=
if nm "$BUILD/libgongwen.so" | grep -Eq '__(asan|tsan|ubsan|gcov)_'; then
  instrumented=yes
fi

unless_instrumented() { # NAME COMMAND...
  if [ -n "$instrumented" ]; then
    skip "$1" "an instrumented build"
  else
    ok "$@"
  fi
}

if [ -n "$instrumented" ]; then
  skip "the shared library exports gongwen_* alone" "an instrumented build"
  skip "the archive defines gongwen_* alone" "an instrumented build"
else
  is "the shared library exports gongwen_* alone" \
    "$(nm -D --defined-only "$BUILD/libgongwen.so" | foreign_symbols)" ""
  is "the archive defines gongwen_* alone" \
    "$(nm -g --defined-only "$BUILD/libgongwen.a" | foreign_symbols)" ""
fi

declared=$(sed -n 's/^.*GONGWEN_API.*\(gongwen_[a-z_]*\)(.*/\1/p' src/gongwen.h | sort)
is "every function of the header is exported, and no other" \
  "$(nm -D --defined-only "$BUILD/libgongwen.so" | awk '$3 ~ /^gongwen_/ { print $3 }' | sort)" \
  "$declared"

# ---- the header ----

cat >"$work/header.c" <<'END'
#include "gongwen.h"

int main(void)
{
    return gongwen_version()[0] == 0;
}
END
ok "the header compiles alone as C11" \
  "${CC:-cc}" -std=c11 -pedantic -Wall -Wextra -Werror -Isrc -fsyntax-only "$work/header.c"
ok "the header compiles alone as C99" \
  "${CC:-cc}" -std=c99 -pedantic -Wall -Wextra -Werror -Isrc -fsyntax-only "$work/header.c"
ok "the header compiles as C++" \
  clang -x c++ -std=c++11 -pedantic -Wall -Wextra -Werror -Isrc -fsyntax-only "$work/header.c"

# The example in the header's first comment.
{
  echo '#include "gongwen.h"'
  echo '#include <stdio.h>'
  echo 'int main(void) {'
  sed -n '/^ \*     /s/^ \*     //p' src/gongwen.h
  echo 'return 0; }'
} >"$work/example.c"
ok "the example in the header compiles" \
  "${CC:-cc}" -std=c11 -Wall -Wextra -Werror -Isrc -fsyntax-only "$work/example.c"

# ---- installing: into a scratch folder, from a copy of the build folder ----

root=$work/root
cp -a "$BUILD" "$work/build"
run_make() {
  make --no-print-directory BUILD="$work/build" DESTDIR="$root" PREFIX=/usr "$@"
}
ok "make install DESTDIR=... PREFIX=/usr" run_make install
ok "the program is there" test -x "$root/usr/bin/gongwen"
is "what is installed knows nothing of the build folder or of DESTDIR" \
  "$(grep -rlF -e "$work" -e "$(pwd)/" "$root/usr/lib/pkgconfig" "$root/usr/share/gongwen/layouts" \
    "$root/usr/include" 2>/dev/null)" ""

mkdir "$work/out"
printf '%s\n' 'layout: annual-report' 'title: 某区年度报告' 'issuer: 某区' 'date: 2024-01-03' \
  'year: 2023' 'preamble: 一段话。' >"$work/out/report.yaml"
# Where nothing of the source tree is near: layouts and fonts are the installed ones.
render_installed() {
  (cd "$work/out" && env -u GONGWEN_DATA "$root/usr/bin/gongwen" render report.yaml --no-system-fonts)
}
ok "the installed program renders" render_installed
ok "its other program is found" env -u GONGWEN_DATA "$root/usr/bin/gongwen" sign --help
ok "to a PDF" grep -q '^%PDF-' "$work/out/report.pdf"

package() {
  PKG_CONFIG_PATH=$root/usr/lib/pkgconfig pkg-config --define-variable=prefix="$root/usr" "$@"
}
ok "pkg-config knows the package" package --exists gongwen
is "its version" "$(package --modversion gongwen)" "$("$GONGWEN" --version | sed 's/.* //')"
is "its prefix" "$(PKG_CONFIG_PATH=$root/usr/lib/pkgconfig pkg-config --variable=prefix gongwen)" /usr

# shellcheck disable=SC2046  # flags are meant to be split
unless_instrumented "a host links with the shared library" \
  "${CC:-cc}" -o "$work/shared-host" tests/library/host.c \
  $(package --cflags gongwen) $(package --libs gongwen) -lpthread
# shellcheck disable=SC2046
unless_instrumented "a host links with the archive" \
  "${CC:-cc}" -o "$work/static-host" tests/library/host.c $(package --cflags gongwen) \
  "$root/usr/lib/libgongwen.a" $(package --static --libs-only-l gongwen | sed 's/-lgongwen//') \
  -lpthread
unless_instrumented "the shared host runs" \
  env LD_LIBRARY_PATH="$root/usr/lib" "$work/shared-host"
unless_instrumented "the static host runs" "$work/static-host"

ok "make uninstall DESTDIR=... PREFIX=/usr" run_make uninstall
is "leaves no file" "$(find "$root" ! -type d)" ""
is "leaves no folder of its own" "$(find "$root" -name '*gongwen*')" ""

done_testing
