# What the tests of the PDF share: running programs, and reading where glyphs stand, once as MuPDF
# sees them (`mutool trace`) and once as the display list has them (`gongwen render -f dump`).
#
# Positions are in points from the page's top left corner, y downwards.
package Measure;

use strict;
use warnings;
use utf8;
use Cwd ();
use Encode qw(decode_utf8);
use Exporter qw(import);
use File::Basename qw(dirname);
use File::Temp ();
use POSIX ();
use Test::More;
use Trace;

our @EXPORT = qw(MM run gongwen trace_pages dump_pages slurp scratch all_right is_instrumented);

use constant MM => 72 / 25.4; # points in a millimetre

# The same start as tests/tap.sh: in the root of the repository, under one locale.
chdir dirname(Cwd::abs_path(__FILE__)) . '/../..' or die "no root: $!\n";
$ENV{BUILD} ||= 'build';
$ENV{GONGWEN} ||= "$ENV{BUILD}/gongwen";
$ENV{LC_ALL} = 'C.UTF-8';
$ENV{LANGUAGE} = '';
delete @ENV{qw(NO_COLOR SOURCE_DATE_EPOCH)};
$ENV{GONGWEN_DATA} = Cwd::getcwd(); # wherever the build folder is
binmode $_, ':encoding(UTF-8)'
    for *STDOUT, *STDERR, Test::More->builder->output, Test::More->builder->failure_output,
    Test::More->builder->todo_output;

my $scratch = File::Temp->newdir;

# A path in a folder that goes at the end.
sub scratch {
    my ($name) = @_;
    return "$scratch/$name";
}

sub slurp {
    my ($path) = @_;
    open my $file, '<:raw', $path or die "$path: $!\n";
    local $/;
    my $bytes = <$file>;
    return defined $bytes ? $bytes : '';
}

# Runs a program without a shell; its status, and what it wrote to standard output and error.
sub run {
    my (@command) = @_;
    my ($out, $err) = map { scratch($_) } qw(stdout stderr);
    my $child = fork;
    die "fork: $!\n" if !defined $child;
    if ($child == 0) {
        open STDIN, '<', '/dev/null';
        open STDOUT, '>:raw', $out;
        open STDERR, '>:raw', $err;
        { exec { $command[0] } @command }
        POSIX::_exit(127);
    }
    waitpid $child, 0;
    my $status = $? & 127 ? 128 + ($? & 127) : $? >> 8;
    return ($status, slurp($out), slurp($err));
}

# Renders; the output's path. Ends the test when that fails.
sub gongwen {
    my ($report, $name, @options) = @_;
    my $path = scratch($name);
    my ($status, undef, $err) =
        run($ENV{GONGWEN}, 'render', '--no-system-fonts', '-q', @options, $report, '-o', $path);
    BAIL_OUT("$report: status $status: " . decode_utf8($err)) if $status != 0;
    return $path;
}

# One test of many things: `@wrong` tells those that are not as they should be.
sub all_right {
    my ($name, $count, @wrong) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    ok(!@wrong && $count > 0, "$name ($count)");
    diag($_) for @wrong[0 .. ($#wrong < 4 ? $#wrong : 4)];
    diag('nothing to look at') if $count == 0;
}

# Whether the program is built to find faults (make asan, make coverage): its time and memory are
# not those of the program itself.
sub is_instrumented {
    return slurp($ENV{GONGWEN}) =~ /__(?:asan_init|gcov_dump|gcov_exit)/ ? 1 : 0;
}

# Pages as MuPDF paints them: see Trace.pm.
sub trace_pages {
    my ($pdf) = @_;
    my ($status, $out, $err) = run('mutool', 'trace', $pdf);
    BAIL_OUT("mutool trace: status $status: $err") if $status != 0 || $err ne '';
    return read_trace(decode_utf8($out));
}

sub unquote {
    my ($text) = @_;
    my %named = (n => "\n", '"' => '"', '\\' => '\\');
    $text =~ s/\\(?:u\{([0-9A-F]+)\}|(.))/defined $1 ? chr hex $1 : $named{$2}/ge;
    return $text;
}

# "15.793×2 8" as (15.793, 15.793, 8)
sub series {
    my ($text) = @_;
    return map { /^(.*)×(\d+)$/ ? ($1) x $2 : $_ } split ' ', defined $text ? $text : '';
}

my $series = qr/[\d.× -]+/;
my $run_line = qr/^  run \S+( turned)? (\S+) (\S+) (\S+) (\S+)(?: cmyk\S*)? \S+ "((?:[^"\\]|\\.)*)"/
    . qr/(?: from (\S+))?($series)(?:advance$series)?(?:raise($series))?$/;

# Pages of a display list, as docs/dump-format.md describes it: {width, height, runs}. A run is
# {text, font, size, glyphs}, a glyph {x, y, turned}.
sub dump_pages {
    my ($path) = @_;
    my @pages;
    for my $line (split /\n/, decode_utf8(slurp($path))) {
        if ($line =~ /^page \d+ (\S+) (\S+)/) {
            push @pages, {width => $1 * MM, height => $2 * MM, runs => []};
        } elsif ($line =~ $run_line) {
            my ($turned, $x, $y, $font, $size, $text, $from, $steps, $raise) =
                ($1, $2, $3, $4, $5, $6, $7, $8, $9);
            my ($pen, @glyphs) = $from // 0;
            my @raised = series($raise);
            for my $step (series($steps)) {
                my $up = $raised[@glyphs] // 0;
                my ($right, $down) = $turned ? (-$up, -$pen) : ($pen, -$up);
                push @glyphs,
                    {x => $x * MM + $right, y => $y * MM + $down, turned => $turned ? 1 : 0};
                $pen += $step;
            }
            push @{$pages[-1]{runs}},
                {text => unquote($text), font => $font, size => $size, glyphs => \@glyphs};
        } elsif ($line =~ /^  run /) {
            BAIL_OUT("not as the dump's format has it: $line");
        }
    }
    return @pages;
}

1;
