#!/usr/bin/perl
# Times commands against each other and prints a table.
#
#   measure.pl RUNS < COMMANDS
#
# A line of COMMANDS is a name, the file that the command writes, and the command with its
# arguments, separated by tabs. The commands take turns, so that whatever else the machine does
# falls on all alike; the first round warms the caches and does not count. The time is that of the
# whole process, from starting it to its end. Ratios are to the first command; one that fails once
# is left out.
use strict;
use warnings;
use POSIX ();
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my $runs = shift // '';
die "usage: $0 RUNS < COMMANDS\n" if $runs !~ /^[1-9]\d{0,3}$/;

my @commands;
while (<STDIN>) {
    chomp;
    my ($name, $output, @command) = split /\t/;
    push @commands, {name => $name, output => $output, command => \@command, times => []};
}
die "$0: no commands\n" if !@commands;

# Runs a command in silence; its time in ms, or nothing when it fails.
sub run {
    my (@command) = @_;
    my $start = clock_gettime(CLOCK_MONOTONIC);
    my $child = fork;
    die "fork: $!\n" if !defined $child;
    if ($child == 0) {
        open STDIN, '<', '/dev/null';
        open STDOUT, '>', '/dev/null';
        open STDERR, '>', '/dev/null';
        { exec { $command[0] } @command }
        POSIX::_exit(127);
    }
    waitpid $child, 0;
    my $time = 1000 * (clock_gettime(CLOCK_MONOTONIC) - $start);
    return $? == 0 ? $time : undef;
}

for my $round (0 .. $runs) {
    for my $command (@commands) {
        next if $command->{failed};
        my $time = run(@{$command->{command}});
        $command->{failed} = !defined $time;
        push @{$command->{times}}, $time if $round > 0;
    }
}

sub memory_of {
    my (@command) = @_;
    pipe my $read, my $write or die "pipe: $!\n";
    my $child = fork;
    die "fork: $!\n" if !defined $child;
    if ($child == 0) {
        close $read;
        open STDIN, '<', '/dev/null';
        open STDOUT, '>', '/dev/null';
        open STDERR, '>&', $write;
        { exec 'time', '-f', "\npeak %M", @command }
        POSIX::_exit(127);
    }
    close $write;
    my $said = join '', <$read>;
    waitpid $child, 0;
    return $said =~ /^peak (\d+)$/m ? $1 / 1024 : 0;
}

sub pages_of {
    my ($pdf) = @_;
    my $said = qx(pdfinfo '$pdf' 2>/dev/null);
    return $said =~ /^Pages:\s*(\d+)/m ? $1 : '?';
}

printf "%-44s %10s %10s %8s %9s %8s %6s\n", '', 'median ms', 'least ms', 'ratio', 'peak MiB', 'kB',
    'pages';
my $unit;
for my $command (@commands) {
    if ($command->{failed}) {
        printf "%-44s fails: @{$command->{command}}\n", $command->{name};
        next;
    }
    my @times = sort { $a <=> $b } @{$command->{times}};
    my $median = ($times[$#times / 2] + $times[@times / 2]) / 2;
    $unit //= $median;
    printf "%-44s %10.1f %10.1f %8s %9.1f %8.1f %6s\n", $command->{name}, $median, $times[0],
        sprintf('%.1f', $median / $unit), memory_of(@{$command->{command}}),
        (-s $command->{output}) / 1000, pages_of($command->{output});
}
