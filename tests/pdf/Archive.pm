# Clauses of PDF/A-2, PDF/A-3 (ISO 19005) and PDF/UA-1 (ISO 14289-1) that a program can check, over
# the objects of a file as `qpdf --json` has them. Each rule tells what breaks it.
package Archive;

use strict;
use warnings;
use utf8;
use Encode qw(decode encode_utf8);
use Exporter qw(import);
use JSON::PP ();
use List::Util qw(any first max);
use Measure;
use MIME::Base64 qw(decode_base64);

our @EXPORT = qw(open_pdf broken_rules rule_names structure_of content_of);

# ---- the file ----

# {bytes, objects, trailer, catalog, pages}: of the pages, in their order, number and dictionary.
sub open_pdf {
    my ($path) = @_;
    my ($status, $out, $err) = run(qw(qpdf --json=2 --json-stream-data=inline),
        qw(--decode-level=generalized), $path);
    die "qpdf: $err\n" if $status != 0 && $status != 3;
    my $json = JSON::PP->new->utf8->decode($out);
    my $objects = $json->{qpdf}[1];
    my $pdf = {bytes => slurp($path), objects => $objects, trailer => $objects->{trailer}{value}};
    $pdf->{catalog} = follow($pdf, $pdf->{trailer}{'/Root'});
    $pdf->{pages} = [map { {number => $_->{object}, is => follow($pdf, $_->{object})} } @{$json->{pages}}];
    return $pdf;
}

# What a reference leads to; of a stream its dictionary.
sub follow {
    my ($pdf, $value) = @_;
    return $value if ref $value || !defined $value || $value !~ /^\d+ \d+ R$/;
    my $object = $pdf->{objects}{"obj:$value"} // return;
    return exists $object->{stream} ? $object->{stream}{dict} : $object->{value};
}

sub bytes_of {
    my ($pdf, $reference) = @_;
    my $object = $pdf->{objects}{"obj:$reference"} // return '';
    return exists $object->{stream} ? decode_base64($object->{stream}{data} // '') : '';
}

sub all_objects {
    my ($pdf) = @_;
    return map { {name => $_, is => follow($pdf, s/^obj://r), stream => exists $pdf->{objects}{$_}{stream}} }
        grep { /^obj:/ } sort keys %{$pdf->{objects}};
}

sub dictionaries {
    my ($pdf, $type) = @_;
    return grep { ref $_ eq 'HASH' && ($_->{'/Type'} // '') eq $type } map { $_->{is} } all_objects($pdf);
}

sub text {
    my ($value) = @_;
    return defined $value && $value =~ /^[ub]:(.*)/s ? $1 : undef;
}

# ---- content streams ----

my %operators = map { $_ => 1 } qw(b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f
    F f* G g gs h i ID j J K k l m M MP n q Q re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL
    Tm Tr Ts Tw Tz v w W W* y ' ");
my %shows = map { $_ => 1 } qw(b B b* B* f F f* s S sh Do Tj TJ EI), q{'}, q{"};

# The operators of a page with their operands: [operator, operands...]; parsed once.
sub content_of {
    my ($pdf, $page) = @_;
    return @{$pdf->{content}{$page->{'/Contents'}} //= [parse_content($pdf, $page)]};
}

sub parse_content {
    my ($pdf, $page) = @_;
    my $contents = $page->{'/Contents'};
    my $bytes = join "\n", map { bytes_of($pdf, $_) } ref $contents ? @$contents : $contents;
    my (@found, @operands);
    pos($bytes) = 0;
    while ($bytes =~ /\G\s*/gc && pos($bytes) < length $bytes) {
        if ($bytes =~ /\G<<((?:[^<>]|<[^<>]*>|<<[^<>]*>>)*)>>/gc) {
            push @operands, "<<$1>>";
        } elsif ($bytes =~ /\G\[/gc) {
            push @operands, '[';
        } elsif ($bytes =~ /\G\]/gc) {
            push @operands, ']';
        } elsif ($bytes =~ /\G\(((?:[^()\\]|\\.)*)\)/gcs) {
            my $string = $1 =~ s/\\(.)/$1 eq 'r' ? "\r" : $1 eq 'n' ? "\n" : $1/gesr;
            push @operands, "($string";
        } elsif ($bytes =~ /\G<([0-9A-Fa-f\s]*)>/gc) {
            push @operands, '(' . pack 'H*', $1 =~ s/\s//gr;
        } elsif ($bytes =~ m{\G(/[^\s()<>\[\]{}/%]*|[-+.\d]+)}gc) {
            push @operands, $1;
        } elsif ($bytes =~ /\G([^\s()<>\[\]{}\/%]+)/gc) {
            push @found, [$1, @operands];
            @operands = ();
        } else {
            die 'content that is none: ' . substr $bytes, pos $bytes, 40;
        }
    }
    return @found;
}

# ---- structure ----

my %standard = map { $_ => 1 } qw(Document Part Art Sect Div BlockQuote Caption TOC TOCI Index
    NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote
    Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form);

# The elements in reading order: {number, is, type, mapped, parent, kids, marks, objects}; a mark is
# "page MCID", an object an annotation.
sub structure_of {
    my ($pdf) = @_;
    my $root = follow($pdf, $pdf->{catalog}{'/StructTreeRoot'}) or return;
    my $map = follow($pdf, $root->{'/RoleMap'}) // {};
    my (@elements, %seen);
    my $walk;
    $walk = sub {
        my ($number, $parent) = @_;
        my $is = follow($pdf, $number);
        return if ref $is ne 'HASH' || $seen{$number}++;
        my $type = ($is->{'/S'} // '') =~ s{^/}{}r;
        my $element = {number => $number, is => $is, type => $type, parent => $parent, kids => [],
            marks => [], objects => [], mapped => ($map->{"/$type"} // "/$type") =~ s{^/}{}r, order => []};
        push @elements, $element;
        push @{$parent->{kids}}, $element if $parent;
        push @{$parent->{order}}, $element if $parent;
        my $kids = $is->{'/K'};
        for my $kid (!defined $kids ? () : ref $kids eq 'ARRAY' ? @$kids : $kids) {
            my $content = ref $kid ? $kid : $kid =~ /^\d+$/ ? {'/MCID' => $kid} : undef;
            if (defined $content && ($content->{'/Type'} // '') eq '/OBJR') {
                push @{$element->{objects}}, $content->{'/Obj'};
            } elsif (defined $content) {
                my $mark = ($content->{'/Pg'} // $is->{'/Pg'} // '') . ' ' . ($content->{'/MCID'} // 'none');
                push @{$element->{marks}}, $mark;
                push @{$element->{order}}, $mark;
            } else {
                $walk->($kid, $element);
            }
        }
    };
    my $kids = $root->{'/K'};
    $walk->($_, undef) for ref $kids eq 'ARRAY' ? @$kids : $kids;
    return @elements;
}

# Annotations to the elements that hold them.
sub holders_of {
    my ($pdf) = @_;
    my %held;
    for my $element (structure_of($pdf)) {
        $held{$_} = $element for @{$element->{objects}};
    }
    return %held;
}

sub attribute {
    my ($element, $owner, $key) = @_;
    my $attributes = $element->{is}{'/A'} // return;
    for my $one (ref $attributes eq 'ARRAY' ? @$attributes : $attributes) {
        return $one->{"/$key"} if ref $one eq 'HASH' && ($one->{'/O'} // '') eq "/$owner";
    }
    return;
}

# Numbers to elements: {StructParents => [...]}.
sub parent_tree {
    my ($pdf, $node) = @_;
    $node = follow($pdf, $node) // return ();
    my @nums = @{$node->{'/Nums'} // []};
    my @pairs = map { ($nums[2 * $_] => follow($pdf, $nums[2 * $_ + 1])) } 0 .. $#nums / 2;
    return (@pairs, map { parent_tree($pdf, $_) } @{$node->{'/Kids'} // []});
}

# ---- metadata ----

sub xmp_of {
    my ($pdf) = @_;
    return decode('UTF-8', bytes_of($pdf, $pdf->{catalog}{'/Metadata'} // ''));
}

sub unescape {
    my ($xml) = @_;
    my %named = (lt => '<', gt => '>', amp => '&', quot => '"', apos => q{'});
    return defined $xml ? $xml =~ s/&(\w+);/$named{$1}/gr : undef;
}

# ---- the rules: what is wrong, or nothing ----

my @rules;

sub rule {
    my ($name, $clause, $check) = @_;
    push @rules, {name => $name, clause => $clause, check => $check};
}

rule('header', 'A 6.1.2', sub {
    my ($pdf) = @_;
    return $pdf->{bytes} =~ /^%PDF-1\.[0-7]\r?\n%[\x80-\xFF]{4}/ ? () : 'no header with four bytes above 127';
});
rule('end', 'A 6.1.3', sub {
    my ($pdf) = @_;
    return $pdf->{bytes} =~ /%%EOF\r?\n?\z/ ? () : 'something follows the end';
});
rule('id', 'A 6.1.3', sub {
    my ($pdf) = @_;
    my $id = $pdf->{trailer}{'/ID'};
    return ref $id eq 'ARRAY' && @$id == 2 && length $id->[0] > 2 ? () : 'no identifier';
});
rule('encryption', 'A 6.1.3', sub {
    my ($pdf) = @_;
    return defined $pdf->{trailer}{'/Encrypt'} ? 'encrypted' : ();
});
rule('cross-references', 'A 6.1.4', sub {
    my ($pdf) = @_;
    return $pdf->{bytes} =~ /\nxref\r?\n\d+ \d+\r?\n\d{10} \d{5} [nf]/ ? () : 'no table as it is to be';
});
# Where the tables of cross-references say that objects are: [number, offset].
sub places_of {
    my ($pdf) = @_;
    my ($at) = $pdf->{bytes} =~ /startxref\s+(\d+)\s+%%EOF\s*\z/;
    my (%seen, @places);
    while (defined $at && !$seen{$at}++) {
        pos($pdf->{bytes}) = $at;
        $pdf->{bytes} =~ /\Gxref\s+/gc or last;
        while ($pdf->{bytes} =~ /\G(\d+) (\d+)\s+/gc) {
            my ($number, $count) = ($1, $2);
            for (1 .. $count) {
                $pdf->{bytes} =~ /\G(\d{10}) \d{5} ([nf])(?: \r| \n|\r\n)/gc or last;
                push @places, [$number, $1] if $2 eq 'n' && !$seen{"object $number"}++;
                $number++;
            }
        }
        ($at) = $pdf->{bytes} =~ /\Gtrailer\b(?:(?!startxref).)*?\/Prev (\d+)/gcs ? $1 : undef;
    }
    return @places;
}
rule('spacing', 'A 6.1.9, 6.1.7.1', sub {
    my ($pdf) = @_;
    my @places = places_of($pdf);
    my %offsets = map { @$_ } @places;
    my @wrong;
    for (@places) {
        my ($number, $offset) = @$_;
        my $is = $pdf->{objects}{"obj:$number 0 R"} // next;
        if (substr($pdf->{bytes}, $offset - 1, 40) !~ /\A[\r\n]$number 0 obj[\r\n]/) {
            push @wrong, "object $number does not begin on a line of its own";
            next;
        }
        pos($pdf->{bytes}) = $offset;
        if (exists $is->{stream}) {
            $pdf->{bytes} =~ m{\G((?:(?!stream\r?\n).)*)stream\r?\n}gcs or next;
            my ($length, $indirect) = $1 =~ m{/Length (\d+)( 0 R)?};
            my $start = pos $pdf->{bytes};
            ($length) = substr($pdf->{bytes}, $offsets{$length}, 80) =~ /obj\s+(\d+)/ if defined $indirect;
            push @wrong, "stream $number is not as long as it says"
                if substr($pdf->{bytes}, $start + ($length // 0) - 1, 40)
                !~ /\A(?:.(?:\r\n|\n|\r)|[\r\n])endstream[\r\n]+endobj[\r\n]/s;
        } elsif ($pdf->{bytes} !~ /\G.*?[\r\n]endobj[\r\n]/gcs || $& =~ /endobj.*endobj/s) {
            push @wrong, "object $number does not end on a line of its own";
        }
    }
    return @wrong;
});
rule('streams', 'A 6.1.7.1', sub {
    my ($pdf) = @_;
    my @external = grep { $_->{stream} && defined $_->{is}{'/F'} && !ref $_->{is}{'/F'} } all_objects($pdf);
    return (
        (map { "$_->{name} lies in another file" } @external),
        ($pdf->{bytes} =~ />>\s*stream(?!\r?\n)/ ? 'a stream begins on the line of its word' : ()));
});
rule('filters', 'A 6.1.7.2', sub {
    my ($pdf) = @_;
    my @wrong;
    for my $object (grep { $_->{stream} } all_objects($pdf)) {
        my $filter = $object->{is}{'/Filter'} // next;
        push @wrong, map { "$object->{name} has the filter $_" }
            grep { !m{^/(?:ASCIIHex|ASCII85|Flate|RunLength|CCITTFax|JBIG2|DCT|JPX)Decode$} }
            ref $filter ? @$filter : $filter;
    }
    return @wrong;
});
rule('intent', 'A 6.2.3', sub {
    my ($pdf) = @_;
    my ($intent) = grep { ($_->{'/S'} // '') eq '/GTS_PDFA1' } @{$pdf->{catalog}{'/OutputIntents'} // []};
    my $number = ($intent // {})->{'/DestOutputProfile'} // return 'no output intent with a profile';
    my $profile = bytes_of($pdf, $number);
    my ($class, $space, $mark) = unpack 'x12 a4 a4 x16 a4', $profile . "\0" x 40;
    my %count = ('RGB ' => 3, 'CMYK' => 4, 'GRAY' => 1);
    return $mark eq 'acsp' && $class =~ /^(?:mntr|prtr)$/
        && ($count{$space} // 0) == follow($pdf, $number)->{'/N'} ? () : 'its profile is none';
});
rule('device-colours', 'A 6.2.4.3', sub {
    my ($pdf) = @_;
    my @wrong;
    for my $i (0 .. $#{$pdf->{pages}}) {
        my @used = grep { $_->[0] =~ /^[kK]$/ || ($_->[0] =~ /^(?:cs|CS)$/ && $_->[1] eq '/DeviceCMYK') }
            content_of($pdf, $pdf->{pages}[$i]{is});
        push @wrong, 'page ' . ($i + 1) . ' uses DeviceCMYK' if @used;
    }
    push @wrong, map { "$_->{name} is in DeviceCMYK" }
        grep { ref $_->{is} eq 'HASH' && ($_->{is}{'/ColorSpace'} // '') eq '/DeviceCMYK' } all_objects($pdf);
    return @wrong;
});
rule('colorants', 'A 6.2.4.4', sub {
    my ($pdf) = @_;
    my %process = map { ("/$_" => 1) } qw(Cyan Magenta Yellow Black None);
    my @wrong;
    for my $page (map { $_->{is} } @{$pdf->{pages}}) {
        my $spaces = (follow($pdf, $page->{'/Resources'}) // {})->{'/ColorSpace'} // {};
        for my $space (grep { ref $_ && $_->[0] eq '/DeviceN' } values %$spaces) {
            push @wrong, "the colorant $_ is not described" for grep { !$process{$_} } @{$space->[1]};
        }
    }
    return @wrong;
});
rule('operators', 'A 6.2.2', sub {
    my ($pdf) = @_;
    return map { "the operator $_->[0]" }
        grep { !$operators{$_->[0]} } map { content_of($pdf, $_->{is}) } @{$pdf->{pages}};
});
rule('resources', 'A 6.2.2', sub {
    my ($pdf) = @_;
    my %kinds = (Tf => '/Font', Do => '/XObject', cs => '/ColorSpace', CS => '/ColorSpace', gs => '/ExtGState');
    my @wrong;
    for my $page (map { $_->{is} } @{$pdf->{pages}}) {
        my $resources = follow($pdf, $page->{'/Resources'}) // {};
        for my $operation (content_of($pdf, $page)) {
            my $kind = $kinds{$operation->[0]} // next;
            my $name = $operation->[1];
            next if $kind eq '/ColorSpace' && $name =~ m{^/(?:Device|Pattern)};
            push @wrong, "$name is no $kind of the page"
                if !defined((follow($pdf, $resources->{$kind}) // {})->{$name});
        }
    }
    return @wrong;
});
rule('nesting', 'A 6.1.13', sub {
    my ($pdf) = @_;
    my $deepest = 0;
    for my $page (@{$pdf->{pages}}) {
        my $depth = 0;
        for my $operation (content_of($pdf, $page->{is})) {
            $depth += $operation->[0] eq 'q' ? 1 : $operation->[0] eq 'Q' ? -1 : 0;
            $deepest = max($deepest, $depth);
        }
    }
    return $deepest > 28 ? "q is nested $deepest times" : ();
});
rule('images', 'A 6.2.8', sub {
    my ($pdf) = @_;
    my @wrong;
    for my $image (grep { ($_->{'/Subtype'} // '') eq '/Image' } dictionaries($pdf, '/XObject')) {
        push @wrong, 'an image is interpolated' if $image->{'/Interpolate'};
        push @wrong, map { "an image has $_" } grep { defined $image->{$_} } qw(/Alternates /OPI);
    }
    return @wrong;
});
rule('states', 'A 6.2.5', sub {
    my ($pdf) = @_;
    return map { "a graphics state has $_" }
        map { my $state = $_; grep { defined $state->{$_} } qw(/TR /HTP) } dictionaries($pdf, '/ExtGState');
});
rule('limits', 'A 6.1.13', sub {
    my ($pdf) = @_;
    my @wrong;
    my $walk;
    $walk = sub {
        my ($value) = @_;
        if (ref $value eq 'HASH') {
            push @wrong, map { 'a name of more than 127 bytes' } grep { length(encode_utf8($_)) > 128 } keys %$value;
        }
        if (ref $value eq 'ARRAY' || ref $value eq 'HASH') {
            $walk->($_) for ref $value eq 'ARRAY' ? @$value : values %$value;
        } elsif (defined $value && $value =~ m{^/} && length(encode_utf8($value)) > 128) {
            push @wrong, 'a name of more than 127 bytes';
        } elsif (defined $value && $value =~ /^-?\d+\z/ && abs $value > 2147483647) {
            push @wrong, "the number $value";
        }
    };
    $walk->($_->{is}) for all_objects($pdf);
    for my $page (map { $_->{is} } @{$pdf->{pages}}) {
        for my $box (grep { defined } map { $page->{"/$_"} } qw(MediaBox CropBox BleedBox TrimBox ArtBox)) {
            push @wrong, "a page of @$box"
                if any { $_ < 3 || $_ > 14400 } abs($box->[2] - $box->[0]), abs($box->[3] - $box->[1]);
        }
    }
    return @wrong;
});
rule('fonts-embedded', 'A 6.2.11.4', sub {
    my ($pdf) = @_;
    my @wrong;
    for my $font (grep { ($_->{'/Subtype'} // '') ne '/Type0' } dictionaries($pdf, '/Font')) {
        my $descriptor = follow($pdf, $font->{'/FontDescriptor'}) // {};
        my $file = $descriptor->{'/FontFile2'} // $descriptor->{'/FontFile3'};
        push @wrong, ($font->{'/BaseFont'} // 'a font') . ' is not embedded' if !defined $file;
    }
    return @wrong;
});
rule('font-types', 'A 6.2.11.2', sub {
    my ($pdf) = @_;
    my @wrong;
    for my $font (dictionaries($pdf, '/Font')) {
        my $name = $font->{'/BaseFont'} // '';
        push @wrong, 'a font without a name' if $name eq '';
        push @wrong, "$name is a $font->{'/Subtype'}"
            if $font->{'/Subtype'} !~ m{^/(?:Type0|CIDFontType[02])$};
        push @wrong, "$name is not encoded by Identity-H"
            if $font->{'/Subtype'} eq '/Type0' && $font->{'/Encoding'} ne '/Identity-H';
    }
    for my $descriptor (grep { defined $_->{'/FontFile3'} } dictionaries($pdf, '/FontDescriptor')) {
        my $kind = follow($pdf, $descriptor->{'/FontFile3'})->{'/Subtype'} // 'none';
        push @wrong, "a font file of the kind $kind" if $kind !~ m{^/(?:CIDFontType0C|OpenType)$};
    }
    return @wrong;
});
rule('glyph-maps', 'A 6.2.11.3.2', sub {
    my ($pdf) = @_;
    return map { "$_->{'/BaseFont'} has no map to glyphs" }
        grep { $_->{'/Subtype'} eq '/CIDFontType2' && !defined $_->{'/CIDToGIDMap'} } dictionaries($pdf, '/Font');
});

# Codes to characters of a Type 0 font.
sub mapping_of {
    my ($pdf, $font) = @_;
    my $reference = (ref $font ? $font : {})->{'/ToUnicode'} // return {};
    my %mapping = bytes_of($pdf, $reference) =~ /^<([0-9A-F]{4})> <([0-9A-F]*)>$/mg;
    return {map { hex $_ => decode('UTF-16BE', pack 'H*', $mapping{$_}) } keys %mapping};
}

# Every code that is shown: [font, code, whether words are told instead].
sub codes_of {
    my ($pdf, $page) = @_;
    my $fonts = follow($pdf, (follow($pdf, $page->{'/Resources'}) // {})->{'/Font'}) // {};
    my ($font, @codes, @told);
    for my $operation (content_of($pdf, $page)) {
        my ($operator, @operands) = @$operation;
        if ($operator eq 'Tf') {
            $font = $operands[0];
        } elsif ($operator eq 'BDC' || $operator eq 'BMC') {
            push @told, ($operands[1] // '') =~ m{/ActualText} ? 1 : 0;
        } elsif ($operator eq 'EMC') {
            pop @told;
        } elsif ($operator eq 'Tj' || $operator eq 'TJ') {
            my $words = any { $_ } @told;
            push @codes, map { [$fonts->{$font // ''} // '', $_, $words] }
                map { unpack 'n*', substr $_, 1 } grep { /^\(/ } @operands;
        }
    }
    return @codes;
}

# What is wrong with a code that is shown, by font and code.
sub check_codes {
    my ($pdf, $check) = @_;
    my (%mappings, %wrong);
    for my $page (@{$pdf->{pages}}) {
        for (codes_of($pdf, $page->{is})) {
            my ($font, $code, $words) = @$_;
            $mappings{$font} //= mapping_of($pdf, follow($pdf, $font));
            my $said = $check->($mappings{$font}{$code}, $code, $words) // next;
            $wrong{"$font code $code $said"} = 1;
        }
    }
    return sort keys %wrong;
}
rule('unicode', 'A 6.2.11.7.2', sub {
    return check_codes($_[0], sub { defined $_[0] && length $_[0] ? undef : 'means nothing' });
});
rule('unicode-values', 'A 6.2.11.7.2', sub {
    return check_codes($_[0], sub { ($_[0] // '') =~ /[\x{0}\x{FEFF}\x{FFFE}]/ ? 'means nothing that is text' : undef });
});
rule('private-use', 'A 6.2.11.7.3', sub {
    return check_codes($_[0], sub {
        ($_[0] // '') =~ /[\x{E000}-\x{F8FF}\x{F0000}-\x{10FFFF}]/ && !$_[2] ? 'is of private use' : undef;
    });
});
rule('notdef', 'A 6.2.11.8', sub {
    return check_codes($_[0], sub { $_[1] == 0 ? 'is .notdef' : undef });
});

# The annotations: {number, is, page}, page by page.
sub annotations_of {
    my ($pdf) = @_;
    my @found;
    for my $page (@{$pdf->{pages}}) {
        push @found, map { {number => ref $_ ? 'direct' : $_, is => follow($pdf, $_), page => $page->{is}} }
            @{follow($pdf, $page->{is}{'/Annots'}) // []};
    }
    return @found;
}

# The fields of the form that have a value or may have one, with those of their ancestors' entries
# that they inherit.
sub fields_of {
    my ($pdf) = @_;
    my @fields;
    my $walk;
    $walk = sub {
        my ($number, $above, $depth) = @_;
        my $is = {%$above, %{follow($pdf, $number) // {}}};
        my @kids = grep { defined follow($pdf, $_)->{'/T'} } @{follow($pdf, $is->{'/Kids'}) // []};
        push @fields, {number => $number, is => $is} if !@kids;
        my %down = map { ($_ => $is->{$_}) } grep { defined $is->{$_} } qw(/FT /V);
        $walk->($_, \%down, $depth + 1) for $depth < 32 ? @kids : ();
    };
    my $form = follow($pdf, $pdf->{catalog}{'/AcroForm'}) // {};
    $walk->($_, {}, 0) for @{follow($pdf, $form->{'/Fields'}) // []};
    return @fields;
}

# The dictionaries of signatures.
sub signatures_of {
    my ($pdf) = @_;
    return grep { ref $_ eq 'HASH' } map { follow($pdf, $_->{is}{'/V'}) }
        grep { ($_->{is}{'/FT'} // '') eq '/Sig' } fields_of($pdf);
}

sub is_point {
    my ($rectangle) = @_;
    return ref $rectangle eq 'ARRAY' && $rectangle->[0] == $rectangle->[2] && $rectangle->[1] == $rectangle->[3];
}

rule('annotation-types', 'A 6.3.1', sub {
    my ($pdf) = @_;
    my %known = map { ("/$_" => 1) } qw(Text Link FreeText Line Square Circle Polygon PolyLine Highlight
        Underline Squiggly StrikeOut Stamp Caret Ink Popup FileAttachment Widget PrinterMark TrapNet
        Watermark Redact);
    return map { "an annotation of the type $_" } grep { !$known{$_} }
        map { $_->{is}{'/Subtype'} // 'none' } annotations_of($pdf);
});
rule('annotations', 'A 6.3.2', sub {
    my ($pdf) = @_;
    my @wrong;
    for my $annotation (annotations_of($pdf)) {
        my $flags = $annotation->{is}{'/F'} // 0;
        push @wrong, "$annotation->{number} is not printed, or hidden" if ($flags & 4) == 0 || ($flags & 0x123) != 0;
    }
    return @wrong;
});
rule('appearances', 'A 6.3.3', sub {
    my ($pdf) = @_;
    my @wrong;
    for my $annotation (annotations_of($pdf)) {
        my $is = $annotation->{is};
        my $shown = follow($pdf, $is->{'/AP'});
        next if !defined $shown && (is_point($is->{'/Rect'}) || $is->{'/Subtype'} =~ m{^/(?:Popup|Link)$});
        push @wrong, "$annotation->{number} has appearances other than /N" if join(' ', keys %{$shown // {}}) ne '/N';
        my $stream = $pdf->{objects}{'obj:' . (($shown // {})->{'/N'} // '')};
        push @wrong, "$annotation->{number} has an appearance that is no form"
            if ($is->{'/FT'} // '') ne '/Btn' && (!exists $stream->{stream}
                || ($stream->{stream}{dict}{'/Subtype'} // '') ne '/Form' || !defined $stream->{stream}{dict}{'/BBox'});
    }
    return @wrong;
});
rule('form', 'A 6.4.1, 6.4.2', sub {
    my ($pdf) = @_;
    my $form = follow($pdf, $pdf->{catalog}{'/AcroForm'}) // {};
    my @wrong = map { "$_ in the form" } grep { $form->{$_} } qw(/NeedAppearances /XFA);
    push @wrong, 'the catalog has /NeedsRendering' if $pdf->{catalog}{'/NeedsRendering'};
    push @wrong, map { "$_->{number} acts by itself" } grep { defined $_->{is}{'/A'} || defined $_->{is}{'/AA'} }
        fields_of($pdf), grep { $_->{is}{'/Subtype'} eq '/Widget' } annotations_of($pdf);
    push @wrong, 'there is a form without fields' if defined $pdf->{catalog}{'/AcroForm'} && !fields_of($pdf);
    my %names;
    push @wrong, map { "the name $_ comes twice" }
        grep { $names{$_}++ } map { text($_->{is}{'/T'}) // '' } fields_of($pdf);
    return @wrong;
});
rule('signature-range', 'A 6.4.3', sub {
    my ($pdf) = @_;
    my @wrong;
    for my $signature (signatures_of($pdf)) {
        my ($start, $before, $after, $size) = @{$signature->{'/ByteRange'} // [1, 0, 0, 0]};
        my $gap = $after > $before ? substr $pdf->{bytes}, $before, $after - $before : '';
        push @wrong, 'what is not signed is more than /Contents, or less'
            if $start != 0 || $gap !~ /\A<(?:[0-9A-Fa-f]{2})+>\z/
            || substr($pdf->{bytes}, $before - 10, 10) !~ m{/Contents ?\z};
        my $end = $after + $size; # of the file, or of the revision that is signed
        pos($pdf->{bytes}) = $after;
        push @wrong, 'what is signed does not end at an end of the file'
            if $pdf->{bytes} !~ /startxref\r?\n\d+\r?\n%%EOF\r?\n?/g || pos($pdf->{bytes}) != $end;
    }
    return @wrong;
});
rule('signature-form', 'A 6.4.3', sub {
    my ($pdf) = @_;
    my @wrong;
    for my $signature (signatures_of($pdf)) {
        my $der = pack 'H*', text($signature->{'/Contents'}) // '';
        my (undef, $before, $after, $size) = @{$signature->{'/ByteRange'}};
        my ($cms, $signed) = map { scratch($_) } qw(archive.cms archive.signed);
        for ([$cms, $der], [$signed, substr($pdf->{bytes}, 0, $before) . substr $pdf->{bytes}, $after, $size]) {
            open my $file, '>:raw', $_->[0] or die "$_->[0]: $!\n";
            print $file $_->[1];
            close $file or die "$_->[0]: $!\n";
        }
        my ($status, $out) = run(qw(openssl cms -cmsout -print -inform DER -in), $cms);
        my $count = () = $out =~ /^\s+d\.issuerAndSerialNumber:/mg;
        push @wrong, $status != 0 ? 'it is no PKCS #7 structure' : "it has $count signers" if $status != 0 || $count != 1;
        # The certificate is in it: else nobody could tell by it alone.
        ($status) = run(qw(openssl cms -verify -noverify -binary -inform DER -out /dev/null -in), $cms,
            '-content', $signed);
        push @wrong, 'it is not good by the certificates that are in it' if $status != 0;
    }
    return @wrong;
});
rule('permissions', 'A 6.1.12', sub {
    my ($pdf) = @_;
    my $permissions = follow($pdf, $pdf->{catalog}{'/Perms'}) // {};
    my @wrong = map { "the permission $_" } grep { !m{^/(?:UR3|DocMDP)$} } sort keys %$permissions;
    for my $reference (map { @{$_->{'/Reference'} // []} } signatures_of($pdf)) {
        push @wrong, map { "$_ in a signature's reference" }
            grep { defined follow($pdf, $reference)->{$_} } qw(/DigestLocation /DigestMethod /DigestValue);
    }
    return @wrong;
});
rule('strings', 'A 6.1.13', sub {
    my ($pdf) = @_;
    my @wrong;
    my $walk;
    $walk = sub {
        my ($value) = @_;
        if (ref $value eq 'ARRAY' || ref $value eq 'HASH') {
            $walk->($_) for ref $value eq 'ARRAY' ? @$value : values %$value;
        } elsif (defined $value && !ref $value && $value =~ /^b:/ && length $value > 2 + 2 * 32767) {
            push @wrong, 'a string of more than 32767 bytes';
        }
    };
    $walk->($_->{is}) for all_objects($pdf);
    return @wrong;
});
rule('blending', 'A 6.2.10', sub {
    my ($pdf) = @_;
    my %known = map { ("/$_" => 1) } qw(Normal Compatible Multiply Screen Overlay Darken Lighten ColorDodge
        ColorBurn HardLight SoftLight Difference Exclusion Hue Saturation Color Luminosity);
    my @states = map { values %{follow($pdf, (follow($pdf, $_->{is}{'/Resources'}) // {})->{'/ExtGState'}) // {}} }
        grep { ref $_->{is} eq 'HASH' && ref $_->{is}{'/Resources'} } all_objects($pdf);
    return map { "the blend mode $_" } grep { !$known{$_} }
        map { follow($pdf, $_)->{'/BM'} // '/Normal' } @states;
});
rule('actions', 'A 6.5', sub {
    my ($pdf) = @_;
    my @wrong = map { "an action $_" } grep { !m{^/(?:GoTo|GoToR|GoToE|Thread|URI|Named|SubmitForm)$} }
        map { $_->{is}{'/S'} } grep { ref $_->{is} eq 'HASH' && ($_->{is}{'/Type'} // '') eq '/Action' }
        all_objects($pdf);
    push @wrong, map { "$_ of the document" } grep { defined $pdf->{catalog}{$_} } qw(/AA /OpenAction /Requirements);
    return @wrong;
});
rule('metadata', 'A 6.6.2.1', sub {
    my ($pdf) = @_;
    my $stream = follow($pdf, $pdf->{catalog}{'/Metadata'}) // return 'no metadata';
    my $xmp = xmp_of($pdf);
    return ((defined $stream->{'/Filter'} ? 'the metadata are compressed' : ()),
        ($xmp =~ /^<\?xpacket begin="\x{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"\?>\n/ ? () : 'no packet as it is to be'),
        ($xmp =~ /<\?xpacket[^>]*\b(?:bytes|encoding)=/ ? 'the packet has bytes or encoding' : ()));
});
rule('information', 'A 6.6.3', sub {
    my ($pdf) = @_;
    my $information = follow($pdf, $pdf->{trailer}{'/Info'}) // {};
    my $xmp = xmp_of($pdf);
    my %pairs = (
        '/Title' => qr{<dc:title>.*?<rdf:li[^>]*>(.*?)</rdf:li>}s,
        '/Author' => qr{<dc:creator>.*?<rdf:li[^>]*>(.*?)</rdf:li>}s,
        '/Keywords' => qr{<pdf:Keywords>(.*?)</pdf:Keywords>}s,
        '/Producer' => qr{<pdf:Producer>(.*?)</pdf:Producer>}s,
        '/CreationDate' => qr{<xmp:CreateDate>(.*?)</xmp:CreateDate>}s,
        '/ModDate' => qr{<xmp:ModifyDate>(.*?)</xmp:ModifyDate>}s);
    my @wrong;
    for my $key (sort keys %pairs) {
        my ($told) = $xmp =~ $pairs{$key};
        my $written = text($information->{$key});
        $written =~ s/^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([+-]\d\d)'(\d\d)'$/$1-$2-$3T$4:$5:$6$7:$8/
            if defined $written;
        push @wrong, "$key is “" . ($written // 'absent') . '” and “' . ($told // 'absent') . '”'
            if (unescape($told) // '') ne ($written // '');
    }
    return @wrong;
});
rule('schemas', 'A 6.6.2.3', sub {
    my ($pdf) = @_;
    my $xmp = xmp_of($pdf);
    my %known = map { $_ => 1 } qw(rdf x dc pdf xmp pdfaid pdfaExtension pdfaSchema pdfaProperty xml);
    my ($schemas) = $xmp =~ m{<pdfaExtension:schemas>(.*?)</pdfaExtension:schemas>}s;
    my (%described, @wrong);
    for my $schema (split m{(?=<pdfaSchema:schema>)}, $schemas // '') {
        my ($uri) = $schema =~ m{<pdfaSchema:namespaceURI>(.*?)<} or next;
        my ($prefix) = $schema =~ m{<pdfaSchema:prefix>(.*?)<};
        push @wrong, "the schema of $prefix is of another name than in the document" if $xmp !~ /xmlns:$prefix="\Q$uri\E"/;
        for my $property (split m{(?=<pdfaProperty:name>)}, $schema) {
            my ($name) = $property =~ m{^<pdfaProperty:name>(\w+)<} or next;
            push @wrong, "$prefix:$name is not described in full"
                if $property !~ m{valueType>(?:bag |seq )?(?:Text|Integer|Date|Boolean|URI)<}
                || $property !~ m{category>(?:internal|external)<} || $property !~ m{description>[^<]+<};
            $described{"$prefix:$name"} = 1;
        }
    }
    my %used = map { $_ => 1 } $xmp =~ /<(\w+:\w+)[\s>]/g;
    push @wrong, map { "$_ is not described" } grep { !$known{s/:.*//r} && !$described{$_} } sort keys %used;
    return @wrong;
});
rule('archival', 'A 6.6.4', sub {
    my ($pdf) = @_;
    my $xmp = xmp_of($pdf);
    return $xmp =~ m{<pdfaid:part>[23]</pdfaid:part>\s*<pdfaid:conformance>A<} ? () : 'no word of PDF/A';
});
rule('embedded-types', 'A 6.8', sub {
    my ($pdf) = @_;
    return map { 'a file of the type ' . ($_->{'/Subtype'} // 'none') }
        grep { ($_->{'/Subtype'} // '') !~ m{^/[-\w+.]+/[-\w+.]+$} } dictionaries($pdf, '/EmbeddedFile');
});
rule('embedded-names', 'A 6.8', sub {
    my ($pdf) = @_;
    return map { 'a file without F, UF and Desc' }
        grep { any { !length($_ // '') } text($_->{'/F'}), text($_->{'/UF'}), text($_->{'/Desc'}) }
        dictionaries($pdf, '/Filespec');
});
rule('associated', 'A 6.8', sub {
    my ($pdf) = @_;
    my %associated = map { $_ => 1 } @{$pdf->{catalog}{'/AF'} // []};
    my @wrong;
    for my $object (all_objects($pdf)) {
        my $is = $object->{is};
        next if ref $is ne 'HASH' || ($is->{'/Type'} // '') ne '/Filespec';
        push @wrong, "$object->{name} is associated with nothing" if !$associated{$object->{name} =~ s/^obj://r};
        push @wrong, "$object->{name} does not say how it is related"
            if ($is->{'/AFRelationship'} // '') !~ m{^/(?:Source|Data|Alternative|Supplement|Unspecified)$};
    }
    return @wrong;
});
rule('accessible', 'UA 5', sub {
    my ($pdf) = @_;
    return xmp_of($pdf) =~ m{<pdfuaid:part>1</pdfuaid:part>} ? () : 'no word of PDF/UA';
});
rule('marked', 'UA 6.2, 7.1', sub {
    my ($pdf) = @_;
    my $mark = $pdf->{catalog}{'/MarkInfo'} // {};
    return (($mark->{'/Marked'} ? () : 'not marked'), ($mark->{'/Suspects'} ? 'suspect' : ()),
        (defined $pdf->{catalog}{'/StructTreeRoot'} ? () : 'no structure'));
});
rule('content', 'UA 7.1', sub {
    my ($pdf) = @_;
    my @wrong;
    for my $i (0 .. $#{$pdf->{pages}}) {
        my (@open, %seen);
        my $where = 'page ' . ($i + 1);
        for my $operation (content_of($pdf, $pdf->{pages}[$i]{is})) {
            my ($operator, $tag, $properties) = @$operation;
            if ($operator eq 'BDC' || $operator eq 'BMC') {
                my ($number) = ($properties // '') =~ m{/MCID (\d+)};
                my $kind = $tag eq '/Artifact' ? 'artifact' : defined $number ? 'tagged' : 'span';
                push @wrong, "$where: content is both artifact and tagged"
                    if $kind ne 'span' && any { $_ ne 'span' } @open;
                push @wrong, "$where: number $number comes twice" if defined $number && $seen{$number}++;
                push @open, $kind;
            } elsif ($operator eq 'EMC') {
                push @wrong, "$where: a mark ends that never began" if !@open;
                pop @open;
            } elsif ($shows{$operator} && !any { $_ ne 'span' } @open) {
                push @wrong, "$where: content of $operator is neither artifact nor tagged";
            }
        }
        push @wrong, "$where: a mark does not end" if @open;
    }
    return @wrong;
});
rule('parent-tree', 'UA 7.1', sub {
    my ($pdf) = @_;
    my $root = follow($pdf, $pdf->{catalog}{'/StructTreeRoot'}) // return;
    my %tree = parent_tree($pdf, $root->{'/ParentTree'});
    my (%holder, @wrong);
    for my $element (structure_of($pdf)) {
        for my $mark (@{$element->{marks}}) {
            push @wrong, "$mark is in two elements" if defined $holder{$mark};
            $holder{$mark} = $element->{number};
        }
    }
    for my $page (@{$pdf->{pages}}) {
        my $parents = $tree{$page->{is}{'/StructParents'} // -1};
        for my $operation (content_of($pdf, $page->{is})) {
            my ($number) = $operation->[0] eq 'BDC' ? $operation->[2] =~ m{/MCID (\d+)} : ();
            next if !defined $number;
            my $told = ref $parents ? $parents->[$number] // 'nothing' : 'nothing';
            my $held = delete $holder{"$page->{number} $number"} // 'nothing';
            push @wrong, "$page->{number}, $number: the tree has $told, the structure $held" if $told ne $held || $told eq 'nothing';
        }
    }
    return (@wrong, map { "$_ is no content" } sort keys %holder);
});
rule('parents', 'UA 7.1', sub {
    my ($pdf) = @_;
    return map { "$_->{number} does not know what holds it" }
        grep { ($_->{is}{'/P'} // '') ne ($_->{parent} ? $_->{parent}{number} : $pdf->{catalog}{'/StructTreeRoot'}) }
        structure_of($pdf);
});
rule('types', 'UA 7.1', sub {
    my ($pdf) = @_;
    my $root = follow($pdf, $pdf->{catalog}{'/StructTreeRoot'}) // return;
    my $map = follow($pdf, $root->{'/RoleMap'}) // {};
    return ((map { "the type $_->{type}" } grep { !$standard{$_->{mapped}} } structure_of($pdf)),
        map { "$_ is a standard type and mapped" } grep { $standard{s{^/}{}r} } sort keys %$map);
});
rule('title', 'UA 7.1', sub {
    my ($pdf) = @_;
    my $shown = (follow($pdf, $pdf->{catalog}{'/ViewerPreferences'}) // {})->{'/DisplayDocTitle'};
    return (($shown ? () : 'viewers do not show the title'),
        (xmp_of($pdf) =~ m{<dc:title>.*?<rdf:li[^>]*>[^<]} ? () : 'no title'));
});
rule('language', 'UA 7.2', sub {
    my ($pdf) = @_;
    my $tag = qr/^[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*$/;
    my @wrong = (text($pdf->{catalog}{'/Lang'}) // '') =~ $tag ? () : 'the document has no language';
    push @wrong, map { "$_->{type} has the language $_->{is}{'/Lang'}" }
        grep { defined $_->{is}{'/Lang'} && text($_->{is}{'/Lang'}) !~ $tag } structure_of($pdf);
    return @wrong;
});

# What each type may hold, and be held by.
my %holds = (
    Table => qr/^(?:TR|THead|TBody|TFoot|Caption)$/, THead => qr/^TR$/, TBody => qr/^TR$/, TFoot => qr/^TR$/,
    TR => qr/^T[HD]$/, L => qr/^(?:L|LI|Caption)$/, LI => qr/^(?:Lbl|LBody)$/, Ruby => qr/^(?:RB|RT|RP)$/);
my %held = (
    TR => qr/^(?:Table|THead|TBody|TFoot)$/, THead => qr/^Table$/, TBody => qr/^Table$/, TFoot => qr/^Table$/,
    TH => qr/^TR$/, TD => qr/^TR$/, LI => qr/^L$/, LBody => qr/^LI$/, RB => qr/^Ruby$/, RT => qr/^Ruby$/);
rule('holding', 'UA 7.2', sub {
    my ($pdf) = @_;
    my @wrong;
    for my $element (structure_of($pdf)) {
        my ($type, $parent) = ($element->{mapped}, $element->{parent} ? $element->{parent}{mapped} : '');
        push @wrong, "$type in $parent" if $held{$type} && $parent !~ $held{$type};
        push @wrong, map { "$_->{mapped} in $type" } grep { $_->{mapped} !~ $holds{$type} } @{$element->{kids}}
            if $holds{$type};
        push @wrong, "$type has content of its own" if $holds{$type} && @{$element->{marks}};
    }
    return @wrong;
});
rule('table-parts', 'UA 7.2', sub {
    my ($pdf) = @_;
    my @wrong;
    for my $table (grep { $_->{mapped} eq 'Table' } structure_of($pdf)) {
        my @types = map { $_->{mapped} } @{$table->{kids}};
        my $types = join ' ', @types;
        push @wrong, "a table of $types" if (grep { $_ eq 'THead' } @types) > 1
            || ($types =~ /THead/ && $types !~ /TBody/) || $types =~ /. Caption ./ || $types =~ /Caption.*Caption/;
    }
    return @wrong;
});
rule('table-cells', 'UA 7.2, 7.5', sub {
    my ($pdf) = @_;
    my @wrong;
    for my $table (grep { $_->{mapped} eq 'Table' } structure_of($pdf)) {
        my (@grid, @rows);
        my @parts = @{$table->{kids}};
        push @rows, $_->{mapped} eq 'TR' ? $_ : grep { $_->{mapped} eq 'TR' } @{$_->{kids}} for @parts;
        for my $y (0 .. $#rows) {
            my $x = 0;
            for my $cell (@{$rows[$y]{kids}}) {
                $x++ while $grid[$y][$x];
                my $columns = attribute($cell, 'Table', 'ColSpan') // 1;
                my $down = attribute($cell, 'Table', 'RowSpan') // 1;
                for my $row ($y .. $y + $down - 1) {
                    for my $column ($x .. $x + $columns - 1) {
                        push @wrong, 'cells lie on each other' if $grid[$row][$column]++;
                    }
                }
                push @wrong, 'a head without a scope' if $cell->{mapped} eq 'TH'
                    && (attribute($cell, 'Table', 'Scope') // '') !~ m{^/(?:Row|Column|Both)$};
            }
        }
        push @wrong, 'cells hang out of the table' if @grid > @rows;
        my %widths = map { scalar(grep { $_ } @{$_ // []}) => 1 } @grid;
        push @wrong, 'rows of different lengths: ' . join ' ', sort keys %widths if keys %widths > 1;
    }
    return @wrong;
});
rule('figures', 'UA 7.3', sub {
    my ($pdf) = @_;
    return map { 'a figure without words' } grep { $_->{mapped} eq 'Figure'
            && !length(text($_->{is}{'/Alt'}) // text($_->{is}{'/ActualText'}) // '') } structure_of($pdf);
});
rule('headings', 'UA 7.4', sub {
    my ($pdf) = @_;
    my ($before, @wrong) = 0;
    for my $level (map { $_->{mapped} =~ /^H(\d)$/ ? $1 : () } structure_of($pdf)) {
        push @wrong, "level $level behind $before" if $level > $before + 1;
        $before = $level;
    }
    push @wrong, 'a heading without a level' if any { $_->{mapped} eq 'H' } structure_of($pdf);
    return @wrong;
});
rule('lists', 'UA 7.6', sub {
    my ($pdf) = @_;
    return map { 'labels of a list that does not say how it is numbered' }
        grep { $_->{mapped} eq 'L' && !defined attribute($_, 'List', 'ListNumbering') } structure_of($pdf);
});
rule('notes', 'UA 7.9', sub {
    my ($pdf) = @_;
    my (%seen, @wrong);
    for my $note (grep { $_->{mapped} eq 'Note' } structure_of($pdf)) {
        my $id = text($note->{is}{'/ID'}) // '';
        push @wrong, $id eq '' ? 'a note without a name' : "the name $id comes twice" if $id eq '' || $seen{$id}++;
    }
    my $root = follow($pdf, $pdf->{catalog}{'/StructTreeRoot'}) // {};
    my %named = @{(follow($pdf, $root->{'/IDTree'}) // {})->{'/Names'} // []};
    push @wrong, map { "$_ is not in the tree of names" } grep { !defined $named{"u:$_"} && !defined $named{"b:$_"} } sort keys %seen;
    return @wrong;
});
rule('annotation-words', 'UA 7.18.1', sub {
    my ($pdf) = @_;
    my %held = holders_of($pdf);
    my @wrong;
    for my $annotation (annotations_of($pdf)) {
        my $element = $held{$annotation->{number}};
        my $key = ($annotation->{is}{'/Subtype'} // '') eq '/Widget' ? '/TU' : '/Contents';
        push @wrong, "$annotation->{number} says nothing" if !length(text($annotation->{is}{$key})
                // ($element ? text($element->{is}{'/Alt'}) : undef) // '');
    }
    return @wrong;
});
rule('tabs', 'UA 7.18.3', sub {
    my ($pdf) = @_;
    return map { 'a page whose tab order is not that of the structure' }
        grep { defined $_->{is}{'/Annots'} && ($_->{is}{'/Tabs'} // '') ne '/S' } @{$pdf->{pages}};
});
rule('forms', 'UA 7.18.4', sub {
    my ($pdf) = @_;
    my %held = holders_of($pdf);
    my @wrong = map { "$_->{number} is in no form" }
        grep { $_->{is}{'/Subtype'} eq '/Widget' && (($held{$_->{number}} // {})->{mapped} // '') ne 'Form' }
        annotations_of($pdf);
    for my $form (grep { $_->{mapped} eq 'Form' } structure_of($pdf)) {
        push @wrong, "$form->{number} holds more than one field, or none"
            if @{$form->{objects}} != 1 || @{$form->{kids}} || @{$form->{marks}};
    }
    return @wrong;
});
rule('object-references', 'UA 7.18.1', sub {
    my ($pdf) = @_;
    my $root = follow($pdf, $pdf->{catalog}{'/StructTreeRoot'}) // {};
    my %tree = parent_tree($pdf, $root->{'/ParentTree'});
    my %held = holders_of($pdf);
    my @wrong;
    for my $annotation (annotations_of($pdf)) {
        my $told = $tree{$annotation->{is}{'/StructParent'} // -1} // 0;
        my $element = $held{$annotation->{number}};
        push @wrong, "$annotation->{number}: the tree and the structure differ"
            if !$element || $told != $element->{is};
    }
    my ($last) = sort { $b <=> $a } -1, keys %tree;
    push @wrong, 'the next key is one that there is' if ($root->{'/ParentTreeNextKey'} // $last + 1) <= $last;
    return @wrong;
});

sub rule_names {
    return map { $_->{name} } @rules;
}

# The rules that a file breaks: {name => [what is wrong]}.
sub broken_rules {
    my ($pdf) = @_;
    my %broken;
    for my $rule (@rules) {
        my @wrong = $rule->{check}->($pdf);
        $broken{$rule->{name}} = ["$rule->{clause}: $wrong[0]", @wrong[1 .. $#wrong]] if @wrong;
    }
    return \%broken;
}

1;
