# interrupt.pl SIGNAL FOLDER COMMAND...: runs the command and sends it the signal as soon as a
# temporary file of gongwen shows in the folder; prints how the command ended.
use strict;
use warnings;
use Time::HiRes 'usleep';

my ($signal, $folder, @command) = @ARGV;
my $child = fork() // die "fork: $!\n";
if ($child == 0) {
    $SIG{$_} = 'DEFAULT' for qw(INT TERM HUP QUIT);
    exec @command or die "$command[0]: $!\n";
}
my $ended = 0;
until ($ended) {
    opendir my $entries, $folder or die "$folder: $!\n";
    last if grep { /^\..*\.tmp$/ } readdir $entries;
    closedir $entries;
    usleep(100);
    $ended = waitpid($child, 1) == $child; # WNOHANG
}
if (!$ended) {
    kill $signal, $child;
    waitpid($child, 0);
}
print $ended ? 'not caught' : $? & 127 ? 'killed by ' . ($? & 127) : 'exit ' . ($? >> 8), "\n";
