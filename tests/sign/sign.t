#!/usr/bin/perl
# Signatures that gongwen makes, judged by itself, poppler (NSS), MuPDF, OpenSSL and qpdf.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8 encode_utf8);
use FindBin;
use POSIX qw(strftime);
use lib $FindBin::Bin;
use Signing;
use Test::More;

my $root = authority('root');
certificate($root, 'rsa', kind => ['-newkey', 'rsa:2048'], cn => '示例机关甲');
certificate($root, 'p256', cn => '示例机关乙');
certificate($root, 'p384', kind => ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384']);
certificate($root, 'p521', kind => ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-521']);
nss($root);
my $pdf = small_pdf();
my $before = slurp($pdf);
my @key = ('--key', scratch('p256.key'), '--cert', scratch('p256.pem'));

# ---- one signature of every kind of key ----

for my $name (qw(rsa p256 p384 p521)) {
    my $signed = signed($pdf, $name, "$name.pdf", '--reason', encode_utf8('签发'), '--location', 'Beijing');
    my $json = verified("$name: verify accepts it", $signed, 1, '--trust', $root);
    is(scalar @{$json->{signatures}}, 1, "$name: one signature");
    my $found = $json->{signatures}[0];
    is($found->{reason}, '签发', "$name: the reason");
    is($found->{location}, 'Beijing', "$name: the location");
    is($found->{covered}, -s $signed, "$name: the whole file is covered");
    is_deeply([pdfsig($signed)], [['Signature is Valid.', 'Certificate is Trusted.']],
        "$name: pdfsig accepts and trusts it");
    like((run('mutool', 'sign', '-v', $signed))[1], qr/The document is unchanged since signing/,
        "$name: mutool accepts it");
    my ($status, $out, $err) = run('qpdf', '--check', $signed);
    ok($status == 0 && $err eq '', "$name: qpdf finds no errors") or diag($out . $err);
    is(substr(slurp($signed), 0, length $before), $before, "$name: the document's bytes are as they were");

    my ($cms, $content) = extract_cms($signed, 0);
    write_file('cms.der', $cms);
    write_file('content', $content);
    ($status, $out, $err) = run('openssl', 'cms', '-verify', '-cades', '-inform', 'DER', '-in',
        scratch('cms.der'), '-content', scratch('content'), '-CAfile', $root, '-binary', '-purpose',
        'any', '-out', '/dev/null');
    is($status, 0, "$name: openssl accepts it as CAdES") or diag($err);
    my $printed = openssl('cms', '-cmsout', '-print', '-inform', 'DER', '-in', scratch('cms.der'));
    unlike($printed, qr/signingTime/, "$name: no time in the signed attributes");
    like($printed, qr/signingCertificateV2/, "$name: the certificate is signed along");
}
is((verify(scratch('rsa.pdf')))[0], 0, 'without --trust nobody is asked for');
is((verify(scratch('rsa.pdf')))[1]{signatures}[0]{trusted}, 'unknown', 'and that is told');
my $stranger = authority('stranger');
my $json = verified('another authority does not vouch', scratch('rsa.pdf'), 0, '--trust', $stranger);
is($json->{signatures}[0]{trusted}, 'no', 'that is told');
ok($json->{signatures}[0]{intact}, 'the signature is intact all the same');
mkdir scratch('trust');
write_file(scratch('trust') . '/root.crt', slurp($root));
verified('a folder of authorities', scratch('rsa.pdf'), 1, '--trust', scratch('trust'));
my ($status, $out) = run($ENV{GONGWEN}, 'verify', scratch('rsa.pdf'), '--trust', $root);
like(decode_utf8($out), qr/signer +CN=示例机关甲,O=示例\n/, 'the signer as text');
like(decode_utf8($out), qr/all signatures are good\n\z/, 'the verdict as text');
verified('a document without a signature is none that is verified', $pdf, 0);

# ---- several in a row ----

my $first = signed($pdf, 'rsa', 'first.pdf');
my $second = signed($first, 'p256', 'second.pdf', '--seal', 'data/images/sample-seal.png', '--rect',
    '1,110.5,180,42,42');
my $third = signed($second, 'p384', 'third.pdf', '--certify', 'no-changes');
$json = verified('three signatures', $third, 1, '--trust', $root);
is(join(' ', map { $_->{changes} } @{$json->{signatures}}), 'signatures signatures none',
    'the first two know that others followed');
is(join(' ', map { $_->{permission} } @{$json->{signatures}}), 'unsaid unsaid none',
    'the last closes the document');
is_deeply([pdfsig($third)], [(['Signature is Valid.', 'Certificate is Trusted.']) x 3],
    'pdfsig accepts and trusts all three');
my @valid = (run('mutool', 'sign', '-v', $third))[1] =~ /(signature is valid|unchanged since)/g;
is(scalar @valid, 3, 'so does mutool');
is(substr(slurp($third), 0, -s $second), slurp($second), 'each is added behind the other');
($status, undef, my $err) = sign($third, scratch('fourth.pdf'), @key);
is($status, 1, 'a closed document takes no further signature');
like($err, qr/\[sign-forbidden\]/, 'and says so');
ok(!-e scratch('fourth.pdf'), 'nothing is written');

my $certified = signed($pdf, 'rsa', 'certified.pdf', '--certify', 'form');
my $after = signed($certified, 'p256', 'after.pdf');
$json = verified('a certified document that allows signing', $after, 1);
ok($json->{signatures}[0]{certifies}, 'the first signature certifies it');
is($json->{signatures}[0]{permission}, 'form', 'and says what is allowed');
my $closed = signed($pdf, 'rsa', 'closed.pdf', '--certify', 'no-changes');
is((sign($closed, scratch('no.pdf'), @key))[0], 1, 'one that allows nothing takes no signature');

# ---- the seal ----

my ($page) = (run('mutool', 'draw', '-F', 'trace', $second))[1];
my $trace = (run('mutool', 'draw', '-F', 'trace', $second, 1))[1];
my ($matrix) = $trace =~ /<fill_image [^>]*transform="([^"]*)"/;
my @m = split ' ', $matrix // '';
my $mm = 72 / 25.4;
ok(@m == 6 && abs($m[0] - 42 * $mm) < 0.1 && abs($m[4] - 110.5 * $mm) < 0.1, 'the seal has its width and place');
my $bottom = $m[3] < 0 ? $m[5] : $m[5] + $m[3];
ok(abs($bottom - 222 * $mm) < 0.1, 'and stands 180 mm from the top') or diag("@m");
is($json = (verify($second))[1]{signatures}[1]{page}, 1, 'verify tells its page');

# ---- fields that are there ----

# An empty field, as a layout embeds it.
sub with_field {
    my ($bytes) = @_;
    my ($catalog, $page) = map { (run('mutool', 'show', '-g', $pdf, $_))[1] =~ /^(\d+) 0 obj/ ? $1 : die }
        'trailer/Root', 'pages/1';
    my %objects = map { $_ => (run('mutool', 'show', '-g', $pdf, $_))[1] =~ /obj (.*)$/s ? $1 : die }
        $catalog, $page;
    s/\s*endobj\s*\z// for values %objects;
    my ($size) = $bytes =~ /\/Size (\d+)/;
    $objects{$catalog} =~ s{<<}{<</AcroForm <</Fields [$size 0 R]>> };
    $objects{$page} =~ s{<<}{<</Annots [$size 0 R] };
    $objects{$size} = "<</Type /Annot /Subtype /Widget /FT /Sig /T (Seal1) /F 4 /P $page 0 R"
        . ' /Rect [300 200 419 319]>>';
    my ($trailer) = $bytes =~ /trailer\s*<<(.*?)>>/s;
    return build_pdf($bytes, \%objects, size => $size + 1, root => "$catalog 0 R");
}
my $empty = write_file('empty.pdf', with_field($before));
my $filled = signed($empty, 'rsa', 'filled.pdf', '--seal', 'data/images/sample-seal.png');
$json = verified('an empty field is signed first', $filled, 1);
is($json->{signatures}[0]{field}, 'Seal1', 'by its name');
is_deeply($json->{signatures}[0]{rectangle}, [300, 200, 119, 119], 'in its place');
like((run('mutool', 'draw', '-F', 'trace', $filled, 1))[1], qr/<fill_image /, 'the seal shows in it');
verified('a second signature makes a field of its own', signed($filled, 'p256', 'filled2.pdf'), 1);
is((sign($filled, scratch('no.pdf'), @key, '--field', 'Seal1'))[0], 1, 'a field is signed once');
verified('a field by name', signed($empty, 'p256', 'named.pdf', '--field', 'Seal1'), 1);

# ---- tagged documents ----

sub stream {
    my ($content, $entries) = @_;
    return sprintf "<<%s/Length %d>>\nstream\n%s\nendstream", $entries // '', length $content, $content;
}

# A page with a paragraph; the tree of parents has branches or none.
for my $branches (0, 1) {
    my %objects = (
        1 => '<</Type /Catalog /Pages 2 0 R /StructTreeRoot 5 0 R /MarkInfo <</Marked true>>>>',
        2 => '<</Type /Pages /Kids [3 0 R] /Count 1>>',
        3 => '<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /StructParents 0>>',
        4 => stream('/P <</MCID 0>> BDC EMC'),
        5 => '<</Type /StructTreeRoot /K [6 0 R] /ParentTree 8 0 R /ParentTreeNextKey 1>>',
        6 => '<</Type /StructElem /S /Document /P 5 0 R /K [7 0 R]>>',
        7 => '<</Type /StructElem /S /P /P 6 0 R /Pg 3 0 R /K 0>>',
        8 => $branches ? '<</Kids [9 0 R]>>' : '<</Nums [0 [7 0 R]]>>',
        9 => '<</Limits [0 0] /Nums [0 [7 0 R]]>>',
    );
    my $name = $branches ? 'tagged, with branches' : 'tagged';
    my $tagged = write_file('tagged.pdf', build_pdf('', \%objects));
    my $one = signed($tagged, 'p256', "tagged1-$branches.pdf", '--rect', '1,20,20,42,42');
    my $two = signed($one, 'rsa', "tagged2-$branches.pdf", '--rect', '1,90,20,42,42');
    my $found = verified("$name: both signatures are good", $two, 1);
    is($found->{signatures}[0]{changes}, 'signatures', "$name: the new elements belong to them");
    my ($failed, $tree) = run('pdfinfo', '-struct', $two);
    like($tree, qr/\ADocument\n  P \(block\)\n  Form\n    Object \d+ 0\n  Form\n    Object \d+ 0\n\z/,
        "$name: each hangs in an element Form");
    my $bytes = slurp($two);
    my @keys = $bytes =~ m{/StructParent (\d+)\n}g;
    is("@keys", '1 2', "$name: with keys of their own");
    like((run('mutool', 'show', $two, 'pages/1/Tabs'))[1], qr{/S}, "$name: the order of the structure");
    like((run('mutool', 'show', $two, 'trailer/Root/StructTreeRoot/ParentTreeNextKey'))[1], qr/\b3\b/,
        "$name: the next key is told");
    my ($size) = reverse $bytes =~ m{/Size (\d+)}g;
    verified("$name: an element that is changed is seen", write_file('untagged.pdf',
        build_pdf($bytes, {7 => $objects{7} =~ s{/S /P }{/S /H1 }r}, size => $size)), 0);
}

# ---- PDF files of others ----

for my $form (['--object-streams=generate'], ['--linearize'], ['--linearize', '--object-streams=generate'],
    ['--qdf'], ['--object-streams=generate', '--stream-data=uncompress']) {
    my $other = scratch('other.pdf');
    run('qpdf', @$form, $pdf, $other);
    my $name = join '', map { s/\W//gr } @$form;
    my $one = signed($other, 'p256', "one-$name.pdf");
    my $two = signed($one, 'rsa', "two-$name.pdf");
    verified("@$form: two signatures", $two, 1);
    is_deeply([map { $_->[0] } pdfsig($two)], [('Signature is Valid.') x 2], "@$form: pdfsig agrees");
    is((run('qpdf', '--check', $two))[0], 0, "@$form: qpdf finds no errors");
}
for my $broken (['an encrypted file', '--encrypt', '', 'x', 256, '--']) {
    my ($name, @options) = @$broken;
    run('qpdf', @options, $pdf, scratch('broken.pdf'));
    ($status, undef, $err) = sign(scratch('broken.pdf'), scratch('no.pdf'), @key);
    is($status, 1, "$name is refused");
    like($err, qr/\[pdf-broken\]/, "$name: that is told");
}

# ---- the same again ----

{
    local $ENV{SOURCE_DATE_EPOCH} = 86400 * (1 + int(time / 86400));
    my ($one, $two) = map { slurp(signed($pdf, 'rsa', $_)) } 'same1.pdf', 'same2.pdf';
    ok($one eq $two, 'with SOURCE_DATE_EPOCH and RSA the same file comes again');
    is((verify(scratch('same1.pdf')))[1]{signatures}[0]{time},
        strftime('%Y-%m-%dT00:00:00Z', gmtime $ENV{SOURCE_DATE_EPOCH}), 'of that time');
}

done_testing;
