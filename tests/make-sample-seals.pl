#!/usr/bin/perl
# Draws the sample seal and the sample signature stamp in data/images/: 示例 in a plain ring, in a
# plain frame. They look like nobody's: no star, no name. The seal is there as SVG, too, with the same
# sizes. The characters are set by gongwen itself;
# usage: GONGWEN=build/gongwen perl tests/make-sample-seals.pl
use strict;
use warnings;
use utf8;
use Compress::Zlib qw(compress uncompress);
use Cwd qw(getcwd);
use File::Temp ();

use constant {DPI => 200, MM => 200 / 25.4, RED => [217, 37, 29]};

my $gongwen = $ENV{GONGWEN} || 'build/gongwen';
$ENV{GONGWEN_DATA} = getcwd();
my $folder = File::Temp->newdir;

sub write_file {
    my ($path, $bytes) = @_;
    open my $file, '>:raw', $path or die "$path: $!\n";
    utf8::encode($bytes) if utf8::is_utf8($bytes);
    print {$file} $bytes;
    close $file or die "$path: $!\n";
    return;
}

# Sets a text alone on a page, its middle so far down (mm); returns the file in that format.
sub set_page {
    my ($format, $text, $width, $height, $size, $middle) = @_;
    my $top = sprintf '%.3f', $middle - $size / 72 * 25.4 / 2;
    write_file("$folder/layout.yaml", <<"LAYOUT");
name: sample
page:
  size: [${width}mm, ${height}mm]
  type-area: {left: 0mm, top: 0mm, width: ${width}mm, height: ${height}mm}
grid: {lines: 1, characters: 1, em: ${size}pt}
styles:
  body: {font: 黑体, size: ${size}pt, align: center, advance: natural}
flow: [{text: "{{title}}", place: {top: ${top}mm}}]
LAYOUT
    write_file("$folder/report.yaml",
        "layout: ./layout.yaml\ntitle: $text\nissuer: $text\ndate: 2024-01-03\n");
    system($gongwen, 'render', '--no-system-fonts', '-f', $format, '--dpi', DPI, '-o',
        "$folder/text.$format", "$folder/report.yaml") == 0
        or die "$gongwen failed\n";
    my ($file) = glob "$folder/text*.$format";
    return $file;
}

# How black each pixel is, from 0 to 255.
sub set_text {
    return read_png(set_page('png', @_));
}

sub read_png {
    my ($path) = @_;
    open my $file, '<:raw', $path or die "$path: $!\n";
    my $bytes = do { local $/; <$file> };
    my ($width, $height, $depth, $kind) = unpack 'x16 N N C C', $bytes;
    my $channels = {0 => 1, 2 => 3, 4 => 2, 6 => 4}->{$kind};
    die "$path: depth $depth, colour type $kind\n" if $depth != 8 || !$channels;
    my $data = '';
    for (my $at = 8; $at < length $bytes;) {
        my ($size, $name) = unpack "x$at N a4", $bytes;
        $data .= substr $bytes, $at + 8, $size if $name eq 'IDAT';
        $at += $size + 12;
    }
    my @rows;
    my @above = (0) x ($width * $channels);
    my $rows = uncompress($data);
    for my $y (0 .. $height - 1) {
        my ($filter, @row) =
            unpack 'C*', substr $rows, $y * ($width * $channels + 1), $width * $channels + 1;
        for my $i (0 .. $#row) {
            my $left = $i >= $channels ? $row[$i - $channels] : 0;
            my $corner = $i >= $channels ? $above[$i - $channels] : 0;
            my $guess = $left + $above[$i] - $corner;
            my @far = map { abs $guess - $_ } $left, $above[$i], $corner;
            my $paeth =
                  $far[0] <= $far[1] && $far[0] <= $far[2] ? $left
                : $far[1] <= $far[2] ? $above[$i]
                :                      $corner;
            my $add = (0, $left, $above[$i], int(($left + $above[$i]) / 2), $paeth)[$filter];
            $row[$i] = ($row[$i] + $add) & 255;
        }
        push @rows, [map { 255 - $row[$_ * $channels] } 0 .. $width - 1];
        @above = @row;
    }
    return \@rows;
}

# Red with these rows as its transparency.
sub write_png {
    my ($path, $rows) = @_;
    my $width = @{$rows->[0]};
    my $data = join '', map {
        my $row = $_;
        "\0" . join '', map { pack 'C4', ($_ ? @{RED()} : (255, 255, 255)), $_ } @$row;
    } @$rows;
    my $density = int(DPI / 0.0254 + 0.5);
    my $chunk = sub {
        my ($name, $body) = @_;
        return pack('N', length $body) . $name . $body
            . pack 'N', Compress::Zlib::crc32($name . $body);
    };
    write_file($path,
              "\x89PNG\r\n\x1a\n"
            . $chunk->('IHDR', pack 'N N C5', $width, scalar @$rows, 8, 6, 0, 0, 0)
            . $chunk->('pHYs', pack 'N N C', $density, $density, 1)
            . $chunk->('IDAT', compress($data, 9))
            . $chunk->('IEND', ''));
    return;
}

# What of a pixel lies in a band from 0 to `width`, `at` being its middle.
sub covered {
    my ($at, $width) = @_;
    my $in = ($at < $width - $at ? $at : $width - $at) + 0.5;
    return int(255 * ($in < 0 ? 0 : $in > 1 ? 1 : $in));
}

sub seal {
    my ($path, $diameter) = @_;
    my $rows = set_text('示例', $diameter, $diameter, 36, 0.3 * $diameter);
    my $size = @$rows;
    for my $y (0 .. $size - 1) {
        for my $x (0 .. $#{$rows->[$y]}) {
            my $from = sqrt(($x + 0.5 - $size / 2)**2 + ($y + 0.5 - $size / 2)**2);
            my $ring = covered($size / 2 - $from, 1.2 * MM);
            $rows->[$y][$x] = $ring if $ring > $rows->[$y][$x];
        }
    }
    write_png($path, $rows);
    return;
}

# The same as paths.
sub seal_svg {
    my ($path, $diameter) = @_;
    open my $file, '<', set_page('svg', '示例', $diameter, $diameter, 36, 0.3 * $diameter) or die "$!\n";
    my $page = do { local $/; <$file> };
    my ($defs) = $page =~ m{(<defs>.*</defs>\n)}s or die "no glyphs\n";
    my ($view) = $page =~ m{viewBox="([^"]*)"};
    my $runs = join '', map { s/ (role|aria-label|data-place|fill)="[^"]*"//gr } $page =~ m{(<g .*?</g>\n)}sg;
    my ($middle, $thick) = map { $_ / 25.4 * 72 } $diameter / 2, 1.2;
    my $ring = sprintf '<circle cx="%.3f" cy="%.3f" r="%.3f" fill="none" stroke-width="%.3f" stroke="#%s"/>',
        $middle, $middle, $middle - $thick / 2, $thick, my $red = sprintf '%02x%02x%02x', @{RED()};
    write_file($path, <<"SVG");
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 width="${diameter}mm" height="${diameter}mm" viewBox="$view">
<title>sample seal, nobody's</title>
$defs<g fill="#$red">
$runs</g>
$ring
</svg>
SVG
    return;
}

sub stamp {
    my ($path, $width, $height) = @_;
    my $rows = set_text('签名示例', $width, $height, 26, $height / 2);
    my ($right, $bottom) = (scalar @{$rows->[0]}, scalar @$rows);
    for my $y (0 .. $bottom - 1) {
        for my $x (0 .. $right - 1) {
            my ($least) = sort { $a <=> $b } $x + 0.5, $y + 0.5, $right - $x - 0.5,
                $bottom - $y - 0.5;
            my $frame = covered($least, 0.6 * MM);
            $rows->[$y][$x] = $frame if $frame > $rows->[$y][$x];
        }
    }
    write_png($path, $rows);
    return;
}

seal('data/images/sample-seal.png', 42);
seal_svg('data/images/sample-seal.svg', 42);
stamp('data/images/sample-stamp.png', 42, 16);
