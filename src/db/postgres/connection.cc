#include "db/postgres/connection.h"

#include <libpq-fe.h>

#include <vector>

#include <fmt/format.h>

#include "base/text.h"

namespace techmarket::db::postgres {
namespace {

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using ResultHandle = std::unique_ptr<PGresult, ClearResult>;

// Класи SQLSTATE (PostgreSQL, додаток A): 08 — зв'язок, 28 — автентифікація, 3D — немає бази, 57P — сервер
// зупиняється.
ErrorKind kind_of(std::string_view sqlstate, bool connected) {
  if (!connected || sqlstate.starts_with("08") || sqlstate.starts_with("57P")) return ErrorKind::retryable;
  if (sqlstate.starts_with("28") || sqlstate.starts_with("3D")) return ErrorKind::configuration;
  return ErrorKind::fatal;
}

std::string connect_hint(ErrorKind kind, const Endpoint& endpoint) {
  const bool is_retryable = kind == ErrorKind::retryable;
  if (endpoint.by_address)
    return is_retryable ? "check that the server runs at this host and port, then run the same command again"
                        : "check the user and the database in the address and the password in "
                          "TECHMARKET_DATABASE_PASSWORD";
  if (is_retryable) return "start the services with `techmarket up`, then run the same command again";
  return fmt::format(
      "check user, password and database of {} in techmarket.toml; a server that is not ours may listen on "
      "port {}",
      endpoint.service, endpoint.port);
}

std::unexpected<Error> make_error(PGconn* handle, const PGresult* result, const Endpoint& endpoint,
                                  std::string_view action) {
  const bool connected = PQstatus(handle) == CONNECTION_OK;
  const char* state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  const char* primary = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : nullptr;
  const char* detail = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL) : nullptr;
  Error error{
      .kind = kind_of(state ? state : "", connected),
      .message = fmt::format("{} ({}:{}/{}): {}: {}", endpoint.service, endpoint.host, endpoint.port,
                             endpoint.database, action, trim(primary ? primary : PQerrorMessage(handle))),
      .hint = {},
      .sqlstate = state ? state : ""};
  if (detail) error.message += fmt::format(" ({})", detail);
  if (!error.sqlstate.empty()) error.message += fmt::format(" (SQLSTATE {})", error.sqlstate);
  if (error.kind == ErrorKind::retryable)
    error.hint =
        endpoint.by_address
            ? connect_hint(error.kind, endpoint)
            : fmt::format("run `techmarket up`, then the same command again; see `techmarket logs {}`",
                          endpoint.service);
  if (error.sqlstate == "53100") error.hint = "free some disk space, then run the same command again";
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

/// Під час з'єднання libpq не дає SQLSTATE, тож рід відмови видно лише з тексту сервера.
ErrorKind connect_failure(std::string_view message) {
  for (const std::string_view sign :
       {"authentication failed", "no password supplied", "does not exist", "no pg_hba.conf entry",
        "not permitted to log in", "permission denied for database"})
    if (message.contains(sign)) return ErrorKind::configuration;
  return ErrorKind::retryable;
}

}  // namespace

void Connection::Close::operator()(pg_conn* handle) const {
  PQfinish(handle);
}

Connection::Connection(std::unique_ptr<pg_conn, Close> handle, Endpoint endpoint)
    : handle_(std::move(handle)), endpoint_(std::move(endpoint)) {}

Result<Connection> Connection::open(const Endpoint& endpoint) {
  const std::string port = std::to_string(endpoint.port);
  const char* names[] = {"host",
                         "port",
                         "user",
                         "password",
                         "dbname",
                         "application_name",
                         "connect_timeout",
                         "client_encoding",
                         "options",
                         nullptr};
  // Вивід дат і чисел не повинен залежати від налаштувань сервера.
  const char* values[] = {endpoint.host.c_str(),
                          port.c_str(),
                          endpoint.user.c_str(),
                          endpoint.password.c_str(),
                          endpoint.database.c_str(),
                          endpoint.application.c_str(),
                          "10",
                          "UTF8",
                          "-c datestyle=ISO -c client_min_messages=warning",
                          nullptr};
  Connection connection(std::unique_ptr<pg_conn, Close>(PQconnectdbParams(names, values, 0)), endpoint);
  PGconn* handle = connection.handle_.get();
  if (PQstatus(handle) != CONNECTION_OK) {
    auto failure = make_error(handle, nullptr, endpoint, "connect").error();
    failure.kind = connect_failure(failure.message);
    failure.hint = connect_hint(failure.kind, endpoint);
    return std::unexpected(std::move(failure));
  }
  PQsetNoticeProcessor(
      handle, [](void*, const char*) {}, nullptr);
  return connection;
}

Status Connection::execute(std::string_view sql) {
  const ResultHandle result(PQexec(handle_.get(), std::string(sql).c_str()));
  const auto status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) return {};
  return make_error(handle_.get(), result.get(), endpoint_, shortened(sql));
}

Result<std::int64_t> Connection::execute_counted(std::string_view sql) {
  const ResultHandle result(PQexec(handle_.get(), std::string(sql).c_str()));
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
  while (const ResultHandle result{PQgetResult(handle)}) {
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
  return outcome;
}

Status Connection::copy_begin(std::string_view statement) {
  const ResultHandle result(PQexec(handle_.get(), std::string(statement).c_str()));
  if (PQresultStatus(result.get()) == PGRES_COPY_IN) return {};
  return make_error(handle_.get(), result.get(), endpoint_, shortened(statement));
}

Status Connection::copy_data(std::string_view bytes) {
  if (PQputCopyData(handle_.get(), bytes.data(), static_cast<int>(bytes.size())) == 1) return {};
  return make_error(handle_.get(), nullptr, endpoint_, "COPY");
}

Result<std::int64_t> Connection::copy_end() {
  PGconn* handle = handle_.get();
  if (PQputCopyEnd(handle, nullptr) != 1) return make_error(handle, nullptr, endpoint_, "COPY");
  Result<std::int64_t> outcome = 0;
  while (const ResultHandle result{PQgetResult(handle)}) {
    if (PQresultStatus(result.get()) == PGRES_COMMAND_OK)
      outcome = std::stoll(PQcmdTuples(result.get()));
    else if (outcome)
      outcome = make_error(handle, result.get(), endpoint_, "COPY");
  }
  return outcome;
}

std::string Connection::quote(std::string_view text) {
  const std::unique_ptr<char, decltype(&PQfreemem)> quoted(
      PQescapeLiteral(handle_.get(), text.data(), text.size()), &PQfreemem);
  return quoted.get();
}

Canceller Connection::canceller() const {
  return Canceller({PQgetCancel(handle_.get()), &PQfreeCancel});
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
