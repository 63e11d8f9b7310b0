#pragma once
// Дати й моменти часу. Усередині — цілі числа (дні та секунди від 1970-01-01), без часових поясів:
// бази зберігають DATETIME і TIMESTAMP як місцевий час магазину.

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace techmarket {

struct Date {
  std::int32_t days = 0;  ///< від 1970-01-01

  friend auto operator<=>(const Date&, const Date&) = default;
  std::chrono::year_month_day civil() const {
    return std::chrono::year_month_day(std::chrono::sys_days(std::chrono::days(days)));
  }
};

constexpr std::int64_t kSecondsPerDay = 86'400;

struct Timestamp {
  std::int64_t seconds = 0;  ///< від 1970-01-01 00:00:00

  friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
  Date date() const;
};

/// Ключ виміру дат: YYYYMMDD.
struct DateKey {
  std::int32_t value = 0;
  friend auto operator<=>(const DateKey&, const DateKey&) = default;
};

Date make_date(int year, unsigned month, unsigned day);
Timestamp start_of(Date date);
DateKey date_key(Date date);
/// Понеділок — 1, неділя — 7 (ISO 8601).
int day_of_week(Date date);

std::string to_string(Date date);            ///< «2026-11-22»
std::string to_string(Timestamp timestamp);  ///< «2026-11-22 13:05:09»
void append(std::string& out, Date date);
void append(std::string& out, Timestamp timestamp);

/// «YYYY-MM-DD»; неможлива дата (30 лютого) — помилка.
Result<Date> parse_date(std::string_view text);

/// Сьогодні за місцевим часом машини. Лише для значень за замовчуванням: світ отримує дату аргументом.
Date today();

}  // namespace techmarket
