#!/usr/bin/env perl
# Every case of tests/composition names its rule, and docs/composition.md shows it as a picture.
use strict;
use warnings;
use FindBin;
use Test::More;

chdir "$FindBin::Bin/../.." or die;

sub slurp {
    my ($path) = @_;
    open my $file, '<', $path or return '';
    local $/;
    return <$file>;
}

my @cases = map { s{.*/|\.yaml$}{}gr } glob 'tests/composition/*.yaml';
my $page  = slurp('docs/composition.md');
my %rule  = $page =~ /^### (\S+)\n\n(.*) \[Data\]/mg;

cmp_ok(scalar @cases, '>=', 60, 'there are at least sixty cases');
for my $case (@cases) {
    my ($first) = slurp("tests/composition/$case.yaml") =~ /\A# (.*\S)/;
    like($first // '', qr/\S \S.*[.]$/, "$case: the first line is a sentence") or next;
    is(($rule{$case} // '') =~ s/\\(.)/$1/gr, $first, "$case: docs/composition.md has the rule")
        or diag('make pictures');
    ok(-s "docs/pictures/composition/$case.png", "$case: there is a picture")
        or diag('make pictures');
}
for my $picture (glob 'docs/pictures/composition/*.png') {
    my ($case) = $picture =~ m{([^/]+)\.png$};
    ok(-f "tests/composition/$case.yaml", "$picture has a case");
}

done_testing;
