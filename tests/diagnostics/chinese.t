#!/bin/sh
# Under a Chinese locale every message and hint is in Chinese, codes and places stay as they are.
. "$(dirname "$0")/../tap.sh"
. tests/diagnostics/cases.sh

if [ ! -f "$BUILD/locale/zh_CN/LC_MESSAGES/gongwen.mo" ]; then
    skip "Chinese messages" "the translation is not built"
    done_testing
fi
unset LC_ALL LANGUAGE LC_MESSAGES
LANG=zh_CN.UTF-8
export LANG PERL_BADLANG=0 # perl in the cases complains about locales that are not there
for case in $(findings_cases); do
    [ ! -f "$case/needs" ] || sh "$case/needs" 2>/dev/null || continue
    findings_run "$case" "$work/findings"
    # The same lines but for the words; no word of English where the operating system has none.
    LC_ALL=C perl -CSDA -Mutf8 -e '
        my ($expected, $found) = map { open my $file, "<", $_ or die; [<$file>] } @ARGV;
        print "not as many lines\n" if @$expected != @$found;
        for my $i (0 .. $#$expected) {
            my ($english, $chinese) = ($expected->[$i], $found->[$i] // "");
            if ($english =~ /^(.*?(?<=: ))(?:error|warning|note): .*( \[[a-z-]+\])$/) {
                my ($place, $code) = ($1, $2);
                print "not translated: $chinese"
                    if $chinese eq $english || $chinese !~ /\p{Han}/ || $chinese =~ /(error|warning|note):/;
                print "place or code differ: $chinese"
                    if index($chinese, $place) != 0 || $chinese !~ /\Q$code\E$/;
                print "half English: $chinese"
                    if $code !~ /file-|font-(?:open|folder)|rule-pattern/ && $chinese =~ /\b[a-z]+ [a-z]+ [a-z]+ /;
            } elsif ($english =~ /^      = /) {
                print "not translated: $chinese" if $chinese eq $english && $english =~ /[a-z]+ [a-z]+/;
            } else {
                print "differs: $chinese" if $chinese ne $english;
            }
        }' "$case/expected" "$work/findings" >"$work/wrong"
    is "$(basename "$case") in Chinese" "$(cat "$work/wrong")" ""
done
for command in '' render batch diff check audit import sign verify init layouts fonts schema completion; do
    # shellcheck disable=SC2086  # no command is no word
    "$GONGWEN" $command --help >"$work/help"
    is "help of ${command:-all} in Chinese" "$(grep -E 'Usage|show this help' "$work/help")" ""
done

done_testing
