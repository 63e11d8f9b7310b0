#include "migrate/migration_plan.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <xxhash.h>

#include "base/text.h"
#include "ddl/syntax.h"

namespace techmarket::migrate {
namespace {

constexpr auto kDangers = std::to_array<std::pair<Danger, std::string_view>>(
    {{Danger::data_loss, "data-loss"}, {Danger::rewrite, "rewrite"}, {Danger::lock, "lock"}});

std::string names_of(const std::set<Danger>& dangers) {
  std::vector<std::string_view> names;
  for (const Danger danger : dangers) names.push_back(danger_name(danger));
  return fmt::format("{}", fmt::join(names, ","));
}

// Назва зі схеми може містити будь-що; перенесення рядка закінчило б коментар і виконалося б.
void add_comment(std::string& out, std::string_view indent, std::string_view text) {
  out += "--";
  out += indent;
  for (const char c : text) out += c == '\n' || c == '\r' ? ' ' : c;
  out += '\n';
}

/// « ALGORITHM=INSTANT, else ALGORITHM=INPLACE, LOCK=NONE»
std::string tried(const std::vector<std::string>& suffixes) {
  std::string text;
  for (const auto& suffix : suffixes) text += (text.empty() ? " " : ", else ") + suffix.substr(2);
  return text;
}

/// Дозвіл саме на цю втрату.
std::string permission(const Hazard& hazard) {
  return hazard.subject.empty() ? std::string() : fmt::format(" (--allow data-loss:{})", hazard.subject);
}

}  // namespace

std::string listed(const std::vector<std::string>& things) {
  return things.empty() ? std::string("nothing") : fmt::format("{}", fmt::join(things, "; "));
}

std::string_view danger_name(Danger danger) {
  return std::ranges::find(kDangers, danger, [](const auto& pair) { return pair.first; })->second;
}

std::optional<Danger> danger_from(std::string_view name) {
  const auto found = std::ranges::find(kDangers, name, [](const auto& pair) { return pair.second; });
  return found == kDangers.end() ? std::nullopt : std::optional(found->first);
}

std::set<Danger> Plan::dangers() const {
  std::set<Danger> found;
  for (const auto& step : steps)
    for (const auto& change : step.changes)
      for (const auto& hazard : change.hazards) found.insert(hazard.danger);
  return found;
}

bool Plan::is_transaction() const {
  return std::ranges::none_of(steps, &Step::alone);
}

std::string Plan::checksum() const {
  std::string text;
  for (const auto& step : steps) text += step.sql + ";\n";
  return fmt::format("{:016x}", XXH3_64bits(text.data(), text.size()));
}

std::string to_text(const Plan& plan) {
  std::string out;
  add_comment(out, " ",
              fmt::format("{}: {} step{}", ddl::make_syntax(plan.dialect)->title(), plan.steps.size(),
                          plan.steps.size() == 1 ? "" : "s"));
  if (const auto dangers = plan.dangers(); !dangers.empty())
    add_comment(out, " ", "needs --allow " + names_of(dangers));
  for (const auto& advice : plan.advice) add_comment(out, " ", "note: " + advice);
  for (const auto& dependent : plan.dependents) add_comment(out, " ", "depends: " + dependent);
  if (plan.dialect == schema::Dialect::postgres && plan.steps.size() > 1)
    add_comment(out, " ",
                plan.is_transaction()
                    ? "one transaction: what a step locks stays locked until the last one ends"
                    : "steps marked * commit by themselves; the rest are one transaction");
  for (const auto& check : plan.checks) {
    add_comment(
        out, " ",
        fmt::format("must be 0{}: {} {}",
                    check.waived_by ? fmt::format(" without --allow {}", danger_name(*check.waived_by))
                                    : std::string(),
                    check.subject, check.problem));
    add_comment(out, "   ", check.query + ";");
  }
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const auto& step = plan.steps[i];
    out += '\n';
    for (const auto& change : step.changes) {
      const bool first = &change == &step.changes.front();
      add_comment(out, " ",
                  (first ? fmt::format("{}/{} {}", i + 1, plan.steps.size(), step.alone ? "* " : "")
                         : std::string("    ")) +
                      change.summary);
      for (const auto& hazard : change.hazards)
        add_comment(out, "       ! ",
                    fmt::format("{}: {}{}", danger_name(hazard.danger), hazard.reason, permission(hazard)));
    }
    const Effect effect = effect_of(step, plan.dialect);
    add_comment(out, "       ", "locks " + listed(effect.locks));
    add_comment(out, "       ",
                fmt::format("rewrites {}; loses {}", listed(effect.rewrites), listed(effect.loses)));
    if (!step.online.empty()) add_comment(out, "       ", fmt::format("online: tries{}", tried(step.online)));
    out += step.sql + ";\n";
  }
  return out;
}

std::string missing_permission(const Plan& plan, const Permissions& allowed) {
  std::set<Danger> needed;
  std::set<std::string> losses;
  for (const auto& step : plan.steps)
    for (const auto& change : step.changes)
      for (const auto& [danger, reason, subject] : change.hazards) {
        if (allowed.allow(danger, subject)) continue;
        if (danger == Danger::data_loss) losses.insert(subject);
        needed.insert(danger);
      }
  if (needed.empty()) return {};
  if (allowed.losses.empty()) return "--allow " + names_of(plan.dangers());
  needed.insert(allowed.dangers.begin(), allowed.dangers.end());
  needed.erase(Danger::data_loss);
  losses.insert(allowed.losses.begin(), allowed.losses.end());
  std::string text = needed.empty() ? std::string("--allow ") : "--allow " + names_of(needed) + ",";
  for (const auto& subject : losses) text += "data-loss:" + subject + ",";
  text.pop_back();
  return text;
}

}  // namespace techmarket::migrate
