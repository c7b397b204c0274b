#!/usr/bin/env perl
# gongwen check: each rule has a case that trips it and a near miss that does not.
#
# A case is tests/check/RULE.yaml: a report, `--- near miss` and another, and where the rule needs
# it `--- last year` and a third. ▼ stands before each character that the rule must find, and is
# taken out; nothing else may be found, by no rule. Keys that every report has are added at the end
# where a case leaves them out. Lines keep the numbers that they have in the case.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../pdf";
use Encode qw(decode_utf8 encode_utf8);
use File::Temp qw(tempdir);
use JSON::PP;
use Measure;
use Test::More;

my $folder = tempdir(CLEANUP => 1);
my @always = (
    [layout => 'annual-report'], [title => '示例'], [issuer => '示例区人民政府'],
    [date   => '2024-01-03'],
);

# Writes a part of a case; the places of its marks.
sub write_part {
    my ($name, $text) = @_;
    my (@places, $line);
    for (split /^/, $text) {
        $line++;
        while (/▼/) {
            push @places, "$name:$line:" . ($-[0] + 1);
            s/▼//;
        }
        $text = $line == 1 ? $_ : $text . $_;
    }
    for (@always) {
        my ($key, $value) = @$_;
        $text .= "$key: $value\n" if $text !~ /^$key:/m;
    }
    open my $file, '>', "$folder/$name" or die;
    print $file encode_utf8($text);
    close $file;
    return @places;
}

sub findings {
    my (@arguments) = @_;
    my ($status, $out, $err) = run($ENV{GONGWEN}, 'check', '--format', 'json', @arguments);
    my $found = eval { decode_json($out) };
    diag(decode_utf8("$out$err")) if !$found;
    return ($status, $found || []);
}

sub named {
    my ($rule, @places) = @_;
    return map { "$rule $_" } @places;
}

sub place_of {
    my ($finding) = @_;
    my ($name) = $finding->{file} =~ m{([^/]*)$};
    return "$name:$finding->{line}:$finding->{column}";
}

sub agrees {
    my ($title, $found, @wanted) = @_;
    my @got = sort map { "$_->{code} " . place_of($_) } @$found;
    is(join("\n", @got), join("\n", sort @wanted), $title)
        or diag(map { "$_->{code} " . place_of($_) . " $_->{message}\n" } @$found);
}

# ---- what is shipped ----

my (%rules, %severity, @rows);
for my $path (sort glob 'rules/check-*.yaml') {
    my $text = decode_utf8(slurp($path));
    push @rows, "$1 $2 $3" while $text =~ /^  - id: (\S+)\n    severity: (\w+)\n(?:    basis: .*\n)?    check: (\S+)\n/mg;
    while ($text =~ /^  - id: (\S+)\n    severity: (\w+)\n/mg) {
        ok(!$rules{$1}, "$1 is one rule");
        $rules{$1}    = $path;
        $severity{$1} = $2;
    }
    my $rules = () = $text =~ /^  - id:/mg;
    is(scalar(grep { $_ eq $path } values %rules), $rules, "the rules of $path are read here");
}
for my $report (sort(glob('data/*.yaml'), glob('layouts/starts/*/*.yaml'))) {
    my ($status, $found) = findings($report);
    is($status, 0, decode_utf8($report) . ' is accepted');
    agrees(decode_utf8($report) . ' is without a finding', $found);
}

# ---- docs/check.md has them all, and all mechanisms ----

my $told = decode_utf8(slurp('docs/check.md'));
is(join("\n", map { tr/`|//dr =~ s/ +/ /gr } $told =~ /^\| (`[a-z-]+` \| \w+ \| `[a-z-]+`) \|/mg),
    join("\n", @rows), 'the table of rules in docs/check.md');
my @mechanisms = slurp('src/check/check.c') =~ /^    \{\.name = "([a-z-]+)"/mg;
my ($methods) = $told =~ /^\| check \| reads .*\n\|[-|]+\n((?:\|.*\n)+)/m;
is(join(' ', sort(($methods // '') =~ /^\| `([a-z-]+)`/mg)),
    join(' ', sort @mechanisms),
    'the table of checks in docs/check.md');

# ---- the cases ----

for my $case (sort glob 'tests/check/*.yaml') {
    my ($rule) = $case =~ m{([^/]*)\.yaml$};
    ok($rules{$rule}, "$rule is a rule") or next;
    my @parts = split /^(--- .*\n)/m, decode_utf8(slurp($case));
    my %part  = ('--- trips' => shift @parts);
    my $lines = () = $part{'--- trips'} =~ /\n/g;
    while (my ($head, $text) = splice @parts, 0, 2) {
        $lines++;
        chomp $head;
        $part{$head} = "\n" x $lines . $text;
        $lines += () = $text =~ /\n/g;
    }
    is(join(' ', grep { !/^--- (?:trips|near miss|last year)$/ } keys %part), '', "parts of $case");
    my (@previous, @last);
    if (defined $part{'--- last year'}) {
        @last     = write_part('last.yaml', $part{'--- last year'});
        @previous = ('--previous', "$folder/last.yaml");
    }
    my @marks = (@last, write_part('trips.yaml', $part{'--- trips'}));
    cmp_ok(scalar(@marks), '>', 0, "$case says where");
    my ($status, $found) = findings(@previous, "$folder/trips.yaml");
    agrees("$rule finds what it is for", $found, named($rule, @marks));
    is($status, $severity{$rule} eq 'error' ? 1 : 0, "$rule: the exit status");
    is(join(' ', grep { $_ ne $severity{$rule} } map { $_->{severity} } @$found), '', "$rule: its severity");
    is(join(' ', grep { /\{\d\}|\?$/ } map { $_->{message}, $_->{hint} // '' } @$found),
        '', "$rule: its words are filled");

    is(scalar(write_part('near.yaml', $part{'--- near miss'} // '')), 0, "$case: the near miss has no mark");
    ($status, $found) = findings(@previous, "$folder/near.yaml");
    agrees("$rule finds nothing in a near miss", $found);
    is($status, 0, "$rule: nothing is no failure");
    delete $rules{$rule};
}
is(join(' ', sort keys %rules), '', 'every rule has a case');

done_testing;
