// Опис зірки проти схем docs/db: нічого не забуто і нічого не вигадано.

#include "warehouse/star.h"

#include <map>
#include <set>

#include <gmock/gmock.h>

#include "base/text.h"
#include "config/service_schema.h"
#include "warehouse/fact_transform.h"

namespace techmarket::warehouse {
namespace {

using ::testing::Contains;
using ::testing::IsSupersetOf;
using ::testing::Key;

/// Схема кожного сервісу за його іменем.
const std::map<std::string, schema::Database, std::less<>>& schemas() {
  static const auto all = [] {
    std::map<std::string, schema::Database, std::less<>> read;
    const auto catalogue =
        config::load_catalogue(std::filesystem::path(TECHMARKET_SOURCE_DIR) / "techmarket.toml");
    for (const auto& service : catalogue.value().services)
      read[service.name] = config::read_schema(*catalogue, service).value();
    return read;
  }();
  return all;
}

const schema::Column* find(std::string_view service, const schema::QualifiedName& table,
                           std::string_view column) {
  const auto found = schemas().find(service);
  const auto* declared = found == schemas().end() ? nullptr : found->second.table(table);
  return declared ? declared->column(column) : nullptr;
}

std::string text_of(const SourceColumn& source) {
  return source.text();
}

/// Усі стовпці джерел, які називає опис.
std::set<std::string> described_sources() {
  std::set<std::string> names;
  for (const auto service : {kCatalogService, kOrdersService})
    for (const auto& use : table_uses(service))
      for (const auto& column : use.columns)
        names.insert(fmt::format("{}.{}.{}", service, use.table.name, column));
  return names;
}

TEST(Star, DescribesEveryColumnOfTheWarehouseInItsOrderAndNoOther) {
  std::map<std::string, std::vector<std::string>> declared, described;
  for (const auto& table : schemas().at("dwh-db").tables)
    for (const auto& column : table.columns)
      declared[display_name(table.name)].push_back(fmt::format("{} {}", column.name, column.type.text()));
  for (const auto& table : tables())
    for (const auto& column : table.columns)
      described[display_name(table.name)].push_back(fmt::format("{} {}", column.name, column.type));
  EXPECT_EQ(described, declared);
  EXPECT_THAT(described, Contains(Key("fact_sales")));
}

TEST(Star, AgreesWithTheSchemaAboutKeysAndNull) {
  std::set<Role> seen;
  for (const auto& table : tables())
    for (const auto& column : table.columns) {
      const auto* declared = find(kWarehouseService, table.name, column.name);
      ASSERT_TRUE(declared);
      SCOPED_TRACE(fmt::format("{}.{}", display_name(table.name), column.name));
      seen.insert(column.role);
      if (column.role == Role::surrogate_key) {
        EXPECT_TRUE(declared->primary_key && declared->increment);
      }
      if (column.role == Role::natural_key && table.history != History::scd2) {
        EXPECT_TRUE(declared->primary_key || declared->unique);
      }
      // Стовпець з історією може бути порожнім у рядках, старших за нього.
      if ((column.role == Role::attribute || column.role == Role::reference) && !column.versioned) {
        EXPECT_EQ(column.required, !declared->nullable());
      }
    }
  EXPECT_EQ(seen.size(), 11u);
}

TEST(Star, ReferencesAreTheForeignKeysOfTheSchema) {
  std::set<std::string> declared, described;
  for (const auto& ref : schemas().at("dwh-db").refs) {
    const auto ends = ref.child_and_parent();
    ASSERT_TRUE(ends);
    const auto& [child, parent] = *ends;
    declared.insert(fmt::format("{}.{} > {}.{}", child->table.name, child->columns.at(0), parent->table.name,
                                parent->columns.at(0)));
  }
  declared.erase("positions.run_id > runs.run_id");  // журнал пише journal.cc
  declared.erase("fact_sales.date_key > dim_date.date_key");  // ключ календаря не шукають, а обчислюють
  for (const auto& table : tables())
    for (const auto& column : table.columns)
      if (column.role == Role::reference)
        described.insert(fmt::format("{}.{} > {}.{}", table.name.name, column.name, column.dimension,
                                     dimension(column.dimension).surrogate_key()));
  EXPECT_EQ(described, declared);
}

TEST(Star, EverySourceColumnExistsInItsService) {
  int checked = 0;
  for (const auto& table : tables())
    for (const auto& column : table.columns)
      for (const auto& source : column.sources) {
        ++checked;
        EXPECT_TRUE(find(source.service, {.name = std::string(source.table)}, source.name)) << source.text();
      }
  EXPECT_GT(checked, 40);
}

TEST(Star, EachColumnHasASourceOrSaysHowItIsComputed) {
  for (const auto& table : tables())
    for (const auto& column : table.columns) {
      SCOPED_TRACE(fmt::format("{}.{}", display_name(table.name), column.name));
      const bool copied = column.role == Role::natural_key || column.role == Role::attribute ||
                          column.role == Role::reference;
      if (copied) {
        EXPECT_EQ(column.sources.size(), 1u);
      }
      EXPECT_EQ(column.how.empty(), column.role != Role::computed);
      EXPECT_EQ(column.dimension.empty(), column.role != Role::reference);
    }
}

TEST(Star, ADimensionTakesItsRowsFromOneTable) {
  for (const auto& dimension : dimensions())
    for (const auto* columns : {&dimension.columns, &dimension.for_facts})
      for (const auto& column : *columns)
        for (const auto& source : column.sources) {
          EXPECT_EQ(source.table, dimension.source().name) << dimension.table;
          EXPECT_EQ(source.service, dimension.source().service) << dimension.table;
        }
}

TEST(Star, DimensionsAreLoadedAfterThoseTheyReferTo) {
  std::set<std::string_view> loaded;
  for (const auto& dimension : dimensions()) {
    loaded.insert(dimension.table);
    for (const auto& column : dimension.references()) EXPECT_TRUE(loaded.contains(column.dimension));
  }
}

TEST(Star, VersionsAreKeptWhereThereIsSomethingToKeep) {
  for (const auto& dimension : dimensions()) {
    SCOPED_TRACE(dimension.table);
    EXPECT_EQ(std::ranges::count(dimension.columns, true, &Column::versioned) > 0,
              dimension.keeps_versions());
    // Інакше нова версія члена означала б нові версії всіх, хто на нього посилається.
    for (const auto& column : dimension.references())
      EXPECT_FALSE(warehouse::dimension(column.dimension).keeps_versions()) << column.name;
  }
}

TEST(Star, WhatTheTransformReadsIsDescribed) {
  const DimensionKeys no_keys = [] {
    DimensionKeys keys;
    for (const auto& one : dimensions()) keys.members[one.table];
    return keys;
  }();
  Quality quality;
  const FactTransform transform(no_keys, "orders_db", quality);
  const auto described = described_sources();
  int read = 0;
  for (const auto& [table, list] : {std::pair{kOrders, transform.order_columns().list},
                                    std::pair{kOrderItems, transform.item_columns().list}})
    for (const auto column : split(list.text(), ',')) {
      ++read;
      EXPECT_THAT(described, Contains(text_of(table[trim(column)])));
    }
  EXPECT_GE(read, 12);
}

TEST(Star, WhatFactsNeedOfADimensionIsASourceOfAFact) {
  std::set<std::string> of_facts;
  for (const auto& column : fact_columns())
    for (const auto& source : column.sources) of_facts.insert(source.text());
  for (const auto& dimension : dimensions())
    for (const auto& column : dimension.for_facts) EXPECT_THAT(of_facts, Contains(text_of(column.source())));
}

TEST(Star, KnowsEveryOrderStatusOfTheSchema) {
  const auto* statuses = schemas().at("orders-db").find_enum({.name = "order_status"});
  ASSERT_TRUE(statuses);
  ASSERT_EQ(statuses->values.size(), 5u);
  for (const auto& value : statuses->values) EXPECT_TRUE(order_state(value.name)) << value.name;
  EXPECT_FALSE(order_state("returned"));
  EXPECT_FALSE(order_state(""));
  EXPECT_EQ(sold_statuses(), "'paid','shipped','delivered'");
}

TEST(Star, TheWarehouseIsWrittenAndTheServicesAreRead) {
  for (const auto& use : table_uses(kWarehouseService)) EXPECT_TRUE(use.inserts) << use.table.name;
  for (const auto& use : table_uses(kOrdersService)) EXPECT_FALSE(use.inserts) << use.table.name;
  std::vector<std::string> names;
  for (const auto& use : table_uses(kOrdersService)) names.push_back(use.table.name);
  EXPECT_THAT(names, IsSupersetOf({"regions", "customers", "employees", "orders", "order_items"}));
  EXPECT_TRUE(table_uses("auth-db").empty());
}

}  // namespace
}  // namespace techmarket::warehouse
