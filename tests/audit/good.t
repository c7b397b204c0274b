#!/usr/bin/env perl
# gongwen audit finds nothing to fail in what is right: every report that `gongwen init` writes, and
# every case of tests/composition that has one of the formats. (Those of data/ are in audit.t.)
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../pdf";
use Encode qw(decode_utf8);
use JSON::PP;
use Measure;
use Test::More;

# Cases that do break a rule, and why.
my %breaks = (
    'title-long-words' => 'title-shape', # five lines: more than are searched for a shape
    'title-over-4-lines' => 'text-present', # of the title alone, as the next one
    'marks-in-titles' => 'text-present',
);

# Starting reports that lack what people have to add.
my %lacks = (
    'gb9704-order' => 'order-stamp', # an image of theirs
);

sub audit {
    my ($report) = @_;
    my ($status, $out, $err) =
        run($ENV{GONGWEN}, 'audit', '--no-system-fonts', '--format', 'json', $report);
    my $found = eval { decode_json($out) };
    diag(decode_utf8($err)) if !$found;
    return $found ? @{$found->{rules}} : ();
}

sub told {
    return join '; ', map { "$_->{clause} $_->{id}: $_->{measured} instead of $_->{expected}" } @_;
}

# ---- what people begin with ----

my %margin;
for my $locale (qw(C.UTF-8 zh_CN.UTF-8)) {
    for my $layout (map { m{([^/]+)\.yaml$} } sort glob 'layouts/*.yaml') {
        my $folder = scratch("$locale-$layout");
        {
            local $ENV{LC_ALL} = $locale;
            my ($status, undef, $err) = run($ENV{GONGWEN}, 'init', $layout, $folder);
            is($status, 0, "init $layout, $locale") or diag(decode_utf8($err));
        }
        my ($report) = glob "$folder/*.yaml";
        my @rules = audit($report);
        cmp_ok(scalar(@rules), '>', 100, "$layout, $locale: audited");
        my @wrong = grep { $_->{verdict} =~ /^(?:fail|warning)$/ && $_->{strength} ne 'derived' } @rules;
        my @lacks = grep { $_->{id} eq ($lacks{$layout} // '') && $_->{verdict} eq 'warning' } @wrong;
        is(scalar(@lacks), $lacks{$layout} ? 1 : 0, "$layout, $locale: warns of what is to be added");
        is(told(grep { $_->{id} ne ($lacks{$layout} // '') } @wrong), '',
            "$layout, $locale: as the standard has it");
        ($margin{$layout}) = map { $_->{verdict} } grep { $_->{id} eq 'margin-left' } @rules;
    }
}
is($margin{'gb9704-letter'}, 'not-applicable', 'no turnover line, no margin');
is($margin{'annual-report'}, 'pass', 'a turnover line, a margin');

# ---- the cases of composition ----

my $cases = 0;
for my $report (sort glob 'tests/composition/*.yaml') {
    next if decode_utf8(slurp($report)) !~ /^layout: (?:gb9704|annual-report)/m;
    my ($name) = $report =~ m{([^/]+)\.yaml$};
    my @failed = grep { $_->{verdict} eq 'fail' } audit($report);
    if (defined(my $breaks = delete $breaks{$name})) {
        is(join(' ', map { $_->{id} } @failed), $breaks, "$report breaks $breaks");
    } else {
        is(told(@failed), '', "$report has no failure");
    }
    $cases++;
}
cmp_ok($cases, '>=', 30, 'so many cases have one of the formats');
is(join(' ', sort keys %breaks), '', 'all that break a rule are there');

done_testing;
