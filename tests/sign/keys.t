#!/usr/bin/perl
# Keys, passwords, tokens; what must not be seen; and that nothing is left behind when it goes wrong.
use strict;
use warnings;
use utf8;
use File::Spec;
use FindBin;
use IO::Handle;
use POSIX ();
use lib $FindBin::Bin, "$FindBin::Bin/../pdf";
use Measure ();
use Signing;
use Test::More;

my $root = authority('root');
certificate($root, 'organ');
certificate($root, 'rsa', kind => ['-newkey', 'rsa:2048']);
certificate($root, 'weak', kind => ['-newkey', 'rsa:1024']);
certificate($root, 'server', usage => "keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth");
certificate($root, 'old', days => 1);
openssl('pkcs12', '-export', '-inkey', scratch('organ.key'), '-in', scratch('organ.pem'), '-certfile', $root,
    '-passout', 'pass:geheim', '-out', scratch('organ.p12'));
openssl('pkcs8', '-topk8', '-in', scratch('organ.key'), '-passout', 'pass:geheim', '-out', scratch('locked.key'));
openssl('pkcs12', '-export', '-inkey', scratch('organ.key'), '-in', scratch('organ.pem'), '-passout',
    'pass:geheim-und-lang', '-out', scratch('long.p12'));
my $pdf = small_pdf();
my $before = slurp($pdf);
my $out = scratch('out.pdf');

sub good {
    my ($name, @options) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    unlink $out;
    my ($status, $printed, $err) = sign($pdf, $out, @options);
    is($status, 0, $name) or diag($err);
    verified("$name: good", $out, 1, '--trust', $root);
    unlike($printed . $err, qr/geheim|123456/, "$name: the secret is not printed");
}

# Not signed, with the stable name of the reason, and nothing is left behind.
sub bad {
    my ($name, $code, @options) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    unlink $out;
    my ($status, $printed, $err) = sign($pdf, $out, @options);
    is($status, 1, "$name: not signed");
    like($err, qr/\[$code\]/, "$name: told");
    ok(!-e $out && slurp($pdf) eq $before, "$name: nothing was written");
    is(join(' ', glob(scratch('.*.tmp'))), '', "$name: nothing is left");
    unlike($printed . $err, qr/geheim|123456/, "$name: the secret is not printed");
}

my @locked = ('--key', scratch('locked.key'), '--cert', scratch('organ.pem'));
my @p12 = ('--key', scratch('organ.p12'));
my @plain = ('--key', scratch('organ.key'), '--cert', scratch('organ.pem'));
{
    local $ENV{GONGWEN_PIN} = 'geheim';
    good('PKCS #12, the password from the environment', @p12);
    good('PEM, the password from the environment', @locked);
    $ENV{GONGWEN_PIN} = 'falsch';
    bad('PKCS #12, a wrong password', 'wrong-password', @p12);
    bad('PEM, a wrong password', 'wrong-password', @locked);
    $ENV{GONGWEN_PIN} = 'x' x 1000;
    bad('a password that is too long', 'no-password', @p12);
}
good('a key without a password', @plain);

# From a descriptor; nowhere to ask.
sub with_descriptor {
    my ($text, @options) = @_;
    pipe my $read, my $write or die;
    $^F = 1000;
    POSIX::dup2(fileno $read, 60);
    syswrite $write, $text;
    close $write;
    unlink $out;
    my @result = sign($pdf, $out, '--pin-fd', 60, @options);
    POSIX::close(60);
    return @result;
}
is((with_descriptor("geheim\n", @p12))[0], 0, 'the password from a descriptor');
verified('the password from a descriptor: good', $out, 1, '--trust', $root);
is((with_descriptor('geheim', @p12))[0], 0, 'without a line end');
is((with_descriptor("falsch\n", @p12))[0], 1, 'a wrong one');
SKIP: {
    skip 'setsid is not there', 5 if system('command -v setsid >/dev/null 2>&1') != 0;
    unlink $out;
    my ($status, undef, $err) = run('setsid', '-w', $ENV{GONGWEN}, 'sign', $pdf, '-o', $out, @p12);
    is($status, 1, 'no terminal: not signed');
    like($err, qr/\[no-password\]/, 'no terminal: told');
    ok(!-e $out, 'no terminal: nothing written');
}
is((sign($pdf, $out, @plain, '--pin-fd', 'x'))[0], 2, '--pin-fd wants a number');
is((sign($pdf, $out, @plain, '--pin-fd', 55))[0], 2, 'of a descriptor that is open');

# On a terminal, which `script` provides: asked for, and not echoed.
SKIP: {
    skip 'there is no terminal to be had', 4 if system('script -qec true /dev/null >/dev/null 2>&1') != 0;
    unlink $out;
    my $log = scratch('terminal');
    write_file('ask.sh', "'$ENV{GONGWEN}' sign '$pdf' -o '$out' --key '$p12[1]'; echo status \$?\n");
    open my $terminal, '|-', 'script', '-qec', 'sh ' . scratch('ask.sh'), $log or die;
    $terminal->autoflush(1);
    for (1 .. 200) {
        last if -f $log && slurp($log) =~ /organ\.p12/;
        select undef, undef, undef, 0.02;
    }
    print $terminal "geheim\n";
    close $terminal;
    my $shown = slurp($log);
    like($shown, qr/Password or PIN of .*organ\.p12: /, 'the terminal is asked');
    unlike($shown =~ s/\A.*\n//r, qr/geheim/, 'the password is not echoed');
    like($shown, qr/status 0/, 'and taken');
    verified('the password from the terminal: good', $out, 1, '--trust', $root);
}

bad('a certificate of another key', 'no-certificate', '--key', scratch('organ.key'), '--cert', scratch('rsa.pem'));
bad('no certificate', 'no-certificate', '--key', scratch('organ.key'));
bad('a short key', 'key-kind', '--key', scratch('weak.key'), '--cert', scratch('weak.pem'));
bad('a certificate for servers', 'unfit-certificate', '--key', scratch('server.key'), '--cert', scratch('server.pem'));
bad('a key that is not there', 'file-open', '--key', scratch('none'));
bad('a key that is none', 'key-kind', '--key', $pdf);
bad('a key that is a text', 'key-kind', '--key', $root);
{
    local $ENV{SOURCE_DATE_EPOCH} = time + 86400 * 3;
    bad('an expired certificate', 'unfit-certificate', '--key', scratch('old.key'), '--cert', scratch('old.pem'));
    $ENV{SOURCE_DATE_EPOCH} = time - 86400 * 3;
    bad('one that is not valid yet', 'unfit-certificate', '--key', scratch('old.key'), '--cert', scratch('old.pem'));
    $ENV{SOURCE_DATE_EPOCH} = 'today';
    is((sign($pdf, $out, @plain))[0], 2, 'SOURCE_DATE_EPOCH is a number');
}

# ---- the output ----

unlink $out;
my ($status, undef, $err) = sign($pdf, $pdf, @plain);
is($status, 1, 'not over the input');
is(slurp($pdf), $before, 'which is as it was');
write_file($out, 'a draft');
is((sign($pdf, $out, @plain))[0], 0, 'over another file');
my $signed = slurp($out);
($status, undef, $err) = sign($pdf, $out, @plain);
is($status, 1, 'not over a signed one');
like($err, qr/\[signed-output\]/, 'told');
is(slurp($out), $signed, 'which is as it was');
is((sign($pdf, scratch('none/out.pdf'), @plain))[0], 1, 'a folder that is not there');
is((sign($pdf, '/dev/full', @plain))[0], 1, 'a full disk');
is((run($ENV{GONGWEN}, 'sign', $pdf, @plain))[0], 2, 'no output');
is((run($ENV{GONGWEN}, 'sign', $pdf, '-o', $out))[0], 2, 'no key');
is((run($ENV{GONGWEN}, 'sign', '-o', $out, @plain))[0], 2, 'no document');
for my $rectangle ('1,2,3', '1,2,3,4,x', '0,1,1,1,1', '1,1,1,0,1', '1,200,10,42,42', '1,10,290,42,42', '9,1,1,1,1') {
    unlink $out;
    is((sign($pdf, $out, @plain, '--rect', $rectangle))[0], 1, "--rect $rectangle");
    ok(!-e $out, "--rect $rectangle: nothing written");
}

# ---- what other processes can see ----

SKIP: {
    skip 'there is no /proc', 4 if !-r '/proc/self/limits';
    pipe my $read, my $write or die;
    $^F = 1000;
    my $child = fork // die;
    if ($child == 0) {
        close $write;
        POSIX::dup2(fileno $read, 60);
        open STDOUT, '>', '/dev/null';
        open STDERR, '>', '/dev/null';
        exec $ENV{GONGWEN}, 'sign', $pdf, '-o', scratch('seen.pdf'), @p12, '--pin-fd', 60;
    }
    close $read;
    my ($limits, $line) = ('', '');
    for (1 .. 100) { # it waits for the password
        select undef, undef, undef, 0.02;
        $limits = eval { slurp("/proc/$child/limits") } // '';
        $line = eval { slurp("/proc/$child/cmdline") } // '';
        last if $limits =~ /Max core file size +0 +0 / && $line =~ /--pin-fd/;
    }
    like($limits, qr/Max core file size +0 +0 /, 'no core file while a key is in memory');
    like($line, qr/--pin-fd/, 'the command line is read');
    unlike($line, qr/geheim/, 'and has no password');
    syswrite $write, "geheim\n";
    close $write;
    waitpid $child, 0;
    is($?, 0, 'and it signs');
}

# While it waits for a timestamp the key has served: it is in memory no more, and neither is the PIN.
# The process is aborted then, with core files wanted.
use Server;
SKIP: {
    skip 'there is no /proc', 9 if !-r '/proc/self/limits';
    my ($port) = serve(sub { return }); # hangs
    my $program = File::Spec->rel2abs($ENV{GONGWEN});
    my $folder = scratch('cores');
    mkdir $folder;
    my $child = fork // die;
    if ($child == 0) {
        open STDOUT, '>', '/dev/null';
        open STDERR, '>', scratch('hung.txt');
        chdir $folder;
        $ENV{GONGWEN_PIN} = 'geheim-und-lang';
        exec 'sh', '-c', 'ulimit -c unlimited; exec "$@"', 'sh', $program, 'sign', $pdf, '-o',
            scratch('hung.pdf'), '--key', scratch('long.p12'), '--tsa', 'http://' . loopback() . ":$port/";
    }
    my $connected = sprintf ':%04X 01 ', $port;
    for (1 .. 1000) {
        select undef, undef, undef, 0.02;
        last if -s scratch('hung.txt') || join(' ', map { join ' ', (split)[2, 3], '' } split /\n/, slurp('/proc/net/tcp')) =~ /$connected/;
    }
    select undef, undef, undef, 0.2;
    is(-s "/proc/$child/exe" ? readlink("/proc/$child/exe") =~ /gongwen-sign$/ : 0, 1, 'it waits')
        or diag(slurp(scratch('hung.txt')));
    my $secret = pack 'H*', join '', (openssl('ec', '-in', scratch('organ.key'), '-text', '-noout')
        =~ /priv:\s*((?:[0-9a-f]{2}[:\s]*)+)/)[0] =~ /([0-9a-f]{2})/g;
    cmp_ok(length $secret, '>=', 32, 'the private key is known here');
    unlike(slurp("/proc/$child/environ"), qr/geheim/, 'the PIN is not in the environment');
    unlike(slurp("/proc/$child/cmdline"), qr/geheim/, 'nor in the command line');
    my ($seen, $read) = ('', 0);
    open my $maps, '<', "/proc/$child/maps" or die;
    open my $memory, '<:raw', "/proc/$child/mem";
    no warnings 'portable';
    while (my $line = <$maps>) {
        my ($from, $to) = $line =~ /^([0-9a-f]+)-([0-9a-f]+) rw/ or next;
        next if hex($to) - hex $from > 1 << 28; # a sanitizer's own
        sysseek $memory, hex $from, 0;
        my $got = sysread $memory, my $bytes, hex($to) - hex $from;
        $read += $got // 0;
        next if !$got;
        $seen .= ' PIN' if index($bytes, 'geheim-und-lang') >= 0;
        $seen .= ' key' if index($bytes, $secret) >= 0 || index($bytes, scalar reverse $secret) >= 0;
    }
    SKIP: {
        skip 'its memory is closed to this user, as it should be', 2 if $read == 0;
        skip 'a sanitizer keeps copies', 2 if Measure::is_instrumented();
        cmp_ok($read, '>', 100_000, 'its memory is read');
        is($seen, '', 'and has neither the PIN nor the key');
    }
    kill 'ABRT', $child;
    waitpid $child, 0;
    is($? & 127, 6, 'it is aborted');
    ok(!($? & 128), 'without a core file');
    is(join(' ', glob "$folder/*"), '', 'there is none');
}

# Ctrl-C and kill at the prompt: it ends, and the echo is back.
SKIP: {
    skip 'there is no terminal to be had', 6 if system('script -qec true /dev/null >/dev/null 2>&1') != 0;
    for my $case (['Ctrl-C', 130, "\cC"], ['kill', 143, undef]) {
        my ($name, $expected, $key) = @$case;
        my $log = scratch("stopped-$expected");
        unlink $out;
        write_file('ask.sh', "trap : INT\n'$ENV{GONGWEN}' sign '$pdf' -o '$out' --key '$p12[1]' &\n"
            =~ s{ &\n\z}{\n}r . "echo status \$?; stty -a | tr ' ' '\\n' | grep -x -e '-*echo'\n");
        open my $terminal, '|-', 'script', '-qec', 'sh ' . scratch('ask.sh'), $log or die;
        $terminal->autoflush(1);
        for (1 .. 200) {
            last if -f $log && slurp($log) =~ /organ\.p12: /;
            select undef, undef, undef, 0.02;
        }
        if (defined $key) {
            print $terminal $key;
        } else {
            for my $file (glob '/proc/[0-9]*/cmdline') {
                my $line = eval { slurp($file) } // '';
                my ($process) = $file =~ /(\d+)/;
                kill 'TERM', $process if $line =~ /^\S*gongwen(-sign)?\0sign\0\Q$pdf\E/ && $line =~ /organ\.p12/;
            }
        }
        for (1 .. 200) {
            last if slurp($log) =~ /status \d+.*echo/s;
            select undef, undef, undef, 0.02;
        }
        close $terminal;
        my $shown = slurp($log);
        like($shown, qr/status $expected/, "$name: it ends");
        like($shown, qr/status.*\necho\r/s, "$name: the echo is back");
        ok(!-e $out, "$name: nothing was written");
    }
}

# ---- tokens ----

my ($module) = grep { -f } glob('/usr/lib/softhsm/libsofthsm2.so /usr/lib/*/softhsm/libsofthsm2.so');
SKIP: {
    skip 'SoftHSM is not installed', 1 if !defined $module;
    mkdir scratch('tokens');
    local $ENV{SOFTHSM2_CONF} = write_file('softhsm2.conf',
        'directories.tokendir = ' . scratch('tokens') . "\nobjectstore.backend = file\nlog.level = ERROR\n");
    my $prepared = 1;
    my $hsm = sub {
        my ($failed, undef, $why) = run('softhsm2-util', @_);
        $prepared = 0 if $failed;
        diag("softhsm2-util @_: $why") if $failed;
    };
    $hsm->('--init-token', '--free', '--label', 'seal', '--pin', '123456', '--so-pin', '12345678');
    my %id = (organ => 'a1', rsa => 'b2');
    for my $name (sort keys %id) {
        openssl('pkcs8', '-topk8', '-nocrypt', '-in', scratch("$name.key"), '-out', scratch("$name.p8"));
        $hsm->('--import', scratch("$name.p8"), '--token', 'seal', '--label', $name, '--id', $id{$name},
            '--pin', '123456');
    }
    ok($prepared, 'a token with two keys');
    my @from = ('--cert', scratch('organ.pem'));
    my $path = "?module-path=$module";
    local $ENV{GONGWEN_PIN} = '123456';
    good('a token: ECDSA', '--key', "pkcs11:token=seal;object=organ$path", @from);
    good('a token: RSA', '--key', "pkcs11:token=seal;id=%b2$path", '--cert', scratch('rsa.pem'));
    good('the module that the system knows', '--key', 'pkcs11:token=seal;object=organ', @from)
        if -f '/usr/share/p11-kit/modules/softhsm2.module';
    if (system('command -v pkcs11-tool >/dev/null 2>&1') == 0) {
        openssl('x509', '-in', scratch('rsa.pem'), '-outform', 'DER', '-out', scratch('rsa.der'));
        run('pkcs11-tool', '--module', $module, '--login', '--pin', '123456', '--token-label', 'seal',
            '--write-object', scratch('rsa.der'), '--type', 'cert', '--id', 'b2', '--label', 'rsa');
        good('a certificate on the token', '--key', "pkcs11:token=seal;object=rsa$path");
    }
    bad('another key than the certificate', 'token', '--key', "pkcs11:token=seal;object=rsa$path", @from);
    certificate($root, 'third');
    bad('the certificate of another key', 'sign-failed', '--key', "pkcs11:token=seal;object=organ$path", '--cert',
        scratch('third.pem'));
    openssl('ecparam', '-name', 'SM2', '-genkey', '-noout', '-out', scratch('sm2.key'));
    openssl('req', '-x509', '-new', '-key', scratch('sm2.key'), '-sm3', '-sigopt', 'distid:1234567812345678',
        '-out', scratch('sm2.pem'), '-subj', '/CN=sm2', '-days', 30, '-addext',
        'keyUsage=critical,digitalSignature');
    bad('an SM2 key of a token', 'token', '--key', "pkcs11:token=seal;object=organ$path", '--cert', scratch('sm2.pem'));
    bad('two keys of the token', 'token', '--key', "pkcs11:token=seal$path", @from);
    bad('no such token', 'token', '--key', "pkcs11:token=none$path", @from);
    bad('no such key', 'token', '--key', "pkcs11:token=seal;object=none$path", @from);
    bad('no such module', 'token', '--key', 'pkcs11:token=seal?module-path=/none.so', @from);
    bad('no URI', 'token', '--key', 'pkcs11:x=%', @from);
    bad('a PIN on the command line', 'token', '--key', 'pkcs11:token=seal;object=organ?pin-value=1', @from);
    $ENV{GONGWEN_PIN} = '654321';
    bad('a wrong PIN', 'wrong-password', '--key', "pkcs11:token=seal;object=organ$path", @from);
}

# A token that counts: wrong PINs are tried once, what is left is told, and the last try is a person's.
SKIP: {
    my $counting = scratch('counting_token.so');
    my $flags = (run('pkg-config', '--cflags', 'p11-kit-1'))[1];
    my ($failed, undef, $why) = run('sh', '-c', 'exec "${CC:-cc}" -shared -fPIC -o "$1" "$2" ' . $flags =~ s/\n//r, 'sh',
        $counting, "$FindBin::Bin/counting_token.c");
    is($failed, 0, 'the token is built') or diag($why);
    skip 'no token that counts', 1 if $failed;
    local $ENV{COUNTING_TOKEN} = write_file('tries', '3');
    local $ENV{LC_ALL} = 'C';
    my @from = ('--key', "pkcs11:token=counting;object=key?module-path=$counting", '--cert', scratch('organ.pem'));
    my $attempt = sub {
        local $ENV{GONGWEN_PIN} = $_[0];
        return (sign($pdf, $out, @from))[2];
    };
    unlink $out;
    like($attempt->('wrong'), qr/\[wrong-password\].*a few times more, and it is locked/s, 'few tries are told');
    is(slurp(scratch('tries')), 2, 'a wrong PIN is tried once');
    like($attempt->('wrong'), qr/\[wrong-password\].*one try is left/s, 'one is told');
    like($attempt->('123456'), qr/asked for on the terminal only/, 'the last one is not taken from a program');
    is(slurp(scratch('tries')), 1, 'nor tried');
    write_file('tries', '2');
    like($attempt->('123456'), qr/no such private key/, 'the right PIN');
    is(slurp(scratch('tries')), 3, 'is taken');
    write_file('tries', '0');
    like($attempt->('123456'), qr/its PIN is locked/, 'none is told');
    ok(!-e $out, 'nothing is written');
}

done_testing;
