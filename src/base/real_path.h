#pragma once
// Куди насправді веде шлях.

#include <filesystem>
#include <optional>

namespace techmarket {

/// Абсолютний шлях без посилань, «.» і «..». Файлу чи теки може ще не бути; посилання, що веде до неіснуючого
/// файлу, теж розкривається: щойно він з'явиться, запис піде крізь нього. Порожньо — посилання ходять по
/// колу.
std::optional<std::filesystem::path> real_path(std::filesystem::path path);

}  // namespace techmarket
