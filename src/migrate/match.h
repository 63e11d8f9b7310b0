#pragma once
// Який елемент однієї схеми відповідає якому в іншій.

#include <utility>
#include <vector>

#include "schema/schema.h"

namespace techmarket::migrate {

template <class Element>
using Elements = std::vector<const Element*>;

/// Пари того самого в двох схемах і те, що є лише в одній.
template <class Element>
struct Matched {
  std::vector<std::pair<const Element*, const Element*>> pairs;  ///< (expected, actual)
  Elements<Element> missing;                                     ///< лише в expected
  Elements<Element> unexpected;                                  ///< лише в actual
};

// Елементи — зі зведених схем (ddl::Normalised); вказівники дійсні, доки ті живуть. Правила пробуються від
// суворого до поблажливого, тож два елементи пари ще можуть різнитися іменем чи властивостями.
Matched<schema::Index> match_indexes(const std::vector<schema::Index>& expected,
                                     const std::vector<schema::Index>& actual, schema::Dialect dialect);
Matched<schema::Check> match_checks(const std::vector<schema::Check>& expected,
                                    const std::vector<schema::Check>& actual, schema::Dialect dialect);
/// @param expected, actual ключі однієї таблиці.
Matched<schema::Ref> match_refs(Elements<schema::Ref> expected, Elements<schema::Ref> actual);

/// Ті самі стовпці й вирази в тому самому порядку.
bool same_parts(const schema::Index& a, const schema::Index& b, schema::Dialect dialect);
bool same_expression(const schema::Check& a, const schema::Check& b, schema::Dialect dialect);
/// Значення за замовчуванням двох зведених стовпців.
bool same_default(const schema::Column& a, const schema::Column& b, schema::Dialect dialect);
/// Та сама батьківська таблиця і ті самі пари стовпців, у будь-якому порядку.
bool same_ends(const schema::Ref& a, const schema::Ref& b);

}  // namespace techmarket::migrate
