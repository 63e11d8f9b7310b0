#pragma once
// Що стоїть на діаграмі, незалежно від того, чим її малюють.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "erd/erd.h"

namespace techmarket::erd {

struct ErdColumn {
  std::string name, type;
  bool primary = false;
  bool foreign = false;   ///< кінець зв'язку в цій базі
  bool external = false;  ///< ідентифікатор з іншого сервісу
  bool unique = false;

  /// «PK», «PK FK», «PK ext», «FK», «ext», «UK» або порожньо.
  std::string mark() const;
};

struct ErdTable {
  std::size_t service = 0;
  std::optional<std::size_t> group = {};
  std::string title;  ///< разом зі схемою, якщо вона не public
  std::vector<ErdColumn> columns = {};
  std::size_t hidden = 0;  ///< скільки стовпців не показано
  std::string color = {};  ///< колір заголовка #rrggbb; порожньо — звичайний
  std::string note = {};
};

struct ErdGroup {
  std::size_t service = 0;
  std::string name, color, note;
};

/// Місце, де зв'язок торкається таблиці.
struct ErdEnd {
  std::size_t table = 0, column = 0;  ///< індекси в ErdGraph::tables і ErdTable::columns
  bool many = false;
};

struct ErdEdge {
  ErdEnd parent, child;
  bool optional = false;       ///< дитина може не мати батька
  bool cross_service = false;  ///< без зовнішнього ключа
  bool inactive = false;
  std::string color = {};
  std::string text;  ///< «orders.customer_id > customers.id»
};

/// Наліпка.
struct ErdNote {
  std::size_t service = 0;
  std::string title, text, color;
};

/// Dep: стрілка між таблицями або їхніми стовпцями.
struct ErdArrow {
  std::size_t from = 0, to = 0;  ///< індекси в ErdGraph::tables
  std::optional<std::size_t> from_column = {}, to_column = {};
  std::string label, note, color;
  std::string text;  ///< «raw.orders -> mart.sales»
};

struct ErdGraph {
  std::vector<std::string> services;
  std::vector<ErdGroup> groups;
  std::vector<ErdTable> tables;
  std::vector<ErdEdge> edges;
  std::vector<ErdArrow> arrows = {};
  std::vector<ErdNote> notes = {};
};

/// Кілька сервісів показують лише ключі та посилання: на діаграмі системи важливі зв'язки, а не стовпці.
ErdGraph erd_graph(std::span<const ErdService> services);

}  // namespace techmarket::erd
