// Розбір, розв'язання імен і вивід окремо: скільки мегабайтів DBML за секунду проходить кожен крок.
// Текст схеми той самий, що в bench/dbml.sh; аргумент — кількість таблиць.

#include <string>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "dbml/modules.h"
#include "dbml/parse.h"
#include "dbml/parser.h"
#include "dbml/resolver.h"
#include "ddl/emit.h"

namespace techmarket {
namespace {

std::string schema_text(std::int64_t tables) {
  constexpr const char* kTypes[] = {"varchar(255)", "int", "decimal(12,2)", "datetime", "boolean", "text"};
  std::string text;
  for (std::int64_t table = 0; table < tables; ++table) {
    text +=
        fmt::format("Table table_{} {{\n  id int [pk, increment, note: 'identifier of the row']\n", table);
    for (std::size_t column = 0; column < 10; ++column)
      text += fmt::format("  column_{} {} [not null, note: 'value {} of table {}']\n", column,
                          kTypes[column % std::size(kTypes)], column, table);
    text += fmt::format(
        "  parent_id int [ref: > table_{}.id]\n  indexes {{\n    (column_0, column_1) [name: "
        "'idx_{}']\n  }}\n  Note: 'table number {}'\n}}\n\n",
        table / 2, table, table);
  }
  return text;
}

void count_bytes(benchmark::State& state, const std::string& text) {
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}

void parse(benchmark::State& state) {
  const dbml::SourceFile file{.path = "bench.dbml", .text = schema_text(state.range(0))};
  for (auto _ : state) {
    dbml::Reporter reporter;
    benchmark::DoNotOptimize(dbml::parse_document(file, reporter));
  }
  count_bytes(state, file.text);
}

void resolve(benchmark::State& state) {
  const std::string text = schema_text(state.range(0));
  dbml::Reporter reporter;
  for (auto _ : state) {
    state.PauseTiming();
    auto modules = dbml::load_text(text, "bench.dbml", reporter);
    state.ResumeTiming();
    benchmark::DoNotOptimize(dbml::resolve(modules, reporter));
  }
  count_bytes(state, text);
}

void emit(benchmark::State& state, schema::Dialect dialect) {
  const std::string text = schema_text(state.range(0));
  const auto parsed = dbml::parse(text, "bench.dbml");
  for (auto _ : state) benchmark::DoNotOptimize(ddl::emit(parsed.database, dialect, {}));
  count_bytes(state, text);
}

BENCHMARK(parse)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK(resolve)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(emit, mysql, schema::Dialect::mysql)
    ->Arg(1'000)
    ->Arg(10'000)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(emit, postgres, schema::Dialect::postgres)
    ->Arg(1'000)
    ->Arg(10'000)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace techmarket

BENCHMARK_MAIN();
