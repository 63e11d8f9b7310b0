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

}  // namespace techmarket::db::mysql
