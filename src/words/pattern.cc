#include "words/pattern.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"

namespace techmarket::words {
namespace {

/// Стільки повторень дає «*» чи «+» без межі.
constexpr std::uint64_t kOpenRepeats = 8;
constexpr std::uint64_t kMostRepeats = 1'000;
constexpr int kDeepest = 50;

/// Вузол дерева: символ із набору, послідовність, вибір або повтор.
struct Node {
  enum class Kind { symbols, sequence, choice, repeat };
  Kind kind = Kind::sequence;
  std::vector<std::string> symbols = {};
  std::vector<Node> children = {};
  std::uint64_t least = 0, most = 0;

  std::uint64_t size = 1;     ///< скільки текстів
  std::uint64_t longest = 0;  ///< найдовший, у кодових точках

  void measure() {
    switch (kind) {
      case Kind::symbols:
        size = symbols.size();
        longest = 1;
        break;
      case Kind::sequence:
        size = 1, longest = 0;
        for (const Node& child : children) size = multiply(size, child.size), longest += child.longest;
        break;
      case Kind::choice:
        size = 0, longest = 0;
        for (const Node& child : children) {
          size = std::min(kUnlimited, size + child.size);
          longest = std::max(longest, child.longest);
        }
        break;
      case Kind::repeat: {
        size = 0;
        std::uint64_t power = 1;
        for (std::uint64_t count = 0; count <= most; ++count) {
          if (count >= least) size = std::min(kUnlimited, size + power);
          power = multiply(power, children[0].size);
        }
        longest = most * children[0].longest;
        break;
      }
    }
  }

  /// @param index менший за size.
  void write(std::uint64_t index, std::string& out) const {
    switch (kind) {
      case Kind::symbols:
        out += symbols[index % symbols.size()];
        return;
      case Kind::sequence:
        for (const Node& child : children) {
          child.write(index % child.size, out);
          index /= child.size;
        }
        return;
      case Kind::choice:
        for (const Node& child : children) {
          if (index < child.size) return child.write(index, out);
          index -= child.size;
        }
        return;
      case Kind::repeat: {
        std::uint64_t power = 1;
        for (std::uint64_t count = 0; count < least; ++count) power = multiply(power, children[0].size);
        for (std::uint64_t count = least; count <= most; ++count) {
          if (index < power || count == most) {
            for (std::uint64_t i = 0; i < count; ++i) {
              children[0].write(index % children[0].size, out);
              index /= children[0].size;
            }
            return;
          }
          index -= power;
          power = multiply(power, children[0].size);
        }
        return;
      }
    }
  }
};

class PatternParser {
 public:
  explicit PatternParser(std::string_view text) : text_(text) {}

  Result<Node> run() {
    TM_ASSIGN(Node node, choice());
    if (at_ < text_.size()) return error("unbalanced ')'");
    return node;
  }

 private:
  std::unexpected<Error> error(std::string_view what) const {
    return fail(ErrorKind::bad_input, fmt::format("pattern '{}': {} at character {}", text_, what, at_ + 1),
                "a pattern is letters, [A-Z0-9], \\d, \\w, '.', (a|b), {n}, {n,m}, ?, * and +");
  }

  bool accept(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  Result<Node> choice() {
    if (++depth_ > kDeepest) return error("nested too deeply");
    Node node{.kind = Node::Kind::choice};
    do {
      TM_ASSIGN(Node branch, sequence());
      node.children.push_back(std::move(branch));
    } while (accept('|'));
    --depth_;
    if (node.children.size() == 1) return std::move(node.children.front());
    node.measure();
    return node;
  }

  Result<Node> sequence() {
    Node node{.kind = Node::Kind::sequence};
    while (at_ < text_.size() && text_[at_] != '|' && text_[at_] != ')') {
      if (accept('^') || accept('$')) continue;
      TM_ASSIGN(Node item, atom());
      TM_ASSIGN(item, repeated(std::move(item)));
      node.children.push_back(std::move(item));
    }
    node.measure();
    return node;
  }

  Result<Node> atom() {
    if (accept('(')) {
      if (accept('?') && !accept(':')) return error("look-around is not supported");
      TM_ASSIGN(Node node, choice());
      if (!accept(')')) return error("missing ')'");
      return node;
    }
    if (accept('[')) return set();
    if (accept('.')) return symbols(range('a', 'z'));
    if (accept('\\')) {
      TM_ASSIGN(auto escaped, escape());
      return symbols(std::move(escaped));
    }
    if (std::string_view("*+?{").contains(text_[at_])) return error("nothing to repeat");
    return symbols({next_symbol()});
  }

  std::string next_symbol() {
    const std::size_t length = utf8_length(text_.substr(at_));
    at_ += length;
    return std::string(text_.substr(at_ - length, length));
  }

  static std::vector<std::string> range(char first, char last) {
    std::vector<std::string> all;
    for (char c = first; c <= last; ++c) all.emplace_back(1, c);
    return all;
  }

  static Node symbols(std::vector<std::string> all) {
    Node node{.kind = Node::Kind::symbols, .symbols = std::move(all)};
    node.measure();
    return node;
  }

  Result<std::vector<std::string>> escape() {
    if (at_ >= text_.size()) return error("nothing after '\\'");
    const char c = text_[at_];
    if (c == 'd') return ++at_, range('0', '9');
    if (c == 's') return ++at_, std::vector<std::string>{" "};
    if (c == 'w') {
      ++at_;
      auto all = range('a', 'z');
      std::ranges::move(range('0', '9'), std::back_inserter(all));
      all.emplace_back("_");
      return all;
    }
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return error("this escape is not supported");
    return std::vector<std::string>{next_symbol()};
  }

  Result<Node> set() {
    if (accept('^')) return error("negated sets are not supported");
    std::vector<std::string> all;
    while (!accept(']')) {
      if (at_ >= text_.size()) return error("missing ']'");
      if (accept('\\')) {
        TM_ASSIGN(auto escaped, escape());
        std::ranges::move(escaped, std::back_inserter(all));
        continue;
      }
      const std::string first = next_symbol();
      if (first.size() == 1 && at_ + 1 < text_.size() && text_[at_] == '-' && text_[at_ + 1] != ']') {
        const char last = text_[at_ + 1];
        if (last < first[0]) return error("a range runs backwards");
        at_ += 2;
        std::ranges::move(range(first[0], last), std::back_inserter(all));
      } else {
        all.push_back(first);
      }
    }
    if (all.empty()) return error("an empty set");
    // «[A-Za-z]»: досить одного регістру, інакше тексти різнилися б лише ним.
    std::vector<std::string> kept;
    for (auto& symbol : all)
      if (std::ranges::none_of(kept, [&](const auto& other) { return equals_ignore_case(other, symbol); }))
        kept.push_back(std::move(symbol));
    return symbols(std::move(kept));
  }

  std::optional<std::uint64_t> number() {
    std::optional<std::uint64_t> value;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9')
      value =
          std::min(kMostRepeats + 1, value.value_or(0) * 10 + static_cast<std::uint64_t>(text_[at_++] - '0'));
    return value;
  }

  Result<Node> repeated(Node item) {
    std::uint64_t least = 1, most = 1;
    if (accept('?')) {
      least = 0;
    } else if (accept('*')) {
      least = 0, most = kOpenRepeats;
    } else if (accept('+')) {
      most = kOpenRepeats;
    } else if (accept('{')) {
      const auto first = number();
      if (!first) return error("a number is expected after '{'");
      least = most = *first;
      if (accept(',')) most = number().value_or(least + kOpenRepeats);
      if (!accept('}')) return error("missing '}'");
      if (most < least || most > kMostRepeats) return error("impossible number of repeats");
    } else {
      return item;
    }
    Node node{.kind = Node::Kind::repeat, .least = least, .most = most};
    node.children.push_back(std::move(item));
    node.measure();
    return node;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

class PatternCodec final : public Codec {
 public:
  explicit PatternCodec(Node root) : root_(std::move(root)) {}
  std::uint64_t size() const override { return std::max<std::uint64_t>(1, root_.size); }
  void write(Pick pick, std::string& out) const override { root_.write(pick.index, out); }
  std::uint64_t longest(std::uint64_t) const override { return root_.longest; }

 private:
  Node root_;
};

}  // namespace

Result<CodecPtr> pattern_codec(std::string_view pattern) {
  TM_ASSIGN(Node node, PatternParser(pattern).run());
  return std::make_shared<PatternCodec>(std::move(node));
}

CodecPtr known_pattern(std::string_view pattern) {
  return *pattern_codec(pattern);
}

}  // namespace techmarket::words
