#!/bin/sh
# install-pdfjs.sh FOLDER: puts pdf.js (package.json) into FOLDER/node_modules, unless it is there.
set -eu
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")"
if cmp -s package.json "$folder/package.json" && [ -d "$folder/node_modules/pdfjs-dist" ]; then
    exit 0
fi
command -v node >/dev/null
command -v npm >/dev/null
cp package.json "$folder/package.json"
# Nothing runs while it is installed, and what paints is left out.
(cd "$folder" && npm install --ignore-scripts --omit=optional --no-audit --no-fund \
    --no-package-lock --silent) || {
    rm -f "$folder/package.json"
    exit 1
}
