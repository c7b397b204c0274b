#!/usr/bin/env perl
# Who is not let in by gongwen serve, by raw requests: no token, foreign hosts and origins, paths
# that lead out, bodies that are too large or too slow.
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Copy;
use File::Temp qw(tempdir);
use FindBin;
use IO::Select;
use IO::Socket::INET;
use Test::More;
use Time::HiRes qw(sleep time);

chdir "$FindBin::Bin/../.." or die;
my $gongwen = abs_path($ENV{GONGWEN} // 'build/gongwen');
$ENV{GONGWEN_DATA} = abs_path('.');
$ENV{LC_ALL} = 'C.UTF-8';
$ENV{LANGUAGE} = '';
my $folder = tempdir(CLEANUP => 1);
copy('data/2023-annual-report.yaml', "$folder/report.yaml") or die $!;

# ---- the server ----

my $server = open(my $output, '-|') // die $!;
if ($server == 0) {
    chdir $folder or die;
    exec $gongwen, 'serve', '--no-system-fonts', 'report.yaml' or die;
}
local $SIG{PIPE} = 'IGNORE';
my $said = '';
while (<$output>) {
    $said .= $_;
    last if /\^C/;
}
my ($port, $token) = $said =~ m{http://127\.0\.0\.1:(\d+)/\?token=([0-9a-f]{32})\s};
ok($token, 'the address has a token of 128 bits') or BAIL_OUT($said);
my $host = "127.0.0.1:$port";
my $cookie = "Cookie: gongwen-$port=$token";
END { kill TERM => $server if $server }

sub connected {
    return IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, Timeout => 5) // die $!;
}

# What comes until the end or $seconds.
sub received {
    my ($socket, $seconds) = @_;
    my ($end, $text) = (time + $seconds, '');
    my $select = IO::Select->new($socket);
    while (time < $end && $select->can_read($end - time)) {
        sysread($socket, $text, 65536, length $text) or return ($text, 1);
    }
    return ($text, 0);
}

sub answer {
    my ($request) = @_;
    my $socket = connected();
    print $socket $request =~ s/\n/\r\n/gr;
    my ($text) = received($socket, 5);
    return $text;
}

# The status of a request by its lines; Host and Connection are added. Paths stand below the
# server's own, but for that of the entry.
my $folder_path = '';
sub status {
    my ($first, @lines) = @_;
    $first =~ s{^(\w+) /(?!\?token=)}{$1 $folder_path/};
    my $body = @lines && $lines[-1] =~ s/^body:// ? pop @lines : '';
    push @lines, "Host: $host" if !grep { /^Host:/ } @lines;
    my $text = answer(join("\n", "$first HTTP/1.1", @lines, 'Connection: close', '', '') . $body);
    return $text =~ m{^HTTP/1\.1 (\d+)} ? $1 : "none: $text";
}

# ---- tokens ----

my $entry = answer("GET /?token=$token HTTP/1.1\nHost: $host\nConnection: close\n\n");
($folder_path) = $entry =~ m{url=(/[0-9a-f]{32})/"} or BAIL_OUT($entry);
is(status('GET /'), 403, 'without a token');
is(status("GET /?token=$token"), 200, 'with it');
is(status("GET /?token=" . $token =~ s/^(.)/$1 eq 'a' ? 'b' : 'a'/er), 403, 'a wrong token');
is(status('GET /?token='), 403, 'an empty one');
is(status("GET /?token=$token$token"), 403, 'a longer one');
is(status("GET /view?token=$token"), 403, 'a token in the address of anything but the page');
is(status('GET /view', $cookie), 200, 'the cookie');
is(status('GET /view', $cookie =~ s/.$/-/r), 403, 'a wrong cookie');
is(status('GET /view', "Cookie: gongwen-1=$token"), 403, 'a cookie of another server');
is(status("GET $_"), 403, "$_ without a cookie")
    for qw(/events /page.js /facts /findings /document.pdf /place /outlines /nothing);
is(answer("GET $_ HTTP/1.1\nHost: $host\n$cookie\nConnection: close\n\n") =~ m{^HTTP/1\.1 403 } ? 1 : 0, 1,
    "$_, which is not below the server's path") for '/', '/view', '/page.js', "${folder_path}x/view", $folder_path,
    '/' . '0' x 32 . '/view';
like($entry, qr/Set-Cookie: gongwen-$port=$token; HttpOnly; SameSite=Strict; Path=$folder_path\/\r/,
    'the cookie is strict, and for that path alone');
my $page = answer("GET $folder_path/ HTTP/1.1\nHost: $host\n$cookie\nConnection: close\n\n");
like($page, qr/Content-Security-Policy: default-src 'none'; script-src 'self'; [^\r]*frame-ancestors 'none'\r/,
    'the page may load its own script only');
unlike($page, qr/unsafe|<script>| on\w+=|<style| style=/, 'and holds none');
like($page, qr/X-Content-Type-Options: nosniff\r/, 'types are not guessed');
like($page, qr/Cache-Control: no-store\r/, 'nothing of it is kept');

# ---- hosts and origins ----

is(status('GET /view', $cookie, "Host: $_"), 200, "Host: $_") for "localhost:$port", "[::1]:$port";
is(status('GET /view', $cookie, "Host: $_"), 421, "Host: $_")
    for "evil.example", "evil.example:$port", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:$port",
    "127.0.0.1:$port.evil.example", '';
is(answer("GET $folder_path/view HTTP/1.1\n$cookie\nConnection: close\n\n") =~ m{^HTTP/1\.1 4\d\d } ? 1 : 0, 1, 'no Host');
is(status('GET /events', $cookie, "Origin: http://evil.example"), 403, 'events for another origin');
is(status('GET /view', $cookie, "Origin: null"), 403, 'an origin that hides');
is(status('GET /view', $cookie, 'Sec-Fetch-Site: cross-site'), 403, 'what a browser says is from elsewhere');
is(status('GET /view', $cookie, 'Sec-Fetch-Site: same-site'), 403, 'or from another port');
is(status('GET /view', $cookie, "Origin: http://$host"), 200, 'our own page');

# ---- changes ----

my $before = do { local (@ARGV, $/) = "$folder/report.yaml"; <> };
my ($digest) = answer("GET $folder_path/facts HTTP/1.1\nHost: $host\n$cookie\nConnection: close\n\n") =~ /"digest":"(\w+)"/;
my $body = "name=business.talks&field=value&value=99&digest=$digest";
my @form = ('Content-Type: application/x-www-form-urlencoded', 'Content-Length: ' . length $body);
is(status('POST /facts', $cookie, @form, "body:$body"), 403, 'a change without an origin');
is(status('POST /facts', $cookie, 'Origin: http://evil.example', @form, "body:$body"), 403, 'from another one');
is(status('POST /facts', $cookie, "Origin: https://$host", @form, "body:$body"), 403, 'by another scheme');
is(status('POST /facts', $cookie, "Origin: http://localhost:$port", @form, "body:$body"), 403,
    'of another of our names');
is(status('POST /facts', "Origin: http://$host", @form, "body:$body"), 403, 'without a token');
is(status('POST /facts', $cookie, "Origin: http://$host", "Content-Type: text/plain",
    'Content-Length: ' . length $body, "body:$body"), 415, 'of a type that any form may send');
is(status('POST /view', $cookie, "Origin: http://$host", @form, "body:$body"), 405, 'where nothing is changed');
is(status("$_ /facts", $cookie, "Origin: http://$host"), 405, "$_ is no method") for qw(PUT DELETE OPTIONS PATCH);
is(status('POST /facts', $cookie, "Origin: http://$host",
    'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 9', 'body:name=%00&='), 400, 'half a change');
is(do { local (@ARGV, $/) = "$folder/report.yaml"; <> }, $before, 'and nothing was changed');

# ---- paths ----

is(status("GET $_", $cookie), 404, "$_ leads nowhere")
    for '/report.yaml', '/../report.yaml', '/..%2freport.yaml', '/%2e%2e/%2e%2e/etc/passwd', '//etc/passwd',
    '/page/../../report.yaml', '/page/0123456789abcdef', '/page/0123456789ABCDEF', '/page/', '/page.js/..',
    '/./view', '/view/';
is(status("GET /place?page=$_&x=1&y=1", $cookie), 400, "no page $_") for '-1', 'x', '99999999999', '';
is(status('GET /place?page=999999&x=1&y=1', $cookie), 200, 'a page that is not there says nothing');
is(status('GET /outlines?glyphs=' . join(',', ('0:1') x 50), $cookie), 200, 'odd glyphs are left out');
is(status('GET /outlines?glyphs=0:999999999,99999999999;', $cookie), 200, 'and those that are none');
is(status('GET /outlines', $cookie), 404, 'no glyphs at all');

# ---- bodies and heads ----

my $large = 'x' x 5000;
is(status('POST /facts', $cookie, "Origin: http://$host", $form[0], 'Content-Length: 5000', "body:$large"), 413,
    'a body that is too large');
is(status('POST /facts', $cookie, "Origin: http://$host", $form[0], 'Content-Length: 5000000000'), 413,
    'by its length alone');
is(status('POST /facts', $cookie, "Origin: http://$host", $form[0], 'Transfer-Encoding: chunked',
    "body:5\r\nname=\r\n0\r\n\r\n"), 413, 'a body without a length');
is(status('GET /view', $cookie, 'Content-Length: 5', 'body:hello'), 413, 'a body where there is none');
like(status('GET /view', $cookie, 'X: ' . 'x' x 100000), qr/^(4\d\d|none: )/, 'a head that is too large');
like(status('GET /' . 'x' x 100000, $cookie), qr/^(4\d\d|none: )/, 'an address that is too long');
like(answer("\0\1\2 nonsense\n\n"), qr/^(HTTP\/1\.\d 4\d\d|$)/, 'nonsense');

# A byte a second: of the head, of the body, and nothing at all. Each is cut off in the end.
sub trickle {
    my ($name, $start, @bytes) = @_;
    my $socket = connected();
    print $socket $start =~ s/\n/\r\n/gr;
    my $begun = time;
    while (time - $begun < 20) {
        my ($text, $ended) = received($socket, 0.5);
        if ($ended) {
            pass("$name is cut off");
            return cmp_ok(time - $begun, '<', 15, 'in good time');
        }
        syswrite($socket, shift @bytes) if @bytes;
    }
    fail("$name is cut off");
}
my @ends = map { my @what = @$_; my $child = open(my $pipe, '-|') // die $!; if (!$child) {
    Test::More->builder->no_ending(1);
    Test::More->builder->output('/dev/null');
    Test::More->builder->failure_output('/dev/null');
    $server = 0;
    print trickle(@what) ? "good\n" : "bad\n";
    exit 0;
} [$what[0], $pipe] } (
    ['a slow head', "GET $folder_path/view HTTP/1.1\nHost: $host\n$cookie\nX-Slow: ", ('x') x 60],
    ['a slow body', "POST $folder_path/facts HTTP/1.1\nHost: $host\n$cookie\nOrigin: http://$host\n$form[0]\n"
        . "Content-Length: 500\n\n", ('x') x 60],
    ['silence', '']);
is(status('GET /view', $cookie), 200, 'meanwhile others are served');
is(readline($_->[1]), "good\n", "$_->[0] is cut off in good time") for @ends;

# More connections than there may be: the server stays, and is there again when they are gone.
my @crowd = map { connected() } 1 .. 100;
sleep 0.3;
@crowd = ();
sleep 0.3;
is(status('GET /view', $cookie), 200, 'a crowd leaves it as it was');

# ---- where it listens ----

my ($listens) = map { my $port = sprintf '%04X', $port;
    join ' ', map { (split)[1] } grep { (split)[1] =~ /:$port$/ && (split)[3] eq '0A' } @$_ }
    [map { open my $file, '<', $_ or (); defined $file ? <$file> : () } glob '/proc/net/tcp /proc/net/tcp6'];
unlike($listens, qr/\b0{8}:|\b0{32}:/, 'it listens on no address of the outside');
like($listens, qr/\b0100007F:/, 'but on that of this machine');

kill TERM => $server;
waitpid $server, 0;
is($?, 0, 'and ends in good order');
$server = 0;
done_testing();
