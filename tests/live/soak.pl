#!/usr/bin/env perl
# soak.pl SECONDS SAVES: saves a report, its layout and a table of facts so many times a minute while
# `gongwen watch` runs, some of them broken. The last state is always rendered, and neither memory
# nor open files grow. Ends with 1 where that is not so.
use strict;
use warnings;
use Cwd qw(abs_path getcwd);
use File::Temp qw(tempdir);
use FindBin;
use Time::HiRes qw(time sleep);

use lib $FindBin::Bin;
use Watching;

my ($seconds, $rate) = @ARGV;
die "usage: $0 SECONDS SAVES-A-MINUTE\n" if ($rate // '') !~ /^\d+$/;
chdir "$FindBin::Bin/../.." or die;
$ENV{GONGWEN} = abs_path($ENV{GONGWEN} // 'build/gongwen');
$ENV{GONGWEN_DATA} = getcwd;
$ENV{LC_ALL} = 'C.UTF-8';
# A sanitizer keeps what was freed for a while: not so much that it hides what is not.
$ENV{ASAN_OPTIONS} = join ':', 'quarantine_size_mb=1', $ENV{ASAN_OPTIONS} // ();

my $folder = tempdir(CLEANUP => 1);
my $layout = "name: own\nextends: annual-report\n";
my $report = Watching::read_file('data/2023-annual-report.yaml');
$report =~ s{^layout: \S+}{layout: ./own.yaml}m;
Watching::save("$folder/own.yaml", $layout);
Watching::save("$folder/report.yaml", $report);
my $watching = Watching->start($folder);
$watching->settled->{written} or die "it does not begin\n";

my ($saves, $lines, $stale, $checks) = (0, 0, 0, 0);
my ($memory, $handles);
my $begin = time;
my $total = int($seconds * $rate / 60);
while ($saves < $total) {
    my $replaced = $saves % 2;
    my $kind = $saves % 7;
    (my $edited = $report) =~ s/坚持以/坚持$saves以/;
    if ($kind == 5) {
        Watching::save("$folder/own.yaml", "$layout# $saves\n", $replaced);
    }
    elsif ($kind == 3) {
        Watching::save("$folder/report.yaml", "$edited: broken\n  - [", $replaced);
    }
    else {
        Watching::save("$folder/report.yaml", $edited, $replaced);
    }
    $saves++;
    my $due = $begin + $saves * 60 / $rate;
    while (time < $due) {
        $lines++ if $watching->next_line($due - time);
    }
    if ($saves % 50 == 49) {
        Watching::save("$folder/report.yaml", $edited);
        sleep 0.2;
        $lines++ while $watching->next_line(0.3);
        $stale++ if !Watching::is_fresh($folder, 'report.pdf');
        $checks++;
    }
    if (!defined $memory && $saves > 20 && $saves > $total / 5) {
        ($memory, $handles) = ($watching->kibibytes, $watching->handles);
    }
}
Watching::save("$folder/report.yaml", $report);
sleep 0.3;
$lines++ while $watching->next_line(0.5);
$stale++ if !Watching::is_fresh($folder, 'report.pdf');
my ($memory_end, $handles_end) = ($watching->kibibytes, $watching->handles);
my $status = $watching->stop('INT');
printf "%d saves, %d renderings, %d of %d states stale, memory %d KiB, then %d KiB, %d files, then %d\n",
    $saves, $lines, $stale, $checks + 1, $memory, $memory_end, $handles, $handles_end;
my $good = $stale == 0 && $status == 0 && $handles_end <= $handles && $lines > $saves / 2 &&
    $memory_end < $memory * 1.1 + 2048;
exit($good ? 0 : 1);
