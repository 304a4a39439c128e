// Compile-time configuration: the ABI tag, OpenMP, and the refusals that keep results trustworthy.
#pragma once

#if defined(__FAST_MATH__)
#error \
    "tacit: -ffast-math breaks infinities, NaN checks and bitwise reproducibility; build without it (-O3 -march=native is fine)"
#endif

#if __cplusplus < 202002L
#error "tacit needs C++20: compile with -std=c++20"
#endif

// OpenMP is optional: without -fopenmp (or with TACIT_NO_OPENMP) every kernel runs serially and gives the same bits.
#if defined(_OPENMP) && !defined(TACIT_NO_OPENMP)
#define TACIT_OPENMP 1
#define TACIT_DETAIL_PARALLEL omp
#define TACIT_DETAIL_STRING(x) #x
#define TACIT_OMP(...) _Pragma(TACIT_DETAIL_STRING(omp __VA_ARGS__))
#else
#define TACIT_OPENMP 0
#define TACIT_DETAIL_PARALLEL serial
#define TACIT_OMP(...)
#endif

#if defined(__AVX512F__)
#define TACIT_DETAIL_ISA avx512
#define TACIT_VECTOR_BYTES 64
#elif defined(__AVX2__) && defined(__FMA__)
#define TACIT_DETAIL_ISA avx2
#define TACIT_VECTOR_BYTES 32
#elif defined(__AVX__)
#define TACIT_DETAIL_ISA avx
#define TACIT_VECTOR_BYTES 32
#else
#define TACIT_DETAIL_ISA base
#define TACIT_VECTOR_BYTES 16
#endif

// Translation units compiled with other flags get other symbols, so that the linker never mixes their kernels.
#define TACIT_DETAIL_JOIN(a, b) abi_##a##_##b
#define TACIT_DETAIL_EXPAND(a, b) TACIT_DETAIL_JOIN(a, b)
#define TACIT_ABI TACIT_DETAIL_EXPAND(TACIT_DETAIL_ISA, TACIT_DETAIL_PARALLEL)

#define TACIT_INLINE inline __attribute__((always_inline))
#define TACIT_RESTRICT __restrict__
