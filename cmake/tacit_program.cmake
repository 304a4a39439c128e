# How this project's own programs (tests, examples, benchmarks) are built: warnings are errors, foreign libraries are
# system headers, and a library that is absent is left out.

# Examples and benchmarks are held to what the strictest user compiles with; test code converts freely.
set(TACIT_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 is wrong about these at -O3: in its own AVX-512 intrinsics, in std::string, and in loops over strides.
  # The sanitizers look for the real cases.
  list(APPEND TACIT_WARNINGS -Wno-uninitialized -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow
       -Wno-array-bounds)
endif()
set(TACIT_STRICT_WARNINGS ${TACIT_WARNINGS} -Wconversion -Wsign-conversion)
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  set(TACIT_DIAGNOSTICS -ftemplate-backtrace-limit=8)
else()
  set(TACIT_DIAGNOSTICS -fconcepts-diagnostics-depth=2 -ftemplate-backtrace-limit=8)
endif()

find_program(TACIT_CCACHE ccache)
if(TACIT_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${TACIT_CCACHE})
endif()

find_package(Eigen3 QUIET NO_MODULE)
find_package(xtensor QUIET)
find_package(ZLIB QUIET)
find_package(CLI11 QUIET)
find_package(nlohmann_json QUIET)
find_path(TACIT_STB_INCLUDE_DIR stb_image_write.h PATH_SUFFIXES stb)

add_library(tacit_foreign INTERFACE)
foreach(library Eigen3::Eigen xtensor ZLIB::ZLIB CLI11::CLI11 nlohmann_json::nlohmann_json)
  if(TARGET ${library})
    target_link_libraries(tacit_foreign INTERFACE ${library})
  else()
    message(STATUS "tacit: ${library} not found; what needs it is left out")
  endif()
endforeach()
if(TACIT_STB_INCLUDE_DIR)
  target_include_directories(tacit_foreign SYSTEM INTERFACE ${TACIT_STB_INCLUDE_DIR})
endif()

# tacit_program(name source...): an executable of this project. Those of several networks link tacit::compiled too.
function(tacit_program name)
  add_executable(${name} ${ARGN})
  target_link_libraries(${name} PRIVATE tacit::tacit tacit_foreign)
  target_compile_options(${name} PRIVATE ${TACIT_DIAGNOSTICS})
  set_target_properties(${name} PROPERTIES CXX_EXTENSIONS OFF)
endfunction()

# tacit_programs(): every source in this folder is a program of its own, and every sub-folder with sources is one.
function(tacit_programs)
  file(GLOB entries LIST_DIRECTORIES true CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*)
  foreach(entry ${entries})
    get_filename_component(name ${entry} NAME_WE)
    if(IS_DIRECTORY ${entry})
      file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${entry}/*.cpp)
    elseif(entry MATCHES "[.]cpp$")
      set(sources ${entry})
    else()
      continue()
    endif()
    if(sources)
      tacit_program(${name} ${sources})
      target_link_libraries(${name} PRIVATE tacit::compiled)
      target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
      target_compile_options(${name} PRIVATE ${TACIT_STRICT_WARNINGS})
    endif()
  endforeach()
endfunction()
