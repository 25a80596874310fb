#!/bin/sh
# Lets Mermaid's own parser read the diagrams of the examples and of processes with hostile texts.
#
#   Scripts/mermaid.sh PATH/TO/turnpike
#
# The parser is mermaid 11.11 as the PyPI package mermaid-parser-py 0.0.4 (MIT) bundles it for node. It is fetched once
# into .build; without node, pip or a network the check is skipped with a word.
set -eu
cd "$(dirname "$0")/.."
tool=$1
folder=.build/mermaid
bundle=$folder/mermaid_parser/js/parser.bundle.js
for program in node python3; do
    command -v "$program" >/dev/null || { echo "mermaid: skipped, there is no $program"; exit 0; }
done
if [ ! -f "$bundle" ]; then
    mkdir -p "$folder"
    echo "mermaid-parser-py==0.0.4 --hash=sha256:163f5b748f1d5dde389b4d637535dea87fa15ea6506a830b149382bde380457e" >"$folder/requirements.txt"
    python3 -m pip download --quiet --no-deps --require-hashes -r "$folder/requirements.txt" -d "$folder" ||
        { echo "mermaid: skipped, PyPI is out of reach"; exit 0; }
    python3 -m zipfile -e "$folder"/mermaid_parser_py-*.whl "$folder"
    cp "$bundle" "$folder/parser.cjs"
fi
exec node Scripts/mermaid.cjs "$PWD/$folder/parser.cjs" "$tool"
