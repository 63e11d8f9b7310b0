#include "migrate/dependents.h"

#include <algorithm>
#include <cctype>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "migrate/steps.h"

namespace techmarket::migrate {
namespace {

using db::Dependent;
using schema::Dialect;
using schema::QualifiedName;

/// Що стається зі стовпцем або таблицею, якщо стовпець порожній. Імена — після перейменувань.
struct Touched {
  enum class How { type, dropped, renamed };
  How how;
  QualifiedName table;
  std::string column;
  std::string old_table, old_name;  ///< як це зветься в базі тепер

  std::string text() const {
    const std::string name = old_name.empty() ? old_table : old_table + "." + old_name;
    return name + (how == How::type      ? ", whose type changes"
                   : how == How::dropped ? ", which is dropped"
                                         : ", which is renamed");
  }
};

std::vector<Touched> touched_by(const PlanInput& input) {
  std::vector<Touched> touched;
  const auto add = [&](Touched::How how, const QualifiedName& table, const std::string& column) {
    touched.push_back({.how = how,
                       .table = table,
                       .column = column,
                       .old_table = schema::display_name(input.renames.old_table(table)),
                       .old_name = column.empty() ? "" : input.renames.old_column(table, column)});
  };
  for (const auto& delta : input.delta.tables) {
    for (const auto& change : delta.changed)
      if (change.type) add(Touched::How::type, delta.to->name, change.to->name);
    for (const auto* column : delta.dropped) add(Touched::How::dropped, delta.to->name, column->name);
  }
  for (const auto* table : input.delta.dropped) add(Touched::How::dropped, table->name, {});
  for (const auto& [from, to] : input.renames.tables) add(Touched::How::renamed, to, {});
  for (const auto& [table, pairs] : input.renames.columns)
    for (const auto& [from, to] : pairs) add(Touched::How::renamed, table, to);
  return touched;
}

/// Чи є в тексті слово, написане без регістру.
bool mentions(std::string_view lower_text, const std::string& word) {
  const std::string lower = ascii_lower(word);
  const auto is_word = [](char c) { return c == '_' || c == '$' || (c & 0x80) != 0 || std::isalnum(c) != 0; };
  for (auto at = lower_text.find(lower); at != std::string_view::npos; at = lower_text.find(lower, at + 1)) {
    const auto end = at + lower.size();
    if ((at == 0 || !is_word(lower_text[at - 1])) && (end == lower_text.size() || !is_word(lower_text[end])))
      return true;
  }
  return false;
}

class DependentsPlanner {
 public:
  explicit DependentsPlanner(const PlanInput& input)
      : input_(input), all_(input.physical.dependents), touched_(touched_by(input)) {}

  Result<DependentsPlan> run() {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      if (vanishes(all_[i])) continue;
      for (const auto& one : touched_) {
        TM_TRY(consider(i, one));
      }
      if (!all_[i].body.empty()) name_mentions(all_[i]);
    }
    for (const std::size_t i : order_) {
      const std::string why = " " + all_[i].title + ": it depends on a changed column";
      plan_.before.push_back({.sql = all_[i].drop, .changes = {{"drop" + why}}});
    }
    std::ranges::reverse(order_);
    for (const std::size_t i : order_)
      plan_.after.push_back({.sql = all_[i].create, .changes = {{"create " + all_[i].title + " anew"}}});
    return std::move(plan_);
  }

 private:
  /// Зникає разом зі своєю таблицею чи сам є вилученим стовпцем.
  bool vanishes(const Dependent& one) const {
    if (!one.owner) return false;
    if (std::ranges::any_of(input_.delta.dropped,
                            [&](const auto* table) { return table->name == *one.owner; }))
      return true;
    const auto* delta = input_.delta.table(*one.owner);
    return delta && !one.column.empty() && std::ranges::any_of(delta->dropped, [&](const auto* column) {
             return column->name == one.column;
           });
  }

  static bool uses(const Dependent& one, const Touched& touched) {
    return std::ranges::any_of(one.uses, [&](const auto& use) {
      return use.first == touched.table && (touched.column.empty() || use.second == touched.column);
    });
  }

  /// Залежність, яку сервер знає й не дасть порушити.
  Status consider(std::size_t i, const Touched& touched) {
    const Dependent& one = all_[i];
    if (touched.how == Touched::How::renamed || !uses(one, touched)) return {};
    const std::string text = fmt::format("{} uses {}", one.title, touched.text());
    if (touched.how == Touched::How::dropped)
      return fail(ErrorKind::bad_input, text, fmt::format("change or drop that {} first", kind(one)));
    if (!one.owner || one.column.empty()) plan_.named.push_back(text + ": it is dropped and created anew");
    return take(i, text);
  }

  static std::string kind(const Dependent& one) {
    return one.title.substr(0, one.title.rfind(' ', one.title.find(' ')));
  }

  /// Разом з усіма, хто стоїть на ньому: вони зникають першими.
  Status take(std::size_t i, const std::string& text) {
    if (!taken_.insert(i).second) return {};
    const Dependent& one = all_[i];
    if (one.drop.empty())
      return fail(ErrorKind::bad_input, text,
                  "PostgreSQL cannot change that type under it: drop it, migrate, then create it anew");
    // Текст, який повернув би об'єкт, записано зі старими іменами.
    const bool renamed = std::ranges::any_of(touched_, [&](const Touched& other) {
      return other.how == Touched::How::renamed && uses(one, other);
    });
    if (renamed)
      return fail(ErrorKind::bad_input, text + ", and a name it uses is renamed",
                  "rename in one migration and change the type in the next");
    for (const std::size_t user : one.users)
      TM_TRY(take(user, fmt::format("{} stands on {}", all_[user].title, text)));
    order_.push_back(i);
    return {};
  }

  /// Згадки в тексті: сервер про них не знає, тож нічого й не поверне.
  void name_mentions(const Dependent& one) {
    const std::string body = ascii_lower(one.body);
    for (const auto& touched : touched_) {
      const bool type = touched.how == Touched::How::type;
      if (input_.dialect() == Dialect::mysql && type && one.title.starts_with("view")) continue;  // переживе
      const std::string& table = touched.old_table.substr(touched.old_table.rfind('.') + 1);
      if (!(one.owner && *one.owner == touched.table) && !mentions(body, table)) continue;
      if (!touched.old_name.empty() && !mentions(body, touched.old_name)) continue;
      plan_.named.push_back(fmt::format("{} mentions {}: {}", one.title, touched.text(),
                                        type ? "look whether it still fits" : "it must be changed by hand"));
    }
  }

  const PlanInput& input_;
  const std::vector<Dependent>& all_;
  const std::vector<Touched> touched_;
  DependentsPlan plan_;
  std::set<std::size_t> taken_;
  std::vector<std::size_t> order_;  ///< хто стоїть на інших — раніше
};

}  // namespace

Result<DependentsPlan> plan_dependents(const PlanInput& input) {
  return DependentsPlanner(input).run();
}

}  // namespace techmarket::migrate
