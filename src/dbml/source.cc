#include "dbml/source.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace techmarket::dbml {

namespace {

constexpr std::size_t kMarkStep = 1024;

int count_columns(std::string_view text) {
  return static_cast<int>(count_code_points(text));
}

// Початок рядка, у якому стоїть зміщення at, або позначка ближче до нього.
ColumnMark start_of(const SourceFile& file, std::size_t at) {
  ColumnMark known{.offset = std::min(file.text_start(), at), .column = 1};
  if (!file.marks.empty()) {
    const auto next = std::ranges::upper_bound(file.marks, at, {}, &ColumnMark::offset);
    if (next != file.marks.begin()) known = *std::prev(next);
  }
  const void* newline = ::memrchr(file.text.data() + known.offset, '\n', at - known.offset);
  if (!newline) return known;
  return {.offset = static_cast<std::size_t>(static_cast<const char*>(newline) - file.text.data()) + 1,
          .column = 1};
}

}  // namespace

std::vector<ColumnMark> column_marks(const SourceFile& file) {
  std::vector<ColumnMark> marks;
  const std::string_view text = file.text;
  for (std::size_t begin = file.text_start(); begin < text.size();) {
    // Короткі рядки минаємо разом: десь поблизу кілобайта є кінець одного з них.
    const std::size_t near = std::min(kMarkStep, text.size() - begin);
    if (const void* newline = ::memrchr(text.data() + begin, '\n', near)) {
      begin = static_cast<std::size_t>(static_cast<const char*>(newline) - text.data()) + 1;
      continue;
    }
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    int column = 1;
    for (std::size_t at = begin; at + kMarkStep < end; at += kMarkStep) {
      column += count_columns(text.substr(at, kMarkStep));
      marks.push_back({.offset = at + kMarkStep, .column = column});
    }
    begin = end + 1;
  }
  return marks;
}

namespace {

/// ASCII й не кінець рядка. Майже кожен такий знак більший за '\n'; поза ASCII — від'ємні.
bool is_plain(char c) {
  const auto code = static_cast<signed char>(c);
  return code > '\n' || (code >= 0 && code < '\n');
}

/// Стовпець, від 1. Майже завжди початок рядка близько, а між ним і at лише ASCII.
int column_of(const SourceFile& file, std::size_t at) {
  constexpr std::size_t kNear = 128;
  const char* const text = file.text.data();
  const char *const first = text + file.text_start(), *const place = text + at;
  const char* begin = place;
  for (const char* farthest = std::max(first, place - std::min(at, kNear));
       begin > farthest && is_plain(begin[-1]);)
    --begin;
  if (begin <= first || begin[-1] == '\n') return static_cast<int>(place - begin) + 1;
  const ColumnMark from = start_of(file, at);
  return from.column + count_columns(std::string_view(file.text).substr(from.offset, at - from.offset));
}

}  // namespace

SourceRange range_of(const SourceFile& file, Span span) {
  SourceRange range{.file = file.path, .line = span.line, .column = column_of(file, span.begin)};
  const auto inside = file.text_of(span);
  if (std::ranges::all_of(inside, is_plain)) {  // майже кожен
    range.end_line = range.line;
    range.end_column = range.column + static_cast<int>(inside.size());
    return range;
  }
  range.end_line = span.line + static_cast<int>(std::ranges::count(inside, '\n'));
  const bool one_line = range.end_line == range.line;
  const auto last = one_line ? inside : inside.substr(inside.rfind('\n') + 1);
  range.end_column = (one_line ? range.column : 1) + count_columns(last);
  return range;
}

Span join(Span first, Span last) {
  return {.begin = first.begin, .end = last.end, .line = first.line};
}

namespace {

// Ім'я на мегабайт не повинно зробити такими ж сотні повідомлень.
std::string shortened(std::string text) {
  constexpr std::size_t kShown = 400;
  if (text.size() <= kShown) return text;
  std::size_t end = kShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text + "…";
}

}  // namespace

void Reporter::error(const SourceFile& file, Span at, std::string_view code, std::string message,
                     Advice advice) {
  if (full()) return;
  add(Severity::error, range_of(file, at), code, std::move(message), std::move(advice));
  if (++errors_ == kMaxErrors)
    add(Severity::error, range_of(file, at), "too-many-errors",
        fmt::format("stopped after {} errors", kMaxErrors), {});
}

void Reporter::warning(const SourceFile& file, Span at, std::string_view code, std::string message,
                       Advice advice) {
  if (warnings_ >= kMaxWarnings) return;  // місце в рядках рахувати вже не для кого
  warning(range_of(file, at), code, std::move(message), std::move(advice));
}

void Reporter::warning(const SourceRange& at, std::string_view code, std::string message, Advice advice) {
  if (warnings_ >= kMaxWarnings) return;
  add(Severity::warning, at, code, std::move(message), std::move(advice));
  if (++warnings_ == kMaxWarnings)
    add(Severity::warning, at, "too-many-warnings",
        fmt::format("no warnings are shown after the first {}", kMaxWarnings), {});
}

void Reporter::add(Severity severity, SourceRange at, std::string_view code, std::string message,
                   Advice advice) {
  diagnostics_.push_back({.severity = severity,
                          .code = std::string(code),
                          .message = shortened(std::move(message)),
                          .at = std::move(at),
                          .hint = shortened(std::move(advice.hint)),
                          .subject = shortened(std::move(advice.subject))});
}

}  // namespace techmarket::dbml
