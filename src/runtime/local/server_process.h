#pragma once
// Процес сервера: знайти свій, перевірити, що це справді він, зупинити.
//
// Номер процесу у файлі нічого не доводить: після перезавантаження він може належати комусь іншому. Аргумент
// із текою даних («--datadir=/…/data») може написати в себе хто завгодно: редактор, tail, sleep. Тому наш
// процес упізнаємо за трьома ознаками разом (ProcessSignature), а сигнал посилаємо через pidfd, відкритий до
// перевірки: такий дескриптор не перейде до іншого процесу.

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"

namespace techmarket::runtime::local {

/// Аргументи командного рядка процесу; порожньо, якщо процесу вже немає або він чекає на батька (zombie).
std::vector<std::string> command_line(pid_t pid);

/// Те саме, але одним рядком і не довше за 80 знаків: для повідомлень.
std::string describe_process(pid_t pid);

/// За чим упізнаємо процес сервера.
struct ProcessSignature {
  std::string argument;  ///< дослівно один з аргументів, але не ім'я програми
  std::vector<std::string> programs;  ///< ім'я виконуваного файла: «php» — це й «php8.2»
  std::vector<uid_t> owners;          ///< від чийого імені може працювати

  bool matches(pid_t pid) const;
};

class ServerProcess {
 public:
  static std::optional<ServerProcess> find(const ProcessSignature& signature);

  /// Перевіряє, що процес pid досі має ці ознаки.
  static std::optional<ServerProcess> open(pid_t pid, const ProcessSignature& signature);

  /// Власний нащадок, якого щойно запущено: поки ми на нього не дочекалися, його номер нічий інший.
  /// Аргументів не перевіряє: мить після exec ядро показує їх порожніми. Нащадок, що вже помер, теж
  /// відкривається.
  static Result<ServerProcess> child(pid_t pid);

  ServerProcess(ServerProcess&& other) noexcept;
  ServerProcess& operator=(ServerProcess&&) = delete;
  ~ServerProcess();

  pid_t pid() const { return pid_; }
  bool has_argument(const std::string& argument) const;

  /// Чекає завершення не довше за timeout або до Ctrl-C. @return true, якщо процесу вже немає.
  bool wait_for_exit(std::chrono::milliseconds timeout) const;

  Status signal(int number) const;

 private:
  ServerProcess(pid_t pid, int descriptor) : pid_(pid), descriptor_(descriptor) {}
  pid_t pid_;
  int descriptor_;  ///< pidfd
};

}  // namespace techmarket::runtime::local
