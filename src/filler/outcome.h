#pragma once
// Стан рядка й дати подій кажуть одне: у «shipped» дата відправлення є, а дати вручення немає; «is_paid» —
// істина рівно тоді, коли є «paid_at». Зв'язки видно з імен; чого з імені не видно, того тут не чіпають.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "filler/condition.h"
#include "filler/value_type.h"
#include "schema/schema.h"

namespace techmarket::filler {

/// Стовпець дати, порожній, якщо події не було.
struct Event {
  std::size_t column = 0, judge = 0;  ///< judge — стан або прапорець, який про подію каже
  /// Значення judge → чи сталася подія; чого тут немає, те нічого не каже.
  std::map<std::string, bool, std::less<>> verdicts = {};
  double null_fraction = 0;  ///< коли judge нічого не каже
};

/// Що знати про стовпець, щоб знайти події.
struct EventColumn {
  std::string name = {};  ///< у записі snake_case
  bool date = false;  ///< необов'язкова дата, яку можна лишити порожньою
  bool flag = false;  ///< так чи ні
  bool status = false;
  std::vector<std::string> values = {};  ///< значення status
};

/// @return null_fraction подій заповнює той, хто питає.
std::vector<Event> find_events(std::span<const EventColumn> columns);

/// Стани, які називають дати таблиці, у порядку подій: «paid_at», «shipped_at» → paid, shipped.
std::vector<std::string> event_statuses(const schema::Table& table);

}  // namespace techmarket::filler
