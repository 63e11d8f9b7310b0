#pragma once
// Світ TechMarket: параметри й словники, зведені в одне ціле. Після побудови незмінний, тож його читають усі
// потоки. Модель описано в docs/world.md.

#include <filesystem>
#include <memory>

#include "words/person_names.h"
#include "world/accounts.h"
#include "world/catalog.h"
#include "world/order_model.h"
#include "world/people.h"
#include "world/scale.h"
#include "world/window.h"

namespace techmarket::world {

class World {
 public:
  /// @param data тека словників (database/data каталогу).
  /// @param future скільки днів після кінця вікна має знати модель; на сам світ не впливає.
  static Result<std::unique_ptr<const World>> create(const Parameters& parameters,
                                                     const std::filesystem::path& data,
                                                     std::uint32_t future = 0);

  const Parameters parameters;
  const words::Dictionaries dictionaries;
  const std::vector<words::ProductEntry> lines;
  const Counts counts;
  const Window window;
  const words::NameBook names;
  const Staff staff;
  const Customers customers;
  const Catalog catalog;
  const OrderModel orders;
  const Accounts accounts;

  World(const Parameters& parameters, words::Dictionaries dictionaries,
        std::vector<words::ProductEntry> lines, std::uint32_t future);
  World(const World&) = delete;  // частини посилаються одна на одну
  World& operator=(const World&) = delete;
};

}  // namespace techmarket::world
