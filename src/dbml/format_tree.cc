#include "dbml/format_tree.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

#include "base/text.h"
#include "dbml/keywords.h"

namespace techmarket::dbml {
namespace {

using Words = std::span<const std::string_view>;

FieldKind field_of(ElementKind element) {
  switch (element) {
    case ElementKind::table:
    case ElementKind::table_partial:
      return FieldKind::table;
    case ElementKind::ref:
      return FieldKind::ref;
    case ElementKind::enumeration:
      return FieldKind::enumeration;
    case ElementKind::table_group:
      return FieldKind::group;
    case ElementKind::project:
      return FieldKind::project;
    case ElementKind::note:
      return FieldKind::note;
    case ElementKind::records:
      return FieldKind::records;
    case ElementKind::diagram_view:
      return FieldKind::view;
    case ElementKind::dependency:
      return FieldKind::dependency;
    case ElementKind::metadata:
      return FieldKind::metadata;
    case ElementKind::use:
    case ElementKind::reuse:
      return FieldKind::use;
  }
  return FieldKind::other;
}

SettingTable settings_of(FieldKind kind) {
  switch (kind) {
    case FieldKind::column:
      return kColumnSettings;
    case FieldKind::index:
      return kIndexSettings;
    case FieldKind::ref:
    case FieldKind::relation:
      return kRefSettings;
    case FieldKind::group:
      return kGroupSettings;
    case FieldKind::table:
      return kTableSettings;
    case FieldKind::value:
      return kEnumValueSettings;
    case FieldKind::check:
      return kCheckSettings;
    default:
      return {};
  }
}

class TreeReader {
 public:
  explicit TreeReader(const SourceFile& file) {
    Reporter ignored;  // розбір уже сказав усе, що мав
    for (auto& word : read_words(file, ignored)) {
      const auto text = file.text_of(word.token.at);
      leaves_.push_back({.word = std::move(word), .text = text});
    }
  }

  FormatTree read() && {
    FormatTree tree;
    tree.elements = fields(FieldKind::file);
    tree.leaves = std::move(leaves_);
    return tree;
  }

 private:
  Leaf& leaf(std::size_t ahead = 0) { return leaves_[std::min(at_ + ahead, leaves_.size() - 1)]; }
  bool at_end() { return leaf().is(Token::Kind::end); }
  bool is_word(const Leaf& leaf, std::string_view word) const {
    return leaf.is(Token::Kind::identifier) && equals_ignore_case(leaf.text, word);
  }

  /// Записує слово так, як воно стоїть у words; незнайоме лишає.
  static void write_as(Leaf& leaf, Words words) {
    if (!leaf.is(Token::Kind::identifier)) return;
    for (const auto word : words)
      if (equals_ignore_case(word, leaf.text)) leaf.text = word;
  }

  std::vector<Field> fields(FieldKind parent) {
    std::vector<Field> list;
    while (!at_end() && !(leaf().is('}') && parent != FieldKind::file)) list.push_back(field(parent));
    return list;
  }

  Field field(FieldKind parent) {
    Field field{.first = at_};
    field.kind = begin(parent);
    bool relation_seen = false, colon_seen = false;
    for (;;) {
      const Leaf& current = leaf();
      const bool first = at_ == field.first;
      if (current.is(Token::Kind::end) || (!first && current.is('}') && parent != FieldKind::file)) break;
      if (!first && current.word.token.newline_before && !continues(field, parent, relation_seen, colon_seen))
        break;
      if (current.is('{') && !field.has_body()) {
        field.open = at_++;
        field.body = fields(field.kind);
        if (at_end()) break;
        field.close = at_++;
        if (field.kind != FieldKind::use) break;
        continue;
      }
      relation_seen |= current.is(Token::Kind::relation) || current.is(Token::Kind::arrow);
      colon_seen |= current.is(':');
      const bool last = (field.kind == FieldKind::use && is_text(current)) ||  // from './a'
                        (parent == FieldKind::use && current.is(','));         // table a,
      if (current.is('(') || current.is('['))
        group();
      else
        ++at_;
      if (last) break;
    }
    field.end = at_;
    finish(field);
    return field;
  }

  static bool is_text(const Leaf& leaf) {
    return leaf.is(Token::Kind::string) || leaf.is(Token::Kind::quoted);
  }

  // Від дужки до її пари: усередині кінці рядків нічого не значать.
  void group() {
    int depth = 0;
    do {
      if (leaf().is('(') || leaf().is('[')) ++depth;
      if (leaf().is(')') || leaf().is(']')) --depth;
      ++at_;
    } while (depth > 0 && !at_end());
  }

  // Перше слово поля: рід поля і його сталий запис.
  FieldKind begin(FieldKind parent) {
    Leaf& word = leaf();
    const Leaf& next = leaf(1);
    const bool identifier = word.is(Token::Kind::identifier);
    switch (parent) {
      case FieldKind::file:
        if (const ElementWord* known = identifier ? find_element(word.text) : nullptr)
          return word.text = known->word, field_of(known->kind);
        return FieldKind::other;
      case FieldKind::table:
        if (word.is('~')) return FieldKind::injection;
        if (identifier)
          if (const auto kind = table_block(word, next)) return *kind;
        return FieldKind::column;
      case FieldKind::project:
      case FieldKind::group:
        return begins_note(word, next) ? FieldKind::note : FieldKind::other;
      case FieldKind::view:
        write_as(word, kViewSections);
        return FieldKind::section;
      case FieldKind::indexes:
        return FieldKind::index;
      case FieldKind::checks:
        return FieldKind::check;
      case FieldKind::enumeration:
        return FieldKind::value;
      case FieldKind::records:
        return FieldKind::row;
      case FieldKind::ref:
        return FieldKind::relation;
      case FieldKind::dependency:
        if (begins_note(word, next)) return FieldKind::note;
        return identifier && next.is(':') ? FieldKind::other : FieldKind::dependency;
      default:
        return FieldKind::other;
    }
  }

  std::optional<FieldKind> table_block(Leaf& word, const Leaf& next) {
    if (begins_note(word, next)) return FieldKind::note;
    if (is_word(word, kIndexesWord) && next.is('{')) return word.text = kIndexesWord, FieldKind::indexes;
    if (is_word(word, kChecksWord) && next.is('{')) return word.text = kChecksWord, FieldKind::checks;
    if (is_word(word, kRecordsWord) && (next.is('{') || next.is('(')))
      return word.text = kRecordsWord, FieldKind::records;
    return std::nullopt;
  }

  bool begins_note(Leaf& word, const Leaf& next) const {
    if (!is_word(word, kNoteWord) || !(next.is(':') || next.is('{'))) return false;
    word.text = kNoteWord;
    return true;
  }

  // Чи триває поле попри кінець рядка перед поточною лексемою. Розбір у цих місцях кінця рядка не помічає.
  bool continues(const Field& field, FieldKind parent, bool relation_seen, bool colon_seen) {
    const Leaf& current = leaf();
    const Leaf& previous = leaves_[at_ - 1];
    if (current.is('{') || current.is('.') || current.is(':')) return !previous.is('}');
    if (previous.is('.') || previous.is(':') || previous.is('~')) return true;
    switch (field.kind) {
      case FieldKind::relation:
      case FieldKind::ref:
      case FieldKind::dependency:
        if (parent == FieldKind::file && !colon_seen) return true;
        return !relation_seen || previous.is(Token::Kind::relation) || previous.is(Token::Kind::arrow);
      case FieldKind::records:
        return parent == FieldKind::file || (at_ == field.first + 1 && current.is('('));
      case FieldKind::project:
      case FieldKind::table:
      case FieldKind::group:
      case FieldKind::enumeration:
      case FieldKind::view:
      case FieldKind::metadata:
      case FieldKind::use:
        return true;
      case FieldKind::note:
        return parent == FieldKind::file;
      default:
        return parent == FieldKind::use && at_ == field.first + 1;
    }
  }

  // Усе про вигляд прочитаного поля: частини, злиті лексеми, регістр слів.
  void finish(Field& field) {
    const auto type_end = field.kind == FieldKind::column ? mark_type(field) : field.first;
    for (std::size_t i = field.first + 1; i < field.end; ++i)
      if (outside_body(field, i)) mark_spacing(field, i);
    mark_cells(field, type_end);
    mark_words(field);
    mark_notes(field);
  }

  // note: 'x' у полі чи в налаштуваннях, Note { 'x' }. «a note: 'x'» — власне налаштування.
  void mark_notes(const Field& field) {
    for (std::size_t i = field.first + 2; i < field.end; ++i) {
      const bool whole = i - 2 == field.first || leaves_[i - 3].is('[') || leaves_[i - 3].is(',');
      if (whole && leaves_[i - 1].is(':') && is_word(leaves_[i - 2], kNoteWord)) leaves_[i].note = true;
    }
    if (field.kind == FieldKind::note)
      for (const auto& text : field.body) leaves_[text.first].note = true;
  }

  static bool outside_body(const Field& field, std::size_t i) {
    return !field.has_body() || i <= field.open || i >= field.close;
  }

  // ім'я, тип із дужками й масивом. @return де тип скінчився.
  std::size_t mark_type(const Field& field) {
    std::size_t i = field.first + 2;
    while (i + 1 < field.end && leaves_[i].is('.')) i += 2;
    while (i < field.end) {
      const Leaf& current = leaves_[i];
      const bool array = current.is('[') && !current.word.token.space_before;
      if (!current.is('(') && !array) break;
      leaves_[i].glued = true;
      for (++i; i < field.end && !leaves_[i].is(')') && !leaves_[i].is(']'); ++i)
        leaves_[i].glued = true;  // decimal(10,2)
      if (i < field.end) leaves_[i++].glued = true;
    }
    return std::min(i, field.end);
  }

  static bool is_sign(const Leaf& leaf) {
    return leaf.is('+') || (leaf.is(Token::Kind::relation) && leaf.text == "-");
  }
  // -5, --5, + 5: знак числа, а не зв'язок.
  bool is_number_sign(std::size_t i) const {
    while (is_sign(leaves_[i])) ++i;
    return leaves_[i].is(Token::Kind::number);
  }

  void mark_spacing(const Field& field, std::size_t i) {
    Leaf& current = leaves_[i];
    const Leaf& previous = leaves_[i - 1];
    const bool closes =
        current.is(',') || current.is(':') || current.is('.') || current.is(')') || current.is(']');
    const bool opened = previous.is('.') || previous.is('(') || previous.is('[') || previous.is('~');
    const bool signed_number = is_sign(previous) && is_number_sign(i - 1);
    const bool backward = previous.text == "<" && current.text == "-";  // Dep: a <- b
    const bool columns =
        field.kind == FieldKind::records && current.is('(') && i > field.first + 1;  // records t(a, b)
    const bool empty_body = current.is('}') && previous.is('{');
    current.glued |= closes || opened || signed_number || backward || columns || empty_body;
  }

  void mark_cells(Field& field, std::size_t type_end) {
    const auto add = [&](std::size_t at) {
      if (at < field.end) field.cells.push_back(at);
    };
    if (field.kind == FieldKind::column) {
      field.cells = {field.first};
      add(field.first + 1);
      add(type_end);
    } else if (field.kind == FieldKind::row) {
      field.cells = {field.first};
      for (std::size_t i = field.first; i < field.end; ++i)
        if (leaves_[i].is(',')) add(i + 1);
    } else if (field.kind == FieldKind::index || field.kind == FieldKind::check ||
               field.kind == FieldKind::value) {
      field.cells = {field.first};
      for (std::size_t i = field.first; i < field.end; ++i)
        if (leaves_[i].is('[')) return add(i);
    }
  }

  void mark_words(const Field& field) {
    std::optional<std::size_t> list;
    for (std::size_t i = field.first; i < field.end && !list; ++i) {
      if (!outside_body(field, i)) break;
      if (leaves_[i].is('[') && !leaves_[i].glued) list = i;
    }
    const std::size_t head_end = list.value_or(field.has_body() ? field.open : field.end);
    switch (field.kind) {
      case FieldKind::table:
        write_as(leaves_[after_path(field.first + 1)], kAs);
        break;
      case FieldKind::use:
        write_as(leaves_[field.has_body() ? field.close + 1 : field.first + 2], kFrom);
        for (const auto& item : field.body) mark_import(item);
        break;
      case FieldKind::metadata:
        if (field.first + 1 < field.end) write_as(leaves_[field.first + 1], kMetadataKinds);
        break;
      case FieldKind::column:
        if (field.cells.size() == 3)
          for (std::size_t i = field.cells[2]; i < head_end; ++i)
            if (const auto* rule = kColumnSettings.find(leaves_[i].text);
                rule && leaves_[i].is(Token::Kind::identifier))
              leaves_[i].text = rule->name;
        break;
      case FieldKind::row:
        for (std::size_t i = field.first; i < field.end; ++i)
          if (!leaves_[i].is('.') && (i == field.first || !leaves_[i - 1].is('.')) && !leaves_[i + 1].is('.'))
            write_as(leaves_[i], kConstants);
        break;
      default:
        break;
    }
    if (list) mark_settings(field, *list);
  }

  // table a as b
  void mark_import(const Field& item) {
    write_as(leaves_[item.first], kImportKinds);
    const auto as = after_path(item.first + 1);
    if (as < item.end) write_as(leaves_[as], kAs);
  }

  // Де скінчилося ім'я a чи s.a, що починається в i.
  std::size_t after_path(std::size_t i) const {
    while (leaves_[i + 1].is('.')) i += 2;
    return i + 1;
  }

  // [імена: значення, …]
  void mark_settings(const Field& field, std::size_t open) {
    const auto known = settings_of(field.kind);
    bool at_name = true;
    for (std::size_t i = open + 1; i < field.end && !leaves_[i].is(']'); ++i) {
      if (leaves_[i].is('('))  // t.(a, b)
        while (i + 1 < field.end && !leaves_[i].is(')')) ++i;
      if (leaves_[i].is(',')) at_name = true;
      if (!at_name || !leaves_[i].is(Token::Kind::identifier)) continue;
      at_name = false;
      const std::size_t name = i;
      std::size_t end = i + 1;
      std::string words(leaves_[name].text);
      while (leaves_[end].is(Token::Kind::identifier)) (words += ' ') += leaves_[end++].text;
      const SettingRule* rule = known.find(words);
      if (!rule || rule->keeps_case) continue;
      const auto space = rule->name.find(' ');
      leaves_[name].text = rule->name.substr(0, space);
      if (space != std::string_view::npos) leaves_[name + 1].text = rule->name.substr(space + 1);
      if (leaves_[end].is(':')) mark_value(rule->key, end + 1);
    }
  }

  void mark_value(Key key, std::size_t at) {
    if (key == Key::default_value && !leaves_[at + 1].is('.')) write_as(leaves_[at], kConstants);
    if (key != Key::on_delete && key != Key::on_update) return;
    for (; leaves_[at].is(Token::Kind::identifier); ++at)
      for (const auto action : kRefActions) write_as(leaves_[at], split(action, ' '));
  }

  static constexpr std::array kAs{kAsWord};
  static constexpr std::array kFrom{kFromWord};

  std::vector<Leaf> leaves_;
  std::size_t at_ = 0;
};

}  // namespace

FormatTree read_format_tree(const SourceFile& file) {
  return TreeReader(file).read();
}

}  // namespace techmarket::dbml
