#!/bin/sh
# Найперше наповнення сховища й повне порівняння без змін проти COPY готового файлу фактів у таку саму таблицю з
# тими самими індексами й ключами — почергово, в одному запуску. Цілі: наповнення ≤ 1,0, порівняння ≤ 0,6.
#
#   bench/etl.sh [ORDERS] [ROUNDS]     змінні: TECHMARKET — програма, PORT_OFFSET — зсув портів тимчасового екземпляра
set -eu
ORDERS=${1:-1000000}
ROUNDS=${2:-3}
TECHMARKET=${TECHMARKET:-build/techmarket}
PORT_OFFSET=${PORT_OFFSET:-20200}
export TECHMARKET_STATE_DIR="${TECHMARKET_STATE_DIR:-$(mktemp -d /tmp/techmarket-bench-etl-XXXXXX)}"
chmod 755 "$TECHMARKET_STATE_DIR"
FACTS=$TECHMARKET_STATE_DIR/facts.tsv
trap '"$TECHMARKET" clean --yes --quiet >/dev/null 2>&1 || true; rm -rf "$TECHMARKET_STATE_DIR"' EXIT

"$TECHMARKET" up --runtime local --port-offset "$PORT_OFFSET" --quiet >/dev/null
"$TECHMARKET" generate --orders "$ORDERS" --quiet >/dev/null
dwh() { PGPASSWORD=dwh_pass psql -q -X -h 127.0.0.1 -p $((5432 + PORT_OFFSET)) -U dwh_user -d dwh_db -v ON_ERROR_STOP=1 "$@"; }

"$TECHMARKET" etl run --quiet >/dev/null
dwh -c "\\copy fact_sales TO '$FACTS'"

# Найшвидший порядок: COPY у порожню таблицю без індексів, далі індекси й ключі.
copy_ready_file() {
  dwh <<SQL
BEGIN;
CREATE TABLE bench_facts (LIKE fact_sales);
\\copy bench_facts FROM '$FACTS' WITH (FREEZE)
ALTER TABLE bench_facts ADD PRIMARY KEY (order_item_id);
CREATE INDEX ON bench_facts (date_key);
CREATE INDEX ON bench_facts (product_key);
CREATE INDEX ON bench_facts (customer_key);
CREATE INDEX ON bench_facts (employee_key);
CREATE INDEX ON bench_facts (region_key);
ALTER TABLE bench_facts ADD FOREIGN KEY (date_key) REFERENCES dim_date DEFERRABLE;
ALTER TABLE bench_facts ADD FOREIGN KEY (product_key) REFERENCES dim_product DEFERRABLE;
ALTER TABLE bench_facts ADD FOREIGN KEY (customer_key) REFERENCES dim_customer DEFERRABLE;
ALTER TABLE bench_facts ADD FOREIGN KEY (employee_key) REFERENCES dim_employee DEFERRABLE;
ALTER TABLE bench_facts ADD FOREIGN KEY (region_key) REFERENCES dim_region DEFERRABLE;
ANALYZE bench_facts;
COMMIT;
SQL
}

now() { date +%s.%N; }
empty_warehouse() {
  dwh -c 'TRUNCATE fact_sales, dim_date, dim_product, dim_category, dim_customer, dim_employee, dim_region, etl.runs, etl.positions'
}

echo "round;first_seconds;compare_seconds;copy_seconds;first_ratio;compare_ratio;etl_max_rss_kib"
round=1
while [ "$round" -le "$ROUNDS" ]; do
  empty_warehouse
  start=$(now)
  rss=$(/usr/bin/time -f %M "$TECHMARKET" etl run --quiet 2>&1 >/dev/null | tail -1)
  first=$(now)
  "$TECHMARKET" etl run --mode full --quiet >/dev/null
  compared=$(now)
  copy_ready_file
  end=$(now)
  dwh -c 'DROP TABLE bench_facts'
  awk -v r="$round" -v a="$start" -v b="$first" -v c="$compared" -v d="$end" -v m="$rss" \
    'BEGIN { printf "%d;%.2f;%.2f;%.2f;%.2f;%.2f;%d\n", r, b - a, c - b, d - c, (b - a) / (d - c), (c - b) / (d - c), m }'
  round=$((round + 1))
done
uptime | sed 's/.*load/load/'
