#include "dbml/edit.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "dbml/keywords.h"
#include "dbml/print_text.h"

namespace techmarket::dbml {
namespace {

std::string written_index(const std::vector<std::string>& columns) {
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(written_name(column));
  return names.size() == 1 ? names.front() : fmt::format("({})", fmt::join(names, ", "));
}

const Field* indexes_of(const Field& table) {
  const auto found = std::ranges::find(table.body, FieldKind::indexes, &Field::kind);
  return found == table.body.end() ? nullptr : &*found;
}

}  // namespace

Editor::Editor(const SourceFile& file) : file_(file), tree_(read_format_tree(file)) {
  for (const auto& element : tree_.elements) {
    if (element.kind != FieldKind::table || !element.has_body()) continue;
    for (std::size_t i = element.first; i < element.open; ++i) tables_.emplace(place_of(i), &element);
    // Індекс часткової таблиці мають і інші таблиці: тут може бути зайвий, а там — потрібний.
    if (tree_.leaves[element.first].text != word_of(ElementKind::table)) continue;
    for (const auto& block : element.body)
      if (block.kind == FieldKind::indexes)
        for (const auto& field : block.body)
          indexes_.emplace(place_of(field.first), IndexField{&block, &field});
  }
}

Editor::Place Editor::place_of(std::size_t leaf) const {
  const auto range = range_of(file_, tree_.leaves[leaf].word.token.at);
  return {range.line, range.column};
}

std::size_t Editor::end_of_line(std::size_t offset) const {
  return std::min(file_.text.find('\n', offset), file_.text.size());
}

bool Editor::add_index(const SourceRange& table, const std::vector<std::string>& columns) {
  const auto found = tables_.find({table.line, table.column});
  if (found == tables_.end()) return false;
  const Field* element = found->second;
  const std::string index = written_index(columns);
  if (const Field* block = indexes_of(*element)) {
    // Після останнього індексу: коментар за ним лишається його коментарем.
    const std::size_t last = block->body.empty() ? block->open : block->body.back().end - 1;
    const std::size_t line_end = end_of_line(end_of(last));
    const bool own_line = line_end < begin_of(block->close);
    const std::size_t at = own_line ? line_end : begin_of(block->close);
    changes_.push_back({at, at, own_line ? "\n    " + index : "\n    " + index + "\n  "});
    return true;
  }
  // Перед приміткою, що закриває таблицю, інакше в кінці тіла.
  const auto& body = element->body;
  const bool note_last = body.size() > 1 && body.back().kind == FieldKind::note;
  const std::size_t after = note_last      ? body[body.size() - 2].end - 1
                            : body.empty() ? element->open
                                           : body.back().end - 1;
  const std::size_t next = after + 1;
  const std::size_t line_end = end_of_line(end_of(after));
  const bool own_line = line_end < begin_of(next);
  const std::size_t at = own_line ? line_end : end_of(after);
  // Кілька нових індексів однієї таблиці йдуть в один блок.
  const std::string opening = "\n\n  indexes {", closing = "\n  }";
  if (const auto [place, is_new] = added_.emplace(at, changes_.size()); !is_new) {
    auto& block = changes_[place->second].text;
    block.insert(block.rfind(closing), "\n    " + index);
    return true;
  }
  changes_.push_back({at, at, opening + "\n    " + index + closing + (own_line ? "" : "\n")});
  return true;
}

bool Editor::remove_index(const SourceRange& index) {
  const auto found = indexes_.find({index.line, index.column});
  if (found == indexes_.end() || !removed_.insert(found->second.field).second) return false;
  const auto& [block, field] = found->second;
  bool commented = false;
  for (std::size_t i = block->first + 1; i <= block->close; ++i)
    commented |= !tree_.leaves[i].word.gap.comments.empty();
  const bool emptied =
      std::ranges::all_of(block->body, [&](const Field& other) { return removed_.contains(&other); });
  if (emptied && !commented)
    remove(block->first, block->end);
  else
    remove(field->first, field->end);
  return true;
}

// Лексеми [first, end); рядок, на якому більше нічого немає, зникає разом із ними.
void Editor::remove(std::size_t first, std::size_t end) {
  const std::string_view text = file_.text;
  std::size_t from = begin_of(first), to = end_of(end - 1);
  const auto line_start = text.substr(0, from).rfind('\n') + 1;  // npos + 1 == 0
  const auto line_end = end_of_line(to);
  const bool alone = trim(text.substr(line_start, from - line_start)).empty() &&
                     trim(text.substr(to, line_end - to)).empty();
  if (alone) {
    from = line_start;
    to = std::min(line_end + 1, text.size());
  }
  changes_.push_back({from, to, ""});
}

std::string Editor::text() && {
  // Вилучення цілого блоку стоїть перед вилученнями в ньому.
  std::ranges::stable_sort(changes_, [](const Change& a, const Change& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  std::string out;
  std::size_t at = 0;
  for (const auto& change : changes_) {
    if (change.begin < at) continue;  // усередині вже вилученого
    out.append(file_.text, at, change.begin - at);
    out += change.text;
    at = change.end;
  }
  out.append(file_.text, at);
  return out;
}

}  // namespace techmarket::dbml
