#pragma once
// Ctrl-C і SIGTERM: обробник лише ставить прапорець; довгі цикли перевіряють його між частинами роботи.

#include "base/error.h"

namespace techmarket {

/// Ставить обробники SIGINT і SIGTERM. Другий такий самий сигнал завершує програму негайно.
void install_interrupt_handler();

/// Для обчислень без серверів: сигнал завершує програму одразу, кодом 130. Довгий розбір прапорця не
/// перевіряє, а кидати напівдорозі тут нічого: файли пишуться цілком (InterruptDelay).
void end_at_once_on_interrupt();

/// Поки живе, сигнал чекає: запис файлу не лишить по собі тимчасового.
class InterruptDelay {
 public:
  InterruptDelay();
  ~InterruptDelay();
  InterruptDelay(const InterruptDelay&) = delete;
  InterruptDelay& operator=(const InterruptDelay&) = delete;
};

bool interrupted();

/// Помилка ErrorKind::interrupted, якщо користувач попросив зупинитися.
Status check_interrupted();

}  // namespace techmarket
