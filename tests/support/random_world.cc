#include "support/random_world.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace techmarket::support {

const std::array<Family, 7> kFamilies = {
    {{{"smallint", "int", "bigint", "varchar(30)"}, "{}1", "7", "3 + 4"},
     {{"varchar(12)", "varchar(40)", "varchar(300)", "text"}, "'it''s {}'", "'none'", "upper('none')"},
     {{"decimal(8,2)", "decimal(12,2)", "varchar(20)"}, "{}.50", "0", "1 - 1"},
     {{"date", "varchar(20)"}, "'2024-02-2{}'", "'2024-01-01'", ""},
     {{"boolean"}, "true", "false", "", false},
     {{"timestamp"}, "'2024-02-2{} 10:20:30'", "'2024-01-01 00:00:00'", "now()"},
     {{"level"}, "'low'", "'low'", "", false}}};

namespace {

using Default = Column::Default;
using Check = Column::Check;

/// Імена, яких без лапок не напишеш або які легко сплутати.
constexpr std::array<std::string_view, 6> kNames = {"c{}",    "Group{}", "two words {}",
                                                    "ціна{}", "select",  "c_{}"};
constexpr std::array<std::string_view, 5> kNotes = {"", "", "A note", "It's a \"quoted\" \\ note",
                                                    "Перший\nдругий"};

class Maker {
 public:
  Maker(std::mt19937_64& engine, const WorldOptions& options) : engine_(engine), options_(options) {}

  World run() {
    World world;
    world.enum_in_schema = chance(4);
    const std::size_t tables = 2 + pick(3);
    for (std::size_t i = 0; i < tables; ++i) world.tables.push_back(table(i));
    for (std::size_t i = 0; i < tables; ++i) link(world, i, tables);
    for (auto& one : world.tables) remember(one);
    return world;
  }

  void change(World& world) {
    world.big_keys = chance(3);
    levels(world.levels);
    for (auto& one : world.tables) change(one);
    for (std::size_t i = 0; i < world.tables.size(); ++i)
      if (chance(2)) link(world, i, world.tables.size());
    if (chance(3)) swap_tables(world);
    for (auto& one : world.tables)
      if (chance(4)) swap_columns(one);
    if (chance(2)) add_table(world);
    if (chance(3)) drop_table(world);
  }

 private:
  std::size_t pick(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }
  bool chance(std::size_t of) { return pick(of) == 0; }
  template <class List>
  auto one_of(const List& list) {
    return list[pick(std::size(list))];
  }

  static void remember(Table& table) {
    table.old_name = table.name;
    table.old_key = table.key;
    for (auto& column : table.columns) column.old_name = column.name;
  }

  // ---- нове

  Column column(std::size_t number) {
    Column made;
    made.name = fmt::format(fmt::runtime(one_of(kNames)), number);
    made.family = pick(kFamilies.size());
    made.type = pick(kFamilies[made.family].types.size());
    made.not_null = chance(3);
    made.value = some_default(made);
    made.unique = chance(5) && made.is_distinct();
    made.note = one_of(kNotes);
    if (chance(3)) made.check = one_of(std::array{Check::column, Check::table, Check::named});
    return made;
  }

  Default some_default(const Column& column) {
    if (chance(2)) return Default::none;
    // MySQL не має значень TEXT, а вираз типу числа не годиться рядкові.
    const Family& family = kFamilies[column.family];
    const bool expression =
        !family.default_expression.empty() && (column.family == kTexts || !is_widened_to_text(column));
    return expression && chance(3) ? Default::expression : Default::value;
  }

  static bool is_widened_to_text(const Column& column) {
    return column.family != kTexts && kFamilies[column.family].types[column.type].starts_with("varchar");
  }

  Table table(std::size_t i) {
    Table made;
    made.name = {.schema = chance(4) ? "shop" : std::string(schema::kDefaultSchema),
                 .name = chance(4) ? fmt::format("Table {}", i) : fmt::format("t{}", i)};
    if (chance(3)) made.key = fmt::format("t{}_id", i);
    const std::size_t columns = 2 + pick(4);
    while (made.columns.size() < columns) add_column(made, made.columns.size());
    made.increment = chance(2);
    made.composite = chance(4);
    made.unique_code = chance(3);
    made.note = one_of(kNotes);
    if (chance(2)) made.indexes.push_back(index(made, fmt::format("idx_{}", i)));
    if (chance(2)) made.indexes.push_back(index(made, ""));
    return made;
  }

  Column& add_column(Table& table, std::size_t number) {
    for (;;) {
      Column made = column(number);
      // Стовпець c0 індексують завжди, а MySQL індексує TEXT лише за початком, чого DBML сказати не вміє.
      if (table.columns.empty() && made.is_text()) continue;
      if (std::ranges::any_of(table.columns, [&](const Column& one) { return one.name == made.name; }))
        continue;
      return table.columns.emplace_back(std::move(made));
    }
  }

  void link(World& world, std::size_t child, std::size_t parents) {
    static constexpr std::array<std::string_view, 4> kActions = {"", "delete: cascade", "delete: set null",
                                                                 "delete: restrict, update: no action"};
    Table& table = world.tables[child];
    table.links.clear();
    for (const auto over : {Link::Over::key, Link::Over::second, Link::Over::code}) {
      if (chance(2)) continue;
      Link made{.over = over, .parent = pick(parents)};
      const Table& parent = world.tables[made.parent];
      // second_id — один стовпець, тож складеного ключа не поведе.
      if (parent.is_new() || (over == Link::Over::second && parent.composite)) continue;
      made.action = one_of(kActions);
      if (chance(2)) made.name = fmt::format("fk_{}_{}", child, static_cast<int>(over));
      made.one_to_one = chance(4);
      table.links.push_back(std::move(made));
    }
  }

  Index index(const Table& table, const std::string& name) {
    Index made{.name = name};
    for (const std::size_t c : {pick(table.columns.size()), pick(table.columns.size())})
      if (!table.columns[c].is_text() && std::ranges::find(made.columns, c) == made.columns.end())
        made.columns.push_back(c);
    if (made.columns.empty()) made.columns = {0};
    made.expression =
        options_.expression_indexes && table.columns[made.columns[0]].family == kTexts && chance(2);
    made.unique = !made.expression && chance(2) && std::ranges::all_of(made.columns, [&](std::size_t c) {
      return table.columns[c].is_distinct();
    });
    if (chance(4)) made.note = one_of(kNotes);
    return made;
  }

  // ---- зміни

  void levels(std::vector<Member>& levels) {
    for (auto& level : levels)
      if (chance(4)) level.name = "new " + level.name;
    if (chance(3))
      levels.insert(levels.begin() + static_cast<long>(pick(levels.size())), Member{.name = "middle"});
    // «low» тримають рядки; вилучити можна лише тих, кого ніхто не вжив.
    if (chance(4)) std::erase_if(levels, [](const Member& level) { return level.old_name == "high"; });
    if (chance(5)) std::ranges::shuffle(levels, engine_);
  }

  void change(Table& table) {
    if (chance(5)) table.name.schema = table.name.schema == "shop" ? schema::kDefaultSchema : "shop";
    if (chance(4)) table.name.name = "renamed " + table.name.name;
    if (chance(4)) table.key = "renamed_" + table.key;
    if (chance(3)) table.note = one_of(kNotes);
    if (chance(4)) table.increment = !table.increment;
    if (chance(4)) table.unique_code = !table.unique_code;
    for (auto& one : table.columns) change(one, table);
    if (chance(2)) {
      Column& added = add_column(table, 10);
      // Однакове значення в кожному рядку неповторним не буває.
      added.unique = added.unique && added.value == Default::none;
      if (added.value == Default::none) added.not_null = false;
    }
    if (table.columns.size() > 2 && chance(2)) drop_last(table);
    if (!table.indexes.empty() && chance(3)) table.indexes.pop_back();
    if (chance(3)) table.indexes.push_back(index_over_old(table));
    if (!table.indexes.empty() && chance(3)) {
      Index& first = table.indexes[0];
      (chance(2) && !first.name.empty() ? first.name : first.note) += " new";
    }
  }

  void change(Column& one, const Table& table) {
    if (chance(4)) one.name = "renamed " + one.name;
    const auto& types = kFamilies[one.family].types;
    const bool indexed =
        one.unique || &one == &table.columns[0] ||
        std::ranges::any_of(table.indexes, [&](const Index& index) {
          return std::ranges::any_of(index.columns, [&](std::size_t c) { return &table.columns[c] == &one; });
        });
    if (one.type + 1 < types.size() && chance(2) && !(indexed && types[one.type + 1] == "text")) {
      ++one.type;
      if (is_widened_to_text(one) && one.value == Default::expression) one.value = Default::value;
    }
    if (chance(4)) one.value = some_default(one);
    if (chance(3)) {
      // NULL заповнить значення за замовчуванням; без нього в рядках NULL немає лише там, де їх не було.
      one.not_null = !one.not_null;
      if (one.not_null) {
        one.filled = true;
        if (one.value == Default::none) one.value = Default::value;
      }
    }
    if (one.filled && one.value == Default::none) one.value = Default::value;
    if (chance(4)) one.unique = !one.unique;
    one.unique = one.unique && one.is_distinct();
    if (chance(4)) one.note = one_of(kNotes);
    if (chance(4)) one.check = one_of(std::array{Check::none, Check::column, Check::table, Check::named});
  }

  static void drop_last(Table& table) {
    const std::size_t dropped = table.columns.size() - 1;
    table.columns.pop_back();
    std::erase_if(table.indexes, [&](const Index& index) {
      return std::ranges::find(index.columns, dropped) != index.columns.end();
    });
  }

  Index index_over_old(const Table& table) {
    Index made = index(table, fmt::format("idx_{}_more", table.old_name.name));
    for (const std::size_t c : made.columns)
      if (table.columns[c].old_name.empty() || table.columns[c].filled) made.unique = false;
    return made;
  }

  void swap_tables(World& world) {
    const std::size_t a = pick(world.tables.size()), b = pick(world.tables.size());
    if (a == b) return;
    world.tables[a].name = world.tables[b].old_name;
    world.tables[b].name = world.tables[a].old_name;
  }

  void swap_columns(Table& table) {
    Column &a = table.columns[pick(table.columns.size())], &b = table.columns[pick(table.columns.size())];
    if (&a == &b || a.old_name.empty() || b.old_name.empty()) return;
    // Старе ім'я могло вже дістатися новому стовпцеві.
    for (const auto& one : table.columns)
      if (&one != &a && &one != &b && (one.name == a.old_name || one.name == b.old_name)) return;
    a.name = b.old_name;
    b.name = a.old_name;
  }

  void add_table(World& world) {
    const std::size_t number = world.tables.size();
    world.tables.push_back(table(number));
    // Рядків у ній немає, тож посилатися можна лише з неї.
    for (std::size_t i = 0; i < 2; ++i) link(world, number, number);
  }

  static void drop_table(World& world) {
    const std::size_t last = world.tables.size() - 1;
    // Ім'я вилученої таблиці не дістанеться іншій: це вже не зміна, а загадка.
    const auto& freed = world.tables[last].old_name;
    for (std::size_t i = 0; i < last; ++i)
      if (world.tables[i].name == freed) return;
    world.tables.pop_back();
    for (auto& one : world.tables)
      std::erase_if(one.links, [&](const Link& link) { return link.parent == last; });
  }

  std::mt19937_64& engine_;
  const WorldOptions& options_;
};

}  // namespace

bool World::is_code_used(std::size_t table) const {
  return std::ranges::any_of(tables, [&](const Table& child) {
    return std::ranges::any_of(
        child.links, [&](const Link& link) { return link.over == Link::Over::code && link.parent == table; });
  });
}

World random_world(std::mt19937_64& engine, const WorldOptions& options) {
  return Maker(engine, options).run();
}

void change_world(World& world, std::mt19937_64& engine, const WorldOptions& options) {
  Maker(engine, options).change(world);
}

}  // namespace techmarket::support
