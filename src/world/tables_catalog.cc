#include "world/table_rows.h"
#include "world/world_tables.h"

namespace techmarket::world {
namespace {

constexpr rows::RowLayout kCategories{
    rows::Field{"id", [](rows::RowBuffer& out, const auto& row) { out.uuid(row.category.id); }},
    rows::Field{"name", [](rows::RowBuffer& out, const auto& row) { out.text(row.category.name); }},
    rows::Field{
        "parent_category_id",
        [](rows::RowBuffer& out, const auto& row) { row.parent ? out.uuid(row.parent->id) : out.null(); }},
};

struct CategoryRow {
  const Category& category;
  const Category* parent;
};

constexpr rows::RowLayout kProducts{
    rows::Field{"id", [](rows::RowBuffer& out, const auto& row) { out.uuid(row.product.id); }},
    rows::Field{"name", [](rows::RowBuffer& out, const auto& row) { out.text(row.product.name); }},
    rows::Field{"sku", [](rows::RowBuffer& out, const auto& row) { out.text(row.product.sku); }},
    rows::Field{"category_id", [](rows::RowBuffer& out, const auto& row) { out.uuid(row.category.id); }},
    rows::Field{"price", [](rows::RowBuffer& out, const auto& row) { out.money(row.product.price()); }},
    rows::Field{"cost", [](rows::RowBuffer& out, const auto& row) { out.money(row.product.cost); }},
    rows::Field{"status",
                [](rows::RowBuffer& out, const auto& row) {
                  out.raw(row.product.discontinued ? "discontinued" : "active");
                }},
    rows::Field{"created_at",
                [](rows::RowBuffer& out, const auto& row) { out.timestamp(row.product.created); }},
    rows::Field{"updated_at",
                [](rows::RowBuffer& out, const auto& row) { out.timestamp(row.product.updated); }},
};

struct ProductRow {
  const Product& product;
  const Category& category;
};

}  // namespace

Columns product_columns() {
  return kProducts.columns();
}

void write_product(const World& world, std::uint64_t product, rows::RowBuffer& out) {
  const Product& row = world.catalog.products()[product];
  kProducts.write(ProductRow{row, world.catalog.categories()[row.category]}, out);
}

std::vector<rows::TableSource> catalog_tables(const World& world, rows::RowOrder) {
  const auto& all_categories = world.catalog.categories();

  rows::TableSource categories{
      .service = "catalog-db", .table = "categories", .columns = kCategories.columns(), .write = {}};
  rows::set_rows(
      categories, all_categories.size(), [&all_categories](std::uint64_t row, rows::RowBuffer& out) {
        const Category& category = all_categories[row];
        const Category* parent =
            category.parent < 0 ? nullptr : &all_categories[static_cast<std::size_t>(category.parent)];
        kCategories.write(CategoryRow{category, parent}, out);
      });

  rows::TableSource products{
      .service = "catalog-db", .table = "products", .columns = kProducts.columns(), .write = {}};
  rows::set_rows(products, world.catalog.past(),
                 [&world](std::uint64_t row, rows::RowBuffer& out) { write_product(world, row, out); });
  return {std::move(categories), std::move(products)};
}

}  // namespace techmarket::world
