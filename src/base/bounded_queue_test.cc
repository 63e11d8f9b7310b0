#include "base/bounded_queue.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <numeric>
#include <optional>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace techmarket {
namespace {

TEST(BoundedQueue, GivesValuesInTheOrderTheyCame) {
  BoundedQueue<int> queue(3);
  for (const int value : {1, 2, 3}) EXPECT_TRUE(queue.push(value));
  for (const int value : {1, 2, 3}) EXPECT_EQ(queue.pop(), value);
}

TEST(BoundedQueue, NeverHoldsMoreThanItsCapacity) {
  constexpr int kValues = 20'000, kCapacity = 4;
  BoundedQueue<int> queue(kCapacity);
  std::atomic<int> pushed = 0;
  std::jthread producer([&] {
    for (int value = 0; value < kValues; ++value) {
      queue.push(value);
      ++pushed;
    }
    queue.close();
  });
  int popped = 0, most = 0;
  bool in_order = true;
  while (const auto value = queue.pop()) {
    in_order = in_order && *value == popped;
    ++popped;
    most = std::max(most, pushed - popped);
  }
  EXPECT_TRUE(in_order);
  EXPECT_EQ(popped, kValues);
  EXPECT_LE(most, kCapacity);
}

TEST(BoundedQueue, AProducerWaitsUntilThereIsRoom) {
  BoundedQueue<int> queue(1);
  ASSERT_TRUE(queue.push(1));
  auto second = std::async(std::launch::async, [&] { return queue.push(2); });
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_TRUE(second.get());
  EXPECT_EQ(queue.pop(), 2);
}

// Хто встигне першим, тут не вгадати; на багатьох колах трапляється і те, що потік уже чекає.
constexpr int kRounds = 200;

TEST(BoundedQueue, CloseWakesAProducerThatWaitsForRoom) {
  for (int round = 0; round < kRounds; ++round) {
    BoundedQueue<int> queue(1);
    ASSERT_TRUE(queue.push(1));
    auto refused = std::async(std::launch::async, [&] { return queue.push(2); });
    std::this_thread::yield();
    queue.close();
    EXPECT_FALSE(refused.get());
  }
}

TEST(BoundedQueue, CloseWakesEveryConsumerThatWaitsForAValue) {
  for (int round = 0; round < kRounds; ++round) {
    BoundedQueue<int> queue(1);
    std::vector<std::future<std::optional<int>>> consumers;
    for (int i = 0; i < 3; ++i)
      consumers.push_back(std::async(std::launch::async, [&] { return queue.pop(); }));
    std::this_thread::yield();
    queue.close();
    for (auto& one : consumers) EXPECT_EQ(one.get(), std::nullopt);
  }
}

TEST(BoundedQueue, WhatWasPutBeforeCloseCanStillBeTaken) {
  BoundedQueue<int> queue(2);
  ASSERT_TRUE(queue.push(1));
  queue.close();
  EXPECT_FALSE(queue.push(2));
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(BoundedQueue, ManyThreadsLoseNothingAndRepeatNothing) {
  constexpr int kThreads = 4, kEach = 5'000;
  BoundedQueue<int> queue(8);
  std::vector<std::future<std::vector<int>>> consumers;
  for (int i = 0; i < kThreads; ++i)
    consumers.push_back(std::async(std::launch::async, [&] {
      std::vector<int> taken;
      while (const auto value = queue.pop()) taken.push_back(*value);
      return taken;
    }));
  {
    std::vector<std::jthread> producers;
    for (int i = 0; i < kThreads; ++i)
      producers.emplace_back([&queue, i] {
        for (int value = 0; value < kEach; ++value) queue.push(i * kEach + value);
      });
  }
  queue.close();
  std::vector<int> all;
  for (auto& one : consumers)
    for (const int value : one.get()) all.push_back(value);
  std::ranges::sort(all);
  std::vector<int> expected(kThreads * kEach);
  std::iota(expected.begin(), expected.end(), 0);
  EXPECT_EQ(all, expected);
}

}  // namespace
}  // namespace techmarket
