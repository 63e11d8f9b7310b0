#include "ddl/emit.h"

#include "ddl/script.h"
#include "ddl/syntax.h"

namespace techmarket::ddl {

std::string emit(const schema::Database& database, schema::Dialect dialect, const EmitOptions& options) {
  const auto syntax = make_syntax(dialect);
  return Script(database, *syntax).write(options);
}

}  // namespace techmarket::ddl
