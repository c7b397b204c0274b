#!/usr/bin/env perl
# The way through the house (docs/architecture.md): each folder of src/ includes only those before
# it, and each third-party header appears where it belongs.
use strict;
use warnings;
use FindBin;
use Test::More;

chdir "$FindBin::Bin/../.." or die;

sub none {
    my ($name, @found) = @_;
    ok(!@found, $name) or diag(map { "  $_\n" } @found);
}

# From the ground up. The files of src/ itself are the library's entry; only commands stand above.
my @folders = qw(base yaml report layout font image display text page output pdf extract audit check import sign diff comment watch . serve command);
my %level   = map { $folders[$_] => $_ } 0 .. $#folders;

# Folders that see less than what is below them: painters see what is to be painted, nothing else.
# The audit must not know what a layout wants.
my %sees = (
    output => { map { $_ => 1 } qw(base display font image output) },
    pdf     => { map { $_ => 1 } qw(base pdf) },
    extract => { map { $_ => 1 } qw(base pdf extract) },
    audit  => { map { $_ => 1 } qw(base yaml report font image display audit) },
    check  => { map { $_ => 1 } qw(base yaml report check) },
    import => { map { $_ => 1 } qw(base yaml report import) },
    comment => { map { $_ => 1 } qw(base display extract comment) },
    diff   => { map { $_ => 1 } qw(base yaml report layout font image display page diff) },
    sign   => { map { $_ => 1 } qw(base image pdf sign) },
);
my %also = map { $_ => 1 } 'audit/rules.h includes layout/dimension.h'; # how lengths are written

# Third-party headers: where each may be included.
my @foreign = (
    [qr/^yaml\.h$/,                    qr{^yaml/}],
    [qr/^(ft2build|hb|hb-ot)\.h$/,     qr{^font/}],
    [qr/^hb-subset\.h$/,               qr{^font/}],
    [qr{^fontconfig/fontconfig\.h$},   qr{^font/}],
    [qr/^hpdf\.h$/,                    qr{^output/pdf[^/]*$}],
    [qr/^libdeflate\.h$/,              qr{^(output/pdf[^/]*|pdf/inflate\.c)$}],
    [qr{^openssl/ssl},                 qr{^sign/fetch\.c$}],
    [qr{^openssl/},                    qr{^sign/}],
    [qr{^p11-kit/},                    qr{^sign/token\.c$}],
    [qr/^png\.h$/,                     qr{^image/png\.c$}],
    [qr/^(jpeglib|jerror)\.h$/,        qr{^image/jpeg\.c$}],
    [qr/^expat\.h$/,                   qr{^image/svg\.c$}],
    [qr/^pcre2\.h$/,                   qr{^check/pattern\.c$}],
    [qr/^microhttpd\.h$/,              qr{^serve/http\.c$}],
    [qr/^uv\.h$/,                      qr{^(watch|serve)/|^command/live}],
    [qr/^csv\.h$/,                    qr{^report/csv\.c$}],
    [qr/^iconv\.h$/,                  qr{^(report/csv|import/encoding)\.c$}],
    [qr{^(zip\.h|libxml/xmlreader\.h)$}, qr{^import/package\.c$}],
    [qr/^md4c\.h$/,                   qr{^import/read_markdown\.c$}],
    [qr{^qpdf/qpdf-c\.h$},              qr{^comment/walk\.c$}],
    [qr/^dlfcn\.h$/,                  qr{^(import/library|image/svg_draw|comment/walk|diff/segment)\.c$}],
    [qr/^glib\.h$/,                    qr{^base/unicode\.c$}],
);

# The C library's. What speaks to the user in a language, reads options or the environment, or
# prints, is for the commands; setjmp for what guards an operation against memory that is out.
my %standard = map { $_ => qr/./ } qw(
    dirent.h errno.h fcntl.h limits.h math.h poll.h signal.h stdarg.h stdbool.h stddef.h stdint.h
    stdio.h stdlib.h string.h strings.h endian.h sys/mman.h sys/stat.h sys/types.h time.h unistd.h);
$standard{'setjmp.h'}  = qr{^(base/arena\.[ch]|[^/]+|image/(png|jpeg)\.c|command/signer\.h)$};
$standard{'sys/vfs.h'}      = qr{^watch/watcher\.c$};    # which file systems tell
$standard{'sys/wait.h'}     = qr{^(base/worker|command/(revision|signer_verify))\.c$};    # processes of their own
$standard{'spawn.h'}        = qr{^command/revision\.c$};    # git
$standard{'sys/resource.h'} = qr{^(base/worker|command/(asker|signer_sign|finalize))\.c$};
$standard{'netinet/in.h'}   = qr{^serve/loopback\.c$};
$standard{'sys/socket.h'}   = qr{^(serve/(http|loopback)|sign/fetch)\.c$};
$standard{'sys/random.h'}   = qr{^serve/guard\.c$};
$standard{'inttypes.h'}     = qr{^serve/answers\.c$};
$standard{'libintl.h'} = qr{^(base/diagnostic\.c|command/.*)$};
$standard{'getopt.h'}  = qr{^command/};
$standard{'locale.h'}  = qr{^command/};
$standard{$_}          = qr{^command/(asker|signer_sign)\.c$} for qw(termios.h);
$standard{'sys/signalfd.h'} = qr{^command/asker\.c$};
$standard{'netdb.h'} = qr{^sign/fetch\.c$};
$standard{'malloc.h'} = qr{^sign/secret\.c$};
$standard{'sys/prctl.h'}  = qr{^(base/worker|command/(signer_sign|signer_verify|finalize))\.c$};

sub lines_of {
    my ($path) = @_;
    open my $file, '<', $path or die "$path: $!";
    return <$file>;
}

sub is_private {
    my ($path) = @_;
    my $text = join '', lines_of($path);
    my ($comment) = $text =~ m{^/\*(.*?)\*/}s or return 0;
    $comment =~ s/\s*\n \*\s*/ /g;
    return $comment =~ /private to \w+\/|nobody else's business/i;
}

my (@upwards, @private, @strange, @order);
for my $path (sort glob('src/*.[ch] src/*/*.[ch] src/*/*.def')) {
    my ($name) = $path =~ m{^src/(.*)};
    my $folder = $name =~ m{^([^/]+)/} ? $1 : '.';
    ok(exists $level{$folder}, "$name stands in a folder that is known") or next;
    for (lines_of($path)) {
        if (/^\s*#\s*include\s+"([^"]+)"/) {
            my $target = $1;
            my $to     = $target =~ m{^([^/]+)/} ? $1 : '.';
            if ($target =~ /^(colour_profile|serve_assets)\.h$/) {
                next; # made from other files by the Makefile
            }
            if (!-f "src/$target") {
                push @strange, "$name: \"$target\" is no path from src/";
            }
            elsif ($also{"$name includes $target"}) {
                next;
            }
            elsif (!exists $level{$to} || $level{$to} > $level{$folder} ||
                ($sees{$folder} && !$sees{$folder}{$to})) {
                push @upwards, "$name includes $target";
            }
            # A header that says so is its folder's own business.
            push @private, "$name includes $target"
                if $to ne $folder && -f "src/$target" && is_private("src/$target");
        }
        elsif (/^\s*#\s*include\s+<([^>]+)>/) {
            my $header = $1;
            my ($allowed) = map { $_->[1] } grep { $header =~ $_->[0] } @foreign;
            $allowed //= $standard{$header};
            push @strange, "$name includes <$header>"
                if !defined $allowed || $name !~ $allowed;
        }
        elsif (/^\s*#\s*include\s+(FT_\w+_H)/) {
            push @strange, "$name includes $1" if $folder ne 'font';
        }
        elsif (/^\s*#\s*include/) {
            push @strange, "$name: $_";
        }
    }
}
none('folders include only those before them', @upwards);
none('private headers stay in their folders', @private);
none('other headers appear only where they belong', @strange);

# Painters do not know each other.
my @mixed;
for my $path (glob 'src/output/*.c') {
    my ($own) = $path =~ m{output/([a-z]+)};
    for (lines_of($path)) {
        push @mixed, "$path includes output/$1" if m{"output/((pdf|png|svg|dump)\w*\.h)"} && $2 ne $own;
    }
}
none('painters do not know each other', @mixed);
done_testing();
