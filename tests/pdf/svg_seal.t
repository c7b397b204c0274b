#!/usr/bin/perl
# A seal as SVG looks as the same seal in PNG: in the PDF as poppler paints it, in our PNG, and in
# our SVG as MuPDF paints it. The same report is the same bytes again.
use strict;
use warnings;
use utf8;
use Cwd ();
use FindBin;
use List::Util qw(max sum0);
use lib $FindBin::Bin;
use Measure;
use Test::More;

use constant DPI => 72;

# A picture's pixels, three bytes each.
sub pixels_of {
    my ($ppm) = @_;
    my ($width, $height, $bytes) = $ppm =~ /^P6\s+(\d+)\s+(\d+)\s+255\s(.*)/s or BAIL_OUT('no PPM');
    return {width => $width, height => $height, bytes => $bytes};
}

sub drawn {
    my ($path) = @_;
    my $out = "$path.ppm";
    run('mutool', 'draw', '-q', '-r', DPI, '-F', 'ppm', '-o', $out, $path);
    return pixels_of(slurp($out));
}

my %painted = (
    pdf => sub { pixels_of((run('pdftoppm', '-r', DPI, $_[0]))[1]) },
    png => \&drawn,
    svg => \&drawn,
);

# How far two pictures are apart: in the mean where either has a seal, and how many there are.
sub compare {
    my ($first, $second, $bare) = @_;
    my @pixels = map { [unpack 'C*', $_->{bytes}] } $first, $second, $bare;
    my ($sum, $count) = (0, 0);
    for my $i (0 .. $#{$pixels[0]}) {
        next if $pixels[0][$i] == $pixels[2][$i] && $pixels[1][$i] == $pixels[2][$i];
        $sum += abs $pixels[0][$i] - $pixels[1][$i];
        $count++;
    }
    return ($count > 0 ? $sum / $count : 0, $count);
}

my $report = slurp('tests/composition/signature-sealed.yaml');
my %seals = (png => 'sample-seal.png', svg => 'sample-seal.svg', other => 'sample-stamp.png');
my $root = Cwd::getcwd();
for my $format (sort keys %painted) {
    my %picture;
    for my $seal (sort keys %seals, 'none') {
        my $text = $report =~ s{layouts/}{$root/tests/composition/layouts/}r;
        $text =~ s{\.\./\.\./data/images/sample-seal\.png}{$root/data/images/$seals{$seal}}
            if $seal ne 'none';
        $text =~ s{seals: .*}{seals: {image: clear.svg, diameter: 42mm}} if $seal eq 'none';
        open my $file, '>:raw', scratch('report.yaml') or die;
        print $file $text;
        close $file;
        open $file, '>', scratch('clear.svg') or die;
        print $file '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>';
        close $file;
        my @options = ('-f', $format, '--dpi', DPI, $format eq 'pdf' ? () : ('--page', 1));
        my $path = gongwen(scratch('report.yaml'), "$seal.$format", @options);
        my ($made) = grep { -f } $path, $path =~ s/(\.\w+)$/-1$1/r;
        $picture{$seal} = $painted{$format}->($made);
        if ($seal eq 'svg') {
            my $first = slurp($made);
            gongwen(scratch('report.yaml'), "$seal.$format", @options);
            ok($first eq slurp($made), "$format: the same bytes again");
        }
    }
    my ($mean, $count) = compare(@picture{qw(png svg none)});
    cmp_ok($count, '>', 5000, "$format: there is a seal");
    cmp_ok($mean, '<', 20, "$format: SVG looks as PNG does");
    my ($other) = compare(@picture{qw(other svg none)});
    cmp_ok($other, '>', 80, "$format: another image does not");
    my ($left) = compare(@picture{qw(none svg none)});
    cmp_ok($left, '>', 50, "$format: nor does none");
}
done_testing();
