#include "warehouse/quality.h"

#include <fmt/format.h>

#include "base/text.h"

namespace techmarket::warehouse {

void Quality::report(std::string_view table, std::string_view id, std::string_view problem,
                     std::string_view detail) {
  ++total_;
  ++counts_[fmt::format("{}: {}", table, problem)];
  if (shown_.size() >= kShown) return;
  shown_.push_back(fmt::format("{} id {}: {}{}{}", table, id, problem, detail.empty() ? "" : " ", detail));
}

Status Quality::status() const {
  if (clean()) return {};
  std::string message = fmt::format("{} source row{} cannot be loaded; the warehouse is unchanged",
                                    with_thousands(total_), total_ == 1 ? "" : "s");
  for (const auto& [problem, count] : counts_)
    message += fmt::format("\n  {} × {}", with_thousands(count), problem);
  message += fmt::format("\nfirst {}:", shown_.size());
  for (const auto& row : shown_) message += "\n  " + row;
  return fail(ErrorKind::check_failed, std::move(message),
              "correct these rows in their service, then run the same command again");
}

}  // namespace techmarket::warehouse
