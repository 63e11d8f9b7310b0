#pragma once
// Тека, в яку пишуть файли: два світи в одній теці стали б сумішшю. Замок (flock) тримає сама тека, тож
// файлів по собі не лишає і звільняється разом із процесом.

#include <filesystem>

#include "base/error.h"

namespace techmarket::rows {

class FolderLock {
 public:
  /// Створює теку, якщо її немає.
  /// @param shared частки одного світу пишуть у теку разом, кожна свої файли.
  /// Відмова retryable, якщо в теку пише інша команда.
  static Result<FolderLock> acquire(const std::filesystem::path& folder, bool shared);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace techmarket::rows
