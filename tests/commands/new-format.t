#!/bin/sh
# A format that nobody has thought of takes one YAML file, and no C: a made-up bulletin (简报) with
# header, double rule, body and imprint on an even page.
. "$(dirname "$0")/../tap.sh"

cat >"$work/bulletin.yaml" <<'YAML'
name: bulletin
extends: annual-report
page: {first: {top: 85mm, height: 177mm, lines: 17}}
colors: {red: {cmyk: [0, 0.8, 0.8, 0]}}
styles:
  mark: {font: 小标宋, size: 一号, color: red, align: center}
  centred: {extends: body, indent: 0字, align: center}
  line: {extends: body, indent: 0字, align: left}
flow:
  - {id: mark, names: [mark, issuer], beside: 简报, style: mark, place: {of: page, top: 45mm}}
  - {id: order-number, text: "{{order-number}}", style: centred, place: {of: mark, below: 5mm}}
  - {id: issuer, text: "{{issuer}}", end: "{{date.year}}年{{date.month}}月{{date.day}}日", style: line,
     left: 1字, right: 1字, place: {of: order-number, below: 5mm}}
  - id: separator
    group:
      - {rule: {weight: 1mm, color: red}}
      - {rule: {weight: 0.3mm, color: red}, before: 0.5mm}
    place: {of: issuer, below: 4mm}
  - {id: title, text: "{{title}}", style: title, role: title, before: 1行}
  - {id: preamble, body: preamble, before: 1行, latest-page: 1}
  - id: imprint
    group:
      - {rule: {weight: 0.35mm}}
      - {id: copies, text: "{{copies}}。", label: 报送：, when: copies, style: line, left: 1字, right: 1字, before: 7pt}
      - {rule: {weight: 0.35mm}, before: 7pt}
    place: {bottom: 0mm, page: last-even}
YAML
cat >"$work/report.yaml" <<'YAML'
layout: ./bulletin.yaml
mark: 示例市政务公开
issuer: 示例市人民政府办公室
order-number: 第3期
title: 示例市政务公开工作取得新进展
date: 2024-01-03
preamble: 示例正文。
copies: [示例市委, 示例市人大常委会]
YAML
ok "renders without a finding" sh -c '"$GONGWEN" render --no-system-fonts -f dump -o "$1/dump" "$1/report.yaml" 2>"$1/said" && [ ! -s "$1/said" ]' sh "$work"
is "pages" "$(grep -c '^page ' "$work/dump")" 2
is "the red double rule" "$(grep -c 'rule artifact 28 .* 156 .*cmyk(0,800,800,0)' "$work/dump")" 2
is "the rules of the imprint, the last on the lower edge of the type area" \
    "$(awk '/^page 2/ { on = 1 } on && /rule/ { y = $4 + $6 } END { printf "%.2f", y }' "$work/dump")" 262.00
ok "and is drawn" "$GONGWEN" render --no-system-fonts -o "$work/report.pdf" "$work/report.yaml"
done_testing
