#!/usr/bin/perl
# Time, memory and size: of the 2023 report, and how they grow up to 1,000 pages. What a run takes
# is compared between sizes; the bounds in milliseconds leave room for a busy machine. `make bench`
# shows the figures themselves.
use strict;
use warnings;
use utf8;
use FindBin;
use List::Util qw(min);
use lib $FindBin::Bin;
use Measure;
use Test::More;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

use constant {RUNS => 20, TIME_LIMIT => 40};                  # ms
use constant {REPORT_MEMORY_LIMIT => 40 * 1024};              # KiB
# Bytes: fonts, text and tags; with what it is made from.
use constant {REPORT_SIZE_LIMIT => 315 * 1024, WHOLE_SIZE_LIMIT => 335 * 1024};
use constant {TIME_GROWTH => 2.5, MEMORY_GROWTH => 2.3};      # for twice the pages

# Seconds of processor time and KiB of memory that rendering takes.
sub cost {
    my ($report, $pdf) = @_;
    my $figures = scratch('figures');
    my ($status, undef, $err) = run('time', '-o', $figures, '-f', '%U %S %M', $ENV{GONGWEN}, 'render',
        '--no-system-fonts', '-q', $report, '-o', $pdf);
    BAIL_OUT("$report: status $status: $err") if $status != 0;
    my ($user, $system, $memory) = slurp($figures) =~ /([\d.]+) ([\d.]+) (\d+)\s*\z/;
    return ($user + $system, $memory);
}

# Of RUNS runs, in ms with the start of the process: the processor's time of one, and the median of
# what the clock shows. That waits for the disk and for everybody else on the machine.
sub times_of {
    my ($report) = @_;
    my @shown;
    my $before = processor_time();
    for (1 .. RUNS) {
        my $start = clock_gettime(CLOCK_MONOTONIC);
        gongwen($report, 'timed.pdf');
        push @shown, 1000 * (clock_gettime(CLOCK_MONOTONIC) - $start);
    }
    return ((processor_time() - $before) / RUNS, (sort { $a <=> $b } @shown)[RUNS / 2]);
}

# Of all programs run so far, in ms.
sub processor_time {
    my (undef, undef, $user, $system) = times;
    return 1000 * ($user + $system);
}

sub page_count {
    my ($pdf) = @_;
    return (run('pdfinfo', $pdf))[1] =~ /^Pages:\s*(\d+)/m ? $1 : 0;
}

sub is_valid {
    my ($name, $pdf) = @_;
    my ($status, $out, $err) = run('qpdf', '--check', $pdf);
    ok($status == 0 && $err eq '' && $out =~ /No syntax or stream encoding errors/,
        "$name: qpdf finds no errors")
        or diag($out . $err);
}

sub generated {
    my ($pages) = @_;
    my ($status, $yaml) = run('perl', 'tests/pdf/generate_report.pl', $pages);
    my $path = scratch("$pages.yaml");
    open my $file, '>:raw', $path or die "$path: $!\n";
    print $file $yaml;
    close $file or die "$path: $!\n";
    return $path;
}

my $report = 'data/2023-annual-report.yaml';
my $instrumented = is_instrumented();

SKIP: {
    skip 'an instrumented program takes more', 4 if $instrumented;
    my $pdf = gongwen($report, 'report.pdf');
    my ($time, $shown) = times_of($report);
    cmp_ok($time, '<=', TIME_LIMIT, 'the report: ms of processor time');
    note(sprintf 'median by the clock: %.1f ms', $shown);
    cmp_ok((cost($report, $pdf))[1], '<=', REPORT_MEMORY_LIMIT, 'the report: KiB of memory');
    cmp_ok(-s $pdf, '<=', WHOLE_SIZE_LIMIT, 'the report: bytes of the PDF');
    cmp_ok(-s gongwen($report, 'bare.pdf', '--no-source'), '<=', REPORT_SIZE_LIMIT, 'without its source');
}

my %seconds;
my %kibibytes;
for my $pages ($instrumented ? (250) : (250, 500, 1000)) {
    my ($yaml, $pdf) = (generated($pages), scratch("$pages.pdf"));
    my @costs = map { [cost($yaml, $pdf)] } 1 .. 3;
    $seconds{$pages} = min map { $_->[0] } @costs;
    $kibibytes{$pages} = min map { $_->[1] } @costs;
    my $count = page_count($pdf);
    cmp_ok(abs($count - $pages), '<=', $pages / 50, "$pages pages: there are $count");
    is_valid("$pages pages", $pdf);
    like((run('pdftotext', '-f', $count, '-l', $count, $pdf, '-'))[1], qr/$count/,
        "$pages pages: the last one is numbered");
    note(sprintf '%d pages: %.2f s, %d MiB', $count, $seconds{$pages}, $kibibytes{$pages} / 1024);
}

SKIP: {
    skip 'an instrumented program is not measured', 4 if $instrumented;
    for my $pages (500, 1000) {
        my $half = $pages / 2;
        cmp_ok($seconds{$pages} / $seconds{$half}, '<=', TIME_GROWTH,
            "$pages pages to $half: processor time");
        cmp_ok($kibibytes{$pages} / $kibibytes{$half}, '<=', MEMORY_GROWTH,
            "$pages pages to $half: memory");
    }
}

done_testing();
