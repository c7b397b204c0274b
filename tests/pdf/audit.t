#!/usr/bin/perl
# What `gongwen audit` says it measured, measured again in the PDF as MuPDF paints it.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8);
use FindBin;
use JSON::PP;
use lib $FindBin::Bin;
use Measure;
use Test::More;

use constant TOLERANCE => 0.02; # mm
use constant {LEFT => 28, TOP => 37, RIGHT => 184, BOTTOM => 262}; # the type area in mm
my %ascent = ('NotoSerifCJKsc-Bold' => 0.88); # em box over the baseline; the others: 0.8

sub audited {
    my ($report) = @_;
    my ($status, $out) =
        run($ENV{GONGWEN}, 'audit', '--no-system-fonts', '--format', 'json', $report);
    is($status, 0, "$report has no failure");
    return map { $_->{id} => $_ } @{decode_json($out)->{rules}};
}

# Filled rectangles and images in mm: {kind, page, x, y, right, bottom}.
sub shapes_of {
    my ($pdf) = @_;
    my ($page, @matrix, @points, @found) = (0);
    my $keep = sub {
        my ($kind, @corners) = @_;
        my @x = sort { $a <=> $b } map { $_->[0] / MM } @corners;
        my @y = sort { $a <=> $b } map { $_->[1] / MM } @corners;
        push @found,
            {kind => $kind, page => $page, x => $x[0], y => $y[0], right => $x[-1], bottom => $y[-1]};
    };
    for my $line (split /\n/, decode_utf8((run('mutool', 'trace', $pdf))[1])) {
        if ($line =~ /^\s*<page /) {
            $page++;
        } elsif ($line =~ /<fill_path .*transform="([^"]*)"/) {
            @matrix = split ' ', $1;
            @points = ();
        } elsif ($line =~ /<(?:moveto|lineto) x="([^"]*)" y="([^"]*)"/) {
            push @points, [$1 * $matrix[0] + $matrix[4], $2 * $matrix[3] + $matrix[5]];
        } elsif ($line =~ m{</fill_path>} && @points) {
            $keep->('rule', @points);
        } elsif ($line =~ /<fill_image .*transform="([^"]*)"/) {
            my ($width, undef, undef, $height, $x, $y) = split ' ', $1;
            $keep->('image', [$x, $y], [$x + $width, $y + $height]);
        }
    }
    return @found;
}

# The first line that is a text, or begins with it: {page, x, right, top, bottom, size, font} in mm.
sub line_of {
    my ($text, @pages) = @_;
    for my $number (1 .. @pages) {
        my %rows;
        for my $glyph (grep { !$_->{turned} } @{$pages[$number - 1]{glyphs}}) {
            push @{$rows{sprintf '%.1f', $glyph->{y}}}, $glyph;
        }
        for my $row (map { $rows{$_} } sort { $a <=> $b } keys %rows) {
            my @glyphs = sort { $a->{x} <=> $b->{x} } @$row;
            my $at = index join('', map { $_->{char} } @glyphs), $text;
            next if $at < 0;
            my @own = @glyphs[$at .. $at + length($text) - 1];
            my ($size, $font) = @{$own[0]}{qw(size font)};
            my $top = $own[0]{y} - ($ascent{$font} // 0.8) * $size;
            return {page => $number, x => $own[0]{x} / MM, right => ($own[-1]{x} + $own[-1]{width}) / MM,
                top => $top / MM, bottom => ($top + $size) / MM, size => $size, font => $font};
        }
    }
    BAIL_OUT("no line “$text”");
}

sub agrees {
    my ($rule, $wanted, $tolerance) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my $told = $rule->{shown}{mm};
    ok(defined $told && abs($told - $wanted) <= ($tolerance // TOLERANCE),
        "$rule->{clause} $rule->{title}{en}: " . sprintf '%.3f mm', $wanted)
        or diag('the audit has ' . ($told // 'nothing'));
}

# ---- a downward document ----

my %rules = audited('data/gb9704.yaml');
my $pdf = gongwen('data/gb9704.yaml', 'audit.pdf');
my @pages = trace_pages($pdf);
my @shapes = shapes_of($pdf);
my $mark = line_of('示例市人民政府文件', @pages);
my $number = line_of('示政发〔2024〕12号', @pages);
my ($separator) = grep { $_->{kind} eq 'rule' && $_->{page} == 1 } @shapes;
my ($seal) = grep { $_->{kind} eq 'image' } @shapes;
my @imprint = grep { $_->{kind} eq 'rule' && $_->{page} == @pages && $_->{right} - $_->{x} > 150 } @shapes;
my ($last) = sort { $b->{y} <=> $a->{y} } @imprint;
my ($first) = sort { $a->{y} <=> $b->{y} } @imprint;
agrees($rules{'paper-width'}, $pages[0]{width} / MM);
agrees($rules{'paper-height'}, $pages[0]{height} / MM);
agrees($rules{'mark-top'}, $mark->{top} - TOP);
agrees($rules{'document-number-centre'}, ($number->{x} + $number->{right}) / 2 - (LEFT + RIGHT) / 2, 0.1);
agrees($rules{'separator-gap'}, $separator->{y} - $number->{bottom});
agrees($rules{'separator-width'}, $separator->{right} - $separator->{x});
agrees($rules{'copy-number-left'}, line_of('000001', @pages)->{x} - LEFT);
agrees($rules{'recipients-left'}, line_of('各区人民政府、', @pages)->{x} - LEFT);
my $date = line_of('2024年1月3日', @pages);
my $cell = (RIGHT - LEFT) / 28;
agrees($rules{'seal-date-right'}, RIGHT - $date->{x} - 6 * $cell, 0.05);
agrees($rules{'seal-size'}, $seal->{right} - $seal->{x});
agrees($rules{'seal-above-date'}, $date->{top} - ($seal->{y} + $seal->{bottom}) / 2);
agrees($rules{'imprint-bottom-edge'}, BOTTOM - $last->{bottom});
agrees($rules{'imprint-bottom-weight'}, $last->{bottom} - $last->{y}, 0.005);
agrees($rules{'imprint-top-weight'}, $first->{bottom} - $first->{y}, 0.005);
agrees($rules{'page-number-odd'}, RIGHT - line_of('— 1 —', @pages)->{right}, 0.05);
agrees($rules{'remark-left'}, line_of('（此件发至县团级）', @pages)->{x} - LEFT, 0.1);
is($mark->{font}, 'NotoSerifCJKsc-Bold', '小标宋, as far as it is installed');
is($rules{'mark-face'}{measured}, '小标宋', 'so the audit has it');
is(line_of('一、提高认识', @pages)->{font}, 'FandolHei-Regular', '黑体');
is($rules{'heading-1-face'}{measured}, '黑体', 'so the audit has it');
is($rules{'seal-date'}{verdict}, 'pass', 'the seal is on the date');
cmp_ok($seal->{y}, '<', $date->{top}, 'it begins above it');
cmp_ok($seal->{bottom}, '>', $date->{bottom}, 'and ends below it');

# ---- a letter ----

%rules = audited('data/gb9704-letter.yaml');
$pdf = gongwen('data/gb9704-letter.yaml', 'audit-letter.pdf');
@pages = trace_pages($pdf);
my @double = sort { $a->{y} <=> $b->{y} } grep { $_->{page} == 1 } shapes_of($pdf);
agrees($rules{'letter-mark-top'}, line_of('示例市人民政府办公室', @pages)->{top});
agrees($rules{'letter-rule-width'}, $double[0]{right} - $double[0]{x});
agrees($rules{'letter-foot-bottom'}, 297 - $double[-1]{bottom});
agrees($rules{'letter-document-number-gap'},
    line_of('示政办函〔2024〕12号', @pages)->{top} - $double[1]{bottom});

# ---- the proof sheet ----

my $sheet = scratch('overlay.pdf');
my ($status) = run($ENV{GONGWEN}, 'audit', '--no-system-fonts', '--overlay', $sheet, 'data/gb9704.yaml');
is($status, 0, '--overlay');
my @proof = trace_pages($sheet);
@pages = trace_pages(gongwen('data/gb9704.yaml', 'again.pdf'));
is(scalar @proof, 1 + @pages, 'the proof sheet has the pages, and the list');
my $words = join '', map { $_->{char} } @{$proof[0]{glyphs}};
like($words, qr/7\.2\.4 35\.00 mm/, 'it tells what was measured');
cmp_ok(scalar @{$proof[0]{others}}, '>', 40 + @{$pages[0]{others}}, 'and has the grid and distances');
is((run('qpdf', '--check', $sheet))[0], 0, 'and is a PDF without a fault');

done_testing;
