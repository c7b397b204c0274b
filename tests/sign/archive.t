#!/usr/bin/perl
# Signing fits what a layout places and what archives want: fields of seals (印章) and stamps (签名章)
# are filled where they stand, one organ after another; signed files still follow the rules of PDF/A
# and PDF/UA, and PDFBox Preflight finds signed PDF/A-1b files valid.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8 encode_utf8);
use FindBin;
use lib $FindBin::Bin, "$FindBin::Bin/../pdf";
use Archive;
use Signing;
use Test::More;

my $root = authority('root');
certificate($root, $_, cn => "示例机关$_") for qw(one two three four);
my $seal = 'data/images/sample-seal.png';
my $svg = write_file('seal.svg', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        . '<circle cx="50" cy="50" r="46" fill="none" stroke="#d00" stroke-width="4"/></svg>');

sub report {
    my ($name, $seals) = @_;
    return write_file("$name.yaml", encode_utf8(<<"END"));
layout: gb9704
title: 关于示例事项的通知
issuer: 示例市教育局
document-number: 示政发〔2024〕1号
organs: [示例市教育局, 示例市财政局, 示例市卫生健康委员会]
date: 2024-01-03
preamble: [@{[('示例正文' x 40 . '。, ') x 2]}]
seals:
$seals
END
}
my $three = "  - {diameter: 42mm}\n" x 3;
my $drawn = "  - {image: sample-seal.png, diameter: 42mm}\n" x 3;
write_file('sample-seal.png', slurp($seal));
my $draft = gongwen(report('draft', $three), 'draft.pdf');
my $painted = gongwen(report('painted', $drawn), 'painted.pdf');

sub fine {
    my ($name, $path) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my $broken = broken_rules(open_pdf($path));
    ok(!%$broken, "$name: PDF/A and PDF/UA") or diag(map { "$_: @{$broken->{$_}}[0]\n" } sort keys %$broken);
    return;
}

# The seals that a file paints, from left to right: [x, y, width, height] in points from the top left
# corner of a page.
sub seals_of {
    my ($path) = @_;
    my @found;
    for (split /\n/, (run('mutool', 'trace', $path))[1]) {
        next if !/<fill_image(?:_mask)? .*transform="([^"]*)"/;
        my @m = split ' ', $1;
        push @found, [map { sprintf '%.0f', $_ } $m[4], $m[5] + ($m[3] < 0 ? $m[3] : 0), $m[0], abs $m[3]];
    }
    return sort { $a->[0] <=> $b->[0] } @found;
}

# ---- fields ----

sub fields_of {
    my ($path) = @_;
    my $pdf = open_pdf($path);
    my $form = $pdf->{catalog}{'/AcroForm'} // return ();
    return map { $pdf->{objects}{"obj:$_"}{value} } @{$pdf->{objects}{"obj:$form"}{value}{'/Fields'}};
}

# The places where seals are painted: name => rectangle.
sub places_of {
    my ($path) = @_;
    my %found = (run('qpdf', '--qdf', '--object-streams=disable', $path, '-'))[1] =~ m{
        \((seal-\d+|stamp-\d+)\)\s+\[\s+\d+\ 0\ R\s+/FitR\s+([\d.\s]+?)\s*\]}gx;
    return map { $_ => [split ' ', $found{$_}] } keys %found;
}
my @fields = fields_of($draft);
is(join(' ', map { $_->{'/T'} } @fields), 'u:seal-1 u:seal-2 u:seal-3', 'a field for each seal');
is(join(' ', map { $_->{'/TU'} } @fields),
    'u:示例市教育局印章 u:示例市财政局印章 u:示例市卫生健康委员会印章', 'that tells whose it is');
is_deeply([seals_of($draft)], [], 'seals without an image show nothing');
my %places = places_of($painted);
is_deeply([fields_of($painted)], [], 'with an image there is no field, which readers would mark');
is(join(' ', sort keys %places), 'seal-1 seal-2 seal-3', 'but a place for each');
my @places = map { $places{$_} } sort keys %places;
is_deeply(\@places, [map { $_->{'/Rect'} } @fields], 'with an image they stand in the same places');
my @corners = map { [map { sprintf '%.0f', $_ } $_->[0], 297 * 72 / 25.4 - $_->[3], $_->[2] - $_->[0], $_->[3] - $_->[1]] } @places;
is_deeply([seals_of($painted)], \@corners, 'which are those of the images');
is_deeply([fields_of(small_pdf())], [], 'a document without seals has no form');
unlike((run('qpdf', '--qdf', small_pdf(), '-'))[1], qr{/AcroForm|/Annots}, 'and nothing of one');
my $order = gongwen('data/gb9704-order.yaml', 'order.pdf');
is(join(' ', places_of($order)) =~ s/ .*//r, 'stamp-1', 'stamps have places, too');
my $unsigned = gongwen(report('unsigned', $three =~ s/42mm/42mm, unsigned: true/r), 'unsigned.pdf');
is(join(' ', map { $_->{'/T'} } fields_of($unsigned)), 'u:seal-2 u:seal-3', 'one where nobody signs has no field');
my $paper = gongwen(report('paper', $three =~ s/42mm/42mm, unsigned: true/gr), 'paper.pdf');
is_deeply([fields_of($paper)], [], 'and a document of such ones no form');
fine('on paper', $paper);
fine('unsigned draft', $draft);
fine('unsigned, with seals', $painted);

# ---- one organ after another ----

my $first = signed($draft, 'one', 'first.pdf', '--seal', $seal);
my $second = signed($first, 'two', 'second.pdf', '--seal', $svg, '--field', encode_utf8('示例市卫生健康委员会印章'));
my $third = signed($second, 'three', 'third.pdf', '--seal', $seal, '--field', 'seal-2');
my $json = verified('three organs', $third, 1, '--trust', $root);
is(join(' ', map { $_->{field} } @{$json->{signatures}}), 'seal-1 seal-3 seal-2', 'each in its field');
is_deeply([seals_of($third)], \@corners, 'and each seal in its place');
nss($root);
is_deeply([pdfsig($third)], [(['Signature is Valid.', 'Certificate is Trusted.']) x 3], 'pdfsig agrees');
is(scalar(() = (run('mutool', 'sign', '-v', $third))[1] =~ /signature is valid|unchanged since/g), 3, 'so does mutool');
fine('one signature', $first);
fine('three signatures', $third);
my ($status, undef, $err) = sign($third, scratch('fourth.pdf'), '--key', scratch('four.key'), '--cert', scratch('four.pem'));
is($status, 0, 'a fourth signature finds no field');
like($err, qr/\[unseen-signature\]/, 'which is told');
verified('it is good all the same', scratch('fourth.pdf'), 1, '--trust', $root);
fine('a signature that shows nothing', scratch('fourth.pdf'));
($status, undef, $err) = sign($third, scratch('no.pdf'), '--key', scratch('four.key'), '--cert',
    scratch('four.pem'), '--field', 'seal-1');
is($status, 1, 'a field is filled once');
($status, undef, $err) = sign($first, scratch('no.pdf'), '--key', scratch('four.key'), '--cert',
    scratch('four.pem'), '--field', 'nobody');
like(decode_utf8($err), qr/seal-2 \(示例市财政局印章\).*seal-3/s, 'the empty fields are named');
my $over = signed($painted, 'one', 'over.pdf');
is_deeply([seals_of($over)], \@corners, 'over a seal that is painted lies nothing');
my ($field) = fields_of($over);
is("$field->{'/T'} @{$field->{'/Rect'}}", "u:seal-1 @{$places[0]}", 'but the signature');
is_deeply([seals_of(signed($painted, 'one', 'once.pdf', '--seal', $seal))], \@corners, 'not even with --seal');
my $others = signed(signed($over, 'two', 'others-1.pdf', '--field', 'seal-3'), 'three', 'others-2.pdf');
$json = verified('three organs over their seals', $others, 1, '--trust', $root);
is(join(' ', map { $_->{field} } @{$json->{signatures}}), 'seal-1 seal-3 seal-2', 'each over its own');
fine('three signatures over seals', $others);
($status, undef, $err) = sign($over, scratch('no.pdf'), '--key', scratch('four.key'), '--cert',
    scratch('four.pem'), '--field', 'seal-1');
is($status, 1, 'a place is signed at once');
like(decode_utf8($err), qr/seal-2.*seal-3/s, 'the others are named');
fine('a signature over a seal', $over);
fine('a stamp', signed($order, 'one', 'order-signed.pdf'));
my $closed = signed(signed($draft, 'one', 'c1.pdf', '--certify', 'form', '--seal', $seal), 'two', 'c2.pdf',
    '--certify', 'no-changes');
verified('certified, then closed', $closed, 1, '--trust', $root);
fine('certified, then closed', $closed);
fine('a place of one\'s own', signed(small_pdf(), 'one', 'placed.pdf', '--rect', '1,20,20,42,42', '--seal', $seal));
fine('no place at all', signed(small_pdf(), 'one', 'nowhere.pdf'));

# What another draws there is not what was signed.
my $bytes = slurp($first);
my ($size) = reverse $bytes =~ m{/Size (\d+)}g;
my ($widget) = $bytes =~ m{.*\n(\d+ 0 obj\n(?:(?!endobj).)*/T \(seal-2\)(?:(?!endobj).)*)\nendobj}s;
my ($number, $is) = $widget =~ /^(\d+) 0 obj\n(.*)/s;
my ($catalog) = $bytes =~ m{.*/Root (\d+ 0 R)}s;
my $moved = $is =~ s{/Rect \[}{/Rect [10 10 400 400]/Old [}r;
verified('an empty field that is moved is seen', write_file('moved.pdf',
    build_pdf($bytes, {$number => $moved}, size => $size, root => $catalog)), 0);
my $art = $is =~ s{/AP <</N \d+}{/AP <</N $size}r;
my $picture = "<</Type /XObject /Subtype /Form /BBox [0 0 42 42] /Length 14>>\nstream\n0 0 42 42 re f\nendstream";
$json = verified('a picture in an empty field is seen', write_file('art.pdf',
    build_pdf($bytes, {$number => $art, $size => $picture}, size => $size + 1, root => $catalog)), 0);

# ---- other forms of PDF/A ----

my $older = gongwen(report('older', $three), 'older.pdf', '--conformance', 'a-2a');
fine('PDF/A-2a', signed(signed($older, 'one', '2a-1.pdf', '--seal', $seal), 'two', '2a-2.pdf', '--seal', $svg));

my $jars = '/usr/share/java';
my $preflight = join ':', map { "$jars/$_.jar" }
    qw(preflight pdfbox2 fontbox2 xmpbox commons-logging commons-io jaxb-api javax.activation);
mkdir scratch('oldest');
my $oldest = gongwen(report('oldest', $three), 'oldest/unsigned.pdf', '--conformance', 'a-1b');
my $plain = gongwen(small_pdf() =~ s/pdf$/yaml/r, 'oldest/plain.pdf', '--conformance', 'a-1b');
my $a = signed($oldest, 'one', 'oldest/first.pdf', '--seal', $seal);
my $b = signed($a, 'two', 'oldest/second.pdf', '--seal', $svg);
signed($b, 'three', 'oldest/third.pdf', '--rect', '1,20,20,42,42', '--seal', $seal);
signed($plain, 'one', 'oldest/nowhere.pdf');
unlike(slurp($b), qr{/SMask|/Multiply}, 'PDF/A-1: no transparency');
is(scalar(() = seals_of($b)), 2, 'the seals show all the same');
SKIP: {
    my @wanted = qw(unsigned first second third nowhere);
    skip 'no Preflight (libpdfbox2-java, default-jre-headless)', scalar @wanted
        if !-e "$jars/preflight.jar" || (run('java', '-version'))[0] != 0;
    my (undef, $out, $said) = run('java', '-cp', $preflight,
        'org.apache.pdfbox.preflight.Validator_A1b', 'batch', scratch('oldest'));
    $said = decode_utf8("$out$said");
    for my $name (@wanted) {
        like($said, qr/The file \Q$name\E\.pdf is a valid PDF\/A-1b file/, "$name: PDF/A-1b, as Preflight sees it");
    }
}

done_testing;
