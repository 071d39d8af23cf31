# The layout is the convention: a folder's sources are globbed, so that a new file edits no list.

# For tests themselves; what they test is compiled as it ships. A quarter less to wait for.
set(quick_to_compile $<$<CONFIG:RelWithDebInfo>:-O1>)

# gongshi_library(NAME LINKS target ...): the .cpp files of this folder (tests/ left out) as gongshi_NAME,
# and tests/*_test.cpp as the test program NAME_tests.
function(gongshi_library name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "LINKS;TEST_LINKS")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/tests/|_test\\.cpp$|_bench\\.cpp$|_fuzz\\.cpp$")
  add_library(gongshi_${name} STATIC ${sources})
  target_link_libraries(gongshi_${name} PUBLIC gongshi_options ${ARG_LINKS})
  file(GLOB_RECURSE tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/tests/*.cpp)
  if(GONGSHI_TESTS AND tests)
    add_executable(${name}_tests ${tests})
    target_link_libraries(${name}_tests PRIVATE gongshi_${name} ${ARG_TEST_LINKS} GTest::gtest GTest::gtest_main)
    target_compile_definitions(${name}_tests PRIVATE GONGSHI_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    target_compile_options(${name}_tests PRIVATE ${quick_to_compile})
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
  gongshi_embed(gongshi_${name} ${name} ${CMAKE_CURRENT_SOURCE_DIR})
endfunction()
