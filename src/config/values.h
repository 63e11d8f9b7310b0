#pragma once
// Типи значень каталогу, що виходять із програми: в оболонку, YAML, SQL, шляхи, документи. Значення такого
// типу вже пройшло своє правило — іншого способу його створити немає, тож неперевірене просто нікуди
// підставити. Правила для людей — DATABASE_README.md, «Які значення приймає techmarket.toml».

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "db/endpoint.h"

namespace techmarket::config {

/// Порожня відповідь — значення гаразд, інакше продовження речення «'key' …»: «must be …».
using ValueRule = std::string (*)(std::string_view text);

// Правила. Кожне саме обмежує довжину, тож пам'ять і повідомлення не ростуть разом із файлом.
std::string project_rule(std::string_view text);  ///< простір імен Kubernetes і початок імен контейнерів
std::string service_rule(std::string_view text);  ///< ім'я сервісу: Kubernetes, compose, змінні середовища
std::string label_rule(std::string_view text);  ///< мітка DNS: мережа, клас зберігання
std::string image_rule(std::string_view text);     ///< образ контейнера: «mysql:8.4»
std::string volume_rule(std::string_view text);    ///< том Docker
std::string database_rule(std::string_view text);  ///< база, що належить сервісу
std::string maintenance_rule(std::string_view text);  ///< база PostgreSQL, з якої створюють інші
std::string user_rule(std::string_view text);
std::string host_rule(std::string_view text);  ///< ім'я або адреса машини
/// Єдине правило паролів, звідки б вони не прийшли. У відповіді самого пароля немає, лише знак, що не
/// годиться.
std::string password_rule(std::string_view text);
std::string memory_rule(std::string_view text);
std::string cpu_rule(std::string_view text);
std::string dbml_path_rule(std::string_view text);  ///< від кореня проєкту, закінчується на .dbml
std::string sql_path_rule(std::string_view text);  ///< від кореня проєкту, закінчується на .sql

/// Текст, що відповідає правилу kRule. Порожній — значення ще не прочитано.
template <ValueRule kRule>
class Checked {
 public:
  static constexpr ValueRule rule = kRule;

  Checked() = default;
  /// Для значень, у яких помилки бути не може: записаних у програмі чи вже перевірених.
  /// std::invalid_argument, якщо вона все ж є.
  explicit Checked(std::string text) : text_(std::move(text)) {
    if (const auto wrong = kRule(text_); !wrong.empty()) throw std::invalid_argument("the value " + wrong);
  }

  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  operator const std::string&() const { return text_; }
  operator std::string_view() const { return text_; }

  friend bool operator==(const Checked&, const Checked&) = default;
  friend auto operator<=>(const Checked&, const Checked&) = default;
  friend bool operator==(const Checked& a, std::string_view b) { return a.text_ == b; }
  friend std::string operator+(std::string_view a, const Checked& b) { return std::string(a) + b.text_; }
  friend std::string operator+(const Checked& a, std::string_view b) { return a.text_ + std::string(b); }

 private:
  std::string text_;
};

/// Те саме для шляху від кореня проєкту.
template <ValueRule kRule>
class CheckedPath : public Checked<kRule> {
 public:
  using Checked<kRule>::Checked;
  operator std::filesystem::path() const { return this->text(); }
  std::string file_name() const { return std::filesystem::path(this->text()).filename().string(); }
};

using ProjectName = Checked<project_rule>;
using ServiceName = Checked<service_rule>;
using LabelName = Checked<label_rule>;
using ImageName = Checked<image_rule>;
using VolumeName = Checked<volume_rule>;
using DatabaseName = Checked<database_rule>;
using MaintenanceDatabase = Checked<maintenance_rule>;
using UserName = Checked<user_rule>;
using HostName = Checked<host_rule>;
using Password = Checked<password_rule>;
using MemoryQuantity = Checked<memory_rule>;
using CpuQuantity = Checked<cpu_rule>;
using DbmlPath = CheckedPath<dbml_path_rule>;
using SqlPath = CheckedPath<sql_path_rule>;

/// «off» → TlsMode::off; порожньо, якщо слова немає серед auto, off, require, verify.
std::optional<db::TlsMode> tls_mode(std::string_view text);
inline constexpr std::string_view kTlsRule = "must be auto, off, require or verify";

/// Чи шлях, разом із посиланнями на ньому, лишається в теці root. Файл може ще не існувати.
bool stays_inside(const std::filesystem::path& root, const std::filesystem::path& relative);

/// Ключ, однаковий для шляхів, що ведуть до одного файлу: через посилання, «./», інший регістр.
std::string file_key(const std::filesystem::path& path);

}  // namespace techmarket::config

template <techmarket::config::ValueRule kRule>
struct fmt::formatter<techmarket::config::Checked<kRule>> : fmt::formatter<std::string_view> {
  template <class Context>
  auto format(const techmarket::config::Checked<kRule>& value, Context& context) const {
    return fmt::formatter<std::string_view>::format(value.text(), context);
  }
};
template <techmarket::config::ValueRule kRule>
struct fmt::formatter<techmarket::config::CheckedPath<kRule>>
    : fmt::formatter<techmarket::config::Checked<kRule>> {};
