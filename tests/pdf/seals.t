#!/usr/bin/perl
# Seals and signature stamps in the PDF, measured on what MuPDF paints, against GB/T 9704-2012
# 7.3.5.1 and 7.3.5.3. Every expected number is worked out here from the standard.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8);
use FindBin;
use List::Util qw(max min);
use lib $FindBin::Bin;
use Measure;
use Test::More;

# 5.2: the type area, 22 lines of 28 characters of 3号 (16 pt) that fill it.
use constant {LEFT => 28 * MM, TOP => 37 * MM, WIDTH => 156 * MM, HEIGHT => 225 * MM, EM => 16};
use constant {RIGHT => LEFT + WIDTH, BOTTOM => TOP + HEIGHT, CELL => 156 / 28 * MM};
use constant LINE => EM * (1 + 7 / 8);       # 一行 (3)
use constant PITCH => (HEIGHT - EM) / 21;
# Of the em box above the baseline, as hanzi of the Fandol faces stand in it.
use constant ASCENT => 0.8;
use constant NEAR => 0.05 * MM;

# What each page shows, in the order in which it is painted: images {x, y, width, height} and glyphs
# with their number in that order.
sub painted {
    my ($pdf) = @_;
    my @order;
    for my $line (split /\n/, decode_utf8((run('mutool', 'trace', $pdf))[1])) {
        if ($line =~ /^\s*<page /) {
            push @order, [];
        } elsif ($line =~ /<fill_image .*transform="([^"]*)"/) {
            my @m = split ' ', $1;
            push @{$order[-1]},
                {
                    x => $m[4] + min(0, $m[0]),
                    y => $m[5] + min(0, $m[3]),
                    width => abs $m[0],
                    height => abs $m[3],
                };
        } elsif ($line =~ /<fill_text /) {
            push @{$order[-1]}, 'text';
        }
    }
    return @order;
}

# The page's lines: {text, x, right, top, bottom, y}; parts of a line far from each other are two.
sub lines_of {
    my ($page) = @_;
    my (%rows, @lines);
    push @{$rows{sprintf '%.2f', $_->{y}}}, $_ for @{$page->{glyphs}};
    for my $y (sort { $a <=> $b } keys %rows) {
        my $end;
        for my $glyph (sort { $a->{x} <=> $b->{x} } @{$rows{$y}}) {
            my $cell = $glyph->{char} =~ /[\x{2E80}-\x{9FFF}\x{FF00}-\x{FFEF}]/ ? CELL : CELL / 2;
            if (!defined $end || $glyph->{x} > $end + 0.3 * CELL) {
                push @lines,
                    {
                        text => '',
                        x => $glyph->{x},
                        top => $y - ASCENT * EM,
                        bottom => $y + (1 - ASCENT) * EM,
                    };
            }
            $lines[-1]{text} .= $glyph->{char};
            $lines[-1]{right} = $end = $glyph->{x} + $cell;
        }
    }
    return @lines;
}

sub is_near {
    my ($got, $wanted, $name, $tolerance) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    ok(abs($got - $wanted) <= ($tolerance // NEAR), $name)
        or diag(sprintf 'got %.3f mm, wanted %.3f mm', $got / MM, $wanted / MM);
}

sub centre {
    my ($thing) = @_;
    return $thing->{x} + (exists $thing->{right} ? $thing->{right} - $thing->{x} : $thing->{width}) / 2;
}

# Case, its page with the seals, names in order, diameter.
my @tens = map { "示例市${_}局" } qw(财政 教育 民政 司法 审计 水务);
my @sealed = (
    ['signature-sealed', 0, 42, '示例市人民政府'],
    ['signature-sealed-long', 0, 45, '示例市示例区农业农村和水利水务局办公室'],
    ['signature-joint-2', 0, 42, @tens[0, 1]],
    ['signature-joint-3', 0, 45, @tens[0 .. 2]],
    ['signature-joint-10', 1, 45, @tens, '示例市卫生健康委', map { "示例市${_}局" } qw(商务 体育 统计)],
    ['signature-sealed-keeps', 1, 42, '示例市人民政府'],
);
for my $case (@sealed) {
    my ($name, $index, $diameter, @organs) = @$case;
    subtest $name => sub {
        my $pdf = gongwen("tests/composition/$name.yaml", "$name.pdf");
        my $painted = (painted($pdf))[$index];
        my @lines = lines_of((trace_pages($pdf))[$index]);
        my @seals = grep { ref } @$painted;
        is(scalar @seals, scalar @organs, 'one seal for each organ');
        my ($date) = grep { $_->{text} =~ /^\d+年\d+月\d+日$/ } @lines;
        my @names;
        my @body;
        for my $line (@lines) {
            my $is_name = grep { $line->{text} eq $_ } @organs;
            push @names, $line if $is_name;
            push @body, $line if !$is_name && $line->{text} !~ /^(?:\d+年|— ?\d)/;
        }
        is_deeply([map { $_->{text} } @names], \@organs, 'the organs in order, row by row');
        # 7.3.5.5 allows the characters of this one to stand closer, by half a point at most.
        my $near = $name eq 'signature-joint-10' ? 0.25 * MM : NEAR;
        my $seal_top = min(map { $_->{y} } @seals);
        my $body_bottom = max(map { $_->{bottom} } grep { $_->{top} < $seal_top } @body);
        # 一行之内, and clear of the text.
        ok($seal_top >= $body_bottom - NEAR && $seal_top - $body_bottom <= LINE,
            'the first seal within one line below the text')
            or diag(($seal_top - $body_bottom) / MM);
        my @wrong;
        for my $i (0 .. $#seals) {
            my ($seal, $organ) = ($seals[$i], $names[$i]);
            my $middle = $seal->{y} + $seal->{height} / 2;
            push @wrong, "$i: width" if abs($seal->{width} - $diameter * MM) > NEAR;
            push @wrong, "$i: height" if abs($seal->{height} - $diameter * MM) > NEAR;
            push @wrong, "$i: not centred on the name" if abs(centre($seal) - centre($organ)) > $near;
            push @wrong, "$i: the name is not below the centre, or not pressed on"
                if $organ->{top} < $middle || $organ->{bottom} > $seal->{y} + $seal->{height};
            push @wrong, "$i: out of the type area"
                if $seal->{x} < LEFT - NEAR
                || $seal->{x} + $seal->{width} > RIGHT + NEAR
                || $seal->{y} < TOP - NEAR
                || $seal->{y} + $seal->{height} > BOTTOM + NEAR;
            for my $k (0 .. $i - 1) {
                my $apart = sqrt((centre($seal) - centre($seals[$k]))**2
                        + ($seal->{y} - $seals[$k]{y})**2);
                push @wrong, "$i and $k touch" if $apart <= $diameter * MM + 0.2 * MM;
            }
        }
        all_right('seals stand as they should', scalar @seals, @wrong);
        my %rows = map { sprintf('%.1f', $_->{y}) => 1 } @seals;
        is(scalar keys %rows, int((@organs + 2) / 3), 'straight rows of three at most');
        my $last = $seals[-1];
        is_near(centre($date), centre($last), 'the last seal is centred on the date, too', $near);
        ok($date->{top} > $last->{y} + $last->{height} / 2, 'which is below its centre');
        ok($date->{top} < $last->{y} + $last->{height}, 'and under it');
        if ($name ne 'signature-sealed-long' && $name ne 'signature-joint-10') {
            is_near(RIGHT - $date->{right}, 4 * CELL, 'the date four characters in');
        }
        # Black stays readable: each seal is painted right before the text that stands on it.
        my @bare = grep { ref $painted->[$_] && ref($painted->[$_ + 1] // {}) } 0 .. $#$painted;
        is(scalar @bare, 0, 'text is painted upon the seals');
    };
}

# Names that take two lines, seals of several sizes, rows as close as may be: case, its page, the
# diameters in order.
my @turned = (
    ['signature-turnover', 0, 45],
    ['signature-joint-9', 1, (45) x 9],
    ['signature-joint-mixed', 1, (45, 42) x 3, 45],
    ['signature-seal-foot', 1, (42, 45) x 5],
);
for my $case (@turned) {
    my ($name, $index, @diameters) = @$case;
    subtest $name => sub {
        my $pdf = gongwen("tests/composition/$name.yaml", "$name.pdf");
        my @seals = grep { ref } @{(painted($pdf))[$index]};
        my @lines = lines_of((trace_pages($pdf))[$index]);
        is_deeply([map { sprintf '%.1f', $_->{width} / MM } @seals],
            [map { sprintf '%.1f', $_ } @diameters], 'the seals in order');
        my @wrong;
        for my $i (0 .. $#seals) {
            my $seal = $seals[$i];
            my ($bottom, $middle) = ($seal->{y} + $seal->{height}, $seal->{y} + $seal->{height} / 2);
            my $below = grep {
                abs(centre($_) - centre($seal)) < 0.5 * MM && $_->{top} > $middle && $_->{bottom} < $bottom
            } @lines;
            push @wrong, "$i: stands on $below lines" if $below < ($i == $#seals ? 2 : 1);
            push @wrong, "$i: out of the type area"
                if $seal->{x} < LEFT - NEAR
                || $seal->{x} + $seal->{width} > RIGHT + NEAR
                || $bottom > BOTTOM + NEAR;
            for my $k (0 .. $i - 1) {
                my $apart = sqrt((centre($seal) - centre($seals[$k]))**2
                        + ($middle - $seals[$k]{y} - $seals[$k]{height} / 2)**2);
                push @wrong, "$i and $k touch"
                    if $apart <= ($seal->{width} + $seals[$k]{width}) / 2 + 0.2 * MM;
            }
        }
        all_right('seals stand as they should', scalar @seals, @wrong);
        # The first row: all of it within one line below the text.
        my @first = grep { $_->{y} < $seals[0]{y} + $seals[0]{height} / 2 } @seals;
        my $top = min(map { $_->{y} } @first);
        my $text = max(map { $_->{bottom} } grep { $_->{top} < $top } @lines);
        ok($top >= $text - NEAR, 'clear of the text');
        ok(max(map { $_->{y} } @first) - $text <= LINE, 'within one line below it');
        ok(!(grep { $_->{text} =~ /^抄送/ } @lines), 'no imprint under them');
    };
}

for my $case (['signature-stamped', '市长'], ['signature-stamped-joint', '示例部部长', '示例委员会主任']) {
    my ($name, @positions) = @$case;
    subtest $name => sub {
        my $pdf = gongwen("tests/composition/$name.yaml", "$name.pdf");
        my @stamps = grep { ref } @{(painted($pdf))[0]};
        my @lines = lines_of((trace_pages($pdf))[0]);
        is(scalar @stamps, scalar @positions, 'one stamp a line');
        my ($date) = grep { $_->{text} =~ /^\d+年\d+月\d+日$/ } @lines;
        my $body_bottom = max(map { $_->{bottom} } grep { $_->{text} =~ /。$/ } @lines);
        for my $i (0 .. $#stamps) {
            my $stamp = $stamps[$i];
            my ($position) = grep { $_->{text} eq $positions[$i] } @lines;
            is_near($stamp->{x} - $position->{right}, 2 * CELL, "$i: two characters between");
            is_near(RIGHT - $stamp->{x} - $stamp->{width}, 4 * CELL, "$i: four characters in");
            is_near(
                $stamp->{y} + $stamp->{height} / 2,
                ($position->{top} + $position->{bottom}) / 2,
                "$i: the position level with its middle"
            );
            ok($i == 0 || $stamp->{y} > $stamps[$i - 1]{y} + $stamps[$i - 1]{height},
                "$i: below the one before");
        }
        # Two blank lines, one blank line: a stamp stands in the middle of the rows that it takes.
        my $rows = int($stamps[0]{height} / PITCH) + 1;
        my $over = ($stamps[0]{height} - ($rows - 1) * PITCH - EM) / 2;
        is_near($stamps[0]{y} - $body_bottom, 3 * PITCH - EM - $over, 'two blank lines above');
        $rows = int($stamps[-1]{height} / PITCH) + 1;
        $over = ($stamps[-1]{height} - ($rows - 1) * PITCH - EM) / 2;
        is_near(
            $date->{top} - $stamps[-1]{y} - $stamps[-1]{height},
            2 * PITCH - EM - $over,
            'one blank line below'
        );
        is_near(RIGHT - $date->{right}, 4 * CELL, 'the date four characters in');
    };
}
done_testing();
