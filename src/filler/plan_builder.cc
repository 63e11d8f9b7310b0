#include "filler/plan_builder.h"

#include <algorithm>

#include <fmt/format.h>

#include "ddl/normalise.h"

namespace techmarket::filler {

std::unexpected<Error> error_at(const SourceRange& at, std::string message, std::string hint) {
  const std::string place =
      at.line > 0 ? fmt::format("{}:{}:{}: error: ", at.file.text(), at.line, at.column) : std::string();
  return fail(ErrorKind::bad_input, place + message, std::move(hint));
}

PlanBuilder::PlanBuilder(const Request& request) : request_(request), plan_(std::make_unique<FillPlan>()) {
  plan_->database_ =
      std::make_unique<const ddl::Normalised>(ddl::normalise(request.database, request.dialect));
}

Result<std::unique_ptr<const FillPlan>> PlanBuilder::build() {
  TM_TRY(read_tables());
  find_joint_keys();
  find_partitions();
  for (bool again = true; again;) {
    again = false;
    plan_->tables_.assign(drafts_.size(), {});
    size_joint_keys();
    size_partitions();
    for (const std::size_t number : plan_->order_) {
      TM_ASSIGN(const bool reduced, plan_table(number, plan_->tables_[number]));
      again = again || reduced;
    }
    if (again) continue;
    TM_TRY(check_recursion());
    // Таблиця, що вкоротилася, змінює вибір тих, хто на неї посилається.
    for (const std::size_t number : plan_->order_) {
      TM_ASSIGN(const bool reduced, move_taken_rows(number));
      again = again || reduced;
    }
  }
  plan_moments();
  for (const std::size_t number : plan_->order_) TM_TRY(try_conditions(number));
  for (auto& [text, warning] : warnings_) plan_->warnings_.push_back(std::move(warning));
  std::ranges::stable_sort(plan_->warnings_, {}, [](const Diagnostic& d) { return d.at.line; });
  return std::unique_ptr<const FillPlan>(std::move(plan_));
}

void PlanBuilder::warn(const SourceRange& at, std::string code, std::string message, std::string hint) {
  const std::string key = message;
  warnings_[key] = {.severity = Severity::warning,
                    .code = std::move(code),
                    .message = std::move(message),
                    .at = at,
                    .hint = std::move(hint),
                    .subject = {}};
}

}  // namespace techmarket::filler
