#include "world/world.h"

#include <fmt/format.h>

namespace techmarket::world {

World::World(const Parameters& given, words::Dictionaries read, std::vector<words::ProductEntry> read_lines,
             std::uint32_t future)
    : parameters(given),
      dictionaries(std::move(read)),
      lines(std::move(read_lines)),
      counts(counts_for(parameters.orders, dictionaries.regions.size(),
                        dictionaries.products.size() + released_before(lines, parameters.until).size())),
      window(parameters.until, dictionaries.holidays, future),
      names(dictionaries, parameters.seed),
      staff(dictionaries, names, window, parameters, counts),
      customers(dictionaries, names, staff, window, parameters, counts),
      catalog(dictionaries, lines, window, parameters, counts.products),
      orders(window, staff, customers, catalog, parameters),
      accounts(dictionaries, staff, customers, window, parameters, counts) {}

Result<std::unique_ptr<const World>> World::create(const Parameters& parameters,
                                                   const std::filesystem::path& data, std::uint32_t future) {
  TM_TRY(check_orders(parameters.orders));
  // Пасхалія і чотирицифровий рік правильні в цих межах.
  const Date earliest = make_date(1910, 1, 1), latest = make_date(2099, 1, 1);
  if (parameters.until < earliest || parameters.until > latest)
    return fail(ErrorKind::usage,
                fmt::format("--until {}: the world lives between {} and {}", to_string(parameters.until),
                            to_string(earliest), to_string(latest)));
  if (const Date end{parameters.until.days + static_cast<std::int32_t>(future)}; end > latest)
    return fail(ErrorKind::usage,
                fmt::format("{}: the world lives until {}", to_string(end), to_string(latest)));
  TM_ASSIGN(words::Dictionaries dictionaries, words::Dictionaries::read(data));
  TM_ASSIGN(auto lines, read_product_lines(data / "catalog" / "product_lines.tsv", dictionaries.categories,
                                           dictionaries.products));
  return std::make_unique<const World>(parameters, std::move(dictionaries), std::move(lines), future);
}

}  // namespace techmarket::world
