#!/bin/sh
# gongwen layouts: every layout with its sentence in the user's language and where it lies; what
# stands in folders below layouts/ is none.
. "$(dirname "$0")/../tap.sh"

shipped=$(cd layouts && for file in *.yaml; do echo "${file%.yaml}"; done | LC_ALL=C sort)
ok "names" "$GONGWEN" layouts --format names
is "every layout is listed" "$(cat "$work/tap-output")" "$shipped"

ok "the list" "$GONGWEN" layouts
cp "$work/tap-output" "$work/list"
is "begins with where they lie" "$(head -n 1 "$work/list")" "$PWD/layouts:"
for layout in $shipped; do
    ok "$layout has a sentence in English" grep -qE "^  $layout +[a-zA-Z]" "$work/list"
done
is "as text says the same" "$("$GONGWEN" layouts -f text)" "$(cat "$work/list")"
if [ -f "$BUILD/locale/zh_CN/LC_MESSAGES/gongwen.mo" ]; then
    LC_ALL='' LANG=zh_CN.UTF-8 "$GONGWEN" layouts >"$work/list"
    for layout in $shipped; do
        ok "$layout has a sentence in Chinese" perl -CSDA -Mutf8 -e '
            my $name = shift;
            while (<>) { exit 0 if /^  \Q$name\E +\p{Han}/ }
            exit 1' "$layout" "$work/list"
    done
else
    skip "sentences in Chinese" "the translation is not built"
fi

ok "as JSON" "$GONGWEN" layouts --format json
cp "$work/tap-output" "$work/list.json"
is "the same names" "$(jq -r '.[].name' "$work/list.json")" "$shipped"
is "each with sentences and a path" "$(jq -c '[.[] | select((.describes.zh | length) == 0 or
    (.describes.en | length) == 0 or .path != "'"$PWD"'/layouts/" + .name + ".yaml")]' \
    "$work/list.json")" "[]"
for layout in $shipped; do
    is "$layout is called like its file" "$(sed -n 's/^name: \([^ ]*\).*/\1/p' "layouts/$layout.yaml")" \
        "$layout"
done

# ---- other folders ----

data() { # a folder of data of its own, where $GONGWEN_DATA leads
    GONGWEN_DATA=$work/$1 "$GONGWEN" layouts "$2" "$3"
}
mkdir -p "$work/own/layouts/parts"
echo 'extends: parts/base.yaml' >"$work/own/layouts/plain.yaml"
echo 'describes: {en: a "bulletin"}' >"$work/own/layouts/bulletin.yaml"
echo 'name: base' >"$work/own/layouts/parts/base.yaml"
is "bases in folders below are left out" "$(data own -f names)" "bulletin
plain"
is "without a sentence there is none" "$(data own -f text)" "$work/own/layouts:
  bulletin                 a \"bulletin\"
  plain                    "
is "in JSON it is null" \
    "$(data own -f json | jq -c '[.[].describes | .zh, .en]')" '[null,"a \"bulletin\"",null,null]'
is "one in another language is better than none" \
    "$(LC_ALL='' LANG=zh_CN.UTF-8 data own -f text | grep -c 'a "bulletin"')" 1
printf 'name: [\n' >"$work/own/layouts/broken.yaml"
fails "a layout that is not YAML" 1 data own -f names
ok "is listed, and what is wrong is told" perl -0ne \
    'exit !(/^broken$/m && /broken\.yaml:.*\[yaml-syntax\]/)' "$work/tap-output"
fails "no layouts at all" 1 data nothing -f json
ok "is told" grep -q '\[no-layouts\]' "$work/tap-output"
is "and the list is still JSON" "$(data nothing -f json 2>/dev/null)" "[]"

fails "an unknown form" 2 "$GONGWEN" layouts --format xml
fails "an operand" 2 "$GONGWEN" layouts annual-report

done_testing
