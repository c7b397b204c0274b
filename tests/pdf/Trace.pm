# What MuPDF paints, from the output of `mutool trace`.
#
# Positions are in points from the page's top left corner, y downwards.
package Trace;

use strict;
use warnings;
use utf8;
use Exporter qw(import);

our @EXPORT = qw(read_trace);

my %entities = (amp => '&', lt => '<', gt => '>', quot => '"', apos => "'");

sub attributes {
    my ($text) = @_;
    my %found;
    while ($text =~ /([\w-]+)="([^"]*)"/g) {
        my ($name, $value) = ($1, $2);
        $value =~ s/&(?:#x([0-9A-Fa-f]+)|#(\d+)|(\w+));/
            defined $1 ? chr hex $1 : defined $2 ? chr $2 : $entities{$3}/ge;
        $found{$name} = $value;
    }
    return \%found;
}

# Pages from the trace's text: {width, height, glyphs, others}. A glyph is {x, y, size, turned, char,
# font, width}: its origin, the size of its em, whether it lies a quarter turn anticlockwise, the
# text that it stands for, the font's name without the subset's tag, and the font's own width of it,
# in points. `others` names whatever else is
# painted. MuPDF marks empty fields of signatures by an arrow of its own, SIGN, which is left out.
sub read_trace {
    my ($trace) = @_;
    my (@pages, @matrix, @font, $name);
    $trace =~ s{<clip_path(?:(?!<clip_path).)*?</clip_path>\s*<fill_path [^>]*color="\.95 \.33 \.18".*?<pop_clip/>}{}gs;
    for my $line (split /\n/, $trace) {
        next if $line !~ /^\s*<(\w+)(.*)>/;
        my ($element, $given) = ($1, attributes($2));
        if ($element eq 'page') {
            my @box = split ' ', $given->{mediabox};
            push @pages,
                {width => $box[2] - $box[0], height => $box[3] - $box[1], glyphs => [], others => []};
        } elsif ($element eq 'fill_text') {
            @matrix = split ' ', $given->{transform};
        } elsif ($element eq 'span') {
            @font = split ' ', $given->{trm};
            ($name = $given->{font}) =~ s/^[A-Z]{6}\+//;
        } elsif ($element eq 'g' && !exists $given->{glyph}) {
            # One more character of the glyph before, or one more half of it in UTF-16.
            for ($pages[-1]{glyphs}[-1]{char}) {
                $_ .= $given->{unicode};
                s/([\x{D800}-\x{DBFF}])([\x{DC00}-\x{DFFF}])$/
                    chr 0x10000 + ((ord($1) - 0xD800) << 10) + ord($2) - 0xDC00/e;
            }
        } elsif ($element eq 'g') {
            my ($x, $y) = @$given{qw(x y)};
            my $size = sqrt(abs($font[0] * $font[3] - $font[1] * $font[2])) * $matrix[0];
            push @{$pages[-1]{glyphs}},
                {
                    x => $matrix[0] * $x + $matrix[2] * $y + $matrix[4],
                    y => $matrix[1] * $x + $matrix[3] * $y + $matrix[5],
                    size => $size,
                    turned => $font[0] == 0 && $font[1] > 0 ? 1 : 0,
                    char => $given->{unicode},
                    font => $name,
                    width => $given->{adv} * $size,
                };
        } elsif ($element !~ /^(?:document|set_default_colorspaces)$/) {
            # Marks of content paint nothing.
            push @{$pages[-1]{others}}, $element if $element !~ /^(?:begin|end)_(?:layer|structure|metatext)$|^layer$/;
        }
    }
    return @pages;
}

1;
