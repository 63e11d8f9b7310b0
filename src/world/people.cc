#include "world/people.h"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

namespace techmarket::world {
namespace {

enum CustomerField : std::uint64_t {
  kCreated = 8,
  kRegion,
  kActivity,
  kChanged,
  kChangedAt,
  kLooks,
  kClosed,
  kAddressChanged,
  kStatus,
  kDeactivated
};
enum EmployeeField : std::uint64_t { kHired = 8, kExchange, kReplacement = 32 };

/// Як часто змінюється штат і клієнти, днів на подію на одного: приблизно раз на три роки продавець міняє
/// область, так само часто звільняється; раз на десять років людина міняє адресу, раз на двадцять — видаляє
/// запис.
constexpr std::uint64_t kSellerStays = 1'000, kSellerWorks = 1'100, kAddressLasts = 3'650,
                        kAccountLasts = 7'300;
/// Стільки днів наступник працює поруч із тим, хто йде.
constexpr std::uint32_t kHandover = 14;
/// Із нових клієнтів кожен третій лише дивиться і за кілька днів видаляє запис.
constexpr std::uint64_t kLookers = 3, kLookersDays = 14;

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

Staff::Staff(const words::Dictionaries& dictionaries, const words::NameBook& names, const Window& window,
             const Parameters& parameters, const Counts& counts)
    : first_(window.first()), past_(counts.employees), teams_(counts.regions) {
  const Timestamp founded{start_of(window.founded()).seconds + 9 * 3600};
  const rows::IdSpace region_ids(parameters.seed, "regions", counts.regions, parameters.uuid);
  std::vector<std::uint64_t> population;
  for (std::uint64_t row = 0; row < counts.regions; ++row) {
    const words::RegionEntry& entry = dictionaries.regions[row];
    regions_.push_back({entry.name, entry.code, rows::uuid_text(region_ids.id(row, 1000 * founded.seconds))});
    population.push_back(entry.population);
  }
  by_population_ = AliasTable(population);

  const RandomStream random(parameters.seed, "employees");
  const rows::IdSpace ids(parameters.seed, "employees", counts.employees, parameters.uuid);
  const auto history = static_cast<std::uint64_t>(window.first().days - window.founded().days);
  for (std::uint64_t row = 0; row < counts.employees; ++row) {
    Employee employee;
    employee.name = names.employee(row);
    employee.manager = row < counts.regions;
    // Спершу в кожному регіоні керівник і продавець, найняті до початку вікна; далі, будь-коли, — продавець
    // туди, де на одного припадає найбільше людей.
    const bool founding = row < 2 * counts.regions;
    employee.region = static_cast<std::uint32_t>(founding ? row % counts.regions : busiest(population));
    const std::uint64_t days =
        founding ? (employee.manager ? history / 2 : history) : history + window.days() - 30;
    employee.hired = {window.founded().days + static_cast<std::int32_t>(below(random.at(row, kHired), days))};
    employee.id = rows::uuid_text(ids.id(row, 1000 * (start_of(employee.hired).seconds + 9 * 3600)));
    Team& team = teams_[employee.region];
    if (employee.manager)
      team.manager = static_cast<std::uint32_t>(row);
    else
      team.rosters.front().sellers.push_back(static_cast<std::uint32_t>(row));
    employees_.push_back(std::move(employee));
  }
  for (Team& team : teams_) {
    auto& sellers = team.rosters.front().sellers;
    const auto hired = [&](std::uint32_t seller) { return employees_[seller].hired; };
    std::ranges::stable_sort(sellers, {}, hired);
    std::ranges::transform(sellers, std::back_inserter(team.hired), hired);
  }
  leaves_.assign(employees_.size(), kStays);
  live_on(names, window, random, ids);
}

std::size_t Staff::busiest(std::span<const std::uint64_t> population) const {
  const auto sellers = [&](std::size_t region) { return teams_[region].rosters.front().sellers.size(); };
  std::size_t most = 0;
  for (std::size_t region = 1; region < teams_.size(); ++region)
    if (population[region] * sellers(most) > population[most] * sellers(region)) most = region;
  return most;
}

void Staff::change_team(std::uint32_t region, std::uint32_t day, std::optional<std::uint32_t> left,
                        std::optional<std::uint32_t> came) {
  auto& rosters = teams_[region].rosters;
  Roster roster{day, rosters.back().sellers};
  if (left) std::erase(roster.sellers, *left);
  if (came) roster.sellers.push_back(*came);
  if (rosters.back().day == day)
    rosters.back() = std::move(roster);
  else
    rosters.push_back(std::move(roster));
}

void Staff::live_on(const words::NameBook& names, const Window& window, const RandomStream& random,
                    const rows::IdSpace& ids) {
  const std::uint64_t managers = regions_.size(), sellers = past_ - managers;
  const Pace moves = Pace::steady(window.future(), regions_.size() < 2 ? 0 : sellers, kSellerStays,
                                  random.at(UINT64_MAX, kExchange));
  const Pace hires = Pace::steady(window.future(), sellers, kSellerWorks, random.at(UINT64_MAX, kReplacement),
                                  UINT64_MAX, Pace::kMonth);
  std::vector<std::uint32_t> settled;  // продавці, які нікуди не йдуть і вже прийняли справи
  for (std::uint64_t row = managers; row < past_; ++row) settled.push_back(static_cast<std::uint32_t>(row));
  std::vector<std::uint32_t> region_of;
  for (const Employee& employee : employees_) region_of.push_back(employee.region);

  std::size_t handed = 0;  // скільки наступників уже лишилося самі
  for (std::uint32_t ahead = 0; ahead < window.future(); ++ahead) {
    const std::uint32_t day = window.days() + ahead;
    for (; handed < replacements_.size() && replacements_[handed].left == day; ++handed) {
      const Replacement& done = replacements_[handed];
      change_team(region_of[done.leaver], day, done.leaver, {});
      settled.push_back(done.newcomer);
    }
    for (std::uint64_t event = hires.before(ahead); event < hires.before(ahead + 1); ++event) {
      // Найдавніші продавці лишаються: у кожній команді завжди є кому продавати й передавати справи.
      if (settled.size() <= 2) break;
      const std::uint64_t place = below(random.at(event, kReplacement + 1), settled.size());
      const std::uint32_t leaver = settled[place];
      settled.erase(settled.begin() + static_cast<std::ptrdiff_t>(place));
      const auto row = static_cast<std::uint32_t>(employees_.size());
      Employee newcomer{.name = names.employee(row),
                        .id = {},
                        .hired = window.date(day),
                        .manager = false,
                        .region = region_of[leaver]};
      newcomer.id = rows::uuid_text(ids.id(row, 1000 * (start_of(newcomer.hired).seconds + 9 * 3600)));
      change_team(newcomer.region, day + 1, {}, row);
      region_of.push_back(newcomer.region);
      employees_.push_back(newcomer);
      leaves_.push_back(kStays);
      leaves_[leaver] = day + kHandover;
      replacements_.push_back({day, day + kHandover, row, leaver});
    }
    for (std::uint64_t event = moves.before(ahead); event < moves.before(ahead + 1); ++event) {
      const std::size_t one = below(random.at(event, kExchange + 1), settled.size());
      std::size_t two = below(random.at(event, kExchange + 2), settled.size());
      for (std::size_t tries = 0;
           tries < settled.size() && region_of[settled[two]] == region_of[settled[one]]; ++tries)
        two = (two + 1) % settled.size();
      const std::uint32_t first = settled[one], second = settled[two];
      if (region_of[first] == region_of[second]) continue;
      change_team(region_of[first], day, first, second);
      change_team(region_of[second], day, second, first);
      std::swap(region_of[first], region_of[second]);
      exchanges_.push_back({day, first, second, region_of[first], region_of[second]});
    }
  }
}

std::span<const std::uint32_t> Staff::Team::sellers(std::uint32_t day, Date date) const {
  auto roster = std::prev(rosters.end());
  while (roster->day > day) --roster;
  const std::span sellers = roster->sellers;
  if (roster != rosters.begin()) return sellers;
  return sellers.first(static_cast<std::size_t>(std::ranges::lower_bound(hired, date) - hired.begin()));
}

const Employee& Staff::seller(std::uint32_t region, std::uint32_t day, std::uint64_t random) const {
  // Продавці, яких уже найнято, продають порівну, керівник — удвічі менше за кожного з них.
  const Team& team = teams_[region];
  const auto sellers = team.sellers(day, {first_.days + static_cast<std::int32_t>(day)});
  const std::uint64_t half = below(random, 2 * sellers.size() + 1);
  return employees_[half == 0 ? team.manager : sellers[(half - 1) / 2]];
}

Customers::Customers(const words::Dictionaries& dictionaries, const words::NameBook& names,
                     const Staff& staff, const Window& window, const Parameters& parameters,
                     const Counts& counts)
    : random_(parameters.seed, "customers"),
      ids_(parameters.seed, "customers", counts.customers, parameters.uuid),
      names_(names),
      staff_(staff),
      window_(window),
      quantiles_(counts.customers),
      past_(counts.customers),
      future_(window.future_sign_ups(counts.customers)
                  .at_least(Pace::steady(window.future(), 0, 1, random_.at(UINT64_MAX, kCreated)))),
      address_pace_(Pace::steady(window.future(), past_, kAddressLasts,
                                 random_.at(UINT64_MAX, kAddressChanged), past_)),
      closure_pace_(
          Pace::steady(window.future(), past_, kAccountLasts, random_.at(UINT64_MAX, kClosed), past_ / 4)),
      phone_key_(RandomStream(parameters.seed, "phones").at(0, 0) | 1) {
  std::vector<std::uint64_t> weights;
  for (const words::MobilePrefix& prefix : dictionaries.prefixes) {
    prefixes_.push_back("+380" + prefix.prefix);
    weights.push_back(prefix.weight);
  }
  by_prefix_ = Apportionment(weights);
  for (std::uint32_t day = 0; day < window.days(); ++day)
    signed_up_.push_back(
        std::max<std::uint64_t>(1, quantiles_.before(window.sign_ups().before(window.sign_up_day(day)))));
  for (std::uint32_t ahead = 0; ahead <= window.future(); ++ahead)
    signed_up_.push_back(past_ + future_.before(ahead));
  for (std::uint32_t ahead = 0; ahead < window.future(); ++ahead)
    for (const CustomerEvent& event : closures(window.days() + ahead))
      closed_.emplace(event.customer, event.at);
}

Milliseconds Customers::created_at(std::uint64_t index) const {
  if (index >= past_) {
    const std::uint32_t ahead = future_.day_of(index - past_);
    const Quantiles within(future_.on(ahead));
    return Timeline::within(window_.date(window_.days() + ahead),
                            within.at(index - past_ - future_.before(ahead), random_.at(index, kCreated)));
  }
  return window_.sign_ups().at(quantiles_.at(index, random_.at(index, kCreated))).ms;
}

std::uint32_t Customers::region(std::uint64_t index) const {
  return staff_.region(random_.at(index, kRegion));
}

std::optional<Customers::Deactivation> Customers::deactivation(std::uint64_t index) const {
  // Троє зі ста вимкнули запис самі, одного заблоковано.
  constexpr std::uint64_t kBlocked = 1, kInactive = 4;
  if (index >= past_) return std::nullopt;
  const std::uint64_t chance = below(random_.at(index, kStatus), 100);
  if (chance >= kInactive) return std::nullopt;
  const std::int64_t created = to_timestamp(created_at(index)).seconds;
  const auto age = static_cast<std::uint64_t>(std::max<std::int64_t>(1, window_.end().seconds - created));
  return Deactivation{{created + static_cast<std::int64_t>(below(random_.at(index, kDeactivated), age))},
                      chance < kBlocked};
}

Customer Customers::customer(std::uint64_t index) const {
  Customer customer{.name = names_.customer(index),
                    .region = region(index),
                    .created = to_timestamp(created_at(index)),
                    .updated = {}};
  customer.updated = customer.created;
  // Третина клієнтів колись змінила щось у профілі.
  if (index < past_ && below(random_.at(index, kChanged), 3) == 0) {
    const auto inactive = deactivation(index);
    const Timestamp last = inactive ? inactive->at : window_.end();
    const auto age =
        static_cast<std::uint64_t>(std::max<std::int64_t>(1, last.seconds - customer.created.seconds));
    customer.updated.seconds += static_cast<std::int64_t>(below(random_.at(index, kChangedAt), age));
  }
  return customer;
}

void Customers::write_phone(std::uint64_t index, rows::RowBuffer& out) const {
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

bool Customers::only_looks(std::uint64_t index) const {
  return index >= past_ && random_.at(index, kLooks) % kLookers == 0;
}

std::vector<CustomerEvent> Customers::closures(std::uint32_t day) const {
  const std::uint32_t ahead = window_.ahead(day);
  const Date date = window_.date(day);
  std::vector<CustomerEvent> events;
  // Давні клієнти йдуть по одному, у перемішаному порядку; кожен — не більше одного разу.
  for (std::uint64_t event = closure_pace_.before(ahead); event < closure_pace_.before(ahead + 1); ++event) {
    const std::uint64_t customer = permute(event, past_, random_.at(UINT64_MAX, kClosed) | 1);
    events.push_back({customer, to_timestamp(Timeline::within(date, random_.at(customer, kClosed)))});
  }
  // Хто лише дивився, видаляє запис за один — чотирнадцять днів.
  const std::uint32_t earliest = ahead > kLookersDays ? ahead - static_cast<std::uint32_t>(kLookersDays) : 0;
  for (std::uint64_t customer = past_ + future_.before(earliest); customer < past_ + future_.before(ahead);
       ++customer) {
    const std::uint64_t random = random_.at(customer, kClosed);
    if (!only_looks(customer) || future_.day_of(customer - past_) + 1 + below(random, kLookersDays) != ahead)
      continue;
    events.push_back({customer, to_timestamp(Timeline::within(date, random << 16))});
  }
  return events;
}

std::vector<CustomerEvent> Customers::address_changes(std::uint32_t day) const {
  const std::uint32_t ahead = window_.ahead(day);
  std::vector<CustomerEvent> events;
  for (std::uint64_t event = address_pace_.before(ahead); event < address_pace_.before(ahead + 1); ++event) {
    const std::uint64_t customer = permute(event, past_, random_.at(UINT64_MAX, kAddressChanged) | 1);
    if (closed_by(customer, day) || deactivation(customer)) continue;
    events.push_back(
        {customer, to_timestamp(Timeline::within(window_.date(day), random_.at(customer, kAddressChanged)))});
  }
  return events;
}

void Customers::write_new_email(std::uint64_t index, rows::RowBuffer& out) const {
  // Перші адреси не мають «_», тож нова не може бути чиєюсь.
  names_.customer(index).write_email(out, '_');
}

}  // namespace techmarket::world
