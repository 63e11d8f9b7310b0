#pragma once
// Лексеми → дерево рекурсивним спуском. Його глибину обмежує сама граматика: вкладених виразів у DBML немає,
// а чуже вкладення пропускається лічильником дужок. Після помилки розбір іде далі з наступного рядка або
// елемента, тож один запуск показує всі помилки файлу.

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "dbml/keywords.h"
#include "dbml/lexer.h"
#include "dbml/syntax.h"

namespace techmarket::dbml {

/// Розбирає весь файл. file і reporter мають пережити дерево.
Document parse_document(const SourceFile& file, Reporter& reporter);

/// Внутрішня будова parse_document: методи розкладено за частинами мови (parser.cc, parse_value.cc,
/// parse_table.cc, parse_other.cc).
class Parser {
 public:
  Parser(const SourceFile& file, Reporter& reporter);
  Document run() &&;

 private:
  static constexpr std::size_t kLookahead = 4;

  // Лексеми.
  const Token& peek(std::size_t ahead = 0) const { return window_[(head_ + ahead) % kLookahead]; }
  Token take() {
    last_ = window_[head_];
    window_[head_] = lexer_.next();
    head_ = (head_ + 1) % kLookahead;
    return last_;
  }
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
  bool block(std::string_view element, const std::function<bool()>& field);

  // Спільні частини.
  std::string_view keep(std::string text);
  std::string_view string_text(const Token& token);
  Name name_from(const Token& token);
  std::optional<Name> name(std::string_view what);
  std::string quoted_name_hint() const;
  std::optional<PathNode> path(std::string_view what);
  /// @param nested чи може схема складатися з кількох частин.
  std::optional<QualifiedNameNode> qualified(PathNode path, bool nested);
  std::optional<QualifiedNameNode> qualified_name(std::string_view what, bool nested = true);
  std::optional<PathNode> path_with_columns(std::string_view what);
  std::optional<std::vector<Name>> column_tuple();
  std::optional<EndpointNode> endpoint(bool same_table = false);
  RelationNode relation(const Token& token) const;
  ValueNode literal(const Token& token, ValueNode::Kind kind);
  std::optional<ValueNode> number();
  std::optional<ValueNode> value();
  std::optional<ValueNode> arrow_value();
  std::optional<ValueNode> string_value(std::string_view what);
  std::string_view words(Span first);
  void setting(SettingList& list);
  SettingList settings();
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
  std::optional<TypeNode> type();
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
  std::array<Token, kLookahead> window_;
  std::size_t head_ = 0;
  Token last_;  ///< остання спожита лексема
  Document document_;
};

}  // namespace techmarket::dbml
