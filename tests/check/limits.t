#!/usr/bin/env perl
# gongwen check with much, and with what means ill: 10,000 facts on 500 pages, 10,000 findings in
# one paragraph, patterns that would search for ever, rules that are no rules.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../pdf";
use Encode qw(decode_utf8 encode_utf8);
use JSON::PP;
use Measure;
use Test::More;

sub write_file {
    my ($name, $text) = @_;
    my $path = scratch($name);
    open my $file, '>', $path or die "$path: $!";
    print $file encode_utf8($text);
    close $file;
    return $path;
}

my $head = "layout: annual-report\ntitle: 示例\nissuer: 示例区人民政府\ndate: 2024-01-03\nyear: 2023\n";
# Programs that watch themselves are slower.
my $patience = is_instrumented() ? 20 : 1;

sub checked {
    my ($name, @arguments) = @_;
    my (undef, undef, @before) = times;
    my ($status, $out, $err) = run($ENV{GONGWEN}, 'check', @arguments);
    my (undef, undef, @after) = times;
    my $seconds = $after[0] + $after[1] - $before[0] - $before[1]; # of the processor: others work, too
    is(decode_utf8($err), '', "$name: nothing on standard error");
    return ($status, decode_utf8($out), $seconds);
}

# ---- 10,000 facts on 500 pages ----

# A page has 22 lines of 28 characters: 500 of them 308,000.
my (@facts, @paragraphs, @last);
my $sentence = '全面贯彻落实《法治政府建设实施纲要（2021—2025年）》，坚持“放管服”改革，持续优化法治化营商环境，' x 3;
for my $i (1 .. 10_000) {
    push @facts, "  unit.f$i: {value: " . (1000 + $i) . ", unit: 件, previous: " . (900 + $i) . "}\n";
    my @digits = split //, sprintf '%05d', $i;
    my $own = join '', map { substr('甲乙丙丁戊己庚辛壬癸', $digits[$_], 1) . substr('子丑寅卯辰', $_, 1) } 0 .. 4;
    push @paragraphs, "  - 第${i}段，" . ($i % 5 == 0 ? $sentence : '') . "示例单位${own}办结{{unit.f$i}}。\n";
    push @last, "  - 第${i}段，去年${own}办结{{unit.f$i}}。\n";
}
my $facts  = join '', "facts:\n", @facts;
my $report = write_file('large.yaml', "$head${facts}preamble:\n" . join '', @paragraphs);
my ($status, $out, $seconds) = checked('10,000 facts', '--strict', $report);
is($status, 0, '10,000 facts on 500 pages: nothing is found') or diag(substr $out, 0, 2000);
cmp_ok($seconds, '<', $patience, '10,000 facts on 500 pages: under a second');
diag(sprintf '%.2f s', $seconds);

my $previous = write_file('last.yaml', "$head${facts}preamble:\n" . join '', @last);
($status, $out, $seconds) = checked('with last year', '--previous', $previous, $report);
is(scalar(() = $out =~ /\[previous-value\]/g), 10_000, 'with last year: what differs is found');
cmp_ok($seconds, '<', 3 * $patience, 'with last year: two such reports are read');

# ---- 10,000 findings ----

my $many = write_file('many.yaml', "${head}preamble: '" . ('其它，' x 11_000) . "完。'\n");
($status, $out, $seconds) = checked('11,000 findings', $many);
is($status, 0, '11,000 warnings are no error');
is(scalar(() = $out =~ /\[wrong-word\]$/mg), 10_000, '10,000 of them are shown');
like($out, qr/and 1000 more findings\n.*: errors: 0, warnings: 11000, notes: 0\n\z/, 'the others are counted');
like($out, qr/:6:\Q@{[12 + 3 * 9999]}\E: /, 'each at its place');
cmp_ok($seconds, '<', 3 * $patience, 'in a moment');
for my $format (qw(json sarif)) {
    ($status, $out) = checked("11,000 findings as $format", '--format', $format, $many);
    my $found = eval { decode_json(encode_utf8($out)) };
    is(scalar(@{$format eq 'json' ? $found : $found->{runs}[0]{results}}), 10_000, "as $format");
}
$many = write_file('marks.yaml', "${head}preamble: '" . ('“《（' x 30_000) . "'\n");
($status, $out, $seconds) = checked('90,000 marks without partners', $many);
is($status, 1, '90,000 marks without partners are errors');
cmp_ok($seconds, '<', 5 * $patience, '90,000 marks without partners take a moment');
for my $text ('一是' x 50_000, '甲' x 100_000, '1' x 100_000, 'x' x 100_000, '…' x 60_000, '1,' x 60_000,
    '2023年' x 30_000, '{{plain 1}}' x 20_000, '待' x 60_000, ' ' x 100_000 . '甲', '的的' x 50_000)
{
    my $path = write_file('text.yaml', "${head}preamble: '$text'\n");
    ($status, $out, $seconds) = checked(substr($text, 0, 4) . '…', $path);
    ok($status < 2, 'a paragraph of ' . substr($text, 0, 12) . '… is checked');
    cmp_ok($seconds, '<', 5 * $patience, 'in a moment');
}

# ---- patterns that would search for ever ----

sub own {
    my ($rules) = @_;
    return write_file('own.yaml', "describes: {zh: 示例, en: sample}\nrules:\n$rules");
}
my $text = write_file('text.yaml', "${head}preamble: '" . ('a' x 5000) . "cb。'\n");
my $words = 'message: {zh: 甲, en: a}';
for my $pattern ('(a+)+b', '(a|aa)+$', '(?:a*)*b', '(.*)*x', '((a?){30}){30}b', '(?=(a+))*b', '(a+)\1+b') {
    my $rules = own("  - {id: slow, severity: error, check: pattern, $words, pattern: '$pattern'}\n");
    ($status, $out, $seconds) = checked($pattern, '--rules', $rules, $text);
    like($out, qr/warning: looking for this pattern takes too long; it is given up \[rule-pattern-bound\]/,
        "$pattern is given up")
        if $pattern =~ /^\((?:\?:)?a/ && $pattern !~ /1/;
    cmp_ok($seconds, '<', 10 * $patience, "$pattern does not hang");
}

# ---- rules that are no rules ----

for my $case (
    ["  - {id: a, severity: error, check: pattern, $words, pattern: '('}\n",           'rule-pattern'],
    ["  - {id: a, severity: error, check: pattern, $words, pattern: '\\C'}\n",         'rule-pattern'],
    ["  - {id: a, severity: error, check: patern, $words, pattern: a}\n",              'unknown-check'],
    ["  - {id: a, severity: error, check: pattern, $words}\n",                         'check-parameter'],
    ["  - {id: a, severity: error, check: pattern, $words, pattern: a, in: headings}\n", 'unknown-check'],
    ["  - {id: a, severity: error, check: fields-absent, $words, fields: titel}\n",    'unknown-check'],
    ["  - {id: a, severity: fatal, check: pattern, $words, pattern: a}\n",             'wrong-value'],
    ["  - {id: a, severity: error, check: pattern, pattern: a}\n",                     'missing-key'],
    ["  - {id: a, severity: error, check: pattern, $words, pattern: a}\n" x 2,         'rule-twice'],
    ["  - {id: a, severity: error, check: relation, $words, that: 'a ='}\n",           'expression-syntax'],
    ["  - {id: a, severity: error, check: relation, $words, that: '{c} = 1', for-each: {c: []}}\n", 'wrong-type'],
    ["  - {id: a, severity: error, check: relation, $words, that: '{', for-each: {c: [x]}}\n", 'expression-syntax'],
    ["  - {id: a, severity: error, check: deadline, $words, month: 13, day: 1}\n",     'out-of-range'],
    ["  - {id: a, severity: error, check: pairs, $words, words: [甲, '', 甲乙丙]}\n",   'empty-value'],
    ["  - {id: a, severity: error, check: spellings, $words, words: ['|', '||', '甲|']}\n", ''],
    ["  - {id: a, severity: error, check: wrong-words, $words, words: ['→', '→甲', '甲→']}\n", ''],
    ["  - {id: a, severity: error, check: enumeration, $words, words: ['{n}', '{', '甲', '{n}{n}']}\n", ''],
    ["  - {id: a, severity: error, check: standard-characters, $words, file: none.txt}\n", 'file-open'],
    ["  - {id: a, severity: error, check: near-names, $words, fields: [sections, date, seals, title]}\n", ''],
    ["  []\n", 'wrong-type'], ["  甲\n", 'wrong-type'], ["  - [\n", 'yaml-syntax'],
    ["  - {id: \"a\\\"b\", severity: error, check: pattern, $words, pattern: a}\n", ''],
    ["  - {id: a, severity: error, check: pattern, message: {zh: '{1}{2}{3}{9}', en: '{1}{2}{3}{9}'}, pattern: 'a(?=b)?|^'}\n", ''],
    )
{
    my ($rules, $code) = @$case;
    my ($name) = $rules =~ /^ *(.{0,90})/;
    my ($status, $out) = checked($name, '--format', 'json', '--rules', own($rules), $text);
    my $found = eval { decode_json(encode_utf8($out)) };
    ok($status < 2 && $found, "$name: is answered in JSON") or diag($out);
    is((grep { $_->{code} eq $code } @$found) > 0, $code ne '', "$name: $code");
}
my $noise = '';
srand 7;
for my $round (1 .. 40) {
    my @bytes = map { chr(32 + int rand 95) } 1 .. 300;
    $noise = "describes: {zh: a, en: a}\nrules:\n" if $round % 2;
    $noise .= join '', @bytes;
    my ($status, $out) = checked("noise $round", '--rules', write_file('noise.yaml', $noise), $text);
    ok($status < 2, "noise $round");
}

# The relations of a rule are bounded.
my $choices = join ', ', map { "x$_" } 1 .. 200;
my $product = own("  - {id: a, severity: error, check: relation, $words, that: 'f.{a}{b}{c} = 1', "
        . "for-each: {a: [$choices], b: [$choices], c: [$choices]}}\n");
($status, $out, $seconds) = checked('8,000,000 relations', '--rules', $product, $text);
cmp_ok($seconds, '<', 10 * $patience, '8,000,000 relations do not hang');
like($out, qr/\[rule-relations\]/, 'and it is told that they are too many');

done_testing;
