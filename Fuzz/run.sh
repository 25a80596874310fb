#!/usr/bin/env bash
# run.sh PROGRAMS SECONDS AREA…: fuzzes each area for its share of the seconds and prints executions and coverage.
#
# Starts from Corpus/expressions and, where the folder exists, from the conformance suite's expressions; mail from Corpus/mail. New
# inputs go to .build/found/AREA; an input that breaks a promise is kept as .build/crash-AREA-*, and the run fails.
set -euo pipefail
cd "$(dirname "$0")"
programs=$1
seconds=$2
shift 2
share=$((seconds / $#))
[ "$share" -gt 0 ] || share=1

seeds=.build/seeds
rm -rf "$seeds" && mkdir -p "$seeds"
suite=${CONFORMANCE:-../../shared/conformance/cel}
if [ -d "$suite" ]; then
    python3 - "$suite" "$seeds" <<'PYTHON'
import glob, hashlib, json, os, sys
for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.json"))):
    for case in json.load(open(path)):
        text = case["expr"].encode()
        open(os.path.join(sys.argv[2], hashlib.sha1(text).hexdigest()), "wb").write(text)
PYTHON
fi
echo "seeds of the conformance suite: $(find "$seeds" -type f | wc -l)"

status=0
for area in "$@"; do
    found=.build/found/$area
    log=.build/$area.log
    mkdir -p "$found"
    name="$(tr '[:lower:]' '[:upper:]' <<<"${area:0:1}")${area:1}"
    result=0
    corpus=(Corpus/expressions "$seeds")
    words=expressions.dict
    if [ "$area" = mail ]; then
        corpus=(Corpus/mail)
        words=mail.dict
    fi
    SWIFT_BACKTRACE=enable=no "$programs/Fuzz$name" -max_total_time="$share" -max_len=2048 -timeout=25 -rss_limit_mb=2048 \
        -dict="$words" -artifact_prefix=".build/crash-$area-" -print_final_stats=1 \
        "$found" "${corpus[@]}" >"$log" 2>&1 || result=$?
    runs=$(awk '/stat::number_of_executed_units/ { print $2 }' "$log")
    coverage=$(grep -E 'cov: [0-9]+' "$log" | tail -1 | sed -E 's/.*cov: ([0-9]+) ft: ([0-9]+) corp: ([^ ]+).*/\1 edges, \2 features, \3 inputs/' || true)
    echo "$area: ${runs:-?} executions in $share s, $coverage"
    if [ "$result" != 0 ]; then
        echo "$area FAILED:"
        grep -vE '^#|^INFO' "$log" | tail -25
        status=1
    fi
done
exit "$status"
