#!/usr/bin/env perl
# gongwen audit: what is right passes, and every clause catches a layout with one thing wrong.
#
# A case is tests/audit/RULE.yaml, a layout that extends one that is right. Its head says what is
# wrong with it, what the audit must say (clause, rule, verdict, measured value in one of its units)
# and of which report.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../pdf";
use Encode qw(decode_utf8);
use JSON::PP;
use Measure;
use Test::More;

sub audit {
    my ($report, @options) = @_;
    my ($status, $out, $err) =
        run($ENV{GONGWEN}, 'audit', '--no-system-fonts', '--format', 'json', @options, $report);
    my $found = eval { decode_json($out) };
    diag(decode_utf8($err)) if !$found;
    return ($status, $found);
}

# ---- what is right ----

my (%clauses, %strengths, %caught, %passed);
for my $report (sort(glob('data/*.yaml')), sort glob('tests/audit/reports/*.yaml')) {
    my ($status, $found) = audit($report);
    is($status, 0, "$report audits without a failure");
    next if !$found;
    for my $rule (@{$found->{rules}}) {
        $clauses{$rule->{id}} = $rule->{clause};
        $strengths{$rule->{id}} = $rule->{strength};
        $passed{$rule->{id}} = 1 if $rule->{verdict} eq 'pass';
        diag("$report: $rule->{clause} $rule->{id}: $rule->{measured} instead of $rule->{expected}")
            if $rule->{verdict} eq 'fail';
    }
}

# A line that begins with a hanzi out of another face, since its own lacks it, has its own.
my (undef, $rare) = audit('tests/audit/reports/rare-hanzi.yaml');
is_deeply([map { $_->{verdict} } grep { $_->{id} eq 'text-face' } @{$rare->{rules}}], ['pass'],
    'a hanzi that is rare does not make the face of its line');

# ---- what is wrong ----

# A length is told in up to three units, of which a case may name any: 2.00字 = 11.14 mm (31.59 pt).
sub values_of {
    my ($measured) = @_;
    return ($measured, $measured =~ /^(?:(\S+) = )?(\S+ mm) \((\S+ pt)\)/ ? grep { defined } $1, $2, $3 : ());
}

for my $case (sort glob 'tests/audit/*.yaml') {
    my $text = decode_utf8(slurp($case));
    my ($clause, $id, $verdict, $measured) =
        $text =~ /^# catches: (\S+) (\S+) (fail|warning) "(.*)"$/m
        or BAIL_OUT("$case does not say what it catches");
    my ($report) = $text =~ /^# report: (\S+)$/m or BAIL_OUT("$case names no report");
    my ($status, $found) = audit($report, '--layout', $case);
    my ($rule) = grep { $_->{id} eq $id } @{$found ? $found->{rules} : []};
    $rule ||= {verdict => 'no such rule', measured => '', clause => '', title => {en => ''}};
    my $good = $rule->{verdict} eq $verdict && $rule->{clause} eq $clause &&
        grep { $_ eq $measured } values_of($rule->{measured} // '');
    ok($good, "$case: $clause, $rule->{title}{en}")
        or diag("$rule->{clause} $rule->{verdict}, measured " . ($rule->{measured} // 'nothing'));
    ok($verdict eq 'warning' || $status == 1, "$case: a failure is the exit status");
    $caught{$id} = 1;
}
cmp_ok(scalar(keys %caught), '>=', 40, 'at least forty rules are tried');
my @unknown = grep { !$clauses{$_} } sort keys %caught;
is("@unknown", '', 'all of them are rules');

# What no layout can do wrong is tried in tests/unit/test_audit.c.
my %unable = map { $_ => 1 } qw(seals-row table-head-side);
my @untried = grep { !$caught{$_} && !$unable{$_} } sort keys %clauses;
is("@untried", '', 'every rule is tried');

# ---- docs/audit.md has them all ----

my @told = decode_utf8(slurp('docs/audit.md')) =~ /^\| ([\d.]+) \| `([a-z0-9-]+)` \|/mg;
my %told = reverse @told;
is_deeply(\%told, \%clauses, 'the table of clauses in docs/audit.md');
my %strengths_told = decode_utf8(slurp('docs/audit.md')) =~ /^\| [\d.]+ \| `([a-z0-9-]+)` \|.*\| (\w+) \|$/mg;
is_deeply(\%strengths_told, \%strengths, 'and their strengths');

done_testing;
