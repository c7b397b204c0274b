#!/bin/sh
# Fonts with flipped bits and cut-off ends: gongwen sets the report or says what is wrong, and never
# ends in another way. The same damage every time: at places all over the tables of a CFF and of a
# TrueType font.
. "$(dirname "$0")/../tap.sh"

mkdir "$work/fonts"
cat >"$work/report.yaml" <<'YAML'
layout: ./layout.yaml
title: 标题
issuer: 区政府办公室
date: 2024-01-03
preamble: 正文里有汉字、标点“”——……和Latin字母ﬁ、数字12049。
YAML
cat >"$work/layout.yaml" <<'YAML'
name: layout
extends: annual-report
styles: {body: {latin: Latin}}
YAML

for font in FandolFang-Regular.otf LiberationSerif-Regular.ttf; do
    cp "fonts/$font" "$work/fonts/"
    perl - "$work/fonts/$font" "$GONGWEN" render --no-system-fonts --font-dir "$work/fonts" \
        -o "$work/out.pdf" "$work/report.yaml" >"$work/wrong" 2>&1 <<'PERL'
use strict;
use warnings;

my ($path, @command) = @ARGV;
open my $file, '+<:raw', $path or die "$path: $!\n";
my $font = do { local $/; <$file> };
my %places = map { $_ => 1 } 0, 4, 5;    # the header
for my $i (0 .. unpack('n', substr $font, 4, 2) - 1) {
    my ($tag, undef, $offset, $size) = unpack 'a4NNN', substr $font, 12 + 16 * $i, 16;
    $places{12 + 16 * $i + $_} = 1 for 0, 9, 14;    # its tag, offset and size
    $places{$offset + int($size * $_ / 4)} = 1 for 0 .. 3;
    $places{$offset + $_} = 1 for grep { $_ < $size } 1, 5, 9, 12;
}

sub attempt {
    my ($what) = @_;
    open my $run, '-|', "timeout 20 @command 2>&1" or die "@command: $!\n";
    my $said = do { local $/; <$run> } // '';
    close $run;
    my $told = $said =~ /: error: .* \[[a-z-]+\]$/m;
    print "$what: status $?\n$said\n" unless $? == 0 || ($? >> 8 == 1 && $told);
}

for my $place (sort { $a <=> $b } keys %places) {
    for my $bit (0, 7) {
        seek $file, $place, 0;
        print $file chr(ord(substr $font, $place, 1) ^ (1 << $bit));
        $file->flush;
        attempt("byte $place, bit $bit");
        seek $file, $place, 0;
        print $file substr $font, $place, 1;
        $file->flush;
    }
}
for my $size (map { int(length($font) * $_ / 10) } reverse 0 .. 9) {
    truncate $file, $size;
    attempt("cut off after $size bytes");
}
PERL
    is "$font damaged" "$(head -n 40 "$work/wrong")" ""
    rm "$work/fonts/$font"
done

done_testing
