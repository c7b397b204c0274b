#!/bin/sh
# install-packages.sh GROUP...: installs the packages of packages.list that are missing, as root or
# with sudo; says nothing when all are there.
set -eu
cd "$(dirname "$0")/.."

missing=
for group in "$@"; do
    for package in $(awk -v group="$group" '$1 == group { print $2 }' packages.list); do
        # A program that is there from elsewhere serves as well as the package.
        case $package in
        gcc | make | perl | clang | nodejs | npm)
            program=$package
            [ "$package" = nodejs ] && program=node
            if command -v "$program" >/dev/null 2>&1; then continue; fi
            ;;
        esac
        if ! dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed; then
            missing="$missing $package"
        fi
    done
done
[ -n "$missing" ] || exit 0

echo "installing:$missing"
if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1; then
    as_root=sudo
else
    echo "these packages are missing; run as root: apt-get install$missing" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086  # the lists are meant to be split
$as_root apt-get -qq update
# shellcheck disable=SC2086
$as_root apt-get -qq install -y --no-install-recommends $missing >/dev/null
