#!/usr/bin/env perl
# What holds for the pages of any document: made-up reports with headings, notes and a signature are
# set on small pages, where breaks are many, and each page is looked at.
use strict;
use warnings;
use utf8;
use FindBin;
use File::Temp qw(tempdir);
use Test::More;

use constant {DOCUMENTS => 60, ROWS => 9, PITCH => 10.4447, TOP => 25, HEIGHT => 89.2, MM => 25.4 / 72};

chdir "$FindBin::Bin/../.." or die;
binmode $_, ':encoding(UTF-8)'
    for Test::More->builder->output, Test::More->builder->failure_output;
$ENV{GONGWEN_DATA} //= '.';
my $folder = tempdir(CLEANUP => 1);

# The same documents everywhere: a generator of our own.
my $seed = 1;

sub random { # 0 .. $count - 1
    my ($count) = @_;
    $seed = ($seed * 1103515245 + 12345) % 2147483648;
    return int($seed / 65536) % $count;
}

my @words = qw(区政府 办公室 依法 行政 公开 信息 工作 推进 落实 群众 监督 机制 建设 制度 审查 服务);

sub sentence {
    my ($words) = @_;
    my $text = join '', map { $words[random(scalar @words)] . (random(6) == 0 ? '，' : '') } 1 .. $words;
    return $text =~ s/，?$/。/r;
}

sub paragraph {
    my $text = '';
    for (1 .. 1 + random(4)) {
        my $note = random(5) == 0 ? '{{note ' . sentence(1 + random(random(4) == 0 ? 60 : 12)) . '}}' : '';
        $text .= sentence(1 + random(10)) =~ s/。$/$note。/r;
    }
    return $text;
}

sub report {
    my $yaml = "layout: layout.yaml\ntitle: 标题\nissuer: 区政府办公室\ndate: 2024-01-03\nsections:\n";
    for (1 .. 1 + random(3)) {
        $yaml .= '  - heading: ' . sentence(1 + random(5)) =~ s/。//r . "\n    sections:\n";
        for (1 .. 1 + random(3)) {
            $yaml .= '      - heading: ' . sentence(1 + random(4)) =~ s/。//r . "\n        body:\n";
            $yaml .= "          - \"" . paragraph() . "\"\n" for 1 .. 1 + random(4);
        }
    }
    return $yaml;
}

sub write_file {
    my ($name, $text) = @_;
    open my $file, '>:encoding(UTF-8)', "$folder/$name" or die "$name: $!\n";
    print $file $text;
    close $file or die "$name: $!\n";
}

# The runs of each page: node, role, y, size and text.
sub pages {
    my ($dump) = @_;
    my @pages;
    for (split /\n/, $dump) {
        push @pages, [] if /^page /;
        next if !/^  run (\w+)(?:#(\d+))? \S+ (\S+) \S+ (\S+) .*? "((?:[^"\\]|\\.)*)" /;
        push @{$pages[-1]}, {role => $1, node => $2 // 0, y => $3, size => $4, text => $5}
            if $1 ne 'artifact';
    }
    return @pages;
}

sub circled { return chr(0x2460 + $_[0] - 1) }

# What is wrong with a document's pages.
sub faults {
    my @pages = @_;
    my (@faults, %seen, %started);
    for my $i (0 .. $#pages) {
        my @text  = grep { $_->{role} ne 'Note' && $_->{size} == 16 } @{$pages[$i]};
        my @label = grep { $_->{role} ne 'Note' && $_->{size} != 16 } @{$pages[$i]};
        my @note  = grep { $_->{role} eq 'Note' } @{$pages[$i]};
        my $fault = sub { push @faults, 'page ' . ($i + 1) . ": $_[0]" };

        $fault->('no text') if !@text && !@note;
        # On the grid, in the type area.
        for my $run (@text) {
            my $row = ($run->{y} - $pages[0][0]{y}) / PITCH;
            $fault->("off the grid: $run->{text}") if abs($row - sprintf('%.0f', $row)) > 0.01;
        }
        $_->{y} > TOP + HEIGHT + 0.02 and $fault->("too low: $_->{text}") for @text, @note;
        # Notes stand below the text.
        my ($lowest) = sort { $b <=> $a } map { $_->{y} } @text;
        my ($first)  = sort { $a <=> $b } map { $_->{y} } @note;
        $fault->('a note in the text') if defined $lowest && defined $first && $first < $lowest + 4;
        # Each note on the page of its label, numbered anew.
        my @begun = grep { !$started{$_->{node}}++ } @note;
        my $labels = join '', map { $_->{text} } @label;
        my $wanted = join '', map { circled($_) } 1 .. length $labels;
        $fault->("labels $labels, not $wanted") if $labels ne $wanted;
        my $notes = join '', map { substr $_->{text}, 0, 1 } @begun;
        $fault->("notes $notes of labels $labels") if $notes ne $labels;
        next if !@text;
        # 孤行; a paragraph that goes on has two lines here, or ends later.
        my $node  = $text[0]{node};
        my %lines = map { $_->{y} => 1 } grep { $_->{node} == $node } @text;
        my $later = grep { $_->{node} == $node } map { @$_ } @pages[$i + 1 .. $#pages];
        $fault->('begins with a last line') if $seen{$node} && keys %lines < 2 && !$later;
        # A heading goes with what follows.
        $fault->('ends with a heading') if $text[-1]{role} =~ /^H/;
        $seen{$_->{node}} = 1 for @text;
    }
    my @last = grep { $_->{role} ne 'Note' && $_->{size} == 16 } @{$pages[-1]};
    my $body = grep { $_->{node} < $last[-1]{node} - 1 } @last;
    push @faults, 'the signature is alone' if !$body;
    return @faults;
}

write_file('layout.yaml', "name: layout\nextends: annual-report\n"
        . "page: {size: [110mm, 160mm], type-area: {left: 16mm, top: 25mm, width: 78mm, height: 89.2mm}}\n"
        . "grid: {lines: 9, characters: 14}\nadjust: null\nflow: {title: null}\n"
        . "styles: {note: {leading: 14pt, size: 10pt}}\n");
my ($pages, $notes) = (0, 0);
for my $document (1 .. DOCUMENTS) {
    write_file('report.yaml', report());
    my $dump = `"$ENV{GONGWEN}" render --no-system-fonts -f dump -o - $folder/report.yaml 2>$folder/said`;
    utf8::decode($dump);
    open my $said, '<:encoding(UTF-8)', "$folder/said" or die;
    my $findings = join '', <$said>;
    my @pages = pages($dump);
    my @faults = @pages ? faults(@pages) : 'no pages';
    # Notes may leave no room for two lines before the signature; one there must be.
    my @findings = grep { !/few-lines-kept/ } $findings =~ /^(\S+: (?:error|warning|note): .*)/mg;
    ok(!@faults && !@findings, "document $document") or diag(map { "  $_\n" } @faults, @findings);
    $pages += @pages;
    $notes += () = $dump =~ /^node +Note#/mg;
}
cmp_ok($pages, '>', 5 * DOCUMENTS, 'there were many pages');
cmp_ok($notes, '>', 3 * DOCUMENTS, 'and many notes');
done_testing();
