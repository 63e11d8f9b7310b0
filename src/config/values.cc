#include "config/values.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/real_path.h"
#include "base/text.h"
#include "config/quantity.h"
#include "db/server_failure.h"

namespace techmarket::config {
namespace {

constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kDigits = "0123456789";
constexpr std::size_t kLongestLabel = 63;  // RFC 1123, а за ним Kubernetes
constexpr std::size_t kLongestService = 40;  // StatefulSet дописує «-» і хеш до мітки пода
constexpr std::size_t kLongestDatabase = 63;  // PostgreSQL мовчки вкоротив би довше; у MySQL межа 64
constexpr std::size_t kLongestUser = 32;  // MySQL; у PostgreSQL межа 63
constexpr std::size_t kLongestPassword = 100;
constexpr std::string_view kPasswordMarks = "_.,:=+@%^~/-";
constexpr std::size_t kLongestHost = 253;  // RFC 1035
constexpr std::size_t kLongestImage = 255;
constexpr std::size_t kLongestPath = 255;

bool is_lower(char c) {
  return kLower.contains(c);
}
bool is_digit(char c) {
  return kDigits.contains(c);
}
bool is_alphanumeric(char c) {
  return is_digit(c) || is_lower(c) || (c >= 'A' && c <= 'Z');
}

/// Чи всі знаки — літери (лише малі, якщо lower), цифри або з others.
bool only(std::string_view text, bool lower, std::string_view others) {
  return std::ranges::all_of(text, [&](char c) {
    return (lower ? is_lower(c) || is_digit(c) : is_alphanumeric(c)) || others.contains(c);
  });
}

bool is_label(std::string_view text, std::size_t longest) {
  return !text.empty() && text.size() <= longest && is_lower(text.front()) && text.back() != '-' &&
         only(text, true, "-");
}

std::string label(std::string_view text, std::size_t longest) {
  if (is_label(text, longest)) return {};
  return fmt::format(
      "must be lower-case letters, digits and hyphens, begin with a letter, not end with a hyphen, "
      "{} characters at most",
      longest);
}

std::string identifier(std::string_view text, std::size_t longest) {
  if (!text.empty() && text.size() <= longest && !is_digit(text.front()) && only(text, false, "_")) return {};
  return fmt::format("must be letters, digits and '_', not begin with a digit, {} characters at most",
                     longest);
}

/// Знак так, щоб його впізнала людина й журнал не зіпсувався.
std::string character_name(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (c == ' ') return "a space";
  if (byte < 0x20 || byte == 0x7F) return "a control character";
  if (byte >= 0x80) return "letters outside ASCII";
  return fmt::format("'{}'", c);
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](auto word) { return equals_ignore_case(text, word); });
}

/// Частина шляху: без прихованих імен і знаків, що мають власний зміст в оболонці, YAML чи Markdown.
/// @param ascii лише ASCII: ім'я стає ключем ConfigMap.
bool is_path_part(std::string_view part, bool ascii) {
  if (part.empty() || part.front() == '.' || part.front() == '-') return false;
  return std::ranges::all_of(part, [&](char c) {
    const bool foreign = static_cast<unsigned char>(c) >= 0x80;
    return is_alphanumeric(c) || std::string_view("._-").contains(c) || (foreign && !ascii);
  });
}

std::string path_rule(std::string_view text, std::string_view extension, bool ascii_name) {
  if (text.size() > kLongestPath) return fmt::format("must be {} bytes at most", kLongestPath);
  if (!text.ends_with(extension) || text.size() == extension.size())
    return fmt::format("must end in {}", extension);
  const auto parts = split(text, '/');
  const bool inside = std::ranges::all_of(parts, [&](std::string_view part) {
    return is_path_part(part, ascii_name && part.data() == parts.back().data());
  });
  // visible() міняє лише зіпсований UTF-8, керівні знаки й зміну напряму письма.
  if (inside && visible(text) == text) return {};
  return "must be a path inside the project, counted from its root: letters, digits, '.', '_' and '-', "
         "no part that is empty, hidden or begins with '-'";
}

}  // namespace

std::string project_rule(std::string_view text) {
  if (auto wrong = label(text, kLongestService); !wrong.empty()) return wrong;
  // Простір імен створюється з правилами доступу: чужі й системні для цього не годяться.
  return text == "default" || text.starts_with("kube-") ? "must not be a namespace of Kubernetes itself" : "";
}

std::string service_rule(std::string_view text) {
  if (auto wrong = label(text, kLongestService); !wrong.empty()) return wrong;
  // adminer і techmarket — служби того самого файлу compose, а від mysql-root походить змінна
  // MYSQL_ROOT_PASSWORD.
  return is_one_of(text, {"adminer", "techmarket", "mysql-root"})
             ? "must not be adminer, techmarket or mysql-root: they are taken"
             : "";
}

std::string label_rule(std::string_view text) {
  return label(text, kLongestLabel);
}

std::string image_rule(std::string_view text) {
  if (!text.empty() && text.size() <= kLongestImage && is_alphanumeric(text.front()) &&
      only(text, false, "._/:@-"))
    return {};
  return "must be an image such as mysql:8.4";
}

std::string volume_rule(std::string_view text) {
  if (!text.empty() && text.size() <= kLongestLabel && (is_lower(text.front()) || is_digit(text.front())) &&
      only(text, true, "_.-"))
    return {};
  return fmt::format(
      "must be lower-case letters, digits, '_', '.' and '-', begin with a letter or a digit, {} characters "
      "at most",
      kLongestLabel);
}

std::string database_rule(std::string_view text) {
  if (auto wrong = identifier(text, kLongestDatabase); !wrong.empty()) return wrong;
  // clean видаляє базу сервісу, тож системною вона бути не може.
  return is_one_of(text, {"mysql", "information_schema", "performance_schema", "sys", "postgres", "template0",
                          "template1"})
             ? "must not be a database of the server itself"
             : "";
}

std::string maintenance_rule(std::string_view text) {
  return identifier(text, kLongestDatabase);
}

std::string user_rule(std::string_view text) {
  if (auto wrong = identifier(text, kLongestUser); !wrong.empty()) return wrong;
  // root образ MySQL відхиляє, а pg_… PostgreSQL лишає собі.
  return is_one_of(text, {"root"}) || ascii_lower(text.substr(0, 3)) == "pg_"
             ? "must not be root or begin with pg_: the servers keep these names"
             : "";
}

// Пароль проходить через YAML, підстановку compose, скрипт запуску образу, SQL і адреси. Лапки та «\» ламає
// скрипт образу, «$» і «}» міняє compose, решту розділових знаків — оболонка чи .env.
std::string password_rule(std::string_view text) {
  if (text.empty()) return "must not be empty";
  if (text.size() > kLongestPassword)
    return fmt::format("must not be longer than {} characters", kLongestPassword);
  const auto wrong =
      std::ranges::find_if(text, [](char c) { return !is_alphanumeric(c) && !kPasswordMarks.contains(c); });
  if (wrong == text.end()) return {};
  return fmt::format("must not contain {}: only letters, digits and {} arrive everywhere as they are written",
                     character_name(*wrong), kPasswordMarks);
}

std::string host_rule(std::string_view text) {
  if (!text.empty() && text.size() <= kLongestHost &&
      (is_alphanumeric(text.front()) || text.front() == ':') && only(text, false, ".-:_"))
    return {};
  return "must be a host name or an IP address";
}

std::optional<db::TlsMode> tls_mode(std::string_view text) {
  for (const auto mode :
       {db::TlsMode::automatic, db::TlsMode::off, db::TlsMode::require, db::TlsMode::verify})
    if (text == db::tls_name(mode)) return mode;
  return std::nullopt;
}

std::string memory_rule(std::string_view text) {
  return memory_bytes(text) ? "" : "must be an amount of memory such as 512Mi or 2Gi";
}

std::string cpu_rule(std::string_view text) {
  return cpu_millis(text) ? "" : "must be an amount of CPU such as 250m or 2";
}

std::string dbml_path_rule(std::string_view text) {
  return path_rule(text, ".dbml", false);
}

std::string sql_path_rule(std::string_view text) {
  return path_rule(text, ".sql", true);
}

bool stays_inside(const std::filesystem::path& root, const std::filesystem::path& relative) {
  const auto folder = real_path(root), target = real_path(root / relative);
  return folder && target && std::ranges::mismatch(*folder, *target).in1 == folder->end();
}

std::string file_key(const std::filesystem::path& path) {
  return ascii_lower(real_path(path).value_or(path.lexically_normal()).string());
}

}  // namespace techmarket::config
