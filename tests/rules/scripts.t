#!/bin/sh
# Scripts: what runs is executable and says by what; shellcheck and perl find nothing.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"

# Every script of the tree; those of fonts/ and build folders that others made are none of it.
scripts=$(find . \( -path ./.git -o -path './build*' -o -path ./node_modules \) -prune -o \
  -type f \( -name '*.sh' -o -name '*.t' -o -path './.ci/*' -o -path './tests/diagnostics/*/run' -o -path './tests/diagnostics/*/needs' \) \
  -print | sort)
shell='' perl='' other=''
for script in $scripts; do
  read -r first <"$script" || first=
  case $script:$first in
  *:'#!'*perl*) perl="$perl $script" ;;
  *:'#!'*sh*) shell="$shell $script" ;;
  *.sh:* | */run:* | */needs:*) shell="$shell $script" ;; # sourced
  *) other="$other $script" ;;
  esac
done
is "every script says what runs it" "$other" ""

not_executable=
for script in $scripts; do
  case $script in
  *.t | ./.ci/*) [ -x "$script" ] || not_executable="$not_executable $script" ;;
  esac
done
is "what prove and CI call is executable" "$not_executable" ""

# shellcheck disable=SC2086  # the lists are meant to be split
ok "shellcheck finds nothing" shellcheck --shell=sh $shell
for script in $perl $(find tests bench fonts -name '*.pl' | sort); do
  ok "perl -c $script" perl -wc "$script"
done

done_testing
