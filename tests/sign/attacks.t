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

# ---- objects with two roles ----

# A document made for the attack: what the page shows is at the same time something that a reader of
# forms or structures takes for its own, and compares less strictly.
{
    my $harmless = stream('BT /F 20 Tf 72 700 Td (Pay 100 yuan) Tj ET', '/S /Document ');
    my $greedy = stream('BT /F 20 Tf 72 700 Td (Pay 999 yuan) Tj ET', '/S /Document ');
    my $double = sub {
        my ($name, $added, $change, @options) = @_;
        local $Test::Builder::Level = $Test::Builder::Level + 1;
        my $made = build_pdf('', {%objects, %$added});
        unlink scratch('role-signed.pdf');
        my $file = signed(write_file('role.pdf', $made), 'organ', 'role-signed.pdf', @options);
        verified("$name: good as it was signed", $file, 1);
        my $bytes = slurp($file);
        my ($root) = reverse $bytes =~ m{/Root (\d+ 0 R)}g;
        my ($all) = reverse $bytes =~ m{/Size (\d+)}g;
        changed("two roles: $name", build_pdf($bytes, $change, size => $all, root => $root), 'other');
    };
    $double->('content that is a widget', {4 => $harmless, 7 => $objects{7} =~ s{/V}{/Kids [4 0 R] /V}r},
        {4 => $greedy});
    $double->('content that is the structure\'s top', {4 => $harmless,
            1 => $objects{1} =~ s{>>\z}{ /StructTreeRoot 9 0 R>>}r, 9 => '<</Type /StructTreeRoot /K [4 0 R]>>'},
        {4 => $greedy});
    $double->('content that is a new widget too', {4 => $harmless, 7 => $objects{7} =~ s{/V}{/Kids [9 0 R] /V}r,
            9 => '<</Type /Annot /Subtype /Widget /Rect [72 500 272 520] /X 4 0 R>>'},
        {4 => $greedy});
    # The signature field's /AP and /F, which the one who signs may fill, as pictures and fonts of the page.
    my $names = '/Resources <</Font 9 0 R /XObject 9 0 R>>';
    my %roles = (1 => $objects{1} =~ s{\[7 0 R\]}{[7 0 R 9 0 R]}r, 3 => $objects{3} =~ s{/Resources .*}{$names>>}sr,
        4 => stream('BT /F 20 Tf 72 700 Td (Pay 100 yuan) Tj ET /AP Do'), 10 => $objects{5}, 11 => $objects{6},
        9 => '<</Type /Annot /Subtype /Widget /FT /Sig /T (next) /Rect [0 0 0 0] /F 10 0 R /AP 11 0 R>>');
    my $first = signed(write_file('roles.pdf', build_pdf('', {%objects, %roles})), 'organ', 'roles-1.pdf', '--rect', '1,0,0,1,1');
    my ($status) = sign($first, scratch('no.pdf'), '--key', scratch('second.key'), '--cert',
        scratch('second.pem'), '--field', 'next');
    is($status, 1, 'two roles: a field that is fonts and pictures of the page is not filled');
}

# ---- sections and trailers ----

{
    my ($last) = $signed =~ /startxref\s+(\d+)\s+%%EOF\s*\z/;
    my $start = length $signed;
    my $behind = sub {
        my ($body, $trailer) = @_;
        my $xref = $start + length $body;
        return "$signed${body}xref\n0 0\ntrailer\n<</Size $size /Root $number{catalog} 0 R $trailer>>\n"
            . "startxref\n$xref\n%%EOF\n";
    };
    verified('an empty section behind the end is no attack', write_file('empty.pdf', $behind->('', "/Prev $last")), 1);
    refused('encryption, appended', $behind->('', "/Prev $last /Encrypt <</Filter /Standard /V 1 /R 2 /P -4"
        . ' /O <' . '00' x 32 . '> /U <' . '00' x 32 . '>>>'));
    refused('a section that leads to itself', $behind->('', "/Prev $start"));
    refused('a section that leads beyond the end', $behind->('', '/Prev 99999999'));
    refused('a section that leads into the signature', $behind->('', '/Prev ' . index($signed, '/ByteRange')));
    refused('a section that leads nowhere', $behind->('', ''));
    refused('a negative /Prev', $behind->('', '/Prev -1'));
    refused('/Prev twice', $behind->('', "/Prev $last /Prev $start"));
    # New content in an object stream, named by a cross-reference stream, and by one beside a table.
    my $body = "4 0 $evil";
    my $pack = "$size 0 obj\n" . stream("5 0 4 0 \n" . '<</Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats>>',
        '/Type /ObjStm /N 1 /First 4 ') . "\nendobj\n";
    my $number = $size + 1;
    my $rows = pack('CNn', 2, $size, 0) . pack('CNn', 1, $start, 0) . pack 'CNn', 1, $start + length $pack, 0;
    my $section = "$number 0 obj\n" . stream($rows, "/Type /XRef /W [1 4 2] /Index [5 1 $size 2] /Size " . ($number + 1)
        . " /Root $number{catalog} 0 R /Prev $last ") . "\nendobj\n";
    my $stream_at = $start + length $pack;
    changed('a font in an object stream', "$signed$pack${section}startxref\n$stream_at\n%%EOF\n", 'other')
        if $signed !~ /XRef/;
    my $table = $stream_at + length $section;
    refused('a table with a stream beside it (hybrid)', "$signed$pack${section}xref\n0 0\ntrailer\n<</Size "
        . ($number + 1) . " /Root $number{catalog} 0 R /Prev $last /XRefStm $stream_at>>\nstartxref\n$table\n%%EOF\n");
    refused('a second trailer', $behind->("trailer\n<</Size $size /Root 10 0 R>>\n", "/Prev $last")
        =~ s{/Size $size /Root $number{catalog} 0 R /Prev}{/Size $size /Root 10 0 R /Prev}r);
    refused('a second end', "$signed\nstartxref\n0\n%%EOF\n");
    refused('bytes before the beginning', "\n$signed");
}

# ---- what a signature shows, and where it stands ----

{
    my $seen = signed(write_file('plain.pdf', $plain), 'organ', 'seen.pdf', '--rect', '1,20,20,40,40');
    my $bytes = slurp($seen);
    my ($text) = reverse $bytes =~ m{(\d+ 0 obj\n(?:(?!endobj).)*/FT /Sig(?:(?!endobj).)*)\nendobj}gs;
    my ($n) = $text =~ /^(\d+)/;
    my ($all) = reverse $bytes =~ m{/Size (\d+)}g;
    my ($root) = reverse $bytes =~ m{/Root (\d+ 0 R)}g;
    $text =~ s/^\d+ 0 obj\n//;
    my %how = (size => $all + 1, root => $root);
    my $swap = sub {
        my ($name, $changed, %objects) = @_;
        local $Test::Builder::Level = $Test::Builder::Level + 1;
        isnt($changed, $text, "$name: is a change") if !%objects;
        changed($name, build_pdf($bytes, {$n => $changed, %objects}, %how), 'other');
    };
    $swap->('another appearance of the signature', $text =~ s{/AP <<.*?>>}{/AP <</N $all 0 R>>}sr,
        $all => stream('BT /F 20 Tf (Signed by the State Council) Tj ET', '/Type /XObject /Subtype /Form /BBox [0 0 99 99] '));
    my ($shown) = $text =~ m{/AP <<\s*/N (\d+) 0 R};
    $swap->('the stream of its appearance', $text, $shown => stream('0 0 99 99 re f',
        '/Type /XObject /Subtype /Form /BBox [0 0 99 99] '));
    $swap->('the signature moves', $text =~ s{/Rect \[[^\]]*\]}{/Rect [0 0 500 800]}r);
    $swap->('the signature hides', $text =~ s{/F \d+}{/F 2}r);
    $swap->('the signature gets an action', $text =~ s{<<}{<</A <</S /URI /URI (http://x.example)>> }r);
    $swap->('the signature gets another name', $text =~ s{/T \([^)]*\)}{/T (Signature9)}r);
    my ($value) = $text =~ m{/V (\d+) 0 R};
    my ($dictionary) = $bytes =~ m{\n$value 0 obj\n(.*?)\nendobj}s;
    refused('a copy of the signature, elsewhere', build_pdf($bytes,
        {$n => $text =~ s{/V \d+ 0 R}{/V $all 0 R}r, $all => $dictionary}, %how));
    refused('the reason, written again',
        build_pdf($bytes, {$value => $dictionary =~ s{<<}{<</Reason (no)\n}r}, %how));
}

# ---- data for later validation that are something else ----

changed('a page in the data for later validation', update({$number{catalog} =>
    $catalog =~ s{<<}{<</DSS <</Certs [] /OpenAction <</S /JavaScript /JS (x)>>>> }r}), 'other');
changed('data for later validation that are none', update({$number{catalog} =>
    $catalog =~ s{<<}{<</DSS 4 0 R }r}), 'other');
verified('certificates that are junk are of no use, and do no harm', write_file('junk.pdf', update({$number{catalog} =>
    $catalog =~ s{<<}{<</DSS <</Certs [$size 0 R 4 0 R 1 null (x)] /CRLs [$size 0 R] /OCSPs [$size 0 R]>> }r,
    $size => stream('junk')}, size => $size + 1)), 1);

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
    my ($form) = $found_catalog =~ m{/AcroForm (\d+) 0 R};
    refused('nor others put in their place',
        build_pdf($bytes, {$n => $found_catalog =~ s{/Perms <<.*?>>}{/Perms <</UR3 7 0 R>>}sr}, %how));
    refused('nor the permission changed', build_pdf($bytes, do {
        my ($dictionary) = $bytes =~ m{\n((\d+) 0 obj\n(?:(?!endobj).)*/ByteRange(?:(?!endobj).)*)\nendobj}s;
        my ($number) = $dictionary =~ /^(\d+)/;
        +{$number => $dictionary =~ s{^\d+ 0 obj\n}{}r =~ s{/P 2}{/P 3}r};
    }, %how));
    my $sticky = '<</Type /Annot /Subtype /Stamp /Rect [72 690 300 720] /AP <</N 6 0 R>>>>';
    refused('nor a stamp', build_pdf($bytes,
        {$p => $found_page =~ s{(/Annots \[[^\]]*)}{$1 $size 0 R}r, $size => $sticky}, %how));
    # A signature field without a signature, over the text (SSA).
    my $sneaky = '<</Type /Annot /Subtype /Widget /FT /Sig /T (Sneaky) /F 4 /Rect [72 690 300 720]'
        . ' /AP <</N 6 0 R>> /V <</Type /Sig /Filter /Adobe.PPKLite /ByteRange [0 0 0 0] /Contents <00>>>>>';
    my ($form_number, $form_object) = $bytes =~ m{\n(\d+) 0 obj\n(<<[^>]*/SigFlags 3(?:(?!endobj).)*)\nendobj}s;
    refused('nor a field that only looks signed', build_pdf($bytes, {
        $p => $found_page =~ s{(/Annots \[[^\]]*)}{$1 $size 0 R}r, $size => $sneaky,
        defined $form_number ? ($form_number => $form_object =~ s{(/Fields \[[^\]]*)}{$1 $size 0 R}r) : ()}, %how));
    my $strict = signed(write_file('plain.pdf', $plain), 'organ', 'strict.pdf', '--certify', 'no-changes');
    my ($status) = sign($strict, scratch('no.pdf'), '--key', scratch('second.key'), '--cert', scratch('second.pem'));
    is($status, 1, 'what allows no changes is not signed again');
    refused('one that allows nothing may not be filled in',
        build_pdf(slurp($strict), {7 => $objects{7} =~ s{/V \(100\)}{/V (200)}r}, %how));
}

# ---- what is no attack ----

verified('an update that changes nothing', write_file('same.pdf', update({4 => $objects{4}})), 1);
verified('data for later validation', write_file('dss.pdf', update({$number{catalog} =>
    $catalog =~ s{<<}{<</DSS <</Certs []>> }r})), 1);
verified('a second signature', signed($path, 'second', 'second.pdf'), 1, '--trust', $root);

done_testing;
