#include "platform.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "config/endpoints.h"

namespace techmarket::e2e {
namespace {

std::vector<std::string> with_program(const std::vector<std::string>& arguments) {
  std::vector<std::string> argv = {TECHMARKET_PROGRAM};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return argv;
}

}  // namespace

bool platform_is_up() {
  static const bool up = std::getenv("TECHMARKET_STATE_DIR") &&
                         techmarket({"status", "--runtime", "local", "--json"}).exit_code == 0;
  return up;
}

Outcome techmarket(const std::vector<std::string>& arguments, const std::filesystem::path& directory,
                   const Environment& environment) {
  const auto done =
      run({.argv = with_program(arguments),
           .environment = environment,
           .directory = directory.empty() ? std::filesystem::path(TECHMARKET_SOURCE_DIR) : directory});
  if (!done) {
    ADD_FAILURE() << done.error().message;
    return {.exit_code = -1, .output = {}, .errors = {}, .json = {}};
  }
  Outcome outcome{done->exit_code, done->output, done->errors, {}};
  if (done->output.starts_with('{')) outcome.json = nlohmann::json::parse(done->output, nullptr, false);
  return outcome;
}

pid_t start_techmarket(const std::vector<std::string>& arguments, const std::filesystem::path& log) {
  // Сервери нашого середовища не бачать, а програма тесту — мусить.
  std::vector<std::pair<std::string, std::string>> environment;
  for (char** variable = ::environ; *variable; ++variable) {
    const std::string text = *variable;
    const auto equals = text.find('=');
    environment.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  const auto process = start_daemon({.argv = with_program(arguments),
                                     .directory = TECHMARKET_SOURCE_DIR,
                                     .log = log,
                                     .user = std::nullopt,
                                     .environment = std::move(environment)});
  if (!process) ADD_FAILURE() << process.error().message;
  return process.value_or(-1);
}

int wait_for(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::filesystem::path log_file(const std::string& name) {
  return std::filesystem::temp_directory_path() /
         ("techmarket-" + name + "-" + std::to_string(::getpid()) + ".log");
}

// Перше число у файлі *.pid теки даних.
pid_t server_process(const std::string& service) {
  const std::filesystem::path state = std::getenv("TECHMARKET_STATE_DIR");
  for (const auto& entry : std::filesystem::directory_iterator(state / "services" / service / "data"))
    if (entry.path().extension() == ".pid")
      return static_cast<pid_t>(std::stol(read_file(entry.path()).value_or("-1")));
  return -1;
}

const config::Catalogue& catalogue() {
  static const config::Catalogue loaded = [] {
    // Порти беремо в самої програми: вона знає, з яким зсувом піднято екземпляр.
    const auto status = techmarket({"status", "--runtime", "local", "--json"});
    auto read = config::load_catalogue(TECHMARKET_SOURCE_DIR "/techmarket.toml");
    if (!read) throw std::runtime_error(read.error().message);
    for (auto& service : read->services)
      for (const auto& entry : status.json.at("services"))
        if (entry.at("service") == service.name) service.port = entry.at("port");
    return *read;
  }();
  return loaded;
}

db::mysql::Connection mysql(const std::string& service) {
  auto opened =
      db::mysql::Connection::open(config::endpoint_of(**catalogue().service(service), "techmarket e2e"));
  if (!opened) throw std::runtime_error(opened.error().message);
  return std::move(*opened);
}

db::postgres::Connection warehouse() {
  auto opened =
      db::postgres::Connection::open(config::endpoint_of(**catalogue().service("dwh-db"), "techmarket e2e"));
  if (!opened) throw std::runtime_error(opened.error().message);
  return std::move(*opened);
}

std::int64_t mysql_int(const std::string& service, const std::string& sql) {
  auto connection = mysql(service);
  const auto value = connection.query_int(sql);
  EXPECT_TRUE(value) << (value ? "" : value.error().message);
  return value.value_or(-1);
}

std::int64_t warehouse_int(const std::string& sql) {
  auto connection = warehouse();
  const auto value = connection.query_int(sql);
  EXPECT_TRUE(value) << (value ? "" : value.error().message);
  return value.value_or(-1);
}

ProjectCopy::ProjectCopy() {
  std::string pattern = (std::filesystem::temp_directory_path() / "techmarket-copy-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("mkdtemp");
  path_ = pattern;
  const std::filesystem::path source = TECHMARKET_SOURCE_DIR;
  for (const char* part : {"techmarket.toml", "docs/db", "database"}) {
    std::filesystem::create_directories((path_ / part).parent_path());
    std::filesystem::copy(source / part, path_ / part, std::filesystem::copy_options::recursive);
  }
}

ProjectCopy::~ProjectCopy() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void ProjectCopy::replace(const std::string& file, const std::string& text,
                          const std::string& replacement) const {
  const std::string before = read_file(path_ / file).value_or("");
  ASSERT_NE(before.find(text), std::string::npos) << file << " has no '" << text << "'";
  ASSERT_TRUE(write_file(path_ / file, replace_all(before, text, replacement)));
}

void fill_default_world() {
  const auto generated = techmarket({"generate", "--until", "2026-11-22", "--yes", "--quiet"});
  ASSERT_EQ(generated.exit_code, 0) << generated.errors;
  const auto loaded = techmarket({"etl", "run", "--allow-deletes", "--quiet"});
  ASSERT_EQ(loaded.exit_code, 0) << loaded.errors;
}

}  // namespace techmarket::e2e
