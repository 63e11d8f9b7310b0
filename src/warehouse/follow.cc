#include "warehouse/follow.h"

#include <algorithm>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "config/endpoints.h"
#include "warehouse/lag.h"
#include "warehouse/star.h"

namespace techmarket::warehouse {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

Status sleep_for(milliseconds duration) {
  constexpr auto kGlance = milliseconds(100);
  for (const auto end = Clock::now() + duration; Clock::now() < end;) {
    TM_TRY(check_interrupted());
    std::this_thread::sleep_for(std::min<Clock::duration>(kGlance, end - Clock::now()));
  }
  return check_interrupted();
}

/// Де стоять журнали джерел: дешевше за запуск, який нічого не знайде.
class Pulse {
 public:
  explicit Pulse(const config::Catalogue& catalogue) : catalogue_(catalogue) {}

  /// Місця журналів зараз; порожнє — журналу немає. Помилки: retryable — джерело не відповідає.
  Result<std::vector<std::optional<db::binlog::LogPosition>>> read() {
    std::vector<std::optional<db::binlog::LogPosition>> positions;
    for (std::size_t i = 0; i < std::size(kSources); ++i) {
      auto position = ask(i);
      if (!position) {
        connections_[i].reset();
        return std::unexpected(std::move(position).error());
      }
      positions.push_back(std::move(*position));
    }
    return positions;
  }

 private:
  static constexpr std::string_view kSources[] = {kOrdersService, kCatalogService};

  Result<std::optional<db::binlog::LogPosition>> ask(std::size_t index) {
    auto& connection = connections_[index];
    if (!connection) {
      TM_ASSIGN(const auto* service, catalogue_.service(kSources[index]));
      TM_ASSIGN(connection, db::mysql::Connection::open(config::endpoint_of(
                                *service, fmt::format("techmarket etl follow {}", getpid()))));
    }
    return log_end(*connection);
  }

  const config::Catalogue& catalogue_;
  std::optional<db::mysql::Connection> connections_[std::size(kSources)];
};

class Follower {
 public:
  Follower(const config::Catalogue& catalogue, const FollowOptions& options,
           const std::function<Result<Report>()>& run_once, const FollowEvents& events)
      : pulse_(catalogue), options_(options), run_once_(run_once), events_(events) {}

  Status follow() {
    while (true) {
      const Status status = step();
      if (!status && status.error().kind != ErrorKind::retryable) return status;
      if (!status && status.error().message != reason_) events_.waiting(status.error());
      reason_ = status ? "" : status.error().message;
      TM_TRY(sleep_for(options_.interval));
    }
  }

 private:
  Status step() {
    const auto now = Clock::now();
    TM_ASSIGN(auto positions, pulse_.read());
    if (published_ && positions == *published_ && now < compare_at_) {
      if (std::ranges::all_of(positions, [](const auto& one) { return one.has_value(); })) equal_at_ = now;
      return {};
    }
    TM_ASSIGN(const auto report, run_once_());
    // Знімки запуску не давніші за ці місця: що сталося після них, побачить наступний погляд.
    published_ = std::move(positions);
    const auto done = Clock::now();
    compare_at_ = done + options_.compare_every;
    events_.published(report, std::chrono::duration<double>(done - equal_at_.value_or(now)).count());
    equal_at_ = now;
    return {};
  }

  Pulse pulse_;
  const FollowOptions& options_;
  const std::function<Result<Report>()>& run_once_;
  const FollowEvents& events_;
  std::optional<std::vector<std::optional<db::binlog::LogPosition>>> published_;
  Clock::time_point compare_at_;
  std::optional<Clock::time_point> equal_at_;  ///< тоді нового в джерелах не було
  std::string reason_;
};

}  // namespace

Status follow(const config::Catalogue& catalogue, const FollowOptions& options,
              const std::function<Result<Report>()>& run_once, const FollowEvents& events) {
  return Follower(catalogue, options, run_once, events).follow();
}

}  // namespace techmarket::warehouse
