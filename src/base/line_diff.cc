#include "base/line_diff.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"

namespace techmarket {
namespace {

constexpr std::size_t kContext = 3;
constexpr int kMaxEdits = 2000;  // пам'ять росте як квадрат кількості змін: тут — до 32 МіБ

using Lines = std::vector<std::string_view>;

struct Edit {
  enum class Kind : char { same = ' ', removed = '-', added = '+' };
  Kind kind;
  std::size_t before, after;  ///< номери рядків, від 0
};

Lines lines_of(std::string_view text) {
  Lines lines = split(text, '\n');
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

/// Myers, «An O(ND) Difference Algorithm and Its Variations» (1986): найдальші точки діагоналей для кожної
/// кількості змін, потім шлях назад. Порожньо — змін понад kMaxEdits.
std::vector<Edit> shortest_edits(const Lines& a, const Lines& b, std::size_t from, std::size_t a_end,
                                 std::size_t b_end) {
  const int n = static_cast<int>(a_end - from), m = static_cast<int>(b_end - from);
  const int limit = std::min(n + m, kMaxEdits);
  const auto at = [](int diagonal) { return static_cast<std::size_t>(diagonal); };
  std::vector<int> reach(at(2 * limit + 3), 0);
  std::vector<std::vector<int>> history;
  const auto x_at = [&](const std::vector<int>& row, int k) { return row[at(k + limit + 1)]; };
  int edits = -1;
  for (int d = 0; d <= limit && edits < 0; ++d) {
    history.push_back(reach);
    for (int k = -d; k <= d; k += 2) {
      const bool down = k == -d || (k != d && x_at(reach, k - 1) < x_at(reach, k + 1));
      int x = down ? x_at(reach, k + 1) : x_at(reach, k - 1) + 1;
      int y = x - k;
      while (x < n && y < m && a[from + at(x)] == b[from + at(y)]) ++x, ++y;
      reach[at(k + limit + 1)] = x;
      if (x >= n && y >= m) edits = d;
    }
  }
  std::vector<Edit> back;
  int x = n, y = m;
  for (int d = edits; d >= 0; --d) {
    const auto& row = history[at(d)];
    const int k = x - y;
    const bool down = k == -d || (k != d && x_at(row, k - 1) < x_at(row, k + 1));
    const int start_x = d == 0 ? 0 : down ? x_at(row, k + 1) : x_at(row, k - 1);
    const int start_y = d == 0 ? 0 : start_x - (down ? k + 1 : k - 1);
    while (x > start_x && y > start_y) {
      --x, --y;
      back.push_back({Edit::Kind::same, from + at(x), from + at(y)});
    }
    if (d == 0) break;
    back.push_back({down ? Edit::Kind::added : Edit::Kind::removed, from + at(start_x), from + at(start_y)});
    x = start_x;
    y = start_y;
  }
  return {back.rbegin(), back.rend()};
}

std::vector<Edit> edits_of(const Lines& a, const Lines& b) {
  const auto [left, right] = std::ranges::mismatch(a, b);
  const auto prefix = static_cast<std::size_t>(left - a.begin());
  std::size_t a_end = a.size(), b_end = b.size();
  while (a_end > prefix && b_end > prefix && a[a_end - 1] == b[b_end - 1]) --a_end, --b_end;

  std::vector<Edit> edits;
  for (std::size_t i = 0; i < prefix; ++i) edits.push_back({Edit::Kind::same, i, i});
  auto middle = shortest_edits(a, b, prefix, a_end, b_end);
  if (middle.empty()) {
    for (std::size_t i = prefix; i < a_end; ++i) middle.push_back({Edit::Kind::removed, i, prefix});
    for (std::size_t i = prefix; i < b_end; ++i) middle.push_back({Edit::Kind::added, a_end, i});
  }
  edits.insert(edits.end(), middle.begin(), middle.end());
  for (std::size_t i = 0; a_end + i < a.size(); ++i)
    edits.push_back({Edit::Kind::same, a_end + i, b_end + i});
  return edits;
}

// Порожній проміжок називає рядок перед собою, як у diff.
std::string range_text(std::size_t first, std::size_t count) {
  if (count == 1) return std::to_string(first + 1);
  return fmt::format("{},{}", count == 0 ? first : first + 1, count);
}

}  // namespace

std::string unified_diff(std::string_view before, std::string_view after, std::string_view before_name,
                         std::string_view after_name) {
  if (before == after) return {};
  static constexpr std::string_view kNoNewline = "\\ No newline at end of file";
  // Останній рядок без \n не дорівнює такому самому з \n: позначка робить їх різними.
  const auto marked = [](std::string_view text, std::string& storage) {
    Lines lines = text.empty() ? Lines() : lines_of(text);
    if (!text.empty() && !text.ends_with('\n')) {
      storage = fmt::format("{}\n{}", lines.back(), kNoNewline);
      lines.back() = storage;
    }
    return lines;
  };
  std::string last_before, last_after;
  const Lines a = marked(before, last_before), b = marked(after, last_after);
  const auto edits = edits_of(a, b);

  std::string out = fmt::format("--- {}\n+++ {}\n", before_name, after_name);
  const auto changed = [](const Edit& edit) { return edit.kind != Edit::Kind::same; };
  for (std::size_t i = 0; i < edits.size();) {
    const auto first_change = static_cast<std::size_t>(
        std::find_if(edits.begin() + static_cast<std::ptrdiff_t>(i), edits.end(), changed) - edits.begin());
    if (first_change == edits.size()) break;
    const std::size_t first = first_change - std::min(first_change - i, kContext);
    std::size_t last = first_change;  // остання зміна цього шматка
    for (std::size_t j = last + 1; j < edits.size() && j <= last + 2 * kContext + 1; ++j)
      if (changed(edits[j])) last = j;
    const std::size_t end = std::min(last + kContext + 1, edits.size());

    std::string body;
    std::size_t removed = 0, added = 0;
    for (std::size_t j = first; j < end; ++j) {
      const Edit& edit = edits[j];
      const auto line = edit.kind == Edit::Kind::added ? b[edit.after] : a[edit.before];
      removed += edit.kind != Edit::Kind::added;
      added += edit.kind != Edit::Kind::removed;
      body += fmt::format("{}{}\n", static_cast<char>(edit.kind), line);
    }
    out += fmt::format("@@ -{} +{} @@\n{}", range_text(edits[first].before, removed),
                       range_text(edits[first].after, added), body);
    i = end;
  }
  return out;
}

}  // namespace techmarket
