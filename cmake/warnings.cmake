# Попередження — помилки для всього нашого коду; чужі заголовки підключаються як SYSTEM.
add_library(techmarket_warnings INTERFACE)
target_compile_options(techmarket_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror
  # clang 14 ще не оголошує версію концептів, від якої libstdc++ вмикає std::expected.
  $<$<CXX_COMPILER_ID:Clang>:-D__cpp_concepts=202002L>
  $<$<CXX_COMPILER_ID:Clang>:-Wno-builtin-macro-redefined>
  # GCC 12 хибно підозрює std::optional і std::string усередині std::expected (PR 105562, PR 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  # Те саме хибне (PR 105329): у заголовках, розібраних наперед, GCC уже не пам'ятає, що вони системні.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>)

set(TECHMARKET_SANITIZE "" CACHE STRING "address,undefined | thread | empty")
if(TECHMARKET_SANITIZE)
  add_compile_options(-fsanitize=${TECHMARKET_SANITIZE} -fno-omit-frame-pointer -g)
  add_link_options(-fsanitize=${TECHMARKET_SANITIZE})
endif()
