#pragma once
// Тека сокета під коротким іменем. Ім'я сокета вміщує щонайбільше 107 байтів (unix(7)), а тека стану може
// лежати де завгодно: відкрита тека завжди має коротке ім'я /proc/self/fd/N.

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/text.h"

namespace techmarket::db {

class SocketFolder {
 public:
  /// @param folder порожня — сокета немає, і path() порожній.
  explicit SocketFolder(const std::filesystem::path& folder)
      : folder_(folder),
        descriptor_(folder.empty() ? -1
                                   : ::open(folder.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)),
        path_(descriptor_ < 0 ? folder
                              : std::filesystem::path(fmt::format("/proc/self/fd/{}", descriptor_))) {}
  ~SocketFolder() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  SocketFolder(const SocketFolder&) = delete;
  SocketFolder& operator=(const SocketFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// Слова бібліотеки з іменем теки, зрозумілим людині.
  std::string named(std::string_view text) const {
    return descriptor_ < 0 ? std::string(text) : replace_all(text, path_.string(), folder_.string());
  }

 private:
  const std::filesystem::path folder_;
  const int descriptor_;
  const std::filesystem::path path_;
};

}  // namespace techmarket::db
