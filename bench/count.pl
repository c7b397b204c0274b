#!/usr/bin/perl
# Counts faults of composition in the PDFs that several engines made of the same texts.
#
#   count.pl [--list] FOLDER TEXT...
#
# FOLDER has TEXT.dump (`gongwen render -f dump`: the paragraphs) and TEXT.ENGINE.trace (`mutool
# trace` of the engine's PDF) for gongwen and, where they could be made, for typst and xelatex.
# README.md says what is counted, and how. Prints a table, and under it the faults of gongwen
# (with --list, of all) and where each one's largest gap is. Exit status: 0 when gongwen has no fault
# and in no text a larger gap than another engine; 1 when it has; 2 when a file is missing or a PDF
# does not have the text.
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use FindBin;
use lib $FindBin::Bin, "$FindBin::Bin/../tests/pdf";
use Paragraphs;
use Trace;

# Any complaint of ours ends with 2.
local $SIG{__DIE__} = sub {
    print STDERR @_;
    exit 2;
};

# ---- the page, from GB/T 9704-2012 5.2 ----

use constant MM => 72 / 25.4;    # points in a millimetre
use constant {LEFT => 28 * MM, TOP => 37 * MM, RIGHT => 184 * MM, BOTTOM => 262 * MM};
use constant {LINES => 22, CHARACTERS => 28, EM => 16, ASCENT => 0.8};
use constant CELL => (RIGHT - LEFT) / CHARACTERS;           # 15.793 pt
use constant PITCH => (BOTTOM - TOP - EM) / (LINES - 1);    # 29.609 pt
use constant {FLUSH => 0.3 * MM, ON_GRID => 0.1 * MM};      # tolerances
use constant SAME_GAP => 0.0005;    # em: what is printed alike counts as equal

# ---- characters ----

my $opening = qr/[“‘「『（《〈【〖〔［｛]/;
my $closing = qr/[”’」』）》〉】〗〕］｝、，。．；：！？]/;
my $not_at_start = qr{$closing|[·‧・–～…‼⁇/,.;:!?)\]\}-]};
my $not_at_end = qr{$opening|[/(\[\{]};
my $url = qr{(?:https?://|www\.)[!-~]+|[\w.-]+\@[\w.-]+}a;

# The white of marks in FandolFang, in em; that of the other two differs by 0.03 em at most.
my %white_before = (
    '“' => 0.585, '‘' => 0.690, '「' => 0.592, '『' => 0.598, '（' => 0.626, '《' => 0.545,
    '〈' => 0.612, '【' => 0.575, '〔' => 0.605, '［' => 0.674);
my %white_after = (
    '”' => 0.585, '’' => 0.690, '」' => 0.592, '』' => 0.598, '）' => 0.626, '》' => 0.546,
    '〉' => 0.612, '】' => 0.576, '〕' => 0.606, '］' => 0.674, '、' => 0.652, '，' => 0.692,
    '。' => 0.644, '．' => 0.809, '；' => 0.692, '：' => 0.697, '！' => 0.697, '？' => 0.320,
    '·' => 0.447);

# What is never broken: numbers with sign, multiplier and unit, 文号, words, —— and …….
my $unit = do {
    my @units = qw(
        百分点 平方公里 平方千米 平方米 立方米 公里 千米 毫米 厘米 微米 公顷 千瓦时 千瓦 公斤 千克 毫克 微克
        年 月 日 号 时 分 秒 小时 分钟 天 周 岁 条 件 个 项 次 家 篇 场 场次 例 户 户次 人 人次 名 位 份 期 批 批次
        件次 台 台次 套 处 座 所 间 支 队 组 类 种 级 轮 步 页 字 倍 度 元 万元 亿元 吨 亩 米 升 辆 张 起 宗 片 块 层
        章 节 款 届 部 本 册 门 课时 学时 个月 工作日);
    my $all = join '|', sort { length $b <=> length $a } @units;
    qr/[十百千万亿]*[余多]?(?:$all)/;
};
my $number = qr/[+−-]?[¥￥\$№第]?\d+(?:[.,:]\d+)*/;
my $unbroken =
    qr/〔[^〔〕]{1,8}〕第?\d+号|$number(?:[%‰℃°′″]|$unit|[十百千万亿]+[余多]?)?|——|……|[A-Za-z]+/;

# ---- text ----

# The characters of the paragraphs without spaces: {char, paragraph, spaced}; spaced: behind a
# space. Breaks that would tear what is never broken are marked `torn` at the character behind
# them, those in an address (URL, e-mail) `address`.
sub characters_of {
    my ($paragraphs) = @_;
    my @characters;
    for my $index (0 .. $#$paragraphs) {
        my $text = $paragraphs->[$index]{text};
        my (%torn, %address);
        while ($text =~ /$url/g) {
            $address{$_} = 1 for $-[0] + 1 .. $+[0] - 1;
        }
        while ($text =~ /$unbroken/g) {
            $torn{$_} = 1 for $-[0] + 1 .. $+[0] - 1;
        }
        my $spaced = 0;
        for my $at (0 .. length($text) - 1) {
            my $char = substr $text, $at, 1;
            if ($char =~ /\s/) {
                $spaced = 1;
                next;
            }
            push @characters,
                {
                    char => $char,
                    paragraph => $index,
                    spaced => $spaced,
                    torn => $torn{$at},
                    address => $address{$at},
                };
            $spaced = 0;
        }
    }
    return @characters;
}

# ---- lines ----

sub slurp {
    my ($path) = @_;
    open my $file, '<', $path or die "$path: $!\n";
    local $/;
    return scalar <$file>;
}

# The lines of the type area: {page, y, glyphs, first, end, paragraph, last}. first .. end - 1 are
# their characters; last: it is its paragraph's last one.
sub lines_of {
    my ($path, $characters) = @_;
    my @lines;
    my ($page, $at) = (0, 0);
    for my $painted (read_trace(slurp($path))) {
        $page++;
        my $line;
        for my $glyph (@{$painted->{glyphs}}) {
            next if $glyph->{y} > BOTTOM || $glyph->{char} =~ /^\s*$/;
            if (!$line || abs($glyph->{y} - $line->{y}) > EM / 4) {
                $line = {page => $page, y => $glyph->{y}, glyphs => [], first => $at, end => $at};
                push @lines, $line;
            }
            push @{$line->{glyphs}}, $glyph;
            $glyph->{char} =~ tr/⋯―/…—/;    # other characters of the same glyphs
            for my $char (split //, $glyph->{char}) {
                my $wanted = $characters->[$at++] // {char => 'the end'};
                die "$path: page $page has $char instead of $wanted->{char}, behind “",
                    join('', map { $_->{char} } @$characters[($at > 9 ? $at - 9 : 0) .. $at - 2]),
                    "”\n"
                    if $char ne $wanted->{char};
            }
            $line->{end} = $at;
        }
    }
    die "$path: the text ends behind $at characters of ${\scalar @$characters}\n"
        if $at != @$characters;
    for my $line (@lines) {
        $line->{paragraph} = $characters->[$line->{first}]{paragraph};
        $line->{last} = $line->{end} == @$characters
            || $characters->[$line->{end}]{paragraph} != $line->{paragraph};
    }
    return @lines;
}

# ---- faults ----

# Of a break before the character at `at`: the kind of fault, or nothing. A break is one fault at
# most.
sub fault_of_break {
    my ($characters, $at) = @_;
    my ($before, $after) = @$characters[$at - 1, $at];
    my ($end, $start) = ($before->{char}, $after->{char});
    return $end =~ /\w/ && $start =~ /\w/ ? 'split' : () if $after->{address};
    return 'split' if $after->{torn} && $start eq $end && $start =~ /[—…]/;
    return 'start' if $start =~ /^$not_at_start/;
    return 'start' if $start eq '—' && ($characters->[$at + 1]{char} // '') ne '—';
    return 'start' if $start =~ /[%‰℃°′″]/ && $end =~ /\d/;
    return 'end' if $end =~ /^$not_at_end/ || ($end =~ /[¥￥\$№]/ && $start =~ /\d/);
    return 'split' if $after->{torn};
    return;
}

# How far, in points, a line's first or last glyph is from the edge that it should stand at. A mark
# may stand there with all its white, without any, or with a part of it.
sub off_left {
    my ($glyph) = @_;
    my $off = $glyph->{x} - LEFT;
    my $white = ($white_before{$glyph->{char}} // 0) * $glyph->{size};
    return $off < -$white ? $off + $white : $off < 0 ? 0 : $off;
}

sub off_right {
    my ($glyph) = @_;
    my $off = $glyph->{x} + $glyph->{width} - RIGHT;
    my $white = ($white_after{$glyph->{char}} // 0) * $glyph->{size};
    return $off > $white ? $off - $white : $off > 0 ? 0 : $off;
}

# The largest gap between two hanzi of a line, beyond the cell, in em.
sub largest_gap {
    my ($characters, $line) = @_;
    my ($largest, $where) = (0, '');
    my $at = $line->{first};
    for my $i (1 .. $#{$line->{glyphs}}) {
        my ($left, $right) = @{$line->{glyphs}}[$i - 1, $i];
        $at += length $left->{char};
        next if $characters->[$at]{spaced} || "$left->{char}$right->{char}" !~ /^\p{sc=Han}{2}$/;
        my $gap = ($right->{x} - $left->{x} - CELL) / EM;
        ($largest, $where) = ($gap, "$left->{char}$right->{char}") if $gap > $largest;
    }
    return ($largest, $where);
}

my @kinds = qw(start end single ragged split off-grid);

# Counts of an engine's PDF of a text: {lines, gap, each of @kinds}, and a list of what was found.
sub count {
    my ($paragraphs, $characters, $path) = @_;
    my %count = (lines => 0, gap => 0, map { $_ => 0 } @kinds);
    my (@found, $widest);
    my $text_of = sub {
        my ($line) = @_;
        return join '', map { ($_->{spaced} ? ' ' : '') . $_->{char} }
            @$characters[$line->{first} .. $line->{end} - 1];
    };
    my $fault = sub {
        my ($kind, $line, $more) = @_;
        $count{$kind}++;
        push @found, sprintf "page %d, %.1f mm: %s: %s%s", $line->{page}, $line->{y} / MM, $kind,
            $text_of->($line), $more // '';
    };
    my $before;
    for my $line (lines_of($path, $characters)) {
        my $kind = $paragraphs->[$line->{paragraph}]{kind};
        my $first = !$before || $before->{last};
        $count{lines}++;
        if (!$first) {
            my $broken = fault_of_break($characters, $line->{first});
            $fault->($broken, $before, ' | ' . $text_of->($line)) if $broken;
            my $letters = () = $text_of->($line) =~ /[^\p{P}\s]/g;
            $fault->('single', $line) if $line->{last} && $letters <= 1;
        }
        $before = $line;
        next if $kind eq 'title';
        my $row = ($line->{y} - TOP - ASCENT * EM) / PITCH;
        my $off = ($row - sprintf '%.0f', $row) * PITCH;
        $fault->('off-grid', $line, sprintf ' (%+.2f mm)', $off / MM) if abs $off > ON_GRID;
        next if $kind eq 'issuer' || $kind eq 'date';
        my $left = $first ? 0 : off_left($line->{glyphs}[0]);
        my $right = $line->{last} ? 0 : off_right($line->{glyphs}[-1]);
        $fault->('ragged', $line, sprintf ' (left %+.2f mm, right %+.2f mm)', $left / MM,
            $right / MM)
            if abs $left > FLUSH || abs $right > FLUSH;
        my ($gap, $where) = largest_gap($characters, $line);
        ($count{gap}, $widest) = ($gap, [$line, $where]) if $gap > $count{gap};
    }
    push @found, sprintf 'page %d, %.1f mm: largest gap, %.3f em between %s: %s',
        $widest->[0]{page}, $widest->[0]{y} / MM, $count{gap}, join(' and ', split //, $widest->[1]),
        $text_of->($widest->[0])
        if $widest;
    return (\%count, @found);
}

# ---- the table ----

my $list = @ARGV && $ARGV[0] eq '--list' && shift @ARGV;
my ($folder, @texts) = @ARGV;
die "usage: $0 [--list] FOLDER TEXT...\n" if !@texts;

my @engines = qw(gongwen typst xelatex);
my (%found, @rows, %sum);
my $smallest = 0;    # texts in which gongwen has the smallest largest gap
for my $text (@texts) {
    open my $dump, '<', "$folder/$text.dump" or die "$folder/$text.dump: $!\n";
    my @paragraphs = read_paragraphs($dump);
    close $dump;
    my @characters = characters_of(\@paragraphs);
    my %gap;
    for my $engine (grep { -s "$folder/$text.$_.trace" } @engines) {
        my ($count, @those) = count(\@paragraphs, \@characters, "$folder/$text.$engine.trace");
        push @rows, [$text, $engine, $count];
        push @{$found{$engine}}, map { "$text, $_" } @those;
        $gap{$engine} = $count->{gap};
        my $sum = $sum{$engine} //= {gap => 0};
        $sum->{$_} += $count->{$_} for 'lines', @kinds;
        $sum->{gap} = $count->{gap} if $count->{gap} > $sum->{gap};
    }
    die "$folder/$text.gongwen.trace: not there\n" if !defined $gap{gongwen};
    $smallest++ if !grep { $gap{gongwen} > $_ + SAME_GAP } values %gap;
}
push @rows, map { ['all', $_, $sum{$_}] } grep { $sum{$_} } @engines if @texts > 1;

my ($width) = sort { $b <=> $a } map { length $_->[0] } @rows, ['text'];
my $columns = "%-${width}s  %-7s " . ' %8s' x (1 + @kinds) . "  %s\n";
printf $columns, 'text', 'engine', 'lines', @kinds, 'largest gap';
for my $row (@rows) {
    my ($text, $engine, $count) = @$row;
    printf $columns, $text, $engine, @$count{'lines', @kinds}, sprintf '%.3f em', $count->{gap};
}
for my $engine (grep { $found{$_} && ($list || $_ eq 'gongwen') } @engines) {
    print "\n$engine:\n", map { "    $_\n" } @{$found{$engine}};
}

my $wrong = 0;
$wrong += $_ for @{$sum{gongwen}}{@kinds};
print "\ngongwen has $wrong faults";
my $is_best = !grep { $sum{gongwen}{gap} > $_->{gap} + SAME_GAP } values %sum;
print ", and ", $is_best ? '' : 'not ', "the smallest largest gap" if keys %sum > 1;
print " (in single texts: $smallest of ${\scalar @texts})" if keys %sum > 1 && @texts > 1;
print "\n";
exit($wrong > 0 || !$is_best ? 1 : 0);
