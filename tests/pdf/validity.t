#!/usr/bin/perl
# The PDF is valid, and says what it has to: judged by qpdf, poppler, MuPDF and Ghostscript.
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8);
use FindBin;
use JSON::PP ();
use lib $FindBin::Bin;
use Measure;
use Test::More;

my $report = 'data/2023-annual-report.yaml';
my $pdf = gongwen($report, 'report.pdf');
my $bytes = slurp($pdf);

# What a program writes to standard output; all that it says else is a fault.
sub output_of {
    my ($name, @command) = @_;
    my ($status, $out, $err) = run(@command);
    ok($status == 0 && $err eq '', "$name has nothing to complain about")
        or diag("status $status: " . decode_utf8($err));
    return decode_utf8($out);
}

# ---- no complaint ----

like(output_of('qpdf --check', 'qpdf', '--check', $pdf),
    qr/No syntax or stream encoding errors found/, 'qpdf finds no errors');
output_of('pdfinfo -struct', 'pdfinfo', '-struct', $pdf);
output_of('mutool info', 'mutool', 'info', $pdf);
output_of('mutool clean', 'mutool', 'clean', '-s', $pdf, scratch('clean.pdf'));
my $text = output_of('pdftotext', 'pdftotext', $pdf, '-');
is(output_of('mutool extract', 'mutool', 'show', $pdf, 'js'), '', 'no JavaScript');
my @files = output_of('pdfdetach', 'pdfdetach', '-list', $pdf) =~ /^\d+: (.*)$/mg;
is(join(' ', @files), 'report.yaml layouts/annual-report.yaml layouts/base/gb9704.yaml layouts/base/draft.yaml '
        . 'layouts/words/administrative.yaml fonts/fonts.yaml', 'what it is made from is embedded');

# ---- what it is ----

my $title = '区政府办公室2023年法治政府建设年度报告';
my %info = output_of('pdfinfo', 'pdfinfo', '-rawdates', $pdf) =~ /^([^:]+):[ ]*(.*)$/mg;
my %wanted = (
    'Title' => $title,
    'Author' => '区政府办公室',
    'CreationDate' => "D:20240103000000+08'00'",
    'ModDate' => "D:20240103000000+08'00'",
    'Pages' => 6,
    'Encrypted' => 'no',
    'JavaScript' => 'no',
    'Form' => 'none',
    'Metadata Stream' => 'yes',
    'Custom Metadata' => 'no',
    'PDF version' => '1.7',
    'Page size' => '595.276 x 841.89 pts (A4)',
    'Page rot' => 0,
);
is($info{$_}, $wanted{$_}, "pdfinfo: $_") for sort keys %wanted;
like($info{Producer}, qr/^gongwen \d+\.\d+\.\d+$/, 'pdfinfo: Producer');

my $xmp = output_of('pdfinfo -meta', 'pdfinfo', '-meta', $pdf);
my ($xmp_title) = $xmp =~ m{<dc:title>.*?<rdf:li[^>]*>(.*?)</rdf:li>}s;
my ($xmp_author) = $xmp =~ m{<dc:creator>.*?<rdf:li[^>]*>(.*?)</rdf:li>}s;
my ($xmp_language) = $xmp =~ m{<dc:language>.*?<rdf:li[^>]*>(.*?)</rdf:li>}s;
my ($xmp_producer) = $xmp =~ m{<pdf:Producer>(.*?)</pdf:Producer>};
my @xmp_dates = $xmp =~ m{<xmp:(?:Create|Modify)Date>(.*?)</xmp:}g;
is($xmp_title, $info{Title}, 'XMP has the title of Info');
is($xmp_author, $info{Author}, 'XMP has the author of Info');
is($xmp_producer, $info{Producer}, 'XMP has the producer of Info');
is($xmp_language, 'zh-CN', 'XMP has the language');
is("@xmp_dates", '2024-01-03T00:00:00+08:00 2024-01-03T00:00:00+08:00', 'XMP has the dates of Info');

my $json = JSON::PP->new->utf8->decode((run('qpdf', '--json=2', $pdf))[1]);
my $objects = $json->{qpdf}[1];
my $root = $objects->{'obj:' . $objects->{trailer}{value}{'/Root'}}{value};
is($root->{'/Lang'}, 'u:zh-CN', 'the language is zh-CN');
ok($root->{'/ViewerPreferences'}{'/DisplayDocTitle'}, 'viewers show the title, not the file name');
my $labels = join ' ',
    map { "$_->{index}:$_->{label}{'/S'}:$_->{label}{'/St'}" } @{$json->{pagelabels}};
is($labels, '0:/D:1', 'page labels as printed: 1, 2, …');

# ---- no day but the report's own ----

my $plain = scratch('plain.pdf');
run('qpdf', '--qdf', '--object-streams=disable', $pdf, $plain);
my %days = map { $_ => 1 } slurp($plain) =~ /\b(?:D:)?((?:19|20)\d\d-?[01]\d-?[0-3]\d)(?=\d{6}[+Z]|T\d)/g;
is(join(' ', sort keys %days), '2024-01-03 20240103', 'no date but the report\'s');

# ---- the same bytes again: under another locale, zone and folder, to a pipe ----

{
    local @ENV{qw(LC_ALL TZ LANGUAGE SOURCE_DATE_EPOCH)} = ('C', 'Pacific/Kiritimati', 'zh_CN', 1);
    my (undef, $piped) = run($ENV{GONGWEN}, 'render', '--no-system-fonts', '-q', $report, '-o', '-');
    ok($piped eq $bytes, 'the same bytes again under another locale and zone');
    open my $copy, '>:raw', scratch('copy.yaml') or die "copy: $!\n";
    print $copy slurp($report);
    close $copy or die "copy: $!\n";
    ok(slurp(gongwen(scratch('copy.yaml'), 'other.pdf')) eq $bytes, 'and from another folder and file');
}

# ---- outline: the headings, numbered, where they stand ----

my @outline;

sub add_items {
    my ($level, @items) = @_;
    for my $item (@items) {
        push @outline,
            {
                words => "$level $item->{title}",
                page => $item->{destpageposfrom1},
                top => $item->{dest}[3],
            };
        add_items($level + 1, @{$item->{kids}});
    }
}
add_items(1, @{$json->{outlines}});
is(join("\n", map { $_->{words} } @outline), <<'END' =~ s/\n\z//r, 'the outline is the headings');
1 一、推进法治政府建设的主要举措和成效
2 （一）深入学习贯彻习近平法治思想，全面提升法治意识
2 （二）高标准规范政务运转，服务保障法治建设
2 （三）高水平推进政务公开工作，规范行政权力运行
2 （四）始终坚持以人民为中心，切实增进民生福祉
1 二、党政主要负责人履行推进法治建设第一责任人职责情况
1 三、存在的不足和原因
1 四、下一年度推进法治政府建设的主要安排
END

# The line to which an item leads, as MuPDF finds it on that page.
my @traced = trace_pages($pdf);
my @astray;
for my $item (@outline) {
    my ($level, $words) = split ' ', $item->{words}, 2;
    my $page = $traced[$item->{page} - 1];
    my $top = $page->{height} - $item->{top};
    my $line = join '', map { $_->{char} }
        grep { $_->{y} > $top && $_->{y} < $top + $_->{size} } @{$page->{glyphs}};
    push @astray, "$words leads to “$line”" if $line ne $words;
}
all_right('every item leads to the top of its heading', scalar @outline, @astray);

# ---- fonts ----

my @fonts = grep { !/^(?:name|-)/ } split /\n/, output_of('pdffonts', 'pdffonts', $pdf);
is(scalar @fonts, 5, 'five faces');
my (%tags, @faults);
for my $font (@fonts) {
    my ($name) = $font =~ /^(\S+)/;
    my ($embedded, $subset, $unicode) = $font =~ /Identity-H\s+(yes|no)\s+(yes|no)\s+(yes|no)\s/;
    push @faults, "$name is not embedded, subset and mapped to Unicode"
        if ($embedded // '') ne 'yes' || $subset ne 'yes' || $unicode ne 'yes';
    my ($tag) = $name =~ /^([A-Z]{6})\+/;
    push @faults, "$name has a tag of another one" if $tags{$tag // ''}++;
}
all_right('all embedded, subset and mapped to Unicode, each with a tag of its own', scalar @fonts,
    @faults);

# Embedded programs by themselves: CFF begins with its version, and holds the name of its font.
my @programs;
for my $object (values %$objects) {
    my $value = $object->{value};
    next if ref $value ne 'HASH' || ($value->{'/Type'} // '') ne '/FontDescriptor';
    my ($number) = ($value->{'/FontFile3'} // '') =~ /^(\d+) 0 R$/;
    my (undef, $program) = run('qpdf', "--show-object=$number", '--filtered-stream-data', $pdf);
    my ($name) = $value->{'/FontName'} =~ m{^/[A-Z]{6}\+(.*)};
    push @programs, $name if $program =~ /^\x01\x00/ && index($program, $name) > 0;
}
is(scalar @programs, 5, 'five programs in CFF, each with its name');

# ---- three renderers show the same ----

my $dots = 100;
output_of('pdftoppm', 'pdftoppm', '-r', $dots, '-gray', $pdf, scratch('poppler'));
output_of(
    'Ghostscript', qw(gs -q -dNOPAUSE -dBATCH -dSAFER -sDEVICE=pgmraw -dTextAlphaBits=4),
    "-r$dots", '-sOutputFile=' . scratch('ghostscript-%d.pgm'), $pdf
);
# Debian's MuPDF says so of itself, whatever the file is.
my ($status, undef, $said) =
    run(qw(mutool draw -q -F pgm), '-r', $dots, '-o', scratch('mupdf-%d.pgm'), $pdf);
$said =~ s/^warning: ICC support is not available\n//;
is("$status$said", '0', 'mutool draw has nothing to complain about');

sub picture {
    my ($path) = @_;
    slurp($path) =~ /^P5\s+(?:#.*\n)?(\d+)\s+(\d+)\s+255\s(.*)/s or BAIL_OUT("$path is no picture");
    return ($1, $2, $3);
}

# The greatest difference in mean grey of two pictures, in squares of a character.
sub contrast {
    my ($first, $second) = @_;
    my ($width, $height, $a) = picture($first);
    my ($other_width, undef, $b) = picture($second);
    my $side = int($dots * 16 / 72);
    my $most = 0;
    for (my $y = 0; $y + $side < $height; $y += $side) {
        for (my $x = 0; $x + $side < $width; $x += $side) {
            my $sum = 0;
            for my $row ($y .. $y + $side - 1) {
                $sum += unpack('%32C*', substr $a, $row * $width + $x, $side)
                    - unpack('%32C*', substr $b, $row * $other_width + $x, $side);
            }
            my $mean = abs $sum / $side**2;
            $most = $mean if $mean > $most;
        }
    }
    return $most;
}

for my $page (1, 6) {
    my $mupdf = scratch("mupdf-$page.pgm");
    # A character that one of them does not show differs by more than 40.
    cmp_ok(contrast($mupdf, scratch("$_-$page.pgm")), '<', 30, "page $page: $_ shows what MuPDF does")
        for qw(poppler ghostscript);
}

# ---- text ----

my ($equal, $difference) = run('sh', 'tests/pdf/text_equals_source.sh', $pdf);
is($equal, 0, 'the text is that of the source, character by character')
    or diag(decode_utf8($difference));

# The paragraphs of a YAML file as they are written there.
sub source_text {
    my ($path) = @_;
    my $source = decode_utf8(slurp($path));
    my @paragraphs = $source =~ /^  - "(.*)"$/mg;
    s/\\u([0-9A-F]{4})|\\U([0-9A-F]{8})/chr hex($1 \/\/ $2)/ge for @paragraphs;
    return join '', @paragraphs;
}

my $wanted = source_text('tests/pdf/characters.yaml') =~ s/\s//gr;
my $rare = gongwen('tests/pdf/characters.yaml', 'characters.pdf');
like(output_of('qpdf --check of rare characters', 'qpdf', '--check', $rare),
    qr/No syntax or stream encoding errors found/, 'rare characters: qpdf finds no errors');
my $got = output_of('pdftotext of rare characters', 'pdftotext', '-raw', $rare, '-') =~ s/\s//gr;
my ($shown) = $got =~ /^罕见字与组合字(.*)区政府办公室2024年1月3日—1—$/;
is($shown, $wanted, 'rare, combining and variant characters come back, every one');
like($wanted, qr/[\x{20000}-\x{3FFFF}].*\x{2F00}.*\x{301}.*\x{E0100}/, 'with all kinds of them');

done_testing();
