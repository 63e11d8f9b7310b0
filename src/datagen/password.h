#pragma once
// Паролі й токени: справжні криптографічні функції з дешевими параметрами.
//
// Усі вигадані люди мають один відомий пароль: під ними можна увійти під час демонстрації, а захищати тут
// нема чого. Argon2id береться з найменшою дозволеною пам'яттю (RFC 9106: 8 КіБ на потік) і одним проходом,
// бо хеш рахується для кожного користувача. Для справжніх паролів це надто мало.

#include <cstdint>
#include <string>
#include <string_view>

namespace techmarket::datagen {

inline constexpr std::string_view kDemoPassword = "techmarket";

/// Рядок PHC: «$argon2id$v=19$m=8,t=1,p=1$сіль$хеш». Сіль — 16 байтів із двох слів.
std::string password_hash(std::string_view password, std::uint64_t salt_high, std::uint64_t salt_low);

/// SHA-256 шістнадцятковим записом, 64 знаки.
std::string sha256_hex(std::string_view text);

}  // namespace techmarket::datagen
