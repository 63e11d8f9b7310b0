#pragma once
// Схема, якою її побачив би каталог сервера. DBML і жива база, зведені до цього вигляду, порівнюються прямо.

#include <utility>

#include "schema/schema.h"

namespace techmarket::ddl {

/// Зведена схема: дає її лише normalise(), тож функція, якій вона потрібна, незведеної не дістане. Хто міняє
/// її далі (перейменування, відповіді сервера), лишає її зведеною.
class Normalised : public schema::Database {
 public:
  schema::Dialect dialect() const { return dialect_; }

 private:
  friend Normalised normalise(const schema::Database& database, schema::Dialect dialect);
  Normalised(schema::Database&& database, schema::Dialect dialect)
      : schema::Database(std::move(database)), dialect_(dialect) {}

  schema::Dialect dialect_;
};

/// Що змінюється:
/// - зв'язки багато-до-багатьох стають проміжними таблицями, one-to-one — унікальним індексом; кожен зв'язок
///   записано від дитини (many) до батька (one), неактивних немає;
/// - типи й значення за замовчуванням мають один запис; not_null сказано явно; у MySQL переліки вписано в
/// тип;
/// - unique стовпця стає індексом, перевірки стовпців — перевірками таблиці, ключ — індексом [pk];
/// - автоматичні імена зникають, як і все, чого немає в каталозі: проєкт, групи, records, примітки значень
/// переліку.
///
/// Тексти виразів лишаються, як записано: їх порівнюють через canonical_expression().
/// Місця елементів (at) зберігаються. Удруге нічого не змінило б.
Normalised normalise(const schema::Database& database, schema::Dialect dialect);
Normalised normalise(const Normalised& database, schema::Dialect dialect) = delete;

}  // namespace techmarket::ddl
