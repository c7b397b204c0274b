# The paragraphs of a report as gongwen's dump has them: what every engine is given, and what the
# lines of a PDF are compared with.
package Paragraphs;

use strict;
use warnings;
use utf8;
use Exporter qw(import);

our @EXPORT = qw(read_paragraphs);

my %kinds = (
    Title => 'title', H1 => 'heading1', H2 => 'heading2', H3 => 'heading3', P => 'text', Div => 'text');

# The `node` lines of a dump: {kind, text}; kind is title, heading1 to heading3, text, issuer or
# date. The signature is the last two paragraphs.
sub read_paragraphs {
    my ($dump) = @_;
    my @found;
    while (my $line = <$dump>) {
        my ($role, $text) = $line =~ /^node\s+(\w+)#\d+ page .*? "((?:[^"\\]|\\.)*)"/ or next;
        my $kind = $kinds{$role} // die "the dump has a $role, which the other engines do not get\n";
        my %named = (n => "\n", '"' => '"', '\\' => '\\');
        $text =~ s/\\(?:u\{([0-9A-F]+)\}|(.))/defined $1 ? chr hex $1 : $named{$2}/ge;
        push @found, {kind => $kind, text => $text};
    }
    if (@found > 2 && $found[-1]{text} =~ /^\d+年\d+月\d+日$/) {
        $found[-2]{kind} = 'issuer';
        $found[-1]{kind} = 'date';
    }
    return @found;
}

1;
