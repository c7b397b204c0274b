#!/usr/bin/perl
# Documents that look signed and are not what was signed: own files of the published classes
# (incremental saving, signature wrapping, universal signature forgery; shadow documents that hide,
# replace, hide and replace; attacks on certified documents). `gongwen verify` refuses every one of
# them, and accepts what they were made from.
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Signing;
use Test::More;

my $root = authority('root');
certificate($root, 'organ');
certificate($root, 'second');

sub stream {
    my ($content, $entries) = @_;
    return sprintf "<<%s/Length %d>>\nstream\n%s\nendstream", $entries // '', length $content, $content;
}

# A page with a text over which a picture lies (6), a text field (7, showing 8), and an object that
# the page names but that does not exist (20).
my %objects = (
    1 => '<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [7 0 R]>>>>',
    2 => '<</Type /Pages /Kids [3 0 R] /Count 1>>',
    3 => '<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [7 0 R]'
        . ' /Resources <</Font <</F 5 0 R>> /XObject <</X 6 0 R /Y 20 0 R>>>>>>',
    4 => stream('BT /F 20 Tf 72 700 Td (Pay 100 yuan) Tj ET /X Do /Y Do'),
    5 => '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>',
    6 => stream('1 g 72 600 200 40 re f', '/Type /XObject /Subtype /Form /BBox [0 0 595 842] '),
    7 => '<</Type /Annot /Subtype /Widget /FT /Tx /T (amount) /V (100) /F 4 /P 3 0 R'
        . ' /Rect [72 500 272 520] /AP <</N 8 0 R>>>>',
    8 => stream('BT /F 12 Tf (100) Tj ET', '/Type /XObject /Subtype /Form /BBox [0 0 200 20] '),
);
# Written but named by nobody: what hides until it is wanted.
my $hidden = stream('BT /F 20 Tf 72 700 Td (Pay 999999 yuan) Tj ET');
my $plain = build_pdf('', {%objects, 9 => $hidden, 10 => '<</Type /Pages /Kids [11 0 R] /Count 1>>',
        11 => '<</Type /Page /Parent 10 0 R /MediaBox [0 0 595 842] /Contents 9 0 R'
            . ' /Resources <</Font <</F 5 0 R>>>>>>'});
my $path = signed(write_file('plain.pdf', $plain), 'organ', 'signed.pdf');
my $signed = slurp($path);
verified('the signed document is good', $path, 1, '--trust', $root);
my ($size) = reverse $signed =~ /\/Size (\d+)/g;
my ($catalog, $page, $field, $signature) = map {
    my $pattern = $_;
    my ($found) = reverse $signed =~ /(\d+ 0 obj\n(?:(?!endobj).)*$pattern(?:(?!endobj).)*)\nendobj/gs;
    $found;
} '/Type /Catalog', '/Type /Page[^s]', '/FT /Sig', '/ByteRange';
my %number = map { my ($n) = $_->[1] =~ /^(\d+)/; ($_->[0] => $n) } ['catalog', $catalog], ['page', $page],
    ['field', $field], ['signature', $signature];
s/^\d+ 0 obj\n// for $catalog, $page, $field, $signature;
my $evil = stream('BT /F 20 Tf 72 700 Td (Pay 999 yuan) Tj ET /X Do /Y Do');

my $count = 0;
sub refused {
    my ($name, $bytes, @options) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my $file = write_file('attack' . ++$count . '.pdf', $bytes);
    my $json = verified("$name: refused", $file, 0, @options);
    return ($json, $file);
}

# An update that must be seen for what it is.
sub changed {
    my ($name, $bytes, $changes) = @_;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    my ($json, $file) = refused($name, $bytes);
    is($json->{signatures}[0]{changes}, $changes, "$name: told as a change of \"$changes\"")
        if defined $json;
    my ($status, undef, $err) = sign($file, scratch('no.pdf'), '--key', scratch('second.key'), '--cert',
        scratch('second.pem'));
    is($status, 1, "$name: no further organ signs it");
}

sub update {
    my ($objects, %more) = @_;
    return build_pdf($signed, $objects, size => $size, root => "$number{catalog} 0 R", %more);
}

# Cross-reference entries alone: {number => offset}.
sub redirect {
    my (%offsets) = @_;
    my ($before) = $signed =~ /startxref\s+(\d+)\s+%%EOF\s*\z/;
    my $start = length $signed;
    my $out = $signed . "xref\n";
    $out .= sprintf "%d 1\n%010d 00000 n\r\n", $_, $offsets{$_} for sort { $a <=> $b } keys %offsets;
    return $out . "trailer\n<</Size $size /Root $number{catalog} 0 R /Prev $before>>\n"
        . "startxref\n$start\n%%EOF\n";
}

# ---- incremental saving ----

changed('new content', update({4 => $evil}), 'other');
changed('a new page', update({2 => '<</Type /Pages /Kids [3 0 R 11 0 R] /Count 2>>'}), 'other');
changed('another page instead', update({2 => '<</Type /Pages /Kids [11 0 R] /Count 1>>'}), 'other');
changed('another catalog',
    build_pdf($signed, {$size => $catalog =~ s{/Pages 2 0 R}{/Pages 10 0 R}r}, size => $size + 1,
        root => "$size 0 R"), 'other');
changed('a script', update({$number{catalog} =>
    $catalog =~ s{<<}{<</OpenAction <</S /JavaScript /JS (app.alert\(1\))>> }r}), 'other');
changed('a larger page', update({$number{page} => $page =~ s{595 842}{595 900}r}), 'other');
changed('a new generation',
    update({$number{page} => $page =~ s{/Contents 4 0 R}{/Contents 4 1 R}r}), 'other');
refused('objects behind the end, without a section', "$signed\n4 0 obj\n$evil\nendobj\n");
refused('and with an end alone', "$signed\n4 0 obj\n$evil\nendobj\n%%EOF\n");
refused('a section that goes its own way',
    build_pdf('', {%objects, 4 => $evil}, size => 12) =~ s{\A}{$signed}r);
refused('the same key twice', update({$number{page} => $page =~ s{/Contents 4 0 R}{/Contents 4 0 R /Contents 9 0 R}r}));

# ---- shadow documents ----

changed('hide: the picture over the text goes', update({6 => stream('', '/Type /XObject /Subtype /Form /BBox [0 0 595 842] ')}), 'other');
changed('hide: its entry goes', update({$number{page} => $page =~ s{/X 6 0 R}{}r}), 'other');
changed('hide: what was undefined appears', update({20 => $objects{6}}, size => $size > 21 ? $size : 21), 'other');
changed('replace: a font with other glyphs',
    update({5 => '<</Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats>>'}), 'other');
changed('replace: what a field shows', update({8 => stream('BT /F 12 Tf (999) Tj ET',
    '/Type /XObject /Subtype /Form /BBox [0 0 200 20] ')}), 'form');
changed('replace: the value of a field', update({7 => $objects{7} =~ s{/V \(100\)}{/V (999)}r}), 'form');
changed('a field moves', update({7 => $objects{7} =~ s{72 500}{72 510}r}), 'other');
my %offset = map { $_ => ($signed =~ /(?:^|\n)$_ 0 obj/ ? $-[0] + 1 : die) } 6, 9, 10;
changed('hide and replace: the pages that hid', update({$number{catalog} => $catalog =~ s{/Pages 2 0 R}{/Pages 10 0 R}r}), 'other');
refused('hide and replace: entries that point to others', redirect(4 => $offset{9}));
# With the hidden object under the same number, so that the entry alone is enough.
{
    my $double = build_pdf('', {%objects});
    my ($trailer) = $double =~ /(xref\n.*)/s;
    my $body = substr $double, 0, index $double, "xref\n";
    my $place = length $body;
    $body .= "4 0 obj\n$evil\nendobj\n";
    $double = $body . ($trailer =~ s{startxref\n\d+}{"startxref\n" . length $body}er);
    my $file = signed(write_file('double.pdf', $double), 'organ', 'double-signed.pdf');
    verified('an object that hides under the number of another is nothing yet', $file, 1);
    my $bytes = slurp($file);
    my ($before) = $bytes =~ /startxref\s+(\d+)\s+%%EOF\s*\z/;
    my ($root) = reverse $bytes =~ m{/Root (\d+ 0 R)}g;
    my ($all) = reverse $bytes =~ m{/Size (\d+)}g;
    my $start = length $bytes;
    refused('hide and replace: until an entry points to it',
        $bytes . sprintf("xref\n4 1\n%010d 00000 n\r\n", $place)
            . "trailer\n<</Size $all /Root $root /Prev $before>>\nstartxref\n$start\n%%EOF\n");
}

# ---- annotations ----

my $note = '<</Type /Annot /Subtype /FreeText /Rect [72 690 300 720] /Contents (Pay 999) /DA (/F 20 Tf)>>';
my $noted = $page =~ s{/Annots \[}{/Annots [$size 0 R }r;
my $noted_behind = $page =~ s{(/Annots \[[^\]]*)}{$1 $size 0 R}r;
changed('an annotation over the text', update({$number{page} => $noted_behind, $size => $note}, size => $size + 1), 'annotations');
changed('an annotation before the others', update({$number{page} => $noted, $size => $note}, size => $size + 1), 'other');
changed('a field that is no signature', update({$number{page} => $noted_behind, $size =>
    '<</Type /Annot /Subtype /Widget /FT /Tx /T (x) /V (y) /Rect [72 690 300 720]>>'}, size => $size + 1), 'annotations');

# ---- signature wrapping ----

my ($before, $after, $rest) = $signed =~ m{/ByteRange \[0 (\d+) (\d+) (\d+)\]};
my ($head, $contents, $tail) = (substr($signed, 0, $before), substr($signed, $before, $after - $before),
    substr $signed, $after);
{
    # The second part moves to the end; between the two comes what was never signed.
    my $insert = sub {
        my ($begin) = @_;
        my ($body, %places) = ("\n");
        my %wrap = (4 => $evil, $number{signature} => $signature
            =~ s{/ByteRange \[[^\]]*\]}{'/ByteRange [0 ' . $before . ' @@@@@@@@@@ ' . $rest . ']'}er);
        for my $n (sort keys %wrap) {
            $places{$n} = $begin + length $body;
            $body .= "$n 0 obj\n$wrap{$n}\nendobj\n";
        }
        my ($last) = $signed =~ /startxref\s+(\d+)\s+%%EOF\s*\z/;
        my $xref = $begin + length $body;
        $body .= "xref\n" . join '', map { sprintf "%d 1\n%010d 00000 n\r\n", $_, $places{$_} } sort keys %places;
        $body .= "trailer\n<</Size $size /Root $number{catalog} 0 R /Prev $last>>\nstartxref\n$xref\n%%EOF\n";
        my $moved = sprintf '%010d', $begin + length $body;
        return $body =~ s/\@{10}/$moved/r;
    };
    my $middle = $insert->(length($head) + length $contents);
    refused('wrapping: new objects in the gap', $head . $contents . $middle . $tail);
    refused('wrapping: behind the end', $signed . $insert->(length $signed) . $tail);
}
refused('wrapping: a longer gap in the old dictionary', $signed
    =~ s{(/ByteRange \[0 \d+ )(\d+)}{$1 . ($2 + 10)}er);

# ---- universal signature forgery ----

# In place, so that all offsets stay.
sub forge {
    my ($name, $pattern, $text) = @_;
    my $copy = $signed;
    $copy =~ s{($pattern)}{$text . ' ' x (length($1) - length $text)}es or die $name;
    my ($json) = refused("forgery: $name", $copy);
    ok(!defined $json || !$json->{signatures}[0]{intact}, "forgery: $name: not intact");
}
my $range = '/ByteRange \[[^\]]*\] *';
forge('no /ByteRange', $range, '');
forge('/ByteRange null', $range, '/ByteRange null');
forge('/ByteRange empty', $range, '/ByteRange []');
forge('/ByteRange of two', $range, "/ByteRange [0 $before]");
forge('/ByteRange negative', $range, "/ByteRange [0 $before $after -$rest]");
forge('/ByteRange beyond the file', $range, "/ByteRange [0 $before $after 9999999]");
forge('/ByteRange of nothing', $range, '/ByteRange [0 0 0 0]');
forge('/ByteRange with the whole file', $range, '/ByteRange [0 ' . length($signed) . ' 0 0]');
forge('/ByteRange that begins later', $range, "/ByteRange [1 $before $after $rest]");
forge('/ByteRange by reference', $range, '/ByteRange 3 0 R');
my $hexadecimal = '/Contents <[0-9A-F]+>';
forge('no /Contents', $hexadecimal, '');
forge('/Contents null', $hexadecimal, '/Contents null');
forge('/Contents empty', $hexadecimal, '/Contents <>');
forge('/Contents 00', $hexadecimal, '/Contents <00>');
forge('/Contents of zeros', $hexadecimal, '/Contents <' . '0' x ($after - $before - 2) . '>');
forge('/Contents by reference', $hexadecimal, '/Contents 4 0 R');
forge('another /SubFilter', '/ETSI.CAdES.detached', '/adbe.x509.rsa_sha1');
forge('no /SubFilter', '/SubFilter /ETSI.CAdES.detached', '');
refused('the value is null', $signed =~ s{/V (\d+ 0 R)(?=\n/AP|\n?>>)}{'/V null' . ' ' x (length($1) - 4)}er);

# ---- the signature of another ----

{
    my $other = slurp(signed(write_file('other.pdf', build_pdf('', {%objects, 4 => $evil})), 'organ', 'other-signed.pdf'));
    my ($foreign) = $other =~ m{/Contents (<[0-9A-F]+>)};
    my $copy = $signed;
    if (length $foreign == $after - $before) {
        substr $copy, $before, $after - $before, $foreign;
        refused('the signature of another document', $copy);
    } else {
        fail('both signatures have the same room');
    }
    # A second field that shows the same signature somewhere else.
    my $twin = $field =~ s{/T \(Signature1\)}{/T (Signature2)}r;
    my $form = $signed =~ /(\d+) 0 obj\n<<[^>]*\/SigFlags 3/ ? $1 : die;
    my ($form_text) = $signed =~ /\n$form 0 obj\n(.*?)\nendobj/s;
    refused('one signature in two fields', update({$size => $twin, $form => $form_text =~ s{\]}{ $size 0 R]}r,
        $number{page} => $noted_behind}, size => $size + 1));
    refused('the field is taken away', update({$form => $form_text =~ s{\d+ 0 R\]}{]}r}));
}
refused('one who is not trusted signs behind', slurp(do {
    my $stranger = authority('stranger');
    certificate($stranger, 'unknown');
    signed($path, 'unknown', 'behind.pdf', '--rect', '1,20,20,100,100');
}), '--trust', $root);

# ---- certified documents ----

{
    my $file = signed(write_file('plain.pdf', $plain), 'organ', 'certified.pdf', '--certify', 'form');
    my $bytes = slurp($file);
    my ($found_catalog) = reverse $bytes =~ m{(\d+ 0 obj\n(?:(?!endobj).)*/Type /Catalog(?:(?!endobj).)*)\nendobj}gs;
    my ($found_page) = reverse $bytes =~ m{(\d+ 0 obj\n(?:(?!endobj).)*/Type /Page[^s](?:(?!endobj).)*)\nendobj}gs;
    my ($n) = $found_catalog =~ /^(\d+)/;
    my ($p) = $found_page =~ /^(\d+)/;
    s/^\d+ 0 obj\n// for $found_catalog, $found_page;
    my %how = (size => $size + 1, root => "$n 0 R");
    my $filled = build_pdf($bytes, {7 => $objects{7} =~ s{/V \(100\)}{/V (200)}r}, %how);
    verified('a certified form may be filled in', write_file('filled.pdf', $filled), 1);
    refused('but no annotation added', build_pdf($bytes,
        {$p => $found_page =~ s{(/Annots \[[^\]]*)}{$1 $size 0 R}r, $size => $note}, %how));
    refused('nor the permissions taken away',
        build_pdf($bytes, {$n => $found_catalog =~ s{/Perms <<.*?>>}{}sr}, %how));
    my $strict = signed(write_file('plain.pdf', $plain), 'organ', 'strict.pdf', '--certify', 'no-changes');
    refused('one that allows nothing may not be filled in',
        build_pdf(slurp($strict), {7 => $objects{7} =~ s{/V \(100\)}{/V (200)}r}, %how));
}

# ---- what is no attack ----

verified('an update that changes nothing', write_file('same.pdf', update({4 => $objects{4}})), 1);
verified('data for later validation', write_file('dss.pdf', update({$number{catalog} =>
    $catalog =~ s{<<}{<</DSS <</Certs []>> }r})), 1);
verified('a second signature', signed($path, 'second', 'second.pdf'), 1, '--trust', $root);

done_testing;
