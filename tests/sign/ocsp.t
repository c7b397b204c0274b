#!/usr/bin/perl
# Data for later validation (PAdES B-LT) by OCSP, with `openssl ocsp` as the responder: who may answer,
# what is kept, what `gongwen verify` makes of it at the signing time; issuers that are fetched (AIA).
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8 encode_utf8);
use FindBin;
use lib $FindBin::Bin;
use Server;
use Signing;
use Test::More;

my %index; # of each authority: the lines that `openssl ocsp` reads
my %serial;
my $root = authority('root');

sub serial {
    my ($name) = @_;
    return $serial{$name} //= openssl('x509', '-in', scratch("$name.pem"), '-noout', '-serial') =~ /=(\w+)/ ? $1 : die;
}

# Like certificate(), with its issuer's name, and any extensions.
sub issue {
    my ($issuer, $name, @extensions) = @_;
    certificate(scratch("$issuer.pem"), $name, usage => join "\n", @extensions);
    $index{$issuer}{$name} = 'V';
    return;
}

sub register {
    for my $issuer (keys %index) {
        write_file("$issuer.index", join '', map {
            my ($state, $when) = split ' ', $index{$issuer}{$_};
            join("\t", $state, '350101000000Z', $when // '', serial($_), 'unknown', "/CN=$_") . "\n"
        } sort keys %{$index{$issuer}});
        write_file("$issuer.index.attr", "unique_subject = no\n");
    }
}

# How the responder behaves stands in a file, which its process reads.
sub behave { write_file('mode', "@_") }

my $stamp = serve_stamps($root);
my ($port) = serve(sub {
    my ($path, $body) = @_;
    return $stamp->($body) if $path eq '/tsa';
    return ('application/pkix-cert', slurp(scratch("$1.der"))) if $path =~ m{^/(\w+)\.der$};
    my ($issuer) = $path =~ m{^/ocsp/(\w+)$} or return ('text/plain', 'no', '404 Not Found');
    my ($mode, $signer) = split ' ', slurp(scratch('mode'));
    return ('application/ocsp-response', pack 'H*', '30030a0103') if $mode eq 'later';
    return ('application/ocsp-response', slurp(scratch('kept.resp'))) if $mode eq 'old';
    return ('text/plain', 'no', '500 Error') if $mode eq 'error';
    $signer //= "$issuer-responder";
    my @before = $mode eq 'expired' ? ('faketime', '-f', '-30d') : ();
    run(@before, 'openssl', 'ocsp', '-index', scratch("$issuer.index"), '-CA', scratch("$issuer.pem"),
        '-rsigner', scratch("$signer.pem"), '-rkey', scratch("$signer.key"), '-reqin',
        write_file('question', $body), '-respout', scratch('answer'), '-nmin', 60, '-rmd', 'sha256',
        $mode eq 'silent' ? '-resp_no_certs' : ());
    my $answer = slurp(scratch('answer'));
    write_file('kept.resp', $answer) if $mode eq 'keep';
    substr($answer, -20, 1) ^= "\1" if $mode eq 'flip';
    return ('application/ocsp-response', $answer);
});
my $address = 'http://' . loopback() . ":$port";

my @authority = ('basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign');
my @sign = ('keyUsage=critical,digitalSignature,nonRepudiation');
sub access { # the authority's addresses
    my ($issuer) = @_;
    return "authorityInfoAccess=OCSP;URI:$address/ocsp/$issuer,caIssuers;URI:$address/$issuer.der";
}
issue('root', 'middle', @authority, access('root'));
openssl('x509', '-in', scratch("$_.pem"), '-outform', 'DER', '-out', scratch("$_.der")) for qw(root middle);
issue('middle', $_, @sign, access('middle')) for qw(organ second lost);
issue('root', 'tsa', "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping", access('root'));
issue($_, "$_-responder", 'extendedKeyUsage=OCSPSigning', 'noCheck=ignored') for qw(root middle);
issue('middle', 'plain', @sign);
my $other = authority('other');
certificate($other, 'foreign', usage => 'extendedKeyUsage=OCSPSigning');
register();

my $pdf = write_file('page.pdf', build_pdf('', {1 => '<</Type /Catalog /Pages 2 0 R>>',
    2 => '<</Type /Pages /Kids [3 0 R] /Count 1>>', 3 => '<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>'}));
my $out = scratch('out.pdf');
sub attempt {
    my ($name) = @_;
    unlink $out;
    return sign($pdf, $out, '--key', scratch("$name.key"), '--cert', scratch("$name.pem"), '--ltv');
}
# What verifying says of each certificate: role, state, by what.
sub states {
    my ($json, $which) = @_;
    return join ' ', map { join ':', $_->{role}, $_->{revocation}, $_->{by} // '-' }
        @{$json->{signatures}[$which // 0]{certificates}};
}

# ---- good ----

behave('good');
my $signed = signed($pdf, 'organ', 'kept.pdf', '--ltv', '--tsa', "$address/tsa");
my $json = verified('a document that keeps the answers', $signed, 1, '--trust', $root);
is(states($json), 'timestamp:good:ocsp signer:good:ocsp issuer:good:ocsp', 'for every certificate but the root');
is($json->{signatures}[0]{revocation}, 'good', 'the chain is good');
is($json->{signatures}[0]{trusted}, 'yes', 'the missing issuers were fetched and kept');
like($json->{signatures}[0]{certificates}[1]{as_of}, qr/^\d{4}-\d\d-\d\dT/, 'with the time');
my $store = (run('mutool', 'show', $signed, 'trailer/Root/DSS'))[1];
like($store, qr{/Certs.*/OCSPs}s, 'in the /DSS');
unlike($store, qr{/CRLs}, 'and no lists');
my ($status, $text) = run($ENV{GONGWEN}, 'verify', $signed, '--trust', $root);
like(decode_utf8($text), qr/示例 organ.*OCSP/, 'as text too');
nss($root);
is_deeply([pdfsig($signed)], [['Signature is Valid.', 'Certificate is Trusted.']], 'pdfsig accepts it');
is((run('qpdf', '--check', $signed))[0], 0, 'qpdf finds no errors');

# OpenSSL, asked by itself, agrees with what is kept.
{
    my ($array) = $store =~ m{/OCSPs *\[ *(\d+)};
    write_file('first.resp', (run('mutool', 'show', '-b', $signed, $array))[1]);
    my ($checked, $said) = run('openssl', 'ocsp', '-respin', scratch('first.resp'), '-no_nonce', '-issuer',
        scratch('middle.pem'), '-cert', scratch('organ.pem'), '-CAfile', $root, '-verify_other',
        scratch('middle.pem'));
    like($said, qr/organ\.pem: good/, 'openssl ocsp reads the same from it');
}
my $direct = do { behave('good', 'middle'); signed($pdf, 'organ', 'direct.pdf', '--ltv') };
is((states(verified('the issuer itself answers', $direct, 1, '--trust', $root)) =~ /signer:(\S+)/)[0], 'good:ocsp',
    'that counts');

# ---- answers that do not count ----

for my $case (['good foreign', 'a stranger'], ['good plain', 'somebody of the same issuer, not for that'],
    ['good organ', 'the certificate itself'], ['flip', 'a flipped bit'], ['expired', 'an old answer'],
    ['later', 'try later'], ['error', 'an error'], ['silent', 'a responder without its certificate']) {
    my ($mode, $name) = @$case;
    behave($mode);
    my (undef, undef, $err) = attempt('organ');
    like($err, qr/warning: .*\[no-revocation-list\]/, "$name: told");
    $json = verified("$name: the signature is good", $out, 1, '--trust', $root);
    like(states($json), qr/signer:unknown:-/, "$name: but nothing is known");
}
behave('keep');
signed($pdf, 'organ', 'replayed.pdf', '--ltv');
behave('old');
my (undef, undef, $err) = attempt('organ');
like($err, qr/warning: .*\[no-revocation-list\]/, 'the answer to another question: told');

# ---- revoked ----

my $before = do { behave('good'); signed($pdf, 'organ', 'before.pdf', '--tsa', "$address/tsa") };
select undef, undef, undef, 2.1;
my $now = openssl('version', '-v') && POSIX::strftime('%y%m%d%H%M%SZ', gmtime);
$index{middle}{organ} = "R $now";
register();
($status, undef, $err) = attempt('organ');
is($status, 1, 'who is revoked does not sign');
like($err, qr/\[unfit-certificate\]/, 'that is told');
ok(!-e $out, 'nothing is written');
# What a reader who keeps the answer finds: /DSS of a file signed meanwhile, over the older signature.
{
    behave('good');
    my $request = scratch('late.req');
    openssl('ocsp', '-issuer', scratch('middle.pem'), '-cert', scratch('organ.pem'), '-no_nonce', '-reqout', $request);
    run('openssl', 'ocsp', '-index', scratch('middle.index'), '-CA', scratch('middle.pem'), '-rsigner',
        scratch('middle.pem'), '-rkey', scratch('middle.key'), '-reqin', $request, '-respout',
        scratch('late.resp'), '-nmin', 60);
    my $keep = sub { # the answer, and the issuer's certificate, in an update
        my ($file) = @_;
        my $bytes = slurp($file);
        my ($catalog) = reverse $bytes =~ m{(\d+ 0 obj\n(?:(?!endobj).)*/Type /Catalog(?:(?!endobj).)*)\nendobj}gs;
        my ($n) = $catalog =~ s/^(\d+) 0 obj\n// ? $1 : die;
        my ($size) = reverse $bytes =~ m{/Size (\d+)}g;
        my $stream = sub { sprintf "<</Length %d>>\nstream\n%s\nendstream", length $_[0], $_[0] };
        return build_pdf($bytes, {
            $n => $catalog =~ s{<<}{<</DSS <</Certs [$size 0 R] /OCSPs [@{[$size + 1]} 0 R]>> }r,
            $size => $stream->(slurp(scratch('middle.der'))), $size + 1 => $stream->(slurp(scratch('late.resp'))),
        }, size => $size + 2, root => "$n 0 R");
    };
    $json = verified('revoked after the timestamp', write_file('late.pdf', $keep->($before)), 1, '--trust', $root);
    like(states($json), qr/signer:good:ocsp/, 'is good at that time');
    ok($json->{signatures}[0]{certificates}[1]{revoked}, 'and the time is told');
    verified('without a timestamp that is trusted', scratch('late.pdf'), 0, '--trust', $other);
    my $plain = do {
        $index{middle}{organ} = 'V';
        register();
        signed($pdf, 'organ', 'plain.pdf');
    };
    $json = verified('revoked, and no timestamp', write_file('bad.pdf', $keep->($plain)), 0, '--trust', $root);
    like(states($json), qr/signer:revoked:ocsp/, 'is not good');
}
# An issuer that was revoked.
$index{root}{middle} = "R $now";
register();
($status, undef, $err) = attempt('second');
is($status, 1, 'whose issuer was revoked does not sign');
like($err, qr/\[unfit-certificate\]/, 'that is told');

done_testing;
