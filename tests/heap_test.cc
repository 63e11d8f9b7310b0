// Ця програма тестів збирається з heap.cc, тож кожен new у ній — його.

#include <cstdint>
#include <cstring>
#include <random>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace {

struct Piece {
  unsigned char* memory;
  std::size_t size;
  unsigned char mark;
};

bool is_whole(const Piece& piece) {
  for (std::size_t i = 0; i < piece.size; ++i)
    if (piece.memory[i] != piece.mark) return false;
  return true;
}

Piece take(std::size_t size, unsigned char mark) {
  auto* memory = static_cast<unsigned char*>(::operator new(size));
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory) % alignof(std::max_align_t), 0u);
  std::memset(memory, mark, size);
  return {memory, size, mark};
}

void give_back(const Piece& piece, bool sized) {
  ASSERT_TRUE(is_whole(piece)) << piece.size;
  if (sized)
    ::operator delete(piece.memory, piece.size);
  else
    ::operator delete(piece.memory);
}

void churn(unsigned seed) {
  std::mt19937 engine(seed);
  std::vector<Piece> pieces;
  for (int round = 0; round < 100'000; ++round) {
    if (pieces.size() < 500 || engine() % 2 == 0) {
      const std::size_t size = engine() % 16 == 0 ? engine() % 100'000 : engine() % 1100;
      pieces.push_back(take(size, static_cast<unsigned char>(engine())));
      continue;
    }
    std::swap(pieces[engine() % pieces.size()], pieces.back());
    give_back(pieces.back(), engine() % 4 != 0);
    pieces.pop_back();
  }
  for (const auto& piece : pieces) give_back(piece, true);
}

TEST(Heap, PiecesNeverOverlap) {
  churn(1);
}

TEST(Heap, ThreadsDoNotDisturbEachOther) {
  std::vector<std::thread> threads;
  for (unsigned seed = 0; seed < 4; ++seed) threads.emplace_back(churn, seed);
  for (auto& thread : threads) thread.join();
}

TEST(Heap, AFreedPieceIsTakenAgain) {
  for (const std::size_t size : {1, 16, 17, 1000, 1024}) {
    const Piece first = take(size, 1);
    give_back(first, true);
    const Piece second = take(size, 2);
    EXPECT_EQ(second.memory, first.memory) << size;
    give_back(second, true);
  }
}

TEST(Heap, AnotherThreadMayFreeIt) {
  std::vector<Piece> pieces;
  for (std::size_t size = 1; size < 2000; ++size) pieces.push_back(take(size, 7));
  std::thread([&] {
    for (const auto& piece : pieces) give_back(piece, piece.size % 3 != 0);
  }).join();
  EXPECT_TRUE(is_whole(take(100, 9)));
}

TEST(Heap, NothingIsFreedTwiceWhenThereIsNothing) {
  ::operator delete(nullptr);
  ::operator delete(nullptr, 8);
  ::operator delete(nullptr, 5000);
}

}  // namespace
