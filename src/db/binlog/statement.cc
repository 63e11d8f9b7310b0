#include "db/binlog/statement.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"

namespace techmarket::db::binlog {
namespace {

struct Token {
  std::string text;     ///< малими літерами, без лапок
  bool word = false;    ///< слово без лапок: може бути ключовим
  std::size_t end = 0;  ///< де в тексті кінчається
};

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$' || (c & '\x80') != 0;
}

/// Слова й імена в лапках; рядки в апострофах, коментарі та знаки пропущено. Вміст /*! … */ виконується, тож
/// його читаємо. Подвійні лапки залежно від sql_mode — рядок або ім'я: вважаємо іменем.
class Tokens {
 public:
  explicit Tokens(std::string_view sql) : sql_(sql) {}

  bool next(Token& token) {
    for (; at_ < sql_.size(); ++at_) {
      const char c = sql_[at_];
      const std::string_view rest = sql_.substr(at_);
      if (rest.starts_with("/*!") || rest.starts_with("/*M!")) {
        at_ += rest.starts_with("/*!") ? 2 : 3;
        while (at_ + 1 < sql_.size() && std::isdigit(static_cast<unsigned char>(sql_[at_ + 1]))) ++at_;
      } else if (rest.starts_with("/*")) {
        skip_to("*/", at_ + 2);
      } else if (c == '#' || rest.starts_with("-- ") || rest.starts_with("--\n") ||
                 rest.starts_with("--\t")) {
        skip_to("\n", at_);
      } else if (c == '\'') {
        (void)quoted(c, true);
      } else if (c == '`' || c == '"') {
        token = {ascii_lower(quoted(c, c == '"')), false, 0};
        token.end = ++at_;
        return true;
      } else if (is_word(c)) {
        std::size_t end = at_;
        while (end < sql_.size() && is_word(sql_[end])) ++end;
        token = {ascii_lower(sql_.substr(at_, end - at_)), true, end};
        at_ = end;
        return true;
      }
    }
    return false;
  }

 private:
  void skip_to(std::string_view end, std::size_t from) {
    const std::size_t found = sql_.find(end, from);
    at_ = found == std::string_view::npos ? sql_.size() - 1 : found + end.size() - 1;
  }

  /// Лишає at_ на закривальній лапці.
  std::string quoted(char quote, bool escapes) {
    std::string text;
    for (++at_; at_ < sql_.size(); ++at_) {
      if (escapes && sql_[at_] == '\\' && at_ + 1 < sql_.size())
        text += sql_[++at_];
      else if (sql_[at_] != quote)
        text += sql_[at_];
      else if (at_ + 1 < sql_.size() && sql_[at_ + 1] == quote)
        text += sql_[++at_];
      else
        break;
    }
    return text;
  }

  std::string_view sql_;
  std::size_t at_ = 0;
};

std::vector<Token> tokens_of(std::string_view sql) {
  std::vector<Token> all;
  Tokens tokens(sql);
  for (Token token; tokens.next(token);) all.push_back(token);
  return all;
}

template <std::size_t N>
bool one_of(const Token& token, const std::array<std::string_view, N>& words) {
  return token.word && std::ranges::find(words, token.text) != words.end();
}

constexpr std::array<std::string_view, 14> kHarmless = {"grant", "revoke", "analyze",  "optimize",  "repair",
                                                        "check", "flush",  "install",  "uninstall", "set",
                                                        "kill",  "reset",  "shutdown", "savepoint"};
constexpr std::array<std::string_view, 3> kDefinition = {"create", "alter", "drop"};
/// Чим може бути те, що створюють, змінюють чи вилучають; INDEX не змінює ні рядків, ні стовпців.
constexpr std::array<std::string_view, 18> kOtherObjects = {
    "user",       "role",    "view",    "trigger",  "procedure", "function",
    "event",      "index",   "server",  "package",  "sequence",  "temporary",
    "tablespace", "logfile", "library", "instance", "resource",  "reference"};

std::vector<std::string> names_of(const std::vector<Token>& tokens) {
  std::vector<std::string> names;
  for (const auto& token : tokens) names.push_back(token.text);
  return names;
}

Statement definition(const std::vector<Token>& tokens) {
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    if (one_of(tokens[i], kOtherObjects)) return {};
    if (!tokens[i].word) continue;
    if (tokens[i].text == "table" || tokens[i].text == "tables")
      return {Statement::Kind::ddl, names_of(tokens)};
    if (tokens[i].text == "database" || tokens[i].text == "schema")
      return tokens[0].text == "drop" ? Statement{Statement::Kind::drop_database, names_of(tokens)}
                                      : Statement{};
  }
  return {Statement::Kind::other, {}};
}

Statement xa(std::string_view sql, const std::vector<Token>& tokens) {
  const std::string second = tokens.size() > 1 ? tokens[1].text : "";
  if (second == "commit") return {Statement::Kind::xa_commit, {canonical_xid(sql.substr(tokens[1].end))}};
  if (second == "rollback") return {Statement::Kind::commit, {}};
  if (second == "start" || second == "begin") return {Statement::Kind::begin, {}};
  return {};
}

}  // namespace

Statement classify(std::string_view sql) {
  using enum Statement::Kind;
  // Сервери пишуть межі транзакцій саме так.
  if (sql == "BEGIN") return {begin, {}};
  if (sql == "COMMIT" || sql == "ROLLBACK") return {commit, {}};
  const std::vector<Token> tokens = tokens_of(sql);
  if (tokens.empty()) return {};
  const Token& first = tokens[0];
  const std::string second = tokens.size() > 1 ? tokens[1].text : "";
  if (first.text == "xa") return xa(sql, tokens);
  if (first.text == "commit") return {commit, {}};
  if (first.text == "rollback") return {second == "to" ? harmless : commit, {}};
  if (first.text == "begin" || (first.text == "start" && second == "transaction")) return {begin, {}};
  if (first.text == "set" && second == "statement") {  // MariaDB: SET STATEMENT змінна=… FOR оператор
    const auto verb =
        std::ranges::find_if(tokens, [](const Token& token) { return token.word && token.text == "for"; });
    return verb == tokens.end() ? Statement{other, {}} : classify(sql.substr(verb->end));
  }
  if (one_of(first, kHarmless) || first.text == "release") return {};
  if (one_of(first, kDefinition)) return definition(tokens);
  if (first.text == "rename") return second == "user" ? Statement{} : Statement{ddl, names_of(tokens)};
  if (first.text == "truncate") return {ddl, names_of(tokens)};
  return {other, {}};
}

std::string canonical_xid(std::string_view text) {
  std::string xid;
  for (const char c : text)
    if (!std::isspace(static_cast<unsigned char>(c))) xid += c;
  return ascii_lower(xid);
}

}  // namespace techmarket::db::binlog
