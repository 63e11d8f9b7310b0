#pragma once
// Схема → текст SQL. Порядок, вигляд і імена такі, як пише dbml2sql 6.6.0; де він помиляється, ми пишемо
// правильно (docs/dbml2sql.md перелічує кожну відмінність). Однакова схема дає однакові байти: у файлі немає
// часу створення.

#include <string>
#include <string_view>

#include "schema/schema.h"

namespace techmarket::ddl {

struct EmitOptions {
  /// Ім'я файлу DBML для першого рядка; без шляху, щоб текст не залежав від того, звідки його зібрали.
  /// Порожнє — без заголовка: так dbml2sql пише у stdout.
  std::string source_name;
  /// Після заголовка — оператор, який називає кодування файлу: клієнт без локалі вважав би його latin1, і
  /// українські примітки стали б сміттям. dbml2sql такого не пише.
  bool names_encoding = false;
};

/// Увесь SQL, що створює порожню базу за схемою: схеми, переліки, таблиці, індекси, примітки, зв'язки, рядки
/// records.
/// @param database розібрана без помилок: кожен зв'язок указує на наявні таблиці й стовпці.
std::string emit(const schema::Database& database, schema::Dialect dialect, const EmitOptions& options);

/// Чи починається текст заголовком emit: такий файл наш, його можна переписати.
bool is_generated_sql(std::string_view sql);

}  // namespace techmarket::ddl
