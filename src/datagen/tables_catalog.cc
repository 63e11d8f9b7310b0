#include "datagen/table_rows.h"
#include "datagen/table_source.h"

namespace techmarket::datagen {
namespace {

constexpr RowLayout kCategories{
    Field{"id", [](RowBuffer& out, const auto& row) { out.uuid(row.category.id); }},
    Field{"name", [](RowBuffer& out, const auto& row) { out.text(row.category.name); }},
    Field{"parent_category_id",
          [](RowBuffer& out, const auto& row) { row.parent ? out.uuid(row.parent->id) : out.null(); }},
};

struct CategoryRow {
  const Category& category;
  const Category* parent;
};

constexpr RowLayout kProducts{
    Field{"id", [](RowBuffer& out, const auto& row) { out.uuid(row.product.id); }},
    Field{"name", [](RowBuffer& out, const auto& row) { out.text(row.product.name); }},
    Field{"sku", [](RowBuffer& out, const auto& row) { out.text(row.product.sku); }},
    Field{"category_id", [](RowBuffer& out, const auto& row) { out.uuid(row.category.id); }},
    Field{"price", [](RowBuffer& out, const auto& row) { out.money(row.product.price()); }},
    Field{"cost", [](RowBuffer& out, const auto& row) { out.money(row.product.cost); }},
    Field{"status", [](RowBuffer& out,
                       const auto& row) { out.raw(row.product.discontinued ? "discontinued" : "active"); }},
    Field{"created_at", [](RowBuffer& out, const auto& row) { out.timestamp(row.product.created); }},
    Field{"updated_at", [](RowBuffer& out, const auto& row) { out.timestamp(row.product.updated); }},
};

struct ProductRow {
  const Product& product;
  const Category& category;
};

}  // namespace

Columns product_columns() {
  return kProducts.columns();
}

void write_product(const World& world, std::uint64_t product, RowBuffer& out) {
  const Product& row = world.catalog.products()[product];
  kProducts.write(ProductRow{row, world.catalog.categories()[row.category]}, out);
}

std::vector<TableSource> catalog_tables(const World& world, RowOrder) {
  const auto& all_categories = world.catalog.categories();

  TableSource categories{
      .service = "catalog-db", .table = "categories", .columns = kCategories.columns(), .write = {}};
  set_rows(categories, all_categories.size(), [&all_categories](std::uint64_t row, RowBuffer& out) {
    const Category& category = all_categories[row];
    const Category* parent =
        category.parent < 0 ? nullptr : &all_categories[static_cast<std::size_t>(category.parent)];
    kCategories.write(CategoryRow{category, parent}, out);
  });

  TableSource products{
      .service = "catalog-db", .table = "products", .columns = kProducts.columns(), .write = {}};
  set_rows(products, world.catalog.past(),
           [&world](std::uint64_t row, RowBuffer& out) { write_product(world, row, out); });
  return {std::move(categories), std::move(products)};
}

}  // namespace techmarket::datagen
