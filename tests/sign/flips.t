#!/usr/bin/perl
# One bit flipped anywhere in what is signed: gongwen, pdfsig (NSS) and MuPDF refuse the document.
use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Signing;
use Test::More;

use constant POSITIONS => 520;

my $root = authority('root');
certificate($root, 'organ');
nss($root);
my $path = signed(small_pdf(), 'organ', 'signed.pdf', '--reason', 'test');
my $bytes = slurp($path);
my ($before, $after, $rest) = $bytes =~ m{/ByteRange \[0 (\d+) (\d+) (\d+)\]};

sub says_mutool {
    return (run('mutool', 'sign', '-v', $_[0]))[1] =~ /signature is valid|unchanged since/;
}

verified('unharmed, gongwen accepts it', $path, 1, '--trust', $root);
is_deeply([pdfsig($path)], [['Signature is Valid.', 'Certificate is Trusted.']], 'so does pdfsig');
ok(says_mutool($path), 'so does MuPDF');

# The same positions in every run: every so many bytes, and more of them in the second part, which is
# the shorter one.
my $step = int($before / (POSITIONS - 120));
my @positions = map { $_ * $step + $_ % 7 } 0 .. POSITIONS - 121;
push @positions, map { $after + int($rest * $_ / 120) } 0 .. 119;
my (%accepted, %seen);
for my $position (grep { !$seen{$_}++ } @positions) {
    my $copy = $bytes;
    substr($copy, $position, 1) ^= chr(1 << $position % 8);
    my $file = write_file('flipped.pdf', $copy);
    my ($status, $json) = verify($file, '--trust', $root);
    push @{$accepted{gongwen}}, $position if $status != 1 || (defined $json && $json->{good});
    push @{$accepted{pdfsig}}, $position
        if grep { $_->[0] eq 'Signature is Valid.' && $_->[1] eq 'Certificate is Trusted.' } pdfsig($file);
    push @{$accepted{mutool}}, $position if says_mutool($file);
}
cmp_ok(scalar keys %seen, '>=', 500, 'there are at least 500 positions');
for my $judge (qw(gongwen pdfsig mutool)) {
    my @wrong = @{$accepted{$judge} // []};
    ok(!@wrong, "$judge refuses them all") or diag("accepted at @wrong");
}

# Of the signature itself every digit counts, and that nothing hides behind it.
my @wrong;
for my $position (map { $before + 1 + int(($after - $before - 2) * $_ / 200) } 0 .. 199) {
    my $copy = $bytes;
    my $digit = hex substr $copy, $position, 1;
    substr($copy, $position, 1) = sprintf '%X', $digit ^ 5;
    my ($status) = verify(write_file('flipped.pdf', $copy), '--trust', $root);
    push @wrong, $position if $status != 1;
}
ok(!@wrong, 'digits of the signature') or diag("accepted at @wrong");

done_testing;
