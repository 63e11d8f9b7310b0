#include "world/catalog.h"

#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace techmarket::world {
namespace {

enum Field : std::uint64_t {
  kCreated = 8,
  kPhase,
  kLaunch,
  kDiscontinued,
  kOutdated = kDiscontinued + 2,
  kEpoch = 64,
  kCostEpoch = 1 << 16,
  kArrival = 1 << 20,
  kRepricing = 1 << 21,
  kRetired = 1 << 22
};

constexpr std::uint32_t kMonthsBetweenChanges = 4;
// У майбутньому ціну переглядають у середньому раз на місяць; новинок за 1500 днів стільки ж, скільки
// товарів.
constexpr std::uint64_t kDaysBetweenChanges = 30, kDaysToRenew = 1'500;
// Стільки ж знімають із продажу, але не більше чверті каталогу світу й не з дуже малого.
constexpr std::uint64_t kFewestToRetire = 20;
// Від стількох замовлень (масштаб 10) категорії словника діляться на підкатегорії.
constexpr std::uint64_t kTreeFrom = 10 * kOrdersAtScaleOne;
// Магазин дістає модель упродовж двадцяти днів, щойно скінчиться місяць її виходу.
constexpr std::int32_t kMonthOfRelease = 31, kLaunchDays = 20;
// Десяту частину моделей, старших за два роки, вже не постачають.
constexpr std::uint64_t kOutdatedShare = 10;
constexpr std::int32_t kOutdatedDays = 2 * 365;
// Ципф — Мандельброт: що ширший каталог, то пологіша верхівка. Тут найходовіший із 25 товарів має кілька
// відсотків продажів, а з тисячі — близько одного.
constexpr std::uint64_t kFlattening = 4, kProductsToFlatten = 50;

/// Вигляд цінника: «36 999», «899» — з дев'яткою в кінці; дешевше за сто гривень — ціле число.
Money price_tag(std::int64_t kopiykas) {
  const std::int64_t hryvnias = (kopiykas + 50) / 100;
  return {100 * (hryvnias >= 100 ? (hryvnias + 5) / 10 * 10 - 1 : hryvnias)};
}

/// Собівартість до перегляду ціни: від −8 % поточної, цілими гривнями. Постачальники дорожчали, тож вища за
/// поточну вона не була, і ціни того часу, не нижчі за поточну собівартість, її покривають.
Money former_cost(Money current, std::uint64_t random) {
  constexpr std::uint64_t kLeast = 9'200, kSpread = 801;
  const auto share = static_cast<std::int64_t>(kLeast + below(random, kSpread));
  return std::min(current, Money{(percentage(current, share).kopiykas + 50) / 100 * 100});
}

/// Собівартість, з якою товар має ціну price у майбутньому: −4…+4 % тієї, що на кінець вікна, і разом із
/// ціною потроху росте, але лишає магазинові щонайменше два відсотки.
/// @param growth соті частки відсотка
Money future_cost(Money listed, Money price, std::int64_t growth, std::uint64_t random) {
  constexpr std::uint64_t kLeast = 9'600, kSpread = 801;
  const auto share = static_cast<std::int64_t>(kLeast + below(random, kSpread)) + growth;
  return std::min(percentage(listed, share), percentage(price, 9'800));
}

/// Момент у добі від початку дня.
Timestamp moment(Date day, std::uint64_t random) {
  constexpr std::uint64_t kOpen = 9 * 3600, kHours = 9 * 3600;  // 9:00–18:00
  return {start_of(day).seconds + static_cast<std::int64_t>(kOpen + below(random, kHours))};
}

/// Чи стоїть модель на полиці до дня until, коли б магазин її не дістав.
bool on_shelf_by(const words::ProductEntry& entry, Date until) {
  return entry.released.days + kMonthOfRelease + kLaunchDays <= until.days;
}

}  // namespace

std::vector<const words::ProductEntry*> released_before(const std::vector<words::ProductEntry>& lines,
                                                        Date until) {
  std::vector<const words::ProductEntry*> released;
  for (const words::ProductEntry& line : lines)
    if (on_shelf_by(line, until)) released.push_back(&line);
  return released;
}

Catalog::Catalog(const words::Dictionaries& dictionaries, const std::vector<words::ProductEntry>& lines,
                 const Window& window, const Parameters& parameters, std::uint64_t count)
    : window_(window), past_(count) {
  const Date until = window.end().date();
  const auto released = released_before(lines, until);
  for (const words::CategoryEntry& entry : dictionaries.categories)
    categories_.push_back({entry.name, {}, entry.parent});
  const RandomStream random(parameters.seed, "products");
  const rows::IdSpace product_ids(parameters.seed, "products", count, parameters.uuid);
  const Date first = window.first();
  const std::uint64_t in_reserve = dictionaries.products.size() + released.size() - count;
  arrivals_ = Pace::steady(window.future(), count, kDaysToRenew, random.at(UINT64_MAX, kArrival), in_reserve);
  const std::uint64_t retire_key = random.at(UINT64_MAX, kRetired) | 1;
  const Pace retirements = Pace::steady(window.future(), count, kDaysToRenew, retire_key,
                                        count < kFewestToRetire ? 0 : count / 4, Pace::kMonth);
  std::map<std::uint64_t, std::uint32_t> retired;  // товар → день, коли його знімають
  for (std::uint64_t event = 0; event < retirements.total(); ++event)
    retired.emplace(permute(event, count, retire_key), window.days() + retirements.day_of(event));
  std::vector<std::uint64_t> popularity;
  std::vector<const words::ProductEntry*> entries;
  for (std::uint64_t row = 0; row < count + arrivals_.total(); ++row) {
    const bool from_line = row >= dictionaries.products.size();
    const words::ProductEntry& entry =
        from_line ? *released[row - dictionaries.products.size()] : dictionaries.products[row];
    Product product;
    product.sku = entry.sku;
    product.name = entry.name;
    product.category = product.shelf = entry.category;
    product.companion = entry.companion;
    product.cost = entry.cost;
    const bool outdated = from_line && entry.released.days + kOutdatedDays <= until.days &&
                          below(random.at(row, kOutdated), 100) < kOutdatedShare;
    product.discontinued = entry.discontinued || outdated;
    // Товар з'являється в каталозі до вікна продажів, а модель, що вийшла пізніше, — після виходу. Світ,
    // давніший за моделі набору за замовчуванням, продає їх усе одно: товарів у ньому теж двадцять п'ять.
    const auto age = static_cast<std::int32_t>(
        below(random.at(row, kCreated), static_cast<std::uint64_t>(first.days - window.founded().days)));
    Date created{window.founded().days + age};
    if (row >= count)
      created = window.date(window.days() + arrivals_.day_of(row - count));
    else if (on_shelf_by(entry, until))
      created =
          std::max(created, Date{entry.released.days + kMonthOfRelease +
                                 static_cast<std::int32_t>(below(random.at(row, kLaunch), kLaunchDays))});
    product.created = moment(created, random.at(row, kPhase));
    product.id = rows::uuid_text(product_ids.id(row, 1000 * product.created.seconds));
    product.on_sale = created < first ? 0 : static_cast<std::uint32_t>(created.days - first.days) + 1;
    if (row >= count) {
      product.discontinued = false;
      product.quotes = {{entry.price, entry.cost}};
      product.updated = product.created;
    } else {
      price_history(product, entry.price, random, row, window);
    }
    if (product.discontinued) {
      // Зняли з продажу від одного до шести місяців тому; з того дня його не замовляють.
      const auto ago = static_cast<std::int32_t>(30 + below(random.at(row, kDiscontinued), 150));
      const Date day = std::max(Date{until.days - ago}, product.updated.date());
      product.off_sale = static_cast<std::uint32_t>(day.days - first.days);
      product.updated = std::max(product.updated, moment(day, random.at(row, kDiscontinued + 1)));
    }
    if (const auto end = retired.find(row); end != retired.end() && !product.discontinued)
      product.off_sale = end->second;
    if (!product.discontinued) price_future(product, random, row);
    products_.push_back(std::move(product));
    entries.push_back(&entry);
    if (row >= count) continue;  // новинки мають окрему полицю: вони не змінюють кошиків минулого
    // Популярність зі словника набору має ту саму шкалу, що й популярність лінійки (×10, product_lines.cc).
    popularity.push_back(from_line ? entry.popularity : 10 * entry.popularity);
  }
  if (parameters.orders > kTreeFrom) grow_categories(dictionaries, entries);
  const Timestamp founded = moment(window.founded(), 0);
  const rows::IdSpace category_ids(parameters.seed, "categories", categories_.size(), parameters.uuid);
  for (std::uint64_t row = 0; row < categories_.size(); ++row)
    categories_[row].id = rows::uuid_text(category_ids.id(row, 1000 * founded.seconds));

  // Закон Ципфа — Мандельброта: вага товару обернено пропорційна до його місця за популярністю.
  std::vector<std::uint32_t> ranking(count);
  std::iota(ranking.begin(), ranking.end(), 0);
  std::ranges::stable_sort(ranking, std::greater(),
                           [&](std::uint32_t product) { return popularity[product]; });
  constexpr std::uint64_t kUnit = 100'000;
  const std::uint64_t flattening = kFlattening + count / kProductsToFlatten;
  std::vector<std::uint64_t> weights(count);
  for (std::uint64_t place = 0; place < ranking.size(); ++place)
    weights[ranking[place]] = 1 + kUnit * popularity[ranking[place]] / (place + flattening);
  by_popularity_ = AliasTable(weights);

  name_devices(dictionaries, lines, entries);
  arrange_shelves(weights);
}

void Catalog::name_devices(const words::Dictionaries& dictionaries,
                           const std::vector<words::ProductEntry>& lines,
                           std::span<const words::ProductEntry* const> entries) {
  std::map<std::string, std::uint32_t> devices = {{"", 0}}, singles = {{"", 0}};
  const auto number = [](auto& numbers, const std::string& name) {
    return numbers.try_emplace(name, static_cast<std::uint32_t>(numbers.size())).first->second;
  };
  // Пристрої — роди, до яких словник має аксесуари, хоч би яка частка його продавалася: чохла не беруть і з
  // телефоном, до якого чохлів тут немає.
  std::set<const words::ProductType*> kinds;
  const auto type = [&](const words::ProductEntry& entry) {
    return words::type_of(dictionaries.types, entry.name);
  };
  for (const auto* all : {&dictionaries.products, &lines})
    for (const words::ProductEntry& entry : *all) number(devices, words::made_for(entry.features));
  for (const auto* all : {&dictionaries.products, &lines})
    for (const words::ProductEntry& entry : *all)
      if (const std::string name = words::device_of(entry.features); !name.empty() && devices.contains(name))
        kinds.insert(type(entry));
  for (std::size_t row = 0; row < entries.size(); ++row) {
    const words::ProductEntry& entry = *entries[row];
    const words::ProductType* kind = type(entry);
    Product& product = products_[row];
    product.made_for = number(devices, words::made_for(entry.features));
    if (kind && kinds.contains(kind)) product.device = number(devices, words::device_of(entry.features));
    if (kind) product.single = number(singles, kind->single);
  }
}

void Catalog::arrange_shelves(const std::vector<std::uint64_t>& weights) {
  const auto world = std::span(products_).first(past_);
  std::set<std::pair<std::size_t, std::uint32_t>> special;  // для яких пристроїв є що в категорії
  for (const Product& thing : world) special.emplace(thing.shelf, thing.made_for);
  std::map<std::pair<int, std::uint32_t>, std::uint32_t> known;
  for (Product& owner : products_) {
    const auto category = static_cast<std::size_t>(owner.companion);
    const std::uint32_t device = special.contains({category, owner.device}) ? owner.device : 0;
    const auto next = static_cast<std::uint32_t>(shelves_.size());
    const auto [place, added] = known.try_emplace({owner.companion, device}, next);
    owner.shelf_with = place->second;
    if (!added) continue;
    std::vector<std::uint32_t> things;
    std::vector<std::uint64_t> chances;
    for (std::uint32_t product = 0; product < world.size(); ++product) {
      const Product& thing = world[product];
      if (owner.companion < 0 || thing.shelf != category) continue;
      if (thing.made_for != 0 && thing.made_for != device) continue;
      things.push_back(product);
      chances.push_back(weights[product]);
    }
    shelves_.push_back(things.empty() ? by_popularity_ : AliasTable(chances, things));
  }
}

void Catalog::grow_categories(const words::Dictionaries& dictionaries,
                              std::span<const words::ProductEntry* const> entries) {
  std::vector<std::string> names;
  for (const Category& category : categories_) names.push_back(category.name);
  std::vector<words::ShelfItem> items;
  for (const words::ProductEntry* entry : entries)
    items.push_back({words::type_of(dictionaries.types, entry->name), &entry->features, entry->category});
  // Дерево — за товарами світу; новинки майбутнього знаходять у ньому своє місце.
  const words::CategoryTree tree(names, std::span(items).first(past_));
  for (const words::CategoryTree::Node& node : std::span(tree.nodes()).subspan(names.size()))
    categories_.push_back({node.name, {}, static_cast<int>(node.parent)});
  for (std::size_t product = 0; product < items.size(); ++product)
    products_[product].category = tree.place(items[product]);
}

void Catalog::price_history(Product& product, Money current, const RandomStream& random, std::uint64_t row,
                            const Window& window) {
  // Ціни переглядають першого числа раз на чотири місяці; кожен товар — у свій місяць.
  const auto phase = static_cast<std::uint32_t>(below(random.at(row, kPhase + 16), kMonthsBetweenChanges));
  const auto epoch_of = [&](std::uint32_t month) { return (month + phase) / kMonthsBetweenChanges; };
  const std::uint32_t last = window.months() - 1;
  std::uint32_t changed = 0;
  product.quotes.resize(window.months());
  for (std::uint32_t month = 0; month <= last; ++month) {
    if (epoch_of(month) == epoch_of(last)) {
      product.quotes[month] = {current, product.cost};
      continue;
    }
    changed = month + 1;
    // Раніше ціна була від −5 % до +9 % поточної, але ніколи не нижча за собівартість із двома відсотками.
    constexpr std::uint64_t kLeast = 9'500, kSpread = 1'401;
    const auto share =
        static_cast<std::int64_t>(kLeast + below(random.at(row, kEpoch + epoch_of(month)), kSpread));
    const Money floor = percentage(product.cost, 10'200);
    Money price = price_tag(percentage(current, share).kopiykas);
    if (price < floor) price = current;
    product.quotes[month] = {price, former_cost(product.cost, random.at(row, kCostEpoch + epoch_of(month)))};
  }
  // Остання зміна діє від півночі першого числа, тож усі пізніші замовлення мають поточну ціну.
  product.updated =
      changed == 0 ? product.created : std::max(product.created, start_of(window.month_start(changed)));
}

void Catalog::price_future(Product& product, const RandomStream& random, std::uint64_t row) {
  const Money list = product.price(), floor = percentage(product.cost, 10'200);
  Money current = list;
  for (std::uint32_t ahead = 0; ahead < window_.future(); ++ahead) {
    const std::uint64_t change = random.at(row, kRepricing + ahead);
    const std::uint32_t day = window_.days() + ahead;
    if (day <= product.on_sale || day >= product.off_sale || below(change, kDaysBetweenChanges) != 0)
      continue;
    // Від −5 % до +7 % цінника на кінець вікна і ще 0,02 % за кожен день: ціни потроху ростуть.
    constexpr std::uint64_t kLeast = 9'500, kSpread = 1'201;
    constexpr std::int64_t kDailyGrowth = 2;
    const std::int64_t growth = kDailyGrowth * ahead;
    const auto share = static_cast<std::int64_t>(kLeast + below(change << 16, kSpread)) + growth;
    Money price = price_tag(percentage(list, share).kopiykas);
    if (price < floor) price = list;
    if (price == current) continue;
    current = price;
    product.later.push_back({day, {price, future_cost(product.cost, price, growth, change << 32)}});
  }
}

std::optional<std::uint32_t> Catalog::newcomer(std::uint32_t day, std::uint64_t random) const {
  // Новинка з'явилася протягом свого дня, тож продається з наступного.
  const std::uint64_t count = arrivals_.before(window_.ahead(day));
  if (count == 0) return std::nullopt;
  return static_cast<std::uint32_t>(past_ + below(random, count));
}

}  // namespace techmarket::world
