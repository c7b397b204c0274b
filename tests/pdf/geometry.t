#!/usr/bin/perl
# The 2023 report measured on its PDF against GB/T 9704-2012. Every expected number is worked out
# here from the standard; nothing comes from layouts/ or from the program.
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Measure;
use Test::More;

# 5.1 and 5.2: paper, type area (版心), 22 lines of 28 characters of 3号 (16 pt) that fill it.
use constant {PAPER_WIDTH => 210 * MM, PAPER_HEIGHT => 297 * MM};
use constant {LEFT => 28 * MM, TOP => 37 * MM, WIDTH => 156 * MM, HEIGHT => 225 * MM};
use constant {RIGHT => LEFT + WIDTH, BOTTOM => TOP + HEIGHT};
use constant {LINES => 22, CHARACTERS => 28, EM => 16, TITLE_EM => 22, NUMBER_EM => 14};
use constant PITCH => (HEIGHT - EM) / (LINES - 1);    # 29.609 pt: the em boxes touch both edges
use constant ADVANCE => WIDTH / CHARACTERS;           # 15.793 pt
# The em box reaches so far above the baseline: that of the title's face as it declares it (OS/2
# sTypoAscender), that of the text's as FandolSong declares it. The other Fandol faces say 0.88, but
# their hanzi stand in the middle of 0.8 and -0.2; that no ink leaves the type area proves it.
use constant TITLE_ASCENT => 0.88;
use constant ASCENT => 0.8;
# Some strokes reach out of the em box by design.
use constant OVERSHOOT => 0.035 * 16 / MM;

# Tolerances in points.
use constant {ON_GRID => 0.05 * MM, ON_COLUMN => 0.01 * MM, FLUSH => 0.1 * MM};

my $opening = qr/[“‘「『（《〈【〖〔［｛]/;
my $closing = qr/[”’」』）》〉】〗〕］｝、，。．；：！？]/;

sub mm {
    my ($points) = @_;
    return sprintf '%.3f mm', $points / MM;
}

# The text is told by its first characters.
sub told {
    my ($line) = @_;
    return sprintf 'page %d, line %s “%s…”', $line->{page}, $line->{number} // '?',
        substr $line->{text}, 0, 12;
}

# Lines of a page: glyphs on one baseline, from the left.
sub lines_of {
    my ($page, $index) = @_;
    my %rows;
    push @{$rows{sprintf '%.2f', $_->{y}}}, $_ for @{$page->{glyphs}};
    my @lines;
    for my $y (sort { $a <=> $b } keys %rows) {
        my @glyphs = sort { $a->{x} <=> $b->{x} } @{$rows{$y}};
        push @lines,
            {
                page => $index + 1,
                y => $glyphs[0]{y},
                glyphs => \@glyphs,
                text => join('', map { $_->{char} } @glyphs),
                size => $glyphs[0]{size},
                font => $glyphs[0]{font},
            };
    }
    return @lines;
}

# Where a line's content begins and ends: half the em of a bracket at its start or a mark at its
# end is white that does not count (CLREQ 3.1.6, GB/T 15834 5.1.10).
sub start_of {
    my ($line) = @_;
    my $first = $line->{glyphs}[0];
    return $first->{x} + ($first->{char} =~ $opening ? $first->{size} / 2 : 0);
}

sub end_of {
    my ($line) = @_;
    my $last = $line->{glyphs}[-1];
    return $last->{x} + $last->{width} * ($last->{char} =~ $closing ? 0.5 : 1);
}

my $pdf = gongwen('data/2023-annual-report.yaml', 'report.pdf');
my @pages = trace_pages($pdf);
is(scalar @pages, 6, 'six pages');

my @papers = grep {
    abs($_->{width} - PAPER_WIDTH) > 0.001 || abs($_->{height} - PAPER_HEIGHT) > 0.001
} @pages;
all_right('5.1: A4 to 1/1000 pt', scalar @pages, map { "$_->{width} × $_->{height} pt" } @papers);
all_right('nothing is painted but text', scalar @pages, map { @{$_->{others}} } @pages);

# The text and the page numbers.
my (@text, @numbers);
for my $i (0 .. $#pages) {
    my @lines = lines_of($pages[$i], $i);
    push @numbers, grep { $_->{y} > BOTTOM } @lines;
    push @text, grep { $_->{y} <= BOTTOM } @lines;
}
my $title = shift @text;

# ---- faces and sizes ----

sub typo_ascender {
    my ($path) = @_;
    my $font = slurp($path);
    my $tables = unpack 'x4 n', $font;
    for my $i (0 .. $tables - 1) {
        my ($tag, undef, $offset) = unpack 'a4 N N', substr $font, 12 + 16 * $i, 12;
        return unpack 's>', substr $font, $offset + 68, 2 if $tag eq 'OS/2';
    }
    return 0;
}

is(typo_ascender('fonts/FandolSong-Regular.otf'), 1000 * ASCENT, 'the em box of Fandol');
all_right('5.2.2: 3号', scalar @text,
    map { told($_) . " $_->{size} pt" } grep { abs($_->{size} - EM) > 0.001 } @text);
is("$title->{font} $title->{size}", 'NotoSerifCJKsc-Bold ' . TITLE_EM, '7.3.1: a title of 2号小标宋');

my @wrong_faces;
for my $line (@text) {
    my $indented = $line->{glyphs}[0]{x} > LEFT + ADVANCE;
    my $face =
          $indented && $line->{text} =~ /^[一二三四五六七八九十]+、/ ? 'FandolHei-Regular'
        : $indented && $line->{text} =~ /^（[一二三四五六七八九十]+）/ ? 'FandolKai-Regular'
        :                                                                'FandolFang-Regular';
    push @wrong_faces, told($line) . ": $line->{font}"
        if grep { $_->{font} ne $face } @{$line->{glyphs}};
}
all_right('7.3.3: 黑体, 楷体 and 仿宋 by level', scalar @text, @wrong_faces);

# ---- 5.2.3: lines ----

my %on_page;
my @off_grid;
for my $line (@text) {
    my $number = ($line->{y} - TOP - ASCENT * EM) / PITCH;
    my $nearest = sprintf '%.0f', $number;
    my $off = ($number - $nearest) * PITCH;
    $line->{number} = $nearest + 1;
    push @{$on_page{$line->{page}}}, $line;
    push @off_grid, told($line) . ' is off by ' . mm($off)
        if abs $off > ON_GRID || $nearest < 0 || $nearest >= LINES;
}
all_right('5.2.3: baselines on the grid within 0.05 mm', scalar @text, @off_grid);

my @not_full;
for my $page (2 .. $#pages) {
    my $numbers = join ' ', map { $_->{number} } @{$on_page{$page}};
    push @not_full, "page $page has the lines $numbers" if $numbers ne join ' ', 1 .. LINES;
}
all_right('22 lines on every full page', $#pages - 1, @not_full);
my $first_page = join ' ', map { $_->{number} } @{$on_page{1}};
is($first_page, join(' ', 3 .. LINES), 'a title of one line, a blank line, and the text');

my @top = map { $on_page{$_}[0] } 2 .. @pages;
all_right(
    'the first em box stands on the top edge within 0.05 mm',
    scalar @top,
    map { told($_) } grep { abs($_->{y} - ASCENT * EM - TOP) > ON_GRID } @top
);
all_right('so does the title\'s', 1,
    abs($title->{y} - TITLE_ASCENT * TITLE_EM - TOP) > ON_GRID ? mm($title->{y} - TOP) : ());
my @bottom = map { $on_page{$_}[-1] } 1 .. $#pages;
all_right(
    'the 22nd em box stands on the bottom edge within 0.05 mm',
    scalar @bottom,
    map { told($_) } grep { abs($_->{y} + (1 - ASCENT) * EM - BOTTOM) > ON_GRID } @bottom
);

# ---- 5.2.3: characters ----

sub off_columns {
    my ($line) = @_;
    my $indent = sprintf '%.0f', ($line->{glyphs}[0]{x} - LEFT) / ADVANCE;
    for my $i (0 .. $#{$line->{glyphs}}) {
        my $off = $line->{glyphs}[$i]{x} - LEFT - ($indent + $i) * ADVANCE;
        return told($line) . ', character ' . ($i + 1) . ' is off by ' . mm($off)
            if abs $off > ON_COLUMN;
    }
    return $indent + @{$line->{glyphs}} > CHARACTERS ? told($line) . ' is too long' : ();
}

my @hanzi = grep { $_->{text} =~ /^\p{sc=Han}+$/ } @text;
all_right('hanzi on the 28 columns within 0.01 mm', scalar @hanzi, map { off_columns($_) } @hanzi);

# The report has few lines of nothing but hanzi; a text without a mark has no others.
my $plain = scratch('hanzi.yaml');
open my $file, '>:encoding(UTF-8)', $plain or die "$plain: $!\n";
print $file "layout: annual-report\ntitle: 报告\nissuer: 区政府\ndate: 2024-01-03\nyear: 2023\n",
    "sections:\n  - heading: 依法行政\n    body:\n      - ", '推进法治政府建设' x 100, "\n";
close $file or die "$plain: $!\n";
my @plain = grep { $_->{y} <= BOTTOM } map { lines_of($_, 0) } trace_pages(gongwen($plain, 'hanzi.pdf'));
@hanzi = grep { $_->{text} =~ /^\p{sc=Han}+$/ && $_->{size} == EM } @plain;
cmp_ok(scalar @hanzi, '>=', 29, 'a text of hanzi alone');
all_right('hanzi on the 28 columns in it', scalar @hanzi, map { off_columns($_) } @hanzi);

# A full line may have marks, and keeps to the columns while none of them is set half an em.
my @even = grep {
    my $indent = sprintf '%.0f', ($_->{glyphs}[0]{x} - LEFT) / ADVANCE;
    $_->{text} =~ /^(?:\p{sc=Han}|$opening|$closing)+$/ && length($_->{text}) == CHARACTERS - $indent
        && $_->{text} !~ /(?:$opening|$closing){2}|^$opening|$closing$/
} @text;
all_right('lines with marks, too', scalar @even, map { off_columns($_) } @even);
cmp_ok(scalar @even, '>', 20, 'most of the text keeps to the columns');

# ---- edges: every line before a turned-over one is full ----

my (@starts, @ends);
my ($turned, $full) = (0, 0);
my @paragraphs = @text[0 .. $#text - 2];    # without 署名 and 成文日期
for my $i (0 .. $#paragraphs) {
    my $line = $paragraphs[$i];
    my $over = $line->{glyphs}[0]{x} < LEFT + 1.5 * ADVANCE;
    my $start = $over ? start_of($line) - LEFT : $line->{glyphs}[0]{x} - LEFT - 2 * ADVANCE;
    push @starts, told($line) . ' begins off by ' . mm($start) if abs $start > FLUSH;
    next if !$over;
    $turned++;
    my $end = end_of($paragraphs[$i - 1]) - RIGHT;
    push @ends, told($paragraphs[$i - 1]) . ' ends off by ' . mm($end) if abs $end > FLUSH;
}
all_right('7.3.3: paragraphs begin two characters in, all else at 28 mm', scalar @paragraphs,
    @starts);
all_right('full lines end at 184 mm within 0.1 mm', $turned, @ends);
all_right(
    'no line reaches further',
    scalar @text,
    map { told($_) . ' ' . mm(end_of($_) - RIGHT) } grep { end_of($_) > RIGHT + FLUSH } @text
);

# ---- title ----

my $middle = (start_of($title) + end_of($title)) / 2;
is($title->{text}, '区政府办公室2023年法治政府建设年度报告', 'the title stands first');
all_right('7.3.1: centred', 1,
    abs($middle - (LEFT + RIGHT) / 2) > ON_COLUMN ? mm($middle - (LEFT + RIGHT) / 2) : ());

# ---- 7.3.5.2: signature without seal ----

# Characters of a line in full ones: digits are half as wide.
sub characters_of {
    my ($text) = @_;
    my $digits = () = $text =~ /[0-9]/g;
    return length($text) - $digits / 2;
}

sub place_is {
    my ($name, $line, $wanted) = @_;
    my $off = $line->{glyphs}[0]{x} - $wanted;
    ok(abs $off <= ON_GRID, $name) or diag(told($line) . ' is off by ' . mm($off));
}

my ($issuer, $date) = @text[-2, -1];
is($issuer->{text}, '区政府办公室', '署名');
is($date->{text}, '2024年1月3日', '7.3.5.4: 成文日期 in Arabic numerals without leading zeros');
my $last = $text[-3];
is("$issuer->{page} $issuer->{number}", "$last->{page} " . ($last->{number} + 2),
    'one blank line under the text, on its page');
is("$date->{page} $date->{number}", "$issuer->{page} " . ($issuer->{number} + 1),
    'the date on the next line');
my $signature = RIGHT - (2 + characters_of($issuer->{text})) * ADVANCE;
cmp_ok(characters_of($date->{text}), '<=', characters_of($issuer->{text}),
    'the date is no longer than 署名, so the first rule applies');
place_is('署名 ends two characters from the right', $issuer, $signature);
place_is('the date begins two characters right of it', $date, $signature + 2 * ADVANCE);

# ---- 7.5: page numbers ----

is(join(' ', map { $_->{text} =~ tr/ //dr } @numbers), join(' ', map { "—$_—" } 1 .. @pages),
    'a page number on every page, between two dashes');
all_right('4号 宋体', scalar @numbers,
    map { "$_->{font} $_->{size} pt" }
    grep { $_->{font} ne 'FandolSong-Regular' || abs($_->{size} - NUMBER_EM) > 0.001 } @numbers);
all_right(
    'odd pages at the right, one character in',
    scalar(grep { $_->{page} % 2 } @numbers),
    map { told($_) }
    grep { $_->{page} % 2 && abs(end_of($_) - (RIGHT - ADVANCE)) > ON_GRID } @numbers
);
all_right(
    'even pages at the left, one character in',
    scalar(grep { $_->{page} % 2 == 0 } @numbers),
    map { told($_) }
    grep { $_->{page} % 2 == 0 && abs(start_of($_) - (LEFT + ADVANCE)) > ON_GRID } @numbers
);

# Part of a page in pixels: rows of bytes, 0 is ink.
sub picture {
    my ($page, $dots, $x, $y, $width, $height) = @_;
    my ($status, $image) = run('pdftoppm', '-gray', '-r', $dots, '-f', $page, '-l', $page, '-x', $x,
        '-y', $y, '-W', $width, '-H', $height, $pdf);
    $image =~ s/^P5\s+(\d+)\s+(\d+)\s+255\s//s or BAIL_OUT("pdftoppm: status $status");
    ($width, $height) = ($1, $2);
    return map { substr $image, $_ * $width, $width } 0 .. $height - 1;
}

# The dash's ink: the first row in which half a dash is dark.
my @dashes;
for my $number (@numbers[0, 1, -1]) {
    my $dots = 2400;
    my $dash = $number->{glyphs}[0];
    my $pixel = 72 / $dots;
    my ($x, $y) = (int($dash->{x} / $pixel), int(BOTTOM / $pixel));
    my @rows = picture($number->{page}, $dots, $x, $y, int(NUMBER_EM / $pixel),
        int(10 * MM / $pixel));
    my $dark = 0;
    $dark++ while $dark < @rows && ($rows[$dark] =~ tr/\0-\x7f//) < length($rows[0]) / 2;
    my $off = ($y + $dark) * $pixel - (BOTTOM + 7 * MM);
    push @dashes, told($number) . ' is off by ' . mm($off) if abs $off > ON_GRID;
}
all_right('the dash 7 mm under the type area within 0.05 mm', 3, @dashes);

# ---- nothing outside the type area but page numbers ----

my @outside;
for my $page (1 .. @pages) {
    my $dots = 127;    # 5 pixels a millimetre
    my $row = -1;
    for my $pixels (picture($page, $dots, 0, 0, 210 * 5, 297 * 5)) {
        my $y = ++$row / 5;
        my $sides = substr($pixels, 0, 28 * 5) . substr $pixels, 184 * 5 + 1;
        my $inside = $y > 37 - 0.2 - OVERSHOOT && $y < 262 + OVERSHOOT;
        my $ink = $inside || ($y >= 265 && $y < 275) ? $sides : $pixels;    # the page number
        push @outside, "page $page at $y mm from the top" if $ink =~ /[\0-\xC0]/;
    }
}
all_right('no ink outside the type area but page numbers', scalar @pages, @outside);

done_testing();
