#!/usr/bin/env perl
# Headers: a comment first, a guard by the path, complete in themselves.
use strict;
use warnings;
use File::Temp qw(tempdir);
use FindBin;
use Test::More;

chdir "$FindBin::Bin/../.." or die;

sub none {
    my ($name, @found) = @_;
    ok(!@found, $name) or diag(map { "  $_\n" } @found);
}

sub text_of {
    my ($path) = @_;
    open my $file, '<', $path or die "$path: $!";
    local $/;
    return <$file>;
}

my $flags = `pkg-config --cflags yaml-0.1 freetype2 harfbuzz harfbuzz-subset fontconfig libpng glib-2.0 libcrypto p11-kit-1`;
chomp $flags;
my $compiler = $ENV{CC} // 'cc';
my @headers  = sort glob 'src/*.h src/*/*.h';
my (@uncommented, @unguarded);
for my $path (@headers) {
    my $text = text_of($path);
    my ($name) = $path =~ m{^src/(.*)\.h$};
    (my $guard = uc $name) =~ tr{/a-z-}{_A-Z_};
    $guard = "GONGWEN_$guard" if $guard ne 'GONGWEN';
    $guard .= '_H';
    push @uncommented, $path if $text !~ m{^/\*\s+(?:\*\s+)?[A-Za-z]};
    push @unguarded,   $path
        if $text !~ m{^\s*/\*.*?\*/\s*\#ifndef \Q$guard\E\n\#define \Q$guard\E\n.*\n\#endif\n$}s;
}
none('headers open with a comment', @uncommented);
none('headers have guards by their path', @unguarded);

# Each alone, and twice.
my $work = tempdir(CLEANUP => 1);
my @units;
for my $path (@headers) {
    my ($name) = $path =~ m{^src/(.*)};
    push @units, "$work/" . ($name =~ tr{/}{-}r) . '.c';
    open my $unit, '>', $units[-1] or die;
    print $unit qq{#include "$name"\n#include "$name"\n};
}
my $output = `$compiler -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -Isrc $flags -fsyntax-only @units 2>&1`;
is($?, 0, 'each header compiles on its own');
diag($output) if $output ne '';
done_testing();
