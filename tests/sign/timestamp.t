#!/usr/bin/perl
# Timestamps (PAdES B-T) of an authority of the tests: `openssl ts` behind a small HTTP server.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8);
use FindBin;
use IO::Socket::INET;
use Socket qw(INADDR_LOOPBACK inet_ntoa);
use lib $FindBin::Bin, "$FindBin::Bin/../pdf";
use Archive;
use Signing;
use Test::More;

my $root = authority('root');
certificate($root, 'organ');
certificate($root, 'tsa', kind => ['-newkey', 'rsa:2048'], cn => '示例时间戳',
    usage => "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping");
my $other_root = authority('other');
nss($root);
write_file('serial', "01\n");
my $config = write_file('tsa.cnf', join "\n", '[tsa]', 'default_tsa = authority', '[authority]',
    'serial = ' . scratch('serial'), 'signer_cert = ' . scratch('tsa.pem'), 'certs = ' . $root,
    'signer_key = ' . scratch('tsa.key'), 'signer_digest = sha256', 'default_policy = 1.2.3.4.1',
    'digests = sha256, sha384, sha512', 'ess_cert_id_chain = no', 'ess_cert_id_alg = sha256', '');

my $server = IO::Socket::INET->new(LocalAddr => inet_ntoa(INADDR_LOOPBACK), Listen => 5)
    or BAIL_OUT("no socket: $!");
my $address = 'http://' . inet_ntoa(INADDR_LOOPBACK) . ':' . $server->sockport;

# Answers according to the path: /ok, /old (the answer to another question), /no (a refusal), /text.
sub answer {
    my ($path, $query) = @_;
    return ('text/html', 'no') if $path eq '/text';
    my $file = write_file('query.tsq', $query);
    if ($path eq '/old') {
        openssl('ts', '-query', '-data', $config, '-sha256', '-cert', '-out', $file);
    }
    return ('application/timestamp-reply', pack 'H*', '30053003020102') if $path eq '/no';
    my ($status) = run('openssl', 'ts', '-reply', '-config', $config, '-queryfile', $file, '-out',
        scratch('reply.tsr'));
    return ('application/timestamp-reply', slurp(scratch('reply.tsr')));
}
my $child = fork // BAIL_OUT("fork: $!");
if ($child == 0) { # it must not outlive the test, nor hold its output open
    open STDOUT, '>', '/dev/null';
    open STDERR, '>', '/dev/null';
    while (my $client = $server->accept) {
        my ($head, $body) = ('', '');
        while (defined(my $line = <$client>)) {
            last if $line =~ /^\r?\n/;
            $head .= $line;
        }
        my ($path) = $head =~ m{^POST (\S+)};
        my ($size) = $head =~ /^Content-Length: *(\d+)/mi;
        read $client, $body, $size // 0;
        my ($type, $answer) = answer($path // '', $body);
        print $client "HTTP/1.0 200 OK\r\nContent-Type: $type\r\nContent-Length: " . length($answer)
            . "\r\n\r\n$answer";
        close $client;
    }
    POSIX::_exit(0);
}
close $server;
my $parent = $$;
END { kill 'TERM', $child if $child && $$ == ($parent // 0) }
delete @ENV{qw(http_proxy HTTP_PROXY https_proxy HTTPS_PROXY)};

my $pdf = small_pdf();
my $signed = signed($pdf, 'organ', 'stamped.pdf', '--tsa', "$address/ok");
my $json = verified('a stamped signature', $signed, 1, '--trust', $root);
my $found = $json->{signatures}[0];
ok($found->{timestamped}, 'has its timestamp');
like($found->{timestamp}, qr/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'with a time');
like($found->{timestamp_authority}, qr/示例时间戳/, 'by its authority');
is_deeply([pdfsig($signed)], [['Signature is Valid.', 'Certificate is Trusted.']], 'pdfsig accepts it');
verified('a second stamped signature', signed($signed, 'organ', 'twice.pdf', '--tsa', "$address/ok"), 1,
    '--trust', $root);
verified('the timestamp of somebody unknown', $signed, 0, '--trust', $other_root);

# The token, taken out, is what `openssl ts` accepts over the signature's value.
my ($cms) = extract_cms($signed, 0);
my $parsed = openssl('asn1parse', '-inform', 'DER', '-in', write_file('cms.der', $cms));
my @lines = split /\n/, $parsed;
my ($i) = grep { $lines[$_] =~ /:id-smime-aa-timeStampToken/ } 0 .. $#lines;
my ($start, $head, $length) = $lines[$i + 2] =~ /^\s*(\d+):d=\d+ *hl=(\d+) *l= *(\d+)/;
my $token = write_file('token.der', substr $cms, $start, $head + $length);
my ($before) = grep { $lines[$_] =~ /prim: OCTET STRING/ } reverse 0 .. $i;
my ($at, $hl, $l) = $lines[$before] =~ /^\s*(\d+):d=\d+ *hl=(\d+) *l= *(\d+)/;
my $value = write_file('value', substr $cms, $at + $hl, $l);
my ($status, $out, $err) = run('openssl', 'ts', '-verify', '-token_in', '-in', $token, '-data', $value,
    '-CAfile', $root);
is($status, 0, 'openssl ts -verify accepts the token') or diag($out . $err);
($status) = run('openssl', 'ts', '-verify', '-token_in', '-in', $token, '-data', $config, '-CAfile', $root);
isnt($status, 0, 'and not over something else');

# ---- what goes wrong ----

for my $case (['/text', 'no token at all'], ['/old', 'the answer to another question'], ['/no', 'a refusal']) {
    my ($path, $name) = @$case;
    ($status, undef, $err) = sign($pdf, scratch('no.pdf'), '--key', scratch('organ.key'), '--cert',
        scratch('organ.pem'), '--tsa', "$address$path");
    is($status, 1, "$name: not signed");
    like($err, qr/\[timestamp\]/, "$name: told");
    ok(!-e scratch('no.pdf'), "$name: nothing written");
}
kill 'TERM', $child;
waitpid $child, 0;
($status, undef, $err) = sign($pdf, scratch('no.pdf'), '--key', scratch('organ.key'), '--cert',
    scratch('organ.pem'), '--tsa', "$address/ok");
is($status, 1, 'nobody answers: not signed');
like($err, qr/\[timestamp\]/, 'nobody answers: told');
ok(!-e scratch('no.pdf'), 'nobody answers: nothing written');

is_deeply(broken_rules(open_pdf(scratch('stamped.pdf'))), {}, 'with a timestamp it is still PDF/A and PDF/UA');
done_testing;
