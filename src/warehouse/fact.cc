#include "warehouse/fact.h"

#include <bit>
#include <cstring>

#include "warehouse/copy_text.h"

namespace techmarket::warehouse {
namespace {

using namespace std::string_view_literals;

// PostgreSQL, COPY, «Binary Format»: підпис, прапорці, довжина розширення; кінець — кількість полів −1.
constexpr std::string_view kBinaryHeader = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0"sv;
constexpr std::string_view kBinaryTrailer = "\377\377"sv;
constexpr std::int16_t kFields = 12;

/// Пише цілі в мережевому порядку байтів у місце, якого точно вистачить.
class BinaryRow {
 public:
  explicit BinaryRow(char* at) : at_(at) {}

  template <class Integer>
  void raw(Integer value) {
    if constexpr (std::endian::native == std::endian::little) value = std::byteswap(value);
    std::memcpy(at_, &value, sizeof value);
    at_ += sizeof value;
  }

  void field(Uuid uuid) {
    raw<std::int32_t>(16);
    raw(uuid.high);
    raw(uuid.low);
  }

  void field(std::int32_t value) {
    raw<std::int32_t>(sizeof value);
    raw(value);
  }

  /// numeric (src/backend/utils/adt/numeric.c, numeric_recv): кількість цифр за основою 10000, вага першої,
  /// знак, знаків після крапки, самі цифри.
  void field(Money amount) {
    constexpr std::int16_t kPositive = 0, kNegative = 0x4000, kScale = 2;
    const bool negative = amount.kopiykas < 0;
    auto rest = static_cast<std::uint64_t>(negative ? -amount.kopiykas : amount.kopiykas);
    std::int16_t digits[8];
    int count = 0;  // молодші цифри першими; перша — копійки, доповнені до чотирьох знаків
    digits[count++] = static_cast<std::int16_t>(rest % 100 * 100);
    for (rest /= 100; rest > 0; rest /= 10'000) digits[count++] = static_cast<std::int16_t>(rest % 10'000);
    const auto weight = static_cast<std::int16_t>(count - 2);
    raw(static_cast<std::int32_t>(2 * (4 + count)));
    raw(static_cast<std::int16_t>(count));
    raw(weight);
    raw(negative ? kNegative : kPositive);
    raw(kScale);
    while (count > 0) raw(digits[--count]);
  }

  char* at() const { return at_; }

 private:
  char* at_;
};

void encode_binary(const Fact& fact, std::string& out) {
  // Найдовший рядок: два uuid, шість int, чотири numeric по вісім цифр.
  constexpr std::size_t kLongest = 2 + 2 * 20 + 6 * 8 + 4 * (4 + 8 + 2 * 8);
  const std::size_t start = out.size();
  out.resize_and_overwrite(start + kLongest, [&](char* data, std::size_t) {
    BinaryRow row(data + start);
    row.raw(kFields);
    row.field(fact.order_id);
    row.field(fact.order_item_id);
    row.field(fact.date.value);
    for (const std::int32_t value : {fact.product, fact.customer, fact.employee, fact.region, fact.quantity})
      row.field(value);
    for (const Money amount : {fact.revenue, fact.discount, fact.cost, fact.margin()}) row.field(amount);
    return static_cast<std::size_t>(row.at() - data);
  });
}

void encode_text(const Fact& fact, std::string& out) {
  CopyText row(out);
  row.field(fact.order_id).field(fact.order_item_id).field(fact.date.value);
  for (const std::int32_t value : {fact.product, fact.customer, fact.employee, fact.region, fact.quantity})
    row.field(value);
  for (const Money amount : {fact.revenue, fact.discount, fact.cost, fact.margin()}) row.field(amount);
  row.end_row();
}

}  // namespace

Result<CopyFormat> fact_format(db::postgres::Connection& warehouse) {
  TM_ASSIGN(const auto exact, warehouse.query_int(R"(
    SELECT count(*) FROM pg_attribute
    WHERE attrelid = 'fact_sales'::regclass AND (attname, atttypid::regtype::text) IN (
      ('order_id', 'uuid'), ('order_item_id', 'uuid'), ('date_key', 'integer'), ('product_key', 'integer'),
      ('customer_key', 'integer'), ('employee_key', 'integer'), ('region_key', 'integer'), ('quantity', 'integer'),
      ('revenue', 'numeric'), ('discount_amount', 'numeric'), ('cost', 'numeric'), ('margin', 'numeric')))"));
  return exact == kFields ? CopyFormat::binary : CopyFormat::text;
}

std::string_view copy_header(CopyFormat format) {
  return format == CopyFormat::binary ? kBinaryHeader : ""sv;
}
std::string_view copy_trailer(CopyFormat format) {
  return format == CopyFormat::binary ? kBinaryTrailer : ""sv;
}

void encode(const Fact& fact, CopyFormat format, std::string& out) {
  if (format == CopyFormat::binary)
    encode_binary(fact, out);
  else
    encode_text(fact, out);
}

}  // namespace techmarket::warehouse
