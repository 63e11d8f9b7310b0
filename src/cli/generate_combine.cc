#include "cli/generate_combine.h"

#include <charconv>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "cli/generate_schema.h"

namespace techmarket::cli {
namespace {

using nlohmann::json;

/// Те, в чому частки одного світу однакові.
json parameters_of(const json& report) {
  json parameters = report;
  for (const char* key : {"tables", "digest", "seconds", "rows_per_second", "shard"}) parameters.erase(key);
  return parameters;
}

std::uint64_t digest_value(const std::string& text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value, 16);
  return value;
}

Result<json> read_report(const std::string& file) {
  TM_ASSIGN(const std::string text, read_file(file));
  // Наш звіт неглибокий, а копіюють і порівнюють JSON рекурсивно.
  constexpr int kDeepest = 8;
  const auto shallow = [](int depth, json::parse_event_t, json&) { return depth <= kDeepest; };
  json report = json::parse(text, shallow, false);
  const bool good = report.is_object() && report.contains("shard") && report["shard"].is_object() &&
                    report["shard"].value("number", 0) > 0 && report.contains("tables") &&
                    report["tables"].is_array();
  if (good) return report;
  return fail(ErrorKind::bad_input, fmt::format("{} is not a report of `generate --json --shard I/N`", file));
}

Status combine(Context& context, const std::vector<std::string>& files) {
  rows::GenerateReport whole;
  json first;
  std::set<int> seen;
  for (const std::string& file : files) {
    TM_ASSIGN(const json report, read_report(file));
    if (first.is_null()) {
      first = report;
      for (const auto& table : report["tables"])
        whole.tables.push_back({table.value("service", ""), table.value("table", "")});
    }
    if (parameters_of(report) != parameters_of(first) ||
        report["shard"]["count"] != first["shard"]["count"] || report["tables"].size() != whole.tables.size())
      return fail(ErrorKind::bad_input,
                  fmt::format("{} and {} are shares of different worlds", files[0], file),
                  "give every share the same --seed, --orders, --until and --uuid");
    if (!seen.insert(report["shard"].value("number", 0)).second)
      return fail(ErrorKind::bad_input, fmt::format("{}: this share is already among the files", file));
    for (std::size_t i = 0; i < whole.tables.size(); ++i) {
      whole.tables[i].rows += report["tables"][i].value("rows", std::uint64_t{0});
      whole.tables[i].digest += digest_value(report["tables"][i].value("digest", ""));
    }
    whole.seconds = std::max(whole.seconds, report.value("seconds", 0.0));
  }
  const int count = first["shard"].value("count", 0);
  for (int number = 1; number <= count; ++number)
    if (!seen.contains(number))
      return fail(ErrorKind::bad_input, fmt::format("share {} of {} is missing", number, count),
                  "give the reports of all shares");
  whole.digest = rows::combined_digest(whole.tables);
  print_report(context, parameters_of(first), whole);
  return {};
}

}  // namespace

Status combine_reports(Context& context, const std::vector<std::string>& files) {
  try {
    return combine(context, files);
  } catch (const json::exception& error) {  // поле є, та не того типу
    return fail(ErrorKind::bad_input,
                fmt::format("a file is not a report of `generate --json --shard I/N`: {}", error.what()));
  }
}

}  // namespace techmarket::cli
