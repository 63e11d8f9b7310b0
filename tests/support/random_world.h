#pragma once
// Випадкова база і випадкові зміни в ній — ще не текст, а те, з чого його пишуть (random_migration.cc).

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.h"

namespace techmarket::support {

/// Типи, чиї значення не псуються на шляху від вужчого до ширшого, і значення, різні в кожному рядку.
struct Family {
  std::vector<std::string_view> types;  ///< від вузького до широкого
  std::string_view value;               ///< {} — номер рядка від 1
  std::string_view default_value, default_expression;
  bool distinct = true;
};

enum FamilyName : std::size_t { kNumbers, kTexts, kDecimals, kDates, kFlags, kMoments, kEnums };
extern const std::array<Family, 7> kFamilies;

/// Член переліку; порожнє old_name — його раніше не було.
struct Member {
  std::string name = {}, old_name = {};
};

struct Column {
  std::string name;
  std::string old_name;  ///< порожньо — нового раніше не було
  std::size_t family = 0, type = 0;
  enum class Default { none, value, expression } value = Default::none;
  bool not_null = false, unique = false, filled = false;
  std::string note;
  enum class Check { none, column, table, named } check = Check::none;

  bool is_text() const { return kFamilies[family].types[type] == "text"; }
  bool is_distinct() const { return kFamilies[family].distinct && !is_text(); }
};

struct Index {
  std::vector<std::size_t> columns = {};
  std::string name = {}, note = {};
  bool unique = false, expression = false;  ///< вираз — lower() першого стовпця
};

/// Зовнішній ключ зі стовпців, які є в кожній таблиці й нікуди не зникають.
struct Link {
  enum class Over { key, second, code } over = Over::key;  ///< parent_id, second_id чи parent_code
  std::size_t parent = 0;
  std::string name = {}, action = {};
  bool one_to_one = false;
};

struct Table {
  schema::QualifiedName name, old_name;  ///< порожнє old_name.name — нової раніше не було
  std::string key = "id", old_key = "id";
  std::vector<Column> columns;
  std::vector<Index> indexes;
  std::vector<Link> links;
  std::string note;
  bool increment = false, composite = false;  ///< composite: ключ — id і part
  bool unique_code = false;

  bool is_new() const { return old_name.name.empty(); }
};

struct World {
  std::vector<Table> tables;
  std::vector<Member> levels = {{"low", "low"}, {"high", "high"}, {"it's \\ odd", "it's \\ odd"}};
  bool big_keys = false, enum_in_schema = false;

  /// Чи посилається хтось на code цієї таблиці.
  bool is_code_used(std::size_t table) const;
};

/// Що розуміє сервер, для якого все це.
struct WorldOptions {
  bool expression_indexes = true;
};

World random_world(std::mt19937_64& engine, const WorldOptions& options);
void change_world(World& world, std::mt19937_64& engine, const WorldOptions& options);

}  // namespace techmarket::support
