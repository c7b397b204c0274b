#!/usr/bin/env perl
# pictures.pl PROGRAM: the cases of tests/composition as pictures, and the page that shows them.
# Each case's first line is the rule that it shows; docs/composition.md is made of these lines.
use strict;
use warnings;
use Compress::Zlib qw(compress crc32);
use File::Temp qw(tempdir);
use FindBin;

chdir "$FindBin::Bin/.." or die;
die "usage: $0 PROGRAM\n" if @ARGV != 1;
my $program = $ARGV[0];
my $work    = tempdir(CLEANUP => 1);

my $dpi        = 60;
my $most_pages = 4;      # of a case that are shown
my $small      = 360;    # pixels: narrower pages are shown whole, wider ones cut to what they hold
my $margin     = 6;
my $gap        = 10;
my $grey       = 10;     # of 15: the edge of a page

sub run {
    system(@_) == 0 or die "@_ failed\n";
}

sub slurp {
    my ($path) = @_;
    open my $file, '<:raw', $path or die "$path: $!";
    local $/;
    return <$file>;
}

# A page as { width, height, rows }: one byte a pixel, 0 black to 15 white.
sub read_page {
    my ($path) = @_;
    my $bytes = slurp($path);
    $bytes =~ s/^P5\s+(\d+)\s+(\d+)\s+255\s//s or die "$path is no PGM\n";
    my ($width, $height) = ($1, $2);
    my @rows = map {
        pack 'C*', map { $_ >> 4 } unpack 'C*', substr $bytes, $_ * $width, $width
    } 0 .. $height - 1;
    return {width => $width, height => $height, rows => \@rows};
}

# The page without the white around what it holds.
sub cut {
    my ($page) = @_;
    my ($left, $right, $top, $bottom) = ($page->{width}, 0, undef, 0);
    for my $y (0 .. $page->{height} - 1) {
        $page->{rows}[$y] =~ /^(\x0f*)[^\x0f]/ or next;
        $left = length $1 if length $1 < $left;
        $page->{rows}[$y] =~ /(\x0f*)$/;
        my $end = $page->{width} - length $1;
        $right = $end if $end > $right;
        $top //= $y;
        $bottom = $y + 1;
    }
    return $page if !defined $top;
    my $blank = "\x0f" x ($right - $left + 2 * $margin);
    my $side  = "\x0f" x $margin;
    my @rows  = map { $side . substr($page->{rows}[$_], $left, $right - $left) . $side }
        $top .. $bottom - 1;
    unshift @rows, ($blank) x $margin;
    push @rows, ($blank) x $margin;
    return {width => length $blank, height => scalar @rows, rows => \@rows};
}

sub frame {
    my ($page) = @_;
    my $edge = chr($grey) x $page->{width};
    $page->{rows}[0] = $page->{rows}[-1] = $edge;
    substr $_, 0,  1, chr $grey for @{$page->{rows}};
    substr $_, -1, 1, chr $grey for @{$page->{rows}};
    return $page;
}

sub beside {
    my (@pages) = @_;
    my $height = 0;
    $height = $_->{height} > $height ? $_->{height} : $height for @pages;
    my @rows = ('') x $height;
    for my $page (@pages) {
        for my $y (0 .. $height - 1) {
            $rows[$y] .= "\x0f" x $gap if length $rows[$y];
            $rows[$y] .= $page->{rows}[$y] // "\x0f" x $page->{width};
        }
    }
    return {width => length $rows[0], height => $height, rows => \@rows};
}

sub chunk {
    my ($type, $data) = @_;
    return pack('N', length $data) . $type . $data . pack('N', crc32($type . $data));
}

# Sixteen shades of grey are enough, and small.
sub write_png {
    my ($picture, $path) = @_;
    my $data = '';
    for my $row (@{$picture->{rows}}) {
        my $bytes = length($row) % 2 ? "$row\x0f" : $row;
        $data .= "\0" . pack 'C*', map { ord(substr $bytes, 2 * $_, 1) << 4
                | ord substr $bytes, 2 * $_ + 1, 1 } 0 .. length($bytes) / 2 - 1;
    }
    my $head = pack 'NNCCCCC', $picture->{width}, $picture->{height}, 4, 0, 0, 0, 0;
    open my $file, '>:raw', $path or die "$path: $!";
    print $file "\x89PNG\r\n\x1a\n", chunk('IHDR', $head), chunk('IDAT', compress($data, 9)),
        chunk('IEND', '');
    close $file or die "$path: $!";
}

my @cases = map { s{.*/|\.yaml$}{}gr } glob 'tests/composition/*.yaml';
my %wanted = map { ("docs/pictures/composition/$_.png" => 1) } @cases;
unlink grep { !$wanted{$_} } glob 'docs/pictures/composition/*.png';

open my $page, '>', 'docs/composition.md.new' or die $!;
print $page <<'END';
# Composition, rule by rule

Each picture is a case of [`tests/composition/`](../tests/composition/): a small report, what it is set as, and the rule that it shows.
`make update-goldens` makes the cases' display lists anew, `make pictures` this page.

END
print $page "Cases: ", join(' · ', map { "[$_](#$_)" } @cases), "\n";
for my $case (@cases) {
    my $yaml = "tests/composition/$case.yaml";
    open my $file, '<', $yaml or die "$yaml: $!";
    my ($rule) = <$file> =~ /^# (.*\S)/ or die "$yaml: the first line names no rule\n";
    run($program, qw(render -q --no-system-fonts -f pdf -o), "$work/$case.pdf", $yaml);
    mkdir "$work/$case";
    run("pdftoppm", "-r", $dpi, "-l", $most_pages, "-gray", "$work/$case.pdf", "$work/$case/page");
    my @pages = map { read_page($_) } sort grep { /-\d+\.pgm$/ } glob "$work/$case/*.pgm";
    my $whole = @pages > 1 && $pages[0]{width} < $small;
    write_png(beside(map { $whole ? frame($_) : cut($_) } @pages),
        "docs/pictures/composition/$case.png");
    $rule =~ s/([\\<>*_`|\[\]])/\\$1/g;
    print $page "\n### $case\n\n$rule [Data](../tests/composition/$case.yaml).\n\n",
        "![$case](pictures/composition/$case.png)\n";
}
close $page or die $!;
rename 'docs/composition.md.new', 'docs/composition.md' or die $!;
