# A running `gongwen watch` for tests: what it prints, with --findings=json, line by line.
package Watching;
use strict;
use warnings;
use IO::Select;
use JSON::PP;
use Time::HiRes qw(time sleep);

# start(FOLDER, OPTIONS...): watches report.yaml of the folder.
sub start {
    my ($class, $folder, @options) = @_;
    my $program = $ENV{GONGWEN} // 'build/gongwen';
    pipe my $read, my $write or die "pipe: $!";
    my $child = fork // die "fork: $!";
    if ($child == 0) {
        open STDOUT, '>&', $write or die;
        open STDERR, '>', "$folder/errors" or die;
        chdir $folder or die;
        exec $program, 'watch', '--no-system-fonts', '--findings=json', 'report.yaml', @options;
        die "$program: $!";
    }
    close $write;
    return bless {child => $child, from => $read, rest => ''}, $class;
}

# The next line's object; nothing when none comes for so many seconds.
sub next_line {
    my ($self, $seconds) = @_;
    my $until = time + ($seconds // 10);
    while ($self->{rest} !~ /\n/) {
        my $left = $until - time;
        return if $left <= 0 || !IO::Select->new($self->{from})->can_read($left);
        return if !sysread $self->{from}, $self->{rest}, 65536, length $self->{rest};
    }
    $self->{rest} =~ s/^(.*)\n//;
    return JSON::PP->new->utf8->decode($1);
}

# The last line, once none has come for a while.
sub settled {
    my ($self) = @_;
    my $last = $self->next_line;
    while (my $line = $self->next_line(0.4)) {
        $last = $line;
    }
    return $last;
}

sub kibibytes {
    my ($self) = @_;
    open my $file, '<', "/proc/$self->{child}/status" or return 0;
    my ($size) = join('', <$file>) =~ /^VmRSS:\s*(\d+)/m;
    return $size // 0;
}

sub handles {
    my ($self) = @_;
    my @open = glob "/proc/$self->{child}/fd/*";
    return scalar @open;
}

# Sends the signal; the exit status.
sub stop {
    my ($self, $signal) = @_;
    kill $signal // 'INT', $self->{child};
    waitpid $self->{child}, 0;
    delete $self->{child};
    return $?;
}

sub DESTROY {
    my ($self) = @_;
    local ($?, $!);
    if (defined $self->{child}) {
        kill 'KILL', $self->{child};
        waitpid $self->{child}, 0;
    }
}

sub read_file {
    my ($path) = @_;
    open my $file, '<', $path or return '';
    local $/;
    return scalar <$file>;
}

# Saves as editors do: in place, or as a new file that takes the place of the old one.
sub save {
    my ($path, $text, $replaced) = @_;
    my $to = $replaced ? "$path.tmp" : $path;
    open my $file, '>', $to or die "$to: $!";
    print {$file} $text;
    close $file or die "$to: $!";
    rename $to, $path or die "$path: $!" if $replaced;
}

# Whether the output is that of a fresh process.
sub is_fresh {
    my ($folder, $output) = @_;
    my $program = $ENV{GONGWEN} // 'build/gongwen';
    system("cd '$folder' && '$program' render -q --no-system-fonts report.yaml -o fresh.pdf 2>/dev/null") == 0
        or return 0;
    return read_file("$folder/$output") eq read_file("$folder/fresh.pdf");
}

1;
