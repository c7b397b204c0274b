#!/usr/bin/perl
# Writes a report of about so many pages, always the same one: sentences of the 2023 report in an
# order of their own, under headings of two levels, one second-level heading a page.
#
#   generate_report.pl PAGES > REPORT.yaml
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use FindBin;

# Four paragraphs of a sentence more than 100 characters and a heading fill a page of 22 × 28.
use constant {PARAGRAPHS => 4, CHARACTERS => 100};

my $pages = shift // '';
die "usage: $0 PAGES\n" if $pages !~ /^[1-9]\d{0,5}$/;

my $source = "$FindBin::Bin/../data/seed-report-2023.txt";
open my $file, '<', $source or die "$source: $!\n";
my @sentences = grep { length($_) > 8 && length($_) < 120 && !/["{}#：]/ } map { /([^。\s]+。)/g } <$file>;
close $file;
die "$source: too few sentences\n" if @sentences < 20;

# The same numbers on every machine (Park and Miller).
my $seed = 1;

sub sentence {
    $seed = $seed * 16807 % 2147483647;
    return $sentences[$seed % @sentences];
}

sub paragraph {
    my $text = '';
    $text .= sentence() while length($text) < CHARACTERS;
    return $text;
}

print <<"END";
layout: annual-report
title: 长报告
issuer: 区政府办公室
date: 2024-01-03
sections:
END
for my $page (0 .. $pages - 1) {
    print "  - heading: 第${\\($page / 10 + 1)}组工作\n    sections:\n" if $page % 10 == 0;
    print "      - heading: 第${\\($page + 1)}项工作\n        body:\n";
    print '          - ', paragraph(), "\n" for 1 .. PARAGRAPHS;
}
