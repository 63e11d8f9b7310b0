#include "dbml/source.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace techmarket::dbml {

SourceRange range_of(const SourceFile& file, Span span) {
  SourceRange range{.file = file.path, .line = span.line, .column = span.column};
  const auto text = file.text_of(span);
  range.end_line = span.line;
  const auto is_plain = [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != '\n'; };
  if (std::ranges::all_of(text, is_plain)) {  // майже кожен відтинок
    range.end_column = span.column + static_cast<int>(text.size());
    return range;
  }
  range.end_column = span.column;
  auto last_line = text;
  for (auto at = last_line.find('\n'); at != std::string_view::npos; at = last_line.find('\n')) {
    ++range.end_line;
    range.end_column = 1;
    last_line.remove_prefix(at + 1);
  }
  range.end_column += static_cast<int>(count_code_points(last_line));
  return range;
}

Span join(Span first, Span last) {
  return {.begin = first.begin, .end = last.end, .line = first.line, .column = first.column};
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
