# techmarket_library(NAME [DEPS бібліотеки…])
#
# Одна статична бібліотека на теку src/NAME: усі *.cc, окрім *_test.cc і теки testing/. Тести, що лежать поруч,
# збираються в NAME_test і реєструються в CTest кожен окремо.
function(techmarket_library NAME)
  cmake_parse_arguments(ARG "" "" "DEPS" ${ARGN})
  file(GLOB_RECURSE SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  list(FILTER SOURCES EXCLUDE REGEX "/testing/")
  set(TESTS ${SOURCES})
  list(FILTER SOURCES EXCLUDE REGEX "_test\\.cc$")
  list(FILTER TESTS INCLUDE REGEX "_test\\.cc$")

  add_library(techmarket_${NAME} STATIC ${SOURCES})
  target_include_directories(techmarket_${NAME} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(techmarket_${NAME} PUBLIC ${ARG_DEPS} PRIVATE techmarket_warnings)

  if(BUILD_TESTING AND TESTS)
    techmarket_test(${NAME}_test SOURCES ${TESTS} DEPS techmarket_${NAME})
  endif()
endfunction()

# techmarket_test(NAME SOURCES файли… [DEPS бібліотеки…])
function(techmarket_test NAME)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  find_package(GTest REQUIRED)
  include(GoogleTest)
  add_executable(${NAME} ${ARG_SOURCES})
  target_compile_definitions(${NAME} PRIVATE TECHMARKET_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${NAME} PRIVATE ${ARG_DEPS} techmarket_warnings GTest::gmock GTest::gtest_main)
  gtest_discover_tests(${NAME} TEST_PREFIX "${NAME}." DISCOVERY_TIMEOUT 60)
endfunction()
