#!/usr/bin/env bash
# etl lineage як її бачить людина: серверів і techmarket.toml не треба.
#   cli_lineage_test.sh ПРОГРАМА
set -euo pipefail
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail() { echo "FAILED: $*" >&2; cat out err >&2; exit 1; }
# expect КОД команда… : виконує команду, її stdout — у файлі out, stderr — у err.
expect() {
  local wanted=$1 code=0
  shift
  "$@" >out 2>err || code=$?
  [[ $code == "$wanted" ]] || fail "exit code $code instead of $wanted: $*"
}

expect 0 "$program" etl lineage
for column in dim_date.date_key dim_region.code dim_category.name dim_product.sku dim_customer.email dim_employee.region_key \
  fact_sales.margin etl.runs.message; do
  grep -q "^$column " out || fail "$column has its line"
done
expect 0 "$program" etl lineage fact_sales.revenue
line='fact_sales.revenue  decimal(14,2)  quantity × unit_price  orders-db.order_items.quantity, orders-db.order_items.unit_price'
[[ $(cat out) == "$line" ]] || fail "a measure tells its expression and sources"
expect 0 "$program" etl lineage dim_product
grep -qx 'dim_product.product_key          int            numbered by the warehouse                   -' out || fail "a column without a source"
expect 0 "$program" etl lineage dim_product.sku --json
json='{"columns":[{"column":"dim_product.sku","history":"scd1","how":"as is","sources":["catalog-db.products.sku"],"type":"varchar(64)"}]}'
[[ $(cat out) == "$json" ]] || fail "JSON"
expect 0 "$program" etl lineage fact_sales.cost --json
grep -q '"history":null' out || fail "facts have no history"

expect 64 "$program" etl lineage fact_sales.revenu
[[ ! -s out ]] || fail "an unknown column leaves stdout empty"
grep -q "no column or table 'fact_sales.revenu'" err || fail "the error names what was asked"
grep -q "did you mean 'fact_sales.revenue'?" err || fail "the error offers the nearest name"

expect 0 "$program" etl --help
grep -q '^  lineage .*Show where each column' out || fail "the help lists the command"
