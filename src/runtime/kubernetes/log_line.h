#pragma once
// Рядок журналу пода. `kubectl logs` змішує stdout і stderr, тож програма в завданні позначає кожен рядок
// (TECHMARKET_MARK_STREAMS, cli/marked_streams.h), а тут вони знову розходяться.

#include <string_view>

namespace techmarket::runtime::kubernetes {

struct LogLine {
  std::string_view time;  ///< RFC 3339, як його пише `kubectl logs --timestamps`; порожньо — без нього
  bool to_stdout = false;
  std::string_view text;
};

/// Рядок без позначки — чужий голос (оболонка, загрузник): у stderr.
LogLine parse_log_line(std::string_view line);

}  // namespace techmarket::runtime::kubernetes
