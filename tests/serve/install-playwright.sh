#!/bin/sh
# install-playwright.sh FOLDER: puts playwright-core (package.json) into FOLDER/node_modules, unless
# it is there. The browser is Debian's.
set -eu
cd "$(dirname "$0")"
folder=$1
if cmp -s package.json "$folder/package.json" && [ -d "$folder/node_modules/playwright-core" ]; then
    exit 0
fi
command -v node >/dev/null
command -v npm >/dev/null
mkdir -p "$folder"
cp package.json "$folder/package.json"
(cd "$folder" && npm install --ignore-scripts --omit=optional --no-audit --no-fund \
    --no-package-lock --silent) || {
    rm -f "$folder/package.json"
    exit 1
}
