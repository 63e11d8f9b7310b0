#include "db/postgres/connection.h"

#include <libpq-fe.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/text.h"
#include "db/postgres/error_kind.h"
#include "db/postgres/exchange.h"
#include "db/socket_folder.h"

namespace techmarket::db::postgres {
namespace {

std::unexpected<Error> make_error(PGconn* handle, const PGresult* result, const Endpoint& endpoint,
                                  std::string_view action) {
  const char* state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  const char* primary = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : nullptr;
  const char* detail = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL) : nullptr;
  const std::string_view words = trim(primary ? primary : PQerrorMessage(handle));
  const ServerFailure failure = failure_of(state ? state : "", words, PQstatus(handle) == CONNECTION_OK);
  Error error{.kind = kind_of(failure),
              .message = fmt::format("{} ({}:{}/{}): {}: {}", endpoint.service, endpoint.host, endpoint.port,
                                     endpoint.database, action, words),
              .hint = hint_for(failure, endpoint),
              .sqlstate = state ? state : ""};
  if (detail) error.message += fmt::format(" ({})", detail);
  if (!error.sqlstate.empty()) error.message += fmt::format(" (SQLSTATE {})", error.sqlstate);
  return std::unexpected(std::move(error));
}

std::string shortened(std::string_view sql) {
  constexpr std::size_t kShown = 120;
  return sql.size() > kShown ? fmt::format("{}…", sql.substr(0, kShown)) : std::string(sql);
}

std::string_view field(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column)) return {};
  return {PQgetvalue(result, row, column), static_cast<std::size_t>(PQgetlength(result, row, column))};
}

}  // namespace

void Connection::Close::operator()(pg_conn* handle) const {
  PQfinish(handle);
}

Connection::Connection(std::unique_ptr<pg_conn, Close> handle, Endpoint endpoint,
                       std::shared_ptr<const SocketFolder> folder)
    : handle_(std::move(handle)), endpoint_(std::move(endpoint)), folder_(std::move(folder)) {}

namespace {

/// Стільки чекаємо на сервер; Ctrl-C чекання обриває.
constexpr auto kConnectTimeout = std::chrono::seconds(kConnectSeconds);
constexpr int kGlanceMilliseconds = 100;

struct Parameters {
  std::vector<const char*> names, values;

  void add(const char* name, const char* value) {
    names.push_back(name);
    values.push_back(value);
  }
};

const char* ssl_mode(const Endpoint& endpoint) {
  switch (endpoint.tls.mode) {
    case TlsMode::automatic:
      return is_loopback(endpoint) ? "disable" : "prefer";
    case TlsMode::off:
      return "disable";
    case TlsMode::require:
      return "require";
    case TlsMode::verify:
      return "verify-full";
  }
  return "disable";
}

PGconn* start_connecting(const Endpoint& endpoint, const SocketFolder& folder) {
  const std::string port = std::to_string(endpoint.port);
  const std::string host = endpoint.socket_folder.empty() ? endpoint.host : folder.path().string();
  Parameters parameters;
  parameters.add("host", host.c_str());
  parameters.add("port", port.c_str());
  parameters.add("user", endpoint.user.c_str());
  parameters.add("password", endpoint.password.c_str());
  parameters.add("dbname", endpoint.database.c_str());
  parameters.add("application_name", endpoint.application.c_str());
  parameters.add("client_encoding", "UTF8");
  // Вивід дат і чисел не повинен залежати від налаштувань сервера.
  parameters.add("options", "-c datestyle=ISO -c client_min_messages=warning");
  // Сама собою (automatic) програма на цій машині не шифрує: у шифрованому потоці не видно, чого сервер
  // просить (asks_for_password), а без перевірки сертифіката TLS від підміни не береже.
  parameters.add("sslmode", ssl_mode(endpoint));
  if (endpoint.tls.mode == TlsMode::verify) parameters.add("sslrootcert", endpoint.tls.ca.c_str());
  parameters.add("gssencmode", "disable");
  parameters.names.push_back(nullptr);
  parameters.values.push_back(nullptr);
  return PQconnectStartParams(parameters.names.data(), parameters.values.data(), 0);
}

/// Чи просить сервер пароль відкритим текстом: наступне повідомлення — AuthenticationCleartextPassword
/// (протокол PostgreSQL, «Message Formats»). libpq 15 надіслала б його без питань; дивимося раніше за неї.
bool asks_for_password(int socket) {
  constexpr unsigned char kCleartext[] = {'R', 0, 0, 0, 8, 0, 0, 0, 3};
  unsigned char head[sizeof kCleartext] = {};
  return ::recv(socket, head, sizeof head, MSG_PEEK | MSG_DONTWAIT) == sizeof head &&
         std::ranges::equal(head, kCleartext);
}

std::unexpected<Error> not_connected(const Endpoint& endpoint, ServerFailure failure, std::string_view why) {
  return fail(kind_of(failure),
              fmt::format("{} ({}:{}/{}): connect: {}", endpoint.service, endpoint.host, endpoint.port,
                          endpoint.database, why),
              hint_for(failure, endpoint));
}

/// Веде з'єднання до кінця: успіх чи відмова — у PQstatus().
Status finish_connecting(PGconn* handle, const Endpoint& endpoint) {
  const auto deadline = std::chrono::steady_clock::now() + kConnectTimeout;
  for (auto state = PGRES_POLLING_WRITING; PQstatus(handle) != CONNECTION_BAD;) {
    if (state == PGRES_POLLING_OK || state == PGRES_POLLING_FAILED) return {};
    TM_TRY(check_interrupted());
    if (std::chrono::steady_clock::now() > deadline)
      return not_connected(endpoint, ServerFailure::unreachable,
                           fmt::format("no answer within {} s", kConnectTimeout.count()));
    const bool reading = state == PGRES_POLLING_READING;
    pollfd polled{PQsocket(handle), static_cast<short>(reading ? POLLIN : POLLOUT), 0};
    if (::poll(&polled, 1, kGlanceMilliseconds) <= 0) continue;
    if (reading && endpoint.socket_folder.empty() && asks_for_password(polled.fd))
      return not_connected(endpoint, ServerFailure::access_denied,
                           "the server asks for the password in clear text, so it was not sent");
    state = PQconnectPoll(handle);
  }
  return {};
}

}  // namespace

Result<Connection> Connection::open(const Endpoint& endpoint) {
  auto folder = std::make_shared<const SocketFolder>(endpoint.socket_folder);
  std::unique_ptr<pg_conn, Close> started(start_connecting(endpoint, *folder));
  Connection connection(std::move(started), endpoint, std::move(folder));
  PGconn* handle = connection.handle_.get();
  TM_TRY(finish_connecting(handle, endpoint));
  if (PQstatus(handle) != CONNECTION_OK) {
    auto failure = make_error(handle, nullptr, endpoint, "connect").error();
    failure.message = connection.folder_->named(failure.message);
    const ServerFailure why = connect_failure_of(failure.message);
    failure.kind = kind_of(why);
    failure.hint = hint_for(why, endpoint);
    return std::unexpected(std::move(failure));
  }
  PQsetnonblocking(handle, 1);  // чекаємо самі: exchange.h
  PQsetNoticeProcessor(
      handle, [](void*, const char*) {}, nullptr);
  return connection;
}

namespace {

/// Надсилає запит і чекає на останній результат: як PQexec, але чекання обривається. COPY спиняє його там,
/// де сервер просить даних.
Result<ResultHandle> converse(PGconn* handle, const std::string& sql, const StillThere& still_there) {
  ResultHandle last;
  if (!PQsendQuery(handle, sql.c_str())) return last;
  while (true) {
    TM_ASSIGN(ResultHandle result, next_result(handle, still_there));
    if (!result) return last;
    last = std::move(result);
    const auto status = PQresultStatus(last.get());
    if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT) return last;
    if (PQstatus(handle) == CONNECTION_BAD) return last;
  }
}

/// Сервер, що не приймає нового з'єднання, зупинився; той, що відмовляє, живий.
StillThere asking(const Endpoint& endpoint) {
  return [&endpoint]() -> Status {
    const SocketFolder folder(endpoint.socket_folder);
    const std::unique_ptr<PGconn, decltype(&PQfinish)> probe(start_connecting(endpoint, folder), &PQfinish);
    return finish_connecting(probe.get(), endpoint);
  };
}

}  // namespace

Status Connection::execute(std::string_view sql) {
  TM_ASSIGN(const ResultHandle result, converse(handle_.get(), std::string(sql), asking(endpoint_)));
  const auto status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) return {};
  return make_error(handle_.get(), result.get(), endpoint_, shortened(sql));
}

Result<std::int64_t> Connection::execute_counted(std::string_view sql) {
  TM_ASSIGN(const ResultHandle result, converse(handle_.get(), std::string(sql), asking(endpoint_)));
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    return make_error(handle_.get(), result.get(), endpoint_, shortened(sql));
  const std::string_view count = PQcmdTuples(result.get());
  return count.empty() ? 0 : std::stoll(std::string(count));
}

Result<Rows> Connection::query(std::string_view sql) {
  Rows rows;
  TM_TRY(stream(sql, [&rows](RowView view) -> Status {
    auto& row = rows.emplace_back();
    for (const auto value : view)
      row.push_back(is_null(value) ? std::nullopt : std::optional<std::string>(value));
    return {};
  }));
  return rows;
}

Result<std::int64_t> Connection::query_int(std::string_view sql) {
  TM_ASSIGN(const Rows rows, query(sql));
  if (rows.size() != 1 || rows[0].empty() || !rows[0][0])
    return fail(ErrorKind::fatal, fmt::format("{}: no value: {}", endpoint_.service, sql));
  return std::stoll(*rows[0][0]);
}

Status Connection::stream(std::string_view sql, const RowHandler& handler) {
  PGconn* handle = handle_.get();
  if (!PQsendQuery(handle, std::string(sql).c_str()) || !PQsetSingleRowMode(handle))
    return make_error(handle, nullptr, endpoint_, shortened(sql));
  Status outcome;
  std::vector<std::string_view> fields;
  const StillThere still_there = asking(endpoint_);
  while (true) {
    auto next = next_result(handle, still_there);
    if (!next && outcome) outcome = std::unexpected(std::move(next).error());
    if (!next) return outcome;
    const ResultHandle result = std::move(*next);
    if (!result) return outcome;
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_SINGLE_TUPLE) {
      if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && outcome)
        outcome = make_error(handle, result.get(), endpoint_, shortened(sql));
      continue;
    }
    if (!outcome) continue;
    fields.clear();
    for (int column = 0; column < PQnfields(result.get()); ++column)
      fields.push_back(field(result.get(), 0, column));
    outcome = handler(fields);
    if (!outcome) {
      // Решту результату дочитувати не варто: просимо сервер зупинитися.
      canceller().cancel();
    }
  }
}

Status Connection::copy_begin(std::string_view statement) {
  TM_ASSIGN(const ResultHandle result, converse(handle_.get(), std::string(statement), asking(endpoint_)));
  if (PQresultStatus(result.get()) == PGRES_COPY_IN) return {};
  return make_error(handle_.get(), result.get(), endpoint_, shortened(statement));
}

Status Connection::copy_data(std::string_view bytes) {
  if (PQputCopyData(handle_.get(), bytes.data(), static_cast<int>(bytes.size())) == 1)
    return flush(handle_.get(), asking(endpoint_));
  // Чому саме, каже відповідь сервера на COPY.
  TM_ASSIGN(const ResultHandle result, next_result(handle_.get(), asking(endpoint_)));
  return make_error(handle_.get(), result.get(), endpoint_, "COPY");
}

Result<std::int64_t> Connection::copy_end() {
  PGconn* handle = handle_.get();
  if (PQputCopyEnd(handle, nullptr) != 1) return make_error(handle, nullptr, endpoint_, "COPY");
  Result<std::int64_t> outcome = 0;
  const StillThere still_there = asking(endpoint_);
  while (true) {
    TM_ASSIGN(const ResultHandle result, next_result(handle, still_there));
    if (!result) return outcome;
    if (PQresultStatus(result.get()) == PGRES_COMMAND_OK)
      outcome = std::stoll(PQcmdTuples(result.get()));
    else if (outcome)
      outcome = make_error(handle, result.get(), endpoint_, "COPY");
    if (PQstatus(handle) == CONNECTION_BAD) return outcome;
  }
}

std::string Connection::quote(std::string_view text) {
  const std::unique_ptr<char, decltype(&PQfreemem)> quoted(
      PQescapeLiteral(handle_.get(), text.data(), text.size()), &PQfreemem);
  // Неправильний UTF-8 libpq не цитує. Сервер перевіряє кодування раніше, ніж розбирає запит, тож відмовить
  // сам.
  return quoted ? quoted.get() : "'" + replace_all(text, "'", "''") + "'";
}

Canceller Connection::canceller() const {
  return Canceller({PQgetCancel(handle_.get()), &PQfreeCancel}, folder_);
}

void Connection::abort() {
  ::shutdown(PQsocket(handle_.get()), SHUT_RDWR);
}

void Canceller::cancel() const {
  char ignored[256];
  if (handle_) PQcancel(handle_.get(), ignored, sizeof ignored);
}

std::string Connection::server_version() const {
  return PQparameterStatus(handle_.get(), "server_version");
}

std::string quote_name(std::string_view name) {
  return "\"" + replace_all(name, "\"", "\"\"") + "\"";
}

}  // namespace techmarket::db::postgres
