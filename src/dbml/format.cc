#include "dbml/format.h"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "base/text.h"
#include "dbml/format_string.h"
#include "dbml/format_tree.h"
#include "dbml/parser.h"

namespace techmarket::dbml {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kLineLimit = 120;  ///< довший список налаштувань розбивається
constexpr std::size_t kCellLimit = 40;  ///< ширша частина не відсуває решту стовпця

enum class Blank { keep, always };

/// Пише лексеми й коментарі підряд, вибираючи лише проміжки між ними.
class Writer {
 public:
  explicit Writer(FormatTree tree) : leaves_(std::move(tree.leaves)), elements_(std::move(tree.elements)) {}

  std::string run() && {
    bool previous_short = false;
    for (const auto& element : elements_) {
      const bool is_short = !element.has_body() || stays_on_one_line(element, 0);
      new_line(element.first, 0, is_short && previous_short ? Blank::keep : Blank::always);
      field(element, 0, {});
      previous_short = is_short;
    }
    new_line(leaves_.size() - 1, 0, Blank::keep);
    return std::move(out_);
  }

 private:
  using Widths = std::vector<std::size_t>;

  // ---- проміжки

  void break_line(bool blank, std::size_t indent) {
    if (!out_.empty()) out_ += blank ? "\n\n" : "\n";
    out_.append(indent, ' ');
  }

  void write_comment(const Comment& comment, std::size_t indent) {
    out_ += comment.line ? std::string(comment.text) : reindent_comment(comment.text, indent);
  }

  /// Лексема i починає рядок. Коментар, що стояв за попередньою лексемою, лишається за нею.
  void new_line(std::size_t i, std::size_t indent, Blank blank = Blank::keep) {
    const Gap& gap = leaves_[i].word.gap;
    const bool after_open = i > 0 && leaves_[i - 1].is('{');
    const bool before_close = leaves_[i].is('}') || leaves_[i].is(']') || leaves_[i].is(Token::Kind::end);
    // Коментар перед закривною дужкою стоїть на відступі того, що в дужках.
    const std::size_t comment_indent = leaves_[i].is('}') || leaves_[i].is(']') ? indent + kIndent : indent;
    bool broken = false, after_block = false;
    const auto next_line = [&](int newlines, bool closing) {
      const bool kept = newlines > 1 && !(after_open && !broken) && !closing;
      break_line(kept || (blank == Blank::always && !broken), closing ? indent : comment_indent);
      broken = true;
    };
    for (const auto& comment : gap.comments) {
      if (comment.newlines > 0 || (out_.empty() && i == 0))
        next_line(comment.newlines, false);
      else
        out_ += ' ';
      write_comment(comment, comment_indent);
      after_block = broken && !comment.line;
    }
    if (leaves_[i].is(Token::Kind::end)) {
      if (!out_.empty()) out_ += '\n';
      return;
    }
    if (after_block && gap.newlines == 0 && !before_close)
      out_ += ' ';
    else
      next_line(gap.newlines, before_close);
  }

  /// Лексема i продовжує рядок. Після // рядок мусить скінчитися; розбір у цьому місці його кінець терпить,
  /// бо він уже був.
  void same_line(std::size_t i, std::size_t indent) {
    const Leaf& leaf = leaves_[i];
    const Gap& gap = leaf.word.gap;
    if (gap.comments.empty()) {
      if (!leaf.glued) out_ += ' ';
      return;
    }
    const bool after_open = i > 0 && (leaves_[i - 1].is('(') || leaves_[i - 1].is('['));
    bool fresh = after_open;
    for (const auto& comment : gap.comments) {
      if (!fresh) out_ += ' ';
      write_comment(comment, indent);
      if ((fresh = comment.line)) break_line(false, indent + kIndent);
    }
    const bool closes = leaf.is(',') || leaf.is(')') || leaf.is(']') || leaf.is(':');
    if (!fresh && !closes) out_ += ' ';
  }

  // ---- поля

  /// Перша лексема поля вже стоїть на своєму місці.
  void field(const Field& field, std::size_t indent, const Widths& widths) {
    if (!field.has_body()) return range(field, field.first, field.end, indent, widths);
    if (stays_on_one_line(field, indent)) {
      out_ += flat(field.first, field.end);
      return;
    }
    range(field, field.first, field.open + 1, indent, widths);
    body(field, indent);
    if (!field.body.empty() || !leaves_[field.close].word.gap.comments.empty()) new_line(field.close, indent);
    range(field, field.close, field.end, indent, {});
  }

  void body(const Field& field, std::size_t indent) {
    const auto& fields = field.body;
    for (std::size_t i = 0; i < fields.size();) {
      const std::size_t end = section_end(fields, i);
      const Widths widths = section_widths(std::span(fields).subspan(i, end - i), indent + kIndent);
      for (; i < end; ++i) {
        new_line(fields[i].first, indent + kIndent);
        this->field(fields[i], indent + kIndent, widths);
      }
    }
  }

  /// Лексеми [first, end): списки налаштувань, вирівняні частини, багаторядкові тексти.
  void range(const Field& field, std::size_t first, std::size_t end, std::size_t indent,
             const Widths& widths) {
    std::size_t cell = 0;
    std::size_t cell_start = out_.size();
    for (std::size_t i = first; i < end; ++i) {
      if (i > first && cell + 1 < field.cells.size() && i == field.cells[cell + 1]) {
        if (cell < widths.size() && leaves_[i].word.gap.comments.empty())
          pad(std::string_view(out_).substr(cell_start), widths[cell]);
        ++cell;
        same_line(i, indent);
        cell_start = out_.size();
      } else if (i > first) {
        same_line(i, indent);
      }
      if (leaves_[i].is('[') && !leaves_[i].glued) {
        i = settings(i, end, indent);
        continue;
      }
      write(i, indent);
    }
  }

  void pad(std::string_view cell, std::size_t width) {
    const std::size_t written = count_code_points(cell);
    if (written < width && !cell.contains('\n')) out_.append(width - written, ' ');
  }

  void write(std::size_t i, std::size_t indent) {
    const Leaf& leaf = leaves_[i];
    out_ += leaf.note ? reindent_string(leaf.text, indent) : std::string(leaf.text);
  }

  /// Список налаштувань від '['. @return номер ']'.
  std::size_t settings(std::size_t open, std::size_t end, std::size_t indent) {
    std::size_t close = open + 1;
    while (!leaves_[close].is(']')) ++close;
    if (!must_break(open, close, end)) {
      write(open, indent);
      for (std::size_t i = open + 1; i <= close; ++i) {
        same_line(i, indent);
        write(i, indent);
      }
      return close;
    }
    write(open, indent);
    int depth = 0;
    for (std::size_t i = open + 1; i < close; ++i) {
      const bool item = i == open + 1 || (leaves_[i - 1].is(',') && depth == 0);
      depth += leaves_[i].is('(') ? 1 : leaves_[i].is(')') ? -1 : 0;
      if (item)
        new_line(i, indent + kIndent);
      else
        same_line(i, indent + kIndent);
      write(i, indent + kIndent);
    }
    new_line(close, indent);
    write(close, indent);
    return close;
  }

  // Розбивається список із //, список із кількох налаштувань, де є багаторядковий текст, і задовгий.
  bool must_break(std::size_t open, std::size_t close, std::size_t end) const {
    if (has_line_comment(open + 1, close + 1)) return true;
    int depth = 0;
    bool several = false, tall = false;
    for (std::size_t i = open + 1; i < close; ++i) {
      depth += leaves_[i].is('(') ? 1 : leaves_[i].is(')') ? -1 : 0;
      several |= leaves_[i].is(',') && depth == 0;
      tall |= is_tall(i);
    }
    tall |= is_tall(close);
    if (!several) return false;
    return tall || code_points_of_line() + count_code_points(flat(open, end)) > kLineLimit;
  }

  // ---- виміри

  bool is_tall(std::size_t i) const {
    const auto has_newline = [](const Comment& comment) { return comment.text.contains('\n'); };
    return leaves_[i].text.contains('\n') || std::ranges::any_of(leaves_[i].word.gap.comments, has_newline);
  }

  /// Чи є // перед лексемами [first, end).
  bool has_line_comment(std::size_t first, std::size_t end) const {
    for (std::size_t i = first; i < end; ++i)
      if (std::ranges::any_of(leaves_[i].word.gap.comments, &Comment::line)) return true;
    return false;
  }

  /// Лексеми [first, end) в один рядок, щоб його виміряти; записують лише рядок без коментарів.
  std::string flat(std::size_t first, std::size_t end) const {
    std::string text;
    for (std::size_t i = first; i < end; ++i) {
      if (i > first) {
        // Довжина не повинна залежати від відступів усередині /* … */: від коментаря досить першого рядка.
        for (const auto& comment : leaves_[i].word.gap.comments)
          (text += ' ') += comment.text.substr(0, comment.text.find('\n'));
        if (!leaves_[i].glued) text += ' ';
      }
      text += leaves_[i].text;
    }
    return text;
  }

  std::size_t code_points_of_line() const {
    const auto start = out_.rfind('\n');
    return count_code_points(std::string_view(out_).substr(start == std::string::npos ? 0 : start + 1));
  }

  // use { table a } from './x' і Tables { * } лишаються в рядку, якщо так записані.
  bool stays_on_one_line(const Field& field, std::size_t indent) const {
    if (!field.has_body() || (field.kind != FieldKind::use && field.kind != FieldKind::section)) return false;
    for (std::size_t i = field.first + 1; i < field.end; ++i) {
      const Gap& gap = leaves_[i].word.gap;
      const bool in_body = i > field.open && i <= field.close;
      if (!gap.comments.empty() || (in_body && leaves_[i].word.token.newline_before)) return false;
    }
    return indent + count_code_points(flat(field.first, field.end)) <= kLineLimit;
  }

  // ---- вирівнювання

  bool begins_section(const Field& field) const {
    const Gap& gap = leaves_[field.first].word.gap;
    return gap.newlines > 1 ||
           std::ranges::any_of(gap.comments, [](const Comment& c) { return c.newlines > 1; });
  }

  // Поля одного роду без порожнього рядка між ними вирівнюються разом.
  std::size_t section_end(const std::vector<Field>& fields, std::size_t first) const {
    std::size_t end = first + 1;
    while (end < fields.size() && !fields[first].cells.empty() && !fields[end].cells.empty() &&
           !begins_section(fields[end]))
      ++end;
    return end;
  }

  Widths section_widths(std::span<const Field> fields, std::size_t indent) const {
    Widths widths;
    std::size_t longest_row = 0;
    for (const auto& field : fields) {
      std::size_t row = indent;
      for (std::size_t i = 0; i < field.cells.size(); ++i) {
        const std::size_t end = i + 1 < field.cells.size() ? field.cells[i + 1] : field.end;
        if (has_line_comment(field.cells[i] + 1, end)) break;
        const std::string text = flat(field.cells[i], end);
        const std::size_t width = text.contains('\n') ? 0 : count_code_points(text);
        row += width + 1;
        if (end == field.end) break;  // останню частину вирівнювати нема перед чим
        if (widths.size() <= i) widths.push_back(0);
        if (width <= kCellLimit) widths[i] = std::max(widths[i], width);
      }
      longest_row = std::max(longest_row, row);
    }
    const bool rows = !fields.empty() && fields.front().kind == FieldKind::row;
    return rows && longest_row > kLineLimit ? Widths() : widths;
  }

  std::vector<Leaf> leaves_;
  std::vector<Field> elements_;
  std::string out_;
};

/// Лексеми й коментарі обох текстів однакові: різняться лише проміжки, регістр слів мови й відступи рядків.
bool same_words(const SourceFile& before, const SourceFile& after) {
  Reporter ignored;
  const auto a = read_words(before, ignored), b = read_words(after, ignored);
  const auto same = [&](const Word& x, const Word& y) {
    if (x.token.kind != y.token.kind || x.gap.comments.size() != y.gap.comments.size()) return false;
    const auto left = before.text_of(x.token.at), right = after.text_of(y.token.at);
    if (x.token.is(Token::Kind::identifier)) return equals_ignore_case(left, right);
    return x.token.is(Token::Kind::string) ? same_string(left, right) : left == right;
  };
  return std::ranges::equal(a, b, same);
}

}  // namespace

Formatted format(std::string text, std::string path) {
  // Розбір читає чужий байт як U+FFFD; записати його так у файл означало б утратити те, що там було.
  if (invalid_utf8(text) != std::string::npos)
    return {.text = {},
            .diagnostics = {{.code = "invalid-utf8",
                             .message = "the file is not UTF-8",
                             .at = {.file = std::move(path)},
                             .hint = "save the file as UTF-8",
                             .subject = {}}}};
  const SourceFile before{.path = std::move(path), .text = std::move(text)};
  Reporter reporter;
  parse_document(before, reporter);
  Formatted formatted{.text = {}, .diagnostics = std::move(reporter.diagnostics())};
  if (!formatted.ok()) return formatted;

  SourceFile after{.path = before.path, .text = Writer(read_format_tree(before)).run()};
  Reporter again;
  parse_document(after, again);
  if (count_errors(again.diagnostics()) > 0 || !same_words(before, after)) {
    formatted.diagnostics.push_back({.code = "format-changes-meaning",
                                     .message = "formatting would change the meaning of this file",
                                     .at = {.file = before.path},
                                     .hint = "this is a bug of the formatter: please report the file",
                                     .subject = {}});
    return formatted;
  }
  formatted.text = std::move(after.text);
  return formatted;
}

}  // namespace techmarket::dbml
