#include "runtime/kubernetes/log_line.h"

#include <algorithm>
#include <cctype>

namespace techmarket::runtime::kubernetes {

LogLine parse_log_line(std::string_view line) {
  LogLine parsed;
  const auto space = line.find(' ');
  const std::string_view first = line.substr(0, space);
  constexpr std::size_t kShortest = std::string_view("2026-11-30T21:32:48Z").size();
  if (first.size() >= kShortest && first[10] == 'T' && std::isdigit(static_cast<unsigned char>(first[0]))) {
    parsed.time = first;
    line.remove_prefix(std::min(line.size(), first.size() + 1));
  }
  parsed.to_stdout = line.starts_with("1 ");
  if (parsed.to_stdout || line.starts_with("2 ")) line.remove_prefix(2);
  parsed.text = line;
  return parsed;
}

}  // namespace techmarket::runtime::kubernetes
