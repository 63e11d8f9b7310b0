#include "runtime/kubernetes/job.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/interrupt.h"
#include "base/log.h"
#include "base/text.h"
#include "render/program.h"
#include "runtime/kubernetes/job_log.h"
#include "runtime/kubernetes/job_manifest.h"
#include "runtime/kubernetes/kubernetes_backend.h"
#include "runtime/kubernetes/rollout.h"

namespace techmarket::runtime::kubernetes {
namespace {

using nlohmann::json;
using namespace nlohmann::literals;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kSettled = 15s;
// Стільки терпимо кластер, що не відповідає посеред роботи.
constexpr auto kSilence = 2min;

std::string unique_name(const std::string& name) {
  std::random_device random;
  return fmt::format("{}-{:08x}", name, random());
}

class Job {
 public:
  Job(const config::Catalogue& catalogue, const JobRequest& request)
      : catalogue_(catalogue),
        request_(request),
        name_(unique_name(replace_all(request.name, " ", "-"))),
        kubectl_(catalogue.project) {}

  Result<int> run() {
    TM_TRY(create());
    auto code = follow();
    if (code && *code == 0 && !request_.output.empty())
      if (const Status taken = take_output(); !taken) code = std::unexpected(taken.error());
    if (code || code.error().kind != ErrorKind::retryable) remove();
    return code;
  }

 private:
  Status create() {
    TM_ASSIGN(const auto files, project_files(catalogue_, name_));
    TM_ASSIGN(const Completed made, kubectl_.run_checked({"create", "--filename", "-", "--output=json"},
                                                         job_manifest(catalogue_, request_, name_, files)));
    const auto job = json::parse(made.output, nullptr, false);
    const auto uid = job.is_object() ? job.value("/metadata/uid"_json_pointer, std::string()) : std::string();
    Status given;
    const auto maps = project_config_maps(catalogue_, name_, uid, files);
    try {
      given = status_of(kubectl_.run_checked({"create", "--filename", "-"}, maps.dump()));
    } catch (const json::exception&) {  // не UTF-8: JSON такого не вміщає
      given = fail(ErrorKind::bad_input, "techmarket.toml or a DBML file is not UTF-8", "save it as UTF-8");
    }
    if (!given) remove();
    return given;
  }

  static Status status_of(const Result<Completed>& done) {
    return done ? Status() : Status(std::unexpected(done.error()));
  }

  /// Под завдання у відповіді; порожньо, якщо його ще немає.
  const json* pod_in(const json& observed) const {
    for (const auto& item : observed["items"])
      if (item["kind"] == "Pod" && item.value("/metadata/labels/job-name"_json_pointer, "") == name_)
        return &item;
    return nullptr;
  }

  static json container_state(const json& pod) {
    for (const auto& one : pod.value("/status/containerStatuses"_json_pointer, json::array()))
      if (one.value("name", "") == "techmarket") return one.value("state", json::object());
    return json::object();
  }

  Result<json> observe() const { return kubectl_.get({std::string(kObservedKinds)}); }

  /// Чекає, доки програма почне працювати. @return ім'я пода.
  Result<std::string> wait_until_started() const {
    Patience patience(kSettled);
    for (;; std::this_thread::sleep_for(500ms)) {
      TM_TRY(check_interrupted());
      TM_ASSIGN(const json observed, observe());
      if (const json* pod = pod_in(observed)) {
        const json state = container_state(*pod);
        if (state.contains("running") || state.contains("terminated"))
          return pod->value("/metadata/name"_json_pointer, std::string());
      }
      auto obstacles = find_obstacles(observed);
      std::erase_if(obstacles, [&](const Obstacle& one) { return !one.object.contains(" " + name_); });
      TM_TRY(patience.look(obstacles, Clock::now()));
    }
  }

  static void show(const LogLine& line) {
    std::FILE* stream = line.to_stdout ? stdout : stderr;
    fmt::print(stream, "{}\n", line.text);
    std::fflush(stream);
  }

  Result<int> follow() {
    auto pod = wait_until_started();
    if (!pod) return std::unexpected(pod.error());
    pod_ = *pod;
    JobLog log(kubectl_, pod_, show);
    for (auto silent_since = Clock::now();; std::this_thread::sleep_for(50ms)) {
      if (interrupted()) return stop(log);
      TM_ASSIGN(const bool goes_on, log.poll());
      if (goes_on) continue;
      const auto code = ended();
      if (interrupted()) return stop(log);
      if (code && *code) return **code;
      if (code) silent_since = Clock::now();  // обірвався лише журнал
      if (Clock::now() - silent_since > kSilence)
        return fail(ErrorKind::retryable, code.error().message,
                    fmt::format("the job goes on without us: `kubectl -n {} logs --follow job/{}`",
                                catalogue_.project, name_));
      std::this_thread::sleep_for(500ms);
    }
  }

  /// Код завершення програми; порожньо — вона ще працює.
  Result<std::optional<int>> ended() const {
    TM_ASSIGN(const json pod, kubectl_.get({"pod", pod_}));
    if (!pod.is_object())
      return fail(ErrorKind::fatal, fmt::format("pod {} is gone: somebody deleted it", pod_));
    if (pod.value("/status/reason"_json_pointer, "") == "Evicted") return killed(pod);
    const json state = container_state(pod);
    if (!state.contains("terminated")) return std::optional<int>();
    const auto& end = state["terminated"];
    const int code = end.value("exitCode", 0);
    constexpr int kKilled = 137;
    if (code == kKilled || end.value("reason", "") == "OOMKilled") return killed(pod);
    return code;
  }

  static std::unexpected<Error> killed(const json& pod) {
    json list;
    list["items"] = json::array({pod});
    const auto obstacles = find_obstacles(list);
    if (obstacles.empty()) return fail(ErrorKind::fatal, "the program was killed (code 137)");
    return fail(ErrorKind::fatal, obstacles.front().text(), obstacles.front().remedy);
  }

  /// Перервано: програма дістає SIGTERM і прибирає за собою, а ми дослуховуємо її. Другий Ctrl-C не чекає.
  std::unexpected<Error> stop(JobLog& log) {
    spdlog::warn("interrupted: stopping job {}", name_);
    remove();
    for (const auto deadline = Clock::now() + 60s; Clock::now() < deadline;
         std::this_thread::sleep_for(50ms)) {
      const auto goes_on = log.poll();
      if (!goes_on || !*goes_on) break;
    }
    return fail(ErrorKind::interrupted, "interrupted", "the job is deleted; the same command begins again");
  }

  /// Прибирає завдання, навіть коли нас перервано: тому run, а не run_interruptibly.
  void remove() const {
    const auto done =
        techmarket::run(kubectl_.command({"delete", "job", name_, "--ignore-not-found", "--wait=false",
                                          "--cascade=background", "--request-timeout=10s"}));
    if (!done || done->exit_code != 0)
      spdlog::warn("job {} could not be deleted: `kubectl -n {} delete job {}`", name_, catalogue_.project,
                   name_);
  }

  Status take_output() const {
    std::error_code error;
    std::filesystem::create_directories(request_.output, error);
    if (error)
      return fail(ErrorKind::configuration, fmt::format("{}: {}", request_.output.string(), error.message()));
    const auto archive = request_.output / fmt::format(".{}.tar", name_);
    Command command = kubectl_.command({"exec", pod_, "--container=keeper", "--", "/bin/sh", "-c",
                                        fmt::format("cd {} && tar -cf - *", kJobOutput)});
    command.output_file = archive;
    Status taken = status_of(wait_for(command));
    if (taken)
      taken = status_of(run_interruptibly_checked(
          {.argv = {"tar", "-C", request_.output.string(), "--no-same-owner", "-xf", archive.string()}}));
    std::filesystem::remove(archive, error);
    return taken;
  }

  /// Як run_interruptibly_checked, але з виводом у файл.
  static Result<Completed> wait_for(const Command& command) {
    TM_ASSIGN(Child child, Child::start(command));
    for (;; std::this_thread::sleep_for(20ms)) {
      TM_TRY(check_interrupted());
      const auto code = child.exit_code();
      if (!code) continue;
      if (*code == 0) return Completed{};
      return fail(ErrorKind::fatal,
                  fmt::format("the files could not be fetched from the pod: {}", trim(child.errors())));
    }
  }

  const config::Catalogue& catalogue_;
  const JobRequest& request_;
  const std::string name_;
  const Kubectl kubectl_;
  std::string pod_;
};

}  // namespace

std::string program_image() {
  const char* named = std::getenv("TECHMARKET_IMAGE");
  return named != nullptr && *named != '\0' ? named : render::program_image();
}

Result<int> run_job(const config::Catalogue& catalogue, const JobRequest& request) {
  TM_TRY(check_cluster());
  return Job(catalogue, request).run();
}

}  // namespace techmarket::runtime::kubernetes
