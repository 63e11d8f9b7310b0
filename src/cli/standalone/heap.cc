// Пам'ять програми dbml2sql: new посуває вказівник, delete кладе шматок до переліку вільних такого самого
// розміру. Програма живе мілісекунди й завершується без деструкторів (main_dbml2sql.cc), тож ядрові нічого не
// повертає. Великі шматки — рядки й вектори, що ростуть, — лишаються загальному malloc.

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <utility>

namespace {

constexpr std::size_t kStep = 16;  // вирівнювання, якого чекають від new
constexpr std::size_t kLargest = 1024;
constexpr std::size_t kFirstBlock = std::size_t{256} << 10, kDoublings = 12;

struct Free {
  Free* next;
};

/// Потоки одне одному не заважають: шматок дістає той, хто його звільнив.
struct Heap {
  char *at = nullptr, *end = nullptr;
  std::array<Free*, kLargest / kStep + 1> free = {};
};
thread_local constinit Heap heap;

struct Block {
  char *begin = nullptr, *end = nullptr;
};
/// Усі блоки; кожен наступний удвічі більший, тож місця вистачить на будь-яку пам'ять.
constinit std::array<Block, 64> blocks = {};
constinit std::atomic<std::size_t> block_count = 0;

void* from_malloc(std::size_t size) {
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}

/// Кінець попереднього блоку потоку лишається невживаним.
[[gnu::noinline]] void* from_new_block(std::size_t size) {
  const std::size_t number = block_count++;
  if (number >= blocks.size()) throw std::bad_alloc();
  const std::size_t bytes = kFirstBlock << std::min(number, kDoublings);
  heap.at = static_cast<char*>(from_malloc(bytes));
  heap.end = heap.at + bytes;
  blocks[number] = {heap.at, heap.end};
  return std::exchange(heap.at, heap.at + size);
}

/// Порожній шматок теж має своє місце.
constexpr std::size_t rounded(std::size_t size) {
  return (std::max<std::size_t>(size, 1) + kStep - 1) / kStep * kStep;
}

}  // namespace

void* operator new(std::size_t size) {
  if (size > kLargest) return from_malloc(size);
  size = rounded(size);
  if (Free* known = heap.free[size / kStep]) {
    heap.free[size / kStep] = known->next;
    return known;
  }
  if (static_cast<std::size_t>(heap.end - heap.at) < size) return from_new_block(size);
  return std::exchange(heap.at, heap.at + size);
}

void operator delete(void* memory, std::size_t size) noexcept {
  if (size > kLargest) return std::free(memory);
  if (!memory) return;
  auto& list = heap.free[rounded(size) / kStep];
  list = new (memory) Free{list};
}

// Так звільняє свої рядки libstdc++. Розмір малого шматка невідомий, тож він пропадає.
void operator delete(void* memory) noexcept {
  for (std::size_t i = 0; i < std::min(block_count.load(), blocks.size()); ++i)
    if (memory >= blocks[i].begin && memory < blocks[i].end) return;
  std::free(memory);
}
