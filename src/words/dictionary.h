#pragma once
// Словники світу з database/data: те, чого програма не вигадує. Кожен файл можна правити в редакторі;
// правила — у його перших рядках.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/money.h"
#include "words/holidays.h"
#include "words/product_types.h"
#include "words/user_agents.h"

namespace techmarket::words {

struct GivenName {
  std::string name;
  bool female = false;
  std::uint64_t weight = 0;
};

struct Surname {
  std::string male, female;  ///< для англійських прізвищ однакові
  std::uint64_t weight = 0;
};

struct RegionEntry {
  std::string code, name;
  std::uint64_t population = 0;  ///< тисяч осіб
};

struct EmailDomain {
  std::string domain;
  std::uint64_t weight = 0;
};

/// Імена однієї мови разом із поштовими доменами, якими користуються її носії.
struct Locale {
  std::vector<GivenName> given;
  std::vector<Surname> surnames;
  std::vector<EmailDomain> domains;
};

struct MobilePrefix {
  std::string prefix;  ///< дві цифри після +380
  std::uint64_t weight = 0;
};

struct UserAgent {
  std::string text;  ///< з місцями для версій: user_agents.h
  std::uint64_t weight = 0;
  bool desktop = false;
};

struct CategoryEntry {
  std::string key, name;
  int parent = -1;  ///< номер у тому самому списку; батько стоїть раніше
};

struct ProductEntry {
  std::string sku, name;
  std::size_t category = 0;
  Money price, cost;
  bool discontinued = false;
  std::uint64_t popularity = 0;
  int companion = -1;  ///< категорія, товари якої беруть разом із цим
  Date released;  ///< перше число місяця, коли модель вийшла на ринок
  Features features;  ///< за ними товар знаходить підкатегорію
};

struct RoleEntry {
  std::string name, comment;
};

struct Dictionaries {
  Locale ukrainian, english;
  std::vector<RegionEntry> regions;
  std::vector<MobilePrefix> prefixes;
  std::vector<UserAgent> agents;
  Browsers browsers;
  std::vector<CategoryEntry> categories;
  std::vector<ProductEntry> products;
  std::vector<ProductType> types;
  std::vector<RoleEntry> roles;
  Holidays holidays;

  /// @param folder database/data каталогу. Помилки bad_input мають файл і рядок.
  static Result<Dictionaries> read(const std::filesystem::path& folder);
};

}  // namespace techmarket::words
