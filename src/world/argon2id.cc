#include "world/argon2id.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace techmarket::world {
namespace {

#define ALWAYS_INLINE [[gnu::always_inline]] inline

static_assert(std::endian::native == std::endian::little, "words are read as they lie in memory");

/// Width чисел, по одному на хеш. Передавати лише за посиланням: так вони лишаються в регістрах будь-якої
/// ширини.
template <std::size_t Width>
using Words [[gnu::vector_size(8 * Width)]] = std::uint64_t;

template <std::size_t Width>
ALWAYS_INLINE void rotate_right(Words<Width>& x, int bits) {
  x = (x >> bits) | (x << (64 - bits));
}

// ---- BLAKE2b (RFC 7693)

constexpr std::array<std::uint64_t, 8> kInitial = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                                                   0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                                                   0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};

constexpr std::uint8_t kSchedule[10][16] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
                                            {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
                                            {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
                                            {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
                                            {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
                                            {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
                                            {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
                                            {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
                                            {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
                                            {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

template <std::size_t Width>
ALWAYS_INLINE void blake_step(Words<Width>& a, Words<Width>& b, Words<Width>& c, Words<Width>& d,
                              const Words<Width>& x, const Words<Width>& y) {
  a += b + x, d ^= a, rotate_right<Width>(d, 32);
  c += d, b ^= c, rotate_right<Width>(b, 24);
  a += b + y, d ^= a, rotate_right<Width>(d, 16);
  c += d, b ^= c, rotate_right<Width>(b, 63);
}

template <std::size_t Width>
ALWAYS_INLINE void compress(Words<Width>* state, const Words<Width>* message, std::uint64_t bytes,
                            bool last) {
  Words<Width> v[16];
  for (int i = 0; i < 8; ++i) v[i] = state[i], v[8 + i] = Words<Width>{} + kInitial[i];
  v[12] ^= bytes;
  if (last) v[14] = ~v[14];
  for (int round = 0; round < 12; ++round) {
    const auto& order = kSchedule[round % 10];
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i)
      blake_step<Width>(v[i], v[4 + i], v[8 + i], v[12 + i], message[order[2 * i]],
                        message[order[2 * i + 1]]);
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i)
      blake_step<Width>(v[i], v[4 + (i + 1) % 4], v[8 + (i + 2) % 4], v[12 + (i + 3) % 4],
                        message[order[8 + 2 * i]], message[order[9 + 2 * i]]);
  }
  for (int i = 0; i < 8; ++i) state[i] ^= v[i] ^ v[8 + i];
}

constexpr std::size_t kBlakeBlock = 16;  // слів

/// @param message words слів, останні нулями доповнені до цілого блока. @param state вісім слів хеша.
template <std::size_t Width>
ALWAYS_INLINE void blake2b(Words<Width>* state, const Words<Width>* message, std::uint64_t bytes,
                           std::uint64_t digest_bytes) {
  for (int i = 0; i < 8; ++i) state[i] = Words<Width>{} + kInitial[i];
  state[0] ^= 0x01010000 ^ digest_bytes;
  for (std::uint64_t done = 0; done < bytes; message += kBlakeBlock) {
    done = std::min(bytes, done + 8 * kBlakeBlock);
    compress<Width>(state, message, done, done == bytes);
  }
}

// ---- Argon2

constexpr std::size_t kBlockWords = 128, kBlocks = kArgonMemoryKiB, kBlocksPerSlice = kBlocks / 4;

template <std::size_t Width>
struct Block {
  Words<Width> words[kBlockWords];
};

/// x + y + 2 · (молодша половина x) · (молодша половина y).
template <std::size_t Width>
ALWAYS_INLINE void multiply_add(Words<Width>& x, const Words<Width>& y) {
  constexpr std::uint64_t kLow = 0xFFFFFFFF;
  x += y + 2 * ((x & kLow) * (y & kLow));
}

template <std::size_t Width>
ALWAYS_INLINE void argon_step(Words<Width>& a, Words<Width>& b, Words<Width>& c, Words<Width>& d) {
  multiply_add<Width>(a, b), d ^= a, rotate_right<Width>(d, 32);
  multiply_add<Width>(c, d), b ^= c, rotate_right<Width>(b, 24);
  multiply_add<Width>(a, b), d ^= a, rotate_right<Width>(d, 16);
  multiply_add<Width>(c, d), b ^= c, rotate_right<Width>(b, 63);
}

/// Перестановка P над шістнадцятьма словами: пари слів, що починаються з first і далі через step.
template <std::size_t Width>
ALWAYS_INLINE void permute_words(Words<Width>* words, std::size_t step) {
  Words<Width> v[16];
#pragma GCC unroll 16
  for (std::size_t i = 0; i < 16; ++i) v[i] = words[i / 2 * step + i % 2];
#pragma GCC unroll 4
  for (std::size_t i = 0; i < 4; ++i) argon_step<Width>(v[i], v[4 + i], v[8 + i], v[12 + i]);
#pragma GCC unroll 4
  for (std::size_t i = 0; i < 4; ++i)
    argon_step<Width>(v[i], v[4 + (i + 1) % 4], v[8 + (i + 2) % 4], v[12 + (i + 3) % 4]);
#pragma GCC unroll 16
  for (std::size_t i = 0; i < 16; ++i) words[i / 2 * step + i % 2] = v[i];
}

/// Стискальна функція G: out = R ⊕ P(R), де R = x ⊕ y. @param out може бути y.
template <std::size_t Width>
ALWAYS_INLINE void mix_blocks(const Block<Width>& x, const Block<Width>& y, Block<Width>& out) {
  Block<Width> mixed, kept;
  for (std::size_t i = 0; i < kBlockWords; ++i) mixed.words[i] = kept.words[i] = x.words[i] ^ y.words[i];
  for (std::size_t row = 0; row < 8; ++row) permute_words<Width>(mixed.words + 16 * row, 2);
  for (std::size_t column = 0; column < 8; ++column) permute_words<Width>(mixed.words + 2 * column, 16);
  for (std::size_t i = 0; i < kBlockWords; ++i) out.words[i] = mixed.words[i] ^ kept.words[i];
}

/// Котрий із area попередніх блоків обирає випадкове число (RFC 9106, 3.4.2).
constexpr std::uint64_t reference(std::uint64_t random, std::uint64_t area) {
  const std::uint64_t low = random & 0xFFFFFFFF;
  return area - 1 - ((area * ((low * low) >> 32)) >> 32);
}

/// Блок, що його для кожного хеша обрало перше слово попереднього.
template <std::size_t Width>
ALWAYS_INLINE void gather(const Block<Width>* memory, std::size_t index, Block<Width>& out) {
  for (std::size_t lane = 0; lane < Width; ++lane) {
    const Block<Width>& chosen = memory[reference(memory[index - 1].words[0][lane], index - 1)];
    for (std::size_t i = 0; i < kBlockWords; ++i) out.words[i][lane] = chosen.words[i][lane];
  }
}

/// Перше число незалежної адресації другої чверті, однакове для всіх паролів: два стискання сталого блока.
std::uint64_t address_of_second_slice() {
  static const std::uint64_t address = [] {
    Block<2> zero{}, input{};
    const std::array<std::uint64_t, 7> fields = {0, 0, 1, kBlocks, kArgonPasses, 2, 1};
    for (std::size_t i = 0; i < fields.size(); ++i) input.words[i] += fields[i];
    mix_blocks<2>(zero, input, input);
    mix_blocks<2>(zero, input, input);
    return input.words[1][0];
  }();
  return address;
}

class Bytes {
 public:
  void number(std::uint32_t value) { text({reinterpret_cast<const char*>(&value), sizeof value}); }
  void text(std::string_view value) {
    std::memcpy(bytes_.data() + size_, value.data(), value.size());
    size_ += value.size();
  }
  std::uint64_t word(std::size_t index) const {
    std::uint64_t value;
    std::memcpy(&value, bytes_.data() + 8 * index, sizeof value);
    return value;
  }
  std::size_t size() const { return size_; }

 private:
  std::array<char, 8 * kBlakeBlock> bytes_ = {};
  std::size_t size_ = 0;
};

/// Вхід H₀: усі параметри, пароль і сіль.
Bytes first_message(std::string_view password, const ArgonSalt& salt) {
  Bytes bytes;
  for (const std::uint32_t value :
       {kArgonLanes, std::uint32_t{sizeof(ArgonTag)}, kArgonMemoryKiB, kArgonPasses, kArgonVersion,
        std::uint32_t{2}, static_cast<std::uint32_t>(password.size())})
    bytes.number(value);
  bytes.text(password);
  bytes.number(static_cast<std::uint32_t>(salt.size()));
  bytes.text({reinterpret_cast<const char*>(salt.data()), salt.size()});
  bytes.number(0), bytes.number(0);  // ні секрету, ні доданих даних
  return bytes;
}

/// H′ на 1024 байти від H₀ ‖ number ‖ 0.
template <std::size_t Width>
ALWAYS_INLINE void first_block(const Words<Width>* seed, std::uint64_t number, Block<Width>& out) {
  constexpr std::uint64_t kBytes = 8 * kBlockWords;
  Words<Width> message[kBlakeBlock] = {}, hash[8];
  std::uint64_t bytes = 4 + 64 + 8;
  // Перед шістнадцятьма половинами H₀ стоїть довжина, тож кожне слово зсунуте на чотири байти.
  message[0] += kBytes;
  for (int i = 0; i < 8; ++i) message[i] |= seed[i] << 32, message[i + 1] = seed[i] >> 32;
  message[8] |= Words<Width>{} + (number << 32);
  for (std::size_t done = 0; done < kBlockWords; bytes = 64) {
    blake2b<Width>(hash, message, bytes, 64);
    // Кожен хеш дає половину себе, останній — увесь.
    const std::size_t taken = done + 8 == kBlockWords ? 8 : 4;
    for (std::size_t i = 0; i < taken; ++i) out.words[done++] = hash[i];
    for (std::size_t i = 0; i < 8; ++i) message[i] = hash[i], message[8 + i] = Words<Width>{};
  }
}

template <std::size_t Width>
ALWAYS_INLINE void hash_together(std::string_view password, const ArgonSalt* salts, ArgonTag* tags) {
  Words<Width> message[kBlakeBlock], seed[8];
  std::size_t size = 0;
  for (std::size_t lane = 0; lane < Width; ++lane) {
    const Bytes bytes = first_message(password, salts[lane]);
    for (std::size_t i = 0; i < kBlakeBlock; ++i) message[i][lane] = bytes.word(i);
    size = bytes.size();
  }
  blake2b<Width>(seed, message, size, 64);

  Block<Width> memory[kBlocks], chosen;
  for (std::size_t number = 0; number < kBlocksPerSlice; ++number)
    first_block<Width>(seed, number, memory[number]);
  for (std::size_t index = kBlocksPerSlice; index < kBlocks; ++index) {
    if (index == 2)  // єдиний блок, з якого можна вибирати
      chosen = memory[0];
    else if (index == 3)
      chosen = memory[reference(address_of_second_slice(), index - 1)];
    else
      gather<Width>(memory, index, chosen);
    mix_blocks<Width>(memory[index - 1], chosen, memory[index]);
  }

  // H′ на 32 байти: довжина перед блоком знову зсуває слова.
  constexpr std::size_t kTagWords = sizeof(ArgonTag) / 8;
  Words<Width> shifted[kBlockWords + kBlakeBlock] = {};
  shifted[0] += sizeof(ArgonTag);
  for (std::size_t i = 0; i < kBlockWords; ++i)
    shifted[i] |= memory[kBlocks - 1].words[i] << 32, shifted[i + 1] = memory[kBlocks - 1].words[i] >> 32;
  blake2b<Width>(seed, shifted, 4 + 8 * kBlockWords, sizeof(ArgonTag));
  for (std::size_t lane = 0; lane < Width; ++lane) {
    std::array<std::uint64_t, kTagWords> words;
    for (std::size_t i = 0; i < kTagWords; ++i) words[i] = seed[i][lane];
    std::memcpy(tags[lane].data(), words.data(), sizeof words);
  }
}

template <std::size_t Width>
ALWAYS_INLINE void hash_all(std::string_view password, std::span<const ArgonSalt> salts,
                            std::span<ArgonTag> tags) {
  std::size_t done = 0;
  for (; done + Width <= salts.size(); done += Width)
    hash_together<Width>(password, &salts[done], &tags[done]);
  if (done == salts.size()) return;
  std::array<ArgonSalt, Width> last = {};
  std::array<ArgonTag, Width> made;
  std::ranges::copy(salts.subspan(done), last.begin());
  hash_together<Width>(password, last.data(), made.data());
  std::copy_n(made.begin(), salts.size() - done, tags.begin() + static_cast<std::ptrdiff_t>(done));
}

using Hash = void (*)(std::string_view, std::span<const ArgonSalt>, std::span<ArgonTag>);

void hash_any(std::string_view password, std::span<const ArgonSalt> salts, std::span<ArgonTag> tags) {
  hash_all<2>(password, salts, tags);
}

#ifdef __x86_64__
[[gnu::target("avx512f")]] void hash_avx512(std::string_view password, std::span<const ArgonSalt> salts,
                                            std::span<ArgonTag> tags) {
  hash_all<8>(password, salts, tags);
}
[[gnu::target("avx2")]] void hash_avx2(std::string_view password, std::span<const ArgonSalt> salts,
                                       std::span<ArgonTag> tags) {
  hash_all<4>(password, salts, tags);
}
Hash with_width(std::size_t width) {
  if (width == 8) return __builtin_cpu_supports("avx512f") ? hash_avx512 : nullptr;
  if (width == 4) return __builtin_cpu_supports("avx2") ? hash_avx2 : nullptr;
  return hash_any;
}
#else
// Інші 64-розрядні процесори мають вектори на два слова (NEON).
Hash with_width(std::size_t width) {
  return width == 2 ? hash_any : nullptr;
}
#endif

}  // namespace

bool argon2id_with_width(std::size_t width, std::string_view password, std::span<const ArgonSalt> salts,
                         std::span<ArgonTag> tags) {
  const Hash hash = with_width(width);
  if (hash) hash(password, salts, tags);
  return hash;
}

void argon2id(std::string_view password, std::span<const ArgonSalt> salts, std::span<ArgonTag> tags) {
  static const Hash hash = with_width(8) ? with_width(8) : with_width(4) ? with_width(4) : with_width(2);
  hash(password, salts, tags);
}

}  // namespace techmarket::world
