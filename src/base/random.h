#pragma once
// Випадковість без стану: значення є чистою функцією H(seed, entity, row, field).
// Тому порядок, кількість потоків і межі частин не можуть змінити жодного байта.

#include <cstdint>
#include <string_view>

namespace techmarket {

/// Зерно світу. Окремий тип, щоб не сплутати з номером рядка.
struct Seed {
  std::uint64_t value = 42;
};

/// Перемішування двох слів 128-бітним добутком: старша й молодша половини складаються за модулем 2.
/// Так побудовані wyhash і rapidhash (W. Yi, «Wyhash», 2019); проходить SmallCrush як лічильниковий
/// генератор.
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// FNV-1a; лише для імен сутностей і полів під час компіляції.
constexpr std::uint64_t name_hash(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

/// Рівномірні 64-бітні значення полів одного рядка. stream — hash зерна та імені сутності.
/// Поле зсуває стан на непарний крок, і лише тоді стан множиться сам на себе (так іде wyrand): множники двох
/// полів різні обидва, тому й значення їх незалежні. Добуток, у якому поле змінює тільки один множник, був би
/// майже тим самим для сусідніх полів.
class RandomRow {
 public:
  constexpr RandomRow(std::uint64_t stream, std::uint64_t row)
      : key_(mix(row ^ 0xa0761d6478bd642fu, stream)) {}

  constexpr std::uint64_t at(std::uint64_t field) const {
    const std::uint64_t state = key_ + field * 0x9e3779b97f4a7c15u;
    return mix(state, state ^ 0xe7037ed1a0b428dbu);
  }

 private:
  std::uint64_t key_;
};

constexpr std::uint64_t draw(std::uint64_t stream, std::uint64_t row, std::uint64_t field) {
  return RandomRow(stream, row).at(field);
}

/// Потік значень однієї сутності: `RandomStream orders(seed, "orders"); orders.at(row, kStatus)`.
class RandomStream {
 public:
  constexpr RandomStream(Seed seed, std::string_view entity)
      : key_(mix(seed.value ^ 0x589965cc75374cc3u, name_hash(entity)) | 1) {}

  /// Для кількох полів одного рядка: половину роботи зроблено раз.
  constexpr RandomRow row(std::uint64_t row) const { return {key_, row}; }
  constexpr std::uint64_t at(std::uint64_t row, std::uint64_t field) const {
    return this->row(row).at(field);
  }

 private:
  std::uint64_t key_;
};

/// Ціле з [0, bound) множенням замість ділення (D. Lemire, 2019, без відкидання: похибка менша за bound /
/// 2^64).
constexpr std::uint64_t below(std::uint64_t random, std::uint64_t bound) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>((static_cast<Wide>(random) * bound) >> 64);
}

/// Дійсне з [0, 1) з 53 випадковими бітами. Не для грошей.
constexpr double unit(std::uint64_t random) {
  return static_cast<double>(random >> 11) * 0x1.0p-53;
}

/// Бієкція [0, size) → [0, size), інша для кожного key: мережа Фейстеля з «ходінням циклом».
std::uint64_t permute(std::uint64_t index, std::uint64_t size, std::uint64_t key);

}  // namespace techmarket
