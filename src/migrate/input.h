#pragma once
// Усе, з чого складається план. Будується раз у plan_migration() і лише читається.

#include "migrate/delta.h"
#include "migrate/physical.h"
#include "migrate/renames.h"
#include "schema/schema.h"

namespace techmarket::migrate {

struct PlanInput {
  schema::Dialect dialect;
  const schema::Database& source;  ///< ціль, як її розібрано: тексти значень за замовчуванням
  const schema::Database& target;  ///< вона ж, зведена
  const schema::Database& actual;  ///< зведена, після перейменувань
  const Renames& renames;
  const Physical& physical;  ///< після перейменувань
  const LiveNames& names;
  const Delta& delta;
};

}  // namespace techmarket::migrate
