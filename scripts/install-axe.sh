#!/bin/sh
# Puts axe-core where the tests of the studio's accessibility find it. They skip, and say so, where this cannot be done.
set -eu
cd "$(dirname "$0")/../tests/studio"
if [ -f node_modules/axe-core/axe.min.js ]; then
    exit 0
fi
if command -v npm >/dev/null 2>&1; then
    npm install --silent --ignore-scripts --no-audit --no-fund --no-package-lock
else
    echo "No npm found: the tests of the studio's accessibility are skipped. Install Node to run them." >&2
fi
