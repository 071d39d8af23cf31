# The layout is the convention: a folder's sources are globbed, so that a new file edits no list.

# For tests themselves; what they test is compiled as it ships. A quarter less to wait for.
set(quick_to_compile $<$<CONFIG:RelWithDebInfo>:-O1>)

# The standard library's and Boost's headers are read once, and not by every file anew: a third less to wait for. A file names what it includes all
# the same; with OFF (and by the sanitizers' and the fuzzing build) that is proven.
option(GONGSHI_PRECOMPILED "Read the headers of libraries once" ON)
set(headers_read_once <algorithm> <array> <charconv> <chrono> <cmath> <concepts> <cstdint> <expected> <filesystem> <functional> <map> <memory> <mutex> <optional> <set> <span>
  <string> <string_view> <thread> <tuple> <unordered_map> <utility> <vector> <fmt/format.h> <boost/describe.hpp> <boost/mp11.hpp> <boost/json/value.hpp>)

# gongshi_together(TARGET): several files are compiled as one, since most of the time goes into what they include alike. Names in unnamed namespaces of one folder differ therefore;
# with OFF (and by the sanitizers' build) it is proven that each file stands alone.
option(GONGSHI_TOGETHER "Compile several files of a folder as one" ON)
function(gongshi_together target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${GONGSHI_TOGETHER} UNITY_BUILD_BATCH_SIZE 6)
endfunction()

# gongshi_read_once(NAME header ...): a target to reuse the precompiled headers from.
function(gongshi_read_once name)
  if(NOT GONGSHI_PRECOMPILED)
    return()
  endif()
  file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/generated/${name}.cpp CONTENT "")
  add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/generated/${name}.cpp)
  target_link_libraries(${name} PUBLIC gongshi_options Boost::headers)
  target_precompile_headers(${name} PRIVATE ${ARGN})
endfunction()

# gongshi_reuse(TARGET NAME)
function(gongshi_reuse target name)
  if(GONGSHI_PRECOMPILED)
    target_precompile_headers(${target} REUSE_FROM ${name})
    target_compile_options(${target} PRIVATE -fpch-preprocess -Winvalid-pch)
  endif()
endfunction()

gongshi_read_once(read_once ${headers_read_once})
if(GONGSHI_TESTS)
  gongshi_read_once(read_once_by_tests ${headers_read_once} <gtest/gtest.h>)
  if(GONGSHI_PRECOMPILED)
    target_compile_options(read_once_by_tests PRIVATE ${quick_to_compile})
    target_link_libraries(read_once_by_tests PRIVATE GTest::gtest)
  endif()
endif()

# gongshi_library(NAME LINKS target ...): the .cpp files of this folder (tests/ left out) as gongshi_NAME,
# and tests/*_test.cpp as the test program NAME_tests.
function(gongshi_library name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "LINKS;TEST_LINKS")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/tests/|_test\\.cpp$|_bench\\.cpp$|_fuzz\\.cpp$")
  add_library(gongshi_${name} STATIC ${sources})
  target_link_libraries(gongshi_${name} PUBLIC gongshi_options ${ARG_LINKS})
  gongshi_reuse(gongshi_${name} read_once)
  file(GLOB_RECURSE tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/tests/*.cpp)
  if(GONGSHI_TESTS AND tests)
    add_executable(${name}_tests ${tests})
    target_link_libraries(${name}_tests PRIVATE gongshi_${name} ${ARG_TEST_LINKS} GTest::gtest GTest::gtest_main)
    target_compile_definitions(${name}_tests PRIVATE GONGSHI_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    target_compile_options(${name}_tests PRIVATE ${quick_to_compile})
    gongshi_reuse(${name}_tests read_once_by_tests)
    set_target_properties(${name}_tests PROPERTIES EXCLUDE_FROM_ALL OFF)
    add_test(NAME ${name}_tests COMMAND ${name}_tests)
  endif()
endfunction()

# gongshi_embed(TARGET NAMESPACE file ...): text files compiled in.
#   *.sql named queries.sql    -> <namespace>/queries.hpp with one constexpr db::Query per "-- name:"
#   migrations/*.sql           -> <namespace>/migrations.hpp
#   i18n/*.json                -> <namespace>/messages.hpp
#   *.txt                      -> a constant each
function(gongshi_embed target name folder)
  set(out ${CMAKE_BINARY_DIR}/generated/embedded/${name})
  file(GLOB inputs CONFIGURE_DEPENDS ${folder}/queries.sql ${folder}/*/queries.sql ${folder}/migrations/*.sql ${folder}/*/migrations/*.sql ${folder}/i18n/*.json ${folder}/*.txt)
  add_custom_command(
    OUTPUT ${out}.hpp
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/embed.py ${name} ${out}.hpp ${inputs}
    DEPENDS ${CMAKE_SOURCE_DIR}/tools/embed.py ${inputs}
    VERBATIM)
  target_sources(${target} PRIVATE ${out}.hpp)
endfunction()

# gongshi_module(NAME USES other ...): a capability. USES are the only modules whose api.hpp it may include.
function(gongshi_module name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "USES")
  set(links gongshi_platform gongshi_maths)
  foreach(other ${ARG_USES})
    list(APPEND links gongshi_${other})
  endforeach()
  gongshi_library(${name} LINKS ${links})
  gongshi_together(gongshi_${name})
  gongshi_embed(gongshi_${name} ${name} ${CMAKE_CURRENT_SOURCE_DIR})
endfunction()
