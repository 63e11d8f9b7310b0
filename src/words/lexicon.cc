#include "words/lexicon.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/romanise.h"
#include "base/text.h"
#include "base/tsv.h"
#include "words/pattern.h"

namespace techmarket::words {
namespace {

/// Частки жінок і чоловіків кожної мови в тому порядку, який знає NameBook.
std::array<std::uint64_t, 4> shares(Language language) {
  if (language == Language::uk) return {53, 47, 0, 0};
  return {0, 0, 50, 50};
}

std::string address_of(const PersonName& name) {
  return fmt::format("{}.{}{}", name.address_first, name.address_last,
                     name.number > 0 ? std::to_string(name.number + 1) : "");
}

}  // namespace

class PersonCodec final : public Codec {
 public:
  PersonCodec(const Lexicon& lexicon, PersonPart part) : lexicon_(lexicon), part_(part) {}
  std::uint64_t size() const override { return kUnlimited; }
  bool distinct() const override {
    return part_ == PersonPart::email || part_ == PersonPart::short_email || part_ == PersonPart::handle;
  }
  /// Люди з невеликих номерів: однофамільців мало, і адреси без довгих чисел.
  std::uint64_t draw(std::uint64_t random) const override {
    constexpr std::uint64_t kPeople = 20'000;
    return below(random, kPeople);
  }
  std::uint64_t longest(std::uint64_t) const override {
    constexpr std::uint64_t kNumber = 8;  // номер однофамільця або рядка
    const auto& longest = lexicon_.longest_;
    switch (part_) {
      case PersonPart::first_name:
        return longest.first;
      case PersonPart::last_name:
        return longest.last;
      case PersonPart::patronymic:
        return longest.patronymic;
      case PersonPart::full_name:
        return longest.first + 1 + longest.last;
      // Латинкою «щ» стає чотирма літерами, але разом ім'я довшає не більш як наполовину.
      case PersonPart::email:
        return (longest.first + longest.last) * 3 / 2 + 2 + kNumber + longest.domain;
      case PersonPart::short_email:
        return longest.first * 3 / 2 + kNumber + 8;
      case PersonPart::username:
        return (longest.first + longest.last) * 3 / 2 + 1 + kNumber;
      case PersonPart::handle:
        return longest.first * 3 / 2 + kNumber;
      case PersonPart::gender:
        return 6;
    }
    return 0;
  }
  void write(Pick pick, std::string& out) const override {
    const PersonName name = lexicon_.names_.customer(pick.index);
    switch (part_) {
      case PersonPart::first_name:
        out += name.first_name;
        return;
      case PersonPart::last_name:
        out += name.last_name;
        return;
      case PersonPart::patronymic:
        return patronymic(name, pick.noise, out);
      case PersonPart::full_name:
        fmt::format_to(std::back_inserter(out), "{} {}", name.first_name, name.last_name);
        return;
      case PersonPart::email:
        fmt::format_to(std::back_inserter(out), "{}@{}", address_of(name), name.domain);
        return;
      case PersonPart::short_email:
        fmt::format_to(std::back_inserter(out), "{}{}@ukr.net", name.address_first, pick.index + 1);
        return;
      case PersonPart::username:
        out += address_of(name);
        return;
      case PersonPart::handle:
        fmt::format_to(std::back_inserter(out), "{}{}", name.address_first, pick.index + 1);
        return;
      case PersonPart::gender:
        out += is_female(name) ? "female" : "male";
        return;
    }
  }

 private:
  const Locale& locale() const {
    return lexicon_.language_ == Language::uk ? lexicon_.dictionaries_.ukrainian
                                              : lexicon_.dictionaries_.english;
  }
  bool is_female(const PersonName& name) const {
    const auto found = std::ranges::find(locale().given, name.first_name, &GivenName::name);
    return found != locale().given.end() && found->female;
  }
  void patronymic(const PersonName& name, std::uint64_t noise, std::string& out) const {
    if (lexicon_.patronymics_.empty()) {
      out += name.first_name.substr(0, 1);  // англійською — ініціал
      return;
    }
    auto father = lexicon_.patronymics_.begin();
    std::advance(father, below(noise, lexicon_.patronymics_.size()));
    out += is_female(name) ? father->second : father->first;
  }

  const Lexicon& lexicon_;
  PersonPart part_;
};

Lexicon::Lexicon(Dictionaries dictionaries, Language language, Seed seed)
    : dictionaries_(std::move(dictionaries)),
      language_(language),
      names_(dictionaries_, seed, shares(language)) {}

Result<std::shared_ptr<const Lexicon>> Lexicon::read(const std::filesystem::path& folder, Language language,
                                                     Seed seed) {
  TM_ASSIGN(Dictionaries dictionaries, Dictionaries::read(folder));
  const std::shared_ptr<Lexicon> lexicon(new Lexicon(std::move(dictionaries), language, seed));
  TM_TRY(lexicon->read_words(folder));
  return lexicon;
}

Status Lexicon::read_words(const std::filesystem::path& folder) {
  const std::string own = language_ == Language::uk ? "uk" : "en";
  std::map<std::string, std::vector<std::string>, std::less<>> kinds;
  TM_TRY(read_tsv(folder / "words" / "words.tsv", {"kind", own}, [&](const TsvRow& row) -> Status {
    TM_ASSIGN(std::string kind, row.required(0));
    TM_ASSIGN(std::string word, row.required(1));
    kinds[kind].push_back(std::move(word));
    return {};
  }));
  for (auto& [kind, list] : kinds) words_[kind] = words_codec(std::move(list));
  streets_ = words("street");

  std::vector<std::string> names, codes, codes3, currencies;
  std::vector<std::uint64_t> weights;
  TM_TRY(read_tsv(folder / "words" / "countries.tsv", {"code", "alpha3", own, "currency", "weight"},
                  [&](const TsvRow& row) -> Status {
                    TM_ASSIGN(codes.emplace_back(), row.required(0));
                    TM_ASSIGN(codes3.emplace_back(), row.required(1));
                    TM_ASSIGN(names.emplace_back(), row.required(2));
                    TM_ASSIGN(currencies.emplace_back(), row.required(3));
                    TM_ASSIGN(weights.emplace_back(), row.number(4, 1, 100));
                    return {};
                  }));
  // Домівка англійської — США: там і міста, і телефони.
  const auto home = static_cast<std::size_t>(
      std::ranges::find(codes, language_ == Language::uk ? "UA" : "US") - codes.begin());
  if (home == codes.size())
    return fail(ErrorKind::configuration, "words/countries.tsv has no UA or US", "restore the row");
  std::swap(weights[home], *std::ranges::max_element(weights));
  home_country_ = names[home], home_code_ = codes[home], home_code3_ = codes3[home];
  countries_ = words_codec(std::move(names), weights);
  country_codes_ = words_codec(std::move(codes), weights);
  country_codes3_ = words_codec(std::move(codes3), weights);
  currencies_ = words_codec(std::move(currencies));

  TM_TRY(read_places(folder));
  const Locale& locale = language_ == Language::uk ? dictionaries_.ukrainian : dictionaries_.english;
  std::vector<std::string> domains, agents, products;
  for (const EmailDomain& domain : locale.domains) domains.push_back(domain.domain);
  words_["domain"] = words_codec(std::move(domains));
  std::vector<std::string> given, surnames;
  for (const GivenName& name : locale.given) given.push_back(name.name);
  for (const Surname& surname : locale.surnames) surnames.push_back(surname.male);
  words_["given"] = words_codec(std::move(given));
  words_["surname"] = words_codec(std::move(surnames));
  longest_ = {
      .first = words("given")->longest(1), .last = 0, .patronymic = 1, .domain = words("domain")->longest(1)};
  for (const Surname& surname : locale.surnames)
    longest_.last =
        std::max({longest_.last, count_code_points(surname.male), count_code_points(surname.female)});
  weights.clear();
  for (const UserAgent& agent : dictionaries_.agents) {
    agents.push_back(agent.text);
    weights.push_back(agent.weight);
  }
  user_agents_ = words_codec(std::move(agents), weights);
  for (const ProductEntry& product : dictionaries_.products)
    products.push_back(language_ == Language::uk ? product.name : romanise(product.name));
  products_ = words_codec(std::move(products));

  if (language_ == Language::en) return {};
  return read_tsv(
      folder / "names" / "uk_given.tsv", {"patronymic_m", "patronymic_f"}, [&](const TsvRow& row) -> Status {
        if (row.text(0).empty()) return {};
        patronymics_[row.text(0)] = row.text(1);
        longest_.patronymic =
            std::max({longest_.patronymic, count_code_points(row.text(0)), count_code_points(row.text(1))});
        return {};
      });
}

CodecPtr Lexicon::person(PersonPart part) const {
  return std::make_shared<PersonCodec>(*this, part);
}

CodecPtr Lexicon::words(std::string_view kind) const {
  const auto found = words_.find(kind);
  return found == words_.end() ? words_codec({std::string(kind)}) : found->second;
}

CodecPtr Lexicon::countries(bool by_code, bool three_letters) const {
  if (!by_code) return countries_;
  return three_letters ? country_codes3_ : country_codes_;
}

CodecPtr Lexicon::phone(std::uint64_t room, bool digits_only) const {
  if (language_ == Language::en) {
    // Північноамериканський план: код штату, далі станція, що не починається з 0 чи 1 і не є службовою N11.
    std::vector<CodecPtr> parts;
    if (room >= 12 && !digits_only)
      parts.push_back(words_codec({"+1"}));
    else if (room >= 11)
      parts.push_back(words_codec({"1"}));
    parts.push_back(words_codec({"202", "212", "303", "305", "312", "404", "415", "512", "617", "702"}));
    parts.push_back(known_pattern("[2-9][2-9]\\d"));
    parts.push_back(known_pattern("\\d{4}"));
    return joined_codec(std::move(parts));
  }
  std::vector<std::string> prefixes;
  std::vector<std::uint64_t> weights;
  for (const MobilePrefix& prefix : dictionaries_.prefixes) {
    prefixes.push_back(prefix.prefix);
    weights.push_back(prefix.weight);
  }
  const std::string start = room >= 13 && !digits_only ? "+380" : room >= 12 ? "380" : "0";
  return joined_codec(
      {words_codec({start}), words_codec(std::move(prefixes), std::move(weights)), known_pattern("\\d{7}")});
}

}  // namespace techmarket::words
