#!/usr/bin/perl
# The text of the 2023 report for other engines, set as nearly as they do it: the same paper, type
# area, pitch, advance, faces and sizes.
#
#   documents.pl FOLDER    writes report.typ (Typst 0.10), report-14.typ (Typst 0.14), report.tex
#                          (XeLaTeX) and report.html (WeasyPrint) into the folder
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use Cwd qw(abs_path);
use FindBin;

my $folder = shift // die "usage: $0 FOLDER\n";
my $fonts = abs_path("$FindBin::Bin/../fonts");
my $source = "$FindBin::Bin/../tests/data/seed-report-2023.txt";

# [KIND, TEXT]: title, heading1, heading2, text, issuer, date
my @parts;
open my $file, '<', $source or die "$source: $!\n";
while (my $line = <$file>) {
    $line =~ s/^\s+|\s+$//g;
    next if $line eq '';
    $line = "（四）$line" if $line =~ /^始终坚持以人民为中心，\S{8}$/;    # the source lost it
    push @parts,
        [
              !@parts                                   ? 'title'
            : $line =~ /^[一二三四五六七八九十]+、/   ? 'heading1'
            : $line =~ /^（[一二三四五六七八九十]+）/ ? 'heading2'
            : $line =~ /^\d{4}年\d+月\d+日$/            ? 'date'
            : length($line) < 12                        ? 'issuer'
            :                                             'text',
            $line,
        ];
}
close $file;

sub document {
    my ($name, $head, $foot, $escape, %around) = @_;
    open my $out, '>', "$folder/$name" or die "$folder/$name: $!\n";
    print $out $head;
    for my $part (@parts) {
        my ($kind, $text) = @$part;
        my ($before, $after) = @{$around{$kind}};
        print $out $before, $escape->($text), $after, "\n";
    }
    print $out $foot;
    close $out or die "$folder/$name: $!\n";
}

# ---- Typst: `context` came with 0.11 ----

for my $version (['report.typ', ''], ['report-14.typ', 'context ']) {
    my ($name, $context) = @$version;
    document($name, <<"END", '', sub { $_[0] =~ s/([\\#*_\$<>\@`\[\]~])/\\$1/gr },
#set document(title: "区政府办公室2023年法治政府建设年度报告", author: "区政府办公室")
#let number = ${context}counter(page).display(n => align(
  if calc.odd(n) { right } else { left },
  text(font: "FandolSong", size: 14pt, [#h(15.793pt)— #n —#h(15.793pt)])))
#set page(
  width: 210mm, height: 297mm, margin: (left: 28mm, right: 26mm, top: 37mm, bottom: 35mm),
  footer-descent: 7mm, footer: number)
#set text(
  lang: "zh", region: "cn", font: "FandolFang R", size: 16pt, tracking: -0.207pt,
  top-edge: 0.88em, bottom-edge: -0.12em, cjk-latin-spacing: none)
#set par(justify: true, leading: 13.609pt)
#show par: set block(spacing: 13.609pt)
#show heading: it => block(above: 13.609pt, below: 13.609pt, text(
  font: if it.level == 1 { "FandolHei" } else { "FandolKai" }, weight: "regular", size: 16pt,
  [#h(31.586pt)#it.body]))
END
        title => ['#align(center, text(font: "FandolSong", size: 22pt, tracking: 0pt)[',
            "])\n#v(29.609pt)"],
        heading1 => ['= ', "\n"],
        heading2 => ['== ', "\n"],
        text => ['#h(31.586pt)', "\n"],
        issuer => ["#v(29.609pt)\n#align(right)[", '#h(31.586pt)]'],
        date => ['#align(right)[', ']'],
    );
}

# ---- XeLaTeX with xeCJK ----

document('report.tex', <<"END", "\\end{document}\n", sub { $_[0] =~ s/([%&#_\$])/\\$1/gr },
\\documentclass{article}
\\usepackage[paperwidth=210mm,paperheight=297mm,left=28mm,right=26mm,top=37mm,bottom=35mm]{geometry}
\\usepackage{xeCJK}
\\setCJKmainfont[Path=$fonts/]{FandolFang-Regular.otf}
\\setmainfont[Path=$fonts/]{FandolFang-Regular.otf}
\\newCJKfontfamily\\hei[Path=$fonts/]{FandolHei-Regular.otf}
\\newCJKfontfamily\\kai[Path=$fonts/]{FandolKai-Regular.otf}
\\newCJKfontfamily\\song[Path=$fonts/]{FandolSong-Bold.otf}
\\parskip=0pt \\topskip=14.08bp \\parindent=31.586bp
\\xeCJKsetup{CJKglue=\\hskip -0.207bp plus 0.5bp,CJKecglue={}}
\\begin{document}
\\fontsize{16bp}{29.609bp}\\selectfont
END
    title => ["{\\centering\\song\\fontsize{22bp}{29.609bp}\\selectfont ", "\\par}\\vspace{29.609bp}\n"],
    heading1 => ["\n{\\hei ", "\\par}\n"],
    heading2 => ["\n{\\kai ", "\\par}\n"],
    text => ["\n", "\\par\n"],
    issuer => ["\\vspace{29.609bp}{\\raggedleft ", "\\hspace{31.586bp}\\par}\n"],
    date => ["{\\raggedleft ", "\\par}\n"],
);

# ---- WeasyPrint ----

my $faces = join '', map {
    "\@font-face { font-family: $_->[0]; src: url(file://$fonts/$_->[1]); }\n"
} ['Fang', 'FandolFang-Regular.otf'], ['Hei', 'FandolHei-Regular.otf'],
    ['Kai', 'FandolKai-Regular.otf'], ['Song', 'FandolSong-Regular.otf'],
    ['Title', 'FandolSong-Bold.otf'];
document('report.html', <<"END", "</body></html>\n",
<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8">
<title>区政府办公室2023年法治政府建设年度报告</title><style>
$faces
\@page { size: 210mm 297mm; margin: 37mm 26mm 35mm 28mm }
\@page :right { \@bottom-right { content: "— " counter(page) " —"; font: 14pt Song } }
\@page :left { \@bottom-left { content: "— " counter(page) " —"; font: 14pt Song } }
body { font: 16pt/29.609pt Fang; letter-spacing: -0.207pt; text-align: justify; margin: 0 }
p, h1, h2, h3 { margin: 0; text-indent: 31.586pt; font-weight: normal; font-size: 16pt }
h1 { font: 22pt/29.609pt Title; text-align: center; text-indent: 0; margin-bottom: 29.609pt }
h2 { font-family: Hei } h3 { font-family: Kai }
.issuer { text-align: right; padding-right: 31.586pt; margin-top: 29.609pt } .date { text-align: right }
</style></head><body>
END
    sub { my %named = ('&' => 'amp', '<' => 'lt', '>' => 'gt'); $_[0] =~ s/([&<>])/&$named{$1};/gr },
    title => ['<h1>', '</h1>'],
    heading1 => ['<h2>', '</h2>'],
    heading2 => ['<h3>', '</h3>'],
    text => ['<p>', '</p>'],
    issuer => ['<p class="issuer">', '</p>'],
    date => ['<p class="date">', '</p>'],
);
