#!/usr/bin/perl
# gongwen finalize: what it refuses, and that nothing is left when it does; what it signs. And what
# gongwen verify says of files that are made again.
use strict;
use warnings;
use utf8;
use Encode qw(encode_utf8 decode_utf8);
use FindBin;
use POSIX ();
use lib $FindBin::Bin, "$FindBin::Bin/../pdf";
use Measure qw(is_instrumented);
use Signing;
use Test::More;

my $root = authority('root');
certificate($root, 'organ', cn => '甲市人民政府');
openssl('pkcs12', '-export', '-inkey', scratch('organ.key'), '-in', scratch('organ.pem'), '-certfile', $root,
    '-passout', 'pass:geheim', '-out', scratch('organ.p12'));
my @key = ('--key', scratch('organ.key'), '--cert', scratch('organ.pem'));
my $out = scratch('out.pdf');

my $text = <<'END';
layout: gb9704
title: 关于开展检查工作的通知
issuer: 甲市人民政府
mark: 甲市人民政府
document-number: 甲政发〔2024〕12号
date: 2024-01-03
recipients: [各区人民政府]
preamble: 为做好检查工作，现将有关事项通知如下。
END

sub report {
    my ($name, $change) = @_;
    local $_ = $text;
    $change->() if defined $change;
    return write_file("$name.yaml", encode_utf8($_));
}

sub finalize {
    my ($report, @options) = @_;
    my ($status, $told, $err) = run($ENV{GONGWEN}, 'finalize', '--no-system-fonts', $report, @options);
    return ($status, decode_utf8($told), decode_utf8($err));
}

# The lines of JSON, by their steps.
sub steps {
    my ($told) = @_;
    return { map { my $step = JSON::PP->new->decode($_); ($step->{step} => $step) } split /\n/, $told };
}

sub nothing_left {
    my ($name) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    ok(!-e $out, "$name: nothing is written");
    is(join(' ', glob(scratch('.*.tmp'))), '', "$name: nothing is left");
}

sub refused {
    my ($name, $report, $reasons, $codes, @options) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    unlink $out;
    my ($status, $told, $err) = finalize($report, '-o', $out, '--format', 'json', @key, @options);
    is($status, 1, "$name: refused") or diag($told . $err);
    is(join(' ', @{steps($told)->{sign}{refused} // []}), $reasons, "$name: the reasons");
    like($err, qr/\[$_\]/, "$name: $_ is told") for @$codes;
    nothing_left($name);
    return;
}

# ---- what is good ----

my $good = report('good');
my ($status, $told, $err) = finalize($good, '-o', $out, @key);
is($status, 0, 'a good report is signed') or BAIL_OUT($told . $err);
like($told, qr/^check: errors: 0, .*\naudit: .*\nrender: pages: 1, .*\nsign: \Q$out\E: pages: 1, signed by .*甲市人民政府.*, 2\d\d\d-/,
    'step by step');
my $json = verified('and verifies', $out, 1, '--trust', $root, '--regenerate', 'require');
is($json->{regeneration}{state}, 'same', 'byte for byte what its sources give');
my $signed = slurp($out);
is((stat $out)[2] & 07777, 0666 & ~umask, 'with the usual permissions');

for my $how (['finalize', '--no-system-fonts', $good, '-o', $out, @key],
    ['render', '--no-system-fonts', $good, '-o', $out], ['sign', small_pdf(), '-o', $out, @key],
    ['audit', '--no-system-fonts', $good, '--overlay', $out])
{
    ($status, undef, $err) = run($ENV{GONGWEN}, @$how);
    is($status, 1, "$how->[0] does not overwrite a signed document");
    like($err, qr/\[signed-output\]/, "$how->[0]: told");
    ok(slurp($out) eq $signed, "$how->[0]: it is as it was");
}
unlink $out;
symlink scratch('aside.pdf'), $out or die;
write_file('aside.pdf', $signed);
is((finalize($good, '-o', $out, @key))[0], 1, 'nor through a link');
ok(slurp(scratch('aside.pdf')) eq $signed, 'it is as it was');
unlink $out;
write_file($out, "%PDF-1.7\nan older draft");
is((finalize($good, '-o', $out, @key, '--conformance', 'a-2a', '--certify', 'no-changes', '--reason', encode_utf8('签发')))[0],
    0, 'an unsigned PDF is replaced');
$json = verified('the options of sign and render', $out, 1, '--trust', $root);
is($json->{signatures}[0]{reason}, '签发', 'the reason');
is($json->{signatures}[0]{permission}, 'none', 'what may be changed');
is($json->{regeneration}{state}, 'no-sources', 'a-2a has no sources');
is((verify($out, '--regenerate', 'require'))[0], 1, 'which can be asked for');
is((verify($out, '--regenerate', 'no'))[1]{regeneration}, undef, 'or not');

{
    local $ENV{GONGWEN_PIN} = 'geheim';
    unlink $out;
    ($status, $told, $err) = finalize($good, '-o', $out, '--format', 'json', '--key', scratch('organ.p12'));
    is($status, 0, 'a PIN from the environment') or diag($err);
    my $steps = steps($told);
    is(join(' ', map { $steps->{$_}{good} ? $_ : "not $_" } qw(check audit render sign)), 'check audit render sign',
        'all steps as JSON');
    is($steps->{sign}{file}, $out, 'and the file');
    $ENV{GONGWEN_PIN} = 'falsch';
    unlink $out;
    ($status, undef, $err) = finalize($good, '-o', $out, '--key', scratch('organ.p12'));
    is($status, 1, 'a wrong PIN');
    like($err, qr/\[wrong-password\]/, 'a wrong PIN: told');
    unlike($err, qr/geheim|falsch/, 'a wrong PIN: not printed');
    nothing_left('a wrong PIN');
}
pipe my $read, my $write or die;
$^F = 1000;
POSIX::dup2(fileno $read, 61);
syswrite $write, "geheim\n";
close $write;
is((finalize($good, '-o', $out, '--key', scratch('organ.p12'), '--pin-fd', 61))[0], 0, 'a PIN from a descriptor');
POSIX::close(61);

# ---- what is refused ----

for my $language (qw(zh en)) {
    for my $start (sort glob "layouts/starts/$language/*.yaml") {
        unlink $out;
        ($status, $told, $err) = finalize($start, '-o', $out, '--format', 'json', @key);
        is($status, 1, decode_utf8("$start is not signed as it is"));
        like($err, qr/\[example\]/, decode_utf8("$start: told"));
        nothing_left(decode_utf8($start));
    }
}
for my $left ('【　　】', '××', '○○', '（待补充）', '某某某', 'X月X日') {
    refused("left over: $left", report('left', sub { s/检查工作，/检查工作（${left}），/ }), 'check', ['placeholder']);
}
refused('a draft', report('draft', sub { $_ .= "draft: 征求意见稿\n" }), 'draft', ['draft']);
refused('a draft and which', report('draft', sub { $_ .= "draft: {mark: 草案, version: 第二稿}\n" }), 'draft', ['draft']);
refused('an unknown key', report('key', sub { $_ .= "nonsense: 1\n" }), 'check audit render', ['yaml-key|unknown-.*']);
refused('a name that does not exist', report('name', sub { s/现将/现将{{none}}/ }), 'check audit render', ['unknown-.*']);
refused('no YAML', report('yaml', sub { $_ = "title: [\n" }), 'check audit render', ['yaml-syntax']);
refused('all at once', report('all', sub { s/检查工作，/××，/; $_ .= "draft: 草案\n" }), 'check draft', [qw(placeholder draft)]);
write_file('wide.yaml', "extends: gb9704\npage: {type-area: {top: 40mm}}\n");
refused('against the standard', report('audit'), 'audit', ['audit-failed'], '--layout', scratch('wide.yaml'));
my $twice = report('twice', sub { s/通知如下。/通知如下的的。/ });
unlink $out;
is((finalize($twice, '-o', $out, @key))[0], 0, 'warnings do not refuse');
refused('unless --strict', $twice, 'check', ['repeated-word'], '--strict');
refused('a report that would be overwritten', $good, 'output', ['output-is-input'], '-o', $good);
is((finalize(scratch('none.yaml'), '-o', $out, @key))[0], 1, 'no report');
is((finalize($good, '-o', scratch('none/out.pdf'), @key))[0], 1, 'a folder that is not there');
is((finalize($good, '-o', scratch('organ.key'), @key))[0], 1, 'not over the key');
is((finalize($good, '-o', '/dev/full', @key))[0], 1, 'a full disk');
is((finalize($good, '-o', $out, @key, '--tsa', 'http://nowhere.invalid/'))[0], 1, 'no timestamp: not signed');
is((finalize(@$_))[0], 2, "wrong usage: @$_[1 .. $#$_]")
    for [$good, @key], [$good, '-o', $out], ['-', '-o', $out, @key], [$good, '-o', '-', @key], [$good, $good];

($status, undef, $err) = finalize($good, '-o', $out, @key, '--certify', 'nonsense');
is($status, 2, 'wrong usage of signing');
is((finalize($good, '-o', $out, @key, ('--reason', 'x') x 40))[0], 2, 'none of many options is lost in silence');
like($err, qr/REPORT\.yaml/, 'is told as that of finalize');

# The word can be meant: the rule is switched off, and gongwen check knows it.
my $meant = report('meant', sub {
    s/检查工作/示例工作/g;
    $_ .= "checks: {off: [{rule: example, reason: 名称里有这个词}]}\n";
});
unlink $out;
is((finalize($meant, '-o', $out, @key))[0], 0, 'the word of the examples, if it is meant');
is((run($ENV{GONGWEN}, 'check', '--strict', $meant))[0], 0, 'check knows that rule');

# ---- without signing ----

unlink $out;
($status, $told) = finalize($good, '--dry-run');
is($status, 0, '--dry-run needs no key');
like($told, qr/ready to be signed/, 'it says so');
is((finalize(report('draft'), '--dry-run', '-o', $out))[0], 0, 'with an output');
ok(!-e $out, 'which is not written');

# ---- interrupted ----

SKIP: {
    skip 'there is no /proc', 4 if !-r '/proc/self/cmdline';
    POSIX::mkfifo(scratch('late.yaml'), 0600) or die;
    my $waiting = fork // die;
    if ($waiting == 0) {
        open STDOUT, '>', '/dev/null';
        open STDERR, '>', '/dev/null';
        exec 'sh', '-c', 'ulimit -c unlimited; exec "$@"', 'sh', $ENV{GONGWEN}, 'finalize', scratch('late.yaml'), '--dry-run';
    }
    open my $late, '>', scratch('late.yaml') or die; # it reads the report
    like(slurp("/proc/$waiting/limits"), qr/^Max core file size +0 +0 /m, 'no core file, which might have the PIN');
    close $late;
    waitpid $waiting, 0;
    pipe my $from, my $to or die;
    my $child = fork // die;
    if ($child == 0) {
        close $to;
        POSIX::dup2(fileno $from, 62);
        open STDOUT, '>', '/dev/null';
        exec $ENV{GONGWEN}, 'finalize', '--no-system-fonts', $good, '-o', $out, '--key', scratch('organ.p12'),
            '--pin-fd', 62;
    }
    close $from;
    my $line = '';
    for (1 .. 200) { # it waits for the password
        select undef, undef, undef, 0.02;
        $line = eval { slurp("/proc/$child/cmdline") } // '';
        last if $line =~ /gongwen-sign/;
    }
    like($line, qr/gongwen-sign/, 'the key is asked for');
    kill INT => $child;
    waitpid $child, 0;
    is($? & 127, 2, 'interrupted there');
    close $to;
    nothing_left('interrupted');
}

# ---- made again ----

sub state {
    my ($path, @options) = @_;
    my (undef, $found, $err) = verify($path, @options);
    diag($err) if !defined $found;
    return defined $found ? $found->{regeneration} : {};
}
my $plain = scratch('plain.pdf');
run($ENV{GONGWEN}, 'render', '--no-system-fonts', $good, '-o', $plain);
is(state($plain)->{state}, 'same', 'an unsigned document is made again, too');
unlink $out;
finalize($good, '-o', $out, @key);
my $second = signed($out, 'organ', 'second.pdf');
is(state($second)->{state}, 'same', 'and one that is signed twice');
my $bytes = slurp($plain);
$bytes =~ s/gongwen 0\.1/gongwen 0.0/ or die;
my $different = state(write_file('other.pdf', $bytes));
is($different->{state}, 'differs', 'another version made it');
like($different->{producer}, qr/^gongwen 0\.0/, 'which is told');
ok($different->{offset} > 0 && $different->{offset} < length $bytes, 'and where it differs');
is(state(write_file('foreign.pdf', build_pdf('', {1 => '<</Type /Catalog /Pages 2 0 R>>',
    2 => '<</Type /Pages /Kids [3 0 R] /Count 1>>', 3 => '<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>>'})))->{state},
    'foreign', 'another program');
$bytes = slurp($out);
$bytes =~ s/(stream\r?\n.)(.)/$1 . chr(ord($2) ^ 1)/es or die;
is(state(write_file('broken.pdf', $bytes))->{state}, 'not-tried', 'not what somebody changed');

# It is made within limits; that they are too narrow is told.
SKIP: {
    skip 'the program needs all memory for itself', 1 if is_instrumented();
    my $long = write_file('long.yaml', encode_utf8($text =~ s/preamble: (.*)/'preamble:' . "\n" . "  - $1\n" x 9000/er));
    run($ENV{GONGWEN}, 'render', '--no-system-fonts', $long, '-o', scratch('long.pdf'));
    my (undef, $found) = run('sh', '-c', 'ulimit -v 70000; exec "$@"', 'sh', $ENV{GONGWEN}, 'extract', '--compare',
        '--format', 'json', '--no-system-fonts', scratch('long.pdf'));
    like($found, qr/"not-made".*"problem": "it takes too long or too much memory"/, 'not made within limits: told');
}

# What a stranger embeds reads nothing but itself: the picture is there, and is not found.
mkdir scratch('a');
mkdir scratch("a/b");
mkdir scratch("a/b/x");
write_file(scratch('a/table.csv'), encode_utf8("单位,件数\n甲局,3\n"));
for my $path ('../table.csv', scratch('a/table.csv'), 'x/../../table.csv', './/../table.csv') {
    my $inner = write_file(scratch('a/b/inner.yaml'), encode_utf8($text =~ s/preamble: (.*)/preamble:\n  - $1\n  - table: {rows-from: {file: $path}}/r));
    ($status, undef, $err) = run($ENV{GONGWEN}, 'render', '--no-system-fonts', $inner, '-o', scratch('outer.pdf'));
    if ($status != 0) { fail("render $path"); diag(decode_utf8($err)); next }
    my $found = state(scratch('outer.pdf'));
    is($found->{state}, 'same', "$path: made again from what it holds");
    # Without it: what lies on the machine is not read.
    my $pdf = slurp(scratch('outer.pdf'));
    my ($from, $to) = map { uc unpack 'H*', Encode::encode('UTF-16BE', $_) } 'elsewhere/', 'elsewhera/';
    next if $pdf !~ s/$from/$to/g;
    $found = state(write_file('confined.pdf', $pdf));
    is($found->{state}, 'not-made', "$path: confined");
    like($found->{problem}, qr/\[file-open\]|\[file-read\]/, "$path: it is not there");
}

done_testing;
