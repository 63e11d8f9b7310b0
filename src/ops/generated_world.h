#pragma once
// Світ, яким `techmarket generate` наповнив чотири бази, разом із прожитими днями: з нього відомо, скільки
// рядків має бути в кожній таблиці, хто з клієнтів пішов і в яких межах лежить час.

#include <optional>
#include <set>
#include <string>

#include "base/uuid.h"
#include "config/catalogue.h"
#include "world/expect/expect.h"

namespace techmarket::ops {

struct GeneratedWorld {
  world::Expectation expected;
  std::set<Uuid> closed;  ///< клієнти, що видалили обліковий запис
  std::set<Uuid> erased;  ///< ті з них, чий рядок зник і з клієнтів: у вимірі вони — історія
  std::string founded;    ///< «2021-11-22»: раніших подій немає
  std::string end;        ///< «2026-11-22»: перша мить, якої вже немає
};

/// Порожньо, якщо жодну з баз наповнив не generate. Відмови: retryable — generate чи simulate не завершено;
/// usage, fatal — бази належать різним світам.
Result<std::optional<GeneratedWorld>> generated_world(const config::Catalogue& catalogue);

}  // namespace techmarket::ops
