#pragma once
// Хто зараз працює з базами екземпляра. Кожна команда на весь час роботи тримає замок на своєму байті файлу
// StateLayout::lock() — байт каже, що це за команда, а хто може працювати поруч, каже одна таблиця
// (together). Ядро відпускає замок разом із процесом, тож убита команда нікому не заважає. StateLock замикає
// той самий файл цілком іншим способом (flock), і двом замкам байдуже один до одного: up піднімає сервер і
// посеред чужої роботи.

#include <chrono>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "runtime/state.h"

namespace techmarket::runtime {

/// Номер — байт у файлі, тож він не міняється ніколи.
enum class Work : std::uint8_t {
  down = 1,
  clean,
  generate,
  generate_share,  ///< --shard: частки одного світу пишуть водночас
  simulate,
  etl,
  verify,
  backup,
  migrate,
  expect,
  verify_deep
};

/// «techmarket etl run».
std::string_view command_of(Work work);

/// Чи дають дві команди правильний результат, працюючи водночас. Симетрична (docs/architecture.md).
bool together(Work one, Work other);

/// Чи працює зараз така команда. Відповідь застаріває одразу: вона для людей і тестів, а не для рішень.
bool at_work(Work work, const StateLayout& state = default_state());

class Activity {
 public:
  /// Якщо несумісна команда не скінчилася за patience, помилка retryable називає її. Де екземпляра немає,
  /// замка не береться: там лише замки самих баз.
  static Result<Activity> begin(Work work, const StateLayout& state = default_state(),
                                std::chrono::milliseconds patience = std::chrono::seconds(1));
  Activity(Activity&& other) noexcept;
  Activity& operator=(Activity&& other) noexcept;
  ~Activity();

 private:
  explicit Activity(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace techmarket::runtime
