#pragma once
// Версії браузерів за датою: рядок User-Agent зі словника має місця «{chrome-1}», і номер у них не буває з
// майбутнього, бо дні випусків — справжні (browser_releases.tsv).

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/error.h"

namespace techmarket::words {

struct BrowserRelease {
  Date released;
  std::string version;
  std::string pair;  ///< номер, що стоїть поряд: випуск Chromium в Opera, версія iOS у Safari
};

class Browsers {
 public:
  static Result<Browsers> read(const std::filesystem::path& path);

  /// Рядок словника з версіями дня date. Порожньо, якщо місце невідоме: помилка словника.
  std::optional<std::string> render(std::string_view text, Date date) const;

 private:
  std::optional<std::string> version(std::string_view place, Date date) const;

  std::map<std::string, std::vector<BrowserRelease>, std::less<>> releases_;  ///< за датою
};

}  // namespace techmarket::words
