#!/bin/sh
# gongwen fonts: which face serves each role, what fell back, what is missing.
. "$(dirname "$0")/../tap.sh"

ok "without a report" "$GONGWEN" fonts --no-system-fonts
cp "$work/tap-output" "$work/fonts"
for role in 小标宋 仿宋 黑体 楷体 宋体 Latin; do
    ok "tells of the role $role" grep -qx "$role" "$work/fonts"
done
ok "marks the face in use" grep -q '→ FandolFang .*FandolFang-Regular.otf' "$work/fonts"
ok "names the package of a free face that is missing, or its file" \
    grep -qE 'Noto Serif CJK SC +(.*NotoSerifCJK-Regular.ttc|not installed)' "$work/fonts"
ok "and that licensed ones are the user's to add" grep -q '方正小标宋简体 .*licensed' "$work/fonts"

ok "with a report" "$GONGWEN" fonts --no-system-fonts tests/composition/rare-characters.yaml
cp "$work/tap-output" "$work/fonts"
ok "tells what fell back" grep -q '𠮷 (U+20BB7)' "$work/fonts"
ok "by face" grep -q 'NotoSerifCJKsc-Regular.*fallback for:.*喆 (U+5586)' "$work/fonts"
ok "the first choice has no list" grep -qE 'FandolFang-Regular: [0-9]+ characters$' "$work/fonts"

fails "a report with a missing character" 1 \
    "$GONGWEN" fonts --no-system-fonts tests/diagnostics/missing-glyph/report.yaml
ok "tells which" grep -q 'U+1F600' "$work/tap-output"
fails "a report that is not there" 1 "$GONGWEN" fonts no-such-report.yaml
fails "two reports" 2 "$GONGWEN" fonts a.yaml b.yaml

mkdir "$work/mine"
cp fonts/FandolSong-Regular.otf "$work/mine/simfang.ttf"
"$GONGWEN" fonts --no-system-fonts --font-dir "$work/mine" >"$work/fonts"
ok "--font-dir comes first" grep -q "→ 仿宋 .*$work/mine/simfang.ttf" "$work/fonts"

fails "a --font-dir that is not there" 1 "$GONGWEN" fonts --no-system-fonts --font-dir "$work/none"
ok "is told" grep -q "$work/none.*\\[font-folder\\]" "$work/tap-output"

done_testing
