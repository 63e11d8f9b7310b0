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

/// «COPY fact_sales (…) FROM STDIN …».
std::string copy_statement(CopyFormat format);

/// Початок і кінець потоку COPY у цьому форматі.
std::string_view copy_header(CopyFormat format);
std::string_view copy_trailer(CopyFormat format);

/// Дописує один факт.
void encode(const Fact& fact, CopyFormat format, std::string& out);

}  // namespace techmarket::warehouse
