#!/usr/bin/perl
# Data for later validation (PAdES B-LT): revocation lists of an authority of the tests, fetched from
# a small HTTP server and kept in the document.
use strict;
use warnings;
use utf8;
use FindBin;
use IO::Socket::INET;
use POSIX ();
use Socket qw(INADDR_LOOPBACK inet_ntoa);
use lib $FindBin::Bin, "$FindBin::Bin/../pdf";
use Archive;
use Signing;
use Test::More;

my $server = IO::Socket::INET->new(LocalAddr => inet_ntoa(INADDR_LOOPBACK), Listen => 5)
    or BAIL_OUT("no socket: $!");
my $address = 'http://' . inet_ntoa(INADDR_LOOPBACK) . ':' . $server->sockport;
my $lists = scratch('lists');
mkdir $lists;
my $child = fork // BAIL_OUT("fork: $!");
if ($child == 0) { # it must not outlive the test, nor hold its output open
    open STDOUT, '>', '/dev/null';
    open STDERR, '>', '/dev/null';
    while (my $client = $server->accept) {
        my ($path) = (<$client> // '') =~ m{^GET /(\w+\.crl)};
        while (defined(my $line = <$client>)) {
            last if $line =~ /^\r?\n/;
        }
        my $list = defined $path && -f "$lists/$path" ? slurp("$lists/$path") : undef;
        print $client defined $list
            ? "HTTP/1.0 200 OK\r\nContent-Length: " . length($list) . "\r\n\r\n$list"
            : "HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n";
        close $client;
    }
    POSIX::_exit(0);
}
close $server;
my $parent = $$;
END { kill 'TERM', $child if $child && $$ == ($parent // 0) }
delete @ENV{qw(http_proxy HTTP_PROXY https_proxy HTTPS_PROXY)};

my $root = authority('root');
my $usage = 'keyUsage=critical,digitalSignature,nonRepudiation';
certificate($root, $_, usage => "$usage\ncrlDistributionPoints=URI:$address/root.crl") for qw(first second);
certificate($root, 'lost', usage => "$usage\ncrlDistributionPoints=URI:$address/none.crl");
nss($root);
write_file('index', '');
write_file('crlnumber', "01\n");
my $config = write_file('ca.cnf', join "\n", '[ca]', 'default_ca = root', '[root]',
    'database = ' . scratch('index'), 'crlnumber = ' . scratch('crlnumber'), 'default_md = sha256',
    'default_crl_days = 30', "certificate = $root", 'private_key = ' . scratch('root.key'), '');

sub issue_list {
    openssl('ca', '-config', $config, '-gencrl', '-out', scratch('list.pem'));
    openssl('crl', '-in', scratch('list.pem'), '-outform', 'DER', '-out', "$lists/root.crl");
}
sub with_chain {
    my ($name) = @_;
    write_file("$name.pem", slurp(scratch("$name.pem")) . slurp($root));
}
with_chain($_) for qw(first second lost);
issue_list();

my $pdf = small_pdf();
my $signed = signed($pdf, 'first', 'kept.pdf', '--ltv', '--certify', 'form');
my $json = verified('a document that keeps the list', $signed, 1, '--trust', $root);
my $found = $json->{signatures}[0];
is($found->{revocation}, 'good', 'the list does not have the signer');
is($found->{changes}, 'none', 'what is kept is no change');
cmp_ok($found->{covered}, '<', -s $signed, 'and stands behind the signature');
like((run('mutool', 'show', $signed, 'trailer/Root/DSS'))[1], qr{/Certs.*/CRLs}s, 'in the /DSS');
is_deeply([pdfsig($signed)], [['Signature is Valid.', 'Certificate is Trusted.']], 'pdfsig accepts it');
is((run('qpdf', '--check', $signed))[0], 0, 'qpdf finds no errors');
is((verify(signed($pdf, 'first', 'plain.pdf')))[1]{signatures}[0]{revocation}, 'unknown',
    'without a list nothing is known');

my ($status, undef, $err) = sign($pdf, scratch('warned.pdf'), '--key', scratch('lost.key'), '--cert',
    scratch('lost.pem'), '--ltv');
is($status, 0, 'a list that cannot be had does not hinder');
like($err, qr/warning: .*\[no-revocation-list\]/, 'but is told');
verified('the document is good', scratch('warned.pdf'), 1, '--trust', $root);

# ---- one is revoked ----

my $before = signed($pdf, 'first', 'before.pdf');
openssl('ca', '-config', $config, '-revoke', scratch('first.pem'));
issue_list();
($status, undef, $err) = sign($pdf, scratch('no.pdf'), '--key', scratch('first.key'), '--cert',
    scratch('first.pem'), '--ltv');
is($status, 1, 'who is revoked does not sign');
like($err, qr/\[unfit-certificate\]/, 'that is told');
ok(!-e scratch('no.pdf'), 'nothing is written');
my $both = signed($before, 'second', 'both.pdf', '--ltv');
$json = verified('the list of a later signature tells of an earlier signer', $both, 0, '--trust', $root);
is(join(' ', map { $_->{revocation} } @{$json->{signatures}}), 'revoked good', 'of that one only');

kill 'TERM', $child;
waitpid $child, 0;
is_deeply(broken_rules(open_pdf(scratch('kept.pdf'))), {}, 'with what a later validation needs it is still PDF/A and PDF/UA');
done_testing;
