# uncovered.pl MESSAGES.DEF FINDINGS: the enum names of messages that no finding is made from.
use strict;
use warnings;

my ($table, $findings) = @ARGV;
open my $rows, '<', $table or die "$table: $!\n";
open my $lines, '<', $findings or die "$findings: $!\n";
my @lines = <$lines>;
while (<$rows>) {
    my ($code, $name, $severity, $text) =
        /^MESSAGE\((\w+), "([a-z-]+)", SEVERITY_(\w+), N_\("((?:[^"\\]|\\.)*)"\)/ or next;
    $severity = lc $severity;
    $text =~ s/\\(.)/$1/g;
    my $pattern = join '.*', map { quotemeta } split /\{[1-9]\}/, $text, -1;
    next if grep { /: $severity: $pattern \[$name\]$/ } @lines;
    print "$code\n";
}
