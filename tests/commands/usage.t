#!/bin/sh
# Help, version, wrong usage.
. "$(dirname "$0")/../tap.sh"

version=$(sed -n 's/.*GONGWEN_VERSION "\(.*\)".*/\1/p' src/base/version.h)
is "--version" "$("$GONGWEN" --version)" "gongwen $version"

ok "--help" "$GONGWEN" --help
cp "$work/tap-output" "$work/help"
is "-h is the same" "$("$GONGWEN" -h)" "$(cat "$work/help")"
is "help is the same" "$("$GONGWEN" help)" "$(cat "$work/help")"
commands=$(sed -n 's/^  \([a-z]*\)  *[A-Z].*/\1/p' "$work/help" | tr '\n' ' ')
is "all commands are listed" "$commands" "render watch serve batch diff check audit import finalize sign verify comments extract init layouts fonts schema completion "
for command in $commands; do
    ok "$command --help" "$GONGWEN" "$command" --help
    cp "$work/tap-output" "$work/command-help"
    ok "$command --help begins with the usage" \
        sh -c "head -n 1 '$work/command-help' | grep -q '^Usage: gongwen $command '"
    is "$command -h is the same" "$("$GONGWEN" "$command" -h)" "$(cat "$work/command-help")"
    is "help $command is the same" "$("$GONGWEN" help "$command")" "$(cat "$work/command-help")"
    fails "$command --no-such-option" 2 "$GONGWEN" "$command" --no-such-option
    ok "$command --no-such-option names it" grep -q -e '--no-such-option' "$work/tap-output"
    is "$command with a wrong option writes nothing to standard output" \
        "$("$GONGWEN" "$command" --no-such-option 2>/dev/null)" ""
done

fails "no argument at all" 2 "$GONGWEN"
fails "an unknown command" 2 "$GONGWEN" rendre report
ok "the unknown command is named" grep -q rendre "$work/tap-output"
fails "an unknown option" 2 "$GONGWEN" --no-such-option
fails "render without a report" 2 "$GONGWEN" render
fails "render with two reports" 2 "$GONGWEN" render a.yaml b.yaml
fails "an option without its value" 2 "$GONGWEN" render -o
ok "the option without its value is named" grep -q -e '-o' "$work/tap-output"
fails "a page of a PDF" 2 "$GONGWEN" render --page 1 -o "$work/page.pdf" tests/composition/title-1-line.yaml
fails "a page of a dump" 2 "$GONGWEN" render --page 1 -f dump tests/composition/title-1-line.yaml
fails "schema of nothing" 2 "$GONGWEN" schema
fails "schema of something else" 2 "$GONGWEN" schema fonts
fails "completion for an unknown shell" 2 "$GONGWEN" completion tcsh
fails "help that cannot be written" 1 sh -c "'$GONGWEN' --help >/dev/full"
fails "a schema that cannot be written" 1 sh -c "'$GONGWEN' schema report >/dev/full"
fails "a list of fonts that cannot be written" 1 sh -c "'$GONGWEN' fonts --no-system-fonts >/dev/full"
fails "a list of layouts that cannot be written" 1 sh -c "'$GONGWEN' layouts >/dev/full"
fails "a completion that cannot be written" 1 sh -c "'$GONGWEN' completion bash >/dev/full"

# ---- an installed program finds its data; so does one that was only copied ----

prefix=$work/prefix
mkdir -p "$prefix/bin" "$prefix/share/gongwen"
cp "$GONGWEN" "$prefix/bin/gongwen"
ln -s "$PWD/fonts" "$PWD/layouts" "$prefix/share/gongwen/"
ok "in share/gongwen beside bin" env -u GONGWEN_DATA "$prefix/bin/gongwen" render --no-system-fonts \
    -o "$work/out.pdf" tests/composition/title-1-line.yaml
mkdir -p "$work/elsewhere"
cp "$GONGWEN" "$work/elsewhere/gongwen"
ok "where GONGWEN_DATA says" env GONGWEN_DATA="$PWD" "$work/elsewhere/gongwen" render \
    --no-system-fonts -o "$work/out.pdf" tests/composition/title-1-line.yaml

done_testing
