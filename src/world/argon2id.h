#pragma once
// Argon2id (RFC 9106) для багатьох солей одразу: кожен елемент вектора процесора рахує свій хеш.
//
// Бібліотеки рахують хеші по одному, і на мільйонах облікових записів це забирало б більше часу, ніж усі інші
// стовпці світу разом. Тут вони в півтора–п'ять разів швидші, залежно від процесора, а правильність звіряє
// з libargon2 тест. Лише для вигаданих людей: параметри — найменші дозволені, пам'ять після себе не
// стирається.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace techmarket::world {

// Один прохід, одна доріжка і найменша для неї пам'ять.
inline constexpr std::uint32_t kArgonVersion = 0x13, kArgonPasses = 1, kArgonLanes = 1, kArgonMemoryKiB = 8;

using ArgonSalt = std::array<unsigned char, 16>;
using ArgonTag = std::array<unsigned char, 32>;

/// @param tags стільки ж, скільки salts. @param password щонайбільше 64 байти.
void argon2id(std::string_view password, std::span<const ArgonSalt> salts, std::span<ArgonTag> tags);

/// Те саме з вектором названої ширини: 2, 4 або 8 хешів одразу. @return false, якщо процесор такої не має.
bool argon2id_with_width(std::size_t width, std::string_view password, std::span<const ArgonSalt> salts,
                         std::span<ArgonTag> tags);

}  // namespace techmarket::world
