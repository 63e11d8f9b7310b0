#include "ops/range_comparison.h"

#include <tuple>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/text.h"

namespace techmarket::ops {
namespace {

struct KeyRange {
  std::optional<std::string> after, upto;  ///< (після, до]; порожнє — без межі

  std::string condition(const SideSql& side) const {
    std::string sql = side.where;
    if (after) sql += fmt::format(" AND {} > '{}'", side.key, *after);
    if (upto) sql += fmt::format(" AND {} <= '{}'", side.key, *upto);
    return sql;
  }
};

/// NULL — словом, якого у значеннях не буває.
constexpr std::string_view kOrNull = ", coalesce({}, '<NULL>')";

// Перші 48 бітів SHA-256 рядка, де значення розділено байтом, якого в тексті не буває: єдиний відбиток, що є
// на всіх трьох серверах. Сума не залежить від порядку.
std::string source_fingerprint(const Comparison& comparison, const KeyRange& range) {
  const auto& side = comparison.source;
  std::string values = fmt::format("LOWER({})", side.key);
  for (const auto& value : comparison.values) values += fmt::format(kOrNull, value.source);
  return fmt::format(
      "SELECT COUNT(*), COALESCE(SUM(CAST(CONV(LEFT(SHA2(CONCAT_WS(CHAR(31 USING utf8mb4), {}), 256), 12), "
      "16, "
      "10) AS UNSIGNED)), 0) FROM {} WHERE {}",
      values, side.from, range.condition(side));
}

std::string warehouse_fingerprint(const Comparison& comparison, const KeyRange& range) {
  const auto& side = comparison.warehouse;
  std::string values = side.key;
  for (const auto& value : comparison.values) values += fmt::format(kOrNull, value.warehouse + "::text");
  return fmt::format(
      "SELECT count(*), coalesce(sum(('x0000' || left(encode(sha256(convert_to(concat_ws(chr(31), {}), "
      "'UTF8')), 'hex'), 12))::bit(64)::bigint), 0) FROM {} WHERE {}",
      values, side.from, range.condition(side));
}

std::string rows_of(const Comparison& comparison, const SideSql& side, std::string ComparedValue::*expression,
                    const KeyRange& range) {
  std::string values = fmt::format("lower(cast({} AS char(36)))", side.key);
  for (const auto& value : comparison.values) values += ", " + value.*expression;
  return fmt::format("SELECT {} FROM {} WHERE {} ORDER BY {}", values, side.from, range.condition(side),
                     side.key);
}

class RangeComparison {
 public:
  RangeComparison(const Comparison& comparison, const Snapshots& snapshots)
      : comparison_(comparison), snapshots_(snapshots), findings_(comparison.name) {}

  Status run(std::int64_t rows_per_range) {
    KeyRange range;
    do {
      TM_TRY(check_interrupted());
      range.after = range.upto;
      TM_ASSIGN(range.upto, bound(range, rows_per_range));
      TM_TRY(compare(range));
      ++ranges_;
    } while (range.upto);
    return {};
  }

  CheckResult result() && {
    findings_.confirm(
        fmt::format("{} rows in {} key ranges{}{}", with_thousands(rows_), with_thousands(ranges_),
                    read_ == 0 ? "" : fmt::format(", {} read row by row", with_thousands(read_)),
                    pending_ == 0 ? "" : fmt::format("; {} not loaded yet", with_thousands(pending_))));
    return std::move(findings_).result();
  }

 private:
  /// Ключ, яким закінчується проміжок; порожньо — далі ключів немає.
  Result<std::optional<std::string>> bound(const KeyRange& range, std::int64_t rows) {
    const auto& side = comparison_.source;
    const SideSql keys{.key = side.key, .from = comparison_.source_keys};
    TM_ASSIGN(const auto found, snapshots_.source.query(fmt::format(
                                    "SELECT {0} FROM {1} WHERE {2} ORDER BY {0} LIMIT 1 OFFSET {3}", keys.key,
                                    keys.from, range.condition(keys), rows - 1)));
    return found.empty() ? std::nullopt : found[0][0];
  }

  Status compare(const KeyRange& range) {
    TM_ASSIGN(const auto source, snapshots_.source.query(source_fingerprint(comparison_, range)));
    TM_ASSIGN(const auto warehouse, snapshots_.warehouse.query(warehouse_fingerprint(comparison_, range)));
    rows_ += std::stoll(source.at(0).at(0).value_or("0"));
    if (source == warehouse) return {};
    return compare_rows(range);
  }

  Status compare_rows(const KeyRange& range) {
    TM_ASSIGN(const auto source, snapshots_.source.query(rows_of(comparison_, comparison_.source,
                                                                 &ComparedValue::source, range)));
    TM_ASSIGN(const auto warehouse, snapshots_.warehouse.query(rows_of(comparison_, comparison_.warehouse,
                                                                       &ComparedValue::warehouse, range)));
    read_ += static_cast<std::int64_t>(source.size());
    auto left = source.begin(), right = warehouse.begin();
    while (left != source.end() || right != warehouse.end()) {
      const bool take_left =
          left != source.end() && (right == warehouse.end() || left->front() <= right->front());
      const bool take_right =
          right != warehouse.end() && (left == source.end() || right->front() <= left->front());
      judge(take_left ? &*left : nullptr, take_right ? &*right : nullptr);
      if (take_left) ++left;
      if (take_right) ++right;
    }
    return {};
  }

  void judge(const Row* source, const Row* warehouse) {
    const std::string difference = source && warehouse ? differences(*source, *warehouse) : "";
    if (source && warehouse && difference.empty()) return;
    if (comparison_.is_pending(source, warehouse)) {
      ++pending_;
      return;
    }
    if (!warehouse) return findings_.add(fmt::format("{} is not in the warehouse", shown(source->front())));
    if (!source)
      return findings_.add(
          fmt::format("{} is in the warehouse, but not in its source", shown(warehouse->front())));
    findings_.add(fmt::format("{}: {}", shown(source->front()), difference));
  }

  std::string differences(const Row& source, const Row& warehouse) const {
    std::string text;
    for (std::size_t i = 0; i < comparison_.values.size(); ++i) {
      const auto& [left, right] = std::tie(source[i + 1], warehouse[i + 1]);
      const auto& value = comparison_.values[i];
      if (left == right || (!left && value.unknown_when_null)) continue;
      text += fmt::format("{}{} is {}, the warehouse has {}", text.empty() ? "" : "; ", value.name,
                          shown(left), shown(right));
    }
    return text;
  }

  const Comparison& comparison_;
  const Snapshots& snapshots_;
  Findings findings_;
  std::int64_t rows_ = 0, ranges_ = 0, read_ = 0, pending_ = 0;
};

}  // namespace

Result<CheckResult> compare_ranges(const Comparison& comparison, const Snapshots& snapshots,
                                   std::int64_t rows_per_range) {
  RangeComparison running(comparison, snapshots);
  TM_TRY(running.run(rows_per_range));
  return std::move(running).result();
}

}  // namespace techmarket::ops
