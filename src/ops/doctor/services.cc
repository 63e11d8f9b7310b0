// Сервіс за сервісом: порт, підключення користувачем каталогу, схема проти DBML, дані.

#include <chrono>
#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "config/endpoints.h"
#include "migrate/compare.h"
#include "ops/doctor/doctor.h"
#include "ops/dump_program.h"
#include "ops/services.h"
#include "runtime/backend.h"
#include "runtime/ensure.h"
#include "runtime/local/port_holder.h"
#include "world/load_state.h"

namespace techmarket::ops {
namespace {

using migrate::Difference;

/// Годинники машини й сервера різняться лише тоді, коли котрийсь іде неправильно.
constexpr std::int64_t kClockSkewSeconds = 60;
constexpr std::size_t kShownDifferences = 3;

void report_unreachable(const Patient& patient, const config::Service& service, const Error& error,
                        Examination& out) {
  const auto holder = runtime::local::port_holder(service.port);
  if (patient.should_run())
    out.problem("connection", service.name,
                fmt::format("port {}: {}{}", service.port, error.message,
                            holder ? fmt::format("; the port is held by {}", holder->description) : ""),
                fmt::format("`techmarket up` starts it again; `techmarket logs {}` shows why it stopped",
                            service.name));
  else if (holder)
    out.problem("ports", service.name,
                fmt::format("port {} is held by {}", service.port, holder->description),
                "stop that process, or choose other ports: `techmarket up --port-offset N`");
  else
    out.fine("ports", service.name, fmt::format("port {} is free; not started", service.port));
}

/// Сервер відповів, але не пустив: пароль у томі — той, з яким його створено, а не той, що в каталозі.
void report_refused(const config::Service& service, const Error& error, Examination& out) {
  const std::string maintenance =
      service.is_mysql()
          ? ""
          : fmt::format("; other databases are made from the maintenance database '{}', not from '{}'",
                        service.maintenance_database, service.database);
  out.problem("connection", service.name,
              fmt::format("the server refuses user '{}' (from {}; password from {}): {}", service.user,
                          service.origins.user, service.origins.password, error.message),
              fmt::format("a data folder or volume keeps the password it was made with: give that one there, "
                          "or change it in the "
                          "database (ALTER USER), or `techmarket clean` (deletes the data){}",
                          maintenance),
              "password authentication failed");
}

Result<std::int64_t> server_seconds(AnyConnection& connection, bool mysql) {
  TM_ASSIGN(const auto rows, query(connection, mysql ? "SELECT UNIX_TIMESTAMP()"
                                                     : "SELECT extract(epoch FROM now())::bigint"));
  return std::strtoll(rows.at(0).at(0).value_or("0").c_str(), nullptr, 10);
}

void examine_clock(const config::Service& service, AnyConnection& connection, Examination& out) {
  const auto server = server_seconds(connection, service.is_mysql());
  if (!server) return;
  const auto here =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  if (std::llabs(here - *server) > kClockSkewSeconds)
    out.warn("machine", service.name,
             fmt::format("its clock differs from this machine's by {} s", here - *server),
             "set the clocks by NTP: ETL compares times of both");
}

void examine_local_infile(const config::Service& service, AnyConnection& connection, Examination& out) {
  if (!service.is_mysql()) return;
  const auto rows = query(connection, "SELECT @@GLOBAL.local_infile");
  if (rows && rows->at(0).at(0) == "0")
    out.warn("connection", service.name,
             "local_infile is off: `generate` falls back to INSERT, several times slower",
             "start the server with local_infile=1");
}

std::string text_of(const Difference& difference) {
  return fmt::format("{} {} {}{}{}", migrate::kind_name(difference.kind),
                     migrate::object_name(difference.object), difference.path(),
                     difference.attribute.empty() ? "" : ", ", difference.attribute);
}

/// Чуже, про яке мовчить і `schema check`.
std::string left_alone(const Described& service) {
  std::vector<std::string> names;
  for (const auto& name : service.checked.left_alone) names.push_back(schema::display_name(name));
  return names.empty() ? "" : fmt::format("; no DBML described {}", fmt::join(names, ", "));
}

void report_differences(const Described& service, Examination& out) {
  const auto dbml = service.service->dbml.text();
  const std::string remedy = fmt::format(
      "`techmarket schema diff {0}` shows all; `techmarket schema migrate {0}` brings the database to the "
      "DBML",
      service.service->name);
  std::vector<std::string> unknown, other;
  for (const auto& difference : service.checked.differences) {
    const bool column =
        difference.object == Difference::Object::column || difference.object == Difference::Object::table;
    if (difference.kind == Difference::Kind::missing && column)
      unknown.push_back(difference.path());
    else if (difference.object != Difference::Object::comment)
      other.push_back(text_of(difference));
  }
  if (!unknown.empty())
    out.problem(
        "schema", service.service->name,
        fmt::format("{} describes what the database does not have: {}", dbml, fmt::join(unknown, ", ")),
        remedy, "Unknown column");
  if (!other.empty()) {
    const std::size_t more = other.size() > kShownDifferences ? other.size() - kShownDifferences : 0;
    other.resize(other.size() - more);
    out.problem("schema", service.service->name,
                fmt::format("the database differs from {}: {}{}", dbml, fmt::join(other, "; "),
                            more ? fmt::format(" and {} more", more) : ""),
                remedy);
  }
  if (unknown.empty() && other.empty())
    out.fine("schema", service.service->name, fmt::format("equals {}{}", dbml, left_alone(service)));
}

void examine_dump_program(const Patient& patient, const config::Service& service,
                          const AnyConnection& connection, Examination& out) {
  const auto version = std::visit([](const auto& one) { return one.server_version(); }, connection);
  const auto backend = runtime::make_backend("auto", patient.catalogue, runtime::Purpose::inspect);
  const auto inside = backend ? (*backend)->inside(service) : std::unexpected(backend.error());
  const auto program = find_dump_program(service, version, inside.value_or(std::vector<std::string>()));
  if (program)
    out.fine("programs", service.name, fmt::format("`backup` reads it with {}", program->shown()));
  else
    out.warn("programs", service.name, program.error().message, program.error().hint);
}

void examine_schema(Described& service, Examination& out) {
  if (const Status read = read_live(service); !read) {
    out.problem("schema", service.service->name, read.error().message, read.error().hint);
    return;
  }
  if (service.live.tables.empty()) {
    out.problem("schema", service.service->name, "the database has no tables",
                fmt::format("`techmarket schema migrate {}` makes them", service.service->name));
    return;
  }
  report_differences(service, out);
}

/// Перерване наповнення: половина рядків уже є, тож повтор частинами впирається в «Duplicate entry».
void examine_load(const Described& service, AnyConnection& connection, Examination& out) {
  auto* mysql = std::get_if<db::mysql::Connection>(&connection);
  if (!mysql) return;
  const auto state = world::read_load_state(*mysql);
  if (!state) return;
  if (!*state) {
    out.fine("data", service.service->name, "not filled by `techmarket generate`");
  } else if ((*state)->complete) {
    out.fine("data", service.service->name,
             fmt::format("seed {}, {} orders, complete", (*state)->seed, (*state)->orders));
  } else {
    out.problem(
        "data", service.service->name,
        fmt::format("the load of seed {}, {} orders, begun at {}, did not finish", (*state)->seed,
                    (*state)->orders, (*state)->started_at),
        fmt::format(
            "if no `generate` is running, run it again: `techmarket generate --seed {} --orders {} --until "
            "{} --uuid {}` empties the tables and loads them anew",
            (*state)->seed, (*state)->orders, (*state)->until, (*state)->uuid),
        "Duplicate entry");
  }
}

void examine_service(const Patient& patient, Described& service, Examination& out) {
  // Паролі йдуть лише своїм: через порт може відповідати хто завгодно.
  if (service.service->socket_folder.empty())
    if (const Status ours = runtime::check_ours(*service.service, patient.state); !ours)
      return out.problem("ports", service.service->name, ours.error().message, ours.error().hint);
  auto connection = open(*service.service, "techmarket doctor");
  if (!connection) {
    const bool refused = connection.error().kind == ErrorKind::configuration;
    refused ? report_refused(*service.service, connection.error(), out)
            : report_unreachable(patient, *service.service, connection.error(), out);
    return;
  }
  const auto& origins = service.service->origins;
  out.fine("connection", service.service->name,
           fmt::format("user '{}' at {}:{}; host from {}, port from {}, user from {}, password from {}",
                       service.service->user, service.service->host, service.service->port, origins.host,
                       origins.port, origins.user, origins.password));
  examine_clock(*service.service, *connection, out);
  examine_local_infile(*service.service, *connection, out);
  examine_dump_program(patient, *service.service, *connection, out);
  examine_schema(service, out);
  examine_load(service, *connection, out);
}

}  // namespace

void examine_services(const Patient& patient, Examination& out) {
  if (patient.runs_in("k8s")) return;  // бази за адресами кластера; про поди вже сказано
  auto services = Services::load(patient.catalogue);
  if (!services) {
    out.problem("schema", "docs/db", services.error().message, services.error().hint);
    return;
  }
  for (auto& service : services->all()) examine_service(patient, service, out);
}

}  // namespace techmarket::ops
