#pragma once
// Що видно у файлі разом із підключеним: у якому порядку і під якими іменами.

#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "dbml/module.h"

namespace techmarket::dbml {

/// Елемент і його ім'я в певному файлі.
struct Visible {
  NamePair name;
  std::size_t index;  ///< номер у базі, як у NameTable
};

/// Ім'я, яке `use { schema x as y }` дає елементові схеми x чи вкладеної x.z; порожньо, якщо він не звідти.
std::optional<std::pair<std::string, std::string_view>> name_from_schema(NamePair name,
                                                                         const UseItemNode& item);

/// Порядок, як в еталона: свої елементи за джерелом, далі reuse, далі use; у кожному — названі поіменно,
/// потім «*», потім таблиці підключених груп. Елемент, підключений двічі, зветься так, як уперше.
class VisibleNames {
 public:
  explicit VisibleNames(const Modules& modules) : modules_(modules) {}

  /// @param kind tables, enums, groups або notes.
  std::vector<Visible> in(const Module& module, NameTable Scope::*kind);

 private:
  using Kind = NameTable Scope::*;

  std::vector<Visible> list(const Module& module, Kind kind, bool exported);
  const std::vector<Visible>& exported(const Module& module, Kind kind);
  void add_own(const Module& module, Kind kind, std::vector<Visible>& out) const;
  void add_items(const UseNode& use, Kind kind, std::vector<Visible>& out);
  void add_group_tables(const Module& module, bool exported, std::vector<Visible>& out);

  const Modules& modules_;
  std::map<std::pair<std::size_t, int>, std::vector<Visible>> exported_;
  std::deque<std::string> schemas_;  ///< імена схем, яких немає в жодному файлі дослівно
};

}  // namespace techmarket::dbml
