#!/bin/sh
# Imports the sales history that lies beside the repository, where it does, twice, and prints the report. The tests
# compare the same figures with ones that were computed by other means.
set -eu
cd "$(dirname "$0")/.."
data=../shared/data/crm_sales_opportunities
if [ ! -d "$data" ]; then
    echo "real data: skipped, $data is not here"
    exit 0
fi
turnpike=$(swift build --show-bin-path)/turnpike
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
folder=Examples/processes/crm_import
for run in first second; do
    echo "real data: the $run import"
    "$turnpike" import --process "$folder/crm_import.process.yaml" --map "$folder/crm_sales.map.yaml" \
        --store "$work/deals.db" "$data/sales_pipeline.csv"
done
echo "real data: the report"
"$turnpike" report --store "$work/deals.db" --by manager
