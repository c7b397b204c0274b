#!/bin/sh
# Which language gongwen speaks: Chinese where the environment asks for it, even if that locale was
# never generated, English otherwise.
. "$(dirname "$0")/../tap.sh"

answer() { # what is said to a wrong command in a locale
    env -u LC_ALL -u LANGUAGE "$@" "$GONGWEN" nonsense 2>&1
}
chinese='gongwen: 没有命令“nonsense”；“gongwen --help”列出全部命令'
english="gongwen: there is no command \"nonsense\"; \`gongwen --help\` lists them"
is "LANG" "$(answer LANG=zh_CN.UTF-8)" "$chinese"
is "LC_MESSAGES" "$(answer LC_MESSAGES=zh_CN.UTF-8 LANG=C.UTF-8)" "$chinese"
is "an empty LANGUAGE" "$(answer LANG=zh_CN.UTF-8 LANGUAGE=)" "$chinese"
is "LC_ALL" "$(answer LANG=zh_CN.UTF-8 LC_ALL=C)" "$english"
is "LANGUAGE" "$(answer LANG=zh_CN.UTF-8 LANGUAGE=en)" "$english"
is "another language" "$(answer LANG=en_US.UTF-8)" "$english"

# Columns stand under each other where hanzi take two.
LC_ALL='' LANG=zh_CN.UTF-8 "$GONGWEN" render --help >"$work/help"
is "the columns of --help in Chinese" \
    "$(perl -CSD -ne 'print if /^ .*?--\S+ {2,}/ && length($&) + (() = $& =~ /\p{Han}/g) != 30' \
        "$work/help")" ""

done_testing
