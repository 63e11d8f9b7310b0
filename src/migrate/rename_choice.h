#pragma once
// Котрі з названих перейменувань можливі й у якому порядку.

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace techmarket::migrate {

template <class Name>
struct Candidate {
  Name from, to;
  bool flagged = false;  ///< прапорець, а не примітка: неможливе перейменування — помилка
};

template <class Name>
struct Chosen {
  std::vector<std::pair<Name, Name>> pairs;  ///< у порядку виконання
  std::vector<Candidate<Name>> refused;
};

// Нове ім'я має бути вільним або звільнитися раніше (b → c перед a → b). Старе може дістати новий стовпець,
// та лише за приміткою: повторний запуск із прапорцем не знав би, котрий із двох перейменувати. Коло (a → b,
// b → a) називають лише примітки: база пам'ятає, чи його вже пройдено, а про прапорці — ні.
template <class Name>
Chosen<Name> choose(std::vector<Candidate<Name>> candidates, std::set<Name> actual,
                    const std::set<Name>& target) {
  Chosen<Name> chosen;
  const auto refuse_if = [&](const auto& condition) {
    const auto refused = std::ranges::stable_partition(
        candidates, [&](const auto& candidate) { return !condition(candidate); });
    const bool any = !refused.empty();
    chosen.refused.insert(chosen.refused.end(), refused.begin(), refused.end());
    candidates.erase(refused.begin(), refused.end());
    return any;
  };
  const auto any_from = [&](const Name& name) {
    return std::ranges::find(candidates, name, &Candidate<Name>::from) != candidates.end();
  };
  const auto any_to = [&](const Name& name) {
    return std::ranges::find(candidates, name, &Candidate<Name>::to) != candidates.end();
  };
  while (refuse_if([&](const auto& one) {
    return !actual.contains(one.from) || (actual.contains(one.to) && !any_from(one.to)) ||
           (one.flagged && target.contains(one.from) && !any_to(one.from));
  })) {
  }
  while (!candidates.empty()) {
    const auto next =
        std::ranges::find_if(candidates, [&](const auto& one) { return !actual.contains(one.to); });
    if (next == candidates.end()) break;
    actual.erase(next->from);
    actual.insert(next->to);
    chosen.pairs.emplace_back(next->from, next->to);
    candidates.erase(next);
  }
  // Лишилися самі кола: кожне нове ім'я — чиєсь старе.
  while (!candidates.empty() && std::ranges::none_of(candidates, &Candidate<Name>::flagged)) {
    const Name last = candidates.front().to;
    for (Name to = last;;) {
      const auto next = std::ranges::find(candidates, to, &Candidate<Name>::to);
      chosen.pairs.emplace_back(next->from, next->to);
      to = next->from;
      candidates.erase(next);
      if (to == last) break;
    }
  }
  chosen.refused.insert(chosen.refused.end(), candidates.begin(), candidates.end());
  return chosen;
}

}  // namespace techmarket::migrate
