#pragma once
// Журнал: усе, крім відповіді на запит користувача, йде в stderr через spdlog.

#include <spdlog/spdlog.h>

namespace techmarket {

/// Налаштовує spdlog: stderr, «warning: текст» замість позначок часу. @param quiet лише попередження й
/// помилки.
void configure_log(bool quiet);

/// Чи малювати кольором у цей потік: термінал і немає NO_COLOR (https://no-color.org).
bool use_color(int descriptor);

}  // namespace techmarket
