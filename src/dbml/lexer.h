#pragma once
// Текст DBML → лексеми, по одній, без копіювання. Рядки лишаються такими, як записані; їх розкодовує
// literal.h.

#include "dbml/source.h"
#include "dbml/token.h"

namespace techmarket::dbml {

class Lexer {
 public:
  /// file і reporter мають жити довше за лексер.
  Lexer(const SourceFile& file, Reporter& reporter);
  /// Від середини файлу: begin — поза рядками, виразами й коментарями, line — його рядок.
  Lexer(const SourceFile& file, Reporter& reporter, std::size_t begin, std::int32_t line);

  /// Наступна лексема; після кінця тексту — Kind::end скільки завгодно разів.
  /// Незакритий рядок чи коментар, зайвий символ і неможливе число повідомляються тут же.
  Token next();

 private:
  /// Текст — увесь std::string, тож після останнього знака стоїть NUL, і межі перевіряти не треба.
  char peek() const { return text_.data()[at_]; }
  char peek(std::size_t ahead) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool starts_with(std::string_view prefix) const { return text_.substr(at_).starts_with(prefix); }
  /// Довжина в байтах символу імені, що починається в at_; 0 — це не символ імені.
  std::size_t identifier_length() const;

  void skip_space(Token& token);
  void skip_block_comment();
  void finish(Token& token, Token::Kind kind, std::size_t length);

  void read_name(Token& token);
  void read_name_or_number(Token& token);
  bool read_exponent();
  void read_delimited(Token& token, Token::Kind kind, char quote);
  void read_multiline_string(Token& token);
  void read_color(Token& token);
  void read_typographic_string(Token& token);
  void read_relation_or_stray(Token& token);
  bool skip_conflict();
  void count_newlines(std::size_t from);

  const SourceFile& file_;
  Reporter& reporter_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::int32_t line_ = 1;
  bool conflict_ = false;      ///< про мітки злиття вже сказано
  bool conflict_ends_ = true;  ///< попереду може стояти «>>>>>>>»
};

}  // namespace techmarket::dbml
