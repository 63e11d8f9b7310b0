// Цеглинки світу: ідентифікатори, ваги, час, буфер рядків, CSV.

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "datagen/csv.h"
#include "datagen/id_space.h"
#include "datagen/row_buffer.h"
#include "datagen/scale.h"
#include "datagen/timeline.h"
#include "datagen/weighted.h"

namespace techmarket::datagen {
namespace {

constexpr Seed kSeed{42};

TEST(IdSpace, RankIsABijectionWithAnInverse) {
  for (const std::uint64_t rows : {1u, 2u, 5u, 50u, 1000u, 65536u}) {
    const IdSpace ids(kSeed, "orders", rows, UuidVersion::v4);
    std::vector<bool> seen(ids.ranks());
    for (std::uint64_t row = 0; row < ids.ranks(); ++row) {
      const std::uint64_t rank = ids.rank(row);
      ASSERT_LT(rank, ids.ranks());
      ASSERT_FALSE(seen[rank]) << "rows " << rows;
      seen[rank] = true;
      ASSERT_EQ(ids.row_at(rank), row);
    }
  }
}

TEST(IdSpace, RanksFollowTheOrderOfTheText) {
  const IdSpace ids(kSeed, "orders", 1000, UuidVersion::v4);
  std::string previous;
  for (std::uint64_t rank = 0; rank < ids.ranks(); ++rank) {
    const std::uint64_t row = ids.row_at(rank);
    if (row >= ids.rows()) continue;
    const std::string id = to_string(ids.id(row, 0));
    EXPECT_LT(previous, id);
    EXPECT_EQ(id[14], '4');
    EXPECT_TRUE(parse_uuid(id));
    previous = id;
  }
}

TEST(IdSpace, Version7StartsWithTheTime) {
  const IdSpace ids(kSeed, "orders", 1000, UuidVersion::v7);
  EXPECT_LT(to_string(ids.id(5, 1'700'000'000'000)), to_string(ids.id(4, 1'700'000'000'001)));
  EXPECT_EQ(to_string(ids.id(5, 0x018bcfe56800))[14], '7');
}

TEST(Weighted, AliasTableKeepsTheWeights) {
  const std::vector<std::uint64_t> weights = {1, 0, 3, 6};
  const AliasTable table(weights);
  const RandomStream random(kSeed, "alias");
  std::vector<int> counts(weights.size());
  constexpr int kDraws = 100'000;
  for (std::uint64_t i = 0; i < kDraws; ++i) ++counts[table.pick(random.at(i, 0))];
  EXPECT_EQ(counts[1], 0);
  // χ² з двома степенями свободи: 0.999-квантиль 13.8.
  double chi2 = 0;
  for (const std::size_t i : {0u, 2u, 3u}) {
    const double expected = kDraws * static_cast<double>(weights[i]) / 10;
    chi2 += (counts[i] - expected) * (counts[i] - expected) / expected;
  }
  EXPECT_LT(chi2, 13.8);
}

TEST(Weighted, ApportionmentIsExactAndNumbersEveryShare) {
  const std::vector<std::uint64_t> weights = {5, 3, 2};
  const Apportionment shares(weights, 10);
  ASSERT_EQ(shares.block(), 10u);
  std::set<std::pair<std::uint32_t, std::uint64_t>> seen;
  std::vector<std::uint64_t> counts(3);
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const auto share = shares.at(i, 7);
    EXPECT_TRUE(seen.insert({share.item, share.ordinal}).second);
    ++counts[share.item];
  }
  EXPECT_EQ(counts, (std::vector<std::uint64_t>{500, 300, 200}));
  // Номери суцільні: нічого не пропущено.
  for (const auto& [item, ordinal] : seen) EXPECT_LT(ordinal, counts[item]);
}

TEST(Timeline, IsMonotoneAndKeepsDayShares) {
  const Timeline timeline(make_date(2026, 1, 5), std::vector<std::uint32_t>{100, 0, 300, 100});
  std::vector<int> days(4);
  Milliseconds previous = 0;
  const Quantiles quantiles(1000);
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const auto moment = timeline.at(quantiles.at(i, 0));
    EXPECT_GE(moment.ms, previous);
    EXPECT_EQ(to_timestamp(moment.ms).date().days - make_date(2026, 1, 5).days, static_cast<int>(moment.day));
    previous = moment.ms;
    ++days[moment.day];
  }
  EXPECT_NEAR(days[0], 200, 1);
  EXPECT_EQ(days[1], 0);
  EXPECT_NEAR(days[2], 600, 1);
  EXPECT_NEAR(days[3], 200, 1);
}

TEST(Timeline, NeverLeavesItsDays) {
  const Timeline timeline(make_date(2026, 1, 5), std::vector<std::uint32_t>(700, 123));
  EXPECT_EQ(timeline.at(0).day, 0u);
  const auto last = timeline.at(UINT64_MAX);
  EXPECT_EQ(last.day, 699u);
  EXPECT_LT(to_timestamp(last.ms), start_of({make_date(2026, 1, 5).days + 700}));
}

TEST(Timeline, QuantilesCountWhatSurelyHappened) {
  const Quantiles quantiles(50);
  for (std::uint64_t i = 0; i < 50; ++i) {
    const std::uint64_t late = quantiles.at(i, UINT64_MAX);
    EXPECT_LE(quantiles.before(late), i);
    EXPECT_EQ(quantiles.before(late + 1), i + 1);
  }
}

TEST(RowBuffer, WritesWhatLoadDataReads) {
  RowBuffer buffer;
  buffer.begin_row();
  buffer.text("a\tb\\c\nd");
  buffer.end_field();
  buffer.null();
  buffer.end_field();
  buffer.money({-5});
  buffer.end_field();
  buffer.money({123'456'789});
  buffer.end_field();
  buffer.timestamp({start_of(make_date(2024, 2, 29)).seconds + 3661});
  buffer.end_field();
  buffer.boolean(true);
  buffer.end_field();
  buffer.end_row();
  EXPECT_EQ(buffer.bytes(), "a\\tb\\\\c\\nd\t\\N\t-0.05\t1234567.89\t2024-02-29 01:01:01\t1\n");
  EXPECT_EQ(buffer.rows(), 1u);
}

TEST(RowBuffer, WritesMoneyOfEveryLength) {
  for (std::int64_t scale = 1; scale <= 1'000'000'000'000; scale *= 10)
    for (const std::int64_t kopiykas : {scale - 1, scale, scale + 7, 4 * scale + scale / 3}) {
      for (const Money amount : {Money{kopiykas}, Money{-kopiykas}}) {
        RowBuffer buffer;
        buffer.begin_row();
        buffer.money(amount);
        EXPECT_EQ(buffer.bytes(), to_string(amount));
      }
    }
}

TEST(RowBuffer, GrowsWithoutLosingRowsAndDigestIgnoresTheirOrder) {
  RowBuffer forward, backward;
  const std::string long_text(3'000, 'x');
  constexpr int kRows = 300;
  for (int i = 0; i < kRows; ++i)
    for (auto [buffer, number] : {std::pair(&forward, i), std::pair(&backward, kRows - 1 - i)}) {
      buffer->begin_row();
      buffer->integer(static_cast<std::uint64_t>(number));
      buffer->text(long_text);
      buffer->end_field();
      buffer->end_row();
    }
  EXPECT_EQ(forward.digest(), backward.digest());
  EXPECT_EQ(forward.bytes().size(), backward.bytes().size());
  EXPECT_NE(forward.bytes(), backward.bytes());
  EXPECT_EQ(std::ranges::count(forward.bytes(), '\n'), kRows);
}

TEST(Csv, QuotesOnlyWhatNeedsIt) {
  std::string csv;
  append_csv("1\t\\N\tNULL\ta,b\tsay \"hi\"\ttab\\tnl\\nback\\\\\n2\tx\ty\tz\tw\tv\n", {0, 1, 2, 3, 4, 5},
             csv);
  EXPECT_EQ(csv, "1,NULL,\"NULL\",\"a,b\",\"say \"\"hi\"\"\",\"tab\tnl\nback\\\"\n2,x,y,z,w,v\n");
}

TEST(Csv, PutsFieldsInTheOrderOfTheTable) {
  std::string csv;
  append_csv("1\t2\t3\n", {2, 0, 1}, csv);
  EXPECT_EQ(csv, "3,1,2\n");
}

TEST(Scale, GivesTheDefaultDataSetAndGrowsIt) {
  const Counts one = counts_for(600, 25, 3000);
  EXPECT_EQ(one.regions, 5u);
  EXPECT_EQ(one.products, 25u);
  EXPECT_EQ(one.employees, 10u);
  EXPECT_EQ(one.customers, 50u);
  EXPECT_EQ(one.users, 61u);
  EXPECT_EQ(one.tokens, 20u);
  const Counts large = counts_for(1'000'000, 25, 3000);
  EXPECT_EQ(large.regions, 25u);
  EXPECT_EQ(large.products, 3000u);
  EXPECT_EQ(large.employees, 408u);
  EXPECT_EQ(large.customers, 83'333u);
}

TEST(Scale, ReadsDecimalsExactly) {
  EXPECT_EQ(orders_for_scale("1"), 600u);
  EXPECT_EQ(orders_for_scale("0.5"), 300u);
  EXPECT_EQ(orders_for_scale("2.25"), 1350u);
  EXPECT_FALSE(orders_for_scale("0"));
  EXPECT_FALSE(orders_for_scale("-1"));
  EXPECT_FALSE(orders_for_scale("big"));
  EXPECT_EQ(scale_text(600), "1");
  EXPECT_EQ(scale_text(1350), "2.25");
  EXPECT_EQ(scale_text(1000), "1.6667");
}

}  // namespace
}  // namespace techmarket::datagen
