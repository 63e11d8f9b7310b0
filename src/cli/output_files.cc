#include "cli/output_files.h"

#include <filesystem>

#include <fmt/format.h>

#include "base/real_path.h"

namespace techmarket::cli {
namespace {

namespace fs = std::filesystem;

bool is_device(const std::string& path) {
  std::error_code error;
  const auto status = fs::status(path, error);
  return fs::exists(status) && !fs::is_regular_file(status);
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  if (fs::equivalent(a, b, error)) return true;
  const auto real_a = real_path(a), real_b = real_path(b);  // файлу ще може не бути
  return real_a && real_a == real_b;
}

}  // namespace

Status check_outputs(std::span<const std::string> inputs, const std::vector<std::string>& outputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const auto& output = outputs[i];
    if (output.empty() || is_device(output)) continue;
    for (const auto& input : inputs)
      if (same_file(output, input))
        return fail(ErrorKind::usage,
                    fmt::format("{}: the command reads this file and would overwrite it", output),
                    "name another file to write");
    for (std::size_t j = 0; j < i; ++j)
      if (!outputs[j].empty() && same_file(output, outputs[j]))
        return fail(ErrorKind::usage,
                    fmt::format("{}: two outputs of the command would meet in this file", output),
                    "name different files");
  }
  return {};
}

}  // namespace techmarket::cli
