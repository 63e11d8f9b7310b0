#pragma once
// Файл, який пишуть потоком: недописаний має закінчення .part і стає собою лише в commit(), а без commit()
// зникає. На вимогу стискається zstd, тоді до імені додається .zst.

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace techmarket::rows {

class OutputFile {
 public:
  /// Як файл зватиметься: стиснений дістає .zst.
  static std::filesystem::path name(std::filesystem::path path, bool compress);
  static Result<OutputFile> open(std::filesystem::path path, bool compress);
  OutputFile(OutputFile&&) noexcept;
  ~OutputFile();

  Status put(std::string_view text);
  /// Дописує все на диск і дає файлові справжнє ім'я.
  Status commit();

 private:
  struct State;
  explicit OutputFile(std::unique_ptr<State> state);
  Status compress(std::string_view text, bool last);

  std::unique_ptr<State> state_;
};

}  // namespace techmarket::rows
