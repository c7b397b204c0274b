#!/bin/sh
# The man pages tell everything: every stable name of a message, every command and its options,
# every function of the library.
. "$(dirname "$0")/../tap.sh"

sed -n 's/^MESSAGE([A-Z_]*, "\([a-z-]*\)".*/\1/p' src/base/messages.def | sort -u >"$work/names"
sed -n 's/^\.It Li \([a-z-]*\)$/\1/p' docs/man/gongwen.1 | sort >"$work/told"
ok "there are messages" test -s "$work/names"
is "the messages in gongwen(1)" "$(diff "$work/names" "$work/told")" ""

commands=$("$GONGWEN" --help | awk '/^  [a-z]+ / { print $1 }')
ok "there are commands" test -n "$commands"
for command in $commands; do
    page=docs/man/gongwen-$command.1
    "$GONGWEN" "$command" --help | grep -oE '^ .* --[a-z-]+' | sed 's/.* --/-/' | sort -u |
        grep -vx -e -help >"$work/options"
    missing=
    while read -r option; do
        grep -q -- "Fl $option\\b" "$page" || missing="$missing -$option"
    done <"$work/options"
    is "the options in gongwen-$command(1)" "$missing" ""
    ok "$command in gongwen(1)" grep -qx "\.It Cm $command" docs/man/gongwen.1
done

missing=
for function in $(grep -oE 'gongwen_[a-z_]+\(' src/gongwen.h | tr -d '(' | sort -u); do
    grep -qE "^\.F[no] $function\b" docs/man/gongwen.3 &&
        grep -qE "^\.Nm $function\b" docs/man/gongwen.3 || missing="$missing $function"
done
is "the functions in gongwen(3)" "$missing" ""
missing=
for member in $(sed -n '/^struct gongwen_options/,/^}/s/^[^;]*[ *]\([a-z_]*\);.*/\1/p' src/gongwen.h); do
    grep -qx "\.It Fa $member" docs/man/gongwen.3 || missing="$missing $member"
done
is "the options in gongwen(3)" "$missing" ""

if command -v mandoc >/dev/null; then
    is "mandoc" "$(mandoc -Tlint -Wwarning docs/man/*.[135] 2>&1)" ""
else
    skip "mandoc" "mandoc is not installed"
fi

done_testing
