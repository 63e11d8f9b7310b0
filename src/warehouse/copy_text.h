#pragma once
// Рядки у текстовому форматі COPY (PostgreSQL, COPY, «Text Format»): поля через табуляцію, NULL — \N.

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/calendar.h"
#include "base/money.h"
#include "base/uuid.h"
#include "db/row.h"

namespace techmarket::warehouse {

/// Дописує рядки в буфер, який йому дали. Поля — через field(), рядок завершує end_row().
class CopyText {
 public:
  explicit CopyText(std::string& out) : out_(out) {}

  /// Довільний текст або NULL; керівні знаки екрануються.
  CopyText& field(std::string_view text) {
    separate();
    if (db::is_null(text)) {
      out_ += "\\N";
      return *this;
    }
    for (const char c : text) switch (c) {
        case '\\':
          out_ += "\\\\";
          break;
        case '\n':
          out_ += "\\n";
          break;
        case '\r':
          out_ += "\\r";
          break;
        case '\t':
          out_ += "\\t";
          break;
        default:
          out_ += c;
      }
    return *this;
  }

  CopyText& field(Uuid uuid) {
    separate();
    const std::size_t at = out_.size();
    out_.resize(at + kUuidTextLength);
    write_text(uuid, out_.data() + at);
    return *this;
  }

  CopyText& field(DateKey date) { return field(std::int64_t{date.value}); }

  CopyText& field(std::int64_t value) {
    separate();
    char digits[24];
    out_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
    return *this;
  }

  CopyText& field(Money amount) {
    separate();
    append(out_, amount);
    return *this;
  }

  CopyText& null() { return field(std::string_view()); }

  void end_row() {
    out_ += '\n';
    first_ = true;
  }

 private:
  void separate() {
    if (!first_) out_ += '\t';
    first_ = false;
  }

  std::string& out_;
  bool first_ = true;
};

}  // namespace techmarket::warehouse
