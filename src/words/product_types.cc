#include "words/product_types.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "base/tsv.h"

namespace techmarket::words {
namespace {

constexpr std::size_t kFewest = 2;
constexpr std::string_view kFor = "для ";

/// Перше слово.
std::string_view first_word(std::string_view text) {
  return text.substr(0, text.find(' '));
}

/// Значення ознаки товару; family і maker виводяться з інших. Порожньо — ознаки немає.
std::string_view value_of(const Features& features, std::string_view name) {
  const std::string_view source = name == "family" ? "series" : name == "maker" ? "model" : name;
  const auto found = std::ranges::find(features, source, [](const auto& one) { return one.first; });
  if (found == features.end()) return {};
  const std::string_view value = found->second;
  if (name == "family") return first_word(value);
  if (name != "maker") return value;
  if (!value.starts_with(kFor)) return {};
  return value.substr(0, kFor.size() + first_word(value.substr(kFor.size())).size());
}

bool replaced(std::string_view level, const ProductType& type, const std::vector<std::string>& values) {
  const auto known = [&](std::string_view other) {
    const auto found = std::ranges::find(type.levels, other);
    return found != type.levels.end() &&
           !values[static_cast<std::size_t>(found - type.levels.begin())].empty();
  };
  return (level == "family" && known("series")) || (level == "maker" && known("model"));
}

std::string name_of(const ProductType& type, const std::vector<std::string>& values) {
  std::string name = type.plural;
  const auto append = [&](bool identity) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::string& level = type.levels[i];
      const bool is_identity = level == "brand" || level == "family" || level == "series";
      if (is_identity == identity && !values[i].empty() && !replaced(level, type, values))
        name += " " + values[i];
    }
  };
  append(true);
  append(false);
  return name;
}

}  // namespace

Result<Features> parse_features(std::string_view text) {
  Features features;
  if (text.empty()) return features;
  for (const std::string_view part : split(text, ';')) {
    const auto equals = part.find('=');
    if (equals == std::string_view::npos || equals == 0 || equals + 1 == part.size())
      return fail(ErrorKind::bad_input, fmt::format("cannot read '{}' in column 'features'", part),
                  "write feature=value;feature=value…");
    features.emplace_back(part.substr(0, equals), part.substr(equals + 1));
  }
  return features;
}

std::string device_of(const Features& features) {
  constexpr std::string_view kGeneration = " 5G";
  const std::string_view brand = value_of(features, "brand");
  std::string_view series = value_of(features, "series");
  if (brand.empty() || series.empty()) return {};
  // Чохол для Galaxy A55 — той самий, хоч телефон і зветься Galaxy A55 5G.
  if (series.ends_with(kGeneration)) series.remove_suffix(kGeneration.size());
  return fmt::format("{} {}", brand, series);
}

std::string made_for(const Features& features) {
  const std::string_view model = value_of(features, "model");
  return std::string(model.starts_with(kFor) ? model.substr(kFor.size()) : std::string_view());
}

Result<std::vector<ProductType>> read_product_types(const std::filesystem::path& path) {
  std::vector<ProductType> types;
  std::set<std::string> names, plurals;
  TM_TRY(read_tsv(path, {"name", "plural", "levels", "single"}, [&](const TsvRow& row) -> Status {
    ProductType type;
    TM_ASSIGN(type.name, row.required(0));
    TM_ASSIGN(type.plural, row.required(1));
    TM_ASSIGN(const std::string levels, row.required(2));
    for (const std::string_view level : split(levels, ',')) type.levels.emplace_back(level);
    type.single = row.text(3);
    if (!names.insert(type.name).second) return row.error(fmt::format("'{}' is already above", type.name));
    if (!plurals.insert(type.plural).second)
      return row.error(fmt::format("'{}' is already above", type.plural));
    types.push_back(std::move(type));
    return {};
  }));
  return types;
}

const ProductType* type_of(std::span<const ProductType> types, std::string_view product_name) {
  const ProductType* longest = nullptr;
  for (const ProductType& type : types) {
    const std::string& name = type.name;
    const bool fits = product_name.starts_with(name) &&
                      (product_name.size() == name.size() || product_name[name.size()] == ' ');
    if (fits && (!longest || longest->name.size() < name.size())) longest = &type;
  }
  return longest;
}

CategoryTree::CategoryTree(std::span<const std::string> categories, std::span<const ShelfItem> items) {
  for (const std::string& name : categories) nodes_.push_back({name, nodes_.size(), nullptr, {}, {}});
  std::vector<Items> shelves(categories.size());
  for (const ShelfItem& item : items)
    if (item.type) shelves[item.category].push_back(&item);
  for (std::size_t category = 0; category < categories.size(); ++category)
    if (shelves[category].size() > kShelf) split_by_type(category, shelves[category]);
}

std::size_t CategoryTree::add(std::size_t parent, const ProductType& type, std::vector<std::string> values) {
  const std::size_t node = nodes_.size();
  nodes_[parent].children.push_back(node);
  nodes_.push_back({name_of(type, values), parent, &type, std::move(values), {}});
  return node;
}

void CategoryTree::split_by_type(std::size_t node, const Items& items) {
  // У порядку появи товарів, тож дерево не залежить від порядку рядків product_types.tsv.
  std::vector<std::pair<const ProductType*, Items>> groups;
  for (const ShelfItem* item : items) {
    auto group = std::ranges::find(groups, item->type, [](const auto& one) { return one.first; });
    if (group == groups.end()) group = groups.insert(groups.end(), {item->type, {}});
    group->second.push_back(item);
  }
  for (const auto& [type, members] : groups) {
    std::vector<std::string> any(type->levels.size());
    // «Смартфони» зі словника вже є: смартфони діляться одразу в ній.
    if (type->plural == nodes_[node].name)
      split_by_level(node, std::move(any), 0, members);
    else if (members.size() >= kFewest)
      split_by_level(add(node, *type, any), any, 0, members);
  }
}

void CategoryTree::split_by_level(std::size_t node, std::vector<std::string> values, std::size_t level,
                                  const Items& items) {
  const ProductType& type = *items.front()->type;
  if (level == type.levels.size() || items.size() <= kShelf) return;
  std::vector<std::pair<std::string_view, Items>> groups;
  Items others;  // товари без цієї ознаки діляться за наступною
  for (const ShelfItem* item : items) {
    const std::string_view value = value_of(*item->features, type.levels[level]);
    if (value.empty()) {
      others.push_back(item);
      continue;
    }
    auto group = std::ranges::find(groups, value, [](const auto& one) { return one.first; });
    if (group == groups.end()) group = groups.insert(groups.end(), {value, {}});
    group->second.push_back(item);
  }
  if (groups.size() == 1 && others.empty()) {  // ознака спільна для всіх: нічого не ділить
    values[level] = groups.front().first;
    return split_by_level(node, std::move(values), level + 1, items);
  }
  for (const auto& [value, members] : groups) {
    std::vector<std::string> narrower = values;
    narrower[level] = value;
    if (members.size() < kFewest) continue;
    // У родині лише один ряд — то це він і є: «Ноутбуки HP 250 G10», а не «Ноутбуки HP 250».
    std::size_t next = level + 1;
    if (type.levels[level] == "family" && next < type.levels.size() && type.levels[next] == "series" &&
        std::ranges::all_of(members, [&](const ShelfItem* item) {
          return value_of(*item->features, "series") == value_of(*members[0]->features, "series");
        }))
      narrower[next++] = value_of(*members[0]->features, "series");
    // Слово «14T» — і родина, і ряд «14T» у ній: такий ряд лишається в самій родині.
    if (name_of(type, narrower) == nodes_[node].name) continue;
    split_by_level(add(node, type, narrower), narrower, next, members);
  }
  if (!others.empty()) split_by_level(node, std::move(values), level + 1, others);
}

std::size_t CategoryTree::place(const ShelfItem& item) const {
  std::size_t place = item.category;
  if (!item.type) return place;
  const auto fits = [&](std::size_t index) {
    const Node& node = nodes_[index];
    if (node.type != item.type) return false;
    for (std::size_t level = 0; level < node.values.size(); ++level)
      if (!node.values[level].empty() &&
          value_of(*item.features, item.type->levels[level]) != node.values[level])
        return false;
    return true;
  };
  for (;;) {
    const auto& children = nodes_[place].children;
    const auto child = std::ranges::find_if(children, fits);
    if (child == children.end()) return place;
    place = *child;
  }
}

}  // namespace techmarket::words
