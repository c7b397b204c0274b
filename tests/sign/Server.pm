# Small servers on the loopback address for the tests of signatures; they end with the test.
package Server;

use strict;
use warnings;
use utf8;
use Exporter qw(import);
use FindBin;
use IO::Socket::INET;
use POSIX ();
use Signing;
use Socket qw(INADDR_LOOPBACK inet_ntoa);
use Test::More;

our @EXPORT = qw(serve serve_safely serve_stamps loopback);

my $parent = $$;
my @children;
END { kill 'TERM', @children if $$ == $parent }
delete @ENV{qw(http_proxy HTTP_PROXY https_proxy HTTPS_PROXY)};

sub loopback { return inet_ntoa(INADDR_LOOPBACK) }

# Forks; the child does its work and must not outlive the test, nor hold its output open.
sub begin {
    my ($work) = @_;
    my $child = fork // BAIL_OUT("fork: $!");
    if ($child == 0) {
        open STDOUT, '>', '/dev/null';
        open STDERR, '>', '/dev/null';
        $work->();
        POSIX::_exit(0);
    }
    push @children, $child;
    return $child;
}

# A server for HTTP; its port and process. The handler gets path and body, and gives the media type
# and the answer, with a status line (default: 200 OK) and header lines behind; nothing: it hangs.
sub serve {
    my ($handler) = @_;
    my $server = IO::Socket::INET->new(LocalAddr => loopback(), Listen => 20)
        or BAIL_OUT("no socket: $!");
    my $child = begin(sub {
        $SIG{CHLD} = 'IGNORE';
        $SIG{PIPE} = 'IGNORE';
        while (my $client = $server->accept) {
            my ($head, $body) = ('', '');
            while (defined(my $line = <$client>)) {
                last if $line =~ /^\r?\n/;
                $head .= $line;
            }
            my ($path) = $head =~ m{^(?:GET|POST) (\S+)};
            my ($size) = $head =~ /^Content-Length: *(\d+)/mi;
            read $client, $body, $size // 0;
            my ($type, $answer, $status, @lines) = $handler->($path // '', $body);
            if (!defined $type) {
                push @Server::kept, $client;
                next;
            }
            $status //= '200 OK';
            print $client join "\r\n", "HTTP/1.0 $status", "Content-Type: $type",
                'Content-Length: ' . length $answer, @lines, '', $answer;
            close $client;
        }
    });
    my $port = $server->sockport;
    close $server;
    return ($port, $child);
}

# The same server over TLS, with $name.pem and $name.key; its port.
sub serve_safely {
    my ($port, $name) = @_;
    my $told = scratch("relay-$name-$port");
    my $child = fork // BAIL_OUT("fork: $!");
    if ($child == 0) {
        open STDOUT, '>', $told;
        open STDERR, '>', '/dev/null';
        exec 'python3', "$FindBin::Bin/relay.py", $port, scratch("$name.pem"), scratch("$name.key");
    }
    push @children, $child;
    for (1 .. 200) {
        return slurp($told) + 0 if -s $told && slurp($told) =~ /\n/;
        select undef, undef, undef, 0.02;
    }
    BAIL_OUT('no relay for TLS');
}

# What a time-stamping authority with tsa.pem and tsa.key answers to a query.
sub serve_stamps {
    my ($root) = @_;
    write_file('serial', "01\n");
    my $config = write_file('tsa.cnf', join "\n", '[tsa]', 'default_tsa = authority', '[authority]',
        'serial = ' . scratch('serial'), 'signer_cert = ' . scratch('tsa.pem'), 'certs = ' . $root,
        'signer_key = ' . scratch('tsa.key'), 'signer_digest = sha256', 'default_policy = 1.2.3.4.1',
        'digests = sha256, sha384, sha512', 'ess_cert_id_chain = no', 'ess_cert_id_alg = sha256', '');
    return sub {
        my ($query) = @_;
        run('openssl', 'ts', '-reply', '-config', $config, '-queryfile',
            write_file('query.tsq', $query), '-out', scratch('reply.tsr'));
        return ('application/timestamp-reply', slurp(scratch('reply.tsr')));
    };
}

1;
