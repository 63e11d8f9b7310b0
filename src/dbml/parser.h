#pragma once
// Лексеми → дерево рекурсивним спуском. Його глибину обмежує сама граматика: вкладених виразів у DBML немає,
// а чуже вкладення пропускається лічильником дужок. Після помилки розбір іде далі з наступного рядка або
// елемента, тож один запуск показує всі помилки файлу.

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "dbml/keywords.h"
#include "dbml/lexer.h"
#include "dbml/syntax.h"

namespace techmarket::dbml {

/// Розбирає весь файл. file і reporter мають пережити дерево.
Document parse_document(const SourceFile& file, Reporter& reporter);

/// Внутрішня будова parse_document (parse_document.cc): методи розкладено за частинами мови (parser.cc,
/// parse_value.cc, parse_table.cc, parse_other.cc).
class Parser {
 public:
  Parser(const SourceFile& file, Reporter& reporter);
  /// Від середини файлу (див. Lexer).
  Parser(const SourceFile& file, Reporter& reporter, std::size_t begin, std::int32_t line);

  /// @param end де зупинитися, якщо там починається елемент верхнього рівня; npos — у кінці файлу.
  Document run(std::size_t end = std::string_view::npos) &&;
  /// Чи скінчився розбір саме там, де просили.
  bool stands_at(std::size_t place) const { return peek().at.begin == place; }

 private:
  static constexpr std::size_t kLookahead = 4;

  // Лексеми.
  const Token& peek(std::size_t ahead = 0) const { return next_[ahead]; }
  /// Остання спожита лексема.
  const Token& last() const { return next_[-1]; }
  /// Посилання на лексеми живуть, доки їх не зсунуто на початок: покладатися на це не можна.
  const Token& take() {
    if (++next_ + kLookahead > tokens_.data() + tokens_.size()) return take_at_end();
    next_[kLookahead - 1] = lexer_.next();
    return last();
  }
  const Token& take_at_end();
  bool accept(char symbol) {
    if (!peek().is(symbol)) return false;
    take();
    return true;
  }
  /// Споживає знак або повідомляє «expected X, found Y». @param what що саме шукали, наприклад "'}' after …".
  bool expect(char symbol, std::string_view what);
  std::string_view text(const Token& token) const { return file_.text_of(token.at); }
  bool at_word(std::string_view word, std::size_t ahead = 0) const;
  /// Чи відкриває слово блок у тілі елемента: «{» мусить стояти на тому самому рядку.
  bool opens_block() const { return peek(1).is('{') && !peek(1).newline_before; }
  std::string describe(const Token& token) const;

  // Повідомлення і відновлення.
  void error(Span at, std::string_view code, std::string message, Advice advice = {});
  void unexpected(std::string_view wanted, std::string hint = {});
  std::string stray_hint() const;
  std::string end_of_field_hint(std::string_view after) const;
  std::string after_type_hint() const;
  std::string name_hint() const;
  /// До кінця поля: початок рядка або '}' на тій самій глибині дужок.
  void skip_field();
  /// До наступного елемента: пропускає тіло в дужках, якщо воно є.
  void skip_element();
  void skip_balanced_block();
  /// Чи починається тут новий елемент верхнього рівня (тоді попередньому бракує '}').
  bool at_forgotten_brace() const;
  /// Поле закінчилося: далі новий рядок, '}' або кінець файлу. Зайве повідомляється і пропускається.
  void end_of_field(std::string_view after);
  /// { поля }. field читає одне поле і повертає false, якщо вже повідомив про помилку.
  /// @return false, якщо про якесь поле повідомлено і воно не потрапило до дерева.
  template <class Field>
  bool block(std::string_view element, Field field) {
    const Span opening = peek().at;
    if (!open_block(element)) return false;
    bool clean = true;
    while (!peek().is('}')) {
      if (ends_too_early(opening, element)) return false;
      const auto before = last().at.end;
      const bool read = field();
      if (last().at.end == before) take();  // поле, що нічого не спожило, не повинно зациклити розбір
      if (!read) skip_field();
      clean = clean && read;
    }
    take();
    return clean;
  }
  bool open_block(std::string_view element);
  bool ends_too_early(Span opening, std::string_view element);

  // Спільні частини.
  std::string_view keep(std::string text);
  std::string_view string_text(const Token& token);
  Name name_from(const Token& token);
  std::optional<Name> name(std::string_view what);
  bool name(std::string_view what, Name& out);
  std::string quoted_name_hint() const;
  std::optional<PathNode> path(std::string_view what);
  /// @param nested чи може схема складатися з кількох частин.
  std::optional<QualifiedNameNode> qualified(PathNode path, bool nested);
  std::optional<QualifiedNameNode> qualified_name(std::string_view what, bool nested = true);
  bool qualified_name(std::string_view what, bool nested, QualifiedNameNode& out);
  std::optional<PathNode> path_with_columns(std::string_view what);
  std::optional<std::vector<Name>> column_tuple();
  std::optional<EndpointNode> endpoint(bool same_table = false);
  RelationNode relation(const Token& token) const;
  ValueNode literal(const Token& token, ValueNode::Kind kind);
  std::optional<ValueNode> number();
  std::optional<ValueNode> value();
  bool value(ValueNode& out);
  std::optional<ValueNode> arrow_value();
  std::optional<ValueNode> string_value(std::string_view what);
  std::string_view words(Span first);
  bool setting(SettingNode& node);
  SettingList settings();
  void settings(SettingList& list);
  void unquoted_expression(const ValueNode& name);
  void skip_setting();
  void reject_settings(std::string_view element, std::string hint = {});
  void reject_alias(std::string_view element);
  void require_space();
  std::optional<NoteNode> note();

  // Елементи верхнього рівня.
  void element();
  void element(ElementKind kind);
  void unknown_element();
  void project();
  void table(bool partial);
  void enumeration();
  void ref();
  void group();
  void sticky_note();
  void top_records();
  void view();
  void dependency();
  bool edge(DependencyNode& dependency);
  std::string_view arrow();
  void metadata();
  void use(bool reuse);
  bool use_item(UseNode& node);
  std::optional<PropertyNode> property(std::string_view element);

  // У таблиці.
  bool table_field(TableNode& table, bool partial);
  bool misplaced_element();
  bool injection(TableNode& table);
  std::string missing_type_hint(std::string_view column) const;
  bool column(TableNode& table);
  bool column(ColumnNode& node);
  bool type(TypeNode& node);
  bool type_arguments(TypeNode& type);
  bool type_array(TypeNode& type);
  void legacy_settings(ColumnNode& column);
  bool index(TableNode& table);
  bool index_part(IndexNode& index);
  bool check(TableNode& table);
  bool ref_body(RefNode& node);
  bool records_columns(RecordsNode& records);
  void records_rows(RecordsNode& records);
  bool record_row(RecordsNode& records);
  bool record_value(std::vector<ValueNode>& row);

  const SourceFile& file_;
  Reporter& reporter_;
  Lexer lexer_;
  /// Остання спожита і кілька наступних; решта місця — щоб зсувати їх зрідка.
  std::array<Token, 64> tokens_;
  Token* next_ = tokens_.data() + 1;
  Document document_;
};

}  // namespace techmarket::dbml
