#!/usr/bin/perl
# Servers that are asked over HTTPS: the server's certificate and name count, redirections lead nowhere
# they must not, and who hangs or answers too much is told and leaves nothing behind.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8);
use FindBin;
use lib $FindBin::Bin;
use Server;
use Signing;
use Socket qw(AF_INET INADDR_LOOPBACK);
use Test::More;

my $root = authority('root');
certificate($root, 'organ');
certificate($root, 'tsa', kind => ['-newkey', 'rsa:2048'], cn => '示例时间戳',
    usage => "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping");
my $host = gethostbyaddr(INADDR_LOOPBACK, AF_INET) // plan(skip_all => 'the loopback address has no name');
my $web = authority('web');
my $usage = 'extendedKeyUsage=serverAuth';
certificate($web, 'server', cn => $host,
    usage => "$usage\nsubjectAltName=DNS:$host,IP:" . loopback());
certificate($web, 'stranger', cn => 'other.example', usage => "$usage\nsubjectAltName=DNS:other.example");

my $stamp = serve_stamps($root);
my ($port, $child) = serve(sub {
    my ($path, $body) = @_;
    return $stamp->($body) if $path =~ m{^/ok};
    return ('application/timestamp-reply', "\x30\x84\x7F\xFF\xFF\xFF" . 'x' x 100_000) if $path eq '/long';
    return ('text/html', '', '302 Found', 'Location: /ok') if $path eq '/moved';
    return ('text/html', 'no', '500 Internal Server Error') if $path eq '/error';
    return if $path eq '/hang';
    return ('text/html', 'no');
});
my $safe = serve_safely($port, 'server');
my $wrong = serve_safely($port, 'stranger');
my $pdf = small_pdf();
my @key = ('--key', scratch('organ.key'), '--cert', scratch('organ.pem'));
my $out = scratch('out.pdf');

sub stamped {
    my ($name, $url, @options) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    unlink $out;
    my ($status, undef, $err) = sign($pdf, $out, @key, '--tsa', $url, @options);
    is($status, 0, $name) or diag($err);
    my $json = verified("$name: good", $out, 1, '--trust', $root);
    ok($json->{signatures}[0]{timestamped}, "$name: stamped");
}

sub refused {
    my ($name, $why, $url) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    unlink $out;
    my ($status, $printed, $err) = sign($pdf, $out, @key, '--tsa', $url);
    is($status, 1, "$name: not signed");
    like($err, qr/\[timestamp\]/, "$name: told");
    like(decode_utf8($err), $why, "$name: told why");
    ok(!-e $out, "$name: nothing written");
    unlike($printed . $err, qr/geheim/, "$name: no secret is shown");
}

my $local = loopback();
local $ENV{LC_ALL} = 'C';
{
    local $ENV{SSL_CERT_FILE} = $web;
    stamped('HTTPS, by name', "https://$host:$safe/ok");
    stamped('HTTPS, by address', "https://$local:$safe/ok");
    refused('another name', qr/not trusted, or is for another name/, "https://$host:$wrong/ok");
    refused('another address', qr/not trusted, or is for another name/, "https://$local:$wrong/ok");
    refused('a server that hangs', qr/not answer in time/, "https://$host:$safe/hang");
    refused('an error', qr/not what was asked for/, "https://$host:$safe/error");
}
refused('a server that nobody knows', qr/not trusted/, "https://$host:$safe/ok");
stamped('HTTP', "http://$local:$port/ok");
stamped('HTTP with a query', "http://$local:$port/ok?a=b");
refused('an answer that is too long', qr/too long|not what was asked/, "http://$local:$port/long");
refused('a question is not redirected', qr/not what was asked|one does not go/, "http://$local:$port/moved");
refused('a password in the address', qr/password in it/, "http://user:geheim\@$local:$port/ok");
refused('a secret behind the address', qr{from http:[^?]*\?\.\.\.: }, "http://$local:$port/no?key=geheim");
refused('a file', qr/must begin with http: or https:/, "file://$pdf");
refused('no scheme', qr/must begin with http: or https:/, "$local:$port/ok");
refused('a line break', qr/address is not valid/, "http://$local:$port/ok\r\nX: y");
refused('no such host', qr/nobody can be reached/, 'http://none.invalid/ok');
kill 'TERM', $child;
waitpid $child, 0;
refused('nobody there', qr/nobody can be reached/, "http://$local:$port/ok");

# A proxy: what it is told to connect to.
my ($proxy) = serve(sub {
    my ($path) = @_;
    return ('text/plain', 'no', '403 Forbidden') if $path !~ m{^http://stamps\.example};
    return ('text/html', 'by proxy');
});
{
    local $ENV{http_proxy} = "http://$local:$proxy";
    refused('by a proxy', qr/not what was asked/, 'http://stamps.example/ok');
    local $ENV{https_proxy} = "http://$local:$proxy";
    refused('a proxy that does not connect', qr/nobody|no safe|not what was asked/, 'https://stamps.example/ok');
}

done_testing;
