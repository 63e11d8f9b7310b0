#pragma once
// Мала файлова система в пам'яті: на ній диск справді закінчується. Її видно лише цьому процесові й тим, кого
// він запустив, тож зникає вона разом із ним, навіть якщо тест упав. Монтувати може лише root; де не можна,
// тест пропускається з причиною: TECHMARKET_REQUIRE_DISK(disk).

#include <cstdint>
#include <filesystem>
#include <string>

namespace techmarket::support {

class SmallDisk {
 public:
  explicit SmallDisk(std::uint64_t bytes);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  /// Чому диска немає; порожньо — є.
  const std::string& problem() const { return problem_; }
  const std::filesystem::path& folder() const { return folder_; }

  /// Займає місце так, щоб вільними лишилося стільки байтів.
  void leave_free(std::uint64_t bytes);
  std::uint64_t free() const;

 private:
  std::filesystem::path ballast() const { return folder_ / "ballast"; }

  std::filesystem::path folder_;
  std::string problem_;
};

}  // namespace techmarket::support

#define TECHMARKET_REQUIRE_DISK(disk) \
  if (!(disk).problem().empty()) GTEST_SKIP() << (disk).problem()
