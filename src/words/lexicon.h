#pragma once
// Слова довільних схем однією мовою: імена, міста, країни, телефони, речення. Усе — зі словників
// database/data.

#include <filesystem>
#include <map>
#include <memory>

#include "words/codec.h"
#include "words/dictionary.h"
#include "words/person_names.h"

namespace techmarket::words {

enum class Language { uk, en };

/// Що взяти від людини чи місця: частини одного рядка узгоджені між собою.
enum class PersonPart {
  first_name,
  last_name,
  patronymic,
  full_name,
  email,
  short_email,
  username,
  handle,
  gender
};
enum class PlacePart { city, region, country, country_code, country_code3, address, postcode };

class Lexicon {
 public:
  /// @param folder database/data.
  static Result<std::shared_ptr<const Lexicon>> read(const std::filesystem::path& folder, Language language,
                                                     Seed seed);

  Language language() const { return language_; }

  /// Частина людини № index. Людей необмежено; email, short_email і handle неповторні.
  CodecPtr person(PersonPart part) const;
  CodecPtr place(PlacePart part) const;
  /// Широта чи довгота поблизу міста того самого номера, зі scale цифрами після крапки.
  CodecPtr coordinate(bool latitude, int scale) const;
  /// Дійсні номери телефону. @param room найбільша довжина; @param digits_only без «+».
  CodecPtr phone(std::uint64_t room, bool digits_only) const;
  /// Слова роду kind (words.tsv): «adjective», «sentence», «company»…
  CodecPtr words(std::string_view kind) const;
  CodecPtr currencies() const { return currencies_; }
  CodecPtr countries(bool by_code, bool three_letters) const;
  CodecPtr user_agents() const { return user_agents_; }
  CodecPtr products() const { return products_; }

 private:
  Lexicon(Dictionaries dictionaries, Language language, Seed seed);
  Status read_words(const std::filesystem::path& folder);

  const Dictionaries dictionaries_;
  const Language language_;
  const NameBook names_;
  std::map<std::string, CodecPtr, std::less<>> words_;
  std::map<std::string, std::string, std::less<>> patronymics_;
  /// Місто і те, що з нього випливає.
  struct City {
    std::string name = {}, region = {};
    std::string postcode = {};  ///< перші цифри індексу
    double latitude = 0, longitude = 0;
    double around = 0;  ///< на скільки градусів навколо розкидано точки
  };
  Status read_places(const std::filesystem::path& folder);

  std::vector<City> cities_;
  AliasTable city_weights_;
  CodecPtr currencies_, countries_, country_codes_, country_codes3_, user_agents_, products_, streets_;
  std::string home_country_, home_code_, home_code3_;
  /// Найдовші частини імені, у кодових точках.
  struct Longest {
    std::uint64_t first = 0, last = 0, patronymic = 0, domain = 0;
  } longest_;

  friend class PersonCodec;
  friend class CityCodec;
  friend class PlaceCodec;
};

using LexiconPtr = std::shared_ptr<const Lexicon>;

}  // namespace techmarket::words
