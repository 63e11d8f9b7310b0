#pragma once
// Домени PostgreSQL: жива модель має замість домену його тип і правила, а DBML може називати й сам домен.

#include "db/catalog.h"
#include "schema/schema.h"

namespace techmarket::migrate {

/// Стовпцям цілі, що називають домен, який стовпець у базі вже має, дає тип і правила живого: різниці немає.
void adopt_domains(schema::Database& target, const db::Catalog& live);

}  // namespace techmarket::migrate
