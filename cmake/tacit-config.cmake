# find_package(tacit) gives tacit::tacit. Set TACIT_OPENMP to OFF before it for a build on one thread.
include(${CMAKE_CURRENT_LIST_DIR}/tacit_targets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/tacit_dependencies.cmake)
tacit_add_dependencies(tacit::tacit)
