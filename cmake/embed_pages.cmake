# embed_pages(out folder): writes a source file that holds the Markdown pages of a folder, by name, for programs that show
# them. Configures again when a page changes.
function(embed_pages out folder)
  file(GLOB pages CONFIGURE_DEPENDS ${folder}/*.md)
  set(entries "")
  foreach(page ${pages})
    get_filename_component(name ${page} NAME_WE)
    if(name STREQUAL README)
      continue()
    endif()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${page})
    file(READ ${page} text)
    string(APPEND entries "  if (name == \"${name}\") return R\"page(${text})page\";\n")
  endforeach()
  file(CONFIGURE OUTPUT ${out} CONTENT [[// Made from docs/methods by cmake/embed_pages.cmake.
#include "ssl_bench/catalogue.hpp"

std::string_view bench::method_page(std::string_view name) {
@entries@  return {};
}
]] @ONLY)
endfunction()
