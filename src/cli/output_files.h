#pragma once
// Куди команда пише: не туди, звідки читає, і не двічі в один файл.

#include <span>
#include <string>
#include <vector>

#include "base/error.h"

namespace techmarket::cli {

/// Відмова usage, якщо якийсь вихід — один із входів або ще один вихід: за іменем, через посилання чи тверде
/// посилання. Пристрої й канали (/dev/stdout) нічого не переписують, тож їм усе можна. Порожні імена —
/// нічого.
Status check_outputs(std::span<const std::string> inputs, const std::vector<std::string>& outputs);

}  // namespace techmarket::cli
