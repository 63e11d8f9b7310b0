#include "filler/spec.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/file.h"
#include "base/text.h"
#include "config/toml_reader.h"
#include "filler/spec_values.h"
#include "words/pattern.h"

namespace techmarket::filler {
namespace {

constexpr Meaning kDictionaries[] = {
    Meaning::first_name, Meaning::last_name,    Meaning::patronymic, Meaning::full_name, Meaning::email,
    Meaning::username,   Meaning::gender,       Meaning::phone,      Meaning::city,      Meaning::region,
    Meaning::country,    Meaning::country_code, Meaning::address,    Meaning::street,    Meaning::postcode,
    Meaning::company,    Meaning::job,          Meaning::department, Meaning::brand,     Meaning::category,
    Meaning::product,    Meaning::colour,       Meaning::language,   Meaning::unit,      Meaning::title,
    Meaning::sentence,   Meaning::slug,         Meaning::url,        Meaning::image,     Meaning::file,
    Meaning::ip,         Meaning::user_agent,   Meaning::uuid,       Meaning::token,     Meaning::code,
    Meaning::sku,        Meaning::iban,         Meaning::card,       Meaning::currency,  Meaning::timezone,
    Meaning::json};

constexpr std::string_view kColumnKeys[] = {"constant", "values",     "weights", "range",       "pattern",
                                            "sequence", "dictionary", "null",    "distribution"};

template <class Names>
std::vector<std::string> strings(const Names& names) {
  std::vector<std::string> all;
  for (const auto& name : names) all.emplace_back(name);
  return all;
}

class SpecReader {
 public:
  SpecReader(std::string file, const ddl::Normalised& database)
      : complaints_(std::move(file)), database_(database) {}

  Spec read(const toml::table& root) {
    Spec spec;
    for (const auto& [key, node] : root) {
      if (key == "rows")
        spec.rows = rows(node);
      else if (key == "tables")
        tables(node, spec);
      else
        unknown(node, "unknown-key", fmt::format("unknown key '{}'", key.str()), key.str(),
                {"rows", "tables"});
    }
    return spec;
  }

  config::Complaints& complaints() { return complaints_; }

 private:
  void wrong(const toml::node& node, std::string message, std::string hint = {}) {
    complaints_.add(node.source(), "wrong-value", std::move(message), std::move(hint));
  }

  /// @return чи було на що скаржитися.
  bool reject(const toml::node& node, std::string why) {
    if (why.empty()) return false;
    wrong(node, std::move(why));
    return true;
  }

  void unknown(const toml::node& node, std::string_view code, std::string message, std::string_view name,
               const std::vector<std::string>& known) {
    std::string hint = did_you_mean_hint(name, known);
    if (hint.empty()) hint = fmt::format("there are: {}", fmt::join(known, ", "));
    complaints_.add(node.source(), code, std::move(message), std::move(hint));
  }

  std::optional<std::uint64_t> rows(const toml::node& node) {
    const auto value = node.value<std::int64_t>();
    if (value && node.is_integer() && *value >= 0) return static_cast<std::uint64_t>(*value);
    wrong(node, "'rows' must be a whole number, 0 or more");
    return std::nullopt;
  }

  void tables(const toml::node& node, Spec& spec) {
    const toml::table* list = node.as_table();
    if (!list) return wrong(node, "'tables' must be a table: [tables.NAME]");
    for (const auto& [key, value] : *list) {
      const std::string name(key.str());
      const schema::Table* table = find(name);
      if (!table) {
        std::vector<std::string> known;
        for (const auto& other : database_.tables) known.push_back(display_name(other.name));
        unknown(value, "unknown-table", fmt::format("the schema has no table '{}'", name), name, known);
        continue;
      }
      if (const toml::table* settings = value.as_table())
        spec.tables[table->name] = table_rule(*settings, *table);
      else
        wrong(value, fmt::format("'{}' must be a table: [tables.{}]", name, name));
    }
  }

  const schema::Table* find(std::string_view name) const {
    for (const auto& table : database_.tables)
      if (display_name(table.name) == name) return &table;
    return nullptr;
  }

  TableRule table_rule(const toml::table& settings, const schema::Table& table) {
    TableRule rule;
    for (const auto& [key, node] : settings) {
      if (key == "rows") {
        rule.rows = rows(node);
      } else if (key == "columns" && node.as_table()) {
        for (const auto& [column, value] : *node.as_table()) {
          const std::string name(column.str());
          if (!table.column(name))
            unknown(value, "unknown-column",
                    fmt::format("table '{}' has no column '{}'", display_name(table.name), name), name,
                    table.column_names());
          else if (const toml::table* fields = value.as_table())
            rule.columns[name] = column_rule(*fields, table, *table.column(name));
          else
            wrong(value, fmt::format("'{}' must be a table: {{ values = [\"a\", \"b\"] }}", name));
        }
      } else if (key == "columns") {
        wrong(node, "'columns' must be a table: [tables.NAME.columns]");
      } else {
        unknown(node, "unknown-key", fmt::format("unknown key '{}'", key.str()), key.str(),
                {"rows", "columns"});
      }
    }
    return rule;
  }

  /// Таблиця, з якої стовпець бере значення; порожньо — власні.
  std::string referenced_table(const schema::Table& table, const std::string& column) const {
    for (const schema::Ref& ref : database_.refs)
      if (ref.first.table == table.name &&
          std::ranges::find(ref.first.columns, column) != ref.first.columns.end())
        return display_name(ref.second.table);
    return {};
  }

  ColumnRule column_rule(const toml::table& fields, const schema::Table& table,
                         const schema::Column& column) {
    ColumnRule rule;
    const ValueType type = value_type(column, database_, database_.dialect());
    const std::string parent = referenced_table(table, column.name);
    int sources = 0;
    for (const auto& [key, node] : fields) {
      const std::string_view name = key.str();
      const bool source = std::ranges::find(kColumnKeys, name) != std::end(kColumnKeys) &&
                          name != "weights" && name != "null" && name != "distribution";
      if (source && !parent.empty()) {
        wrong(node, fmt::format("'{}' takes its values from '{}'", column.name, parent),
              "here write null or distribution; give values to the key it refers to");
        continue;
      }
      if (source && ++sources == 2)
        wrong(node, "a column takes one of constant, values, range, pattern, sequence, dictionary");
      if (name == "constant") {
        rule.constant = scalar(node);
        if (rule.constant) reject(node, misfit(*rule.constant, type));
      } else if (name == "values") {
        rule.values = list(node);
        for (const std::string& value : rule.values)
          if (reject(node, misfit(value, type))) break;
      } else if (name == "weights") {
        weights(node, rule);
      } else if (name == "range") {
        const auto ends = list(node);
        if (ends.size() == 2 && !reject(node, range_misfit(ends[0], ends[1], type)))
          rule.range = {ends[0], ends[1]};
        else if (ends.size() != 2)
          wrong(node, "'range' must be two numbers or dates: [1, 100]");
      } else if (name == "pattern") {
        rule.pattern = node.value_or(std::string());
        if (const auto codec = words::pattern_codec(*rule.pattern); !codec)
          wrong(node, codec.error().message, codec.error().hint);
        else if (const std::string why = misfit(**codec, type); !why.empty())
          wrong(node, "the pattern does not fit the column: " + why);
      } else if (name == "sequence") {
        sequence(node, rule);
      } else if (name == "dictionary") {
        dictionary(node, rule);
        if (type.kind != Family::text && type.kind != Family::other)
          wrong(node, fmt::format("dictionaries give texts, '{}' is {}", column.name, column.type.text()));
      } else if (name == "null") {
        rule.null_fraction = node.value<double>();
        if (!rule.null_fraction || *rule.null_fraction < 0 || *rule.null_fraction > 1)
          wrong(node, "'null' must be a share from 0 to 1");
        else if (*rule.null_fraction > 0 && !column.nullable())
          wrong(node, fmt::format("'{}' is NOT NULL", column.name));
      } else if (name == "distribution") {
        distribution(node, rule);
      } else {
        unknown(node, "unknown-rule", fmt::format("unknown rule '{}'", name), name, strings(kColumnKeys));
      }
    }
    if (!rule.weights.empty() && rule.values.empty())
      wrong(fields, "'weights' belong to 'values', and there are none");
    else if (!rule.weights.empty() && rule.weights.size() != rule.values.size())
      wrong(fields, fmt::format("{} weights for {} values", rule.weights.size(), rule.values.size()));
    else if (!rule.weights.empty() && std::ranges::max(rule.weights) == 0)
      wrong(fields, "all weights are 0: no value is left to choose");
    return rule;
  }

  std::optional<std::string> scalar(const toml::node& node) {
    if (const auto text = node.value<std::string>()) return *text;
    if (const auto* number = node.as_integer()) return std::to_string(number->get());
    if (const auto* number = node.as_floating_point()) return fmt::format("{}", number->get());
    if (const auto* flag = node.as_boolean()) return flag->get() ? "1" : "0";
    if (const auto* date = node.as_date())
      return fmt::format("{:04}-{:02}-{:02}", date->get().year, date->get().month, date->get().day);
    wrong(node, "a text, a number, a date or true/false is expected");
    return std::nullopt;
  }

  std::vector<std::string> list(const toml::node& node) {
    std::vector<std::string> values;
    const toml::array* array = node.as_array();
    if (!array || array->empty()) {
      wrong(node, "a list of values is expected: [\"a\", \"b\"]");
      return values;
    }
    for (const auto& item : *array)
      if (auto value = scalar(item)) values.push_back(*std::move(value));
    return values;
  }

  void weights(const toml::node& node, ColumnRule& rule) {
    const toml::array* array = node.as_array();
    constexpr double kUnit = 1'000;
    for (std::size_t i = 0; array && i < array->size(); ++i) {
      const double weight = (*array)[i].value_or(-1.0);
      if (weight < 0 || weight > 1e9) return wrong(node, "weights must be numbers, 0 or more");
      rule.weights.push_back(static_cast<std::uint64_t>(std::llround(weight * kUnit)));
    }
    if (!array) wrong(node, "'weights' must be a list of numbers");
  }

  void sequence(const toml::node& node, ColumnRule& rule) {
    const toml::table* fields = node.as_table();
    if (node.is_integer()) {
      rule.sequence = Sequence{.start = node.value_or(std::int64_t{1})};
    } else if (fields) {
      rule.sequence = Sequence{.start = (*fields)["start"].value_or(std::int64_t{1}),
                               .step = (*fields)["step"].value_or(std::int64_t{1})};
      if (rule.sequence->step == 0) wrong(node, "'step' of a sequence must not be 0");
      for (const auto& [key, value] : *fields)
        if (key != "start" && key != "step")
          unknown(value, "unknown-rule", fmt::format("unknown key '{}' of a sequence", key.str()), key.str(),
                  {"start", "step"});
        else if (!value.is_integer())
          wrong(value, fmt::format("'{}' of a sequence must be a whole number", key.str()));
    } else {
      wrong(node, "'sequence' must be a number or { start = 1, step = 1 }");
    }
  }

  void dictionary(const toml::node& node, ColumnRule& rule) {
    const std::string name = node.value_or(std::string());
    std::vector<std::string> names;
    for (const Meaning known : kDictionaries) {
      if (to_string(known) == name) rule.dictionary = known;
      names.emplace_back(to_string(known));
    }
    if (!rule.dictionary)
      unknown(node, "unknown-dictionary", fmt::format("unknown dictionary '{}'", name), name, names);
  }

  void distribution(const toml::node& node, ColumnRule& rule) {
    const std::string name = node.value_or(std::string());
    if (name == "uniform")
      rule.distribution = Distribution::uniform;
    else if (name == "skewed")
      rule.distribution = Distribution::skewed;
    else if (name == "zipf")
      rule.distribution = Distribution::zipf;
    else
      unknown(node, "unknown-distribution", fmt::format("unknown distribution '{}'", name), name,
              {"uniform", "skewed", "zipf"});
  }

  config::Complaints complaints_;
  const ddl::Normalised& database_;
};

}  // namespace

const TableRule* Spec::table(const schema::QualifiedName& name) const {
  const auto found = tables.find(name);
  return found == tables.end() ? nullptr : &found->second;
}

const ColumnRule* Spec::column(const schema::QualifiedName& name, const std::string& column) const {
  const TableRule* rule = table(name);
  if (!rule) return nullptr;
  const auto found = rule->columns.find(column);
  return found == rule->columns.end() ? nullptr : &found->second;
}

Result<Spec> read_spec(const std::filesystem::path& file, const ddl::Normalised& database) {
  TM_ASSIGN(const std::string source, read_file(file));
  SpecReader reader(file.string(), database);
  const auto root = config::parse_toml(source, reader.complaints());
  if (!root) return fail(ErrorKind::bad_input, reader.complaints().text(source));
  Spec spec = reader.read(*root);
  if (!reader.complaints().empty()) return fail(ErrorKind::bad_input, reader.complaints().text(source));
  return spec;
}

}  // namespace techmarket::filler
