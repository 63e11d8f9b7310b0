#pragma once
// Усе, з чого складається план. Будується раз у plan_migration() і лише читається.

#include "ddl/normalise.h"
#include "migrate/delta.h"
#include "migrate/physical.h"
#include "migrate/renames.h"
#include "schema/schema.h"

namespace techmarket::migrate {

struct PlanInput {
  const schema::Database& source;  ///< ціль, як її розібрано: тексти значень за замовчуванням
  const ddl::Normalised& target;  ///< вона ж, зведена
  const ddl::Normalised& actual;  ///< після перейменувань
  const Renames& renames;
  const Physical& physical;  ///< після перейменувань
  const LiveNames& names;
  const Delta& delta;
  bool online = false;  ///< чекати не повинен ніхто: run.h

  schema::Dialect dialect() const { return target.dialect(); }
};

}  // namespace techmarket::migrate
