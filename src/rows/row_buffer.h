#pragma once
// Рядки таблиці як готові байти. Запис один для всіх приймачів: поля розділено табуляцією, рядки — «\n»,
// NULL — «\N», у тексті екрановано \, табуляцію й кінець рядка. Саме так читає LOAD DATA без додаткових
// налаштувань.

#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

#include "base/calendar.h"
#include "base/money.h"
#include "base/uuid.h"

namespace techmarket::rows {

/// Дописує поля в неперервний буфер і рахує відбиток рядків. Один буфер — один потік.
class RowBuffer {
 public:
  /// UUID, уже записаний як текст: 36 символів.
  struct UuidText {
    char text[kUuidTextLength];
  };

  void uuid(Uuid value) {
    write_text(value, position_);
    position_ += kUuidTextLength;
  }
  void uuid(const UuidText& value) {
    std::memcpy(position_, value.text, kUuidTextLength);
    position_ += kUuidTextLength;
  }

  /// Довільний текст: екранується, довжина не обмежена.
  void text(std::string_view value);
  /// Текст, у якому нема чого екранувати, не довший за kShort: коди, числа, частини адрес.
  void raw(std::string_view value) { copy(value.data(), value.size()); }
  void character(char value) { *position_++ = value; }

  void integer(std::uint64_t value);
  void boolean(bool value) { character(value ? '1' : '0'); }
  void money(Money value);
  void date(Date value);
  void timestamp(Timestamp value);
  void null() { raw("\\N"); }

  void end_field() { *position_++ = '\t'; }

  /// Завершує рядок: остання табуляція стає кінцем рядка, відбиток рядка додається до суми.
  void end_row();

  /// Готує місце для ще одного рядка звичайної довжини.
  void begin_row() {
    if (limit_ - position_ < kRowRoom) grow(kRowRoom);
  }

  void clear();

  std::string_view bytes() const {
    return {begin_.get(), static_cast<std::size_t>(position_ - begin_.get())};
  }
  std::uint64_t rows() const { return rows_; }
  /// Сума за модулем 2^64 відбитків (XXH3) рядків: не залежить від їхнього порядку.
  std::uint64_t digest() const { return digest_; }

  static constexpr std::size_t kShort = 512;

 private:
  /// Найдовший рядок без довгих текстів — близько 400 байтів; тексти просять місце самі.
  static constexpr std::ptrdiff_t kRowRoom = 8 * static_cast<std::ptrdiff_t>(kShort);

  void copy(const char* from, std::size_t count);
  void grow(std::ptrdiff_t room);

  std::unique_ptr<char[]> begin_;
  char* position_ = nullptr;
  char* limit_ = nullptr;
  char* row_ = nullptr;
  std::uint64_t rows_ = 0;
  std::uint64_t digest_ = 0;
  Date cached_day_{INT32_MIN};  ///< сусідні рядки здебільшого одного дня
  char cached_text_[10] = {};
};

RowBuffer::UuidText uuid_text(Uuid uuid);

/// Відокремлює від rows перший рядок і повертає його без кінця рядка.
inline std::string_view take_row(std::string_view& rows) {
  const std::string_view row = rows.substr(0, rows.find('\n'));
  rows.remove_prefix(row.size() + 1);
  return row;
}

}  // namespace techmarket::rows
