#!/bin/sh
# Fetches the free fonts that fonts.yaml lists (those with a package and a sha256) into a folder.
#
#   fonts/fetch.sh                 into the folder of this script
#   GONGWEN_FONT_FOLDER=DIR …      into DIR
#
# A file comes out of its Debian package: out of the installed one if there is one, else out of a
# package that is downloaded and unpacked but not installed (texlive-lang-chinese would bring all
# of TeX). Nothing needs root; only if the download fails are the package lists renewed, where
# that is possible without a password.
#
# Whose is a file? DIR/.fetched records what this script has put there. A file that differs from
# the manifest is
#   - left alone when it is not recorded: it is the user's own, under the same name;
#   - replaced when it is recorded: the manifest has moved on, or the file is damaged. If it was
#     changed after it was fetched, it is kept beside as FILE.replaced.
#
# Exit status: 0 when all files are there, 1 when some could not be had.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
manifest=$here/fonts.yaml
folder=${GONGWEN_FONT_FOLDER:-$here}
record=$folder/.fetched

say() {
  printf 'fonts: %s\n' "$*"
}

complain() {
  printf 'fonts: %s\n' "$*" >&2
}

# "file package sha256 source" for each face that is to be fetched. The manifest keeps a face on
# one line, with the file's own name first in `files`.
rows() {
  awk '
    function value(key,   rest) {
      if (!match($0, "[{ ]" key ": *")) return ""
      rest = substr($0, RSTART + RLENGTH)
      sub(/[],}].*/, "", rest)
      gsub(/[["]/, "", rest)
      return rest
    }
    /^  [^ #].*package:.*sha256:/ {
      print value("files"), value("package"), value("sha256"), value("source")
    }' "$manifest"
}

checksum() {
  sha256sum < "$1" | cut -d ' ' -f 1
}

# The checksum that was recorded for a file; nothing when this script did not write it.
recorded() {
  if [ -f "$record" ]; then
    awk -v file="$1" '$2 == file { print $1 }' "$record"
  fi
}

# Nothing changed since the last complete run: no checksums needed.
all_there() {
  [ -f "$record" ] || return 1
  set -- "$manifest"
  for file in $files; do
    [ -f "$folder/$file" ] || return 1
    set -- "$@" "$folder/$file"
  done
  [ -z "$(find -L "$@" -cnewer "$record")" ]
}

# Moves a file into the folder in one step, if it is the right one. install_file FROM FILE SUM
install_file() {
  cp -- "$1" "$work/$2.new"
  if [ "$(checksum "$work/$2.new")" != "$3" ]; then
    rm -f -- "$work/$2.new"
    return 1
  fi
  chmod 644 "$work/$2.new"
  if [ -f "$folder/$2" ] && [ "$(checksum "$folder/$2")" != "$(recorded "$2")" ]; then
    say "$2 was changed after it was fetched: kept as $2.replaced"
    mv -f -- "$folder/$2" "$folder/$2.replaced"
  fi
  mv -f -- "$work/$2.new" "$folder/$2"
}

# The path of a file in an installed package. installed_path FILE PACKAGE
installed_path() {
  command -v dpkg-query > /dev/null || return 0
  dpkg-query -L "$2" 2> /dev/null | awk -v file="$1" '
    { size = length($0) - length(file) }
    size > 0 && substr($0, size) == "/" file { print; exit }'
}

# As root, or by sudo where that asks for no password.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo > /dev/null && sudo -n true 2> /dev/null; then
    sudo -n "$@"
  else
    return 1
  fi
}

# Downloads into the present folder; without the sandbox user, who may not write here.
download() {
  apt-get -q -o APT::Sandbox::User=root download "$1" > "$work/log" 2>&1
}

# Unpacks the wanted files of a package into $work/PACKAGE. unpack PACKAGE FILE…
unpack() {
  package=$1
  shift
  mkdir -p "$work/$package"
  (
    cd "$work/$package" || exit 1
    if ! download "$package"; then
      say "the download of $package failed; renewing the package lists"
      if ! as_root apt-get -q update > "$work/log" 2>&1; then
        complain "cannot renew the package lists; as root: apt-get update"
      fi
      download "$package" || exit 1
    fi
    for file in "$@"; do
      set -- "$@" "*/$file"
      shift
    done
    # tar fails when a file is not in the package: install_file finds that out, file by file.
    dpkg-deb --fsys-tarfile ./*.deb | tar -xf - --wildcards "$@" 2> "$work/log" || true
    rm -f ./*.deb
  )
}

# Brings all the missing files of a package. fetch_package PACKAGE FILE…
fetch_package() {
  package=$1
  shift
  missing=
  for file in "$@"; do
    sum=$(sum_of "$file")
    path=$(installed_path "$file" "$package")
    if [ -n "$path" ] && [ -f "$path" ] && install_file "$path" "$file" "$sum"; then
      say "$file: copied from the installed $package"
    else
      missing="$missing $file"
    fi
  done
  [ -n "$missing" ] || return 0
  if ! command -v apt-get > /dev/null || ! command -v dpkg-deb > /dev/null; then
    complain "cannot fetch$missing: this is no Debian; put the files into $folder yourself:"
    rows | awk -v package="$package" '$2 == package { print "  " $1 "  " $4 }' >&2
    return 1
  fi
  say "fetching$missing out of the Debian package $package (downloaded, not installed)"
  # shellcheck disable=SC2086 # a list of file names without spaces
  if ! unpack "$package" $missing; then
    complain "cannot download $package:"
    sed 's/^/  /' "$work/log" >&2
    return 1
  fi
  bad=0
  for file in $missing; do
    path=$(find "$work/$package" -type f -name "$file" | head -n 1)
    if [ -z "$path" ]; then
      complain "$package has no file $file in this release of Debian"
      bad=1
    elif ! install_file "$path" "$file" "$(sum_of "$file")"; then
      complain "$file in $package is another version than the manifest's (sha256); not taken." \
        "It is used all the same once $package is installed."
      bad=1
    else
      say "$file: done"
    fi
  done
  rm -rf -- "${work:?}/$package"
  return "$bad"
}

sum_of() {
  printf '%s\n' "$table" | awk -v file="$1" '$1 == file { print $3; exit }'
}

table=$(rows)
files=$(printf '%s\n' "$table" | awk '!seen[$1]++ { print $1 }')
count=$(printf '%s\n' "$files" | wc -l | tr -d ' ')
if [ -z "$table" ]; then
  complain "no face to fetch in $manifest"
  exit 1
fi
if all_there; then
  say "all $count files are there ($folder)"
  exit 0
fi

mkdir -p -- "$folder"
work=$(mktemp -d "$folder/.fetch.XXXXXX") || {
  complain "cannot write to $folder"
  exit 1
}
trap 'rm -rf -- "$work"' EXIT
trap 'exit 130' HUP INT TERM

# What is there, what is wrong?
needed=
for file in $files; do
  if [ ! -f "$folder/$file" ]; then
    needed="$needed $file"
  elif [ "$(checksum "$folder/$file")" = "$(sum_of "$file")" ]; then
    :
  elif [ -n "$(recorded "$file")" ]; then
    say "$file differs from the manifest and was fetched earlier: fetching it again"
    needed="$needed $file"
  else
    say "$file differs from the manifest and was not fetched: yours, left alone" \
      "(to have it fetched, remove it)"
  fi
done

status=0
packages=$(printf '%s\n' "$table" | awk '!seen[$2]++ { print $2 }')
for package in $packages; do
  list=
  for file in $needed; do
    if printf '%s\n' "$table" | grep -q "^$file $package "; then
      list="$list $file"
    fi
  done
  if [ -n "$list" ]; then
    # shellcheck disable=SC2086 # as above
    fetch_package "$package" $list || status=1
  fi
done

# The record: what now has the manifest's checksum is this script's to replace.
for file in $files; do
  if [ -f "$folder/$file" ]; then
    sum=$(checksum "$folder/$file")
    if [ "$sum" = "$(sum_of "$file")" ] || [ "$sum" = "$(recorded "$file")" ]; then
      printf '%s  %s\n' "$sum" "$file"
    fi
  fi
done > "$work/record"
mv -f -- "$work/record" "$record"

if [ "$status" -eq 0 ]; then
  say "all $count files are there ($folder)"
else
  complain "some fonts are missing; texts whose roles have another face can be set all the same"
fi
exit "$status"
