#include "world/simulate/checkpoint.h"

#include <algorithm>

#include <fmt/format.h>

#include "rows/mysql_marks.h"

namespace techmarket::world {
namespace {

constexpr std::string_view kAdvice = "run `techmarket generate` to fill the four databases with one world";

Result<Parameters> parameters_of(const LoadState& state) {
  Parameters parameters{.seed = {state.seed}, .orders = state.orders};
  TM_ASSIGN(parameters.until, parse_date(state.until));
  parameters.uuid =
      state.uuid == to_string(rows::UuidVersion::v7) ? rows::UuidVersion::v7 : rows::UuidVersion::v4;
  return parameters;
}

Result<LoadState> complete_state(db::mysql::Connection& connection) {
  const std::string& service = connection.endpoint().service;
  TM_ASSIGN(auto state, read_load_state(connection));
  if (!state)
    return fail(ErrorKind::usage,
                fmt::format("{}: the rows of this database were not made by `techmarket generate`", service),
                std::string(kAdvice));
  if (!state->complete)
    return fail(ErrorKind::retryable, fmt::format("{}: `techmarket generate` has not finished", service),
                "run the same `techmarket generate` command again");
  return *std::move(state);
}

}  // namespace

Result<std::vector<SimulatedDay>> read_simulated_days(db::mysql::Connection& connection) {
  TM_ASSIGN(const bool any, rows::has_table(connection, kSimulationTable));
  std::vector<SimulatedDay> days;
  if (!any) return days;
  TM_ASSIGN(
      const db::Rows rows,
      connection.query(fmt::format(
          "SELECT day, late, dirty, run_first, run_last, played FROM {} ORDER BY day", kSimulationTable)));
  for (const auto& row : rows) {
    SimulatedDay& day = days.emplace_back();
    TM_ASSIGN(day.day, parse_date(row[0].value_or("")));
    TM_ASSIGN(day.conditions.late, parse_share("late", row[1].value_or("")));
    TM_ASSIGN(day.conditions.dirty, parse_share("dirty", row[2].value_or("")));
    for (const auto& [column, date] : {std::pair(3, &day.run_first), std::pair(4, &day.run_last)}) {
      const auto& text = row[static_cast<std::size_t>(column)];
      if (!text) continue;
      TM_ASSIGN(*date, parse_date(*text));
    }
    if (row[5]) day.played = std::stoull(*row[5]);
  }
  return days;
}

Status create_simulation_table(db::mysql::Connection& connection) {
  return connection.execute(fmt::format(R"(
    CREATE TABLE IF NOT EXISTS {} (
      day DATE NOT NULL PRIMARY KEY,
      late DECIMAL(5,4) NOT NULL,
      dirty DECIMAL(5,4) NOT NULL,
      run_first DATE NULL,
      run_last DATE NULL,
      played BIGINT UNSIGNED NULL
    ) COMMENT 'TechMarket: the days simulated since generate; a row commits together with its day')",
                                        kSimulationTable));
}

Status write_simulated_day(db::mysql::Connection& connection, const SimulatedDay& day) {
  return connection.execute(
      fmt::format("INSERT INTO {} VALUES ('{}', {}, {}, '{}', '{}', {})", kSimulationTable,
                  to_string(day.day), to_string(day.conditions.late), to_string(day.conditions.dirty),
                  to_string(day.run_first.value_or(day.day)), to_string(day.run_last.value_or(day.day)),
                  day.played ? std::to_string(*day.played) : "NULL"));
}

std::string played_sql(Date day, std::optional<std::uint64_t> events) {
  return fmt::format("UPDATE {} SET played = {} WHERE day = '{}'", kSimulationTable,
                     events ? std::to_string(*events) : "NULL", to_string(day));
}

Status forget_run(db::mysql::Connection& connection) {
  return connection.execute(fmt::format(
      "UPDATE {} SET run_first = NULL, run_last = NULL WHERE run_last IS NOT NULL", kSimulationTable));
}

const std::vector<SimulatedDay>& WorldState::longest() const {
  return *std::ranges::max_element(days, {}, &std::vector<SimulatedDay>::size);
}

std::uint32_t WorldState::finished_days() const {
  std::size_t finished = SIZE_MAX;
  for (const auto& known : days)
    finished = std::min(finished, known.size() - (!known.empty() && known.back().played ? 1 : 0));
  return static_cast<std::uint32_t>(finished);
}

const SimulatedDay* WorldState::begun() const {
  for (const auto& known : days)
    if (!known.empty() && known.back().run_last) return &known.back();
  return nullptr;
}

Date WorldState::until() const {
  return {parameters.until.days + static_cast<std::int32_t>(finished_days())};
}

History WorldState::history() const {
  History history;
  for (const SimulatedDay& day : longest()) history.push_back(day.conditions);
  return history;
}

Result<WorldState> read_world_state(std::span<db::mysql::Connection> connections) {
  WorldState world;
  for (db::mysql::Connection& connection : connections) {
    TM_ASSIGN(const LoadState state, complete_state(connection));
    TM_ASSIGN(const Parameters parameters, parameters_of(state));
    if (world.days.empty()) {
      world.parameters = parameters;
      world.digest = state.digest.value_or("");
    } else if (world.digest != state.digest.value_or("")) {
      return fail(ErrorKind::fatal,
                  fmt::format("{} and {} belong to different worlds ({} and {})",
                              connections.front().endpoint().service, connection.endpoint().service,
                              world.digest, state.digest.value_or("")),
                  std::string(kAdvice));
    }
    TM_ASSIGN(auto days, read_simulated_days(connection));
    world.days.push_back(std::move(days));
  }
  return world;
}

}  // namespace techmarket::world
