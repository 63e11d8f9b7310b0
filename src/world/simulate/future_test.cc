// Майбутнє світу без баз: чистота, причинність, межі.

#include "world/simulate/future.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "world/simulate/activity.h"

namespace techmarket::world {
namespace {

const std::filesystem::path kData = std::filesystem::path(TECHMARKET_SOURCE_DIR) / "database" / "data";

std::unique_ptr<const World> world(std::uint64_t orders, std::uint32_t future,
                                   rows::UuidVersion uuid = rows::UuidVersion::v4) {
  auto created = World::create({.seed = {}, .orders = orders, .until = make_date(2026, 11, 22), .uuid = uuid},
                               kData, future);
  if (!created) ADD_FAILURE() << created.error().message;
  return created ? std::move(*created) : nullptr;
}

/// Усі рядки, які дають зміни дня, одним текстом.
std::string text_of(const Future& future, const DayChanges& changes) {
  const World& world = future.world();
  rows::RowBuffer out;
  for (std::uint64_t row = changes.products.first; row < changes.products.last; ++row)
    write_product(world, row, out);
  for (std::uint64_t row = changes.customers.first; row < changes.customers.last; ++row)
    write_customer(world, row, out);
  for (std::uint64_t row = changes.tokens.first; row < changes.tokens.last; ++row)
    write_token(world, row, out);
  for (const OrderChange& change : changes.orders) {
    const OrderView view = future.view(change.order, change.after);
    write_order(world, view, out);
    write_items(world, view, out);
    write_payments(world, view, out);
  }
  std::string text(out.bytes());
  for (const PriceChange& change : changes.prices)
    text += std::to_string(change.product) + ":" + to_string(change.quote.price) + "/" +
            to_string(change.quote.cost) + "\n";
  for (const auto& list : {changes.closures, changes.address_changes})
    for (const CustomerEvent& event : list)
      text += std::to_string(event.customer) + "@" + to_string(event.at) + "\n";
  for (const auto& exchange : changes.exchanges)
    text += std::to_string(exchange.first) + "<>" + std::to_string(exchange.second) + "\n";
  for (const auto product : changes.discontinued) text += "-" + std::to_string(product) + "\n";
  for (const auto employee : changes.hired) {
    out.clear();
    write_employee(world, employee, out);
    write_user(world, world.accounts.user_of_employee(employee), out);
    text += out.bytes();
  }
  for (const auto employee : changes.left) text += "left " + std::to_string(employee) + "\n";
  return text;
}

TEST(Future, DoesNotDependOnHowFarItIsKnown) {
  for (const rows::UuidVersion uuid : {rows::UuidVersion::v4, rows::UuidVersion::v7}) {
    const auto near = world(6'000, 12, uuid), far = world(6'000, 400, uuid);
    const History history(10, Conditions{.late = {2'000}, .dirty = {1'000}});
    const Future first(*near, history), second(*far, history);
    for (std::uint32_t ahead = 0; ahead < 10; ++ahead) {
      const std::uint32_t day = near->window.days() + ahead;
      EXPECT_EQ(text_of(first, first.changes(day)), text_of(second, second.changes(day))) << ahead;
    }
  }
}

TEST(Future, ShowsEveryKindOfChangeWithinAMonthAtScaleOne) {
  const auto created = world(600, 61);
  const Future future(*created, {});
  SimulatedActivity activity;
  for (std::uint32_t ahead = 0; ahead < 60; ++ahead)
    activity.add(future, future.changes(created->window.days() + ahead));
  for (const auto& [name, count] : activity.counts()) EXPECT_EQ(count == 0, name == "late_events") << name;
}

TEST(Future, KeepsTheIntensityOfThePast) {
  // За рік після кінця вікна замовлень має бути стільки, скільки дає те саме зростання: середня вага дня року
  // третього проти перших двох — (160 + 190) / 2 : 130.
  const auto created = world(60'000, 366);
  const Future future(*created, {});
  const std::uint64_t year = future.orders_until(created->window.days() + 364) - 60'000;
  EXPECT_NEAR(static_cast<double>(year), 30'000.0 * 175 / 130, 600);
}

TEST(Future, NeverPutsAnEffectBeforeItsCause) {
  const auto created = world(6'000, 121);
  const Future future(*created, {});
  const Customers& customers = created->customers;
  std::map<std::uint64_t, Timestamp> closed;
  std::set<std::uint64_t> moved;
  std::uint32_t longest = 0;
  for (std::uint32_t ahead = 0; ahead < 120; ++ahead) {
    const std::uint32_t day = created->window.days() + ahead;
    const Timestamp start = start_of(created->window.date(day)), end{start.seconds + kSecondsPerDay};
    const DayChanges changes = future.changes(day);
    for (const CustomerEvent& event : changes.closures) {
      EXPECT_TRUE(closed.emplace(event.customer, event.at).second) << "an account is deleted once";
      EXPECT_LT(to_timestamp(customers.created_at(event.customer)), event.at);
      EXPECT_TRUE(event.at >= start && event.at < end);
    }
    for (const CustomerEvent& event : changes.address_changes) {
      EXPECT_TRUE(moved.insert(event.customer).second) << "an address changes once";
      EXPECT_FALSE(closed.contains(event.customer));
      EXPECT_TRUE(event.at >= start && event.at < end);
    }
    for (std::uint64_t index = changes.tokens.first; index < changes.tokens.last; ++index) {
      const Token token = created->accounts.token(index);
      EXPECT_TRUE(token.issued >= start && token.issued < end);
      EXPECT_GE(token.issued, created->accounts.account(token.user).created);
      EXPECT_TRUE(!token.last_used || (*token.last_used >= token.issued && *token.last_used < end));
      const auto employee = created->accounts.account(token.user).employee;
      EXPECT_TRUE(!employee || created->staff.works(static_cast<std::uint32_t>(*employee), day));
      for (const auto& [customer, at] : closed)
        EXPECT_NE(token.user, created->accounts.user_of_customer(customer)) << "came back after leaving";
    }
    for (const OrderChange& change : changes.orders) {
      const OrderView view = future.view(change.order, change.after);
      const auto [placed_day, ms] = created->orders.placed(change.order);
      longest = std::max(longest, day - placed_day);
      EXPECT_TRUE(view.updated >= start && view.updated < end) << "committed on its own day";
      EXPECT_LE(view.placed, view.updated);
      EXPECT_GT(view.placed, to_timestamp(customers.created_at(view.parties.customer)));
      EXPECT_TRUE(!view.life.paid || *view.life.paid > view.placed);
      if (change.before > 0) continue;
      EXPECT_FALSE(closed.contains(view.parties.customer)) << "bought after leaving";
      EXPECT_FALSE(customers.only_looks(view.parties.customer));
      const auto seller =
          static_cast<std::uint32_t>(view.parties.employee - created->staff.employees().data());
      EXPECT_TRUE(created->staff.works(seller, placed_day)) << "sold before being hired or after leaving";
      for (std::uint32_t line = 0; line < view.basket.size; ++line) {
        const Product& product = created->catalog.products()[view.basket.lines[line].product];
        EXPECT_GT(view.placed, product.created);
        EXPECT_TRUE(product.sold_on(placed_day));
        const auto quantity = static_cast<std::int64_t>(view.basket.lines[line].quantity);
        EXPECT_GE(view.basket.lines[line].total(), view.basket.lines[line].unit_cost * quantity);
      }
    }
  }
  EXPECT_LE(longest, kLongestLife);
  EXPECT_GT(longest, 15u);
}

TEST(Future, GivesEveryoneAnAddressOfTheirOwn) {
  const auto created = world(6'000, 3'001);
  std::set<std::string> addresses;
  rows::RowBuffer out;
  const auto take = [&](auto write) {
    out.clear(), out.begin_row();
    write();
    EXPECT_TRUE(addresses.emplace(out.bytes()).second) << out.bytes();
  };
  const std::uint64_t known = created->customers.signed_up_before(created->window.days() + 3'000);
  EXPECT_GT(known, 1'000u);
  for (std::uint64_t index = 0; index < known; ++index)
    take([&] { created->names.customer(index).write_email(out); });
  std::uint64_t changed = 0;
  for (std::uint32_t ahead = 0; ahead < 3'000; ++ahead)
    for (const CustomerEvent& event : created->customers.address_changes(created->window.days() + ahead)) {
      take([&] { created->customers.write_new_email(event.customer, out); });
      ++changed;
    }
  EXPECT_GT(changed, 300u);
}

TEST(Future, KeepsASellerInEveryRegion) {
  const auto created = world(600, 731);
  EXPECT_GT(created->staff.exchanges().size(), 90u);
  for (std::uint32_t ahead = 0; ahead < 730; ++ahead) {
    std::set<const Employee*> sellers;
    for (std::uint32_t region = 0; region < created->counts.regions; ++region)
      sellers.insert(&created->staff.seller(region, created->window.days() + ahead, 1));
    EXPECT_EQ(sellers.size(), created->counts.regions) << "the five sellers of scale 1 never meet";
  }
}

TEST(Future, ReplacesThoseWhoLeave) {
  const auto created = world(60'000, 366);
  const Staff& staff = created->staff;
  EXPECT_GT(staff.replacements().size(), 15u);
  std::set<std::uint32_t> left;
  for (const Staff::Replacement& one : staff.replacements()) {
    EXPECT_TRUE(left.insert(one.leaver).second) << "nobody leaves twice";
    EXPECT_FALSE(staff.employees()[one.leaver].manager);
    EXPECT_EQ(staff.employees()[one.newcomer].hired, created->window.date(one.hired));
    EXPECT_FALSE(staff.works(one.newcomer, one.hired));
    EXPECT_TRUE(staff.works(one.newcomer, one.hired + 1) && staff.works(one.leaver, one.left - 1));
    EXPECT_FALSE(staff.works(one.leaver, one.left));
  }
  EXPECT_EQ(staff.past() + staff.replacements().size(), staff.employees().size());
}

TEST(Future, RetiresAtMostAQuarterOfTheCatalogueAndNeverRepricesTheRetired) {
  const auto created = world(6'000, 3'001);
  std::uint64_t retired = 0;
  for (const Product& product : created->catalog.products()) {
    if (product.off_sale == Product::kStays || product.off_sale < created->window.days()) continue;
    ++retired;
    EXPECT_TRUE(product.later.empty() || product.later.back().day < product.off_sale);
  }
  EXPECT_GT(retired, 20u);
  EXPECT_LE(retired, created->counts.products / 4);
}

TEST(Future, LateEventsComeOneToThreeDaysLateAndNothingIsLost) {
  const auto created = world(60'000, 91);
  const Future punctual(*created, {}), late(*created, History(90, Conditions{.late = {3'000}, .dirty = {}}));
  std::map<std::uint64_t, std::uint32_t> seen;  // замовлення → скільки подій уже в базі
  std::uint64_t events = 0, delayed = 0;
  for (std::uint32_t ahead = 0; ahead < 60; ++ahead) {
    const std::uint32_t day = created->window.days() + ahead;
    for (const OrderChange& change : late.changes(day).orders) {
      EXPECT_TRUE(change.order < 60'000 || seen[change.order] == change.before);
      seen[change.order] = change.after;
      const LifeLine life =
          created->orders.life(change.order, to_timestamp(created->orders.placed(change.order).ms));
      EXPECT_LE(late.visible(change.order, life, day), punctual.visible(change.order, life, day));
      for (std::uint32_t event = change.before; event < change.after; ++event, ++events) {
        const int days = created->window.date(day).days - life.events[event].at.date().days;
        EXPECT_TRUE(days >= 0 && days <= 3) << days;
        delayed += days > 0 ? 1 : 0;
      }
    }
  }
  // Події, що чекають на запізнілу попередню, теж приходять пізно: частка трохи більша за 0,3.
  EXPECT_NEAR(static_cast<double>(delayed) / static_cast<double>(events), 0.34, 0.05);
}

TEST(Future, SharesAreExactDecimals) {
  EXPECT_EQ(parse_share("--late", "0.05")->parts, 500u);
  EXPECT_EQ(parse_share("--late", "1")->parts, 10'000u);
  EXPECT_EQ(parse_share("--late", "0")->parts, 0u);
  for (const char* wrong : {"", "1.5", "-0.1", "0.00001", "5%", "nan", ".5", "0x1", "2"})
    EXPECT_FALSE(parse_share("--late", wrong)) << wrong;
  EXPECT_EQ(to_string(Share{500}), "0.05");
}

}  // namespace
}  // namespace techmarket::world
