#!/bin/sh
# gongwen serve in Chromium, from a save to the page.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"

browser=$(command -v chromium || command -v chromium-browser || :)
if [ -z "$browser" ] || ! sh tests/serve/install-playwright.sh "$BUILD/playwright" 2>"$work/npm"; then
    skip "gongwen serve in a browser" "chromium or playwright-core is out of reach"
    done_testing
fi
cp data/2023-annual-report.yaml "$work/report.yaml"
BROWSER=$browser MODULES=$BUILD/playwright/node_modules node tests/serve/browser.mjs "$work"
