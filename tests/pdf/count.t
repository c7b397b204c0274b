#!/usr/bin/perl
# The counter of bench/composition.sh: gongwen's own PDFs of its four texts have no fault, and each
# kind of fault that is put into a trace is counted.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8 encode_utf8);
use FindBin;
use lib $FindBin::Bin;
use File::Basename qw(basename);
use Measure;
use Test::More;

use constant {LEFT => 28 * MM, RIGHT => 184 * MM, FIRST => 37 * MM + 0.8 * 16};
use constant {CELL => 156 * MM / 28, PITCH => (225 * MM - 16) / 21};
my @kinds = qw(start end single ragged split off-grid);

sub spill {
    my ($name, $text) = @_;
    open my $file, '>:raw', scratch($name) or die "$name: $!\n";
    print $file encode_utf8($text);
    close $file or die "$name: $!\n";
}

# What the counter says of texts in the scratch folder: its status, its words, and by text and
# engine the row of the table.
sub counted {
    my (@texts) = @_;
    my ($status, $out, $err) = run($^X, 'bench/count.pl', scratch('.'), @texts);
    my ($head, @lines) = split /\n/, decode_utf8($out);
    my (undef, undef, @names) = split ' ', $head // '';
    my %rows;
    for my $line (@lines) {
        last if $line eq '';
        my ($text, $engine, @values) = split ' ', $line;
        @{$rows{"$text $engine"}}{@names} = @values;
    }
    return ($status, decode_utf8($out . $err), \%rows);
}

# ---- what gongwen makes of the four texts ----

my @reports = ('data/2023-annual-report.yaml', sort glob 'bench/texts/*.yaml');
cmp_ok(scalar @reports, '>=', 4, 'four texts');
my @texts = map { basename($_, '.yaml') } @reports;
for my $i (0 .. $#reports) {
    my @options = ('--layout', './bench/composition.yaml');
    gongwen($reports[$i], "$texts[$i].dump", @options, qw(-f dump));
    my $pdf = gongwen($reports[$i], "$texts[$i].pdf", @options);
    my (undef, $trace) = run('mutool', 'trace', $pdf);
    spill("$texts[$i].gongwen.trace", decode_utf8($trace));
}
my ($status, $said, $rows) = counted(@texts);
for my $text (@texts) {
    my $row = $rows->{"$text gongwen"};
    cmp_ok($row->{lines} // 0, '>', 100, "$text: lines are counted");
    is(join(' ', map { $row->{$_} // 'none' } @kinds), '0 0 0 0 0 0', "$text: @kinds");
}
is($status, 0, 'and says so') or diag($said);

# ---- a text of one paragraph, set by hand ----

# As gongwen's dump has it.
sub dump_of {
    my ($text) = @_;
    return "gongwen display list 1\nnode Document#0\nnode   P#1 page 1 37 text.yaml:1:1 \"$text\"\n";
}

# As `mutool trace` has lines on the grid, each as {text} and, in points: `x`, where it starts
# (default: at the edge), `end`, where it ends (default: full cells), `down`, how far it is off the
# grid, `gap`, what stands between its first two characters.
sub trace_of {
    my (@lines) = @_;
    my $trace = qq(<document>\n<page number="1" mediabox="0 0 595.276 841.89">\n);
    for my $row (0 .. $#lines) {
        my $line = $lines[$row];
        my @chars = split //, $line->{text};
        my $x = $line->{x} // LEFT;
        my $y = 841.89 - FIRST - $row * PITCH - ($line->{down} // 0);
        my $step = defined $line->{end} ? ($line->{end} - 16 - $x) / $#chars : CELL;
        $trace .= qq(<fill_text transform="1 0 0 -1 0 841.89">\n)
            . qq(<span font="ABCDEF+Fang" trm="16 0 0 16">\n);
        for my $i (0 .. $#chars) {
            $trace .= qq(<g unicode="$chars[$i]" glyph="1" x="$x" y="$y" adv="1"/>\n);
            $x += $step + ($i == 0 ? $line->{gap} // 0 : 0);
        }
        $trace .= "</span>\n</fill_text>\n";
    }
    return "$trace</page>\n</document>\n";
}

# The faults of a paragraph in lines: {kind => count}, and its largest gap. Lines but the last are
# justified, unless they say where they end.
my $number = 0;

sub faults_of {
    my (@lines) = map { ref ? $_ : {text => $_} } @_;
    my $text = 'case' . ++$number;
    spill("$text.dump", dump_of(join '', map { $_->{source} // $_->{text} } @lines));
    $_->{end} //= RIGHT for @lines[0 .. $#lines - 1];
    spill("$text.gongwen.trace", trace_of(@lines));
    my (undef, $said, $rows) = counted($text);
    my $row = $rows->{"$text gongwen"} or return $said;
    return join ' ', map { "$_ $row->{$_}" } grep { $row->{$_} } @kinds;
}

my $hanzi = '推进法治政府建设' x 3;
sub line { return substr $hanzi x 2, 0, $_[0] }

is(faults_of(line(28), line(28), line(5)), '', 'a text without fault');
for my $mark (qw(， 。 ” 》 ） 〕 · … ～ / % — - ℃)) {
    my $before = $mark =~ /[%℃]/ ? line(27) . '5' : line(28);
    is(faults_of($before, $mark . line(9)), 'start 1', "$mark at the start of a line");
}
is(faults_of(line(28), '——' . line(9)), '', '—— may begin a line');
is(faults_of(line(27) . $_, line(9)), 'end 1', "$_ at the end of a line") for qw(“ 《 （ 〔 /);
is(faults_of(line(27) . '￥', '5元' . line(9)), 'end 1', '￥ at the end of a line');
is(faults_of(line(28), '府。'), 'single 1', 'a single character on the last line');
is(faults_of(line(28), '府”。'), 'single 1', 'with two marks');
is(faults_of(line(28), '政府。'), '', 'two are enough');
is(faults_of('府。'), '', 'and one, where it is all');

my %splits = (
    '2024|年' => 1, '12|月' => 1, '第|3次' => 1, '1|2条' => 1, '3.|5亿元' => 1, '3.5|亿元' => 1,
    '3.5亿|元' => 1, '8分|钟' => 1, '60|余篇' => 1, '〔2024|〕12号' => 1, '〔2024〕|12号' => 1,
    '〔20|24〕12号' => 1, '府—|—府' => 1, '府…|…府' => 1, 'gong|wen' => 1, '2024年|1月' => 0,
    '2024年|度' => 0, '12345|热线' => 0, '5个|部门' => 0, '2021—|2025年' => 0,
    'https://a.cn/|b' => 0, 'https://a.|cn' => 0, 'https://a.cn/lo|ng' => 1);
for my $case (sort keys %splits) {
    my ($end, $start) = split /\|/, $case;
    my $wanted = $splits{$case} ? $case =~ /〔2024\|/ ? 'start 1' : 'split 1' : '';
    is(faults_of(line(28 - length $end) . $end, $start . line(9)), $wanted, "a break in $case");
}

my $mm = MM;
is(faults_of({text => line(27), end => RIGHT - $_->[0] * $mm}, line(9)), $_->[1],
    "a line $_->[0] mm short")
    for [0.2, ''], [0.4, 'ragged 1'], [-0.4, 'ragged 1'];
is(faults_of(line(28), {text => line(9), x => LEFT + 0.4 * $mm}), 'ragged 1', 'or indented');
is(faults_of(line(28), {text => line(9), x => LEFT - 0.4 * $mm}), 'ragged 1', 'or hanging');
is(faults_of({text => line(27) . '，', end => RIGHT + $_->[0]}, line(9)), $_->[1],
    "a mark that reaches $_->[0] pt out of the line")
    for [8, ''], [11, ''], [13, 'ragged 1'];
is(faults_of(line(28), {text => '“' . line(9), x => LEFT - $_->[0]}), $_->[1],
    "“ $_->[0] pt to the left")
    for [8, ''], [11, 'ragged 1'];
is(faults_of(line(28), {text => line(9), down => $_->[0] * $mm}), $_->[1],
    "a line $_->[0] mm off the grid")
    for [0.05, ''], [0.15, 'off-grid 1'], [-0.15, 'off-grid 1'];

# ---- gaps, and the other engines ----

sub gap_of {
    my ($text, @lines) = @_;
    spill('gap.dump', dump_of($text));
    spill('gap.gongwen.trace', trace_of(@lines));
    my (undef, $said, $rows) = counted('gap');
    return $rows->{'gap gongwen'}{largest} // $said;
}

is(gap_of('推进法治', {text => '推进法治', gap => 4}), '0.250', 'the largest gap, in em');
is(gap_of('推 进法治', {text => '推进法治', gap => 4}), '0.000', 'a written space is none');
is(gap_of('推，进法', {text => '推，进法', gap => 4}), '0.000', 'nor is what stands before a mark');

spill('gap.dump', dump_of('推进法治'));
for my $case ([4, 1, 0], [1, 4, 1], [2, 2, 0]) {
    my ($other, $own, $wanted) = @$case;
    spill('gap.gongwen.trace', trace_of({text => '推进法治', gap => $own}));
    spill('gap.typst.trace', trace_of({text => '推进法治', gap => $other}));
    my ($status) = counted('gap');
    is($status, $wanted, "gaps of $own and $other pt");
}

# ---- text that is not the same ----

spill('text.dump', dump_of('推进法治政府建设'));
for my $other ('推进法制政府建设', '推进法治政府', '推进法治政府建设了') {
    spill('text.gongwen.trace', trace_of({text => $other}));
    my ($status, $said) = counted('text');
    is($status, 2, "another text: $other") or diag($said);
}

done_testing();
