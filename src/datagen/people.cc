#include "datagen/people.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace techmarket::datagen {
namespace {

enum CustomerField : std::uint64_t { kCreated = 8, kRegion, kActivity, kChanged, kChangedAt };
enum EmployeeField : std::uint64_t { kHired = 8 };

/// Вага активності клієнта за старшим байтом його випадкового числа: u^(−3/2), тобто розподіл Парето з
/// показником 2/3, обрізаний на 16: найактивніші купують приблизно втричі частіше за середнього клієнта. Лише
/// ціла арифметика.
constexpr std::uint32_t kLargestActivity = 16;
constexpr std::array<std::uint32_t, 256> kActivityWeights = [] {
  std::array<std::uint32_t, 256> weights{};
  for (std::uint64_t byte = 0; byte < 256; ++byte) {
    // (256 / (byte + 1))^3 · 16 — квадрат ваги, помноженої на чотири.
    const std::uint64_t square = 16 * 256 * 256 * 256 / ((byte + 1) * (byte + 1) * (byte + 1));
    std::uint64_t root = 0;
    while ((root + 1) * (root + 1) <= square) ++root;
    weights[byte] = static_cast<std::uint32_t>(std::min<std::uint64_t>(root / 4, kLargestActivity));
  }
  return weights;
}();

}  // namespace

Staff::Staff(const Dictionaries& dictionaries, const NameBook& names, const Window& window,
             const Parameters& parameters, const Counts& counts)
    : teams_(counts.regions) {
  const Timestamp founded{start_of(window.founded()).seconds + 9 * 3600};
  const IdSpace region_ids(parameters.seed, "regions", counts.regions, parameters.uuid);
  std::vector<std::uint64_t> population;
  for (std::uint64_t row = 0; row < counts.regions; ++row) {
    const RegionEntry& entry = dictionaries.regions[row];
    regions_.push_back({entry.name, entry.code, uuid_text(region_ids.id(row, 1000 * founded.seconds))});
    population.push_back(entry.population);
  }
  by_population_ = AliasTable(population);

  const RandomStream random(parameters.seed, "employees");
  const IdSpace ids(parameters.seed, "employees", counts.employees, parameters.uuid);
  const Apportionment by_region(population, counts.regions);
  const auto history = static_cast<std::uint64_t>(window.first().days - window.founded().days);
  for (std::uint64_t row = 0; row < counts.employees; ++row) {
    Employee employee;
    employee.name = names.employee(row);
    employee.manager = row < counts.regions;
    // Спершу в кожному регіоні керівник і продавець, найняті до початку вікна; далі продавці за населенням,
    // будь-коли.
    const bool founding = row < 2 * counts.regions;
    employee.region = static_cast<std::uint32_t>(founding ? row % counts.regions
                                                          : by_region.at(row - 2 * counts.regions, 1).item);
    const std::uint64_t days =
        founding ? (employee.manager ? history / 2 : history) : history + window.days() - 30;
    employee.hired = {window.founded().days + static_cast<std::int32_t>(below(random.at(row, kHired), days))};
    employee.id = uuid_text(ids.id(row, 1000 * (start_of(employee.hired).seconds + 9 * 3600)));
    Team& team = teams_[employee.region];
    if (employee.manager)
      team.manager = static_cast<std::uint32_t>(row);
    else
      team.sellers.push_back(static_cast<std::uint32_t>(row));
    employees_.push_back(std::move(employee));
  }
}

const Employee& Staff::seller(std::uint32_t region, Date day, std::uint64_t random) const {
  // Керівник веде кожен восьмий продаж; решту — продавці порівну.
  const Team& team = teams_[region];
  if (random % 8 == 0) return employees_[team.manager];
  const Employee& employee = employees_[team.sellers[below(random, team.sellers.size())]];
  return employee.hired < day ? employee : employees_[team.sellers.front()];
}

Customers::Customers(const Dictionaries& dictionaries, const NameBook& names, const Staff& staff,
                     const Window& window, const Parameters& parameters, const Counts& counts)
    : random_(parameters.seed, "customers"),
      ids_(parameters.seed, "customers", counts.customers, parameters.uuid),
      names_(names),
      staff_(staff),
      window_(window),
      quantiles_(counts.customers),
      phone_key_(RandomStream(parameters.seed, "phones").at(0, 0) | 1) {
  std::vector<std::uint64_t> weights;
  for (const MobilePrefix& prefix : dictionaries.prefixes) {
    prefixes_.push_back("+380" + prefix.prefix);
    weights.push_back(prefix.weight);
  }
  by_prefix_ = Apportionment(weights);
  for (std::uint32_t day = 0; day < window.days(); ++day)
    signed_up_.push_back(
        std::max<std::uint64_t>(1, quantiles_.before(window.sign_ups().before(window.sign_up_day(day)))));
}

Milliseconds Customers::created_at(std::uint64_t index) const {
  return window_.sign_ups().at(quantiles_.at(index, random_.at(index, kCreated))).ms;
}

std::uint32_t Customers::region(std::uint64_t index) const {
  return staff_.region(random_.at(index, kRegion));
}

Customer Customers::customer(std::uint64_t index) const {
  Customer customer{.name = names_.customer(index),
                    .region = region(index),
                    .created = to_timestamp(created_at(index)),
                    .updated = {}};
  customer.updated = customer.created;
  // Третина клієнтів колись змінила щось у профілі.
  if (below(random_.at(index, kChanged), 3) == 0) {
    const auto age = static_cast<std::uint64_t>(window_.end().seconds - customer.created.seconds);
    customer.updated.seconds += static_cast<std::int64_t>(below(random_.at(index, kChangedAt), age));
  }
  return customer;
}

void Customers::write_phone(std::uint64_t index, RowBuffer& out) const {
  // Кожен код — своя перестановка семизначних номерів: повтор можливий лише після десяти мільйонів номерів
  // коду.
  constexpr std::uint64_t kNumbers = 10'000'000;
  const auto share = by_prefix_.at(index, phone_key_);
  const std::uint64_t number =
      permute(share.ordinal % kNumbers, kNumbers, mix(phone_key_, share.item + 1) | 1);
  char digits[7];
  std::uint64_t rest = number;
  for (int i = 6; i >= 0; --i, rest /= 10) digits[i] = static_cast<char>('0' + rest % 10);
  out.raw(prefixes_[share.item]);
  out.raw({digits, sizeof digits});
}

bool Customers::accepts(std::uint64_t index, std::uint64_t random) const {
  return below(random, kLargestActivity) < kActivityWeights[random_.at(index, kActivity) >> 56];
}

}  // namespace techmarket::datagen
