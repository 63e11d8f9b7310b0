#include "base/calendar.h"

#include <charconv>
#include <ctime>

#include <fmt/format.h>

namespace techmarket {
namespace {

void append_digits(std::string& out, unsigned value, int width) {
  char digits[10];
  for (int i = width - 1; i >= 0; --i, value /= 10) digits[i] = static_cast<char>('0' + value % 10);
  out.append(digits, static_cast<std::size_t>(width));
}

/// Рівно width цифр, починаючи з offset; -1, якщо там щось інше.
int digits_at(std::string_view text, std::size_t offset, std::size_t width) {
  int value = 0;
  if (text.size() < offset + width) return -1;
  for (std::size_t i = offset; i < offset + width; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

}  // namespace

Date Timestamp::date() const {
  const auto whole = std::chrono::floor<std::chrono::days>(std::chrono::seconds(seconds));
  return {static_cast<std::int32_t>(whole.count())};
}

Date make_date(int year, unsigned month, unsigned day) {
  const std::chrono::sys_days days{std::chrono::year(year) / std::chrono::month(month) /
                                   std::chrono::day(day)};
  return {static_cast<std::int32_t>(days.time_since_epoch().count())};
}

Timestamp start_of(Date date) {
  return {date.days * kSecondsPerDay};
}

DateKey date_key(Date date) {
  const auto civil = date.civil();
  return {static_cast<int>(civil.year()) * 10'000 +
          static_cast<int>(static_cast<unsigned>(civil.month())) * 100 +
          static_cast<int>(static_cast<unsigned>(civil.day()))};
}

int day_of_week(Date date) {
  return static_cast<int>(
      std::chrono::weekday(std::chrono::sys_days(std::chrono::days(date.days))).iso_encoding());
}

void append(std::string& out, Date date) {
  const auto civil = date.civil();
  append_digits(out, static_cast<unsigned>(static_cast<int>(civil.year())), 4);
  out += '-';
  append_digits(out, static_cast<unsigned>(civil.month()), 2);
  out += '-';
  append_digits(out, static_cast<unsigned>(civil.day()), 2);
}

void append(std::string& out, Timestamp timestamp) {
  const Date date = timestamp.date();
  const auto second = static_cast<unsigned>(timestamp.seconds - start_of(date).seconds);
  append(out, date);
  out += ' ';
  append_digits(out, second / 3600, 2);
  out += ':';
  append_digits(out, second / 60 % 60, 2);
  out += ':';
  append_digits(out, second % 60, 2);
}

std::string to_string(Date date) {
  std::string out;
  append(out, date);
  return out;
}

std::string to_string(Timestamp timestamp) {
  std::string out;
  append(out, timestamp);
  return out;
}

Result<Date> parse_date(std::string_view text) {
  const int year = digits_at(text, 0, 4), month = digits_at(text, 5, 2), day = digits_at(text, 8, 2);
  const bool shape =
      text.size() == 10 && text[4] == '-' && text[7] == '-' && year >= 0 && month >= 0 && day >= 0;
  const auto civil = std::chrono::year(year) / month / day;
  if (!shape || !civil.ok())
    return fail(ErrorKind::bad_input, fmt::format("'{}' is not a date", text), "write it as YYYY-MM-DD");
  return make_date(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
}

Date today() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return make_date(local.tm_year + 1900, static_cast<unsigned>(local.tm_mon + 1),
                   static_cast<unsigned>(local.tm_mday));
}

}  // namespace techmarket
