#!/bin/sh
# Builds the documentation into ./site; a broken link fails.
set -eu
cd "$(dirname "$0")/.."
# The plugin is a dependency of this build only: a customer's build never fetches it.
TURNPIKE_DOCS=1 swift package --scratch-path .build-docs --allow-writing-to-directory ./site \
    generate-documentation --target Turnpike --warnings-as-errors \
    --transform-for-static-hosting --hosting-base-path turnpike --output-path ./site
echo "docs: written to ./site"
