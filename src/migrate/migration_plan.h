#pragma once
// План міграції — це дані: що перевірити до початку, які оператори виконати і в якому порядку, чим кожен
// небезпечний. Його друкують (--dry-run, schema diff --sql), віддають у JSON і виконують (run.h).

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "schema/schema.h"

namespace techmarket::migrate {

/// Чим крок шкодить. Кожен рід дозволяється окремо: --allow data-loss,rewrite,lock.
enum class Danger {
  data_loss,  ///< значення зникають або змінюються
  rewrite,  ///< сервер переписує всю таблицю: час і місце на диску ростуть разом із нею
  lock  ///< доки крок триває, таблицю не можна змінювати (у PostgreSQL часто й читати)
};

std::string_view danger_name(Danger danger);
/// Порожньо, якщо такого роду немає.
std::optional<Danger> danger_from(std::string_view name);

struct Hazard {
  Danger danger = Danger::data_loss;
  std::string reason;        ///< англійською, без крапки
  std::string subject = {};  ///< data_loss: що губиться — «customers» або «customers.fax»

  friend bool operator==(const Hazard&, const Hazard&) = default;
};

/// Одна зміна схеми. Кілька змін однієї таблиці можуть бути одним оператором.
struct Change {
  std::string summary;  ///< «rename column customers.phone to phone_number»
  std::vector<Hazard> hazards = {};
};

struct Step {
  std::string sql;  ///< оператор без «;» наприкінці; зовнішній ключ MySQL між базами — кілька операторів
  std::vector<Change> changes;
  bool alone = false;  ///< PostgreSQL: поза транзакцією плану; інакше довго тримав би її блокування
  /// MySQL: дописки, від найлегшої: сервер, який не вміє без зупинки, відмовить ще до першої зміни.
  std::vector<std::string> online = {};

  std::string summary() const { return changes.front().summary; }
};

/// Що крок робить із тим, хто працює з таблицями саме тепер. Виводиться з оператора та його шкоди
/// (effect.cc).
struct Effect {
  std::vector<std::string> locks = {};     ///< «orders: writes wait (SHARE) while the index is built»
  std::vector<std::string> rewrites = {};  ///< «orders: a new type copies the table»
  std::vector<std::string> loses = {};     ///< «orders.fax: its values are deleted»
};
Effect effect_of(const Step& step, schema::Dialect dialect);
/// «nothing» або перелік через «; ».
std::string listed(const std::vector<std::string>& things);

/// Що мусить бути правдою про дані ще до першого кроку. Запит повертає кількість рядків, які заважають.
struct DataCheck {
  std::string query;
  std::string subject;  ///< «customers.phone»
  std::string problem;  ///< після кількості: «rows are NULL»
  std::string hint;
  std::optional<Danger> waived_by = {};  ///< дозвіл, з яким такі рядки не заважають

  friend bool operator==(const DataCheck&, const DataCheck&) = default;
};

struct Plan {
  schema::Dialect dialect = schema::Dialect::mysql;
  std::vector<DataCheck> checks = {};
  std::vector<Step> steps = {};
  /// Таблиці, яких DBML не описує й не описувала: чужі, план їх не чіпає.
  std::vector<schema::QualifiedName> left_alone = {};
  /// Чужі об'єкти, яких зміни торкаються: «view paid uses orders.status, whose type changes: …».
  std::vector<std::string> dependents = {};
  std::vector<std::string> advice = {};  ///< «… looks like a rename»: план цього не вирішує сам

  bool empty() const { return steps.empty(); }
  std::set<Danger> dangers() const;
  /// PostgreSQL: усі кроки — одна транзакція.
  bool is_transaction() const;
  /// 16 шістнадцяткових цифр; однакові плани мають однакову суму.
  std::string checksum() const;
};

/// План як SQL: кожен крок із поясненням у коментарі, перевірки й поради — теж коментарі.
std::string to_text(const Plan& plan);

struct Permissions {
  std::set<Danger> dangers = {};
  std::set<std::string> losses = {};  ///< --allow data-loss:customers.fax: лише названі втрати

  bool allow(Danger danger, const std::string& subject) const {
    return dangers.contains(danger) || (danger == Danger::data_loss && losses.contains(subject));
  }
};

/// «--allow data-loss,lock»: дозволи, яких планові бракує; порожньо — усі є. Втрати названо по одній, якщо
/// так їх і дозволяли.
std::string missing_permission(const Plan& plan, const Permissions& allowed);

}  // namespace techmarket::migrate
