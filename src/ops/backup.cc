#include "ops/backup.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <functional>
#include <future>
#include <memory>
#include <thread>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/interrupt_watch.h"
#include "base/io_error.h"
#include "base/text.h"
#include "config/endpoints.h"
#include "db/socket_folder.h"
#include "ops/backup_folder.h"
#include "ops/backup_manifest.h"
#include "ops/dump_failure.h"
#include "ops/dump_program.h"
#include "ops/moment.h"
#include "warehouse/source.h"

namespace techmarket::ops {
namespace {

using std::filesystem::path;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

// Стільки чекаємо на чужі транзакції і на те, що програма почне свою.
constexpr auto kPatience = 30s;

/// Одна база: хто її знімає і що вже відомо.
struct Job {
  Job(Participant& one, DumpProgram chosen) : participant(one), program(std::move(chosen)) {}

  Participant& participant;
  const DumpProgram program;
  DumpedService result = {};
  std::optional<Child> child = {};
  std::future<Status> counting = {};
  std::unique_ptr<db::SocketFolder> socket = {};

  const config::Service& service() const { return *participant.service->service; }
  std::string options() const { return "." + service().name + ".options"; }
};

std::string server_version(const Participant& one) {
  return std::visit([](const auto& connection) { return connection.server_version(); }, one.counting);
}

/// Усе, про що варто сказати до першого записаного файлу.
Result<std::vector<Job>> prepare(Participants& all, const Inside& inside) {
  std::vector<Job> jobs;
  for (Participant& one : all) {
    const config::Service& service = *one.service->service;
    std::vector<std::string> words;
    if (inside) {
      TM_ASSIGN(words, inside(service));
    }
    TM_ASSIGN(auto program, find_dump_program(service, server_version(one), words));
    if (service.is_mysql()) TM_TRY(warehouse::check_not_loading(service));
    Job& job = jobs.emplace_back(one, std::move(program));
    job.result.file = service.name + (service.is_mysql() ? ".sql" : ".dump");
    job.result.server = server_version(one);
    job.result.program = job.program.version;
  }
  return jobs;
}

/// Адреса для програми. Теку сокета із задовгим іменем вона бачить через наш відкритий дескриптор.
db::Endpoint endpoint_for(Job& job) {
  constexpr std::size_t kFits = 80;  // разом з іменем сокета — не більш як 107 байтів (unix(7))
  auto endpoint = config::endpoint_of(job.service(), "techmarket backup");
  if (job.program.in_container()) return endpoint_inside(job.service(), std::move(endpoint));
  if (endpoint.socket_folder.native().size() <= kFits) return endpoint;
  job.socket = std::make_unique<db::SocketFolder>(endpoint.socket_folder);
  endpoint.socket_folder =
      replace_all(job.socket->path().string(), "/self/", fmt::format("/{}/", ::getpid()));
  return endpoint;
}

/// Повний диск, зниклий сервер і чужий замок — не вада копії: та сама команда знову спробує.
std::unexpected<Error> dump_failed(const Job& job, int code) {
  const std::string said = job.child->errors();
  constexpr std::size_t kTail = 2000;
  std::string_view tail = trim(said);
  if (tail.size() > kTail) tail.remove_prefix(tail.size() - kTail);
  const bool full = says_disk_full(said), locked = said.contains("lock timeout");
  Error error{.kind = full || locked ? ErrorKind::retryable : ErrorKind::fatal,
              .message = fmt::format("{}: {} ended with code {}: {}", job.service().name, job.program.shown(),
                                     code, tail),
              .hint = full     ? std::string(kFreeSpaceHint)
                      : locked ? "wait until the other transaction ends, then run the same command again"
                               : "",
              .sqlstate = {}};
  const auto endpoint = config::endpoint_of(job.service(), "techmarket backup");
  return std::unexpected(job.service().is_mysql() ? explained_mysql_dump(std::move(error), endpoint)
                                                  : explained_postgres_dump(std::move(error), endpoint));
}

/// Чекає, доки done() справдиться, стежачи за програмами, лічбою і Ctrl-C.
Status wait_for(std::vector<Job>& jobs, const std::function<bool()>& done) {
  constexpr auto kGlance = 5ms;
  for (;;) {
    TM_TRY(check_interrupted());
    for (Job& job : jobs) {
      if (const auto code = job.child->exit_code(); code.value_or(0) != 0) return dump_failed(job, *code);
      if (job.counting.valid() && job.counting.wait_for(0s) == std::future_status::ready)
        TM_TRY(job.counting.get());
    }
    if (done()) return {};
    std::this_thread::sleep_for(kGlance);
  }
}

/// Опис першої таблиці програма пише вже у своїй транзакції.
bool has_begun(Job& job, const BackupFolder& folder) {
  if (!job.service().is_mysql() || job.child->exit_code()) return true;
  constexpr std::size_t kHead = 64 * 1024;
  std::string head(kHead, '\0');
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      std::fopen((folder / job.result.file).c_str(), "rb"), &std::fclose);
  if (file) head.resize(std::fread(head.data(), 1, head.size(), file.get()));
  return head.contains("able structure for ");  // «Table…», «Temporary table…»
}

Status start_dumps(std::vector<Job>& jobs, const BackupFolder& folder) {
  for (Job& job : jobs) {
    Command dump = dump_command(job.service(), job.program, folder / job.options(), job.participant.snapshot,
                                folder / job.result.file);
    if (job.program.in_container()) dump.input = client_options(job.service().engine, endpoint_for(job));
    TM_ASSIGN(auto child, Child::start(dump));
    job.child.emplace(std::move(child));
  }
  const auto deadline = Clock::now() + kPatience;
  bool late = false;
  TM_TRY(wait_for(jobs, [&] {
    late = Clock::now() > deadline;
    return late || std::ranges::all_of(jobs, [&](Job& job) { return has_begun(job, folder); });
  }));
  if (!late) return {};
  return fail(ErrorKind::retryable, fmt::format("a dump did not begin within {} s", kPatience.count()),
              "see `techmarket status`, then run the same command again");
}

/// Мить: за огорожею відкрито знімки лічби і транзакції програм.
Status freeze(Participants& all, std::vector<Job>& jobs, const BackupFolder& folder, Backup& result) {
  TM_TRY(raise_fences(all, kPatience));
  const auto raised = Clock::now();
  const std::time_t now = std::time(nullptr);
  result.created_at = fmt::format("{:%Y-%m-%dT%H:%M:%S%z}", fmt::localtime(now)).insert(22, ":");
  TM_TRY(take_snapshots(all));
  TM_TRY(start_dumps(jobs, folder));
  TM_TRY(lower_fences(all));
  result.fence_seconds = std::chrono::duration<double>(Clock::now() - raised).count();
  return {};
}

/// Лічба в знімку; іде поруч із програмою.
Status count(Job& job) {
  TM_ASSIGN(job.result.counts, count_snapshot(job.participant));
  if (auto* mysql = std::get_if<db::mysql::Connection>(&job.participant.counting)) {
    TM_ASSIGN(job.result.load, world::read_load_state(*mysql));
  }
  return {};
}

Status finish(Job& job, const BackupFolder& folder, const config::Catalogue& catalogue) {
  std::error_code ignored;
  std::filesystem::remove(folder / job.options(), ignored);
  TM_ASSIGN(job.result.sha256, folder.seal(job.result.file));
  job.result.bytes = std::filesystem::file_size(folder / job.result.file);
  const path schema = catalogue.path(job.service().sql);
  if (!std::filesystem::is_regular_file(schema, ignored)) return {};
  TM_ASSIGN(job.result.schema_sha256, sha256_of(schema));
  return {};
}

Result<Backup> make(const config::Catalogue& catalogue, const path& parent, const Services& services,
                    const Inside& inside, db::LoadingConnections& waiting) {
  TM_ASSIGN(auto all, join(services, waiting));
  TM_ASSIGN(auto prepared, prepare(all, inside));
  TM_ASSIGN(auto folder, BackupFolder::create(parent));
  std::vector<Job> jobs = std::move(prepared);  // програми зупиняються раніше, ніж зникає тека
  for (Job& job : jobs)
    if (!job.program.in_container())
      TM_TRY(folder.write(job.options(), client_options(job.service().engine, endpoint_for(job))));
  Backup result;
  TM_TRY(freeze(all, jobs, folder, result));

  for (Job& job : jobs) job.counting = std::async(std::launch::async, [&job] { return count(job); });
  const Status dumped = wait_for(jobs, [&] {
    return std::ranges::all_of(
        jobs, [](Job& job) { return job.child->exit_code().has_value() && !job.counting.valid(); });
  });
  if (!dumped) {
    waiting.abort_all();  // інакше деструктори чекали б на лічбу
    return std::unexpected(dumped.error());
  }
  std::vector<std::future<Status>> finishing;
  for (Job& job : jobs)
    finishing.push_back(std::async(std::launch::async, [&] { return finish(job, folder, catalogue); }));
  for (auto& one : finishing) TM_TRY(one.get());

  for (Job& job : jobs) result.services.push_back(std::move(job.result));
  TM_TRY(folder.write("manifest.json", manifest_text(result)));
  TM_TRY(check_interrupted());
  TM_ASSIGN(result.folder,
            folder.publish(replace_all(replace_all(result.created_at.substr(0, 19), ":", "-"), "T", "_")));
  return result;
}

}  // namespace

Result<Backup> backup(const config::Catalogue& catalogue, const path& parent, const Inside& inside) {
  const auto start = Clock::now();
  TM_ASSIGN(const auto services, Services::load(catalogue));
  BackupFolder::sweep(parent);
  db::LoadingConnections waiting;
  const InterruptWatch watch([&] { waiting.abort_all(); });
  auto made = make(catalogue, parent, services, inside, waiting);
  // Перерваний сервер скаржиться на зв'язок; справжня причина — користувач.
  if (!made) TM_TRY(check_interrupted());
  if (made) made->seconds = std::chrono::duration<double>(Clock::now() - start).count();
  return made;
}

}  // namespace techmarket::ops
