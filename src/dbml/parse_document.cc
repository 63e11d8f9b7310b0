// Розбір файлу. Великий розбирають двома потоками: другий починає з таблиці посередині, не знаючи, чи не
// стоїть її рядок у чиїйсь примітці або коментарі. Якщо перший, дійшовши туди, бачить там елемент і обом нема
// про що сказати, половини складаються; інакше файл читається підряд, тож повідомлення ті самі, що й завжди.

#include <algorithm>
#include <future>
#include <iterator>
#include <optional>
#include <utility>

#include "dbml/parser.h"

namespace techmarket::dbml {
namespace {

template <class Node>
void append(std::vector<Node>& to, std::vector<Node>& from) {
  to.insert(to.end(), std::move_iterator(from.begin()), std::move_iterator(from.end()));
}

Document joined(Document first, Document second) {
  append(first.projects, second.projects);
  append(first.tables, second.tables);
  append(first.partials, second.partials);
  append(first.enums, second.enums);
  append(first.refs, second.refs);
  append(first.groups, second.groups);
  append(first.notes, second.notes);
  append(first.records, second.records);
  append(first.views, second.views);
  append(first.dependencies, second.dependencies);
  append(first.metadata, second.metadata);
  append(first.uses, second.uses);
  first.second_texts = std::move(second.texts);  // на них указують вузли: переставляти їх не можна
  return first;
}

std::optional<Document> parse_halves(const SourceFile& file) {
  constexpr std::size_t kLarge = std::size_t{128} << 10;  // меншому потік дорожчий за розбір
  const std::string_view text = file.text;
  if (text.size() < kLarge) return std::nullopt;
  const std::size_t newline = text.find("\nTable ", text.size() / 2);
  if (newline == std::string_view::npos) return std::nullopt;

  Reporter first_reporter, second_reporter;
  const auto read_second = [&] {
    const auto line = 1 + std::ranges::count(text.substr(0, newline), '\n');
    return Parser(file, second_reporter, newline, static_cast<std::int32_t>(line)).run();
  };
  // Разом із deferred: немає вільного потоку — то в цьому ж.
  auto second = std::async(std::launch::async | std::launch::deferred, read_second);
  Parser parser(file, first_reporter);
  Document first = std::move(parser).run(newline + 1);
  Document rest = second.get();
  const bool silent = first_reporter.diagnostics().empty() && second_reporter.diagnostics().empty();
  if (!silent || !parser.stands_at(newline + 1)) return std::nullopt;
  return joined(std::move(first), std::move(rest));
}

}  // namespace

Document parse_document(const SourceFile& file, Reporter& reporter) {
  if (auto document = parse_halves(file)) return *std::move(document);
  return Parser(file, reporter).run();
}

}  // namespace techmarket::dbml
