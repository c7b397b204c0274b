#!/usr/bin/env perl
# Every file of the repository: how large, in what words, and nothing of the machine it was written
# on.
use strict;
use warnings;
use FindBin;
use Test::More;
use utf8;

chdir "$FindBin::Bin/../.." or die;

binmode $_, ':encoding(UTF-8)'
    for Test::More->builder->output, Test::More->builder->failure_output;

sub none {
    my ($name, @found) = @_;
    ok(!@found, $name) or diag(map { "  $_\n" } @found);
}

# What is committed, or will be; without git, what is there and was not made here.
sub files {
    my @files = grep { -f } split /\0/,
        `git ls-files -z --cached --others --exclude-standard 2>/dev/null`;
    @files = grep { !m{^(build|build-[^/]*|node_modules)/|^fonts/.*\.(otf|ttf|ttc|otc)$|^fonts/\.fetch}i }
        map { s{^\./}{}r } split /\0/, `find . -type f -not -path './.git/*' -print0`
        if !@files;
    return sort @files;
}

my @files = files();
cmp_ok(scalar @files, '>', 100, 'files are found');
none('no font, key or archive is committed',
    grep { /\.(otf|ttf|ttc|otc|p12|pfx|pem|key|o|a|so|gz|xz|zip)$/i } @files);

my (%text, @binary);
for my $path (@files) {
    open my $file, '<:raw', $path or die "$path: $!";
    local $/;
    my $bytes = <$file> // '';
    if ($bytes =~ /\0/) {
        push @binary, $path;
        next;
    }
    utf8::decode($bytes); # as far as it is UTF-8
    $text{$path} = $bytes;
}

# Inputs of tests may be anything.
my $input = qr{^tests/(fuzz/corpus|diagnostics|composition|data|import)/};
none('no file is binary, but for pictures', grep { !/$input/ && !m{^(docs/pictures|data/images)/} } @binary);

my @code = grep { m{^(src|tests|bench)/.*\.[ch]$} } @files;
none('no file of code is longer than 600 lines',
    map { my $lines = () = $text{$_} =~ /\n/g; $lines > 600 ? "$_: $lines lines" : () } @code);
sub long_lines { # of a file; a macro's backslash at the end does not count
    my ($path) = @_;
    return map { "$path: $_" } grep { length > 100 } map { s/ *\\$//r } split /\n/, $text{$path};
}
none('no line of code is longer than 100 characters', map { long_lines($_) } @code);

sub grep_files {
    my ($pattern, @paths) = @_;
    my @found;
    for my $path (@paths) {
        my $number = 0;
        for my $line (split /\n/, $text{$path} // '') {
            $number++;
            push @found, "$path:$number: $1" if $line =~ /($pattern)/;
        }
    }
    return @found;
}

my ($self) = grep { m{(^|/)tests/rules/sources\.t$} } @files;
my @written = grep { !/$input/ && $_ ne ($self // '') && exists $text{$_} } @files;

none('nothing is left to be done',
    grep_files(qr/\b(TODO|FIXME|XXX|HACK)\b|not (yet )?implemented|\bstub\b/i,
        grep { !/\.po$/ } @written));
none('nothing tells where it was written',
    grep_files(qr{(?<![\w.])/(work|home|root|mnt|Users)/\w|/tmp/[a-z]*build}, @written));
none('no host of a registry, a mirror or a proxy',
    grep_files(qr{registry\.npmjs|npmmirror|pypi\.org|files\.pythonhosted|proxy\.golang|crates\.io|mirrors?\.[a-z]+\.|\b(10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+)\b},
        @written),
    # Who serves this machine alone must say so.
    grep_files(qr{\b(localhost|127\.0\.0\.1)\b},
        grep { !m{^(src|tests)/serve/|^tests/unit/test_serve_|^docs/serve\.md$} } @written));
# How long something takes depends on the machine: ratios do not. Limits of tests are none of it.
none('no time that a machine took',
    grep_files(qr/\b\d[\d.]*\s?(ms|µs|microseconds?|milliseconds?|毫秒|微秒)(?!\w)/,
        grep { m{^(src|docs|data|layouts|fonts|po)/|^[^/]+$} } @written));
none('nothing depends on the day',
    grep_files(qr/\b(__DATE__|__TIME__|__TIMESTAMP__|localtime|gmtime|strftime|clock_gettime|gettimeofday)\b|\btime\(/,
        # A signature tells when, as does each save that is watched; what is newly written is not trusted yet.
        grep { m{^src/} && !m{^src/(command/(signing_time|live_watch)|font/folder)\.c$} } @written));
none('nothing depends on the locale',
    grep_files(qr/\b(setlocale|toupper|tolower|isalpha|isdigit|isspace|isalnum|strtod|atof|atoi|strcoll)\s*\(/,
        grep { m{^src/} && !m{^src/command/language\.c$} } @written));
none('nothing ends the process that it is part of',
    grep_files(qr/\b(exit|_exit|abort|assert)\s*\(/,
        grep { m{^src/} && !m{^src/(base/arena\.c|(image/svg_draw|comment/(read|walk))\.c|command/)} } @written));
none('no tab in code and data', grep_files(qr/\t/, grep { /\.(c|h|def|yaml)$/ } @written));
none('no white space at the end of a line', grep_files(qr/[ \t\r]$/, @written));
none('every file ends with a line break', grep { $text{$_} !~ /(\n|^)\z/ } @written);
done_testing();
