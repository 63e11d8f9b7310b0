#include "db/mysql/catalog_text.h"

namespace techmarket::db::mysql {

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      const char c = text[++i];
      out += c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c == '0' ? '\0' : c;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string bare_default(std::string_view text) {
  if (!text.starts_with('(') || !text.ends_with(')')) return std::string(text);
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && quoted)
      ++i;
    else if (text[i] == '\'')
      quoted = !quoted;
    else if (!quoted && text[i] == '(')
      ++depth;
    else if (!quoted && text[i] == ')' && --depth == 0 && i + 1 < text.size())
      return std::string(text);
  }
  return bare_default(text.substr(1, text.size() - 2));
}

}  // namespace techmarket::db::mysql
