#pragma once
// Тека копії: прихована, доки копія не повна, і зі справжнім ім'ям лише тоді, коли кожен її байт лежить на
// диску. Відмова будь-де не лишає нічого, що скидалося б на копію.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.h"

namespace techmarket::ops {

class BackupFolder {
 public:
  /// Вилучає теки, покинуті вбитими копіями. Живу копію упізнає за її замком, чужої машини не чіпає.
  static void sweep(const std::filesystem::path& parent);

  /// Нова прихована тека (0700) у parent.
  /// Відмови: configuration — писати сюди не можна; retryable — диск повний.
  static Result<BackupFolder> create(const std::filesystem::path& parent);
  BackupFolder(BackupFolder&& other) noexcept;
  BackupFolder& operator=(BackupFolder&&) = delete;
  ~BackupFolder();  ///< неопублікована тека зникає

  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

  /// Новий файл (0600), дописаний на диск.
  Status write(std::string_view name, std::string_view text) const;

  /// Дописує файл на диск. @return його SHA-256.
  Result<std::string> seal(std::string_view name) const;

  /// Дає теці ім'я name, а якщо його вже зайнято — name_2, name_3…
  Result<std::filesystem::path> publish(const std::string& name);

 private:
  BackupFolder(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}

  std::filesystem::path path_;
  int lock_;  ///< flock на саму теку: доки його тримають, копія жива
};

/// SHA-256 файлу шістнадцятковими цифрами.
Result<std::string> sha256_of(const std::filesystem::path& file);

}  // namespace techmarket::ops
