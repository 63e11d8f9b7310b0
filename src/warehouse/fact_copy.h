#pragma once
// Запис факту для COPY: поля — стовпці fact_sales з опису зірки. Двійковий формат швидший, але вимагає точних
// типів (copy_binary.h); якщо схема має інші, пишеться текст.

#include <string>
#include <string_view>

#include "db/postgres/connection.h"
#include "warehouse/fact.h"

namespace techmarket::warehouse {

enum class CopyFormat { text, binary };

/// binary, якщо типи стовпців fact_sales саме ті, які пише двійковий формат.
Result<CopyFormat> fact_format(db::postgres::Connection& warehouse);

/// Стовпці fact_sales у порядку COPY, кожен із префіксом: «f.order_id, f.order_item_id, …».
std::string fact_column_list(std::string_view prefix = {});

/// «COPY table (…) FROM STDIN …». Без FREEZE: заморожені рядки побачив би й той, чий знімок давніший за них.
std::string copy_statement(std::string_view table, CopyFormat format);

/// Початок і кінець потоку COPY у цьому форматі.
std::string_view copy_header(CopyFormat format);
std::string_view copy_trailer(CopyFormat format);

/// Дописує один факт.
void encode(const Fact& fact, CopyFormat format, std::string& out);

}  // namespace techmarket::warehouse
