// Місця: міста, їхні області, адреси, індекси й координати, узгоджені між собою номером міста.

#include <charconv>

#include <fmt/format.h>

#include "base/tsv.h"
#include "words/lexicon.h"

namespace techmarket::words {

/// Цифр у поштовому індексі, українському й американському.
constexpr std::uint64_t kPostcode = 5;

/// Щось про місто: номер значення — номер міста, більші міста частіші.
class CityCodec : public Codec {
 public:
  explicit CityCodec(const Lexicon& lexicon) : lexicon_(lexicon) {}
  std::uint64_t size() const final { return lexicon_.cities_.size(); }
  bool distinct() const final { return false; }
  std::uint64_t draw(std::uint64_t random) const final { return lexicon_.city_weights_.pick(random); }

 protected:
  const Lexicon::City& city(Pick pick) const { return lexicon_.cities_[pick.index % size()]; }
  const Lexicon& lexicon_;
};

class PlaceCodec final : public CityCodec {
 public:
  PlaceCodec(const Lexicon& lexicon, PlacePart part) : CityCodec(lexicon), part_(part) {}
  std::uint64_t longest(std::uint64_t) const override {
    switch (part_) {
      case PlacePart::country_code:
        return 2;
      case PlacePart::country_code3:
        return 3;
      case PlacePart::address:
        return 70;
      case PlacePart::postcode:
        return kPostcode;
      default:
        return 30;
    }
  }
  void write(Pick pick, std::string& out) const override {
    const auto& city = this->city(pick);
    switch (part_) {
      case PlacePart::city:
        out += city.name;
        return;
      case PlacePart::region:
        out += city.region;
        return;
      case PlacePart::country:
        out += lexicon_.home_country_;
        return;
      case PlacePart::country_code:
        out += lexicon_.home_code_;
        return;
      case PlacePart::country_code3:
        out += lexicon_.home_code3_;
        return;
      case PlacePart::address:
        lexicon_.streets_->write({below(pick.noise, lexicon_.streets_->size()), pick.noise}, out);
        fmt::format_to(std::back_inserter(out), ", {}, {}",
                       1 + below(mix(pick.noise | 1, 0xa0761d6478bd642fu), 180), city.name);
        return;
      case PlacePart::postcode:
        out += city.postcode;
        for (std::uint64_t left = kPostcode - city.postcode.size(), digits = pick.noise; left > 0; --left) {
          out += static_cast<char>('0' + digits % 10);
          digits /= 10;
        }
        return;
    }
  }

 private:
  PlacePart part_;
};

class CoordinateCodec final : public CityCodec {
 public:
  CoordinateCodec(const Lexicon& lexicon, bool latitude, int scale)
      : CityCodec(lexicon), latitude_(latitude), scale_(scale) {}
  std::uint64_t longest(std::uint64_t) const override { return 5 + static_cast<std::uint64_t>(scale_); }
  void write(Pick pick, std::string& out) const override {
    const auto& city = this->city(pick);
    const double centre = latitude_ ? city.latitude : city.longitude;
    fmt::format_to(std::back_inserter(out), "{:.{}f}", centre + (2 * unit(pick.noise) - 1) * city.around,
                   scale_);
  }

 private:
  bool latitude_;
  int scale_;
};

Status Lexicon::read_places(const std::filesystem::path& folder) {
  std::vector<std::uint64_t> people;
  std::vector<std::string> regions;
  std::map<std::string, City> centres;  // код області → її центр
  const auto real = [](const TsvRow& row, std::size_t column) -> Result<double> {
    TM_ASSIGN(const std::string text, row.required(column));
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
      return fail(ErrorKind::configuration, fmt::format("'{}' is not a number of degrees", text),
                  "write it as 50.45");
    return value;
  };
  if (language_ == Language::en) {
    constexpr double kTown = 0.08;
    TM_TRY(read_tsv(folder / "geo" / "en_cities.tsv",
                    {"name", "region", "weight", "latitude", "longitude", "postcode"},
                    [&](const TsvRow& row) -> Status {
                      City city{.around = kTown};
                      TM_ASSIGN(city.name, row.required(0));
                      TM_ASSIGN(city.region, row.required(1));
                      TM_ASSIGN(people.emplace_back(), row.number(2, 1, 10'000));
                      TM_ASSIGN(city.latitude, real(row, 3));
                      TM_ASSIGN(city.longitude, real(row, 4));
                      TM_ASSIGN(city.postcode, row.required(5));
                      regions.push_back(city.region);
                      cities_.push_back(std::move(city));
                      return {};
                    }));
  } else {
    // Координати відомі лише центрам областей; місто — десь поблизу.
    constexpr double kRegion = 0.35;
    for (const RegionEntry& region : dictionaries_.regions) {
      regions.push_back(region.name);
      centres[region.code] = {.region = region.name, .around = kRegion};
    }
    TM_TRY(read_tsv(folder / "geo" / "centres.tsv", {"region_code", "latitude", "longitude", "postcode"},
                    [&](const TsvRow& row) -> Status {
                      City& centre = centres[row.text(0)];
                      TM_ASSIGN(centre.latitude, real(row, 1));
                      TM_ASSIGN(centre.longitude, real(row, 2));
                      TM_ASSIGN(centre.postcode, row.required(3));
                      return {};
                    }));
    TM_TRY(read_tsv(folder / "geo" / "cities.tsv", {"region_code", "name", "weight"},
                    [&](const TsvRow& row) -> Status {
                      City city = centres[row.text(0)];
                      TM_ASSIGN(city.name, row.required(1));
                      TM_ASSIGN(people.emplace_back(), row.number(2, 1, 10'000));
                      cities_.push_back(std::move(city));
                      return {};
                    }));
  }
  std::vector<std::string> names;
  for (const City& city : cities_) names.push_back(city.name);
  city_weights_ = AliasTable(people);
  words_["city"] = words_codec(std::move(names), people);
  words_["region"] = words_codec(std::move(regions));
  return {};
}

CodecPtr Lexicon::place(PlacePart part) const {
  return std::make_shared<PlaceCodec>(*this, part);
}

CodecPtr Lexicon::coordinate(bool latitude, int scale) const {
  return std::make_shared<CoordinateCodec>(*this, latitude, scale);
}

}  // namespace techmarket::words
