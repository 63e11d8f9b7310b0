// Словники database/data: розміри, яких обіцяно не менше, і властивості, на які спирається світ.

#include "words/dictionary.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "base/romanise.h"
#include "base/text.h"
#include "base/tsv.h"

namespace techmarket::words {
namespace {

const std::filesystem::path kData = std::filesystem::path(TECHMARKET_SOURCE_DIR) / "database" / "data";

Dictionaries dictionaries() {
  auto read = Dictionaries::read(kData);
  EXPECT_TRUE(read) << (read ? "" : read.error().message);
  return read.value_or(Dictionaries{});
}

TEST(Dictionary, HoldsEnoughNamesAndTowns) {
  const Dictionaries all = dictionaries();
  EXPECT_GE(all.ukrainian.given.size(), 300u);
  EXPECT_GE(all.english.given.size(), 300u);
  EXPECT_GE(all.ukrainian.surnames.size(), 1'000u);
  EXPECT_GE(all.regions.size(), 25u) << "every oblast and Kyiv";
  std::set<std::string> regions;
  for (const auto& region : all.regions) regions.insert(region.code);
  std::set<std::string> towns;
  ASSERT_TRUE(
      read_tsv(kData / "geo" / "cities.tsv", {"region_code", "name"}, [&](const TsvRow& row) -> Status {
        EXPECT_TRUE(regions.contains(row.text(0)))
            << row.text(1) << " lies in an unknown region " << row.text(0);
        EXPECT_TRUE(towns.insert(row.text(0) + row.text(1)).second) << row.text(1) << " twice in one region";
        return {};
      }));
  EXPECT_GE(towns.size(), 400u);
}

TEST(Dictionary, GivesEveryNameAnAddressOfItsOwn) {
  const Dictionaries all = dictionaries();
  std::set<std::string> given, male, female;
  for (const auto& name : all.ukrainian.given) {
    const std::string address = address_part(name.name);
    EXPECT_FALSE(address.empty()) << name.name;
    EXPECT_TRUE(given.insert(address).second) << name.name << " has the address of another name";
  }
  for (const auto& surname : all.ukrainian.surnames) {
    EXPECT_TRUE(male.insert(address_part(surname.male)).second) << surname.male;
    EXPECT_TRUE(female.insert(address_part(surname.female)).second) << surname.female;
  }
}

TEST(Dictionary, HasNoLettersThatOnlyLookUkrainian) {
  const Dictionaries all = dictionaries();
  const auto ukrainian = [](std::string_view text) {
    for (const char* foreign : {"ы", "э", "ё", "ъ", "Ы", "Э", "Ё", "Ъ"})
      if (text.contains(foreign)) return false;
    return std::ranges::none_of(text,
                                [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
  };
  for (const auto& name : all.ukrainian.given) EXPECT_TRUE(ukrainian(name.name)) << name.name;
  for (const auto& surname : all.ukrainian.surnames) {
    EXPECT_TRUE(ukrainian(surname.male)) << surname.male;
    EXPECT_TRUE(ukrainian(surname.female)) << surname.female;
  }
  ASSERT_TRUE(read_tsv(kData / "words" / "words.tsv", {"kind", "uk"}, [&](const TsvRow& row) -> Status {
    EXPECT_TRUE(ukrainian(row.text(1))) << row.text(1);
    return {};
  }));
}

}  // namespace
}  // namespace techmarket::words
