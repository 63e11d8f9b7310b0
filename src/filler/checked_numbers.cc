#include "filler/checked_numbers.h"

#include <fmt/format.h>

namespace techmarket::filler {
namespace {

class IbanCodec final : public words::Codec {
 public:
  std::uint64_t size() const override { return 100'000'000'000; }
  std::uint64_t longest(std::uint64_t) const override { return 29; }
  void write(words::Pick pick, std::string& out) const override {
    // МФО справжніх банків: ПриватБанк, Ощадбанк, Укрексімбанк, монобанк.
    constexpr unsigned kBanks[] = {305299, 300465, 322313, 322001};
    const std::string account = fmt::format("{:06}26{:017}", kBanks[pick.index % 4], pick.index);
    // Літери UA стають числами 30 і 10, контрольні цифри спершу нулі.
    unsigned rest = 0;
    for (const char c : account + "301000") rest = (rest * 10 + static_cast<unsigned>(c - '0')) % 97;
    fmt::format_to(std::back_inserter(out), "UA{:02}{}", 98 - rest, account);
  }
};

class CardCodec final : public words::Codec {
 public:
  std::uint64_t size() const override { return 100'000'000'000'000; }
  std::uint64_t longest(std::uint64_t) const override { return 16; }
  void write(words::Pick pick, std::string& out) const override {
    const std::string digits = fmt::format("4{:014}", pick.index);
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
      const int digit = digits[i] - '0';
      // Номер без контрольної цифри непарної довжини: подвоюються перша, третя…
      sum += i % 2 == 0 ? digit * 2 - (digit > 4 ? 9 : 0) : digit;
    }
    out += digits;
    out += static_cast<char>('0' + (10 - sum % 10) % 10);
  }
};

}  // namespace

words::CodecPtr iban_codec() {
  return std::make_shared<IbanCodec>();
}
words::CodecPtr card_codec() {
  return std::make_shared<CardCodec>();
}

words::CodecPtr bcrypt_codec() {
  class BcryptCodec final : public words::Codec {
   public:
    std::uint64_t size() const override { return words::kUnlimited; }
    bool distinct() const override { return false; }
    std::uint64_t longest(std::uint64_t) const override { return 60; }
    void write(words::Pick pick, std::string& out) const override {
      constexpr std::string_view kDigits = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
      out += "$2b$10$";
      std::uint64_t state = pick.index;
      // По шість бітів на знак; останній знак солі (16 байтів) має їх два, хешу (23 байти) — чотири.
      constexpr int kSalt = 22, kHash = 31;
      for (int i = 0; i < kSalt + kHash; ++i) {
        state = mix(state ^ 0xe7037ed1a0b428dbu, 0x589965cc75374cc3u);
        const std::uint64_t mask = i + 1 == kSalt ? 0b110000 : i + 1 == kSalt + kHash ? 0b111100 : 0b111111;
        out += kDigits[state & mask];
      }
    }
  };
  return std::make_shared<BcryptCodec>();
}

}  // namespace techmarket::filler
