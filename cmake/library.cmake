# techmarket_library(NAME [HOT] [DEPS бібліотеки…] [TEST_DEPS бібліотеки…])
#
# Одна статична бібліотека на теку src/NAME: усі *.cc, окрім *_test.cc і теки testing/. Тести, що лежать поруч,
# збираються в NAME_test і реєструються в CTest кожен окремо. HOT — час роботи програми йде саме тут: -O3.
#
# Ті, що підключають справжні сервери (SERVER_HEADERS), збираються в NAME_server_test і мають мітку servers, решта — fast;
# імена тестів однакові: NAME_test.Набір.Тест. Тому правка тесту наново запускає cmake (менше секунди).
set(SERVER_HEADERS
  "support/(temporary_server|sql_client|round_trip|warehouse_stand|world_stand)|runtime/local/(testing/local_fixture|adminer)")

function(techmarket_library NAME)
  cmake_parse_arguments(ARG "HOT" "" "DEPS;TEST_DEPS" ${ARGN})
  file(GLOB_RECURSE SOURCES CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  list(FILTER SOURCES EXCLUDE REGEX "/testing/")
  set(TESTS ${SOURCES})
  list(FILTER SOURCES EXCLUDE REGEX "_test\\.cc$")
  list(FILTER TESTS INCLUDE REGEX "_test\\.cc$")

  add_library(techmarket_${NAME} STATIC ${SOURCES})
  target_include_directories(techmarket_${NAME} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(techmarket_${NAME} PUBLIC ${ARG_DEPS} PRIVATE techmarket_warnings)
  if(ARG_HOT)
    target_compile_options(techmarket_${NAME} PRIVATE $<$<CONFIG:Release>:-O3>)
    use_precompiled(techmarket_${NAME} techmarket_hot_headers)
  else()
    use_precompiled(techmarket_${NAME} techmarket_headers)
  endif()

  if(NOT BUILD_TESTING)
    return()
  endif()
  set(FAST_TESTS "")
  set(SERVER_TESTS "")
  foreach(TEST ${TESTS})
    file(STRINGS ${TEST} SERVERS REGEX "^#include \"(${SERVER_HEADERS})\\.h\"")
    if(SERVERS)
      list(APPEND SERVER_TESTS ${TEST})
    else()
      list(APPEND FAST_TESTS ${TEST})
    endif()
  endforeach()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${TESTS})
  set(DEPS techmarket_${NAME} ${ARG_TEST_DEPS})
  if(FAST_TESTS)
    techmarket_test(${NAME}_test LABEL fast SOURCES ${FAST_TESTS} DEPS ${DEPS})
  endif()
  if(SERVER_TESTS)
    techmarket_test(${NAME}_server_test LABEL servers PREFIX ${NAME}_test SOURCES ${SERVER_TESTS} DEPS ${DEPS})
  endif()
endfunction()

# techmarket_test(NAME LABEL чого-потребує [PREFIX початок-імен] SOURCES файли… [DEPS бібліотеки…])
#
# Мітка каже, чого тестові треба, крім самої збірки. Усі мітки — у CONTRIBUTING.md.
function(techmarket_test NAME)
  cmake_parse_arguments(ARG "" "LABEL;PREFIX" "SOURCES;DEPS" ${ARGN})
  if(NOT ARG_PREFIX)
    set(ARG_PREFIX ${NAME})
  endif()
  find_package(GTest REQUIRED)
  include(GoogleTest)
  add_executable(${NAME} ${ARG_SOURCES})
  target_compile_definitions(${NAME} PRIVATE TECHMARKET_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${NAME} PRIVATE ${ARG_DEPS} techmarket_warnings GTest::gmock GTest::gtest_main)
  use_precompiled(${NAME} techmarket_test_headers)
  gtest_discover_tests(${NAME} TEST_PREFIX "${ARG_PREFIX}." DISCOVERY_TIMEOUT 60 PROPERTIES LABELS ${ARG_LABEL})
endfunction()
