#pragma once
// Паролі: справжні криптографічні функції з дешевими параметрами.
//
// Усі вигадані люди мають один відомий пароль: під ними можна увійти під час демонстрації, а захищати тут
// нема чого. Argon2id береться з найменшою дозволеною пам'яттю (RFC 9106: 8 КіБ на потік) і одним проходом,
// бо хеш рахується для кожного користувача. Для справжніх паролів це надто мало.

#include <array>
#include <string>
#include <string_view>

#include "world/argon2id.h"

namespace techmarket::world {

inline constexpr std::string_view kDemoPassword = "techmarket";

/// Рядок PHC: «$argon2id$v=19$m=8,t=1,p=1$сіль$хеш», сіль і хеш — base64 без доповнення.
std::string phc_string(const ArgonSalt& salt, const ArgonTag& tag);

}  // namespace techmarket::world
