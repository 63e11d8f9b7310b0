// Скільки коштують рядки: голий цикл, кожна таблиця світу й увесь світ — на одному ядрі, в одному запуску.
//
//   build/rows [ЗАМОВЛЕНЬ]      за замовчуванням 200000; зі словниками database/data
//
// Голий цикл — межа: лише хеші й форматування рядків позиції замовлення (три UUID, кількість, ціна, знижка),
// без світу й відбитків. Усе вимірюється процесорним часом по колу п'ять разів,
// береться найменший; нікуди нічого не пишеться.

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <vector>

#include <fmt/format.h>

#include "base/random.h"
#include "base/uuid.h"
#include "rows/table_source.h"
#include "world/world.h"
#include "world/world_tables.h"

namespace {

using namespace techmarket;

/// Процесорний час: сусіди на машині майже не міняють його.
double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

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

/// @return рядків за секунду.
double bare_loop() {
  constexpr std::uint64_t kRows = 3'000'000, kChunk = 4'096, kLongest = 256;
  const auto buffer = std::make_unique<char[]>(kChunk * kLongest);
  const RandomStream random(Seed{42}, "bare");
  volatile char kept = 0;  // щоб цикл не зник
  const double start = cpu_seconds();
  for (std::uint64_t done = 0; done < kRows;) {
    char* out = buffer.get();
    for (std::uint64_t i = 0; i < kChunk && done < kRows; ++i) out = row(out, random, done++);
    kept = out[-2];
  }
  (void)kept;
  return static_cast<double>(kRows) / (cpu_seconds() - start);
}

struct Made {
  std::uint64_t rows = 0;
  double seconds = 1e9;
};

/// Таблиця відтинками, як їх бере завантажувач.
void make(const rows::TableSource& table, rows::RowBuffer& buffer, Made& best) {
  constexpr std::uint64_t kUnits = 4'096;
  std::uint64_t rows = 0;
  const double start = cpu_seconds();
  for (std::uint64_t first = 0; first < table.units; first += kUnits) {
    buffer.clear();
    table.write({first, std::min(first + kUnits, table.units)}, buffer);
    rows += buffer.rows();
  }
  best = {rows, std::min(best.seconds, cpu_seconds() - start)};
}

}  // namespace

int main(int argc, char** argv) {
  const world::Parameters parameters{.orders = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 200'000,
                                     .until = *parse_date("2026-11-22")};
  const auto world = world::World::create(parameters, "database/data");
  if (!world) {
    fmt::print(stderr, "{}\n", world.error().message);
    return 2;
  }
  const auto tables = world::world_tables(**world, rows::RowOrder::natural);
  std::vector<Made> made(tables.size());
  rows::RowBuffer buffer;
  double bare = 0;
  for (int round = 0; round < 5; ++round) {
    bare = std::max(bare, bare_loop());
    for (std::size_t i = 0; i < tables.size(); ++i) make(tables[i], buffer, made[i]);
  }
  Made all{.seconds = 0};
  for (const Made& one : made) all = {all.rows + one.rows, all.seconds + one.seconds};
  fmt::print("{:<18}{:>11}{:>8}{:>12}{:>14}\n", "", "rows", "ms", "rows/s", "of the bare");
  fmt::print("{:<18}{:>11}{:>8}{:>12.0f}\n", "bare loop", "", "", bare);
  const auto print = [&](std::string_view name, const Made& one) {
    const double speed = static_cast<double>(one.rows) / one.seconds;
    fmt::print("{:<18}{:>11}{:>8.1f}{:>12.0f}{:>14.2f}\n", name, one.rows, 1e3 * one.seconds, speed,
               speed / bare);
  };
  for (std::size_t i = 0; i < tables.size(); ++i) print(tables[i].table, made[i]);
  print("the world", all);
}
