#!/bin/sh
# Imports the sales history that lies beside the repository, where it does, twice, and compares the report with figures
# that were computed by other means.
set -eu
cd "$(dirname "$0")/.."
data=../shared/data/crm_sales_opportunities
if [ ! -d "$data" ]; then
    echo "real data: skipped, $data is not here"
    exit 0
fi
swift build --product turnpike >/dev/null
turnpike=$(swift build --show-bin-path)/turnpike
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
process=Examples/processes/crm_import/crm_import.process.yaml
map=Examples/processes/crm_import/crm_sales.map.yaml
for run in first second; do
    "$turnpike" import --process "$process" --map "$map" --store "$work/deals.db" "$data/sales_pipeline.csv" --format json \
        >"$work/$run.json"
    echo "real data: $run import: $(head -c 300 "$work/$run.json")"
done
"$turnpike" report --store "$work/deals.db" --format json --by manager --by product_as_recorded --by regional_office \
    >"$work/report.json"
python3 Scripts/compare_facts.py "$work/report.json" "$data/FACTS.json" 2>/dev/null || {
    command -v python3 >/dev/null 2>&1 || { echo "real data: no python3 here, the comparison runs in the tests only"; exit 0; }
    python3 Scripts/compare_facts.py "$work/report.json" "$data/FACTS.json"
}
