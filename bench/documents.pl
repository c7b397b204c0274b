#!/usr/bin/perl
# A report for other engines, set as nearly as they do it: the same text, paper, type area, pitch,
# advance, faces and sizes.
#
#   gongwen render -f dump REPORT.yaml -o - | documents.pl FOLDER NAME
#
# Reads the report's paragraphs from gongwen's dump and writes NAME.typ (Typst 0.10), NAME-14.typ
# (Typst 0.14), NAME.tex (XeLaTeX) and NAME.html (WeasyPrint) into the folder. README.md tells why
# each is set as it is.
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use Cwd qw(abs_path);
use FindBin;
use lib $FindBin::Bin;
use Paragraphs;

my ($folder, $name) = @ARGV;
die "usage: $0 FOLDER NAME < DUMP\n" if @ARGV != 2;
my $fonts = abs_path("$FindBin::Bin/../fonts");
my @parts = read_paragraphs(\*STDIN);
die "$0: the dump has no paragraphs\n" if !@parts;
my ($title) = map { $_->{text} } grep { $_->{kind} eq 'title' } @parts;
my ($issuer) = map { $_->{text} } grep { $_->{kind} eq 'issuer' } @parts;

# `around` has what stands before and behind a paragraph of each kind.
sub document {
    my ($file, $head, $foot, $escape, %around) = @_;
    open my $out, '>', "$folder/$file" or die "$folder/$file: $!\n";
    print $out $head;
    for my $part (@parts) {
        my ($before, $after) = @{$around{$part->{kind}}};
        print $out $before, $escape->($part->{text}), $after, "\n";
    }
    print $out $foot;
    close $out or die "$folder/$file: $!\n";
}

# ---- Typst: `context`, `par.spacing`, `costs` and indents for all came after 0.10 ----

sub typst_string {
    my ($text) = @_;
    return '"' . $text =~ s/(["\\])/\\$1/gr . '"';
}

for my $version (0.10, 0.14) {
    my $new = $version > 0.10;
    my $context = $new ? 'context ' : '';
    my $more =
        $new
        ? "#set par(spacing: 13.609pt)\n#set text(costs: (runt: 10000%))"
        : '#show par: set block(spacing: 13.609pt)';
    my ($indent, $h) =
        $new ? (', first-line-indent: (amount: 31.586pt, all: true)', '') : ('', 'h(31.586pt) + ');
    document($new ? "$name-14.typ" : "$name.typ", <<"END", '', \&typst_string,
#set document(title: ${\typst_string($title)}, author: ${\typst_string($issuer)})
#let number = ${context}counter(page).display(n => align(
  if calc.odd(n) { right } else { left },
  text(font: "FandolSong", size: 14pt, [#h(15.793pt)— #n —#h(15.793pt)])))
#set page(
  width: 210mm, height: 297mm, margin: (left: 28mm, right: 26mm, top: 37mm, bottom: 35mm),
  footer-descent: 7mm, footer: number)
#set text(
  lang: "zh", region: "cn", font: "FandolFang R", size: 16pt, tracking: -0.207pt,
  top-edge: 0.8em, bottom-edge: -0.2em, cjk-latin-spacing: none, hyphenate: false)
#set par(justify: true, linebreaks: "optimized", leading: 13.609pt$indent)
$more
#let line = block(height: 16pt, above: 13.609pt, below: 13.609pt)
#let title(it) = align(center, par(justify: false${\($new ? ', first-line-indent: 0pt' : '')}, text(
  font: "FandolSong", weight: "bold", size: 22pt, tracking: 0pt, top-edge: 12.8pt,
  bottom-edge: -3.2pt, it)))
#let signed(it) = align(right, par(${\($new ? 'first-line-indent: 0pt, ' : '')}it + h(31.586pt)))
#let body(it) = par(${h}it)
#show heading: it => block(above: 13.609pt, below: 13.609pt, text(
  font: if it.level == 1 { "FandolHei" } else if it.level == 2 { "FandolKai" } else { "FandolFang R" },
  weight: "regular", size: 16pt, h(31.586pt) + it.body))
END
        title => ['#title(', ")\n#line"],
        heading1 => ['#heading(level: 1, ', ')'],
        heading2 => ['#heading(level: 2, ', ')'],
        heading3 => ['#heading(level: 3, ', ')'],
        text => ['#body(', ')'],
        issuer => ["#line\n#signed(", ')'],
        date => ['#signed(', ')'],
    );
}

# ---- XeLaTeX with xeCJK ----

# The first baseline of a page stands 22 bp under its top at least, so that a title can be there;
# so the text begins as much higher, and is as much higher.
sub tex_escape {
    my ($text) = @_;
    my @pieces = split m{((?:https?://|www\.)[!-~]+|[\w.-]+\@[\w.-]+)}a, $text;
    for my $i (0 .. $#pieces) {
        my %named = ('\\' => '\\textbackslash{}', '~' => '\\textasciitilde{}', '^' => '\\^{}');
        $pieces[$i] =
              $i % 2
            ? "\\url{$pieces[$i]}"
            : $pieces[$i] =~ s/([\\~^])|([%&#_\$\{\}])/defined $1 ? $named{$1} : "\\$2"/ger;
    }
    return join '', @pieces;
}

document("$name.tex", <<"END", "\\end{document}\n", \&tex_escape,
\\documentclass{article}
\\usepackage[paperwidth=210mm,paperheight=297mm,left=28mm,right=26mm,headheight=12bp,headsep=5mm,
  top=\\dimexpr37mm-9.2bp,textheight=\\dimexpr225mm+9.2bp]{geometry}
\\usepackage{xeCJK,url}
\\setCJKmainfont[Path=$fonts/]{FandolFang-Regular.otf}
\\setmainfont[Path=$fonts/]{FandolFang-Regular.otf}
\\newCJKfontfamily\\hei[Path=$fonts/]{FandolHei-Regular.otf}
\\newCJKfontfamily\\kai[Path=$fonts/]{FandolKai-Regular.otf}
\\newCJKfontfamily\\song[Path=$fonts/]{FandolSong-Bold.otf}
\\newfontfamily\\heilatin[Path=$fonts/]{FandolHei-Regular.otf}
\\newfontfamily\\kailatin[Path=$fonts/]{FandolKai-Regular.otf}
\\newfontfamily\\songlatin[Path=$fonts/]{FandolSong-Bold.otf}
\\urlstyle{same}
\\xeCJKsetup{
  CheckSingle=true, PunctStyle=quanjiao, CJKspace=true,
  CJKglue=\\hskip -0.207bp plus 0.08\\baselineskip,
  CJKecglue=\\hskip -0.1bp plus 0.08\\baselineskip}
\\parskip=0pt \\topskip=22bp \\parindent=31.586bp \\raggedbottom
\\hyphenpenalty=10000 \\emergencystretch=1em
\\begin{document}
\\fontsize{16bp}{29.609bp}\\selectfont
END
    title => ['{\\centering\\song\\songlatin\\fontsize{22bp}{29.609bp}\\selectfont\\xeCJKsetup{'
            . 'CJKglue=\\hskip 0pt}', "\\par}\\vspace{29.609bp}\n"],
    heading1 => ["\n{\\hei\\heilatin ", "\\par\\nobreak}\n"],
    heading2 => ["\n{\\kai\\kailatin ", "\\par\\nobreak}\n"],
    heading3 => ["\n", "\\par\\nobreak\n"],
    text => ["\n", "\\par\n"],
    issuer => ["\\vspace{29.609bp}{\\raggedleft ", "\\hspace{31.586bp}\\par}\n"],
    date => ["{\\raggedleft ", "\\hspace{31.586bp}\\par}\n"],
);

# ---- WeasyPrint ----

sub html_escape {
    my ($text) = @_;
    my %named = ('&' => 'amp', '<' => 'lt', '>' => 'gt');
    return $text =~ s/([&<>])/&$named{$1};/gr;
}

my $faces = join '', map {
    "\@font-face { font-family: $_->[0]; src: url(file://$fonts/$_->[1]); }\n"
} ['Fang', 'FandolFang-Regular.otf'], ['Hei', 'FandolHei-Regular.otf'],
    ['Kai', 'FandolKai-Regular.otf'], ['Song', 'FandolSong-Regular.otf'],
    ['Title', 'FandolSong-Bold.otf'];
document("$name.html", <<"END", "</body></html>\n", \&html_escape,
<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8">
<title>${\html_escape($title)}</title><style>
$faces
\@page { size: 210mm 297mm; margin: 37mm 26mm 35mm 28mm }
\@page :right { \@bottom-right { content: "— " counter(page) " —"; font: 14pt Song } }
\@page :left { \@bottom-left { content: "— " counter(page) " —"; font: 14pt Song } }
body { font: 16pt/29.609pt Fang; letter-spacing: -0.207pt; text-align: justify; margin: 0 }
p, h1, h2, h3, h4 { margin: 0; text-indent: 31.586pt; font-weight: normal; font-size: 16pt }
h1 { font: 22pt/29.609pt Title; text-align: center; text-indent: 0; margin-bottom: 29.609pt }
h2 { font-family: Hei } h3 { font-family: Kai }
.issuer { text-align: right; padding-right: 31.586pt; margin-top: 29.609pt } .date { text-align: right }
</style></head><body>
END
    title => ['<h1>', '</h1>'],
    heading1 => ['<h2>', '</h2>'],
    heading2 => ['<h3>', '</h3>'],
    heading3 => ['<h4>', '</h4>'],
    text => ['<p>', '</p>'],
    issuer => ['<p class="issuer">', '</p>'],
    date => ['<p class="date">', '</p>'],
);
