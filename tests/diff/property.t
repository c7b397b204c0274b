#!/usr/bin/env perl
# gongwen diff --format json: what it says, applied to the old report's content, gives the new one's
# (docs/diff.md). Random edits of the sample reports, the same ones every time.
use strict;
use warnings;
use FindBin;
use File::Temp qw(tempdir);
use JSON::PP;
use Test::More;

chdir "$FindBin::Bin/../.." or die;
my $gongwen = $ENV{GONGWEN} // 'build/gongwen';
$ENV{GONGWEN_DATA} = '.';
my $folder = tempdir(CLEANUP => 1);
system('cp', '-r', 'data', "$folder/data") == 0 or die;
my $json   = JSON::PP->new->utf8->canonical;

sub diff {
    my ($old, $new) = @_;
    my $out = qx('$gongwen' diff --no-system-fonts --format json '$old' '$new' 2>'$folder/errors');
    return $? >> 8 == 2 ? undef : $json->decode($out);
}

sub key { my ($name) = @_; $name =~ s/~/~0/g; $name =~ s{/}{~1}g; return $name }

# The content of a report: all that is inserted where there was nothing.
sub content {
    my ($file) = @_;
    my $all = diff('/dev/null', $file) or return;
    my %content;
    for (@{$all->{changes}}) {
        my ($name) = $_->{new}{path} =~ m{^/(.*)};
        $content{$name} = $_->{content};
    }
    return \%content;
}

sub at {
    my ($node, $path) = @_;
    for my $step (split m{/}, $path =~ s{^/}{}r) {
        $step =~ s{~1}{/}g;
        $step =~ s/~0/~/g;
        $node = ref $node eq 'ARRAY' ? $node->[$step] : $node->{$step};
    }
    return $node;
}

# As docs/diff.md says.
sub apply {
    my ($root, $changes) = @_;
    my (%here, %gone, %under);
    for (@$changes) {
        $gone{$_->{old}{path}} = 1 if $_->{kind} =~ /^(delete|move)$/;
        next if !$_->{new};
        my $path = $_->{new}{path};
        push @{$here{$path}}, $_;
        $under{$1}{$2} = $_ if $_->{kind} =~ /^(insert|move)$/ && $path =~ m{^(.*)/(.*)$};
    }
    my $build;
    my $put = sub {
        my ($change, $path) = @_;
        return $change->{content} if $change->{kind} eq 'insert';
        return $build->(at($root, $change->{old}{path}), $change->{old}{path}, $path);
    };
    $build = sub {
        my ($old, $from, $to) = @_;
        if (ref $old eq 'HASH') {
            my %new;
            for (keys %$old) {
                my $key = key($_);
                $new{$_} = $build->($old->{$_}, "$from/$key", "$to/$key") if !$gone{"$from/$key"};
            }
            for my $key (keys %{$under{$to} // {}}) {
                my $name = $key =~ s{~1}{/}gr =~ s/~0/~/gr;
                $new{$name} = $put->($under{$to}{$key}, "$to/$key");
            }
            return \%new;
        }
        if (ref $old eq 'ARRAY') {
            my @left  = grep { !$gone{"$from/$_"} } 0 .. $#$old;
            my $there = $under{$to} // {};
            my @new;
            for my $i (0 .. @left + keys(%$there) - 1) {
                if ($there->{$i}) {
                    push @new, $put->($there->{$i}, "$to/$i");
                }
                else {
                    my $index = shift @left;
                    push @new, defined $index ? $build->($old->[$index], "$from/$index", "$to/$i") : '?';
                }
            }
            return \@new;
        }
        for (@{$here{$to} // []}) {
            if ($_->{kind} eq 'text') {
                my $was = join '', map { $_->[1] } grep { $_->[0] ne '+' } @{$_->{words}};
                return "not $was" if $was ne $old;
                return join '', map { $_->[1] } grep { $_->[0] ne '-' } @{$_->{words}};
            }
            if ($_->{kind} eq 'value') {
                return $_->{was} eq $old ? $_->{is} : "not $_->{was}";
            }
        }
        return $old;
    };
    return $build->($root, '', '');
}

my @words = qw(开展 推进 落实 检查 监督 全区 各部门 “一网通办” 十分之一 2024年 135件 {{strong\ 重点}});

# One random edit of the lines of a report.
sub edit {
    my ($lines) = @_;
    my @texts = grep { $lines->[$_] =~ /^\s+- (?!\{|\[|\w+:|\w[\w.-]*:|table|figure|chart|items|text|heading)\S/ }
        0 .. $#$lines;
    my @rows = grep { $lines->[$_] =~ /^\s+- \[/ } 0 .. $#$lines;
    my $what = int rand 7;
    @texts = @rows if @rows && $what =~ /^[015]$/ && rand() < 0.5;
    return if !@texts;
    my $i = $texts[rand @texts];
    if ($what == 0) {
        splice @$lines, $i, 1;
    }
    elsif ($what == 1) {    # moved to another place of the same depth
        my ($indent) = $lines->[$i] =~ /^(\s*)/;
        my @same = grep { $lines->[$_] =~ /^\Q$indent\E- / } @texts;
        my $to   = $same[rand @same];
        my ($line) = splice @$lines, $i, 1;
        splice @$lines, $to > $i ? $to - 1 : $to, 0, $line;
    }
    elsif ($what == 2) {
        my ($indent) = $lines->[$i] =~ /^(\s*)/;
        splice @$lines, $i, 0, "$indent- 新的一段：" . join('', map { $words[rand @words] } 1 .. 12) . "。";
    }
    elsif ($what == 3) {
        my @numbers = grep { $lines->[$_] =~ /value: \d/ } 0 .. $#$lines;
        $lines->[$numbers[rand @numbers]] =~ s/value: \d+/'value: ' . int rand 90000/e if @numbers;
    }
    elsif ($what == 4) {
        my @headings = grep { $lines->[$_] =~ /(heading|title): \S/ } 0 .. $#$lines;
        $lines->[$headings[rand @headings]] =~ s/((?:heading|title): )/$1新/ if @headings;
    }
    elsif ($what == 5) {
        splice @$lines, $i, 0, $lines->[$i];
    }
    else {
        my $text  = $lines->[$i];
        my @chars = $text =~ /[\xE4-\xE9][\x80-\xBF]{2}/g;
        my $char  = $chars[rand @chars];
        my $word  = $words[rand @words];
        $lines->[$i] =~ s/\Q$char\E/$word/ if defined $char;
    }
}

srand 20240103;
for my $case (glob 'tests/diff/cases/*') {
    my ($old, $new) = map { content("$case/$_.yaml") } qw(old new);
    my $got = apply($old, diff("$case/old.yaml", "$case/new.yaml")->{changes});
    is($json->encode($got), $json->encode($new), $case);
}

my @samples = glob("$folder/data/*.yaml");
my $done    = 0;
for my $sample (@samples) {
    open my $file, '<', $sample or die;
    my @lines = map { s/\n//r } <$file>;
    close $file;
    my ($place) = $sample =~ m{^(.*)/};
    my $old     = content($sample) or next;
    is_deeply(apply($old, diff($sample, $sample)->{changes}), $old, "$sample: nothing changed");
    for my $round (1 .. 16) {
        my @new = @lines;
        edit(\@new) for 1 .. $round * 2;
        my $path = "$place/edited.yaml";
        open my $out, '>', $path or die;
        print $out map { "$_\n" } @new;
        close $out;
        my $new     = content($path);
        my $changes = defined $new ? diff($sample, $path) : undef;
        my $back    = defined $new ? diff($path, $sample) : undef;
        unlink $path;
        next if !$changes;
        $done++;
        my $got = apply($old, $changes->{changes});
        is($json->encode($got), $json->encode($new), "$sample, round $round") or last;
        is($json->encode(apply($new, $back->{changes})), $json->encode($old), 'and back') or last;
    }
}
cmp_ok($done, '>', 20, "edits made reports ($done)");
done_testing();
