// Здоровий світ проходить усі перевірки; зіпсований рядок у кожному сервісі й у сховищі дає рівно ті, що
// мають не пройти.

#include "ops/verify.h"

#include <gmock/gmock.h>

#include "support/warehouse_stand.h"
#include "warehouse/marts.h"
#include "warehouse/run.h"

namespace techmarket::ops {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAreArray;

class VerifyTest : public support::StandTest {
 protected:
  void load() {
    const auto report = warehouse::run(stand().catalogue(), {});
    ASSERT_TRUE(report) << report.error().message;
  }

  Verification verify() {
    auto verification = ops::verify(stand().catalogue(), ProgressStyle::silent);
    EXPECT_TRUE(verification) << verification.error().message;
    return std::move(verification).value_or(Verification{});
  }

  /// Псує одну сторону: SQL, що починається з «dwh:», іде в сховище.
  void damage(std::string sql) {
    constexpr std::string_view kWarehouse = "dwh:";
    if (!sql.starts_with(kWarehouse)) return stand().mysql(sql);
    sql.erase(0, kWarehouse.size());
    auto connection = stand().postgres("postgres", "dwh_db");
    support::require(connection.execute("SET session_replication_role = replica"));
    const auto touched = connection.execute_counted(sql);
    ASSERT_TRUE(touched) << touched.error().message;
    ASSERT_GT(*touched, 0);
  }
};

std::vector<std::string> failed(const Verification& verification) {
  std::vector<std::string> names;
  for (const auto& check : verification.checks)
    if (!check.ok) names.push_back(check.name);
  return names;
}

std::string detail_of(const Verification& verification, std::string_view name) {
  for (const auto& check : verification.checks)
    if (check.name == name) return check.detail;
  return "no such check";
}

TEST_F(VerifyTest, HealthyWorldPassesEveryCheck) {
  load();
  const auto verification = verify();
  for (const auto& check : verification.checks) EXPECT_TRUE(check.ok) << check.name << "\n" << check.detail;
  EXPECT_TRUE(verification.ok());
  EXPECT_GT(verification.checks.size(), 50u);

  // Пояснення каже, що саме порівняно: для вимірів — лише члени, на які вказують факти.
  EXPECT_EQ(detail_of(verification, "dwh_db.dim_customer.customer_id → orders_db.customers.id"),
            "3 members used by facts");
  EXPECT_EQ(detail_of(verification, "orders_db.orders.customer_id → orders_db.customers.id"),
            "3 distinct values");
  EXPECT_THAT(detail_of(verification, "facts.cost"),
              HasSubstr("sold items without unit_cost, taken from products.cost: 1"));

  ASSERT_EQ(verification.services.size(), 5u);
  EXPECT_EQ(verification.services[2].service, "orders-db");
  EXPECT_EQ(verification.services[2].database, "orders_db");
  std::map<std::string, std::int64_t> rows;
  for (const auto& service : verification.services)
    for (const auto& table : service.tables) rows[table.table] = table.rows;
  EXPECT_EQ(rows["order_items"], 9);
  EXPECT_EQ(rows["fact_sales"], 7);
  EXPECT_EQ(rows["etl.runs"], 1);
  EXPECT_EQ(rows["auth_users"], 6);
  EXPECT_EQ(rows.size(), 26u);
}

TEST_F(VerifyTest, ACatalogueThatBecameDearerDoesNotRewriteWhatWasSold) {
  load();
  stand().mysql("UPDATE catalog_db.products SET cost = cost * 1.1 WHERE sku <> 'BG-1'");
  EXPECT_TRUE(verify().ok()) << "also before the next load";
  const auto margin = stand().warehouse_rows("SELECT sum(cost), sum(margin) FROM fact_sales");
  load();
  EXPECT_EQ(stand().warehouse_rows("SELECT sum(cost), sum(margin) FROM fact_sales"), margin);
  EXPECT_TRUE(verify().ok());
}

TEST_F(VerifyTest, NeverLoadedWarehouseSaysWhatToDo) {
  const auto verification = verify();
  EXPECT_FALSE(verification.ok());
  for (const std::string name : {"facts.count", "facts.quantity", "facts.revenue", "facts.discount",
                                 "facts.cost", "facts.margin", "facts.rows"}) {
    EXPECT_THAT(failed(verification), ::testing::Contains(name));
    EXPECT_THAT(detail_of(verification, name), HasSubstr("techmarket etl run"));
  }
}

struct Damage {
  std::string sql;
  std::vector<std::string> failed;  ///< рівно ці перевірки
  std::string difference;           ///< частина пояснення першої з них
};

/// Факт, що різниться від підсумків, бачить і кожна вітрина.
std::vector<std::string> with_marts(std::vector<std::string> checks) {
  for (const auto& mart : warehouse::marts())
    checks.push_back(fmt::format("dwh_db.{} = dwh_db.fact_sales", mart.table));
  return checks;
}

TEST_F(VerifyTest, EveryDamageIsFoundByExactlyTheRightChecks) {
  load();
  const std::string nobody = "'ffffffff-ffff-4fff-8fff-ffffffffffff'";
  const std::vector<Damage> damages = {
      {"UPDATE orders_db.order_items SET unit_cost = unit_cost + 0.01 WHERE id LIKE '%0008'",
       {"facts.cost", "facts.margin", "facts.rows"},
       "source 97417.49, warehouse 97417.47"},
      {"UPDATE catalog_db.products SET name = 'Миша' WHERE sku = 'MS-1'",
       {"dwh_db.dim_product = catalog_db.products"},
       "name is 'Миша', the warehouse has 'Мишка'"},
      {"UPDATE catalog_db.categories SET parent_category_id = " + nobody + " WHERE name = 'Ноутбуки'",
       {"catalog_db.categories.parent_category_id → catalog_db.categories.id",
        "dwh_db.dim_category = catalog_db.categories"},
       "ffffffff-ffff-4fff-8fff-ffffffffffff' in 1 row"},
      {"UPDATE orders_db.orders SET total_amount = total_amount + 0.01 WHERE id LIKE '%0002'",
       {"orders_db.orders.total_amount = Σ order_items",
        "payments_db.payments.amount = orders_db.orders.total_amount"},
       "total_amount '499.01', items give '499.00'"},
      {"DELETE FROM orders_db.order_items WHERE order_id LIKE '%0002'",
       {"orders_db.orders.total_amount = Σ order_items",
        "dwh_db.fact_sales.order_item_id → orders_db.order_items.id", "facts.count", "facts.quantity",
        "facts.revenue", "facts.discount", "facts.margin", "facts.rows"},
       "has no items"},
      {"UPDATE orders_db.order_items SET product_id = " + nobody + " WHERE id LIKE '%0005'",
       {"orders_db.order_items.product_id → catalog_db.products.id"},
       "product_id 'ffffffff"},
      {"UPDATE orders_db.orders SET status = 'new' WHERE id LIKE '%0003'",
       {"payments_db.payments.amount = orders_db.orders.total_amount", "facts.count", "facts.quantity",
        "facts.revenue", "facts.cost", "facts.margin", "facts.rows"},
       "is new, but has a payment of '0.03'"},
      {"UPDATE orders_db.orders SET order_date = '2010-05-05', created_at = '2010-05-05' WHERE id LIKE "
       "'%0004'",
       {"orders_db.orders.order_date ≥ orders_db.customers.created_at",
        "orders_db.orders.order_date ≥ orders_db.employees.hired_at", "dwh_db.dim_date covers the orders"},
       "its customer signed up at 2024-01-01"},
      {"UPDATE orders_db.orders SET order_date = '9999-05-05' WHERE id LIKE '%0004'",
       {"dwh_db.dim_date covers the orders"},
       "order 00000000-0000-4000-8000-000000000004 of 9999-05-05 00:00:00 is outside 1990–2100"},
      {"UPDATE orders_db.orders SET customer_id = " + nobody + " WHERE id LIKE '%0004'",
       {"orders_db.orders.customer_id → orders_db.customers.id"},
       "customer_id"},
      {"UPDATE orders_db.customers SET email = 'other@example.com' WHERE email = 'lesia@example.com'",
       {"auth_db.auth_users.email = orders_db.customers.email", "dwh_db.dim_customer = orders_db.customers"},
       "email 'lesia@example.com', but customers id c0000000-0000-4000-8000-000000000002 has "
       "'other@example.com'"},
      {"UPDATE orders_db.customers SET updated_at = '2001-01-01' WHERE email = 'lesia@example.com'",
       {"orders_db.customers.updated_at ≥ created_at"},
       "updated_at < created_at: updated_at = '2001-01-01 00:00:00', created_at = '2024-01-01"},
      {"UPDATE orders_db.employees SET region_id = '4e000000-0000-4000-8000-000000000002' WHERE first_name = "
       "'Олена'",
       {"dwh_db.dim_employee = orders_db.employees"},
       "region_id is '4e000000-0000-4000-8000-000000000002', the warehouse has "
       "'4e000000-0000-4000-8000-000000000001'"},
      {"SET sql_mode = ''; UPDATE orders_db.orders SET status = '' WHERE id LIKE '%0004'",
       {"orders_db.orders.status is one of order_status"},
       "orders id 00000000-0000-4000-8000-000000000004: status is not one of order_status: status = ''"},
      {"UPDATE payments_db.payments SET amount = amount - 0.01 WHERE id LIKE '%0001'",
       {"payments_db.payments.amount = orders_db.orders.total_amount"},
       "total_amount '84498.98', paid '84498.97'"},
      {"DELETE FROM payments_db.payments WHERE id LIKE '%0001'",
       {"payments_db.payments.amount = orders_db.orders.total_amount"},
       "is paid, but has no payment"},
      {"UPDATE payments_db.payments SET order_id = " + nobody + " WHERE id LIKE '%0001'",
       {"payments_db.payments.order_id → orders_db.orders.id",
        "payments_db.payments.amount = orders_db.orders.total_amount"},
       "order_id 'ffffffff"},
      {"UPDATE payments_db.payments SET paid_at = '2025-03-01 09:59:59' WHERE id LIKE '%0001'",
       {"payments_db.payments.paid_at ≥ orders_db.orders.order_date"},
       "was paid at '2025-03-01 09:59:59'"},
      {"UPDATE auth_db.auth_users SET customer_id = " + nobody + " WHERE email = 'ivan@example.com'",
       {"auth_db.auth_users.customer_id → orders_db.customers.id", "orders_db.customers have accounts"},
       "no such orders_db.customers.id"},
      {"DELETE FROM auth_db.auth_credentials WHERE user_id LIKE '%0006'",
       {"auth_db.auth_users has one credential"},
       "has 0 credentials"},
      {"UPDATE auth_db.auth_credentials SET password_hash = 'Summer2026' WHERE user_id LIKE '%0006'",
       {"auth_db.auth_credentials.password_hash is a PHC string"},
       "auth_credentials id ac000000-0000-4000-8000-000000000006: password_hash is not '$argon2id$"},
      {"UPDATE auth_db.auth_credentials SET password_hash = '$argon2id$Summer2026' WHERE user_id LIKE "
       "'%0006'",
       {"auth_db.auth_credentials.password_hash is a PHC string"},
       "password_hash is not '$argon2id$"},
      {"UPDATE auth_db.auth_credentials SET password_hash = REPLACE(password_hash, '2id', '2ID') WHERE "
       "user_id "
       "LIKE '%0006'",
       {"auth_db.auth_credentials.password_hash is a PHC string"},
       "password_hash is not '$argon2id$"},
      {"UPDATE auth_db.auth_credentials SET algo = 'bcrypt' WHERE user_id LIKE '%0006'",
       {"auth_db.auth_credentials.password_hash is a PHC string"},
       "the hash is of argon2id, but algo says otherwise: algo = 'bcrypt'"},
      {"DELETE FROM auth_db.user_roles WHERE user_id LIKE '%0006'",
       {"auth_db.auth_users have the roles of their person"},
       "auth_users id a0000000-0000-4000-8000-000000000006 (admin@techmarket.com), the administrator, has no "
       "role"},
      {"UPDATE auth_db.auth_tokens SET expires_at = '2025-12-31'",
       {"auth_db.auth_tokens.issued_at < expires_at", "auth_db.auth_tokens.last_used_at is within its term"},
       "issued_at ≥ expires_at: issued_at = '2026-01-01 00:00:00', expires_at = '2025-12-31"},
      {"ALTER TABLE auth_db.auth_users DROP INDEX email; UPDATE auth_db.auth_users SET email = "
       "'admin@techmarket.com' "
       "WHERE email = 'ann@example.com'",
       {"auth_db.auth_users.email is unique", "auth_db.auth_users.email = orders_db.customers.email",
        "schema of auth-db = auth_mysql.dbml"},
       "email 'admin@techmarket.com' in 2 rows"},
      {"dwh:DELETE FROM fact_sales WHERE order_item_id::text LIKE '%0003'",
       with_marts({"facts.count", "facts.quantity", "facts.revenue", "facts.discount", "facts.margin",
                   "facts.rows", "dwh_db.etl.runs tells what the warehouse holds"}),
       "source 7, warehouse 6"},
      {"dwh:UPDATE fact_sales SET margin = margin + 0.01 WHERE order_item_id::text LIKE '%0003'",
       with_marts(
           {"facts.margin", "facts.rows", "dwh_db.fact_sales.margin = revenue − discount_amount − cost"}),
       ", warehouse "},
      {"dwh:UPDATE fact_sales SET quantity = quantity + CASE WHEN order_item_id::text LIKE '%0003' THEN 1 "
       "ELSE -1 END "
       "WHERE order_item_id::text LIKE '%0003' OR order_item_id::text LIKE '%0004'",
       with_marts({"facts.rows"}), "quantity is '1', the warehouse has '2'"},
      {"dwh:UPDATE fact_sales SET date_key = 20260101 WHERE order_item_id::text LIKE '%0003'",
       with_marts({"facts.rows"}), "date is '2025-12-31', the warehouse has '2026-01-01'"},
      {"dwh:UPDATE fact_sales SET product_key = 77 WHERE order_item_id::text LIKE '%0003'",
       {"dwh_db.fact_sales.product_key → dwh_db.dim_product.product_key", "facts.rows",
        "dwh_db.mart_sales_daily = dwh_db.fact_sales", "dwh_db.mart_product_monthly = dwh_db.fact_sales"},
       "product_key 77"},
      {"dwh:UPDATE fact_sales SET order_id = " + nobody + " WHERE order_item_id::text LIKE '%0003'",
       {"dwh_db.fact_sales.order_id → orders_db.orders.id", "facts.rows"},
       "order_id 'ffffffff"},
      {"dwh:UPDATE dim_customer SET last_name = 'X' WHERE email = 'ivan@example.com'",
       {"dwh_db.dim_customer = orders_db.customers"},
       "last_name is 'Франко', the warehouse has 'X'"},
      {"dwh:UPDATE dim_category SET parent_category_key = NULL WHERE name = 'Ноутбуки'",
       {"dwh_db.dim_category = catalog_db.categories"},
       "the warehouse has NULL"},
      {"dwh:UPDATE dim_date SET is_weekend = NOT is_weekend WHERE date_key = 20260101",
       {"dwh_db.dim_date rows are right"},
       "date_key 20260101"},
      {"dwh:DELETE FROM dim_date WHERE date_key = 20160301",
       {"dwh_db.dim_date covers the orders"},
       "2016-03-01 is not in dim_date"},
  };
  for (const auto& damage_case : damages) {
    SCOPED_TRACE(damage_case.sql);
    stand().fill_world();
    load();
    damage(damage_case.sql);
    const auto verification = verify();
    EXPECT_THAT(failed(verification), UnorderedElementsAreArray(damage_case.failed));
    EXPECT_THAT(detail_of(verification, damage_case.failed.front()), HasSubstr(damage_case.difference));
  }
}

TEST_F(VerifyTest, ReportNeverShowsAStoredPassword) {
  load();
  damage("UPDATE auth_db.auth_credentials SET password_hash = 'Summer2026'");
  const auto detail = detail_of(verify(), "auth_db.auth_credentials.password_hash is a PHC string");
  EXPECT_THAT(detail, HasSubstr("auth_credentials id "));
  EXPECT_THAT(detail, ::testing::Not(HasSubstr("Summer2026")));
}

TEST_F(VerifyTest, MembersThatVanishedFromTheSourceAreHistory) {
  load();
  stand().mysql(R"(
    DELETE FROM auth_db.user_roles WHERE user_id LIKE '%0003'; DELETE FROM auth_db.auth_credentials WHERE user_id LIKE '%0003';
    DELETE FROM auth_db.auth_users WHERE id LIKE '%0003'; DELETE FROM orders_db.customers WHERE email = 'ann@example.com';
    DELETE FROM orders_db.order_items WHERE order_id IN (SELECT id FROM orders_db.orders WHERE customer_id LIKE '%0003');
    DELETE FROM payments_db.payments WHERE order_id IN (SELECT id FROM orders_db.orders WHERE customer_id LIKE '%0003');
    DELETE FROM orders_db.orders WHERE customer_id LIKE '%0003')");
  load();
  const auto verification = verify();
  EXPECT_THAT(failed(verification), ElementsAre());
  EXPECT_THAT(detail_of(verification, "dwh_db.dim_customer = orders_db.customers"),
              HasSubstr("1 kept as history"));
}

TEST_F(VerifyTest, ManyDifferencesAreCountedAndTenAreShown) {
  load();
  stand().mysql(
      "INSERT INTO payments_db.payments (id, order_id, method, paid_at, amount) "
      "SELECT CONCAT('20000000-0000-4000-8000-', LPAD(seq, 12, '0')), CONCAT('30000000-0000-4000-8000-', "
      "LPAD(seq, 12, '0')), "
      "'card', '2026-01-01', 1 FROM seq_1_to_5000");
  const auto verification = verify();
  EXPECT_THAT(failed(verification), ElementsAre("payments_db.payments.order_id → orders_db.orders.id"));
  for (const auto& check : verification.checks)
    if (!check.ok) {
      EXPECT_EQ(check.violations, 5000);
      EXPECT_THAT(check.detail, HasSubstr("… and 4,990 more"));
    }
}

TEST_F(VerifyTest, EmptyDatabasesAreNothingToVerify) {
  stand().create_databases();
  const auto verification = ops::verify(stand().catalogue(), ProgressStyle::silent);
  ASSERT_FALSE(verification);
  EXPECT_EQ(verification.error().kind, ErrorKind::check_failed);
  EXPECT_EQ(verification.error().message, "nothing to verify: every table of every database is empty");
  EXPECT_THAT(verification.error().hint, HasSubstr("techmarket generate"));
}

TEST_F(VerifyTest, EmptyTableIsNotOk) {
  load();
  damage("DELETE FROM auth_db.user_roles; DELETE FROM payments_db.payments");
  const auto verification = verify();
  EXPECT_THAT(detail_of(verification, "auth_db tables have their rows"),
              HasSubstr("auth_db.user_roles is empty: the checks of its rows compared nothing"));
  EXPECT_THAT(detail_of(verification, "payments_db tables have their rows"),
              HasSubstr("payments_db.payments is empty"));
}

// Чужі дані: член, якого в джерелі немає, — історія лише тоді, коли його записав ETL.
TEST_F(VerifyTest, MemberThatNoRunWroteIsNotHistory) {
  load();
  damage(
      "dwh:INSERT INTO dim_region VALUES (77, 'ffffffff-ffff-4fff-8fff-ffffffffffff', 'Ніде', 'UA-99', "
      "now(), now())");
  const auto verification = verify();
  EXPECT_THAT(failed(verification), ElementsAre("dwh_db.dim_region rows were written by an ETL run"));
  EXPECT_THAT(detail_of(verification, "dwh_db.dim_region rows were written by an ETL run"),
              HasSubstr("region_id ffffffff-ffff-4fff-8fff-ffffffffffff: no succeeded run wrote it"));
}

TEST_F(VerifyTest, CheckThatTheServerRefusesIsNotOk) {
  load();
  auto connection = stand().postgres("postgres", "dwh_db");
  support::require(connection.execute("ALTER TABLE dim_date ALTER day_of_week TYPE text"));
  const auto verification = verify();
  EXPECT_THAT(failed(verification),
              ElementsAre("schema of dwh-db = dwh_postgres.dbml", "dwh_db.dim_date rows are right"));
  EXPECT_THAT(detail_of(verification, "dwh_db.dim_date rows are right"), HasSubstr("could not be checked: "));
  EXPECT_THAT(detail_of(verification, "facts.rows"), HasSubstr("7 facts compared")) << "the rest did run";
}

TEST_F(VerifyTest, AddedNullableColumnIsHarmless) {
  load();
  damage("ALTER TABLE orders_db.customers ADD COLUMN loyalty_card varchar(20) NULL");
  const auto verification = verify();
  EXPECT_THAT(failed(verification), ElementsAre());
  EXPECT_THAT(detail_of(verification, "schema of orders-db = orders_mysql.dbml"),
              HasSubstr("harmless: unexpected column customers.loyalty_card"));
}

// Таблиця іншої програми — не порушення, як і для `schema check`; забута з тих, що описувала DBML, —
// порушення.
TEST_F(VerifyTest, TableThatNoDbmlDescribedIsOnlyNamed) {
  load();
  damage("CREATE TABLE orders_db.schema_migrations (version int)");
  support::require(
      stand()
          .postgres("postgres", "dwh_db")
          .execute("CREATE TABLE audit (id int); ALTER TABLE audit ADD CHECK (id > 0) NOT VALID"));
  const auto verification = verify();
  EXPECT_THAT(failed(verification), ElementsAre());
  EXPECT_THAT(detail_of(verification, "schema of orders-db = orders_mysql.dbml"),
              HasSubstr("no DBML described schema_migrations"));
  EXPECT_THAT(detail_of(verification, "schema of dwh-db = dwh_postgres.dbml"),
              HasSubstr("no DBML described audit"));
  damage(
      "CREATE TABLE orders_db._techmarket_described (schema_name varchar(64), name varchar(64), PRIMARY KEY "
      "(schema_name, name)); INSERT INTO orders_db._techmarket_described VALUES ('public', "
      "'schema_migrations')");
  EXPECT_THAT(failed(verify()), ElementsAre("schema of orders-db = orders_mysql.dbml"));
}

TEST_F(VerifyTest, RenamedColumnIsAnErrorThatNamesThePlace) {
  stand().mysql("ALTER TABLE payments_db.payments RENAME COLUMN amount TO total");
  const auto verification = ops::verify(stand().catalogue(), ProgressStyle::silent);
  ASSERT_FALSE(verification);
  EXPECT_EQ(verification.error().kind, ErrorKind::bad_input);
  EXPECT_THAT(verification.error().message, HasSubstr("payments_mysql.dbml:"));
  EXPECT_THAT(verification.error().message, HasSubstr("payments.amount"));
}

}  // namespace
}  // namespace techmarket::ops
