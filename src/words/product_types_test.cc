#include "words/product_types.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "words/dictionary.h"
#include "words/product_lines.h"

namespace techmarket::words {
namespace {

const std::filesystem::path kData = TECHMARKET_SOURCE_DIR "/database/data";

TEST(ProductTypes, EveryLineAndProductHasAType) {
  const Dictionaries dictionaries = Dictionaries::read(kData).value();
  const auto lines = read_product_lines(kData / "catalog" / "product_lines.tsv", dictionaries.categories,
                                        dictionaries.products)
                         .value();
  std::set<const ProductType*> used;
  for (const ProductEntry& line : lines) {
    const ProductType* type = type_of(dictionaries.types, line.name);
    ASSERT_TRUE(type) << line.name;
    used.insert(type);
  }
  for (const ProductEntry& product : dictionaries.products)
    EXPECT_TRUE(type_of(dictionaries.types, product.name)) << product.name;
  EXPECT_EQ(used.size(), dictionaries.types.size()) << "a type nothing belongs to";
}

TEST(ProductTypes, TheLongestBeginningWins) {
  const std::vector<ProductType> types = {{"Чохол", "Чохли", {}, {}},
                                          {"Чохол-книжка", "Чохли-книжки", {}, {}}};
  EXPECT_EQ(type_of(types, "Чохол-книжка Gelius Book")->plural, "Чохли-книжки");
  EXPECT_EQ(type_of(types, "Чохол Spigen")->plural, "Чохли");
  EXPECT_EQ(type_of(types, "Чохольчик"), nullptr);
}

TEST(ProductTypes, FeaturesAreParsedOrRefused) {
  EXPECT_EQ(parse_features("brand=LG;size=27″").value(), (Features{{"brand", "LG"}, {"size", "27″"}}));
  for (const char* text : {"brand", "=LG", "brand=", "brand=LG;"}) EXPECT_FALSE(parse_features(text)) << text;
}

class Tree : public testing::Test {
 protected:
  static inline const ProductType kPhone{
      "Смартфон", "Смартфони", {"brand", "family", "series", "memory"}, {}};
  static inline const ProductType kCase{"Чохол", "Чохли", {"maker", "model", "brand"}, {}};
  std::vector<Features> features_;
  std::vector<ShelfItem> items_;

  void add(const ProductType& type, Features features, int times = 1) {
    for (; times > 0; --times) features_.push_back(features), items_.push_back({&type, nullptr, 0});
  }
  CategoryTree tree(const std::string& category) {
    for (std::size_t i = 0; i < items_.size(); ++i) items_[i].features = &features_[i];
    const std::vector<std::string> names = {category};
    return {names, items_};
  }
  static std::vector<std::string> names(const CategoryTree& tree) {
    std::vector<std::string> all;
    for (const auto& node : tree.nodes()) all.push_back(node.name);
    return all;
  }
};

TEST_F(Tree, ShortShelvesStayWhole) {
  add(kPhone, {{"brand", "Apple"}, {"series", "iPhone 17"}}, 4);
  add(kPhone, {{"brand", "Xiaomi"}, {"series", "15"}}, 4);
  EXPECT_EQ(names(tree("Смартфони")), std::vector<std::string>{"Смартфони"});
}

TEST_F(Tree, LongShelvesDivideByOneFeatureAfterAnother) {
  add(kPhone, {{"brand", "Xiaomi"}, {"series", "14T"}}, 3);
  add(kPhone, {{"brand", "Xiaomi"}, {"series", "14T Pro"}}, 3);
  add(kPhone, {{"brand", "Xiaomi"}, {"series", "Redmi Note 14"}}, 3);
  add(kPhone, {{"brand", "Nothing"}, {"series", "Phone (3a)"}});
  const auto grown = tree("Смартфони");
  // Один Nothing — ще не підкатегорія; ряд «Redmi Note 14» — єдиний у родині, тож родини «Redmi» немає.
  EXPECT_EQ(names(grown), (std::vector<std::string>{"Смартфони", "Смартфони Xiaomi", "Смартфони Xiaomi 14T",
                                                    "Смартфони Xiaomi Redmi Note 14"}));
  EXPECT_EQ(grown.place(items_.back()), 0u);
  EXPECT_EQ(grown.nodes()[grown.place(items_[3])].name, "Смартфони Xiaomi 14T");
}

TEST_F(Tree, AModelReplacesItsMakerInTheName) {
  for (const char* model : {"для Apple iPhone 16", "для Apple iPhone 17", "для Samsung Galaxy S25"})
    for (const char* brand : {"Spigen", "Nillkin"}) add(kCase, {{"brand", brand}, {"model", model}}, 5);
  const auto all = names(tree("Аксесуари"));
  EXPECT_NE(std::ranges::find(all, "Чохли для Apple"), all.end());
  EXPECT_NE(std::ranges::find(all, "Чохли Spigen для Apple iPhone 17"), all.end());
  EXPECT_NE(std::ranges::find(all, "Чохли Nillkin для Samsung Galaxy S25"), all.end());
}

TEST_F(Tree, ANewcomerFindsTheDeepestPlaceThatFits) {
  for (const char* model : {"для Apple iPhone 16", "для Apple iPhone 17", "для Samsung Galaxy S25"})
    for (const char* brand : {"Spigen", "Nillkin"}) add(kCase, {{"brand", brand}, {"model", model}}, 5);
  const auto grown = tree("Аксесуари");
  const auto place = [&](const Features& features) {
    return grown.nodes()[grown.place({&kCase, &features, 0})].name;
  };
  EXPECT_EQ(place({{"brand", "Baseus"}, {"model", "для Apple iPhone 17"}}), "Чохли для Apple iPhone 17");
  EXPECT_EQ(place({{"brand", "Spigen"}, {"model", "для Google Pixel 9"}}), "Чохли");
  EXPECT_EQ(place({}), "Чохли");
}

}  // namespace
}  // namespace techmarket::words
