#include "db/testing/random_migration.h"

#include <algorithm>
#include <array>
#include <optional>
#include <random>

#include <fmt/format.h>

namespace techmarket::db::testing {
namespace {

constexpr int kRows = 4;

/// Тип, до якого його можна розширити, і значення, різні в кожному рядку.
struct Family {
  std::vector<std::string_view> types;  ///< від вузького до широкого
  std::string_view value;               ///< {} — номер рядка від 1
  std::string_view default_value;
};

const std::array<Family, 7> kFamilies = {
    {{{"smallint", "int", "bigint"}, "{}1", "7"},
     {{"varchar(12)", "varchar(40)", "varchar(300)", "text"}, "'it''s {}'", "'none'"},
     {{"decimal(8,2)", "decimal(12,2)"}, "{}.50", "0"},
     {{"date"}, "'2024-02-2{}'", "'2024-01-01'"},
     {{"boolean"}, "true", "false"},
     {{"level"}, "'low'", "'low'"},
     {{"int"}, "{}", "5"}}};

struct Column {
  std::string name;
  std::string old_name;  ///< порожньо — нового раніше не було
  std::size_t family = 0, type = 0;
  bool not_null = false, has_default = false, unique = false, noted = false, check = false, filled = false;
};

struct Index {
  std::vector<std::size_t> columns;
  std::string name;
  bool unique = false;
};

struct Table {
  std::string name, old_name;
  std::vector<Column> columns;
  std::vector<Index> indexes;
  std::optional<std::size_t> parent;  ///< на яку таблицю веде parent_id
  std::string action, ref_name;
  bool increment = false, noted = false;
};

struct World {
  std::vector<Table> tables;
  std::vector<std::string> levels = {"low", "high"};
  bool big_keys = false;
};

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : engine_(seed) {}

  RandomMigration run() {
    World world;
    const std::size_t tables = 2 + pick(2);
    for (std::size_t i = 0; i < tables; ++i) world.tables.push_back(table(i));
    const World before = world;
    change(world);
    RandomMigration result{.before = dbml(before), .after = dbml(world), .rows = {}, .same = {}};
    insert(before, result);
    compare(world, result);
    return result;
  }

 private:
  std::size_t pick(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }
  bool chance(std::size_t of) { return pick(of) == 0; }

  Column column(const std::string& name) {
    Column made;
    made.name = name;
    made.family = pick(kFamilies.size());
    made.type = pick(kFamilies[made.family].types.size());
    made.not_null = chance(3);
    made.has_default = chance(2);
    made.unique = chance(5) && distinct(made);
    made.noted = chance(4);
    made.check = chance(4);
    return made;
  }

  static bool is_text(const Column& column) { return kFamilies[column.family].types[column.type] == "text"; }

  static bool distinct(const Column& column) {
    return kFamilies[column.family].value.contains('{') && !is_text(column);
  }

  Table table(std::size_t i) {
    Table made;
    made.name = made.old_name = fmt::format("t{}", i);
    const std::size_t columns = 2 + pick(4);
    for (std::size_t c = 0; c < columns; ++c) made.columns.push_back(column(fmt::format("c{}", c)));
    while (is_text(made.columns[0])) made.columns[0] = column("c0");
    for (auto& column_made : made.columns) column_made.old_name = column_made.name;
    made.increment = chance(2);
    made.noted = chance(3);
    link(made, i);
    if (chance(2)) made.indexes.push_back(index(made, fmt::format("idx_{}", i)));
    if (chance(2)) made.indexes.push_back(index(made, ""));
    return made;
  }

  void link(Table& table, std::size_t parents) {
    static constexpr std::array<std::string_view, 3> kActions = {"", "delete: cascade", "delete: set null"};
    table.parent.reset();
    if (parents == 0 || chance(3)) return;
    table.parent = pick(parents);
    table.action = kActions[pick(kActions.size())];
    table.ref_name = chance(2) ? "fk_" + table.name : "";
  }

  Index index(const Table& table, const std::string& name) {
    Index made;
    made.name = name;
    // MySQL індексує TEXT лише за початком, чого DBML сказати не вміє. Стовпець c0 таким не буває.
    for (const std::size_t c : {pick(table.columns.size()), pick(table.columns.size())})
      if (!is_text(table.columns[c]) && std::ranges::find(made.columns, c) == made.columns.end())
        made.columns.push_back(c);
    if (made.columns.empty()) made.columns = {0};
    made.unique =
        std::ranges::all_of(made.columns, [&](std::size_t c) { return distinct(table.columns[c]); }) &&
        chance(2);
    return made;
  }

  // ---- зміни

  void change(World& world) {
    world.big_keys = chance(3);
    if (chance(2)) world.levels.insert(world.levels.begin() + static_cast<long>(pick(3)), "middle");
    if (chance(4)) std::erase(world.levels, "high");
    for (auto& table : world.tables) change(table);
    for (std::size_t i = 1; i < world.tables.size(); ++i)
      if (chance(2)) link(world.tables[i], i);
    if (chance(2)) {
      world.tables.push_back(table(world.tables.size()));
      world.tables.back().old_name.clear();
    }
    if (chance(3)) {
      const std::size_t last = world.tables.size() - 1;
      world.tables.erase(world.tables.begin() + static_cast<long>(last));
    }
  }

  void change(Table& table) {
    if (chance(4)) table.name = "renamed_" + table.name;
    if (chance(3)) table.noted = !table.noted;
    if (chance(4)) table.increment = !table.increment;
    for (auto& one : table.columns) change(one, table);
    if (chance(2)) {
      Column added = column("added");
      // Однакове значення в кожному рядку неповторним не буває.
      added.unique = added.unique && !added.has_default;
      if (!added.has_default) added.not_null = false;
      table.columns.push_back(added);
    }
    if (table.columns.size() > 2 && chance(2)) drop_last_kept(table);
    if (!table.indexes.empty() && chance(3)) table.indexes.pop_back();
    if (chance(3)) table.indexes.push_back(index_over_kept(table));
    if (!table.indexes.empty() && !table.indexes[0].name.empty() && chance(3))
      table.indexes[0].name += "_new";
  }

  void change(Column& one, const Table& table) {
    if (chance(4)) one.name = "renamed_" + one.name;
    const auto& types = kFamilies[one.family].types;
    const bool indexed =
        one.unique || std::ranges::any_of(table.indexes, [&](const Index& index) {
          return std::ranges::any_of(index.columns, [&](std::size_t c) { return &table.columns[c] == &one; });
        });
    if (one.type + 1 < types.size() && chance(2) &&
        !((indexed || one.old_name == "c0") && types[one.type + 1] == "text"))
      ++one.type;
    if (chance(4)) one.has_default = !one.has_default;
    if (chance(3)) {
      // NULL заповнить значення за замовчуванням; без нього в рядках NULL немає лише там, де їх не було.
      const bool was = one.not_null;
      one.not_null = !one.not_null;
      if (!was && one.not_null) one.has_default = one.filled = true;
    }
    if (chance(4)) one.unique = !one.unique && distinct(one) && !one.filled;
    if (chance(4)) one.noted = !one.noted;
    if (chance(4)) one.check = !one.check;
  }

  void drop_last_kept(Table& table) {
    const std::size_t dropped = table.columns.size() - 1;
    table.columns.pop_back();
    std::erase_if(table.indexes, [&](const Index& index) {
      return std::ranges::find(index.columns, dropped) != index.columns.end();
    });
  }

  Index index_over_kept(const Table& table) {
    Index made = index(table, "idx_" + table.name + "_more");
    for (const std::size_t c : made.columns)
      if (table.columns[c].old_name.empty() || table.columns[c].filled) made.unique = false;
    return made;
  }

  // ---- DBML

  std::string dbml(const World& world) const {
    std::string out = "Enum level {\n", refs;
    for (const auto& level : world.levels) out += "  " + level + "\n";
    out += "}\n";
    const std::string_view key = world.big_keys ? "bigint" : "int";
    for (const auto& table : world.tables) {
      out += fmt::format("Table {} {{\n  id {} [pk{}]\n  parent_id {}\n", table.name, key,
                         table.increment ? ", increment" : "", key);
      for (const auto& one : table.columns) out += dbml(one);
      if (!table.indexes.empty()) {
        out += "  indexes {\n";
        for (const auto& index : table.indexes) out += dbml(table, index);
        out += "  }\n";
      }
      const bool renamed = !table.old_name.empty() && table.name != table.old_name;
      if (renamed || table.noted)
        out += fmt::format("  Note: '{}{}'\n", table.noted ? "Table; " : "",
                           renamed ? "renamed from " + table.old_name : "");
      out += "}\n";
      if (table.parent && *table.parent < world.tables.size())
        refs += fmt::format("Ref {}: {}.parent_id > {}.id{}\n", table.ref_name, table.name,
                            world.tables[*table.parent].name,
                            table.action.empty() ? "" : " [" + table.action + "]");
    }
    return out + refs;
  }

  std::string dbml(const Column& one) const {
    const Family& family = kFamilies[one.family];
    std::string out =
        fmt::format("  {} {} [{}", one.name, family.types[one.type], one.not_null ? "not null" : "null");
    std::string value(family.default_value);
    if (one.has_default) out += ", default: " + value;
    if (one.unique) out += ", unique";
    if (one.check && family.types[0] == "smallint") out += fmt::format(", check: `{} >= 0`", one.name);
    const bool renamed = !one.old_name.empty() && one.name != one.old_name;
    if (renamed || one.noted)
      out += fmt::format(", note: '{}{}'", one.noted ? "A note; " : "",
                         renamed ? "renamed from " + one.old_name : "");
    return out + "]\n";
  }

  std::string dbml(const Table& table, const Index& index) const {
    std::string columns;
    for (const std::size_t c : index.columns)
      columns += (columns.empty() ? "" : ", ") + table.columns[c].name;
    std::string settings = index.name.empty() ? "" : "name: '" + index.name + "'";
    if (index.unique) settings += settings.empty() ? "unique" : ", unique";
    return fmt::format("    ({}){}\n", columns, settings.empty() ? "" : " [" + settings + "]");
  }

  // ---- дані

  void insert(const World& world, RandomMigration& result) {
    for (const auto& table : world.tables)
      for (int row = 1; row <= kRows; ++row) {
        std::string names = "id, parent_id";
        std::string values = fmt::format("{}, {}", row, table.parent ? std::to_string(row) : "NULL");
        for (const auto& one : table.columns) {
          names += ", " + one.name;
          const bool null = !one.not_null && row == 2;
          values += ", " + (null ? std::string("NULL")
                                 : fmt::format(fmt::runtime(kFamilies[one.family].value), row));
        }
        result.rows.push_back(fmt::format("INSERT INTO {} ({}) VALUES ({})", table.name, names, values));
      }
  }

  static void compare(const World& after, RandomMigration& result) {
    for (const auto& table : after.tables) {
      if (table.old_name.empty()) continue;
      const auto keys = [](const std::string& name) {
        return fmt::format("SELECT id, parent_id FROM {} ORDER BY id", name);
      };
      result.same.emplace_back(keys(table.old_name), keys(table.name));
      for (const auto& one : table.columns) {
        if (one.old_name.empty()) continue;
        // Заповнені NULL — це вже інші значення; решта рядків та сама.
        const std::string_view where = one.filled ? " WHERE id <> 2" : "";
        const auto select = [&](const std::string& column, const std::string& from) {
          return fmt::format("SELECT id, {} FROM {}{} ORDER BY id", column, from, where);
        };
        result.same.emplace_back(select(one.old_name, table.old_name), select(one.name, table.name));
      }
    }
  }

  std::mt19937_64 engine_;
};

}  // namespace

RandomMigration random_migration(std::uint64_t seed) {
  return Generator(seed).run();
}

}  // namespace techmarket::db::testing
