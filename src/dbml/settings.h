#pragma once
// Читання списків налаштувань: які імена дозволено, які без значення, які повторюються; перетворення значень.

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "dbml/keywords.h"
#include "dbml/source.h"
#include "dbml/syntax.h"
#include "schema/schema.h"

namespace techmarket::dbml {

/// Перетворює вузли дерева одного файлу на значення моделі; про неможливе повідомляє.
class SettingReader {
 public:
  /// Які значення мають власні налаштування: рядок і колір чи ще й слово, число або нічого.
  enum class Custom { text, any_word };

  SettingReader(const SourceFile& file, Reporter& reporter, Custom custom = Custom::text)
      : file_(file), reporter_(reporter), custom_(custom) {}

  /// Викликає apply для кожного налаштування, яке є в known. Зайве значення, брак значення і повтор —
  /// помилки.
  /// @param custom куди складати власні налаштування (рядок або колір); nullptr — їх тут не буває.
  template <class Apply>
  void read(const SettingList& list, const SettingTable& known, std::vector<schema::Setting>* custom,
            Apply apply) {
    unsigned seen = 0;
    for (const auto& setting : list)
      if (const auto key = accept(setting, known, custom, seen)) apply(*key, setting);
  }

  std::optional<std::string> string(const SettingNode& setting);
  /// Рядок без спільного відступу.
  std::optional<std::string> note(const SettingNode& setting);
  /// #rgb або #rrggbb; allow_none дозволяє ще й none.
  std::optional<std::string> color(const SettingNode& setting, bool allow_none = false);
  /// cascade, restrict, set null, set default, no action — нижнім регістром.
  std::optional<std::string> action(const SettingNode& setting);
  /// Слово, можливо в подвійних лапках: type індексу.
  std::optional<std::string> word(const SettingNode& setting);
  std::optional<schema::Check> check(const SettingNode& setting);
  std::optional<schema::Value> default_value(const SettingNode& setting);

  schema::Setting setting(const SettingNode& node) const;
  /// Текст налаштування name: з примітки знято спільний відступ.
  static std::string written_text(std::string_view name, std::string_view text);
  /// Значення без перевірки роду; path — член переліку. Порожньо для того, що значенням не є.
  static std::optional<schema::Value> value(const ValueNode& node);

 private:
  bool is_storable(const ValueNode& value) const;
  /// Ключ дозволеного налаштування; про недозволене повідомляє. @param seen біти вже прочитаних ключів.
  std::optional<Key> accept(const SettingNode& setting, const SettingTable& known,
                            std::vector<schema::Setting>* custom, unsigned& seen);
  void unknown(const SettingNode& setting, const SettingTable& known, std::vector<schema::Setting>* custom);
  void invalid(const SettingNode& setting, std::string_view wanted, std::string hint = {});

  const SourceFile& file_;
  Reporter& reporter_;
  Custom custom_;
};

}  // namespace techmarket::dbml
