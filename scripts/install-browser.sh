#!/bin/sh
# Puts a headless Chromium where the browser tests find it. They skip, and say so, on a machine where this cannot be done.
set -eu
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
if [ "$(uname)" = Linux ] && command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium >/dev/null
else
    echo "No Chromium found: the browser tests are skipped. Install one to run them." >&2
fi
