#!/usr/bin/perl
# The samples of the special formats (GB/T 9704 10) and the imprint (7.4), measured in the PDF as
# MuPDF paints it, against the standard's millimetres.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8);
use FindBin;
use lib $FindBin::Bin;
use Measure;
use Test::More;

use constant TOLERANCE => 0.02; # mm
use constant {EM => 16 / MM, SEVEN_EIGHTHS => 14 / MM};
use constant ASCENT => 0.8; # of FandolFang: top of the em box to the baseline, in em

# Filled rectangles of each page, in mm: {x, y, width, height, bottom, red}.
sub rules_of {
    my ($pdf) = @_;
    my (@pages, @matrix, @points, $red);
    for my $line (split /\n/, decode_utf8((run('mutool', 'trace', $pdf))[1])) {
        if ($line =~ /^\s*<page /) {
            push @pages, [];
        } elsif ($line =~ /<fill_path .*color="([^"]*)".*transform="([^"]*)"/) {
            ($red, @matrix) = ($1 eq '0 .8 .8 0', split ' ', $2);
            @points = ();
        } elsif ($line =~ /<(?:moveto|lineto) x="([^"]*)" y="([^"]*)"/) {
            push @points, [$1 * $matrix[0] + $matrix[4], $2 * $matrix[3] + $matrix[5]];
        } elsif ($line =~ m{</fill_path>} && @points) {
            my @x = sort { $a <=> $b } map { $_->[0] / MM } @points;
            my @y = sort { $a <=> $b } map { $_->[1] / MM } @points;
            push @{$pages[-1]},
                {x => $x[0], y => $y[0], width => $x[-1] - $x[0], height => $y[-1] - $y[0], bottom => $y[-1],
                red => $red};
        }
    }
    return @pages;
}

sub is_near {
    my ($got, $wanted, $name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    ok(defined $got && abs($got - $wanted) <= TOLERANCE, $name)
        or diag('got ', $got // 'nothing', " mm, wanted $wanted mm");
}

# The top of the em box of the first glyph that stands for a character, and its bottom, in mm.
sub top_of {
    my ($page, $char, $size) = @_;
    my ($glyph) = grep { $_->{char} eq $char && abs($_->{size} - $size) < 0.01 } @{$page->{glyphs}};
    return if !defined $glyph;
    return ($glyph->{y} - ascent($glyph->{font}) * $size) / MM;
}

sub ascent { return $_[0] =~ /NotoSerif/ ? 0.88 : ASCENT }

# ---- letter ----

my $letter = gongwen('data/gb9704-letter.yaml', 'letter.pdf');
my ($page) = trace_pages($letter);
my ($rules) = rules_of($letter);
is(scalar @$rules, 4, 'letter: two double rules') or diag(explain($rules));
my ($thick, $thin, $thin_foot, $thick_foot) = sort { $a->{y} <=> $b->{y} } @$rules;
for my $rule (@$rules) {
    ok($rule->{red}, 'red');
    is_near($rule->{width}, 170, '170 mm long');
    is_near($rule->{x} + $rule->{width} / 2, 105, 'centred on the page');
}
cmp_ok($thick->{height}, '>', $thin->{height}, 'thick over thin');
cmp_ok($thin_foot->{height}, '<', $thick_foot->{height}, 'thin over thick');
is_near($thick_foot->{bottom}, 277, '20 mm above the foot of the page');
my ($mark) = grep { $_->{size} == 36 } @{$page->{glyphs}};
my $mark_top = $mark->{y} / MM - 36 * ascent($mark->{font}) / MM;
is_near($mark_top, 30, 'the mark 30 mm below the top of the page');
is_near($thick->{y} - $mark_top - 36 / MM, 4, 'the first rule 4 mm below the mark');
is_near(top_of($page, '加', 16) - $thin->{bottom}, SEVEN_EIGHTHS, 'urgency 7/8 below the rule');
is_near(top_of($page, '函', 16) - $thin->{bottom}, SEVEN_EIGHTHS, 'document number 7/8 below the rule');
is_near($thin_foot->{y} - top_of($page, '抄', 14) - 14 / MM, SEVEN_EIGHTHS, 'last line 7/8 above the rule');
ok(!(grep { $_->{char} eq '—' } @{$page->{glyphs}}), 'no page number on page 1');

# ---- order ----

my $order = gongwen('data/gb9704-order.yaml', 'order.pdf');
($page) = trace_pages($order);
($mark) = grep { $_->{size} == 36 } @{$page->{glyphs}};
is_near($mark->{y} / MM - 36 * ascent($mark->{font}) / MM, 37 + 20, 'order: the mark 20 mm below the type area');

# ---- imprint ----

for my $format (qw(order minutes)) {
    my $pdf = gongwen("data/gb9704-$format.yaml", "$format.pdf");
    my @pages = rules_of($pdf);
    my @black = sort { $a->{y} <=> $b->{y} } grep { !$_->{red} && $_->{x} < 29 && $_->{width} > 100 } @{$pages[-1]};
    is(scalar @black, 3, "$format: three rules in the imprint");
    is_near($_->{x}, 28, 'from the left edge of the type area') for @black;
    is_near($_->{width}, 156, 'as wide as it') for @black;
    is_near($black[0]{height}, 0.35, 'the first rule 0.35 mm');
    is_near($black[1]{height}, 0.25, 'the inner rule 0.25 mm');
    is_near($black[2]{height}, 0.35, 'the last rule 0.35 mm');
    is_near($black[2]{bottom}, 262, 'on the lower edge of the type area');
}

# ---- the tables of 政府信息公开工作年度报告 (国办公开办函〔2021〕30号) ----

my $disclosure = gongwen('data/disclosure-report.yaml', 'disclosure.pdf');
my @disclosed = trace_pages($disclosure);
my @ruled = rules_of($disclosure);
is(scalar @disclosed, 4, 'disclosure: four pages');
my %number_of; # of the page with the table, by what only it says
for my $number (0 .. $#disclosed) {
    my $text = join '', map { $_->{char} } grep { $_->{size} == 9 } @{$disclosed[$number]{glyphs}};
    $number_of{published} = $number if $text =~ /第二十条第（一）项/;
    $number_of{requests}  = $number if $text =~ /一、本年新收/ && $text =~ /四、结转下年度继续办理/;
    $number_of{disputes}  = $number if $text =~ /未经复议直接起诉/;
}
is(join(' ', map { "$_ $number_of{$_}" } sort keys %number_of), 'disputes 3 published 1 requests 2',
    'each table whole on one page, that of 28 rows behind its heading alone');
# Columns are the distances of vertical rules, rows those of horizontal ones.
sub positions {
    my ($rules, $at, $size, $least) = @_;
    my @found;
    for my $rule (sort { $a->{$at} <=> $b->{$at} } grep { $_->{$size} > $least } @$rules) {
        my $middle = $rule->{$at} + ($at eq 'x' ? $rule->{width} : $rule->{height}) / 2;
        push @found, $middle if !@found || $middle - $found[-1] > 0.5;
    }
    return @found;
}
# The middles of the outer rules are 155.65 mm apart.
for (['requests', 10, 28, [12, 16, 43.65, (12) x 7]], ['disputes', 15, 4, [(155.65 / 15) x 15]]) {
    my ($name, $columns, $rows, $widths) = @$_;
    my $rules = $ruled[$number_of{$name}];
    my @x = positions($rules, 'x', 'height', 4);
    my @y = positions($rules, 'y', 'width', 4);
    is(scalar(@x) - 1, $columns, "$name: $columns columns");
    is(scalar(@y) - 1, $rows, "$name: $rows rows, those of the head included");
    is_near($x[0] - 0.35 / 2, 28, 'from the left edge of the type area');
    is_near($x[-1] + 0.35 / 2, 28 + 156, 'to its right edge');
    is_near($x[$_] - $x[$_ - 1], $widths->[$_ - 1], "column $_") for 1 .. $columns;
    cmp_ok($y[-1], '<', 37 + 225, 'not below the type area');
}
done_testing();
