#include "words/person_names.h"

#include <algorithm>
#include <set>

#include "base/log.h"
#include "base/romanise.h"

namespace techmarket::words {
namespace {

constexpr std::array<std::uint64_t, 2> kStaffShares = {1, 1};
constexpr std::size_t kTiers = 8;

}  // namespace

void PersonName::write_email(rows::RowBuffer& out, char separator) const {
  out.raw(address_first);
  out.character(separator);
  out.raw(address_last);
  if (number > 0) out.integer(number + 1);
  out.character('@');
  out.raw(domain);
}

NameBook::NameBook(const Dictionaries& dictionaries, Seed seed, const Shares& shares)
    : by_group_(shares, 100), staff_by_group_(kStaffShares, 2), key_(RandomStream(seed, "names").at(0, 0)) {
  // Імена різних груп не можуть мати однакову адресу: інакше унікальність у кожній групі не дала б
  // унікальності разом.
  std::set<std::string> taken;
  for (const Kind kind : {ukrainian_women, ukrainian_men, english_women, english_men}) {
    const Locale& locale = kind <= ukrainian_men ? dictionaries.ukrainian : dictionaries.english;
    const bool female = kind == ukrainian_women || kind == english_women;
    Group& group = groups_[kind];

    std::vector<std::uint64_t> weights;
    for (const GivenName& name : locale.given) {
      if (name.female != female) continue;
      std::string address = address_part(name.name);
      if (address.empty() || !taken.insert(address).second) {
        spdlog::debug("name {} skipped: its address part is taken", name.name);
        continue;
      }
      group.given.push_back({name.name, std::move(address)});
      weights.push_back(name.weight);
    }
    group.by_given = Apportionment(weights);

    std::vector<const Surname*> surnames;
    for (const Surname& surname : locale.surnames) surnames.push_back(&surname);
    std::ranges::stable_sort(surnames, std::greater(), &Surname::weight);
    std::set<std::string> taken_surnames;
    weights.clear();
    for (const Surname* surname : surnames) {
      const std::string& form = female ? surname->female : surname->male;
      std::string address = address_part(form);
      if (address.empty() || !taken_surnames.insert(address).second) continue;
      group.surnames.push_back({form, std::move(address)});
      weights.push_back(surname->weight);
    }
    // Межі груп: сумарна вага кожної — близько 1/kTiers, тож поширене прізвище трапляється частіше за
    // рідкісне.
    std::uint64_t total = 0, sum = 0;
    for (const std::uint64_t weight : weights) total += weight;
    std::vector<std::uint64_t> tier_weights;
    for (std::uint64_t i = 0; i < weights.size(); ++i) {
      if (group.tiers.empty() || sum * kTiers >= total * group.tiers.size()) {
        group.tiers.push_back({i, 0});
        tier_weights.push_back(0);
      }
      ++group.tiers.back().size;
      tier_weights.back() += weights[i];
      sum += weights[i];
    }
    group.by_tier = Apportionment(tier_weights, 64);

    weights.clear();
    for (const EmailDomain& domain : locale.domains) {
      group.domains.push_back(domain.domain);
      weights.push_back(domain.weight);
    }
    group.by_domain = Apportionment(weights, 200);
  }
}

PersonName NameBook::person(const Group& group, std::string_view domain, std::uint64_t index,
                            std::uint64_t key) const {
  const auto given = group.by_given.at(index, key);
  key = mix(key, given.item + 1) | 1;
  const auto tier = group.by_tier.at(given.ordinal, key);
  key = mix(key, tier.item + 1) | 1;
  const Tier& surnames = group.tiers[tier.item];
  const Name& surname =
      group.surnames[surnames.first + permute(tier.ordinal % surnames.size, surnames.size, key)];
  return {.first_name = group.given[given.item].text,
          .last_name = surname.text,
          .address_first = group.given[given.item].address,
          .address_last = surname.address,
          .domain = domain,
          .number = tier.ordinal / surnames.size};
}

PersonName NameBook::customer(std::uint64_t index) const {
  const auto kind = by_group_.at(index, key_);
  const Group& group = groups_[kind.item];
  const std::uint64_t group_key = mix(key_, kind.item + 1) | 1;
  const auto domain = group.by_domain.at(kind.ordinal, group_key);
  return person(group, group.domains[domain.item], domain.ordinal, mix(group_key, domain.item + 1) | 1);
}

PersonName NameBook::employee(std::uint64_t index) const {
  const std::uint64_t staff_key = mix(key_, name_hash("staff")) | 1;
  const auto kind = staff_by_group_.at(index, staff_key);
  return person(groups_[kind.item], kCompanyDomain, kind.ordinal, mix(staff_key, kind.item + 1) | 1);
}

}  // namespace techmarket::words
