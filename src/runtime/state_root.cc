#include "runtime/state_root.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "runtime/private_file.h"

namespace techmarket::runtime {
namespace {

namespace fs = std::filesystem;

// MySQL відводить шляхові 512 байтів (FN_REFLEN) разом з іменами файлів у теці даних.
constexpr std::size_t kLongestRoot = 350;

std::unexpected<Error> refused(const fs::path& path, std::string_view why, std::string hint) {
  return fail(ErrorKind::configuration, fmt::format("{}: {}", path.string(), why), std::move(hint));
}

Status check_characters(const fs::path& root) {
  const std::string text = root.string();
  if (text.size() > kLongestRoot)
    return refused(root, fmt::format("is {} bytes long, and the servers take {}", text.size(), kLongestRoot),
                   "set TECHMARKET_STATE_DIR to a shorter path");
  // Шлях записано і в самих базах (ownership.h), а їхній текст — UTF-8.
  if (invalid_utf8(text) != std::string::npos)
    return refused(replace_invalid_utf8(text), "is not valid UTF-8, and the databases keep this path as text",
                   "set TECHMARKET_STATE_DIR to a path without such bytes");
  // «:» розділяє теки в --tmpdir; initdb не приймає шляху з кількох рядків.
  const auto bad = std::ranges::find_if(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f || c == ':';
  });
  if (bad == text.end()) return {};
  const std::string shown = *bad == ':' ? "a colon" : fmt::format("the control character {:#04x}", *bad);
  std::string printable = text;
  std::ranges::replace_if(
      printable, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return refused(printable, fmt::format("has {} in it, which the servers do not take in a path", shown),
                 "set TECHMARKET_STATE_DIR to a path without it");
}

/// Чи може хтось, крім нас і root, підмінити записи в теці folder (або саме посилання folder).
Status check_parent(const fs::path& folder) {
  constexpr const char* kHint =
      "set TECHMARKET_STATE_DIR to a folder below one that only you and root may change";
  struct stat info {};
  if (::lstat(folder.c_str(), &info) != 0)
    return errno == ENOENT
               ? Status()
               : refused(folder, std::strerror(errno), "check the permissions of the folders above it");
  if (info.st_uid != 0 && info.st_uid != ::geteuid())
    return refused(
        folder,
        fmt::format("belongs to {}, who could replace a state folder below it", user_name(info.st_uid)),
        kHint);
  const bool open_to_all = S_ISDIR(info.st_mode) && (info.st_mode & S_IWOTH) != 0;
  if (open_to_all && (info.st_mode & S_ISVTX) == 0)
    return refused(folder, "may be written by everybody, who could replace a state folder below it", kHint);
  return {};
}

Status check_parents(const fs::path& folder) {
  fs::path current;
  for (const auto& part : folder) TM_TRY(check_parent(current /= part));
  return {};
}

}  // namespace

Result<bool> check_state_root(const fs::path& root) {
  TM_TRY(check_characters(root));
  std::error_code error;
  // Обидва шляхи: посилання теж може перенацілити лише його власник, а далі важить те, на що воно вказує.
  TM_TRY(check_parents(root.parent_path()));
  const fs::path real = fs::weakly_canonical(root.parent_path(), error);
  if (error) return refused(root, error.message(), "set TECHMARKET_STATE_DIR to a folder you may write to");
  TM_TRY(check_parents(real));
  struct stat info {};
  if (::lstat(root.c_str(), &info) != 0) {
    if (errno == ENOENT) return false;
    return refused(root, std::strerror(errno), "set TECHMARKET_STATE_DIR to a folder you may write to");
  }
  if (S_ISLNK(info.st_mode))
    return refused(root, "is a symbolic link", "set TECHMARKET_STATE_DIR to the folder itself");
  if (!S_ISDIR(info.st_mode))
    return refused(root, "is not a folder", "set TECHMARKET_STATE_DIR to a folder you may write to");
  if (info.st_uid != ::geteuid())
    return refused(root,
                   fmt::format("belongs to {}, not to {}", user_name(info.st_uid), user_name(::geteuid())),
                   fmt::format("run the command as {}, or set TECHMARKET_STATE_DIR to a folder of your own",
                               user_name(info.st_uid)));
  return true;
}

Status make_state_root(const fs::path& root) {
  fs::path current;
  for (const auto& part : root.parent_path()) {
    current /= part;
    const bool created = ::mkdir(current.c_str(), 0755) == 0;
    if (!created && errno != EEXIST && !present(current))
      return refused(root, fmt::format("cannot create {}: {}", current.string(), std::strerror(errno)),
                     "set TECHMARKET_STATE_DIR to a folder you may write to");
    // umask 077 не пустила б користувачів серверів; своїм тека звичайного користувача хай лишається.
    if (created && ::geteuid() == 0) (void)::chmod(current.c_str(), 0755);
  }
  Status made = make_own_folder(root);
  if (!made && made.error().hint.empty()) {
    made.error().kind = ErrorKind::configuration;
    made.error().hint = "set TECHMARKET_STATE_DIR to a folder you may write to";
  }
  return made;
}

}  // namespace techmarket::runtime
