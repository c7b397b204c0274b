#!/usr/bin/perl
# SM2 with SM3 (GM/T 0009, GM/T 0010), judged by an implementation that is not OpenSSL's: sm-crypto
# from npm, over the signed attributes.
use strict;
use warnings;
use utf8;
use Encode qw(encode_utf8);
use FindBin;
use lib $FindBin::Bin;
use Signing;
use Test::More;

my @identifier = ('-sigopt', 'distid:1234567812345678');
openssl('ecparam', '-name', 'SM2', '-genkey', '-noout', '-out', scratch('sm2.key'));
openssl('ecparam', '-name', 'SM2', '-genkey', '-noout', '-out', scratch('root.key'));
openssl('req', '-x509', '-new', '-key', scratch('root.key'), '-sm3', @identifier, '-out', scratch('root.pem'),
    '-utf8', '-subj', encode_utf8('/O=示例/CN=示例国密根证书'), '-days', 3000, '-addext',
    'basicConstraints=critical,CA:TRUE');
openssl('req', '-new', '-key', scratch('sm2.key'), '-sm3', @identifier, '-out', scratch('sm2.csr'), '-utf8',
    '-subj', encode_utf8('/O=示例/CN=示例国密机关'));
write_file('sm2.ext', "keyUsage=critical,digitalSignature,nonRepudiation\n");
openssl('x509', '-req', '-in', scratch('sm2.csr'), '-CA', scratch('root.pem'), '-CAkey', scratch('root.key'),
    '-CAcreateserial', '-sm3', @identifier, '-vfyopt', 'distid:1234567812345678', '-extfile', scratch('sm2.ext'),
    '-days', 3000, '-out', scratch('sm2.pem'));

my $signed = signed(small_pdf(), 'sm2', 'signed.pdf');
my $json = verified('signed with SM2', $signed, 1, '--trust', scratch('root.pem'));
is($json->{signatures}[0]{trusted}, 'yes', 'the chain of SM2 certificates is followed');
my $other = authority('other');
verified('another authority', $signed, 0, '--trust', $other);
my $bytes = slurp($signed);
substr($bytes, 200, 1) ^= "\1";
verified('a flipped bit', write_file('flipped.pdf', $bytes), 0);
certificate($other, 'ec');
verified('an ECDSA signature behind it', signed($signed, 'ec', 'both.pdf'), 1);

# PKCS #12 and a password.
openssl('pkcs12', '-export', '-inkey', scratch('sm2.key'), '-in', scratch('sm2.pem'), '-certfile',
    scratch('root.pem'), '-passout', 'pass:geheim', '-out', scratch('sm2.p12'));
{
    local $ENV{GONGWEN_PIN} = 'geheim';
    my ($status, undef, $err) = sign(small_pdf(), scratch('p12.pdf'), '--key', scratch('sm2.p12'));
    is($status, 0, 'an SM2 key in PKCS #12') or diag($err);
    verified('is good too', scratch('p12.pdf'), 1, '--trust', scratch('root.pem'));
}

# ---- the structure, and somebody else's opinion ----

my ($cms, $content) = extract_cms($signed, 0);
my @lines = split /\n/, openssl('asn1parse', '-inform', 'DER', '-in', write_file('cms.der', $cms));
my $objects = join ' ', map { /OBJECT +:(\S+)/ ? $1 : () } @lines;
like($objects, qr/^1\.2\.156\.10197\.6\.1\.4\.2\.2 sm3 1\.2\.156\.10197\.6\.1\.4\.2\.1 /,
    'the content types of GM/T 0010, and SM3');
my ($attributes) = grep { $lines[$_] =~ /cont \[ 0 \]/ } reverse 0 .. $#lines;
my ($start, $head, $length) = $lines[$attributes] =~ /^\s*(\d+):d=\d+ *hl=(\d+) *l= *(\d+)/;
my $signed_attributes = substr $cms, $start, $head + $length;
substr($signed_attributes, 0, 1) = "\x31"; # as a SET, which is what is signed
my ($value) = $lines[-1] =~ /OCTET STRING +\[HEX DUMP\]:([0-9A-F]+)/;
my ($digest) = join("\n", @lines[$attributes .. $#lines]) =~ /:messageDigest\n[^\n]*SET[^\n]*\n[^\n]*DUMP\]:([0-9A-F]+)/;
my $public = openssl('pkey', '-in', scratch('sm2.key'), '-pubout', '-outform', 'DER');
my $point = unpack 'H*', substr $public, -65;

my $npm = "$ENV{BUILD}/npm";
my $folder = "$npm/node_modules/sm-crypto";
if (!-d $folder) {
    mkdir $npm;
    write_file("$npm/package.json", "{}\n");
    system "cd '$npm' && npm install --ignore-scripts --no-audit --no-fund --silent sm-crypto\@0.3.13 >/dev/null 2>&1";
}
SKIP: {
    if (!-d $folder) {
        my ($unreachable) = run('npm', 'ping');
        ok($unreachable != 0, 'npm is reachable, so sm-crypto must be installed');
        diag('SKIPPED: nobody but OpenSSL has judged SM2, for npm is out of reach');
        skip 'npm is out of reach, so there is no sm-crypto', 4;
    }
    my $script = write_file('check.js', <<'JS');
const [folder, message, content, signature, digest, key] = process.argv.slice(2);
const {sm2, sm3} = require(require('path').resolve(folder));
const fs = require('fs');
const bytes = Array.from(fs.readFileSync(message));
const check = (bytes, options) =>
    sm2.doVerifySignature(bytes, signature, key, {der: true, hash: true, ...options});
console.log(check(bytes, {}), check(bytes, {userId: 'somebody'}), check(bytes.slice(1), {}),
    sm3(Array.from(fs.readFileSync(content))) === digest.toLowerCase());
JS
    my ($status, $out, $err) = run('node', $script, $folder, write_file('attributes', $signed_attributes),
        write_file('content', $content), lc $value, $digest, $point);
    diag($err) if $status != 0;
    my ($good, $stranger, $cut, $same) = split ' ', $out;
    is($good, 'true', 'sm-crypto: the signature over the attributes is good');
    is($stranger, 'false', 'sm-crypto: with the identifier 1234567812345678 and no other');
    is($cut, 'false', 'sm-crypto: over these attributes and no others');
    is($same, 'true', 'sm-crypto: and the digest is that of the document');
}

done_testing;
