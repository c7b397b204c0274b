#!/bin/sh
# update.sh [FOLDER]: collects what the user reads from the source and brings the translations up
# to date, here or as copies in FOLDER. New messages come out empty: translate them, then look at
# them with LANG=zh_CN.UTF-8. Nothing is guessed, so nothing becomes fuzzy but what was changed.
set -eu
target=${1:-}
cd "$(dirname "$0")/.."
template=$(mktemp)
trap 'rm -f "$template"' EXIT

# No dates and no line numbers: the files change when the messages do.
xgettext --from-code=UTF-8 --language=C --keyword= --keyword=_ --keyword=N_ --keyword=ngettext:1,2 \
    --flag=_:1:pass-c-format --flag=N_:1:pass-c-format --flag=message_translate:1:pass-c-format \
    --flag=arena_format:2:c-format --flag=buffer_format:2:c-format \
    --add-location=file --package-name=gongwen --output="$template" \
    src/base/messages.def src/*.c src/*/*.c src/command/command.h src/command/rendering.h
sed -i '/^"POT-Creation-Date:/d' "$template"

for language in po/*.po; do
    output=${target:+$target/${language##*/}}
    output=${output:-$language}
    msgmerge --quiet --no-fuzzy-matching --add-location=file --output-file="$output.new" \
        "$language" "$template"
    # What no message refers to any more.
    msgattrib --no-obsolete --add-location=file --output-file="$output" "$output.new"
    rm -f "$output.new"
done
