#pragma once
// Прапорці, що описують світ: спільні для команд, які створюють його із зерна.

#include <CLI/CLI.hpp>

#include "world/scale.h"

namespace techmarket::cli {

struct WorldFlags {
  std::string scale;
  std::optional<std::uint64_t> orders;
  std::uint64_t seed = Seed{}.value;
  std::string until;
  std::string uuid = "v4";
};

/// --scale, --orders, --seed, --until, --uuid. @return додані прапорці.
std::vector<CLI::Option*> add_world_options(CLI::App& command, WorldFlags& flags);

/// Помилка usage, якщо значення неможливе.
Result<world::Parameters> parameters_of(const WorldFlags& flags);

/// Перевірка для CLI11: ціле від 0 до 2^64 − 1. Без неї «-1» став би 2^64 − 1, а завелике число мовчки
/// обрізалося б.
std::string check_whole_number(const std::string& text);

}  // namespace techmarket::cli
