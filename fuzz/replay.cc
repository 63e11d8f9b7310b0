// Повтор без libFuzzer: ціль проходить усе насіння і повторювані зміни в ньому. Падіння або порушена обіцянка
// провалює тест, а номер зміни в stderr дає її відтворити.
//   fuzz_parse                      насіння і 4000 змін (TECHMARKET_MUTATIONS — скільки інших)
//   fuzz_parse --mutation N         лише N-та зміна
//   fuzz_parse --write-seeds ТЕКА   насіння окремими файлами: початковий корпус libFuzzer
//   fuzz_parse FILE…                лише ці файли
#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/random.h"
#include "support/case_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace techmarket::fuzz {
namespace {

namespace fs = std::filesystem;

volatile std::uint64_t current = 0;  // обробник сигналу друкує, на якій зміні все скінчилося

extern "C" void report_mutation(int) {
  std::fputs(fmt::format("mutation {}\n", static_cast<std::uint64_t>(current)).c_str(), stderr);
  std::_Exit(1);
}

void run(std::string_view text) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

std::vector<fs::path> files_of(const fs::path& folder, std::string_view extension) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(fs::path(TECHMARKET_SOURCE_DIR) / folder))
    if (entry.path().extension() == extension) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

#ifdef TECHMARKET_FUZZ_LOGS
constexpr std::size_t kFewestSeeds = 3;

std::vector<std::string> seeds() {
  std::vector<std::string> logs;
  for (const auto& path : files_of("tests/binlog", ".binlog")) logs.push_back(read_file(path).value_or(""));
  return logs;
}
#else
constexpr std::size_t kFewestSeeds = 300;

std::vector<std::string> seeds() {
  std::vector<std::string> texts;
  for (const auto* folder : {"tests/cases/dbml", "tests/cases/sql", "tests/cases/fmt"})
    for (const auto& path : files_of(folder, ".case")) {
      const auto file = support::read_case(path);
      if (file && file->section("input")) texts.push_back(*file->section("input"));
    }
  for (const auto* folder : {"docs/db", "fuzz/corpus"})
    for (const auto& path : files_of(folder, ".dbml")) texts.push_back(read_file(path).value_or(""));
  return texts;
}

#endif

/// Слова словника libFuzzer: рядки "…" з \\, \" і \xHH.
std::vector<std::string> dictionary() {
  const auto text = read_file(fs::path(TECHMARKET_SOURCE_DIR) / "fuzz/dbml.dict").value_or("");
  std::vector<std::string> words;
  for (const auto line : split(text, '\n')) {
    if (line.size() < 2 || !line.starts_with('"')) continue;
    const auto quoted = line.substr(1, line.rfind('"') - 1);
    std::string word;
    for (std::size_t i = 0; i < quoted.size(); ++i) {
      if (quoted[i] != '\\') {
        word += quoted[i];
      } else if (quoted.substr(i + 1).starts_with('x')) {
        word += static_cast<char>(std::stoi(std::string(quoted.substr(i + 2, 2)), nullptr, 16));
        i += 3;
      } else {
        word += quoted[++i];
      }
    }
    words.push_back(std::move(word));
  }
  return words;
}

class Mutator {
 public:
  Mutator(const std::vector<std::string>& seeds)
      : seeds_(seeds), words_(dictionary()), random_(Seed{2024}, "mutations") {}

  /// Одна-чотири зміни: вилучити, повторити чи обірвати, вставити слово мови або байт, узяти шматок іншого
  /// файлу.
  std::string at(std::uint64_t row) const {
    std::uint64_t field = 0;
    const auto pick = [&](std::size_t bound) { return below(random_.at(row, ++field), bound); };
    std::string text = seeds_[row % seeds_.size()];
    const std::size_t changes = 1 + pick(4);
    for (std::size_t i = 0; i < changes; ++i) {
      const std::size_t place = pick(text.size() + 1);
      const std::size_t length = std::min<std::size_t>(text.size() - place, pick(24));
      switch (pick(6)) {
        case 0:
          text.erase(place, length);
          break;
        case 1:
          text.insert(place, text.substr(place, length));
          break;
        case 2:
          text.insert(place, 1, static_cast<char>(pick(256)));
          break;
        case 3: {
          const auto& other = seeds_[pick(seeds_.size())];
          const std::size_t from = pick(other.size() + 1);
          text.insert(place, other.substr(from, pick(200)));
          break;
        }
        case 4:
          text.resize(place);
          break;
        default:
          text.insert(place, words_[pick(words_.size())]);
      }
    }
    return text;
  }

 private:
  const std::vector<std::string>& seeds_;
  std::vector<std::string> words_;
  RandomStream random_;
};

int main(const std::vector<std::string>& arguments) {
  std::signal(SIGABRT, report_mutation);
  std::signal(SIGSEGV, report_mutation);
  const auto all = seeds();
  const Mutator mutator(all);
  if (arguments.size() == 2 && arguments[0] == "--write-seeds") {
    for (std::size_t i = 0; i < all.size(); ++i)
      if (!write_file(fs::path(arguments[1]) / fmt::format("seed-{}", i), all[i])) return 1;
    return 0;
  }
  if (arguments.size() == 2 && arguments[0] == "--mutation") {
    const auto text = mutator.at(std::stoull(arguments[1]));
    fmt::print("{}", text);
    run(text);
    return 0;
  }
  if (!arguments.empty()) {
    for (const auto& path : arguments) run(read_file(path).value_or(""));
    return 0;
  }
  for (const auto& seed : all) run(seed);
  const char* given = std::getenv("TECHMARKET_MUTATIONS");
  const std::uint64_t mutations = given ? std::strtoull(given, nullptr, 10) : 4000;
  for (std::uint64_t row = 0; row < mutations; ++row) {
    current = row;
    run(mutator.at(row));
  }
  fmt::print("{} seeds and {} mutations\n", all.size(), mutations);
  return all.size() < kFewestSeeds ? 1 : 0;
}

}  // namespace
}  // namespace techmarket::fuzz

int main(int argc, char** argv) {
  return techmarket::fuzz::main({argv + 1, argv + argc});
}
