# What tacit::tacit uses besides the standard library: OpenMP, if it is wanted (TACIT_OPENMP) and there.
# Shared by the source tree and the installed package, so that both behave alike.

function(tacit_add_dependencies target)
  if(DEFINED TACIT_OPENMP AND NOT TACIT_OPENMP)
    target_compile_definitions(${target} INTERFACE $<BUILD_INTERFACE:TACIT_NO_OPENMP>)
    return()
  endif()
  find_package(OpenMP QUIET COMPONENTS CXX)
  if(OpenMP_CXX_FOUND)
    target_link_libraries(${target} INTERFACE $<BUILD_INTERFACE:OpenMP::OpenMP_CXX>)
  else()
    message(STATUS "tacit: OpenMP not found; kernels run on one thread")
  endif()
endfunction()
