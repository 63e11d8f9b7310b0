// Зіпсоване й знайдене: по одному псуванню на кожен рід помилки в усіх таблицях п'яти баз. Псування, що не
// заважають одне одному, йдуть одним прогоном verify; кожне має бути назване своєю перевіркою.

#include <gmock/gmock.h>

#include <map>

#include <fmt/ranges.h>

#include "base/text.h"
#include "ops/testing/damages_services.h"
#include "ops/testing/damages_warehouse.h"
#include "ops/verify.h"
#include "support/world_stand.h"
#include "warehouse/run.h"

namespace techmarket::ops {
namespace {

using testing::Damage;
using ::testing::HasSubstr;

std::vector<Damage> all_damages() {
  testing::Damages damages;
  testing::damage_services(damages);
  testing::damage_warehouse(damages);
  return damages.all();
}

class DamageTest : public support::WorldTest {
 protected:
  static constexpr std::string_view kWarehouse = "dwh:";

  void SetUp() override {
    WorldTest::SetUp();
    if (IsSkipped()) return;
    ASSERT_NO_FATAL_FAILURE(generate_well(600));
    const auto loaded = warehouse::run(stand().catalogue(), {});
    ASSERT_TRUE(loaded) << loaded.error().message;
    save();
  }

  /// Копія всіх таблиць: окрема база MySQL і база-взірець PostgreSQL.
  void save() {
    stand().mysql("DROP DATABASE IF EXISTS saved; CREATE DATABASE saved");
    for (const auto& row :
         stand().mysql_rows("SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES WHERE "
                            "TABLE_SCHEMA IN ('auth_db', 'catalog_db', 'orders_db', 'payments_db')")) {
      const std::string table = *row[0] + "." + *row[1], copy = "saved." + *row[0] + "_" + *row[1];
      tables_[table] = {*stand().mysql_rows("SHOW CREATE TABLE " + table).at(0).at(1), copy};
      stand().mysql(fmt::format("CREATE TABLE {} AS SELECT * FROM {}", copy, table));
    }
    auto maintenance = stand().postgres("postgres", "postgres");
    (void)maintenance.execute("DROP DATABASE IF EXISTS dwh_saved");
    support::require(maintenance.execute("CREATE DATABASE dwh_saved TEMPLATE dwh_db"));
  }

  void restore() {
    std::string sql;
    for (const auto& [table, saved] : tables_)
      sql += fmt::format("DROP TABLE IF EXISTS {0}; USE {1}; {2}; INSERT INTO {0} SELECT * FROM {3}; ", table,
                         table.substr(0, table.find('.')), saved.first, saved.second);
    stand().mysql(sql);
    auto maintenance = stand().postgres("postgres", "postgres");
    support::require(maintenance.execute("DROP DATABASE dwh_db WITH (FORCE)"));
    support::require(maintenance.execute("CREATE DATABASE dwh_db TEMPLATE dwh_saved OWNER dwh_user"));
  }

  std::vector<std::string> values(const std::string& query) {
    const auto rows = query.starts_with(kWarehouse) ? stand().warehouse_rows(query.substr(kWarehouse.size()))
                                                    : stand().mysql_rows(query);
    std::vector<std::string> found;
    EXPECT_FALSE(rows.empty()) << query;
    if (!rows.empty())
      for (const auto& value : rows[0]) found.push_back(value.value_or("NULL"));
    return found;
  }

  void plant(const std::string& sql) {
    if (!sql.starts_with(kWarehouse)) return stand().mysql(sql);
    auto connection = stand().postgres("postgres", "dwh_db");
    support::require(connection.execute("SET session_replication_role = replica"));
    support::require(connection.execute(sql.substr(kWarehouse.size())));
  }

  Verification verify() {
    auto verification = ops::verify(stand().catalogue(), ProgressStyle::silent);
    EXPECT_TRUE(verification) << verification.error().message;
    return std::move(verification).value_or(Verification{});
  }

  static std::string filled(std::string text, const std::vector<std::string>& values) {
    for (std::size_t i = 0; i < values.size(); ++i)
      text = replace_all(text, fmt::format("{{{}}}", i), values[i]);
    return text;
  }

  std::map<std::string, std::pair<std::string, std::string>> tables_;  ///< таблиця → CREATE TABLE і копія
};

bool is_named(const Verification& verification, const Damage& damage) {
  return std::ranges::any_of(verification.checks, [&](const CheckResult& check) {
    return !check.ok && check.violations > 0 && check.name.contains(damage.check) &&
           check.detail.contains(damage.detail);
  });
}

std::string report(const Verification& verification) {
  std::string text;
  for (const auto& check : verification.checks)
    if (!check.ok) text += check.name + "\n    " + replace_all(check.detail, "\n", "\n    ") + "\n";
  return text;
}

TEST_F(DamageTest, EveryDamageIsFoundAndNamed) {
  std::map<std::string, std::vector<Damage>> runs;
  for (auto& damage : all_damages()) runs[damage.run].push_back(std::move(damage));
  std::size_t planted = 0, caught = 0;
  for (auto& [name, damages] : runs) {
    SCOPED_TRACE(name);
    // Спершу вибрати, тоді псувати: зіпсоване змінило б вибір.
    for (auto& damage : damages) {
      const auto found = values(damage.victim);
      damage.sql = filled(damage.sql, found);
      damage.detail = filled(damage.detail, found);
    }
    for (const auto& damage : damages) ASSERT_NO_FATAL_FAILURE(plant(damage.sql)) << damage.sql;
    const auto verification = verify();
    std::string missed;
    for (const auto& damage : damages) {
      ++planted;
      if (is_named(verification, damage))
        ++caught;
      else
        missed += fmt::format("not named by '{}': {}\n    {}\n", damage.check, damage.detail, damage.sql);
    }
    EXPECT_TRUE(missed.empty()) << missed << "the report was:\n" << report(verification);
    restore();
  }
  fmt::print("{} of {} damages are named\n", caught, planted);
  EXPECT_EQ(caught, planted);
  EXPECT_GE(planted, 140u);
  const auto healthy = verify();
  EXPECT_TRUE(healthy.ok()) << report(healthy);
}

TEST_F(DamageTest, EverythingEmptiedIsNotGreen) {
  for (const auto& [table, saved] : tables_)
    if (!table.contains("_techmarket")) stand().mysql("DELETE FROM " + table);
  plant(
      "dwh:TRUNCATE fact_sales, dim_date, dim_product, dim_category, dim_customer, dim_employee, dim_region, "
      "etl.runs, etl.positions");
  const auto verification = verify();
  EXPECT_FALSE(verification.ok());
  EXPECT_THAT(report(verification), HasSubstr("orders_db.orders: 0 rows, the loaded world has 600"));
  restore();
}

TEST_F(DamageTest, HalfLoadIsRefusedWithTheWordsOfEtl) {
  stand().mysql("UPDATE catalog_db._techmarket_load SET state = 'loading'");
  const auto verification = ops::verify(stand().catalogue(), ProgressStyle::silent);
  const auto loaded = warehouse::run(stand().catalogue(), {});
  ASSERT_FALSE(verification);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(verification.error().kind, ErrorKind::retryable);
  EXPECT_EQ(verification.error().message, loaded.error().message);
  EXPECT_EQ(verification.error().hint, loaded.error().hint);
  restore();
}

TEST_F(DamageTest, WriterBesideItIsNamed) {
  {
    auto run = stand().warehouse();
    support::require(
        run.execute("SET application_name = 'techmarket etl 4711'; SELECT pg_advisory_lock(21581, 1)"));
    const auto verification = ops::verify(stand().catalogue(), ProgressStyle::silent);
    ASSERT_FALSE(verification);
    EXPECT_EQ(verification.error().kind, ErrorKind::retryable);
    EXPECT_THAT(verification.error().message, HasSubstr("techmarket etl 4711"));
  }
  auto writer = stand().mysql_root();
  support::require(writer.execute("DO GET_LOCK('techmarket generate orders_db', 0)"));
  const auto verification = ops::verify(stand().catalogue(), ProgressStyle::silent);
  ASSERT_FALSE(verification);
  EXPECT_EQ(verification.error().kind, ErrorKind::retryable);
  EXPECT_THAT(verification.error().message,
              HasSubstr("orders-db: another `techmarket generate` or `simulate`"));
}

// Зерно інше — інші люди й товари. Доки сховище тримає старий світ, його члени названо; зливати два світи ETL
// відмовляється, а наново починає лише з дозволу.
TEST_F(DamageTest, AFormerWorldIsNamedAndReplacedOnlyWhenAllowed) {
  auto other = parameters(600);
  other.seed = {4711};
  const auto generated = generate(other, into_mysql(other, {}), {});
  ASSERT_TRUE(generated) << generated.error().message;
  EXPECT_THAT(report(verify()), HasSubstr("of an earlier world, deleted there, or never was"));
  const auto refused = warehouse::run(stand().catalogue(), {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::check_failed);
  EXPECT_THAT(refused.error().message, HasSubstr("another world"));
  const auto loaded = warehouse::run(stand().catalogue(), {.allow_deletes = true});
  ASSERT_TRUE(loaded) << loaded.error().message;
  const auto healthy = verify();
  EXPECT_TRUE(healthy.ok()) << report(healthy);
}

}  // namespace
}  // namespace techmarket::ops
