#pragma once
// SHA-256: те саме, що друкує sha256sum.

#include <string>
#include <string_view>

namespace techmarket {

/// Шістнадцятковий запис, 64 знаки.
std::string sha256_hex(std::string_view text);

}  // namespace techmarket
