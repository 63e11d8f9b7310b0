#pragma once
// Ctrl-C і SIGTERM: обробник лише ставить прапорець; довгі цикли перевіряють його між частинами роботи.

#include "base/error.h"

namespace techmarket {

/// Ставить обробники SIGINT і SIGTERM. Другий такий самий сигнал завершує програму негайно.
void install_interrupt_handler();

bool interrupted();

/// Помилка ErrorKind::interrupted, якщо користувач попросив зупинитися.
Status check_interrupted();

}  // namespace techmarket
