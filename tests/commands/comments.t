#!/bin/sh
# gongwen comments: annotations written by pikepdf and MuPDF as programs for reading PDFs write
# them, and the lines of the report that they are about.
# shellcheck disable=SC1110,SC1111 # Chinese quotation marks
. "$(dirname "$0")/../tap.sh"
fonts=$PWD/fonts
report=data/2023-annual-report.yaml

for candidate in python3 /usr/bin/python3; do
    "$candidate" -c 'import pikepdf' 2>/dev/null && python=$candidate
done
if [ -z "${python-}" ]; then
    skip "comments" "python3 with pikepdf is not installed"
    done_testing
    exit 0
fi

comments() { # ARGUMENT…: the list, of files in $work that are named without it
    (cd "$work" && "$GONGWEN" comments --no-system-fonts --font-dir "$fonts" "$@")
}

render() { # REPORT NAME [OPTION…]
    "$GONGWEN" render -q --no-system-fonts --font-dir "$fonts" "$1" -o "$work/$2.pdf"
}

# Who, what, file:line:column of the list as JSON, one a line.
brief() {
    comments --format json "$@" 2>/dev/null |
        jq -r '.[] | "\(.author)|\(.kind)|\(.passage)|\(.text)|\(.place.file // "-"):\(.place.line // 0):\(.place.column // 0)|\(.status)"'
}

row_of() { # WORDS [FILE]: line:column where they are written in the title or the body
    WORDS=$1 perl -CSDA -Mutf8 -ne 'BEGIN { $w = $ENV{WORDS}; utf8::decode($w) }
        $body ||= /^(title|preamble):/; $body = 0 if /^facts:/;
        $at = index $_, $w; if ($body && $at >= 0) { print "$.:", $at + 1; exit }' "${2:-$report}"
}

render "$report" plain
for scene in acrobat browser caret encrypted filled locked bare formula hostile; do
    ok "$scene: annotated" "$python" tests/comments/annotate.py "$work/plain.pdf" "$work/$scene.pdf" "$scene"
done
before=$(ls "$work")

# ---- what the programs write ----

comments acrobat.pdf >"$work/acrobat.txt"
is "Acrobat's list" "$(cat "$work/acrobat.txt")" "$(sed "s/@TITLE@/$(row_of 法治政府建设)/
    s/@TOP@/$(row_of 置法治政府建设专题)/; s/@MARK@/$(row_of 政企面对面)/; s/@OLD@/$(row_of 座谈交流)/" tests/comments/acrobat.txt)"
comments --format json acrobat.pdf >"$work/acrobat.json"
is "Acrobat's list as JSON" "$(jq -S . "$work/acrobat.json" | sed '/"line": [0-9]*,*$/d')" \
    "$(cat tests/comments/acrobat.json)"
is "encrypted without a password: the same" "$(comments encrypted.pdf | sed 's/encrypted/acrobat/g')" \
    "$(cat "$work/acrobat.txt")"
is "browsers, WPS" "$(brief browser.pdf)" "$(printf '%s\n' \
    "|drawing|东丽发布||browser.pdf/report.yaml:$(row_of 东丽发布”)|embedded" \
    "赵六|note|不断完善栏目界面，并通过“东丽发布”政务微博定期推送“津|页边的批注|browser.pdf/report.yaml:$(row_of 津门普法)|embedded" \
    "|text|（二）高标准规范政务运转，服务保障法治建设|这里缺数字|browser.pdf/report.yaml:$(row_of 高标准规范)|embedded" \
    "|highlight|拟办、流转||browser.pdf/report.yaml:$(row_of 拟办、流转)|embedded" \
    "WPS|attachment|企业及商会代表开展座谈交流，充分发挥桥梁纽带和助手作用，||browser.pdf/report.yaml:$(row_of 企业及商会代表)|embedded")"
is "an insertion, where it goes" "$(brief caret.pdf)" \
    "张三|insert|‸拟办、流转、转办等每个环节，办事程序简化，运转速度加快。|收文、|caret.pdf/report.yaml:$(row_of 拟办、流转)|embedded"
is "a date, a fact: where they are given and named" "$(brief filled.pdf)" "$(printf '%s\n' \
    "张三|highlight|1月3日|请核对|filled.pdf/report.yaml:$(row_of '2024-01-03' | sed 's/^$/none/')|embedded" \
    "张三|highlight|12049条|请核对|filled.pdf/report.yaml:$(row_of '{{disclosure.total}}')|embedded")"
if command -v mutool >/dev/null; then
    ok "appended by MuPDF" mutool run tests/comments/annotate.js "$work/plain.pdf" "$work/appended.pdf"
    ok "behind what was there" cmp -n "$(wc -c <"$work/plain.pdf")" "$work/plain.pdf" "$work/appended.pdf"
    is "read" "$(brief appended.pdf | sed -n 2p)" \
        "钱七|squiggly|拟办|追加在文件末尾|appended.pdf/report.yaml:$(row_of 拟办、流转)|embedded"
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/cert.pem" -days 30 \
        -subj /CN=organ -addext keyUsage=critical,digitalSignature,nonRepudiation 2>/dev/null
    ok "signed" "$GONGWEN" sign "$work/plain.pdf" -o "$work/signed.pdf" --key "$work/key.pem" --cert "$work/cert.pem"
    ok "and annotated" mutool run tests/comments/annotate.js "$work/signed.pdf" "$work/appended.pdf"
    is "read, and the signature is no comment" "$(brief appended.pdf | cut -d'|' -f1-5 | tr '\n' ' ')" \
        "|note|用权意识。在区政府门户网站优化设置法治政府建设专题内容，|第二条|appended.pdf/report.yaml:$(row_of ，不断完善栏目) 钱七|squiggly|拟办|追加在文件末尾|appended.pdf/report.yaml:$(row_of 拟办、流转) "
    rm "$work/appended.pdf" "$work/signed.pdf" "$work/key.pem" "$work/cert.pem"
else
    skip "appended by MuPDF" "mutool is not installed"
fi

if sh tests/pdf/install-pdfjs.sh "$BUILD/pdfjs" >/dev/null 2>&1; then
    ok "saved by pdf.js, as Firefox does" node tests/comments/firefox.mjs "$BUILD/pdfjs" "$work/plain.pdf" "$work/firefox.pdf"
    is "read" "$(brief firefox.pdf | cut -d'|' -f1-4 | tr '\n' ' ')" \
        "|highlight|拟办| |text|号，广泛邀请企业家关注，积极与企业家互动，发布企业家服务|火狐里写的 "
    rm "$work/firefox.pdf"
else
    skip "saved by pdf.js" "npm cannot install it"
fi

# ---- the report as it is now ----

sed -e '1i # a line more' -e 's/政企面对面 周二下午茶/政企面对面·周二下午茶/' -e 's/开展座谈交流/开展走访座谈/' \
    -e '/拟办、流转/d' "$report" >"$work/now.yaml"
comments --format json acrobat.pdf browser.pdf encrypted.pdf --report now.yaml >"$work/now.json"
place() { # PASSAGE
    jq -r --arg passage "$1" '.[] | select(.passage == $passage) | "\(.place.file):\(.place.line):\(.place.column) \(.status)"' "$work/now.json"
}
is "a line that moved" "$(place 东丽发布)" "now.yaml:$(row_of 东丽发布” "$work/now.yaml") there"
is "words that stand in an edited line" "$(place 政企面对面)" "now.yaml:$(row_of 政企面对面 "$work/now.yaml") there"
is "words that are no more" "$(place 座谈交流 | sed 's/:[0-9]* / /')" \
    "now.yaml:$(row_of 走访座谈 "$work/now.yaml" | sed 's/:.*//') changed"
is "a line that is gone" "$(place 拟办、流转 | sed 's/.* //')" gone
is "a comment in two PDFs is one" "$(jq -r '.[] | select(.passage == "政企面对面") | .files | join(" ")' "$work/now.json")" \
    "acrobat.pdf encrypted.pdf"
is "by pages" "$(comments --sort page --format json browser.pdf | jq -r '.[].kind' | tr '\n' ' ')" \
    "drawing note text highlight attachment "
cp "$report" "$work/acrobat.yaml"
is "the same report beside the PDF" "$(comments acrobat.pdf | sed -n 1p | cut -d: -f1)" acrobat.yaml
echo "# edited" >>"$work/acrobat.yaml"
is "another one there" "$(comments acrobat.pdf 2>"$work/told" | sed -n 1p | cut -d: -f1)" acrobat.pdf/report.yaml
ok "is told" grep -q '\[comments-edited\]' "$work/told"
rm "$work/acrobat.yaml"

# ---- without sources ----

comments bare.pdf >"$work/bare.txt" 2>"$work/told"
is "pages and texts alone" "$(sed -n 1p "$work/bare.txt")" \
    "bare.pdf: 李四 (2026-03-03 09:00): underline: 与标题一致"
ok "is told" grep -q '\[comments-no-sources\]' "$work/told"
cp "$report" "$work/as-it-was.yaml"
is "with a report: what stands there" "$(brief bare.pdf --report as-it-was.yaml | sed -n '$p')" \
    "张三|replace|座谈交流|走访座谈|as-it-was.yaml:$(row_of 座谈交流)|by-position"
ok "a report of other pages" sh -c "cd '$work' && '$GONGWEN' comments --no-system-fonts --font-dir '$fonts' bare.pdf --report '$PWD/data/gb9704.yaml'"
ok "is told" grep -q '\[comments-pages\]' "$work/tap-output"
echo 'layout: annual-report' >"$work/broken.yaml"
ok "a report that cannot be composed" sh -c "cd '$work' && '$GONGWEN' comments bare.pdf --report broken.yaml"
ok "is told, too" grep -q '\[comments-unmade\]' "$work/tap-output"

# ---- the table of an office ----

comments --format csv formula.pdf >"$work/list.csv"
is "with its mark" "$(head -c 3 "$work/list.csv" | od -An -tx1 | tr -d ' ')" efbbbf
is "a row, formulas as text" "$(sed -n 2p "$work/list.csv" | tr -d '\r')" \
    "1,\"说\"\"引号\"\"的人\",\"\",\"2\",\"7\",\"拟办\",\"highlight\",\"'=cmd|' /C calc'!A0\",\"\",\"\",\"formula.pdf/report.yaml:$(row_of 拟办、流转 | cut -d: -f1)\""

# ---- what cannot be read, what is hostile ----

fails "a password" 1 "$GONGWEN" comments "$work/locked.pdf"
ok "is told" grep -q '\[comments-password\]' "$work/tap-output"
fails "no PDF" 1 "$GONGWEN" comments "$report"
ok "is told" grep -q '\[comments-broken\]' "$work/tap-output"
fails "no file" 1 "$GONGWEN" comments "$work/none.pdf"
fails "nothing named" 2 "$GONGWEN" comments
fails "an order that is none" 2 "$GONGWEN" comments --sort author a.pdf
fails "a form that is none" 2 "$GONGWEN" comments --format xml a.pdf
comments --format json hostile.pdf >"$work/hostile.json"
is "circles, absurd numbers, wrong types: one list" "$(jq -r '[.[].text[0:4]] | sort | join(",")' "$work/hostile.json")" \
    "$(printf '%s' ",&#xD,a,firs,huge,own,shor,x]0;")"
is "a chain of a thousand replies" "$(jq '.[] | select(.text == "first of a chain") | .replies | length' "$work/hostile.json")" 1000
is "a circle ends" "$(jq -c '.[] | select(.text == "a") | [.replies[].text]' "$work/hostile.json")" '["b"]'
is "nothing steers a terminal" "$(comments hostile.pdf | LC_ALL=C tr -d '\n' | LC_ALL=C grep -c '[[:cntrl:]]')" 0
size=$(wc -c <"$work/acrobat.pdf")
for part in 1 100 5000 $((size / 2)) $((size - 10)) $((size - 2000)); do
    head -c "$part" "$work/acrobat.pdf" >"$work/cut.pdf"
    comments --format json cut.pdf >"$work/cut.json" 2>"$work/told"
    is "the first $part bytes" "$(test $? -le 1 && jq -r type "$work/cut.json")" array
done
rm "$work/cut.pdf"
# Any byte may be another one: there is an end to it, and no crash.
WORK=$work perl -e 'srand 7; local $/; open my $in, "<:raw", "$ENV{WORK}/browser.pdf"; my $good = <$in>;
    for my $i (1 .. 40) { my $bytes = $good;
        substr($bytes, int rand length $good, 1) = chr int rand 256 for 1 .. 200;
        open my $out, ">:raw", "$ENV{WORK}/changed.pdf"; print $out $bytes; close $out;
        my $status = system "cd $ENV{WORK} && $ENV{GONGWEN} comments --no-system-fonts changed.pdf >/dev/null 2>&1";
        die "$i: $status\n" if $status != 0 && $status != 256; }' && changed=good
is "changed bytes" "$changed" good
rm "$work/changed.pdf"

# ---- the sources of a PDF are a stranger's ----

mkdir -p "$work/own/deep"
cp data/images/sample-seal.png "$work/own/图.png"
cat >"$work/own/deep/text.yaml" <<END
layout: annual-report
title: 标题
issuer: 区政府办公室
date: 2024-01-03
preamble:
  - 正文。
  - figure: {image: ../图.png, alternative: 图样}
END
render "$work/own/deep/text.yaml" figure
ok "annotated" "$python" tests/comments/annotate.py "$work/figure.pdf" "$work/drawn.pdf" figure
rm -r "$work/own"
is "a file that lay above the report is found in the PDF" "$(brief drawn.pdf)" \
    "张三|square|图样|换一张|drawn.pdf/report.yaml:7:21|embedded"
cat >"$work/template.yaml" <<END
layout: annual-report
title: "{{unit}}政务公开工作报告"
issuer: "{{unit}}"
date: 2024-01-03
preamble: "{{unit}}公开信息共{{disclosure.total}}条。"
END
printf '单位,disclosure.total\n示例区教育局,120\n示例区民政局,98\n' >"$work/units.csv"
"$GONGWEN" batch -q --no-system-fonts --font-dir "$fonts" "$work/template.yaml" --units "$work/units.csv" \
    -o "$work/units" --draft 征求意见稿 --line-numbers
ok "annotated" "$python" tests/comments/annotate.py "$work/units/示例区民政局.pdf" "$work/drawn.pdf" series
rm -r "$work/units"
is "a draft of a series, by its row" "$(brief drawn.pdf)" \
    "张三|highlight|共98条|请核对|drawn.pdf/report.yaml:5:11|embedded"
secret=$work/secret.csv
printf 'key,value\na,1\n' >"$secret"
for path in "$secret" ../secret.csv /etc/passwd; do
    printf 'layout: annual-report\ntitle: 标题\nissuer: 甲\ndate: 2024-01-03\nfacts-from: [{file: "%s"}]\npreamble: [正文。]\n' "$path" >"$work/evil.yaml"
    ok "a source that names $path" "$python" tests/comments/annotate.py "$work/plain.pdf" "$work/evil.pdf" "evil:$work/evil.yaml"
    comments evil.pdf >"$work/evil.txt" 2>"$work/told"
    ok "is not read" grep -q 'not among the files that belong' "$work/told"
done
rm -f "$work/evil.yaml" "$work/evil.pdf" "$work/drawn.pdf" "$work/figure.pdf" "$secret"

rm -f "$work"/*.txt "$work"/*.json "$work"/*.yaml "$work"/*.csv "$work/told" "$work/tap-output"
is "no file is written" "$(ls "$work")" "$(printf '%s\n' "$before" | grep -v tap-output)"
done_testing
