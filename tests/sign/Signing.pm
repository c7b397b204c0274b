# What the tests of signatures share: an authority of their own with keys and certificates, signing
# and verifying, and building PDF files byte by byte. All names are 示例 (examples); all keys are made
# anew in every run.
package Signing;

use strict;
use warnings;
use utf8;
use Encode qw(encode_utf8 decode_utf8);
use Exporter qw(import);
use FindBin;
use JSON::PP ();
use Test::More;
use lib "$FindBin::Bin/../pdf";
use Measure;

our @EXPORT = qw(authority certificate small_pdf sign signed verify verified write_file slurp scratch
    run nss pdfsig build_pdf extract_cms openssl gongwen);

sub write_file {
    my ($name, $bytes) = @_;
    my $path = $name =~ m{/} ? $name : scratch($name);
    open my $file, '>:raw', $path or die "$path: $!\n";
    print $file $bytes;
    close $file or die "$path: $!\n";
    return $path;
}

sub openssl {
    my (@arguments) = @_;
    my ($status, $out, $err) = run('openssl', @arguments);
    BAIL_OUT("openssl @arguments: $err") if $status != 0;
    return $out;
}

# A root certificate; the path of the PEM file. Its key is beside it.
sub authority {
    my ($name, @kind) = @_;
    my ($key, $pem) = (scratch("$name.key"), scratch("$name.pem"));
    @kind = ('-newkey', 'rsa:2048') if !@kind;
    openssl('req', '-x509', @kind, '-nodes', '-keyout', $key, '-out', $pem, '-utf8', '-days', 3650,
        '-subj', encode_utf8("/O=示例/CN=示例根证书 $name"), '-addext',
        'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign');
    return $pem;
}

# A key and a certificate by the authority: $name.key and $name.pem, unencrypted.
sub certificate {
    my ($authority, $name, %how) = @_;
    my $kind = $how{kind} // ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
    my $usage = $how{usage} // 'keyUsage=critical,digitalSignature,nonRepudiation';
    openssl('req', '-new', @$kind, '-nodes', '-keyout', scratch("$name.key"), '-out',
        scratch("$name.csr"), '-utf8', '-subj', encode_utf8('/O=示例/CN=' . ($how{cn} // "示例 $name")));
    write_file("$name.ext", "basicConstraints=CA:FALSE\n$usage\n");
    openssl('x509', '-req', '-in', scratch("$name.csr"), '-CA', $authority, '-CAkey',
        $authority =~ s/pem$/key/r, '-CAcreateserial', '-days', $how{days} // 3000, '-extfile',
        scratch("$name.ext"), '-out', scratch("$name.pem"));
    return;
}

# A document of one page, made once.
sub small_pdf {
    my $path = scratch('small.pdf');
    return $path if -f $path;
    my $report = write_file('small.yaml',
        encode_utf8("layout: annual-report\ntitle: 示例报告\nissuer: 示例办公室\ndate: 2024-01-03\n"
            . "preamble: 全年经费三千元。\n"));
    return gongwen($report, 'small.pdf');
}

# The command; its exit status, standard output and error.
sub sign {
    my ($in, $out, @options) = @_;
    return run($ENV{GONGWEN}, 'sign', $in, '-o', $out, @options);
}

# Signs with $name.key and $name.pem; the path of the signed file.
sub signed {
    my ($in, $name, $out, @options) = @_;
    my ($status, undef, $err) = sign($in, scratch($out), '--key', scratch("$name.key"), '--cert',
        scratch("$name.pem"), @options);
    BAIL_OUT("sign $in: status $status: " . decode_utf8($err)) if $status != 0;
    return scratch($out);
}

# The exit status, and what was printed as JSON (undef when nothing was).
sub verify {
    my ($path, @options) = @_;
    my ($status, $out, $err) = run($ENV{GONGWEN}, 'verify', '--format', 'json', $path, @options);
    my $json = $out eq '' ? undef : JSON::PP->new->utf8->decode($out);
    return ($status, $json, decode_utf8($err));
}

# As one test: good or refused.
sub verified {
    my ($name, $path, $good, @options) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my ($status, $json, $err) = verify($path, @options);
    my $said = defined $json ? JSON::PP->new->canonical->pretty->encode($json) : $err;
    my $agrees = $status == ($good ? 0 : 1) && (!defined $json || !!$json->{good} == !!$good);
    ok($agrees, $name) or diag("status $status\n$said");
    return $json;
}

# A certificate store for pdfsig that trusts the authorities.
sub nss {
    my (@authorities) = @_;
    my $folder = scratch('nss');
    mkdir $folder;
    run('certutil', '-N', '-d', $folder, '--empty-password');
    run('certutil', '-A', '-d', $folder, '-n', $_, '-t', 'C,C,C', '-i', $_) for @authorities;
    return $folder;
}

# What pdfsig says of each signature: [validation, certificate].
sub pdfsig {
    my ($path) = @_;
    my (undef, $out) = run('pdfsig', '-nssdir', scratch('nss'), $path);
    my @signatures = $out =~ /Signature Validation: (.*)/g;
    my @certificates = $out =~ /Certificate Validation: (.*)/g;
    return map { [$signatures[$_], $certificates[$_] // ''] } 0 .. $#signatures;
}

# A PDF, or an update behind one, of objects {number => text}.
sub build_pdf {
    my ($base, $objects, %more) = @_;
    my $out = $base ne '' ? $base : "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
    my ($before) = $base =~ /startxref\s+(\d+)\s+%%EOF\s*\z/;
    my %offsets;
    for my $number (sort { $a <=> $b } keys %$objects) {
        $offsets{$number} = length $out;
        $out .= "$number 0 obj\n$objects->{$number}\nendobj\n";
    }
    my $start = length $out;
    $out .= "xref\n";
    $out .= "0 1\n0000000000 65535 f\r\n" if $base eq '';
    $out .= sprintf "%d 1\n%010d 00000 n\r\n", $_, $offsets{$_} for sort { $a <=> $b } keys %offsets;
    my $size = $more{size} // 1 + (sort { $b <=> $a } keys %$objects)[0];
    my $root = $more{root} // '1 0 R';
    my $previous = defined $before ? "/Prev $before" : '';
    $out .= "trailer\n<</Size $size /Root $root $previous>>\nstartxref\n$start\n%%EOF\n";
    return $out;
}

# The CMS structure of the signature of that number (from 0), and what it is over.
sub extract_cms {
    my ($path, $number) = @_;
    my $bytes = slurp($path);
    my @ranges;
    while ($bytes =~ m{/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]}g) {
        push @ranges, [$1, $2, $3, $4];
    }
    my ($start, $before, $after, $size) = @{$ranges[$number]};
    my $der = pack 'H*', substr $bytes, $before + 1, $after - $before - 2;
    my ($length) = unpack 'n', substr $der, 2, 2; # 30 82 xx xx
    return (substr($der, 0, $length + 4), substr($bytes, $start, $before) . substr $bytes, $after, $size);
}

1;
