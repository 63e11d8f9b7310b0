// Голий цикл — межа, з якою порівнюють generate: лише хеші й форматування рядків позиції замовлення (три
// UUID, кількість, ціна, знижка), без світу, буферів і потоків. Друкує рядків за секунду на одному ядрі.
//
//   build/bare_rows [РЯДКІВ]      за замовчуванням 20000000

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <fmt/format.h>

#include "base/random.h"
#include "base/uuid.h"

namespace {

using namespace techmarket;

char* number(char* out, std::uint64_t value) {
  const fmt::format_int text(value);
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

char* money(char* out, std::uint64_t kopiykas) {
  out = number(out, kopiykas / 100);
  *out++ = '.';
  *out++ = static_cast<char>('0' + kopiykas / 10 % 10);
  *out++ = static_cast<char>('0' + kopiykas % 10);
  return out;
}

char* row(char* out, const RandomStream& random, std::uint64_t index) {
  for (std::uint64_t field = 0; field < 3; ++field) {
    write_text(uuid_v4(random.at(index, 2 * field), random.at(index, 2 * field + 1)), out);
    out += kUuidTextLength;
    *out++ = '\t';
  }
  const std::uint64_t rest = random.at(index, 6);
  out = number(out, 1 + below(rest, 5));
  *out++ = '\t';
  out = money(out, 9'900 + below(random.at(index, 7), 5'000'000));
  *out++ = '\t';
  out = money(out, below(random.at(index, 8), 100'000));
  *out++ = '\n';
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t rows = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 20'000'000;
  constexpr std::uint64_t kChunk = 4'096, kLongest = 256;
  const auto buffer = std::make_unique<char[]>(kChunk * kLongest);
  const RandomStream random(Seed{42}, "bare");
  std::uint64_t bytes = 0;
  unsigned char sum = 0;  // щоб цикл не зник
  const auto start = std::chrono::steady_clock::now();
  for (std::uint64_t done = 0; done < rows;) {
    char* out = buffer.get();
    for (std::uint64_t i = 0; i < kChunk && done < rows; ++i) out = row(out, random, done++);
    bytes += static_cast<std::uint64_t>(out - buffer.get());
    sum ^= static_cast<unsigned char>(out[-2]);
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  fmt::print("{:.0f} {:.0f} {}\n", static_cast<double>(rows) / seconds, static_cast<double>(bytes) / seconds,
             sum);
}
