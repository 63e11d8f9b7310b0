#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "ops/checks.h"
#include "ops/cursor.h"
#include "ops/row_rules.h"

namespace techmarket::ops {
namespace {

bool is_true(std::string_view flag) {
  return flag == "1" || flag == "t";
}

/// Один прохід таблицею для всіх її правил: сервер віддає лише зіпсовані рядки.
class RowScan {
 public:
  RowScan(const Described& service, const schema::Table& table, std::vector<RowRule> rules)
      : service_(service), table_(table), rules_(std::move(rules)) {
    shown_ = table.primary_key();
    key_size_ = shown_.size();
    for (const auto& rule : rules_) {
      if (std::ranges::find(findings_, rule.check, &Findings::name) == findings_.end())
        findings_.emplace_back(rule.check);
      for (const auto& column : rule.columns)
        if (!rule.secret && std::ranges::find(shown_, column) == shown_.end()) shown_.push_back(column);
    }
  }

  Result<std::vector<CheckResult>> run() {
    TM_TRY(service_.stream(sql(), [this](db::RowView row) -> Status {
      visit(row);
      return {};
    }));
    std::vector<CheckResult> results;
    for (auto& findings : findings_) {
      const auto rules = std::ranges::count(rules_, findings.name(), &RowRule::check);
      findings.confirm(fmt::format("{}{}", service_.rows_text(table_.name),
                                   rules > 1 ? fmt::format(", {} rules", rules) : ""));
      results.push_back(std::move(findings).result());
    }
    return results;
  }

 private:
  std::string sql() const {
    std::vector<std::string> fields, conditions;
    for (const auto& column : shown_) fields.push_back(service_.quoted(column));
    for (const auto& rule : rules_) {
      fields.push_back("(" + rule.violation + ")");
      conditions.push_back("(" + rule.violation + ")");
    }
    std::string text = fmt::format("SELECT {} FROM {} WHERE {}", fmt::join(fields, ", "),
                                   service_.quoted(table_.name), fmt::join(conditions, " OR "));
    for (std::size_t i = 0; i < key_size_; ++i)
      text += (i == 0 ? " ORDER BY " : ", ") + service_.quoted(shown_[i]);
    return text;
  }

  static std::string value(std::string_view field) {
    return db::is_null(field) ? "NULL" : fmt::format("'{}'", field);
  }

  void visit(db::RowView row) {
    std::string key = display_name(table_.name);
    for (std::size_t i = 0; i < key_size_; ++i)
      key += fmt::format("{}{} {}", i == 0 ? " " : ", ", shown_[i], db::is_null(row[i]) ? "NULL" : row[i]);
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      if (!is_true(row[shown_.size() + i])) continue;
      const auto& rule = rules_[i];
      std::string values;
      for (const auto& column : rule.columns)
        if (const auto at = std::ranges::find(shown_, column); !rule.secret && at != shown_.end())
          values += fmt::format("{}{} = {}", values.empty() ? ": " : ", ", column,
                                value(row[static_cast<std::size_t>(at - shown_.begin())]));
      std::ranges::find(findings_, rule.check, &Findings::name)
          ->add(fmt::format("{}: {}{}", key, rule.text, values));
    }
  }

  const Described& service_;
  const schema::Table& table_;
  const std::vector<RowRule> rules_;
  std::vector<std::string> shown_;  ///< стовпці ключа, далі ті, що йдуть у звіт
  std::size_t key_size_ = 0;
  std::vector<Findings> findings_;
};

/// Стовпця, якого жива база ще не має, перевірити ніяк: про нього каже звіряння схеми.
bool is_live(const schema::Table& live, const RowRule& rule) {
  return std::ranges::all_of(rule.columns, [&](const auto& column) { return live.column(column); });
}

}  // namespace

std::vector<CheckGroup> row_checks(const Subject& subject) {
  std::vector<CheckGroup> checks;
  for (const auto& service : subject.services.all())
    for (const auto& table : service.schema.tables) {
      const auto* live = service.live.table(table.name);
      if (!live) continue;  // теж справа звіряння схеми
      auto rules = row_rules(service, table, subject.world ? &*subject.world : nullptr);
      std::erase_if(rules, [&](const RowRule& rule) { return !is_live(*live, rule); });
      if (rules.empty()) continue;
      checks.push_back({service.name_of(table.name) + " rows",
                        [&service, &table, rules] { return RowScan(service, table, rules).run(); }});
    }
  return checks;
}

}  // namespace techmarket::ops
