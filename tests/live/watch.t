#!/usr/bin/env perl
# gongwen watch: the output follows every file that the report is made from.
use strict;
use warnings;
use Cwd qw(abs_path getcwd);
use File::Temp qw(tempdir);
use FindBin;
use Test::More;
use Time::HiRes qw(sleep);

use lib $FindBin::Bin;
use Watching;

chdir "$FindBin::Bin/../.." or die;
$ENV{GONGWEN} = abs_path($ENV{GONGWEN} // 'build/gongwen');
$ENV{GONGWEN_DATA} = getcwd;
$ENV{LC_ALL} = 'C.UTF-8';
delete $ENV{LANGUAGE};

my $folder = tempdir(CLEANUP => 1);
my $layout = "name: own\nextends: annual-report\n";
my $report = Watching::read_file('data/2023-annual-report.yaml');
$report =~ s{^layout: \S+}{layout: ./own.yaml}m;
Watching::save("$folder/own.yaml", $layout);
Watching::save("$folder/report.yaml", $report);

my $watching = Watching->start($folder);
my $line = $watching->settled;
ok($line->{written}, 'a report is rendered at once');
is($line->{output}, 'report.pdf', 'beside it');
is($line->{pages}, 6, 'with all its pages');
is_deeply($line->{findings}, [], 'without findings');
ok(Watching::is_fresh($folder, 'report.pdf'), 'as by render');

# ---- data ----

for my $replaced (0, 1) {
    (my $edited = $report) =~ s/坚持以/坚持$replaced以/;
    Watching::save("$folder/report.yaml", $edited, $replaced);
    $line = $watching->settled;
    ok($line->{written}, $replaced ? 'a report that is replaced' : 'a report that is saved in place');
    is_deeply($line->{changed}, [1], 'changes its page');
    ok(Watching::is_fresh($folder, 'report.pdf'), 'and is rendered');
}
ok(!$watching->next_line(0.5), 'its own output does not make it render again');
Watching::save("$folder/report.yaml", Watching::read_file("$folder/report.yaml"));
ok(!$watching->next_line(0.5), 'nor does a save that changes nothing');
unlink "$folder/report.pdf";
Watching::save("$folder/report.yaml", Watching::read_file("$folder/report.yaml"));
ok($watching->next_line->{written}, 'but where the output is gone');
Watching::save("$folder/unrelated.yaml", $report);
ok(!$watching->next_line(0.5), 'another file beside it is none of its business');

# ---- errors ----

my $good = Watching::read_file("$folder/report.pdf");
Watching::save("$folder/report.yaml", "${report}no: such key\n");
$line = $watching->settled;
ok(!$line->{written}, 'a broken save is not rendered');
is($line->{errors}, 1, 'its errors are counted');
is($line->{findings}[0]{code}, 'unknown-key', 'and told');
ok($good eq Watching::read_file("$folder/report.pdf"), 'the last good output stays');
unlink "$folder/report.yaml";
is($watching->settled->{findings}[0]{code}, 'file-open', 'a report that is gone is told');
Watching::save("$folder/report.yaml", $report);
ok($watching->settled->{written}, 'one that comes back is rendered');
ok(Watching::is_fresh($folder, 'report.pdf'), 'as it is');

# ---- layout, images, facts ----

Watching::save("$folder/own.yaml", "$layout\n# mine\n", 1);
ok($watching->settled->{written}, 'a layout');
ok(Watching::is_fresh($folder, 'report.pdf'), 'is taken');
Watching::save("$folder/own.yaml", "extends: nowhere\n");
ok(!$watching->settled->{written}, 'a broken layout is told');
Watching::save("$folder/own.yaml", $layout);
ok($watching->settled->{written}, 'and mended');

my $picture = "  - heading: 附图\n    body:\n      - figure: {image: pictures/seal.png, alternative: 印章, width: 40mm}\n";
Watching::save("$folder/report.yaml", "$report$picture");
$line = $watching->settled;
ok(!$line->{written}, 'an image that is missing is told');
mkdir "$folder/pictures";
my ($image) = glob 'data/images/*.png';
system('cp', $image, "$folder/pictures/seal.png") == 0 or die;
ok($watching->settled->{written}, 'an image that appears later, in a folder that does, is rendered');
ok(Watching::is_fresh($folder, 'report.pdf'), 'as it is');

# ---- links ----

Watching::save("$folder/report.yaml", $report);
$watching->settled;
mkdir "$folder/a";
mkdir "$folder/b";
Watching::save("$folder/a/real.yaml", $report);
(my $second = $report) =~ s/坚持以/始终坚持以/;
Watching::save("$folder/b/real.yaml", $second);
symlink 'a', "$folder/current" or die;
unlink "$folder/report.yaml";
symlink 'current/real.yaml', "$folder/report.yaml" or die;
$watching->settled;
Watching::save("$folder/a/real.yaml", "$report# end\n", 1);
ok($watching->settled->{written}, 'what a link leads to');
symlink 'b', "$folder/new" or die;
rename "$folder/new", "$folder/current" or die;
is_deeply($watching->settled->{changed}, [1], 'a link on the way that leads elsewhere');
ok(Watching::is_fresh($folder, 'report.pdf'), 'is followed');

# ---- a folder that is made anew ----

# At once, so that it may well get the inode of the old one, whose watch is dead.
mkdir "$folder/c";
Watching::save("$folder/c/real.yaml", $report);
symlink 'c', "$folder/new" or die;
rename "$folder/new", "$folder/current" or die;
$watching->settled;
Watching::save("$folder/second.yaml", $second);
unlink "$folder/c/real.yaml" or die;
rmdir "$folder/c" or die;
mkdir "$folder/c" or die;
rename "$folder/second.yaml", "$folder/c/real.yaml" or die;
ok($watching->settled->{written}, 'a folder that is removed and made again');
Watching::save("$folder/c/real.yaml", $report);
is_deeply($watching->settled->{changed}, [1], 'is watched as before');
ok(Watching::is_fresh($folder, 'report.pdf'), 'to the last save');

# ---- its end ----

is($watching->stop('INT'), 0, '^C ends it in an orderly way');
is(Watching::read_file("$folder/errors"), '', 'it had nothing else to say');

# ---- what cannot be written ----

unlink "$folder/report.yaml";
Watching::save("$folder/report.yaml", $report);
$watching = Watching->start($folder, '-o', 'missing/report.pdf');
$line = $watching->settled;
ok(!$line->{written}, 'an output that cannot be written');
is($line->{errors}, 1, 'is told');
mkdir "$folder/missing";
Watching::save("$folder/report.yaml", $report);
ok($watching->settled->{written}, 'and written once it can be');
ok(Watching::is_fresh($folder, 'missing/report.pdf'), 'as it is');
undef $watching;

# ---- for people ----

my $program = $ENV{GONGWEN};
my $out = `cd '$folder' && timeout -s INT 2 '$program' watch --no-system-fonts report.yaml 2>&1`;
like($out, qr/^\d\d:\d\d:\d\d  report\.pdf: 6 pages; no findings; [\d.]+ ms\n\z/, 'a line for people');
$out = `cd '$folder' && LC_ALL=zh_CN.UTF-8 timeout -s TERM 2 '$program' watch --no-system-fonts report.yaml 2>&1`;
like($out, qr/report\.pdf：6 页；没有问题；/, 'in Chinese');
$out = `'$program' watch - 2>&1`;
is($? >> 8, 2, 'standard input cannot be watched');
$out = `cd '$folder' && '$program' watch report.yaml -o - 2>&1`;
is($? >> 8, 2, 'nor can standard output follow');

# ---- many saves ----

$out = `perl tests/live/soak.pl 8 900 2>&1`;
is($?, 0, 'many saves') or diag($out);
done_testing();
