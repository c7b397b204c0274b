#!/usr/bin/perl
# Archival and accessible PDFs: every sample follows the rules of Archive.pm as PDF/A-3a, PDF/A-2a and
# PDF/UA-1; PDFBox Preflight finds its PDF/A-1b form valid; each rule finds a file that breaks it.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8 encode_utf8);
use FindBin;
use lib $FindBin::Bin, "$FindBin::Bin/../sign";
use File::Basename qw(basename);
use Archive;
use Measure;
use Signing;
use Test::More;

my @samples = sort glob 'data/*.yaml';
my @cases = map { "tests/composition/$_.yaml" } qw(enumeration ruby-adjacent notes-two table-merged
    table-head-repeated table-kept-rows figure-alpha figure-jpeg chart-pie attachment-several
    signature-sealed rare-characters inline-nested page-full table-landscape ruby-elsewhere table-names);

# ---- every rule, every sample ----

for my $report (@samples, @cases) {
    my $name = basename($report, '.yaml');
    my $broken = broken_rules(open_pdf(gongwen($report, "$name.pdf")));
    ok(!%$broken, "$name: PDF/A-3a and PDF/UA-1");
    diag("$_: @{$broken->{$_}}[0]") for sort keys %$broken;
}
for my $report (@samples[0, 2]) {
    my $broken = broken_rules(open_pdf(gongwen($report, '2a.pdf', '--conformance', 'a-2a')));
    ok(!%$broken, "$report: PDF/A-2a and PDF/UA-1");
    diag("$_: @{$broken->{$_}}[0]") for sort keys %$broken;
}

# Widths, in the font and beside it.
my ($python) = grep { (run($_, '-c', 'import fontTools'))[0] == 0 } qw(python3 /usr/bin/python3);
SKIP: {
    skip 'no fontTools (python3-fonttools)', 3 if !defined $python;
    my ($status, $out, $err) = run($python, 'tests/pdf/widths.py',
        map { scratch(basename($_, '.yaml') . '.pdf') } @samples, @cases);
    is($out . $err, '', 'the widths of glyphs are those of their fonts, in every sample');
    is($status, 0, 'and no glyph is broken or absent');
    my ($qdf, $mended) = map { scratch($_) } qw(widths.qdf widths.pdf);
    run('qpdf', '--qdf', '--object-streams=disable', scratch('gb9704-order.pdf'), $qdf);
    my $changed = slurp($qdf) =~ s{/W \[\s+\d+\s+\[\s+\K\d+}{1003}r;
    open my $file, '>:raw', $qdf or die "$qdf: $!\n";
    print $file $changed;
    close $file;
    open $file, '>:raw', $mended or die "$mended: $!\n";
    print $file +(run('fix-qdf', $qdf))[1];
    close $file;
    (undef, $out) = run($python, 'tests/pdf/widths.py', $mended);
    like($out, qr/glyph \d+ is \d+ wide, not 1003\n\z/, 'another width is found');
}

# ---- PDF/A-1b, as PDFBox sees it ----

my $jars = '/usr/share/java';
my $preflight = join ':', map { "$jars/$_.jar" }
    qw(preflight pdfbox2 fontbox2 xmpbox commons-logging commons-io jaxb-api javax.activation);

SKIP: {
    my @wanted = (@samples, @cases);
    skip 'no Preflight (libpdfbox2-java, default-jre-headless)', 1 + @wanted
        if !-e "$jars/preflight.jar" || (run('java', '-version'))[0] != 0;
    mkdir scratch('oldest');
    gongwen($_, 'oldest/' . basename($_, '.yaml') . '.pdf', '--conformance', 'a-1b') for @wanted;
    my (undef, $out, $err) = run('java', '-cp', $preflight,
        'org.apache.pdfbox.preflight.Validator_A1b', 'batch', scratch('oldest'));
    my $said = decode_utf8("$out$err");
    for my $name (map { basename($_, '.yaml') } @wanted) {
        ok($said =~ /The file \Q$name\E\.pdf is a valid PDF\/A-1b file/, "$name: PDF/A-1b") or diag($said =~ /(\Q$name\E.*\n.*)/);
    }
    # Preflight does find faults: the default form is none of its.
    gongwen($samples[0], 'newest.pdf');
    (undef, $out) = run('java', '-cp', $preflight, 'org.apache.pdfbox.preflight.Validator_A1b',
        scratch('newest.pdf'));
    like($out, qr/is not a valid PDF\/A-1b file/, 'Preflight refuses another form');
}

# ---- files that break the rules ----

my $source = scratch('breakable.yaml');
open my $file, '>:raw', $source or die "$source: $!\n";
print $file encode_utf8(<<'END');
layout: annual-report
title: "标题"
issuer: "区政府办公室"
date: 2024-01-03
keywords: ["法治"]
sections:
  - heading: "要点"
    body:
      - "甲{{note 注一。}}乙{{note 注二。}}丙丁"
      - text: "三点："
        items: ["一。", "二。"]
      - table:
          caption: "表"
          head:
            - ["项", "数"]
          rows:
            - ["甲", "1"]
      - figure: {image: seal.png, alternative: "图样"}
END
close $file;
{
    open my $copy, '>:raw', scratch('seal.png') or die "seal.png: $!\n";
    print $copy slurp('data/images/sample-seal.png');
    close $copy;
}
my $plain = scratch('plain.pdf');
run('qpdf', '--qdf', '--object-streams=disable', gongwen($source, 'breakable.pdf'), $plain);
my $good = slurp($plain);

# What is broken how: a rule's name, what is looked for in the file, and what it becomes.
my @breaks = (
    ['header', qr/^(%PDF-1\.7\n%)..../s, 'abcd'],
    ['header', qr/^()%PDF-1\.7/, "\n%PDF-1.7"],
    ['end', qr/(%%EOF\n)\z/, "more\n"],
    ['id', qr{()/ID \[<\w+><\w+>\]}, '/Id []'],
    ['streams', qr{()(?=/Length \d+ 0 R\n>>\nstream)}, '/F (other) '],
    ['limits', qr{()/MarkInfo }, '/' . 'n' x 128 . ' true /MarkInfo '],
    ['limits', qr{()/MarkInfo }, '/More 2147483648 /MarkInfo '],
    ['limits', qr{()/StructParents 0}, '/StructParents 0 /ArtBox [0 0 2 100]'],
    ['font-types', qr{()/Subtype /CIDFontType0C}, '/Subtype /Type1'],
    ['filters', qr{()(?=/Length \d+ 0 R\n>>\nstream)}, '/Filter /LZWDecode '],
    ['intent', qr{()/GTS_PDFA1}, '/GTS_PDFX'],
    ['intent', qr{()/N 3\n}, "/N 4\n"],
    ['intent', qr{()acsp}, 'none'],
    ['device-colours', qr{()\n0 g\n}, "\n0 0 0 1 k\n"],
    ['device-colours', qr{(/ColorSpace) /DeviceRGB}, ' /DeviceCMYK'],
    ['operators', qr{()\nBT\n}, "\nBT ZZ\n"],
    ['resources', qr{()\n/F1 }, "\n/F99 "],
    ['nesting', qr{()\nq }, "\n" . 'q ' x 29],
    ['images', qr{()(?=/Subtype /Image)}, '/Interpolate true '],
    ['states', qr{()<<\n  /Type /FontDescriptor}, "<< /Type /ExtGState /TR /Identity >>\nendobj\n999 0 obj\n<<\n  /Type /FontDescriptor", 'skip'],
    ['fonts-embedded', qr{()/FontFile3 }, '/FontFileX '],
    ['font-types', qr{()/Identity-H(?=\n)}, '/Identity-V'],
    ['unicode', qr{()/ToUnicode }, '/ToNothing '],
    ['unicode-values', qr{(<0001> )<\w+>}, '<FEFF>'],
    ['private-use', qr{(<0001> )<\w+>}, '<E123>'],
    ['notdef', qr{(\[?)<0001}, '<0000'],
    ['annotation-words', qr{()/StructParents 0}, '/StructParents 0 /Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 1 1] >>]'],
    ['actions', qr{()/MarkInfo }, '/OpenAction << /S /JavaScript /JS (x) >> /MarkInfo '],
    ['metadata', qr{(<\?xpacket begin="[^"]*") id}, ' bytes="1" id'],
    ['information', qr{()<pdf:Producer>gongwen}, '<pdf:Producer>gangwen'],
    ['information', qr{()<xmp:ModifyDate>2024}, '<xmp:ModifyDate>2023'],
    ['schemas', qr{()<pdfaProperty:name>issuer<}, '<pdfaProperty:name>issuers<'],
    ['schemas', qr{()<pdfaProperty:category>external<}, '<pdfaProperty:category>elsewhere<'],
    ['schemas', qr{()<pdfaSchema:prefix>gw<}, '<pdfaSchema:prefix>gx<'],
    ['archival', qr{()<pdfaid:conformance>A<}, '<pdfaid:conformance>B<'],
    ['embedded-types', qr{()/Subtype /application#2fyaml}, '/Subtype /yaml'],
    ['embedded-names', qr{()/UF <feff}i, '/UX <feff'],
    ['associated', qr{()/AFRelationship /Source}, '/AFRelationship /Friend'],
    ['associated', qr{()/AF \[}, '/AX ['],
    ['accessible', qr{()<pdfuaid:part>1<}, '<pdfuaid:part>2<'],
    ['marked', qr{()/Marked true}, '/Marked false'],
    ['marked', qr{()/Marked true}, '/Marked true /Suspects true'],
    ['content', qr{()/Artifact <</Type /Pagination>> BDC}, '/Span <</Lang (zh)>> BDC'],
    ['content', qr{()/Artifact <</Type /Layout>> BDC}, '/Artifact BMC /P <</MCID 999>> BDC'],
    ['content', qr{(/P <</MCID )\d+}, '0'],
    ['parent-tree', qr{(/ParentTree <<\s*/Nums \[\s*0\s*\[\s*)\d+}, '1'],
    ['parent-tree', qr{()/StructParents 0}, '/StructParents 7'],
    ['parents', qr{(/P )\d+ 0 R(?=\s*/Pg[^>]*/S /P\b)}, '1 0 R'],
    ['types', qr{()/S /LBody}, '/S /Body'],
    ['types', qr{()/Title /H1}, '/P /Div /Title /H1'],
    ['title', qr{()/DisplayDocTitle true}, '/DisplayDocTitle false'],
    ['title', qr{(<dc:title>.*?<rdf:li[^>]*>)[^<]*}s, ''],
    ['language', qr{()/Lang \(zh-CN\)}, '/Lang (zh_CN)'],
    ['language', qr{()/Lang \(zh-CN\)}, ''],
    ['holding', qr{()/S /LBody}, '/S /P'],
    ['holding', qr{()/S /TBody}, '/S /Sect'],
    ['table-parts', qr{()/S /TBody}, '/S /THead'],
    ['table-cells', qr{()/Scope /Column}, '/Scope /Sideways'],
    ['table-cells', qr{()/O /Table}, '/O /Table /ColSpan 2'],
    ['table-cells', qr{()/O /Table}, '/O /Table /RowSpan 3'],
    ['figures', qr{()/Alt }, '/Alternative '],
    ['headings', qr{()/S /H2}, '/S /H4'],
    ['headings', qr{()/Title /H1}, '/Title /H2'],
    ['headings', qr{()/S /H2}, '/S /H'],
    ['lists', qr{()/ListNumbering }, '/ListNumbers '],
    ['notes', qr{(/ID \(note)\d+}, '000000000'],
    ['notes', qr{()/IDTree }, '/IDForest '],
    ['tabs', qr{()/StructParents 0}, '/StructParents 0 /Annots []', qr{/Tabs /S}],
);
my %tried = map { $_ => 1 } qw(spacing encryption cross-references colorants glyph-maps states); # below
for my $i (0 .. $#breaks) {
    my ($rule, $from, $to, $also) = @{$breaks[$i]};
    next if defined $also && $also eq 'skip';
    my $bytes = $good;
    my $changed = $bytes =~ s/$from/$1$to/;
    $bytes =~ s/$also// if defined $also;
    my $path = scratch("broken-$i.pdf");
    open my $out, '>:raw', "$path.qdf" or die "$path: $!\n";
    print $out $bytes;
    close $out;
    # What is said of the file as such must not be mended.
    my (undef, $mended) = $rule =~ /^(?:header|end)$/ ? (0, $bytes) : run('fix-qdf', "$path.qdf");
    open $out, '>:raw', $path or die "$path: $!\n";
    print $out $mended;
    close $out;
    my $broken = eval { broken_rules(open_pdf($path)) } // {};
    ok($changed && $broken->{$rule}, "found: $rule ($to)" =~ s/\n/ /gr)
        or diag($@ || ($changed ? 'broken: ' . join ' ', sort keys %$broken : 'there is nothing like that'));
    $tried{$rule} = 1;
}

# In the objects as they are read, what a writer would not let through.
my $pdf = open_pdf($plain);
is_deeply(broken_rules($pdf), {}, 'the file itself breaks none');
my @inner = (
    ['spacing', sub { $_[0]{bytes} =~ s/\n(?=4 0 obj\n)/ / }],
    ['spacing', sub { $_[0]{bytes} =~ s/\nendobj(?=\n)/ endobj/ }],
    ['spacing', sub { $_[0]{bytes} =~ s/\nendstream/nendstream/ }],
    ['encryption', sub { $_[0]{trailer}{'/Encrypt'} = {} }],
    ['cross-references', sub { $_[0]{bytes} =~ s/\nxref\n/\nnone\n/ }],
    ['states', sub { $_[0]{objects}{'obj:999 0 R'} = {value => {'/Type' => '/ExtGState', '/TR' => '/X'}} }],
    ['glyph-maps', sub {
        $_[0]{objects}{'obj:999 0 R'} = {value => {'/Type' => '/Font', '/Subtype' => '/CIDFontType2', '/BaseFont' => '/X'}};
    }],
    ['colorants', sub {
        my $page = $_[0]{pages}[0]{is};
        $page->{'/Resources'} = {'/ColorSpace' => {'/C' => ['/DeviceN', ['/Gold'], '/DeviceRGB', {}]}};
    }],
);
for (@inner) {
    my ($rule, $break) = @$_;
    my $copy = open_pdf($plain);
    $break->($copy);
    ok(broken_rules($copy)->{$rule}, "found: $rule");
}

# Fields and signatures: bytes of a signed file are replaced by as many.
my $root = authority('root');
certificate($root, 'organ');
my $sealed = write_file('sealed.yaml', encode_utf8(<<'END'));
layout: gb9704
mark: "示例市人民政府文件"
title: "关于示例事项的通知"
issuer: "示例市人民政府"
document-number: "示政发〔2024〕1号"
date: 2024-01-03
preamble: "正文。"
seals: {diameter: 42mm}
END
my $seal = 'data/images/sample-seal.png';
my $certified = signed(gongwen($sealed, 'sealed.pdf'), 'organ', 'certified.pdf', '--seal', $seal, '--certify', 'form');
my $signed = signed($certified, 'organ', 'signed.pdf', '--rect', '1,20,20,42,42');
is_deeply(broken_rules(open_pdf($signed)), {}, 'the signed file breaks none either');
my @signed_breaks = (
    ['annotation-types', qr{/Subtype /Widget}, '/Subtype /Screen'],
    ['annotations', qr{/F 132}, '/F 134'],
    ['annotations', qr{/F 132}, '/F 128'],
    ['appearances', qr{/AP <<}, '/PA <<'],
    ['appearances', qr{/AP <</N}, '/AP <</D'],
    ['appearances', qr{/XObject\n/Subtype /Form}, "/XObject\n/Subtype /Farm"],
    ['form', qr{/SigFlags 3}, '/XFA (abcd)'],
    ['form', qr{/T (?:\(seal-1\)|<\w+>)}, '/AA <<>>'],
    ['signature-range', qr{/ByteRange \[0}, '/ByteRange [1'],
    ['signature-range', qr{/Contents <30}, '/Contents  30'],
    ['signature-form', qr{/Contents <30}, '/Contents <31'],
    ['signature-form', qr{/M \(D:20}, '/M (D:21'],
    ['permissions', qr{/Perms <</DocMDP}, '/Perms <</DocMDX'],
    ['blending', qr{/BM /Multiply}, '/BM /Multiplx'],
    ['annotation-words', qr{/TU |/Alt }, '/XX '],
    ['tabs', qr{/Tabs /S}, '/Tabs /R'],
    ['forms', qr{/S /Form}, '/S /Sect'],
    ['object-references', qr{/StructParent \d}, '/StructParent 9'],
    ['object-references', qr{/ParentTreeNextKey \d}, '/ParentTreeNextKey 1'],
    ['object-references', qr{/Type /OBJR}, '/Type /OBJX'],
);
for my $i (0 .. $#signed_breaks) {
    my ($rule, $from, $to) = @{$signed_breaks[$i]};
    my $bytes = slurp($signed);
    my $changed = $bytes =~ s/$from/$to . ' ' x (length($&) - length $to)/ge;
    my $broken = eval { broken_rules(open_pdf(write_file("signed-broken-$i.pdf", $bytes))) } // {};
    ok($changed && $broken->{$rule}, "found: $rule ($to)" =~ s/\n/ /gr)
        or diag($@ || ($changed ? 'broken: ' . join ' ', sort keys %$broken : 'there is nothing like that'));
    $tried{$rule} = 1;
}
my @signed_inner = (
    ['form', sub { $_[0]{form}{'/NeedAppearances'} = JSON::PP::true }],
    ['form', sub { $_[0]{catalog}{'/NeedsRendering'} = JSON::PP::true }],
    ['form', sub { $_[0]{form}{'/Fields'} = [] }],
    ['form', sub { push @{$_[0]{form}{'/Fields'}}, $_[0]{form}{'/Fields'}[0] }],
    ['permissions', sub { $_[0]{signature}{'/Reference'}[0]{'/DigestValue'} = 'b:00' }],
    ['strings', sub { $_[0]{signature}{'/Contents'} = 'b:' . '00' x 32768 }],
    ['forms', sub { my ($form) = grep { $_->{mapped} eq 'Form' } structure_of($_[0]); push @{$form->{is}{'/K'}}, 7 }],
);
for (@signed_inner) {
    my ($rule, $break) = @$_;
    my $copy = open_pdf($signed);
    my $at = sub { $copy->{objects}{"obj:$_[0]"}{value} };
    $copy->{form} = $at->($copy->{catalog}{'/AcroForm'});
    $copy->{signature} = $at->($at->($copy->{form}{'/Fields'}[0])->{'/V'});
    $break->($copy);
    ok(broken_rules($copy)->{$rule}, "found: $rule");
    $tried{$rule} = 1;
}
is(join(' ', grep { !$tried{$_} } rule_names()), '', 'every rule has been broken');

# ---- the structure as others read it ----

my $sample = gongwen('data/gb9704.yaml', 'structure.pdf');
my $dump = decode_utf8(slurp(gongwen('data/gb9704.yaml', 'structure.txt', '--format', 'dump')));
my @wanted = map { /^node ( *)(\w+)#/ ? (length($1) / 2) . ' ' . $2 : () } split /\n/, $dump;
my %spoken = ('Title' => 'H1', map { ("H$_" => 'H' . ($_ + 1)) } 1 .. 4);
s/ (\w+)$/' ' . ($spoken{$1} \/\/ $1)/e for @wanted;
my ($status, $poppler) = run('pdfinfo', '-struct', $sample);
my @got = map { /^( *)(\w+)(?: \(\w+\))?:?$/ ? (length($1) / 2) . ' ' . $2 : () } split /\n/, decode_utf8($poppler);
is("@got", "@wanted", 'poppler reads the structure of the display list');
is(join(' ', map { $_->{mapped} } structure_of(open_pdf($sample))),
    join(' ', map { (split)[1] } @wanted), 'and so do the rules');

SKIP: {
    my ($absent) = run('sh', 'tests/pdf/install-pdfjs.sh', "$ENV{BUILD}/pdfjs");
    skip 'no pdf.js (node, npm and its registry)', 4 if $absent != 0;
    my ($status, $out, $err) =
        run('node', 'tests/pdf/structure.mjs', "$ENV{BUILD}/pdfjs/node_modules", $sample);
    is($status, 0, 'pdf.js reads the structure') or diag(decode_utf8($err));
    my @lines = split /\n/, decode_utf8($out);
    my ($files, $labels) = splice @lines, -2;
    my $pdf = open_pdf($sample);
    my @pages = map {
        my $number = $_->{number};
        join ' ', map { my $words = $_->{is}{'/Alt'}; $_->{mapped} . (defined $words ? ': ' . $words =~ s/^u://r : '') }
            grep { grep { /^\Q$number\E / } @{$_->{marks}} } structure_of($pdf);
    } @{$pdf->{pages}};
    is_deeply(\@lines, \@pages, 'and finds the elements of content on each page');
    is($files, 'administrative.yaml document.yaml draft.yaml fonts.yaml gb9704.yaml gb9704.yaml report.yaml sample-seal.png',
        'the embedded files');
    is($labels, '1 2 3 4', 'and the page labels');
}

done_testing;
