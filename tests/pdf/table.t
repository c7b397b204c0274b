#!/usr/bin/perl
# Tables in the PDF: the text comes out row by row, the head again on every page; rules lie where
# the table's measures have them; decimal points stand under each other; landscape tables lie with
# their heads to the left. And a table of 1,000 rows takes little.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8 encode_utf8);
use FindBin;
use List::Util qw(min);
use lib $FindBin::Bin;
use Measure;
use Test::More;

use constant TOLERANCE => 0.02; # points
# GB/T 9704 5.2.1: the type area.
use constant {LEFT => 28 * MM, TOP => 37 * MM, WIDTH => 156 * MM, HEIGHT => 225 * MM};
# The house's design in layouts/annual-report.yaml.
use constant {OUTER => 0.35 * MM, INNER => 0.25 * MM, ROW => 8 * MM, PADDING => 1.5 * MM};

sub write_report {
    my ($name, @lines) = @_;
    my $path = scratch($name);
    open my $file, '>:raw', $path or die "$path: $!\n";
    print $file map { encode_utf8("$_\n") } 'layout: annual-report', 'title: 标题',
        'issuer: 区政府办公室', 'date: 2024-01-03', 'sections:', '  - heading: 情况', '    body:', @lines;
    close $file or die "$path: $!\n";
    return $path;
}

# Rectangles of each page: [x, y, width, height], as MuPDF fills them.
sub rules_of {
    my ($pdf) = @_;
    my (@pages, @matrix, @points);
    for my $line (split /\n/, decode_utf8((run('mutool', 'trace', $pdf))[1])) {
        if ($line =~ /^\s*<page /) {
            push @pages, [];
        } elsif ($line =~ /<fill_path .*transform="([^"]*)"/) {
            @matrix = split ' ', $1;
            @points = ();
        } elsif ($line =~ /<(?:moveto|lineto) x="([^"]*)" y="([^"]*)"/) {
            push @points, [$1 * $matrix[0] + $matrix[4], $2 * $matrix[3] + $matrix[5]];
        } elsif ($line =~ m{</fill_path>} && @points) {
            my @x = sort { $a <=> $b } map { $_->[0] } @points;
            my @y = sort { $a <=> $b } map { $_->[1] } @points;
            push @{$pages[-1]}, [$x[0], $y[0], $x[-1] - $x[0], $y[-1] - $y[0]];
        }
    }
    return @pages;
}

sub near {
    my ($x, $y) = @_;
    return abs($x - $y) <= TOLERANCE;
}

sub is_near {
    my ($got, $wanted, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    ok(near($got, $wanted), $name) or diag("got $got, wanted $wanted");
}

# What stands in the PDF in the order of the pages' content, without blanks.
sub text_of {
    my ($pdf) = @_;
    return decode_utf8((run('pdftotext', '-raw', $pdf, '-'))[1]) =~ s/[\s\f]//gr;
}

# ---- a small one ----

my $pdf = gongwen(
    write_report('small.yaml',
        '      - table:',
        '          columns: [{heading: 单位, width: 50mm}, {heading: 数量, width: 1}]',
        '          rows: [[甲局, "12.5"], [{text: 乙局, rows: 2}, 102], [3.25]]'),
    'small.pdf');
like(text_of($pdf), qr/一、情况单位数量甲局12\.5乙局1023\.25区政府办公室/, 'text comes row by row');

my ($rules) = rules_of($pdf);
my @across = sort { $a->[1] <=> $b->[1] || $a->[0] <=> $b->[0] } grep { $_->[2] > $_->[3] } @$rules;
my @down = sort { $a->[0] <=> $b->[0] } grep { $_->[2] < $_->[3] } @$rules;
is(scalar @across, 5, 'rules across: top, head, two rows, bottom');
is(scalar @down, 3, 'rules down: sides and between the columns, each in one piece');
my ($x, $y) = @{$across[0]};
is_near($x, LEFT, 'they begin at the type area');
is_near($across[0][2], WIDTH, 'and are as wide');
is_near($across[$_][3], $_ == 0 || $_ == 4 ? OUTER : INNER, "weight of rule $_") for 0 .. 4;
my @steps = (0, OUTER + ROW, ROW + INNER, ROW + INNER, ROW + INNER);
for my $i (1 .. 4) {
    is_near($across[$i][1] - $across[$i - 1][1], $steps[$i], "height of row $i");
}
is_near($across[3][0] + $across[3][2], LEFT + WIDTH, 'the rule beside a merged cell ends at the side');
is_near($across[3][0], $down[1][0], 'and begins at the rule between the columns');
is_near($down[1][0] + INNER / 2, LEFT + OUTER / 2 + 50 * MM, 'a column of 50 mm');
for my $rule (@down) {
    is_near($rule->[1], $y, 'a rule down begins at the top');
    is_near($rule->[1] + $rule->[3], $across[4][1] + OUTER, 'and ends at the bottom');
}

my ($page) = trace_pages($pdf);
my @glyphs = @{$page->{glyphs}};
my @points = map { $_->{x} } grep { $_->{char} eq '.' } @glyphs;
is(scalar @points, 2, 'there are two decimal points');
is_near($points[0], $points[1], 'decimal points stand under each other');
# The em box of 12 pt stands in the middle of its row, its baseline 0.8 em below its top.
my ($first) = grep { $_->{char} eq '甲' } @glyphs;
is_near($first->{y}, $across[1][1] + INNER + ROW / 2 - 6 + 0.8 * 12, 'text stands in the middle of its row');
is_near($first->{x}, LEFT + OUTER + PADDING, 'and begins behind the padding');
my ($merged) = grep { $_->{char} eq '乙' } @glyphs;
is_near($merged->{y}, $across[2][1] + INNER + ROW + INNER / 2 - 6 + 0.8 * 12,
    'text of a merged cell stands in the middle of its rows');

# ---- 1,000 rows of ten columns ----

sub big {
    my ($count) = @_;
    return ('      - table:', '          columns: [' . join(', ', map { "第${_}栏" } 1 .. 10) . ']',
        '          rows:',
        map {
            my $row = $_;
            "            - [单位$row, " . join(', ', map { ($row * 37 + $_ * 911) % 1000 } 2 .. 10) . ']'
        } 1 .. $count);
}

my $report = write_report('big.yaml', big(1000));
$pdf = gongwen($report, 'big.pdf');
my $text = text_of($pdf);
my @numbers = $text =~ /单位(\d+?)(?=(\d+))/g;
my @pages = trace_pages($pdf);
cmp_ok(scalar @pages, '>', 30, '1,000 rows take ' . @pages . ' pages');
my $heads = () = $text =~ /第1栏第2栏第3栏第4栏第5栏第6栏第7栏第8栏第9栏第10栏/g;
is($heads, scalar grep({ join('', map { $_->{char} } @{$_->{glyphs}}) =~ /单位/ } @pages), 'each page has the head');
my $rows = join '', map {
    my $row = $_;
    "单位$row" . join '', map { ($row * 37 + $_ * 911) % 1000 } 2 .. 10
} 1 .. 1000;
$text =~ s/第1栏.*?第10栏//g;
$text =~ s/—\d+—//g;
ok(index($text, $rows) >= 0, 'all rows are there, in order');
my @wrong;
for my $page (rules_of($pdf)) {
    for my $rule (@$page) {
        my ($left, $top, $width, $height) = @$rule;
        push @wrong, "a rule at $left, $top reaches out of the type area"
            if $left < LEFT - TOLERANCE || $left + $width > LEFT + WIDTH + TOLERANCE
            || $top < TOP - TOLERANCE || $top + $height > TOP + HEIGHT + TOLERANCE;
    }
    my @sides = grep { $_->[3] > $_->[2] } @$page;
    push @wrong, @sides . ' rules down on a page, not 11' if @sides != 11 && @sides != 0;
    push @wrong, 'the last rule of a page is not the outer one'
        if @sides && !grep { near($_->[3], OUTER) && near($_->[1] + $_->[3], $sides[0][1] + $sides[0][3]) } @$page;
}
all_right('rules of 1,000 rows', scalar @pages, @wrong);

SKIP: {
    skip 'an instrumented program takes more', 2 if is_instrumented();
    my %seconds;
    for my $count (1000, 4000) {
        my $yaml = write_report("big$count.yaml", big($count));
        my @times = map {
            my $before = (times)[2] + (times)[3];
            gongwen($yaml, 'timed.pdf');
            (times)[2] + (times)[3] - $before;
        } 1 .. 3;
        $seconds{$count} = min @times;
    }
    note(sprintf '%.2f s, %.2f s for four times as many', @seconds{1000, 4000});
    cmp_ok($seconds{1000}, '<', 1, '1,000 rows: seconds of processor time');
    cmp_ok($seconds{4000}, '<', 6 * $seconds{1000} + 0.1, 'four times as many take not much more than four times as long');
}

# ---- landscape (GB/T 9704 clause 8) ----

$pdf = gongwen(
    write_report('landscape.yaml', '      - 前一段。', '      - table:', '          landscape: true',
        '          columns: [单位, 数量]', '          rows:', (map { "            - [单位$_, $_]" } 1 .. 40),
        '      - 后一段。', '      - 后二段。', '      - 后三段。'),
    'landscape.pdf');
@pages = trace_pages($pdf);
my @turned = grep { grep { $_->{turned} } @{$_->{glyphs}} } @pages;
cmp_ok(scalar @turned, '>=', 2, 'a landscape table goes on on a second page');
for my $page (@turned) {
    my @cells = grep { $_->{turned} } @{$page->{glyphs}};
    my ($head) = grep { $_->{char} eq '数' } @cells;
    my @left = grep { $_->{x} < $head->{x} - 1 } @cells;
    is(scalar @left, 0, 'the head is what stands at the left');
    my @upright = grep { !$_->{turned} } @{$page->{glyphs}};
    is(scalar grep({ $_->{char} eq '—' } @upright), 2, 'the page number stands upright');
    ok(!grep({ $_->{x} > LEFT + WIDTH } @cells), 'the table stays in the type area');
}

done_testing();
