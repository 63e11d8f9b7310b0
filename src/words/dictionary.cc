#include "words/dictionary.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/tsv.h"

namespace techmarket::words {
namespace {

constexpr std::uint64_t kLargestWeight = 1'000'000;

Status read_given(const std::filesystem::path& path, std::vector<GivenName>& names) {
  return read_tsv(path, {"name", "gender", "weight"}, [&](const TsvRow& row) -> Status {
    GivenName name;
    TM_ASSIGN(name.name, row.required(0));
    if (row.text(1) != "m" && row.text(1) != "f") return row.error("gender must be m or f");
    name.female = row.text(1) == "f";
    TM_ASSIGN(name.weight, row.number(2, 1, kLargestWeight));
    names.push_back(std::move(name));
    return {};
  });
}

Status read_locale(const std::filesystem::path& folder, const std::string& locale,
                   const std::vector<std::string>& surname_columns, Locale& out) {
  TM_TRY(read_given(folder / "names" / (locale + "_given.tsv"), out.given));
  TM_TRY(read_tsv(folder / "names" / (locale + "_surname.tsv"), surname_columns,
                  [&](const TsvRow& row) -> Status {
                    Surname surname;
                    const std::size_t last = surname_columns.size() - 1;
                    TM_ASSIGN(surname.male, row.required(0));
                    TM_ASSIGN(surname.female, row.required(last - 1));  // одна форма — одна колонка
                    TM_ASSIGN(surname.weight, row.number(last, 1, kLargestWeight));
                    out.surnames.push_back(std::move(surname));
                    return {};
                  }));
  TM_TRY(read_tsv(folder / "contact" / "email_domains.tsv", {"locale", "domain", "weight"},
                  [&](const TsvRow& row) -> Status {
                    if (row.text(0) != locale) return {};
                    EmailDomain domain;
                    TM_ASSIGN(domain.domain, row.required(1));
                    TM_ASSIGN(domain.weight, row.number(2, 1, kLargestWeight));
                    out.domains.push_back(std::move(domain));
                    return {};
                  }));
  for (const bool female : {false, true})
    if (std::ranges::none_of(out.given, [&](const GivenName& name) { return name.female == female; }))
      return fail(ErrorKind::bad_input,
                  fmt::format("{}: error: no {} names", (folder / "names" / (locale + "_given.tsv")).string(),
                              female ? "female" : "male"));
  if (out.domains.empty())
    return fail(ErrorKind::bad_input,
                fmt::format("{}: error: no domain for locale '{}'",
                            (folder / "contact" / "email_domains.tsv").string(), locale));
  return {};
}

Status read_contacts(const std::filesystem::path& folder, Dictionaries& out) {
  TM_TRY(read_tsv(folder / "mobile_prefixes.tsv", {"prefix", "weight"}, [&](const TsvRow& row) -> Status {
    MobilePrefix prefix;
    TM_ASSIGN(const std::uint64_t code, row.number(0, 10, 99));
    prefix.prefix = fmt::format("{:02}", code);
    TM_ASSIGN(prefix.weight, row.number(1, 1, kLargestWeight));
    out.prefixes.push_back(std::move(prefix));
    return {};
  }));
  TM_ASSIGN(out.browsers, Browsers::read(folder / "browser_releases.tsv"));
  return read_tsv(folder / "user_agents.tsv", {"user_agent", "weight", "kind"},
                  [&](const TsvRow& row) -> Status {
                    UserAgent agent;
                    TM_ASSIGN(agent.text, row.required(0));
                    TM_ASSIGN(agent.weight, row.number(1, 1, kLargestWeight));
                    if (!out.browsers.render(agent.text, {}))
                      return row.error("unknown version in {…}", "the header of the file lists them");
                    agent.desktop = row.text(2) == "desktop";
                    out.agents.push_back(std::move(agent));
                    return {};
                  });
}

/// Номер категорії за ключем; порожній ключ — −1.
Result<int> category_of(const Dictionaries& dictionaries, const TsvRow& row, std::size_t column) {
  const std::string key = row.text(column);
  if (key.empty()) return -1;
  const auto found = std::ranges::find(dictionaries.categories, key, &CategoryEntry::key);
  if (found == dictionaries.categories.end())
    return row.error(fmt::format("no category with key '{}' above this line", key),
                     "add it to catalog/categories.tsv");
  return static_cast<int>(found - dictionaries.categories.begin());
}

Status read_catalog(const std::filesystem::path& folder, Dictionaries& out) {
  TM_TRY(read_tsv(folder / "categories.tsv", {"key", "name", "parent_key"}, [&](const TsvRow& row) -> Status {
    CategoryEntry category;
    TM_ASSIGN(category.key, row.required(0));
    TM_ASSIGN(category.name, row.required(1));
    TM_ASSIGN(category.parent, category_of(out, row, 2));
    out.categories.push_back(std::move(category));
    return {};
  }));
  TM_ASSIGN(out.types, read_product_types(folder / "product_types.tsv"));
  std::set<std::string> seen;
  return read_tsv(folder / "products.tsv",
                  {"sku", "name", "category_key", "price", "cost", "status", "popularity",
                   "companion_category_key", "features", "released"},
                  [&](const TsvRow& row) -> Status {
                    ProductEntry product;
                    TM_ASSIGN(product.sku, row.required(0));
                    TM_ASSIGN(product.name, row.required(1));
                    TM_ASSIGN(const int category, category_of(out, row, 2));
                    if (category < 0) return row.error("a product needs a category");
                    product.category = static_cast<std::size_t>(category);
                    TM_ASSIGN(product.price, row.money(3));
                    TM_ASSIGN(product.cost, row.money(4));
                    if (product.cost.kopiykas < 0 || product.cost >= product.price)
                      return row.error("the cost must be below the price and not negative");
                    product.discontinued = row.text(5) == "discontinued";
                    TM_ASSIGN(product.popularity, row.number(6, 1, kLargestWeight));
                    TM_ASSIGN(product.companion, category_of(out, row, 7));
                    auto features = parse_features(row.text(8));
                    if (!features) return row.error(features.error().message, features.error().hint);
                    product.features = *std::move(features);
                    TM_ASSIGN(product.released, row.month(9));
                    if (!seen.insert(product.sku).second) return row.error("this sku is already taken");
                    out.products.push_back(std::move(product));
                    return {};
                  });
}

}  // namespace

Result<Dictionaries> Dictionaries::read(const std::filesystem::path& folder) {
  Dictionaries out;
  TM_TRY(read_locale(folder, "uk", {"male", "female", "weight"}, out.ukrainian));
  TM_TRY(read_locale(folder, "en", {"name", "weight"}, out.english));
  TM_TRY(
      read_tsv(folder / "geo" / "regions.tsv", {"code", "name", "weight"}, [&](const TsvRow& row) -> Status {
        RegionEntry region;
        TM_ASSIGN(region.code, row.required(0));
        TM_ASSIGN(region.name, row.required(1));
        TM_ASSIGN(region.population, row.number(2, 1, kLargestWeight));
        out.regions.push_back(std::move(region));
        return {};
      }));
  TM_TRY(read_contacts(folder / "contact", out));
  TM_TRY(read_catalog(folder / "catalog", out));
  TM_TRY(read_tsv(folder / "roles.tsv", {"name", "comment"}, [&](const TsvRow& row) -> Status {
    TM_ASSIGN(std::string name, row.required(0));
    out.roles.push_back({std::move(name), row.text(1)});
    return {};
  }));
  for (const char* name : {"ADMIN", "SALES", "CUSTOMER", "BI_VIEWER"})
    if (std::ranges::none_of(out.roles, [&](const RoleEntry& role) { return role.name == name; }))
      return fail(ErrorKind::bad_input,
                  fmt::format("{}: error: no role '{}'", (folder / "roles.tsv").string(), name),
                  "the four roles of the system must keep their names");
  TM_ASSIGN(out.holidays, Holidays::read(folder / "holidays.tsv"));
  return out;
}

}  // namespace techmarket::words
