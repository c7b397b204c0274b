#!/usr/bin/env perl
# fields.pl LAYOUT.yaml REPORT.json: the fields of reports that the layout's blocks refer to, those
# of the layouts that it extends included.
use strict;
use warnings;
use JSON::PP;

my ($layout, $schema) = @ARGV;
my $text = '';
for (my $file = $layout ; $file ne '' ;) {
    open my $handle, '<', $file or die "$file: $!\n";
    my $own = do { local $/; <$handle> };
    my ($base) = $own =~ /^extends: *(\S+)/m;
    my $folder = $file =~ m{^(.*)/} ? $1 : '.';
    $text .= $own;
    $file = !defined $base ? '' : $base =~ m{/|\.yaml$} ? "$folder/$base" : "layouts/$base.yaml";
}
$text =~ s/#.*//g;

open my $handle, '<', $schema or die "$schema: $!\n";
my $known = decode_json(do { local $/; <$handle> })->{properties};
my %found;
$found{$1} = 1 while $text =~ /\{\{\s*([a-z-]+)/g;
$found{$1} = 1 while $text =~ /\b(?:when|unless|body|sections|attachments|list|seals|stamps?|field): *\[?([a-z-]+)/g;
print "$_\n" for sort grep { $known->{$_} } keys %found;
