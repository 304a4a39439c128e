#!/bin/bash
# Installs the packages that packages.txt names and that are not there yet (Debian, as root or with sudo).
set -euo pipefail
cd "$(dirname "$0")/.."

installed() { [[ $(dpkg-query -W -f '${Status}' "$1" 2>/dev/null) == 'install ok installed' ]]; }

required=() optional=()
while read -r package note; do
  case $package in '' | '#'*) continue ;; esac
  if ! command -v dpkg-query >/dev/null; then
    required+=("$package")
  elif ! installed "$package"; then
    if [[ $note == '(optional)' ]]; then optional+=("$package"); else required+=("$package"); fi
  fi
done <packages.txt

((${#required[@]} + ${#optional[@]} == 0)) && exit 0

if ! command -v apt-get >/dev/null; then
  echo "setup: this is not a Debian system; install the equivalents of these packages by hand: ${required[*]}" >&2
  exit 1
fi
as_root=()
if ((EUID != 0)); then
  if ! command -v sudo >/dev/null; then
    echo "setup: these packages are missing; install them as root: ${required[*]} ${optional[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
install() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@" </dev/null >&2
}

echo "setup: installing ${required[*]} ${optional[*]}" >&2
"${as_root[@]}" apt-get update -q </dev/null >&2 || echo "setup: apt-get update failed; trying with the known lists" >&2
if ((${#required[@]} > 0)); then
  install "${required[@]}"
fi
for package in "${optional[@]}"; do
  install "$package" ||
    echo "setup: $package cannot be had here; the demo uses the built-in synthetic images instead" >&2
done
