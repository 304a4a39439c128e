#!/bin/bash
# Times training steps of tacit and of PyTorch in turns and prints their ratios: see benchmarks/performance/compare.py.
exec python3 "$(dirname "$0")/performance/compare.py" "$@"
