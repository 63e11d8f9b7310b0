#include "rows/row_buffer.h"

#include <bit>
#include <charconv>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace techmarket::rows {
namespace {

constexpr char kTwoDigits[] =
    "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
    "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

char* two_digits(char* out, std::int64_t value) {
  std::memcpy(out, kTwoDigits + 2 * value, 2);
  return out + 2;
}

/// Вісім десяткових цифр числа, меншого за kEightDigits: байт — цифра, молодший байт — старша з них.
/// Половини, чверті й вісімки слова діляться на 100 і на 10 одним множенням, без розгалужень.
std::uint64_t eight_digits(std::uint32_t value) {
  const std::uint64_t fours = value / 10'000 | std::uint64_t{value % 10'000} << 32;
  const std::uint64_t hundreds = ((fours * 10'486) >> 20) & 0x0000'007F'0000'007Fu;
  const std::uint64_t twos = hundreds | (fours - 100 * hundreds) << 16;
  const std::uint64_t tens = ((twos * 103) >> 10) & 0x000F'000F'000F'000Fu;
  return tens | (twos - 10 * tens) << 8;
}
constexpr std::uint64_t kEightDigits = 100'000'000, kZeros = 0x3030'3030'3030'3030u;
static_assert(std::endian::native == std::endian::little);

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
  const auto amount = static_cast<std::uint64_t>(kopiykas);
  if (amount < kEightDigits) [[likely]] {
    // Перші шість цифр — гривні; нулі попереду зайві, крім останнього. Дві останні — копійки.
    const std::uint64_t digits = eight_digits(static_cast<std::uint32_t>(amount)), text = digits | kZeros;
    const int zeros = std::countr_zero(digits | std::uint64_t{1} << 40) / 8;
    const std::uint64_t hryvnias = text >> (8 * zeros), rest = text >> 48 << 8 | '.';
    std::memcpy(position_, &hryvnias, sizeof hryvnias);
    position_ += 6 - zeros;
    std::memcpy(position_, &rest, 3);
    position_ += 3;
    return;
  }
  integer(amount / 100);
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

}  // namespace techmarket::rows
