#include "dbml/trivia.h"

#include <algorithm>

#include "base/text.h"
#include "dbml/lexer.h"

namespace techmarket::dbml {
Gap read_gap(const SourceFile& file, std::size_t from, std::size_t to, std::int32_t line) {
  Gap gap;
  const std::string_view text = std::string_view(file.text).substr(0, to);
  for (std::size_t at = from; at < to;) {
    const bool is_line = text.substr(at).starts_with("//");
    if (!is_line && !text.substr(at).starts_with("/*")) {
      if (text[at] == '\n') {
        ++gap.newlines;
        ++line;
      }
      ++at;
      continue;
    }
    const auto close = text.find(is_line ? "\n" : "*/", at + 2);
    const auto end = close == std::string_view::npos ? to : close + (is_line ? 0 : 2);
    const auto whole = text.substr(at, end - at);
    Comment comment{
        .text = whole.substr(0, whole.find_last_not_of(" \t\r") + 1),
        .at = {.begin = static_cast<std::uint32_t>(at), .end = static_cast<std::uint32_t>(end), .line = line},
        .newlines = gap.newlines,
        .line = is_line};
    line += static_cast<std::int32_t>(std::ranges::count(whole, '\n'));
    gap.comments.push_back(comment);
    gap.newlines = 0;
    at = end;
  }
  return gap;
}

std::vector<Word> read_words(const SourceFile& file, Reporter& reporter) {
  std::vector<Word> words;
  Lexer lexer(file, reporter);
  std::size_t end = file.text_start();
  std::int32_t line = 1;
  for (;;) {
    const Token token = lexer.next();
    words.push_back({.token = token, .gap = read_gap(file, end, token.at.begin, line)});
    if (token.is(Token::Kind::end)) return words;
    const auto text = file.text_of(token.at);
    line = token.at.line + static_cast<std::int32_t>(std::ranges::count(text, '\n'));
    end = token.at.end;
  }
}

}  // namespace techmarket::dbml
