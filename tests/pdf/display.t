#!/usr/bin/perl
# The PDF shows what the display list says: every glyph as MuPDF finds it in the PDF stands where
# `gongwen render --format dump` has it, in its face and size, and means its character.
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Measure;
use Test::More;

use constant TOLERANCE => 0.01; # points; the dump rounds to 1/1000 mm

# How a glyph as painted differs from one of the display list, if it does.
sub difference {
    my ($wanted, $got) = @_;
    for my $name (qw(x y size turned)) {
        return "$name is $got->{$name}, not $wanted->{$name}"
            if abs($got->{$name} - $wanted->{$name}) > TOLERANCE;
    }
    return "the face is $got->{font}, not $wanted->{font}" if $got->{font} ne $wanted->{font};
    return "it means “$got->{char}”, not “$wanted->{char}”"
        if defined $wanted->{char} && $got->{char} ne $wanted->{char};
    return;
}

# What is wrong with a page, and how many glyphs were compared.
sub compare_page {
    my ($wanted, $got) = @_;
    my @painted = @{$got->{glyphs}};
    my ($count, @wrong) = 0;
    push @wrong, 'it is not of the right size'
        if abs($got->{width} - $wanted->{width}) > TOLERANCE
        || abs($got->{height} - $wanted->{height}) > TOLERANCE;
    for my $run (@{$wanted->{runs}}) {
        my @glyphs = @{$run->{glyphs}};
        my @shown = splice @painted, 0, scalar @glyphs;
        my @chars = split //, $run->{text};
        my $single = @chars == @glyphs;
        return ($count, @wrong, "“$run->{text}” has " . @shown . ' glyphs, not ' . @glyphs)
            if @shown != @glyphs;
        for my $i (0 .. $#glyphs) {
            my %glyph = (%{$glyphs[$i]}, font => $run->{font}, size => $run->{size});
            $glyph{char} = $chars[$i] if $single;
            my $difference = difference(\%glyph, $shown[$i]);
            push @wrong, "“$run->{text}”, glyph " . ($i + 1) . ": $difference"
                if defined $difference;
        }
        # Of several glyphs for one character, all but the first are told as zero width spaces.
        my $told = join('', map { $_->{char} } @shown) =~ s/\x{200B}//gr;
        push @wrong, "“$run->{text}” is told as “$told”" if $told ne $run->{text};
        $count += @glyphs;
    }
    push @wrong, @painted . ' glyphs too many' if @painted;
    return ($count, @wrong);
}

sub compare {
    my ($report) = @_;
    my @wanted = dump_pages(gongwen($report, 'display.txt', '--format', 'dump'));
    my @got = trace_pages(gongwen($report, 'display.pdf'));
    my ($count, @wrong) = 0;
    push @wrong, scalar @got . ' pages, not ' . scalar @wanted if @got != @wanted;
    for my $i (0 .. $#got) {
        last if @got != @wanted;
        my ($compared, @found) = compare_page($wanted[$i], $got[$i]);
        $count += $compared;
        push @wrong, map { 'page ' . ($i + 1) . ": $_" } @found;
    }
    all_right("$report: glyphs", $count, @wrong);
}

compare($_) for 'data/2023-annual-report.yaml', 'tests/pdf/characters.yaml',
    sort glob 'tests/composition/*.yaml';

done_testing();
