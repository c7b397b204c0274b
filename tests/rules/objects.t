#!/usr/bin/env perl
# What the compiled objects tell: no mutable globals (a document is a value; many may be made at
# once), and nothing shown to other files that neither they nor the tests use.
use strict;
use warnings;
use FindBin;
use Test::More;

chdir "$FindBin::Bin/../.." or die;

sub none {
    my ($name, @found) = @_;
    ok(!@found, $name) or diag(map { "  $_\n" } @found);
}
my $build   = $ENV{BUILD} // 'build';
my @sources = sort glob 'src/*.c src/*/*.c';

sub text_of {
    my ($path) = @_;
    open my $file, '<', $path or die "$path: $!";
    local $/;
    return <$file>;
}

my (@missing, @mutable, %defined, %wanted);
for my $source (@sources) {
    (my $object = "$build/$source") =~ s/\.c$/.o/;
    if (!-f $object) {
        push @missing, $object;
        next;
    }
    for (`objdump -t '$object'`) {
        # 0000000000000000 l     O .bss	0000000000000008 name
        my ($scope, $kind, $section, $size, $symbol) =
            /^[0-9a-f]+ (.)......*?([ OFfd]) (\S+)\t([0-9a-f]+)\s+(?:\.hidden )?(\S+)$/ or next;
        if ($section =~ /^\.(data|bss|tdata|tbss|sdata|sbss)|^\*COM\*/ && $section !~ /^\.data\.rel\.ro/
            && $kind ne 'd' && hex $size > 0) {
            push @mutable, "$source: $symbol in $section";
        }
        if ($section eq '*UND*') {
            $wanted{$symbol}{$source} = 1;
        }
        elsif ($scope eq 'g') {
            $defined{$symbol} = $source;
        }
    }
}
none('every source is compiled', @missing);
my $instrumented = grep { /^__(asan|tsan|ubsan|gcov|sanitizer)_/ } keys %wanted;

SKIP: {
    skip 'instrumented objects have globals of their own', 1 if $instrumented;
    none('no mutable globals', @mutable);
}

my $tests  = join '', map { text_of($_) } glob 'tests/*/*.[ch]';
my @unused = grep { !$wanted{$_} && !/^(main$|gongwen_|__)/ && $tests !~ /\b$_\b/ } sort keys %defined;
none('every function and table that is shown to others is used by them',
    map { "$defined{$_}: $_" } @unused);

# Inline functions and macros of headers leave no symbol: they are looked for in the text.
my %text = map { $_ => text_of($_) } @sources, glob 'src/*.h src/*/*.h';
my @idle;
for my $header (grep { /\.h$/ } sort keys %text) {
    my %names = map { $_ => 1 } $text{$header} =~ /^static inline [^;{]*?\b(\w+)\(/mg,
        $text{$header} =~ /^#define (\w+)/mg;
    for my $name (sort keys %names) {
        next if $name =~ /_H$|^GONGWEN_API$/;
        my $uses = 0;
        for (values %text) {
            $uses += () = /\b$name\b/g;
        }
        push @idle, "$header: $name" if $uses < 2;
    }
}
none('every inline function and macro of a header is used', @idle);
done_testing();
