#!/bin/sh
# Translations: every message and every other text that the user reads is there in Chinese.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"

for catalog in po/*.po; do
  [ -e "$catalog" ] || continue
  name=${catalog#po/}
  ok "$name: no mistake of form" msgfmt --check --output-file=/dev/null "$catalog"
  is "$name: nothing is left in the other language" \
    "$(msgattrib --untranslated "$catalog" | grep '^msgid "..*"')" ""
  is "$name: nothing is in doubt" "$(msgattrib --only-fuzzy "$catalog" | grep '^msgid')" ""
  is "$name: nothing is out of use" "$(grep -c '^#~' "$catalog")" 0
done

# What po/update.sh collects from the source is what the catalogues have.
mkdir "$work/po"
ok "po/update.sh runs" sh po/update.sh "$work/po"
for catalog in po/*.po; do
  [ -e "$catalog" ] || continue
  for copy in "$catalog" "$work/$catalog"; do
    msgcat --no-location --sort-output --no-wrap "$copy" | grep '^msgid' >"$copy.ids.tmp" || :
  done
  ok "${catalog#po/} has the texts of the source, and no other" \
    diff "$catalog.ids.tmp" "$work/$catalog.ids.tmp"
  rm -f "$catalog.ids.tmp"
done

# gettext() finds a text only if it was marked: every row of the messages is, but for those that
# are all argument.
text='N_\("([^"\\]|\\.)*"\)|"\{[1-9]\}"'
is "every text and hint of messages.def is marked for translation" \
  "$(grep '^MESSAGE(' src/base/messages.def | grep -vE "($text), (NULL|$text)\\)\$")" ""

# What a missing key is for is told in the hint.
is "the sentences on required keys are marked for translation" \
  "$(perl -0ne 'print "$ARGV: $1\n" while /FIELD_REQUIRED,\s*("[^"]*)/g' src/*/*.c)" ""

# The same placeholders: a message that lacks one loses what the user wrote.
cat >"$work/placeholders.pl" <<'END'
local $/ = '';
while (<>) {
    my $entry = $_;
    $entry =~ s/^#.*\n//mg;
    $entry =~ s/"\n"//g;
    my ($id)   = $entry =~ /^msgid "(.*)"$/m;
    my ($text) = $entry =~ /^msgstr(?:\[0\])? "(.*)"$/m;
    next if !defined $id || $id eq '' || !defined $text;
    my ($wanted, $found) = map { my %seen; join ' ', sort grep { !$seen{$_}++ } /\{[1-9]\}/g } $id, $text;
    print "$id: $wanted / $found\n" if $wanted ne $found;
}
END
is "translations have the placeholders of their messages" \
  "$(cat po/*.po | perl "$work/placeholders.pl")" ""

done_testing
