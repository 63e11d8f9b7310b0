#pragma once
// Чим дві схеми різняться, словами: та сама відмінність (delta.h), з якої складається план, як її показують
// людині й віддають у JSON.

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "migrate/server_forms.h"
#include "schema/schema.h"

namespace techmarket::migrate {

struct Difference {
  enum class Kind {
    missing,     ///< є в expected, немає в actual
    unexpected,  ///< є в actual, немає в expected
    changed
  };
  enum class Object { table, column, primary_key, index, check, ref, enumeration, comment };

  Kind kind = Kind::changed;
  Object object = Object::table;
  schema::QualifiedName owner;  ///< таблиця; для enumeration — сам перелік
  std::string name = {};  ///< стовпець, індекс, перевірка, зв'язок; порожньо для таблиці, ключа й переліку
  std::string attribute = {};  ///< для changed: type, null, default, increment, columns, unique, name…
  std::string expected = {}, actual = {};  ///< як показати; порожньо, коли цього боку немає
  SourceRange expected_at = {}, actual_at = {};  ///< line == 0, якщо сторона не з файлу

  /// «orders.status», «orders.idx_orders_date», «orders».
  std::string path() const;
};

/// Обидві схеми спершу зводяться (ddl::Normalised), тож формат типів, порядок стовпців та
/// індексів, автоматичні імена й вигляд виразів відмінностями не є.
/// @param forms як сервер, що тримає actual, переказав би вирази expected.
/// @return за таблицями expected у їхньому порядку, далі зайве з actual.
std::vector<Difference> compare(const schema::Database& expected, const schema::Database& actual,
                                schema::Dialect dialect, const ServerForms& forms = {});

std::string_view kind_name(Difference::Kind kind);
std::string_view object_name(Difference::Object object);

/// Відмінності, згруповані за таблицями: «-» лише в expected, «+» лише в actual, «~» різне. Порожньо, якщо їх
/// немає.
std::string to_text(const std::vector<Difference>& differences, bool color);

}  // namespace techmarket::migrate
