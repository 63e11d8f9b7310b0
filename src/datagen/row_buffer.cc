#include "datagen/row_buffer.h"

#include <charconv>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace techmarket::datagen {
namespace {

constexpr char kTwoDigits[] =
    "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
    "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

char* two_digits(char* out, std::int64_t value) {
  std::memcpy(out, kTwoDigits + 2 * value, 2);
  return out + 2;
}

}  // namespace

void RowBuffer::copy(const char* from, std::size_t count) {
  std::memcpy(position_, from, count);
  position_ += count;
}

void RowBuffer::grow(std::ptrdiff_t room) {
  const std::size_t used = static_cast<std::size_t>(position_ - begin_.get());
  const std::size_t row = static_cast<std::size_t>(row_ - begin_.get());
  const std::size_t capacity =
      2 * static_cast<std::size_t>(limit_ - begin_.get()) + static_cast<std::size_t>(room);
  auto bigger = std::make_unique_for_overwrite<char[]>(capacity);
  if (used > 0) std::memcpy(bigger.get(), begin_.get(), used);
  begin_ = std::move(bigger);
  position_ = begin_.get() + used;
  row_ = begin_.get() + row;
  limit_ = begin_.get() + capacity;
}

void RowBuffer::clear() {
  position_ = row_ = begin_.get();
  rows_ = digest_ = 0;
}

void RowBuffer::text(std::string_view value) {
  // Кожен символ може подвоїтися; решті рядка лишається звичайний запас.
  const auto room = 2 * static_cast<std::ptrdiff_t>(value.size()) + kRowRoom;
  if (limit_ - position_ < room) grow(room);
  for (const char c : value) {
    switch (c) {
      case '\\':
        *position_++ = '\\', *position_++ = '\\';
        break;
      case '\t':
        *position_++ = '\\', *position_++ = 't';
        break;
      case '\n':
        *position_++ = '\\', *position_++ = 'n';
        break;
      case '\r':  // COPY прийняв би його за кінець рядка
        *position_++ = '\\', *position_++ = 'r';
        break;
      default:
        *position_++ = c;
    }
  }
}

void RowBuffer::integer(std::uint64_t value) {
  constexpr int kMostDigits = 20;
  position_ = std::to_chars(position_, position_ + kMostDigits, value).ptr;
}

void RowBuffer::money(Money value) {
  std::int64_t kopiykas = value.kopiykas;
  if (kopiykas < 0) {
    *position_++ = '-';
    kopiykas = -kopiykas;
  }
  integer(static_cast<std::uint64_t>(kopiykas / 100));
  *position_++ = '.';
  position_ = two_digits(position_, kopiykas % 100);
}

void RowBuffer::date(Date value) {
  if (value != cached_day_) {
    const auto civil = value.civil();
    const int year = static_cast<int>(civil.year());
    char* out = two_digits(cached_text_, year / 100);
    out = two_digits(out, year % 100);
    *out++ = '-';
    out = two_digits(out, static_cast<unsigned>(civil.month()));
    *out++ = '-';
    two_digits(out, static_cast<unsigned>(civil.day()));
    cached_day_ = value;
  }
  copy(cached_text_, sizeof cached_text_);
}

void RowBuffer::timestamp(Timestamp value) {
  const Date day = value.date();
  const std::int64_t second = value.seconds - day.days * kSecondsPerDay;
  date(day);
  *position_++ = ' ';
  position_ = two_digits(position_, second / 3600);
  *position_++ = ':';
  position_ = two_digits(position_, second / 60 % 60);
  *position_++ = ':';
  position_ = two_digits(position_, second % 60);
}

void RowBuffer::end_row() {
  position_[-1] = '\n';
  digest_ += XXH3_64bits(row_, static_cast<std::size_t>(position_ - row_));
  ++rows_;
  row_ = position_;
}

RowBuffer::UuidText uuid_text(Uuid uuid) {
  RowBuffer::UuidText text;
  write_text(uuid, text.text);
  return text;
}

}  // namespace techmarket::datagen
