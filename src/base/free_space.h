#pragma once
// Вільне місце на диску: до роботи, яка щось запише, і під час неї.

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/error.h"

namespace techmarket {

/// Скільки байтів має вміститися в теку цієї машини.
struct SpaceNeed {
  std::filesystem::path folder;  ///< може ще не існувати: тоді важить найближча наявна над нею
  std::uint64_t bytes = 0;
  std::uint64_t reclaimed = 0;  ///< стільки звільнить сама робота, замінюючи старе
};

/// Скільки байтів вільно там, де лежить (чи лежатиме) тека; порожньо, якщо система не каже.
std::optional<std::uint64_t> available_space(const std::filesystem::path& folder);

/// «1.2 GiB»
std::string bytes_text(std::uint64_t bytes);

/// Помилка retryable, якщо місця менше, ніж треба: називає теку, потрібне й наявне. Коли запасу майже немає,
/// попереджає. Диск, про який система нічого не каже, вважається досить великим.
Status check_space(const SpaceNeed& need);

/// Поки живе, стежить за диском і раз попереджає, коли вільного менше, ніж лишилося записати.
class SpaceWatch {
 public:
  /// @param done зроблена частка, від 0 до 1; кличеться з власного потоку.
  SpaceWatch(SpaceNeed need, std::function<double()> done);

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

}  // namespace techmarket
