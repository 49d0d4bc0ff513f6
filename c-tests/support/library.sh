# The library that a script tests, for scripts at the top of the repository. The table of libraries
# is scripts/libraries.txt.
. scripts/libraries.sh

# Sets what a library is tested with:
#   library     the shared object: LIBRARY, or the one that was built
#   reference   the original's: REFERENCE, or the system's; empty if there is none
#   headers     where programs find the library's headers, and those of the libraries that it requires
#   links       what they are linked with
choose_library() { # name
  local one
  library=${LIBRARY:-target/release/lib$1.so}
  reference=${REFERENCE-$(original "$1")}
  headers= links=-L$(dirname "$library")
  for one in $(with_required "$1"); do
    headers+=" -I$(path_of "$one" include)"
    links+=" -l:lib$one.so"
  done
  links+=" -lzmq -lpthread"
}

# The shared object that the system has of the original library.
original() { # name
  ls /usr/lib/*-linux-gnu/"lib$1.so.$(of "$1" soname)" 2>/dev/null | head -n 1
}

# Makes two folders for LD_LIBRARY_PATH, with the libraries' names at run time: `ours` has what was
# built; `reference` the originals, and what was built of libraries that have none. Sets
# `has_reference` if the two differ.
make_sides() { # name folder
  local one soname built there
  has_reference=
  mkdir -p "$2/ours" "$2/reference"
  for one in $(with_required "$1"); do
    soname=lib$one.so.$(of "$one" soname)
    built=$(dirname "$library")/lib$one.so there=$(original "$one")
    [ "$one" != "$1" ] || built=$library there=$reference
    built=$(realpath "$built")
    [ -z "$there" ] || has_reference=yes
    ln -sfn "$built" "$2/ours/$soname"
    ln -sfn "${there:-$built}" "$2/reference/$soname"
  done
}

# The functions that headers declare.
declared_functions() { # file...
  sed -n 's/^[A-Z]*_EXPORT [^(]*\b\([a-z0-9_]\+\)(.*/\1/p' "$@"
}
