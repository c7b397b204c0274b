#!/bin/sh
# Text in = text out: the text of the PDF is that of the source, character by character.
#
#   text_equals_source.sh REPORT.pdf
#
# Compared without white space (the source indents at random, the PDF breaks lines) and without
# the page numbers. The numbering is compared: the layout has to number as the author did. One
# difference is meant: the source's last second-level heading lost its （四）.
#
# Exit status: 0 equal, 1 different, 2 the test itself failed.
set -eu

if [ $# -ne 1 ]; then
  echo "usage: $0 REPORT.pdf" >&2
  exit 2
fi
source=$(dirname "$0")/../data/seed-report-2023.txt
text=$(mktemp) || exit 2
trap 'rm -f "$text"' EXIT
trap 'exit 2' HUP INT TERM

pdftotext -enc UTF-8 "$1" "$text" || exit 2

perl - "$source" "$text" <<'PERL'
use strict;
use warnings;
use utf8;
use open ':std', ':encoding(UTF-8)';

my $CONTEXT = 16; # characters shown before a difference, and twice as many from it on
my $UNNUMBERED = '始终坚持以人民为中心，切实增进民生福祉';

sub failed {
    print STDERR "@_\n";
    exit 2;
}

sub slurp {
    my ($path) = @_;
    open my $file, '<:encoding(UTF-8)', $path or failed("$path: $!");
    local $/;
    my $text = <$file>;
    close $file or failed("$path: $!");
    return defined $text ? $text : '';
}

sub excerpt {
    my ($text, $at) = @_;
    return '(nothing more)' if $at >= length $text;
    return substr $text, $at, 2 * $CONTEXT;
}

my ($source, $pdf) = map { slurp($_) } @ARGV;

my $numbered = ($source =~ s/^(\s*)\Q$UNNUMBERED\E\s*$/$1（四）$UNNUMBERED/mg);
failed("the source has its heading without （四） $numbered times, not once") if $numbered != 1;

# A page number stands alone on its line, one on each page, in order.
my @pages = split /\f/, $pdf;
my $number = 0;
for my $page (@pages) {
    $number++;
    my @found = ($page =~ /^\h*—\h*(\d+)\h*—\h*$/mg);
    if (@found != 1 || $found[0] ne $number) {
        print "page $number has the page numbers: @found\n";
        exit 1;
    }
    $page =~ s/^\h*—\h*\d+\h*—\h*$//mg;
}
$pdf = join '', @pages;
s/\s+//g for $source, $pdf;
failed('the source is empty') if $source eq '';

if ($source eq $pdf) {
    printf "%d characters on %d pages, all as in the source\n", length $source, $number;
    exit 0;
}
my $at = 0;
$at++ while $at < length $source && $at < length $pdf
    && substr($source, $at, 1) eq substr($pdf, $at, 1);
my $before = $at < $CONTEXT ? $at : $CONTEXT;
printf "first difference at character %d (source %d, PDF %d characters), behind “%s”:\n",
    $at + 1, length $source, length $pdf, substr $source, $at - $before, $before;
for (['source', $source], ['PDF', $pdf]) {
    my ($name, $text) = @$_;
    my $code = $at < length $text ? sprintf 'U+%04X', ord substr $text, $at, 1 : '';
    printf "  %-6s %s  %s\n", $name, excerpt($text, $at), $code;
}
exit 1;
PERL
