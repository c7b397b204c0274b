#!/usr/bin/env perl
# The proof sheet of gongwen audit: its labels cover neither text, nor each other, nor the edge of
# the sheet, as MuPDF paints them; what is wrong is labelled, and listed on the last page.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../pdf";
use Encode qw(decode_utf8);
use Measure;
use Test::More;

use constant {LABEL => 6.5, SLACK => 0.3, ASCENT => 0.86}; # points; of the em

sub pages_of {
    my ($pdf) = @_;
    my ($status, $trace) = run('mutool', 'trace', $pdf);
    BAIL_OUT("$pdf cannot be read") if $status != 0;
    return Trace::read_trace(decode_utf8($trace));
}

sub box_of {
    my ($glyph) = @_;
    my ($x, $y, $size, $width) = @$glyph{qw(x y size width)};
    return $glyph->{turned}
        ? {left => $x - ASCENT * $size, right => $x + (1 - ASCENT) * $size, top => $y - $width, bottom => $y}
        : {left => $x, right => $x + $width, top => $y - ASCENT * $size, bottom => $y + (1 - ASCENT) * $size};
}

# Glyphs that follow each other on one baseline are a label.
sub labels_of {
    my @labels;
    for my $glyph (@_) {
        my $box = box_of($glyph);
        my $last = $labels[-1];
        if ($last && abs($last->{bottom} - $box->{bottom}) < 0.01 && abs($last->{right} - $box->{left}) < 0.05) {
            $last->{right} = $box->{right};
            $last->{text} .= $glyph->{char};
        } else {
            push @labels, {%$box, text => $glyph->{char}};
        }
    }
    return @labels;
}

sub overlap {
    my ($a, $b) = @_;
    return
           $a->{left} + SLACK < $b->{right} && $b->{left} + SLACK < $a->{right}
        && $a->{top} + SLACK < $b->{bottom} && $b->{top} + SLACK < $a->{bottom};
}

sub collisions {
    my ($page, $labels) = @_;
    # Half of the cell of a bracket is blank, and may be cut off.
    my @texts = map { {%{box_of($_)}, text => $_->{char}} }
        grep { $_->{char} =~ /\w/ && abs($_->{size} - LABEL) > 0.01 } @{$page->{glyphs}};
    my @wrong;
    for my $i (0 .. $#$labels) {
        my $label = $labels->[$i];
        push @wrong, "$label->{text} at the edge"
            if $label->{left} < 0 || $label->{top} < 0
            || $label->{right} > $page->{width} || $label->{bottom} > $page->{height};
        push @wrong, map { "$label->{text} over $_->{text}" }
            grep { overlap($label, $_) } @texts, @$labels[$i + 1 .. $#$labels];
    }
    return @wrong;
}

sub proof_is_clear {
    my ($report, @options) = @_;
    my $proof = scratch('proof.pdf');
    run($ENV{GONGWEN}, 'audit', '--no-system-fonts', '--overlay', $proof, @options, $report);
    my @pages = pages_of($proof);
    my $list = pop @pages; # of a page, where little is wrong
    my ($count, @found, @wrong) = (0);
    for my $page (@pages) {
        my @labels = labels_of(grep { abs($_->{size} - LABEL) < 0.01 } @{$page->{glyphs}});
        $count += @labels;
        push @found, map { $_->{text} } @labels;
        push @wrong, collisions($page, \@labels);
    }
    unlink $proof;
    my $name = join ' ', $report, grep { /yaml/ } @options;
    is("@wrong", '', "$name: labels are clear of everything");
    cmp_ok($count, '>=', 4, "$name: there are some");
    return (\@found, join('', map { $_->{char} } @{$list->{glyphs}}));
}

for my $report (sort glob 'data/*.yaml') {
    my (undef, $list) = proof_is_clear($report);
    like($list, qr/\b0 fail/, "$report: the last page says that nothing fails");
}
for my $report (sort glob 'tests/audit/reports/*.yaml') {
    proof_is_clear($report);
}

# Of these, what is wrong is labelled with what it should be.
for my $rule (qw(document-number-blank margin-left title-centre seal-size seals-apart imprint-width
    page-number-below text-colour date-form)) {
    my $case = "tests/audit/$rule.yaml";
    my ($clause, $report) =
        decode_utf8(slurp($case)) =~ /^# catches: (\S+) .*^# report: (\S+)$/ms or BAIL_OUT($case);
    my ($labels, $list) = proof_is_clear($report, '--layout', $case);
    cmp_ok(scalar(grep { /^\[\d+\]\s*\Q$clause\E/ } @$labels), '>=', 1, "$case: is labelled");
    like($list, qr/\[1\]\s*\Q$clause\E/, "$case: is listed");
}

done_testing;
