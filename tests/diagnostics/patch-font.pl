# patch-font.pl FONT TABLE OFFSET BYTES > NEW: a copy of an OpenType font with other bytes (in
# hexadecimal) at an offset of one of its tables; at offset "tag" the table is renamed.
use strict;
use warnings;

my ($path, $table, $offset, $hex) = @ARGV;
open my $file, '<:raw', $path or die "$path: $!\n";
my $font = do { local $/; <$file> };
my $bytes = pack 'H*', $hex;
for my $i (0 .. unpack('n', substr $font, 4, 2) - 1) {
    my $record = 12 + 16 * $i;
    next unless substr($font, $record, 4) eq $table;
    my $start = $offset eq 'tag' ? $record : unpack('N', substr $font, $record + 8, 4) + $offset;
    substr($font, $start, length $bytes) = $bytes;
    binmode STDOUT;
    print $font;
    exit;
}
die "$path has no table $table\n";
