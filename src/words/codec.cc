#include "words/codec.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "base/uuid.h"
#include "base/weighted.h"

namespace techmarket::words {
namespace {

std::uint64_t digits(std::uint64_t value) {
  std::uint64_t count = 1;
  while (value >= 10) value /= 10, ++count;
  return count;
}

void append_decimal(std::int64_t value, int scale, std::string& out) {
  if (value < 0) out += '-';
  const fmt::format_int text(value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value)
                                       : static_cast<std::uint64_t>(value));
  const std::string_view all(text.data(), text.size());
  const auto fraction = static_cast<std::size_t>(scale);
  if (fraction == 0) {
    out += all;
    return;
  }
  if (all.size() <= fraction) {
    out += "0.";
    out.append(fraction - all.size(), '0');
    out += all;
    return;
  }
  out += all.substr(0, all.size() - fraction);
  out += '.';
  out += all.substr(all.size() - fraction);
}

class DecimalCodec final : public Codec {
 public:
  DecimalCodec(std::int64_t least, std::int64_t most, int scale, bool skewed)
      : least_(least), most_(std::max(least, most)), scale_(scale), skewed_(skewed) {
    const auto span = static_cast<std::uint64_t>(most_) - static_cast<std::uint64_t>(least_);
    size_ = std::min(span, kUnlimited - 1) + 1;
  }
  std::uint64_t size() const override { return size_; }
  void write(Pick pick, std::string& out) const override {
    append_decimal(static_cast<std::int64_t>(static_cast<std::uint64_t>(least_) + pick.index), scale_, out);
  }
  std::uint64_t draw(std::uint64_t random) const override {
    // Квадрат рівномірного числа: половина значень лежить у нижній чверті проміжку.
    return below(skewed_ ? below(random, random) : random, size_);
  }
  std::uint64_t longest(std::uint64_t) const override {
    std::string least, most;
    append_decimal(least_, scale_, least);
    append_decimal(most_, scale_, most);
    return std::max(least.size(), most.size());
  }

 private:
  std::int64_t least_, most_;
  int scale_;
  bool skewed_;
  std::uint64_t size_ = 1;
};

class WordsCodec final : public Codec {
 public:
  WordsCodec(std::vector<std::string> words, std::vector<std::uint64_t> weights) {
    std::set<std::string> seen;
    std::vector<std::uint64_t> kept;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (!seen.insert(ascii_lower(words[i])).second) continue;
      longest_ = std::max<std::uint64_t>(longest_, count_code_points(words[i]));
      words_.push_back(std::move(words[i]));
      if (i < weights.size()) kept.push_back(weights[i]);
    }
    if (words_.empty()) words_.emplace_back();
    if (kept.size() == words_.size()) table_ = AliasTable(kept);
    weighted_ = kept.size() == words_.size();
  }
  std::uint64_t size() const override { return words_.size(); }
  void write(Pick pick, std::string& out) const override { out += words_[pick.index % words_.size()]; }
  std::uint64_t draw(std::uint64_t random) const override {
    return weighted_ ? table_.pick(random) : below(random, words_.size());
  }
  std::uint64_t longest(std::uint64_t) const override { return longest_; }

 private:
  std::vector<std::string> words_;
  AliasTable table_;
  bool weighted_ = false;
  std::uint64_t longest_ = 0;
};

class UuidCodec final : public Codec {
 public:
  std::uint64_t size() const override { return kUnlimited; }
  void write(Pick pick, std::string& out) const override {
    // Множення на непарне — бієкція, тож старша половина неповторна; версія й варіант стоять у молодшій.
    const std::uint64_t high = (pick.index + 1) * 0x9E3779B97F4A7C15u;
    const std::uint64_t low = mix(high, 0xD6E8FEB86659FD93u);
    // 12 бітів під версією повертаються в молодшу половину.
    out += to_string(uuid_v4(high, (low & ~std::uint64_t{0x3C000}) | ((high & 0xF000) << 2)));
  }
  std::uint64_t longest(std::uint64_t) const override { return kUuidTextLength; }
};

class HexCodec final : public Codec {
 public:
  explicit HexCodec(std::uint64_t length) : length_(length) {
    for (std::uint64_t i = 0; i < length; ++i) size_ = multiply(size_, 16);
  }
  std::uint64_t size() const override { return size_; }
  void write(Pick pick, std::string& out) const override {
    constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15u, kWord = 16;
    if (length_ < kWord) {
      fmt::format_to(std::back_inserter(out), "{:0{}x}", permute(pick.index, size_, kOdd), length_);
      return;
    }
    // Множення на непарне — бієкція, тож перші 16 цифр неповторні; решта — продовження хешу.
    std::uint64_t word = (pick.index + 1) * kOdd;
    for (std::uint64_t left = length_; left > 0;) {
      const std::uint64_t taken = std::min(left, kWord);
      fmt::format_to(std::back_inserter(out), "{:0{}x}", taken == kWord ? word : word >> (64 - 4 * taken),
                     taken);
      word = mix(word, 0xD6E8FEB86659FD93u) ^ left;
      left -= taken;
    }
  }
  std::uint64_t longest(std::uint64_t) const override { return length_; }

 private:
  std::uint64_t length_, size_ = 1;
};

class JoinedCodec final : public Codec {
 public:
  explicit JoinedCodec(std::vector<CodecPtr> parts) : parts_(std::move(parts)) {
    for (const auto& part : parts_) {
      size_ = multiply(size_, part->size());
      distinct_ = distinct_ && part->distinct();
    }
  }
  std::uint64_t size() const override { return size_; }
  bool distinct() const override { return distinct_; }
  void write(Pick pick, std::string& out) const override {
    std::uint64_t rest = pick.index, noise = pick.noise;
    for (const auto& part : parts_) {
      part->write({rest % part->size(), noise}, out);
      rest /= part->size();
      noise = mix(noise ^ 0x8ebc6af09c88c6e3u, 0xa0761d6478bd642fu);
    }
  }
  std::uint64_t draw(std::uint64_t random) const override {
    std::uint64_t index = 0, scale = 1;
    for (const auto& part : parts_) {
      if (scale >= kUnlimited) break;
      index += scale * (part->draw(random) % part->size());
      scale = multiply(scale, part->size());
      random = mix(random ^ 0xe7037ed1a0b428dbu, 0x589965cc75374cc3u);
    }
    return index % size_;
  }
  std::uint64_t longest(std::uint64_t count) const override {
    std::uint64_t sum = 0;
    for (const auto& part : parts_) sum += part->longest(count);
    return sum;
  }

 private:
  std::vector<CodecPtr> parts_;
  std::uint64_t size_ = 1;
  bool distinct_ = true;
};

class NumberedCodec final : public Codec {
 public:
  NumberedCodec(CodecPtr base, std::string separator)
      : base_(std::move(base)), separator_(std::move(separator)) {}
  std::uint64_t size() const override { return kUnlimited; }
  void write(Pick pick, std::string& out) const override {
    base_->write({pick.index % base_->size(), pick.noise}, out);
    if (const std::uint64_t round = pick.index / base_->size(); round > 0)
      fmt::format_to(std::back_inserter(out), "{}{}", separator_, round + 1);
  }
  std::uint64_t draw(std::uint64_t random) const override { return base_->draw(random); }
  std::uint64_t domain(std::uint64_t rows) const override {
    const std::uint64_t rounds = rows / base_->size() + 1;
    return multiply(rounds, base_->size());
  }
  std::uint64_t longest(std::uint64_t count) const override {
    const std::uint64_t rounds = domain(count) / base_->size();
    return base_->longest(count) + (rounds > 1 ? separator_.size() + digits(rounds) : 0);
  }

 private:
  CodecPtr base_;
  std::string separator_;
};

class ArrayCodec final : public Codec {
 public:
  explicit ArrayCodec(CodecPtr element) : element_(std::move(element)) {}
  std::uint64_t size() const override { return element_->size(); }
  std::uint64_t draw(std::uint64_t random) const override { return element_->draw(random); }
  std::uint64_t domain(std::uint64_t rows) const override { return element_->domain(rows); }
  void write(Pick pick, std::string& out) const override {
    out += '{';
    append(pick, out);
    // Перший елемент неповторний, тож і масив неповторний, хоч би які були інші.
    for (std::uint64_t extra = below(pick.noise, 3); extra > 0; --extra) {
      const std::uint64_t noise = mix(pick.noise ^ extra, 0xa0761d6478bd642fu);
      out += ',';
      append({element_->draw(noise), noise}, out);
    }
    out += '}';
  }
  std::uint64_t longest(std::uint64_t) const override { return 0; }

 private:
  void append(Pick pick, std::string& out) const {
    std::string text;
    element_->write(pick, text);
    out += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  CodecPtr element_;
};

class FreeCodec final : public Codec {
 public:
  FreeCodec(std::vector<CodecPtr> parts, std::uint64_t longest)
      : parts_(std::move(parts)), longest_(longest) {}
  std::uint64_t size() const override { return kUnlimited; }
  bool distinct() const override { return false; }
  void write(Pick pick, std::string& out) const override {
    std::uint64_t random = mix(pick.index ^ 0x589965cc75374cc3u, 0x9E3779B97F4A7C15u);
    const std::size_t begin = out.size();
    for (const auto& part : parts_) {
      random = mix(random ^ 0xe7037ed1a0b428dbu, 0x589965cc75374cc3u);
      const std::size_t before = out.size();
      part->write({part->draw(random), random}, out);
      // Цілі речення: те, що не вміщається, не починається.
      if (longest_ > 0 && count_code_points(std::string_view(out).substr(begin)) > longest_) {
        out.resize(before);
        break;
      }
    }
  }
  std::uint64_t longest(std::uint64_t) const override { return longest_; }

 private:
  std::vector<CodecPtr> parts_;
  std::uint64_t longest_;
};

}  // namespace

std::uint64_t multiply(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return product > kUnlimited ? kUnlimited : static_cast<std::uint64_t>(product);
}

CodecPtr decimal_codec(std::int64_t least, std::int64_t most, int scale, bool skewed) {
  return std::make_shared<DecimalCodec>(least, most, scale, skewed);
}
CodecPtr words_codec(std::vector<std::string> words, std::vector<std::uint64_t> weights) {
  return std::make_shared<WordsCodec>(std::move(words), std::move(weights));
}
CodecPtr uuid_codec() {
  return std::make_shared<UuidCodec>();
}
CodecPtr hex_codec(std::uint64_t length) {
  return std::make_shared<HexCodec>(length);
}
CodecPtr joined_codec(std::vector<CodecPtr> parts) {
  return std::make_shared<JoinedCodec>(std::move(parts));
}
CodecPtr numbered_codec(CodecPtr base, std::string separator) {
  return std::make_shared<NumberedCodec>(std::move(base), std::move(separator));
}
CodecPtr array_codec(CodecPtr element) {
  return std::make_shared<ArrayCodec>(std::move(element));
}
CodecPtr free_codec(std::vector<CodecPtr> parts, std::uint64_t longest) {
  return std::make_shared<FreeCodec>(std::move(parts), longest);
}

}  // namespace techmarket::words
