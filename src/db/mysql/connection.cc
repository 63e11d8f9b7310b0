#include "db/mysql/connection.h"

#include <errmsg.h>
#include <mysql.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include <fmt/format.h>

#include "base/guarded.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "db/mysql/error_kind.h"
#include "db/socket_folder.h"

namespace techmarket::db::mysql {
namespace {

struct FreeResult {
  void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};
using ResultHandle = std::unique_ptr<MYSQL_RES, FreeResult>;

/// Стан передавання даних між нашим джерелом і функціями зворотного виклику libmariadb.
struct LocalFile {
  const ChunkSource* source;
  std::string_view rest;
  std::optional<Error> failure;
};

/// Сервер може попросити файл у відповідь на будь-який запит. Без джерела відмовляємо: власний обробник
/// libmariadb прочитав би файл із тим ім'ям, яке назве сервер.
int local_open(void** state, const char*, void* user) {
  *state = user;
  return user ? 0 : 1;
}

int local_read(void* state, char* buffer, unsigned int size) {
  auto& file = *static_cast<LocalFile*>(state);
  if (file.rest.empty()) {
    auto chunk = guarded(*file.source);  // крізь libmariadb винятки не летять
    if (!chunk) {
      file.failure = std::move(chunk).error();
      return -1;
    }
    file.rest = *chunk;
  }
  const std::size_t count = std::min<std::size_t>(size, file.rest.size());
  std::memcpy(buffer, file.rest.data(), count);
  file.rest.remove_prefix(count);
  return static_cast<int>(count);
}

void local_close(void*) {}

int local_error(void* state, char* message, unsigned int size) {
  const auto* file = static_cast<const LocalFile*>(state);
  const std::string_view text = !file           ? "the server asked for a file of this machine"
                                : file->failure ? std::string_view(file->failure->message)
                                                : "cannot read the rows";
  const std::size_t count = std::min<std::size_t>(size - 1, text.size());
  std::memcpy(message, text.data(), count);
  message[count] = '\0';
  return CR_UNKNOWN_ERROR;
}

/// @param file звідки сервер може взяти дані; nullptr — нізвідки.
void serve_local_file(MYSQL* handle, LocalFile* file) {
  mysql_set_local_infile_handler(handle, local_open, local_read, local_close, local_error, file);
}

/// Лише способи, де мережею йде відповідь на виклик сервера, а не пароль; mysql_clear_password серед них
/// немає.
constexpr const char* kAuthentication = "mysql_native_password,caching_sha2_password,client_ed25519";

/// Локальний сервер, який не пускає без шифрування (require_secure_transport), каже про це після першої
/// спроби.
constexpr std::string_view kTlsRequiredCode = "code 3159";

void set_tls(MYSQL* handle, const Tls& tls, bool encrypt) {
  if (!encrypt) return;
  my_bool on = 1, verify = tls.mode == TlsMode::verify ? 1 : 0;
  mysql_options(handle, MYSQL_OPT_SSL_ENFORCE, &on);
  mysql_options(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
  if (!tls.ca.empty()) mysql_options(handle, MYSQL_OPT_SSL_CA, tls.ca.c_str());
}

}  // namespace

void Connection::Close::operator()(st_mysql* handle) const {
  mysql_close(handle);
}

Connection::Connection(std::unique_ptr<st_mysql, Close> handle, Endpoint endpoint)
    : handle_(std::move(handle)), endpoint_(std::move(endpoint)) {}

Result<Connection> Connection::connect(const Endpoint& endpoint, const Options& options) {
  const bool automatic = endpoint.tls.mode == TlsMode::automatic && endpoint.socket_folder.empty();
  const bool encrypt = endpoint.tls.mode == TlsMode::require || endpoint.tls.mode == TlsMode::verify ||
                       (automatic && !is_loopback(endpoint));
  auto connection = connect_once(endpoint, options, encrypt);
  if (connection || encrypt || !automatic || !connection.error().message.contains(kTlsRequiredCode))
    return connection;
  return connect_once(endpoint, options, true);
}

Result<Connection> Connection::connect_once(const Endpoint& endpoint, const Options& options, bool encrypt) {
  Connection connection(std::unique_ptr<st_mysql, Close>(mysql_init(nullptr)), endpoint);
  MYSQL* handle = connection.handle_.get();
  const auto patience = std::chrono::seconds(kConnectSeconds);
  const auto limit = options.silence.count() > 0 ? std::min(options.silence, patience) : patience;
  const unsigned connect_timeout = static_cast<unsigned>(limit.count()),
                 local_infile = options.loading ? 1 : 0;
  mysql_options(handle, MYSQL_OPT_CONNECT_TIMEOUT, &connect_timeout);
  mysql_options(handle, MYSQL_OPT_LOCAL_INFILE, &local_infile);
  if (const auto silence = static_cast<unsigned>(options.silence.count());
      silence > 0) {  // лише до з'єднання
    mysql_options(handle, MYSQL_OPT_READ_TIMEOUT, &silence);
    mysql_options(handle, MYSQL_OPT_WRITE_TIMEOUT, &silence);
  }
  if (options.heeds_interrupt) mysql_optionsv(handle, MARIADB_OPT_IO_WAIT, wait);
  serve_local_file(handle, nullptr);
  set_tls(handle, endpoint.tls, encrypt);
  mysql_options(handle, MARIADB_OPT_RESTRICTED_AUTH, kAuthentication);
  mysql_options(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  mysql_optionsv(handle, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", endpoint.application.c_str());
  // Спосіб називаємо самі: «localhost» означав би системний сокет.
  const bool by_socket = !endpoint.socket_folder.empty();
  const unsigned protocol = by_socket ? MYSQL_PROTOCOL_SOCKET : MYSQL_PROTOCOL_TCP;
  mysql_options(handle, MYSQL_OPT_PROTOCOL, &protocol);
  const SocketFolder folder(endpoint.socket_folder);
  const std::string socket = (folder.path() / kSocketName).string();
  // З адресою libmariadb сокета не шукала б.
  if (!mysql_real_connect(handle, by_socket ? nullptr : endpoint.host.c_str(), endpoint.user.c_str(),
                          endpoint.password.c_str(),
                          endpoint.database.empty() ? nullptr : endpoint.database.c_str(),
                          static_cast<unsigned>(endpoint.port), by_socket ? socket.c_str() : nullptr,
                          CLIENT_MULTI_STATEMENTS)) {
    Error failure = connection.error("connect").error();
    failure.message = folder.named(failure.message);
    return std::unexpected(std::move(failure));
  }
  // Серверові без TLS libmariadb каже «гаразд» і далі говорить відкрито.
  if (endpoint.tls.mode >= TlsMode::require && !mysql_get_ssl_cipher(handle))
    return fail(kind_of(ServerFailure::tls),
                fmt::format("{} ({}:{}/{}): connect: the server does not speak TLS", endpoint.service,
                            endpoint.host, endpoint.port, endpoint.database),
                hint_for(ServerFailure::tls, endpoint));
  if (options.heeds_interrupt) connection.watch_waiting();
  return connection;
}

Result<Connection> Connection::open(const Endpoint& endpoint) {
  return connect(endpoint, {});
}

Result<Connection> Connection::open_for_loading(const Endpoint& endpoint) {
  return connect(endpoint, {.loading = true});
}

Result<Connection> Connection::open_with_limit(const Endpoint& endpoint, std::chrono::seconds silence) {
  return connect(endpoint, {.silence = silence});
}

void Connection::watch_waiting() {
  const unsigned long session = mysql_thread_id(handle_.get());
  waiting_ = WaiterRegistration(
      static_cast<int>(mysql_get_socket(handle_.get())),
      {.still_there = [endpoint = endpoint_] { return still_there(endpoint); },
       .stop_statement = [endpoint = endpoint_, session] { stop_statement(endpoint, session); }});
}

/// Сервер, що не приймає нового з'єднання, зупинився; той, що відмовляє, живий: SQLSTATE відмови — його
/// власний.
Status Connection::still_there(const Endpoint& endpoint) {
  constexpr std::string_view kNoAnswer = "HY000";
  auto asked = connect(endpoint, {});
  if (asked || asked.error().kind == ErrorKind::interrupted)
    return asked ? Status() : std::unexpected(asked.error());
  if (asked.error().kind != ErrorKind::retryable || asked.error().sqlstate != kNoAnswer) return {};
  Error stopped = std::move(asked).error();
  stopped.message =
      fmt::format("the server has fallen silent and accepts no connection: {}", stopped.message);
  return std::unexpected(std::move(stopped));
}

/// Розірваного зв'язку сервер посеред оператора не помічає. Не вдалося — скаже сам, коли допрацює.
void Connection::stop_statement(const Endpoint& endpoint, unsigned long session) {
  constexpr auto kPatience = std::chrono::seconds(2);
  if (auto another = connect(endpoint, {.silence = kPatience, .heeds_interrupt = false}))
    (void)another->execute(fmt::format("KILL {}", session));
}

std::unexpected<Error> Connection::error(std::string_view action) const {
  const unsigned code = mysql_errno(handle_.get());
  const ServerFailure failure = failure_of(code, mysql_error(handle_.get()));
  if (const Error* silent = waiting_.failure()) return std::unexpected(*silent);
  if (failure == ServerFailure::lost || failure == ServerFailure::unreachable)
    if (const Status status = check_interrupted(); !status) return std::unexpected(status.error());
  Error error{.kind = kind_of(failure),
              .message = fmt::format("{} ({}:{}/{}): {}: {}", endpoint_.service, endpoint_.host,
                                     endpoint_.port, endpoint_.database, action, mysql_error(handle_.get())),
              .hint = hint_for(failure, endpoint_),
              .sqlstate = mysql_sqlstate(handle_.get())};
  error.message += fmt::format(" (SQLSTATE {}, code {})", error.sqlstate, code);
  return std::unexpected(std::move(error));
}

Status Connection::send(std::string_view sql) {
  if (mysql_real_query(handle_.get(), sql.data(), sql.size()) == 0) return {};
  constexpr std::size_t kShown = 120;
  return error(sql.size() > kShown ? fmt::format("{}…", sql.substr(0, kShown)) : std::string(sql));
}

Status Connection::execute(std::string_view sql) {
  TM_TRY(send(sql));
  const ResultHandle result(mysql_store_result(handle_.get()));
  if (!result && mysql_errno(handle_.get()) != 0) return error("read");
  return {};
}

Status Connection::execute_script(std::string_view sql) {
  TM_TRY(send(sql));
  for (;;) {
    { const ResultHandle result(mysql_store_result(handle_.get())); }
    const int next = mysql_next_result(handle_.get());
    if (next < 0) return {};
    if (next > 0) return error("script");
  }
}

Result<Rows> Connection::query(std::string_view sql) {
  Rows rows;
  TM_TRY(stream(sql, [&rows](RowView view) -> Status {
    auto& row = rows.emplace_back();
    for (const auto field : view)
      row.push_back(is_null(field) ? std::nullopt : std::optional<std::string>(field));
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
  TM_TRY(send(sql));
  const ResultHandle result(mysql_use_result(handle_.get()));
  if (!result) return error("read");
  const unsigned columns = mysql_num_fields(result.get());
  std::vector<std::string_view> fields(columns);
  while (const MYSQL_ROW row = mysql_fetch_row(result.get())) {
    const unsigned long* lengths = mysql_fetch_lengths(result.get());
    for (unsigned i = 0; i < columns; ++i)
      fields[i] = row[i] ? std::string_view(row[i], lengths[i]) : std::string_view();
    TM_TRY(handler(fields));
  }
  if (mysql_errno(handle_.get()) != 0) return error("read");
  return {};
}

Result<LoadResult> Connection::insert(std::string_view statement) {
  TM_TRY(send(statement));
  return taken();
}

Result<LoadResult> Connection::load_data(std::string_view statement, const ChunkSource& source) {
  LocalFile file{&source, {}, {}};
  serve_local_file(handle_.get(), &file);
  const Status sent = send(statement);
  serve_local_file(handle_.get(), nullptr);
  if (file.failure) return std::unexpected(*std::move(file.failure));
  if (!sent) return std::unexpected(sent.error());
  return taken();
}

// Лічильники приходять разом із відповіддю, а SHOW WARNINGS мусить бути першим: після іншого запиту, хоч би
// SELECT @@warning_count, MySQL попереджень уже не пам'ятає.
Result<LoadResult> Connection::taken() {
  LoadResult loaded{.rows = mysql_affected_rows(handle_.get()),
                    .warnings = mysql_warning_count(handle_.get()),
                    .first_warning = {}};
  if (loaded.warnings > 0) {
    TM_ASSIGN(const Rows warnings, query("SHOW WARNINGS LIMIT 1"));
    if (!warnings.empty() && warnings[0].size() > 2) loaded.first_warning = warnings[0][2].value_or("");
  }
  return loaded;
}

void Connection::abort() {
  ::shutdown(static_cast<int>(mysql_get_socket(handle_.get())), SHUT_RDWR);
}

std::string Connection::quote(std::string_view text) {
  std::string quoted(text.size() * 2 + 1, '\0');
  quoted.resize(mysql_real_escape_string(handle_.get(), quoted.data(), text.data(), text.size()));
  return "'" + quoted + "'";
}

std::string Connection::server_version() const {
  return mysql_get_server_info(handle_.get());
}

std::string quote_name(std::string_view name) {
  return "`" + replace_all(name, "`", "``") + "`";
}

}  // namespace techmarket::db::mysql
