#pragma once
// Хто тримає порт TCP на цій машині. Джерело — /proc/net/tcp, /proc/net/tcp6 та /proc/<pid>/fd (proc(5)).

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace techmarket::runtime::local {

/// Запис таблиці сокетів про того, хто слухає.
struct Listener {
  std::uint64_t inode = 0;
  uid_t uid = 0;
};

/// Шукає в тексті /proc/net/tcp або tcp6 сокет, який слухає port на адресі, що заважає нам зайняти 127.0.0.1.
std::optional<Listener> find_listener(std::string_view table, int port);

struct PortHolder {
  std::optional<pid_t> pid;  ///< порожньо, якщо процес чужий і його дескриптори нам не видно
  uid_t uid = 0;
  /// «process 123 (nginx: master)» або «a process of user www-data».
  std::string description;
};

/// Порожньо, якщо порт на 127.0.0.1 вільний.
std::optional<PortHolder> port_holder(int port);

/// Чи міг цей користувач запустити базу, якій ми довіримо пароль: root, ми самі або службовий користувач
/// серверів. Решта користувачів машини — чужі люди.
bool may_serve_databases(const PortHolder& holder);

}  // namespace techmarket::runtime::local
