#include "db/binlog/change_reader.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "base/calendar.h"
#include "base/interrupt_watch.h"
#include "db/binlog/decoder.h"
#include "db/binlog/server_facts.h"
#include "db/binlog/table_shape.h"
#include "db/mysql/connection.h"

namespace techmarket::db::binlog {
namespace {

using Clock = std::chrono::steady_clock;
using MaybeGap = std::optional<Gap>;

constexpr std::chrono::milliseconds kHeartbeat{100};

std::string identity_of(const std::string& server, std::uint32_t created) {
  return fmt::format("{}, log created {} UTC", server, to_string(Timestamp{created}));
}

Gap gap(Gap::Reason reason, const Endpoint& endpoint, std::string_view what) {
  return {reason, fmt::format("{}: {}", endpoint.service, what)};
}

/// Чи є ще те місце. Сервер відповів би й сам, але не сказав би, чи файл застарів, чи журнал чужий.
Result<MaybeGap> find_position(mysql::Connection& connection, const LogPosition& position) {
  const Endpoint& endpoint = connection.endpoint();
  TM_ASSIGN(const auto files, log_files(connection));
  const auto found = std::ranges::find(files, position.file, &LogFile::name);
  const std::string place = to_string(position);
  if (found == files.end()) {
    const bool older = !files.empty() && LogPosition{files.front().name, 0} > LogPosition{position.file, 0};
    return older ? gap(Gap::Reason::purged, endpoint,
                       fmt::format("the binary log was purged past {}: the oldest file is {}", place,
                                   files.front().name))
                 : gap(Gap::Reason::other_server, endpoint,
                       fmt::format("the binary log has no {}: it was begun anew", place));
  }
  if (position.offset > found->size)
    return gap(Gap::Reason::other_server, endpoint,
               fmt::format("the binary log ends before {}: the server was restored from a copy", place));
  if (position.offset > std::numeric_limits<std::uint32_t>::max())
    return gap(Gap::Reason::unreadable, endpoint,
               fmt::format("{} lies beyond 4 GiB, where the protocol cannot start", place));
  return std::nullopt;
}

}  // namespace

class ChangeReader::State {
 public:
  State(mysql::Connection connection, std::string server, std::vector<TableShape> shapes,
        const LogPosition& from, const ReadOptions& options)
      : connection_(std::move(connection)),
        server_(std::move(server)),
        decoder_(std::move(shapes), from),
        options_(options) {}

  /// Починає читати й доходить до FORMAT_DESCRIPTION_EVENT: з нього видно, чий це файл.
  Result<MaybeGap> start() {
    const LogPosition from = decoder_.reached();
    TM_TRY(connection_.start_log(from.file, static_cast<std::uint32_t>(from.offset), kHeartbeat));
    const ChangeHandlers nobody{[](std::size_t, RowView) { return Status(); },
                                [](std::size_t, std::string_view) { return Status(); }};
    while (!decoder_.log_created()) {
      TM_ASSIGN(MaybeGap stopped, next(nobody));
      if (stopped) return stopped;
    }
    return std::nullopt;
  }

  Result<MaybeGap> read_to(const LogPosition& to, const ChangeHandlers& handlers) {
    decoder_.start_call();
    const auto started = Clock::now();
    while (decoder_.reached() < to) {
      TM_ASSIGN(MaybeGap stopped, next(handlers));
      if (stopped) return stopped;
      // Журнал може відставати від знімка на мить, але не довше.
      if (decoder_.at_log_end() && Clock::now() - started > options_.silence)
        return gap(Gap::Reason::other_server, connection_.endpoint(),
                   fmt::format("the binary log ends at {}, before {}", to_string(decoder_.reached()),
                               to_string(to)));
    }
    return std::nullopt;
  }

  Result<MaybeGap> read_on(std::chrono::milliseconds wait, const ChangeHandlers& handlers) {
    decoder_.start_call();
    const auto deadline = Clock::now() + wait;
    for (;;) {
      TM_ASSIGN(MaybeGap stopped, next(handlers));
      if (stopped) return stopped;
      const bool between = decoder_.boundary() == decoder_.reached();
      if (between && Clock::now() >= deadline) return std::nullopt;
      if (between && decoder_.at_log_end() && decoder_.keys() > 0) return std::nullopt;
    }
  }

  const LogPosition& position() const { return decoder_.boundary(); }
  std::string identity() const { return identity_of(server_, decoder_.log_created().value_or(0)); }
  mysql::Connection& connection() { return connection_; }

 private:
  /// Одна подія.
  Result<MaybeGap> next(const ChangeHandlers& handlers) {
    TM_ASSIGN(const mysql::LogPacket packet, connection_.read_log());
    const Endpoint& endpoint = connection_.endpoint();
    if (packet.refusal)
      return gap(packet.refusal->find("Could not find first log") != std::string::npos
                     ? Gap::Reason::purged
                     : Gap::Reason::unreadable,
                 endpoint,
                 fmt::format("the server cannot read its binary log after {}: {}",
                             to_string(decoder_.reached()), *packet.refusal));
    TM_ASSIGN(const auto problem, decoder_.feed(packet.event, handlers));
    if (problem) return gap(Gap::Reason::unreadable, endpoint, "the binary log holds " + *problem);
    return std::nullopt;
  }

  mysql::Connection connection_;
  std::string server_;
  Decoder decoder_;
  ReadOptions options_;
};

namespace {

/// Чекання, яке рве Ctrl-C: помилка зв'язку тоді — лише наслідок.
template <class Work>
auto interruptible(mysql::Connection& connection, const Work& work) -> decltype(work()) {
  TM_TRY(check_interrupted());
  const InterruptWatch watch([&connection] { connection.abort(); });
  auto done = work();
  if (!done) TM_TRY(check_interrupted());
  return done;
}

}  // namespace

Result<std::variant<ChangeReader, Gap>> ChangeReader::open(const Endpoint& endpoint, const Checkpoint& from,
                                                           std::vector<WatchedTable> tables,
                                                           const ReadOptions& options) {
  using Opened = std::variant<ChangeReader, Gap>;
  TM_ASSIGN(mysql::Connection connection, mysql::Connection::open_with_limit(endpoint, options.silence));
  std::string server;
  Described described;
  TM_ASSIGN(const MaybeGap lost, interruptible(connection, [&]() -> Result<MaybeGap> {
              TM_ASSIGN(server, server_name(connection));
              TM_ASSIGN(described, describe_tables(connection, tables));
              return find_position(connection, from.position);
            }));
  // Чужий сервер чужий і тоді, коли таблиці в нього інші.
  if (!from.identity.empty() && !from.identity.starts_with(server + ","))
    return Opened(gap(Gap::Reason::other_server, endpoint,
                      fmt::format("this is {}, and the last run read {}", server, from.identity)));
  if (lost) return Opened(*lost);
  if (!described.obstacles.empty()) {
    const Obstacle& first = described.obstacles.front();
    return fail(ErrorKind::configuration, fmt::format("{}: {}", endpoint.service, first.message), first.hint);
  }
  auto state = std::make_unique<State>(std::move(connection), server, std::move(described.shapes),
                                       from.position, options);
  TM_ASSIGN(const MaybeGap refused, interruptible(state->connection(), [&] { return state->start(); }));
  if (refused) return Opened(*refused);
  if (!from.identity.empty() && state->identity() != from.identity)
    return Opened(gap(Gap::Reason::other_server, endpoint,
                      fmt::format("this is {}, and the last run read {}", state->identity(), from.identity)));
  return Opened(ChangeReader(std::move(state)));
}

Result<std::optional<Gap>> ChangeReader::read_to(const LogPosition& to, const ChangeHandlers& handlers) {
  return interruptible(state_->connection(), [&] { return state_->read_to(to, handlers); });
}

Result<std::optional<Gap>> ChangeReader::read_on(std::chrono::milliseconds wait,
                                                 const ChangeHandlers& handlers) {
  return interruptible(state_->connection(), [&] { return state_->read_on(wait, handlers); });
}

const LogPosition& ChangeReader::position() const {
  return state_->position();
}

Checkpoint ChangeReader::checkpoint() const {
  return {state_->position(), state_->identity()};
}

ChangeReader::ChangeReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ChangeReader::ChangeReader(ChangeReader&&) noexcept = default;
ChangeReader& ChangeReader::operator=(ChangeReader&&) noexcept = default;
ChangeReader::~ChangeReader() = default;

Result<Checkpoint> checkpoint_at(const Endpoint& endpoint, const LogPosition& position,
                                 const ReadOptions& options) {
  TM_ASSIGN(auto opened, ChangeReader::open(endpoint, {position, {}}, {}, options));
  if (const Gap* lost = std::get_if<Gap>(&opened))
    return fail(ErrorKind::retryable, lost->message, "run the same command again");
  return std::get<ChangeReader>(opened).checkpoint();
}

}  // namespace techmarket::db::binlog
