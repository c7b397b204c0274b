#!/bin/sh
# gongwen diff: where drafts come from (files, git, PDFs, standard input), statuses, sheets, what is
# refused.
. "$(dirname "$0")/../tap.sh"
fonts=$PWD/fonts
cases=$PWD/tests/diff/cases

compare() { # OPTION... OLD NEW
    "$GONGWEN" diff --no-system-fonts --font-dir "$fonts" "$@"
}

fails "drafts that differ" 1 compare "$cases/title/old.yaml" "$cases/title/new.yaml"
fails "drafts that are the same" 0 compare "$cases/identical/old.yaml" "$cases/identical/new.yaml"
is "tell nothing" "$(compare "$cases/identical/old.yaml" "$cases/identical/new.yaml")" ""
fails "one draft" 2 compare "$cases/title/old.yaml"
fails "a draft that is not there" 2 compare "$work/none.yaml" "$cases/title/new.yaml"
fails "twice standard input" 2 compare - -
fails "a PDF without a name" 2 compare -f pdf "$cases/title/old.yaml" "$cases/title/new.yaml"
fails "another format" 2 compare -f png "$cases/title/old.yaml" "$cases/title/new.yaml"
fails "another form" 2 compare --form side "$cases/title/old.yaml" "$cases/title/new.yaml"

# ---- what is written ----

fails "a redline" 1 compare -o "$work/out.pdf" "$cases/words/old.yaml" "$cases/words/new.yaml"
ok "is a PDF" sh -c "pdfinfo '$work/out.pdf' | grep -q '^Title:.*花脸稿'"
is "that embeds no source" "$(pdfdetach -list "$work/out.pdf" | head -n 1)" "0 embedded files"
fails "JSON by the name of the output" 1 compare -o "$work/out.json" "$cases/words/old.yaml" \
    "$cases/words/new.yaml"
ok "is JSON" jq -e '.version == 1 and (.changes | length) == 2' "$work/out.json"
cp "$cases/words/new.yaml" "$work/keep.yaml"
fails "an output that is a draft" 2 compare -f json -o "$work/keep.yaml" "$cases/words/old.yaml" \
    "$work/keep.yaml"
ok "stays as it is" cmp "$cases/words/new.yaml" "$work/keep.yaml"
fails "a full disk" 2 sh -c "'$GONGWEN' diff --no-system-fonts '$cases/words/old.yaml' \
    '$cases/words/new.yaml' >/dev/full"

# ---- sheets ----

is "sheets, both sides" "$(compare --sheets "$cases/date/old.yaml" "$cases/date/new.yaml")" 1
is "sheets, one side" "$(compare --sheets --one-sided "$cases/date/old.yaml" \
    "$cases/date/new.yaml")" 2
is "no sheets" "$(compare --sheets "$cases/whitespace/old.yaml" "$cases/whitespace/new.yaml")" ""
is "in JSON" "$(compare -f json "$cases/date/old.yaml" "$cases/date/new.yaml" |
    jq -c '[.sheets.print, .sheets.pages, .sheets.sides]')" "[[1],[2],2]"

# ---- standard input, PDFs ----

is "standard input" "$(compare "$cases/title/old.yaml" - <"$cases/title/new.yaml" | grep '全面')" \
    "  示例市人民政府关于{+全面+}做好政务公开工作的通知"
"$GONGWEN" render -q --no-system-fonts --font-dir "$fonts" "$cases/title/old.yaml" -o "$work/old.pdf"
is "a PDF with its sources" "$(compare "$work/old.pdf" "$cases/title/new.yaml" | grep '全面')" \
    "  示例市人民政府关于{+全面+}做好政务公开工作的通知"
"$GONGWEN" render -q --no-source --no-system-fonts --font-dir "$fonts" "$cases/title/old.yaml" \
    -o "$work/bare.pdf"
cat >"$work/template.yaml" <<END
layout: annual-report
title: "{{unit}}政务公开工作报告"
issuer: "{{unit}}"
date: 2024-01-03
preamble: 全年公开信息{{disclosure.total}}条。
END
printf '单位,disclosure.total\n示例区教育局,120\n示例区民政局,98\n' >"$work/units.csv"
"$GONGWEN" batch -q --no-system-fonts --font-dir "$fonts" "$work/template.yaml" --units "$work/units.csv" -o "$work/units"
is "reports of a series" "$(compare "$work/units/示例区教育局.pdf" "$work/units/示例区民政局.pdf" |
    grep '全年公开信息')" "  全年公开信息[-120条-]{+98条+}。"
fails "a PDF without them" 2 compare "$work/bare.pdf" "$cases/title/new.yaml"

# ---- git ----

if ! command -v git >/dev/null; then
    skip "revisions" "git is not installed"
    done_testing
fi
mkdir -p "$work/repository/data/pictures"
cd "$work/repository" || exit 1
GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM
commit() {
    git add -A && git -c user.name=t -c user.email=t@example.org commit -q -m draft
}
git init -q .
cat >own.yaml <<END
extends: annual-report
END
cat >data/report.yaml <<END
layout: ../own.yaml
title: 标题
issuer: 区政府办公室
date: 2024-01-03
facts-from: [{file: facts.csv}]
preamble:
  - 全年收到申请{{requests}}。
  - figure: {image: pictures/seal.png, alternative: 图样}
END
printf 'name,value,unit\nrequests,120,件\n' >data/facts.csv
cp "$OLDPWD/data/images/sample-seal.png" data/pictures/seal.png
commit
printf 'name,value,unit\nrequests,135,件\n' >data/facts.csv
commit
fails "a revision" 1 compare HEAD~1:data/report.yaml data/report.yaml
is "its files are those of then" "$(grep -c '120件-\]{+135件+}' "$work/tap-output")" 2
fails "from a folder" 1 sh -c "cd data && '$GONGWEN' diff --no-system-fonts --font-dir '$fonts' \
    HEAD~1:./report.yaml report.yaml"
fails "two revisions, the same report" 0 compare HEAD:data/report.yaml HEAD:data/report.yaml
fails "a redline between revisions" 1 compare -o "$work/r.pdf" HEAD~1:data/report.yaml \
    HEAD:data/report.yaml
fails "a revision that is not there" 2 compare HEAD~9:data/report.yaml data/report.yaml
fails "a file that is not there" 2 compare HEAD:data/none.yaml data/report.yaml
fails "an option as a revision" 2 compare -- --output=x:data/report.yaml data/report.yaml
ok "has written nothing" test ! -e x
# Links lead nowhere, and nothing outside of the tree is read.
rm data/facts.csv
ln -s /etc/passwd data/facts.csv
commit
fails "a link out of the tree" 2 compare HEAD:data/report.yaml data/report.yaml
# Hooks and filters do not run.
git checkout -q HEAD~1 2>/dev/null
git config filter.bad.smudge "touch '$work/smudged'; cat"
echo '*.yaml filter=bad' >.git/info/attributes
compare HEAD~1:data/report.yaml data/report.yaml >/dev/null 2>&1
ok "filters do not run" test ! -e "$work/smudged"
is "nothing is left behind" "$(git status --short)" ""

done_testing
