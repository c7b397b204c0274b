#!/bin/sh
# Completion scripts: the shells take them, and bash completes what gongwen knows.
. "$(dirname "$0")/../tap.sh"

for shell in bash zsh fish; do
    ok "completion $shell" "$GONGWEN" completion $shell
    cp "$work/tap-output" "$work/gongwen.$shell"
    if command -v $shell >/dev/null 2>&1; then
        ok "$shell takes it" $shell -n "$work/gongwen.$shell"
    else
        skip "$shell takes it" "$shell is not installed"
    fi
done

if ! command -v bash >/dev/null 2>&1; then
    skip "bash completes" "bash is not installed"
    done_testing
fi
completions() { # WORD... : what the last word may become
    # shellcheck disable=SC2016  # for the other shell
    (cd "$work/empty" && PATH=$work/bin:$PATH bash -c '. "$0"; COMP_WORDS=(gongwen "$@"); COMP_CWORD=$#; _gongwen
        printf "%s\n" "${COMPREPLY[@]}"' "$work/gongwen.bash" "$@" | sort -u | xargs)
}
mkdir "$work/empty" "$work/bin"
ln -s "$GONGWEN" "$work/bin/gongwen"
layouts=$("$GONGWEN" layouts --format names | xargs)
is "commands" "$(completions f)" "finalize fonts"
is "a command's options" "$(completions render --f)" "--findings --font-dir --format"
is "an option's values" "$(completions render --format p)" "pdf png"
is "values of another option" "$(completions fonts --findings '')" "json text"
is "what fonts does not know" "$(completions fonts --depf)" ""
is "shells" "$(completions completion '')" "--help bash fish zsh"
is "schemas" "$(completions schema r)" "report"
is "layouts to begin with" "$(completions init '')" "--findings --force --help $layouts"
is "of a beginning" "$(completions init annual-report)" "$(echo "$layouts" | tr ' ' '\n' |
    grep '^annual-report' | xargs)"
is "layouts of an option" "$(completions render --layout '')" "$layouts"
is "by its letter" "$(completions fonts -l '')" "$layouts"
is "values of an option by its letter" "$(completions render -f p)" "pdf png"
is "without layouts there are none" "$(GONGWEN_DATA=$work/empty completions render -l '')" ""
touch "$work/empty/my report.yaml"
is "files" "$(completions render my)" "my report.yaml"
is "files of an option that takes layouts" "$(completions render -l my)" "my report.yaml"
is "files of an option" "$(completions render -o my)" "my report.yaml"
for command in render batch diff check audit import finalize comments extract init layouts fonts schema completion; do
    for option in $("$GONGWEN" $command --help | grep -oE -e '--[a-z-]+' | sort -u); do
        for shell in bash zsh fish; do
            case $shell:$option in
            *:--help) continue ;;
            fish:*) grep -q -e "from $command' -l ${option#--}" "$work/gongwen.$shell" ;;
            *) grep -q -e "$option" "$work/gongwen.$shell" ;;
            esac || echo "$command $option is not completed by $shell"
        done
    done
done >"$work/missing"
is "every option of every command, in every shell" "$(cat "$work/missing")" ""

done_testing
