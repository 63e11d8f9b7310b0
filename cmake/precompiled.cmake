# Заголовки, які підключає майже кожен файл, розібрані один раз. Файл однаково підключає все, що вживає: без цього його
# не прийме ні clang-tidy, ні збірка з TECHMARKET_PRECOMPILED=OFF.
#
# GCC приймає такий заголовок лише з тими самими прапорцями, тому гарячим бібліотекам (-O3) — свій.
option(TECHMARKET_PRECOMPILED "Parse the common headers once" ON)

set(COMMON_HEADERS <algorithm> <array> <charconv> <chrono> <cstdint> <expected> <filesystem> <functional> <map> <memory>
  <optional> <set> <span> <string> <string_view> <utility> <vector> <fmt/format.h> <fmt/ranges.h>)

find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(GTest)
file(WRITE ${CMAKE_BINARY_DIR}/precompiled.cc "")

# precompiled_headers(NAME заголовки… [OPTIONS прапорці…] [DEPS бібліотеки…])
function(precompiled_headers NAME)
  cmake_parse_arguments(ARG "" "" "OPTIONS;DEPS" ${ARGN})
  add_library(${NAME} OBJECT ${CMAKE_BINARY_DIR}/precompiled.cc)
  target_compile_options(${NAME} PRIVATE ${ARG_OPTIONS})
  target_link_libraries(${NAME} PRIVATE fmt::fmt spdlog::spdlog techmarket_warnings ${ARG_DEPS})
  target_precompile_headers(${NAME} PRIVATE ${ARG_UNPARSED_ARGUMENTS})
endfunction()

if(TECHMARKET_PRECOMPILED)
  precompiled_headers(techmarket_headers ${COMMON_HEADERS})
  precompiled_headers(techmarket_hot_headers ${COMMON_HEADERS} OPTIONS $<$<CONFIG:Release>:-O3>)
  if(BUILD_TESTING)
    precompiled_headers(techmarket_test_headers ${COMMON_HEADERS} <gmock/gmock.h> <gtest/gtest.h> DEPS GTest::gmock)
  endif()
endif()

# use_precompiled(ЦІЛЬ ЗАГОЛОВКИ)
function(use_precompiled TARGET HEADERS)
  if(TECHMARKET_PRECOMPILED)
    target_precompile_headers(${TARGET} REUSE_FROM ${HEADERS})
    # Без цього ccache не бачить, що лежить у заголовку, і не береться за такі файли.
    target_compile_options(${TARGET} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  endif()
endfunction()
