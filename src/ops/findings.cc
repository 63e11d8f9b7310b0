#include "ops/findings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace techmarket::ops {

void Findings::add(std::string difference, std::int64_t rows) {
  violations_ += rows;
  ++differences_;
  if (shown_.size() < kShown) shown_.push_back(std::move(difference));
}

CheckResult Findings::result() && {
  CheckResult result{
      .name = std::move(name_), .ok = differences_ == 0, .violations = violations_, .detail = confirmation_};
  if (result.ok) return result;
  result.detail = fmt::format("{}", fmt::join(shown_, "\n"));
  if (differences_ > shown_.size())
    result.detail +=
        fmt::format("\n… and {} more", with_thousands(static_cast<long long>(differences_ - shown_.size())));
  return result;
}

}  // namespace techmarket::ops
