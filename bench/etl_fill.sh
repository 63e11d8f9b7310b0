#!/bin/sh
# Наповнює чотири бази MariaDB однаковим світом із N замовлень самим лише SQL: стенд для вимірювань ETL,
# що не залежить від генератора. Ідентифікатори — md5 від номера рядка, тож вставляються впорядкованими.
#
#   bench/etl_fill.sh ORDERS | mariadb …
set -eu
ORDERS=${1:?"usage: etl_fill.sh ORDERS"}
CUSTOMERS=$((ORDERS / 12 + 50))

# uuid TAG EXPR — вираз SQL, що дає UUID рядка EXPR сутності TAG.
uuid() { printf "INSERT(INSERT(INSERT(INSERT(MD5(CONCAT('%s',%s)),21,0,'-'),17,0,'-'),13,0,'-'),9,0,'-')" "$1" "$2"; }

cat <<SQL
SET unique_checks=0, foreign_key_checks=0, sql_log_bin=0;
USE catalog_db;
INSERT INTO categories(id,name,parent_category_id)
  SELECT $(uuid category seq), CONCAT('Category ',seq), IF(seq<=6,NULL,$(uuid category 'seq-6')) FROM seq_1_to_14;
INSERT INTO products(id,name,sku,category_id,price,cost)
  SELECT $(uuid product seq), CONCAT('Product ',seq), CONCAT('SKU-',seq), $(uuid category '1+seq%14'), 100+seq*7.13, 60+seq*4.01
  FROM seq_1_to_25;
USE orders_db;
INSERT INTO regions SELECT $(uuid region seq), CONCAT('Region ',seq), CONCAT('UA-',seq) FROM seq_1_to_5;
INSERT INTO employees(id,first_name,last_name,email,hired_at,is_manager,region_id)
  SELECT $(uuid employee seq), 'First', CONCAT('Last',seq), CONCAT('e',seq,'@techmarket.com'), '2020-01-01', seq%2, $(uuid region '1+seq%5')
  FROM seq_1_to_10;
INSERT INTO customers(id,first_name,last_name,email,phone,region_id,created_at,updated_at)
  SELECT * FROM (SELECT $(uuid customer seq) AS id, 'Ім''я' AS a, CONCAT('Прізвище',seq) AS b, CONCAT('c',seq,'@example.com') AS c,
    '+380501234567' AS d, $(uuid region '1+seq%5') AS e, '2023-01-01' AS f, '2023-01-01' AS g
  FROM seq_1_to_$CUSTOMERS) AS t ORDER BY id;
INSERT INTO orders(id,customer_id,employee_id,region_id,order_date,status,total_amount,created_at,updated_at)
  SELECT $(uuid order seq) AS id, $(uuid customer "1+seq%$CUSTOMERS"), $(uuid employee '1+seq%10'), $(uuid region '1+seq%5'),
    '2024-11-22' + INTERVAL (seq*7919)%63072000 SECOND,
    ELT(1+seq%10,'new','cancelled','paid','paid','shipped','delivered','delivered','delivered','delivered','delivered'),
    0, '2024-11-22', '2024-11-22' + INTERVAL (seq*7919)%63072000 SECOND
  FROM seq_1_to_$ORDERS ORDER BY id;
INSERT INTO order_items(id,order_id,product_id,quantity,unit_price,unit_cost,discount)
  SELECT $(uuid item 'o.seq*5+i.seq') AS id, $(uuid order o.seq), $(uuid product '1+(o.seq*3+i.seq)%25'),
    1+(o.seq+i.seq)%4, 100+((o.seq*3+i.seq)%25)*7.13, 60+((o.seq*3+i.seq)%25)*4.01, IF(o.seq%10=0, 5.50, 0)
  FROM seq_1_to_$ORDERS o JOIN seq_1_to_5 i ON i.seq <= 1+o.seq%5 ORDER BY id;
UPDATE orders JOIN (SELECT order_id, SUM(unit_price*quantity-discount) AS total FROM order_items GROUP BY order_id) t
  ON t.order_id=orders.id SET total_amount=t.total;
USE payments_db;
INSERT INTO payments(id,order_id,method,paid_at,amount)
  SELECT $(uuid payment seq) AS id, o.id, 'card', o.order_date, o.total_amount
  FROM seq_1_to_$ORDERS JOIN orders_db.orders o ON o.id=$(uuid order seq)
  WHERE o.status IN ('paid','shipped','delivered') ORDER BY id;
SQL
