#pragma once
// Перевірки до запуску: порти вільні, місця вистачить. Краще відмовити з порадою, ніж лишити пів системи.

#include <vector>

#include "base/error.h"
#include "config/catalogue.h"
#include "runtime/state.h"

namespace techmarket::runtime::local {

struct WantedPort {
  std::string service;
  int port = 0;
};

/// Помилка (configuration) перелічує всі зайняті порти: сервіс, порт і хто його тримає.
Status check_ports(const std::vector<WantedPort>& ports);

/// Скільки байтів потребують нові теки даних.
std::uintmax_t space_needed(const std::vector<config::Service>& fresh);

/// @param needed байтів; нуль — нічого створювати.
Status check_space(const StateLayout& state, std::uintmax_t needed);

}  // namespace techmarket::runtime::local
