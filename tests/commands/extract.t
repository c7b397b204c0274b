#!/bin/sh
# gongwen extract: what a PDF was made from, and the same PDF made again from that; and render's
# options --conformance and --no-source.
. "$(dirname "$0")/../tap.sh"
fonts=$PWD/fonts

render() { # REPORT PDF [OPTION...]
    report=$1
    out=$2
    shift 2
    "$GONGWEN" render -q --no-system-fonts --font-dir "$fonts" "$@" "$report" -o "$out"
}

again() { # FOLDER PDF LAYOUT: makes a PDF from an extracted folder
    GONGWEN_DATA=$1 render "$1/report.yaml" "$2" --layout "$1/layouts/$3"
}

# Replaces bytes of a file by as many others.
replace() { # FROM TO IN OUT
    FROM=$1 TO=$2 perl -0777 -pe 's/\Q$ENV{FROM}\E/$ENV{TO}/ or die "not there\n"' <"$3" >"$4"
}

hex() { # TEXT in UTF-16BE, as the painter writes it
    printf %s "$1" | perl -ne 'printf "00%02X", ord for split //'
}

# ---- the same PDF again, byte for byte ----

for sample in data/*.yaml; do
    name=$(basename "$sample" .yaml)
    render "$sample" "$work/$name.pdf"
    ok "extract $name" "$GONGWEN" extract "$work/$name.pdf"
    is "$name says how to go on" "$(sed -n '$p' "$work/tap-output" | cut -d: -f1)" "To make it again"
    layout=$(sed -n 's/^layout: *\([a-z0-9-]*\).*/\1/p' "$sample")
    ok "$name: the report as it was" cmp "$sample" "$work/$name/report.yaml"
    ok "$name can be made again" again "$work/$name" "$work/again.pdf" "$layout.yaml"
    ok "$name is the same" cmp "$work/$name.pdf" "$work/again.pdf"
    # The files alone do, whatever the data folder has become.
    GONGWEN_DATA=$work/$name
    ok "$name by its own name of the layout" render "$work/$name/report.yaml" "$work/again.pdf"
    GONGWEN_DATA=$PWD
    ok "$name is the same that way, too" cmp "$work/$name.pdf" "$work/again.pdf"
done

# A layout beside the report, images in folders, an image that lies elsewhere.
mkdir -p "$work/own/pictures/more"
cp data/images/sample-seal.png "$work/own/pictures/more/图.png"
cat >"$work/own/my.yaml" <<END
extends: annual-report
END
cat >"$work/own/text.yaml" <<END
layout: ./my.yaml
title: 标题
issuer: 区政府办公室
date: 2024-01-03
preamble:
  - 正文。
  - figure: {image: pictures/more/图.png, alternative: 图样}
END
ok "a layout of one's own" render "$work/own/text.yaml" "$work/own.pdf"
ok "extracted to a folder that is named" "$GONGWEN" extract "$work/own.pdf" -o "$work/there"
is "with the image where it was" "$(cd "$work/there" && find . -type f | LC_ALL=C sort | tr '\n' ' ')" \
    "./fonts/fonts.yaml ./layouts/annual-report.yaml ./layouts/base/draft.yaml ./layouts/base/gb9704.yaml ./layouts/words/administrative.yaml ./my.yaml ./pictures/more/图.png ./report.yaml "
GONGWEN_DATA=$work/there
ok "made again" render "$work/there/report.yaml" "$work/again.pdf"
GONGWEN_DATA=$PWD
ok "the same" cmp "$work/own.pdf" "$work/again.pdf"
ok "--layout" render "$work/own/text.yaml" "$work/layout.pdf" --layout "$work/own/my.yaml"
ok "extracted" "$GONGWEN" extract "$work/layout.pdf"
ok "is told" grep -q -- "--layout $work/layout/layouts/my.yaml" "$work/tap-output"
ok "made again by it" again "$work/layout" "$work/again.pdf" my.yaml
ok "the same" cmp "$work/layout.pdf" "$work/again.pdf"
mkdir "$work/own/deep"
sed 's|pictures/|../pictures/|; s|\./my|../my|' "$work/own/text.yaml" >"$work/own/deep/text.yaml"
ok "files above the report" render "$work/own/deep/text.yaml" "$work/above.pdf"
ok "are extracted, too" "$GONGWEN" extract "$work/above.pdf"
ok "inside of the folder" test -f "$work/above/elsewhere/0/图.png"
is "and nobody learns where they were" "$(grep -ac "$work" "$work/above.pdf")" 0

# ---- a report of a series ----

cat >"$work/template.yaml" <<END
layout: annual-report
title: "{{unit}}政务公开工作报告"
issuer: "{{unit}}"
date: 2024-01-03
preamble: 全年公开信息{{disclosure.total}}条，由{{leader}}负责。{{none}}
texts: {none: 无}
END
printf '单位,disclosure.total,leader,备注\n示例区教育局,120,"张""三"": #\n四",一\n示例区民政局,98,,二\n' \
    >"$work/units.csv"
batch() { # TEMPLATE UNITS FOLDER [OPTION...]
    template=$1 units=$2 folder=$3
    shift 3
    "$GONGWEN" batch -q --no-system-fonts --font-dir "$fonts" "$template" --units "$units" -o "$folder" "$@"
}
ok "a series" batch "$work/template.yaml" "$work/units.csv" "$work/series"
for unit in 示例区教育局 示例区民政局; do
    made=$work/series/$unit
    ok "extract $unit" "$GONGWEN" extract "$made.pdf"
    ok "its row is told" grep -q "gongwen batch $made/report.yaml --units $made/unit.yaml" "$work/tap-output"
    is "the row alone" "$(grep -c '^- ' "$made/unit.yaml")" 1
    GONGWEN_DATA=$made
    ok "$unit can be made again" batch "$made/report.yaml" "$made/unit.yaml" "$work/again" \
        --layout "$made/layouts/annual-report.yaml"
    GONGWEN_DATA=$PWD
    ok "$unit is the same" cmp "$made.pdf" "$work/again/$unit.pdf"
    ok "--compare says so" "$GONGWEN" extract --compare --no-system-fonts "$made.pdf"
    ok "in words" grep -q "^yes, byte for byte" "$work/tap-output"
done
is "and not the other unit's row" "$(grep -c 民政 "$work/series/示例区教育局/unit.yaml")" 0

# Numbered copies, too, be they counted or listed.
printf '单位,份号\n示例区教育局,7\n示例区民政局,9\n' >"$work/recipients.csv"
sed '/^texts:/d; s/全年公开信息.*$/正文。/; s/^title:.*/title: 通知/; s/^issuer:.*/issuer: 区政府办公室/' \
    "$work/template.yaml" >"$work/numbered.yaml"
for copies in 2-3 "$work/recipients.csv"; do
    ok "copies $copies" "$GONGWEN" batch -q --no-system-fonts --font-dir "$fonts" "$work/numbered.yaml" \
        --copies "$copies" -o "$work/copies" --name 'copy-{{copy}}.pdf'
done
for copy in 000002 000009; do
    made=$work/copies/copy-$copy
    ok "copy $copy: --compare" "$GONGWEN" extract --compare --font-dir "$fonts" --no-system-fonts "$made.pdf"
    ok "extracted" "$GONGWEN" extract "$made.pdf"
    ok "its number is told" grep -q "gongwen batch $made/report.yaml --copies $made/unit.yaml" "$work/tap-output"
done

# ---- compared, without writing ----

same() { # PDF
    ok "--compare $(basename "$1")" "$GONGWEN" extract --compare -f json --font-dir "$fonts" "$1"
    ok "the same" grep -q '"state": "same"' "$work/tap-output"
}
for pdf in "$work/own.pdf" "$work/layout.pdf" "$work/above.pdf" "$work/disclosure-report.pdf"; do
    [ -e "$pdf" ] || continue
    same "$pdf"
done
# Files from outside of the report's folder are found by their last name, if that is one file's.
mkdir -p "$work/out/report" "$work/out/parts"
cat >"$work/out/parts/base.yaml" <<END
extends: annual-report
END
cat >"$work/out/my.yaml" <<END
extends: ./parts/base.yaml
END
cat >"$work/out/report/their.yaml" <<END
extends: ../parts/base.yaml
END
cp data/images/sample-seal.png "$work/out/章.png"
cat >"$work/out/report/text.yaml" <<END
layout: ../my.yaml
title: 标题
issuer: 区政府办公室
date: 2024-01-03
preamble:
  - 正文。
  - figure: {image: $work/out/章.png, alternative: 图样}
END
render "$work/out/report/text.yaml" "$work/outside.pdf"
same "$work/outside.pdf"
render "$work/out/report/text.yaml" "$work/named.pdf" --layout "$work/out/report/their.yaml"
same "$work/named.pdf"
sed -i '$ a\  - figure: {image: ../parts/章.png, alternative: 图样}' "$work/out/report/text.yaml"
cp "$work/own/pictures/more/图.png" "$work/out/parts/章.png"
render "$work/out/report/text.yaml" "$work/twice.pdf"
fails "two files of one name" 1 "$GONGWEN" extract --compare "$work/twice.pdf"
ok "which is told" grep -q "章.png.*\[file-open\]" "$work/tap-output"

# The marks of a draft that options ask for are kept with it.
render data/gb9704.yaml "$work/draft.pdf" --draft "征求 '意见' 稿" --draft-version 第2稿 --line-numbers
same "$work/draft.pdf"
ok "a draft, extracted" "$GONGWEN" extract "$work/draft.pdf"
cp "$work/tap-output" "$work/told"
ok "its options are told" grep -qF -- "--draft '征求 '\\''意见'\\'' 稿' --draft-version '第2稿' --line-numbers --font-dir" \
    "$work/told"
sed -n '$s/.* gongwen render/gongwen render/p' "$work/told" |
    sed "s|FONTS|'$fonts' -o '$work/again.pdf' -q --no-system-fonts|; s|^gongwen|\"\$GONGWEN\"|" >"$work/command"
ok "as a shell reads them" env GONGWEN_DATA="$work/draft" sh "$work/command"
ok "the same" cmp "$work/draft.pdf" "$work/again.pdf"
sed '1a draft: 讨论稿' "$work/own/text.yaml" >"$work/own/marked.yaml"
for options in --no-draft --no-watermark "--no-draft --draft 征求意见稿"; do
    # shellcheck disable=SC2086 # several options
    render "$work/own/marked.yaml" "$work/marked.pdf" $options
    same "$work/marked.pdf"
done
ok "a draft of a series" batch "$work/template.yaml" "$work/units.csv" "$work/drafts" --draft 征求意见稿
same "$work/drafts/示例区教育局.pdf"

# Composing has an end, and ends with who asked for it.
{
    sed -n '1,/^preamble/p' "$work/own/text.yaml" | sed 's|^layout:.*|layout: annual-report|'
    perl -e 'print "  - 正文正文正文正文正文正文正文正文正文正文正文正文正文正文正文正文正文正文正文。\n" x 40000'
} >"$work/long.yaml"
render "$work/long.yaml" "$work/long.pdf"
children() {
    ps -o pid= --ppid "$1" | tr -d ' '
}
"$GONGWEN" extract --compare "$work/long.pdf" >/dev/null &
compares=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    child=$(children "$compares")
    [ -n "$child" ] && break
    sleep 0.05
done
ok "it is at work" test -n "$child"
kill -TERM "$compares"
wait "$compares"
is "terminated" "$?" 143
sleep 0.2
is "and its process with it" "$(ps -o stat= -p "$child" | grep -v Z)" ""
fails "--compare in a form that is none" 2 "$GONGWEN" extract --compare -f xml "$work/own.pdf"

# ---- what is not there, what is in the way ----

"$GONGWEN" render -q --no-system-fonts data/gb9704.yaml --no-source -o "$work/bare.pdf"
fails "--no-source" 1 "$GONGWEN" extract "$work/bare.pdf"
ok "is said" grep -q '\[nothing-embedded\]' "$work/tap-output"
for conformance in a-2a a-1b none; do
    "$GONGWEN" render -q --no-system-fonts data/gb9704.yaml --conformance $conformance -o "$work/bare.pdf"
    fails "--conformance $conformance" 1 "$GONGWEN" extract "$work/bare.pdf"
done
fails "--conformance that is none" 2 "$GONGWEN" render data/gb9704.yaml --conformance a-4f
fails "files that are there" 1 "$GONGWEN" extract "$work/gb9704.pdf"
ok "are named" grep -q '\[file-exists\]' "$work/tap-output"
echo changed >"$work/gb9704/report.yaml"
ok "--force" "$GONGWEN" extract --force "$work/gb9704.pdf"
ok "overwrites them" cmp data/gb9704.yaml "$work/gb9704/report.yaml"
fails "no PDF" 1 "$GONGWEN" extract data/gb9704.yaml
ok "is said" grep -q '\[not-extracted\]' "$work/tap-output"
fails "no file" 1 "$GONGWEN" extract "$work/none.pdf"
fails "a folder" 1 "$GONGWEN" extract "$work"
fails "nothing named" 2 "$GONGWEN" extract
fails "two files" 2 "$GONGWEN" extract a.pdf b.pdf

# ---- files that somebody else made ----

replace "$(hex report.yaml)" "$(hex ../evil.yml)" "$work/gb9704.pdf" "$work/evil.pdf"
fails "a name that leads up" 1 "$GONGWEN" extract "$work/evil.pdf"
ok "writes nothing" test ! -e "$work/evil.yml" -a ! -e "$work/evil"
for name in /etc/passwd. a/../../bcd. ./report.ya 'a\..\report' 'C:repor.yml' a//report.y; do
    replace "$(hex report.yaml)" "$(hex "$name")" "$work/gb9704.pdf" "$work/evil.pdf"
    fails "the name $name" 1 "$GONGWEN" extract "$work/evil.pdf" -o "$work/evil"
done
# What is embedded is not what it is said to be.
for change in Unit:Copy Unit:Data Report:Layout Layout:Report; do
    replace "$(hex "${change%:*}")" "$(hex "${change#*:}")" "$work/series/示例区教育局.pdf" "$work/evil.pdf"
    fails "$change" 1 "$GONGWEN" extract --compare -f json "$work/evil.pdf"
    ok "is not the same" grep -q '"state": "\(differs\|not-made\|no-sources\)"' "$work/tap-output"
    ok "comments: $change" "$GONGWEN" comments "$work/evil.pdf"
done
size=$(wc -c <"$work/gb9704.pdf")
for part in 1 100 1000 $((size / 2)) $((size - 40)) $((size - 400)) $((size - 4000)); do
    head -c "$part" "$work/gb9704.pdf" >"$work/short.pdf"
    fails "the first $part bytes" 1 "$GONGWEN" extract "$work/short.pdf" -o "$work/short"
done
# Any byte of what is told about the files may be another one: there is an end to it, and no crash.
PROGRAM=$GONGWEN WORK=$work perl -e '
    open my $in, "<:raw", "$ENV{WORK}/gb9704.pdf"; local $/; my $good = <$in>;
    my @at = map { my $at = $_; map { $at + $_ * 3 } 0 .. 40 }
        index($good, "/Names [\n"), index($good, "/Type /Filespec"), index($good, "\nxref\n"),
        index($good, "/Type /EmbeddedFile"), index($good, "trailer\n"), length($good) - 125;
    for my $at (grep { $_ < length $good } @at) {
        my $bytes = $good;
        substr($bytes, $at, 1) = chr(ord(substr $bytes, $at, 1) ^ 0x15);
        open my $out, ">:raw", "$ENV{WORK}/changed.pdf"; print $out $bytes; close $out;
        my $status = system "$ENV{PROGRAM} extract --force $ENV{WORK}/changed.pdf >/dev/null 2>&1";
        die "byte $at: $status\n" if $status != 0 && $status != 256;
    }' && changed=good
is "changed bytes" "$changed" good

done_testing
