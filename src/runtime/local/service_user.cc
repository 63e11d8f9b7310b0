#include "runtime/local/service_user.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include <fmt/format.h>

namespace techmarket::runtime::local {
namespace {

namespace fs = std::filesystem;

std::string name_of(uid_t uid) {
  const passwd* user = ::getpwuid(uid);
  return user ? user->pw_name : fmt::format("uid {}", uid);
}

/// Питаємо ядро, а не рахуємо біти: права можуть давати й групи, і ACL.
Result<bool> can_enter(const fs::path& folder, const ServiceUser& user) {
  TM_ASSIGN(const Completed done,
            run({.argv = {"test", "-x", folder.string()}, .directory = "/", .user = user.identity}));
  return done.exit_code == 0;
}

std::vector<fs::path> from_root_to(const fs::path& folder) {
  std::vector<fs::path> chain;
  fs::path current;
  for (const auto& part : folder) chain.push_back(current /= part);
  return chain;
}

}  // namespace

Result<ServiceUser> choose_service_user(const fs::path& data, std::span<const char* const> candidates) {
  if (::geteuid() != 0) return ServiceUser{.name = name_of(::geteuid()), .identity = {}};
  struct stat info {};
  if (::stat(data.c_str(), &info) == 0 && info.st_uid != 0)
    return ServiceUser{.name = name_of(info.st_uid), .identity = Identity(info.st_uid, info.st_gid)};
  for (const char* candidate : candidates)
    if (const passwd* user = ::getpwnam(candidate))
      return ServiceUser{.name = candidate, .identity = Identity(user->pw_uid, user->pw_gid)};
  return fail(ErrorKind::configuration, "no unprivileged user to run the database servers as",
              "create one with `adduser --system nobody`, or run techmarket as an ordinary user");
}

Status make_private_folder(const fs::path& folder, const ServiceUser& user) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    return fail(ErrorKind::fatal,
                fmt::format("{}: cannot create folder: {}", folder.string(), error.message()));
  if (::chmod(folder.c_str(), 0700) != 0)
    return fail(ErrorKind::fatal,
                fmt::format("{}: cannot change permissions: {}", folder.string(), std::strerror(errno)));
  return give(folder, user);
}

Status give(const fs::path& path, const ServiceUser& user) {
  if (!user.identity || ::chown(path.c_str(), user.identity->first, user.identity->second) == 0) return {};
  return fail(ErrorKind::fatal,
              fmt::format("{}: cannot give to user {}: {}", path.string(), user.name, std::strerror(errno)));
}

Status check_reachable(const fs::path& folder, const ServiceUser& user) {
  if (!user.identity) return {};
  TM_ASSIGN(const bool reachable, can_enter(folder, user));
  if (reachable) return {};
  std::error_code error;
  fs::permissions(folder, fs::perms::others_exec, fs::perm_options::add, error);
  for (const auto& part : from_root_to(folder)) {
    TM_ASSIGN(const bool entered, can_enter(part, user));
    if (!entered)
      return fail(
          ErrorKind::configuration,
          fmt::format("the servers run as user {}, who cannot enter {}", user.name, part.string()),
          fmt::format(
              "set TECHMARKET_STATE_DIR to a folder that user {} can reach, for example /var/lib/techmarket",
              user.name));
  }
  return {};
}

}  // namespace techmarket::runtime::local
