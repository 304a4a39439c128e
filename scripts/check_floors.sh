#!/bin/bash
# Holds the order of the floors: a header includes headers of its own folder or of a lower one only; core headers
# include the standard library and, if enabled, OpenMP; the cheap floors stay free of expensive standard headers.
set -euo pipefail
cd "$(dirname "$0")/../include/tacit"

floors=(tensor kernel loss autodiff nn optim data ssl train)
foreign_allowed='^adapt/|^data/gzip\.hpp <zlib\.h>$'        # the only headers that may include foreign code
system_allowed='^data/[a-z_]+\.hpp <(fcntl|unistd|sys/stat)\.h>$|^tensor/buffer\.hpp <sys/mman\.h>$'  # writing of files; huge pages
expensive='^(iostream|random|functional|ranges|regex)$'
cheap='^(tensor|kernel|loss)/|^nn/backbone\.hpp$'

floor_of() {
  for i in "${!floors[@]}"; do [[ ${floors[i]} == "$1" ]] && echo "$i" && return; done
  [[ $1 == adapt ]] && echo 0 && return        # beside tensor
  echo none
}

failures=0
complain() { echo "$1" >&2; failures=$((failures + 1)); }

while IFS=: read -r file line include; do
  file=${file#./}
  name=${include#*[<\"]} name=${name%[>\"]*}
  folder=${file%%/*}
  [[ $file == tacit.hpp || $file == compiled.hpp ]] && continue  # the umbrella, and what it compiles once
  from=$(floor_of "$folder")
  [[ $from == none ]] && complain "$file: folder '$folder' is not a floor" && continue
  if [[ $include == *'"'* ]]; then
    if [[ $name != tacit/*/* ]]; then
      complain "$file:$line: write \"tacit/<floor>/<header>\" instead of \"$name\""
      continue
    fi
    target=${name#tacit/} target=${target%%/*}
    to=$(floor_of "$target")
    if [[ $to == none ]]; then
      complain "$file:$line: \"$name\" is on no floor"
    elif [[ $target == adapt && $folder != adapt ]]; then
      complain "$file:$line: core headers do not include adapters (\"$name\")"
    elif ((to > from)); then
      complain "$file:$line: floor $folder may not include floor $target (\"$name\")"
    fi
  else
    [[ $name =~ $expensive && $file =~ $cheap ]] && complain "$file:$line: <$name> is too expensive for this floor"
    # Standard headers have neither a folder nor an ending.
    [[ $name =~ ^[a-z_0-9]+$ || $name == omp.h || "$file <$name>" =~ $foreign_allowed || "$file <$name>" =~ $system_allowed ]] ||
      complain "$file:$line: <$name> is not a standard header"
  fi
done < <(grep -rnE --include='*.hpp' '^[[:space:]]*#[[:space:]]*include' .)

((failures == 0)) || { echo "check_floors: $failures offending includes" >&2; exit 1; }
echo "check_floors: all includes point down"
