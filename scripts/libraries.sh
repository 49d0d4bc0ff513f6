# Functions that read libraries.txt, for bash scripts that run at the top of the repository.

# The names of all libraries, those first that others require.
libraries() {
  sed -n 's/^library: *//p' scripts/libraries.txt
}

# A field of a library.
of() { # library field
  awk -v RS= -v library="$1" -v wanted="$2" '
    {
      delete value
      for (n = split ($0, line, "\n"); n > 0; n--)
        if (line [n] !~ /^[# ]/) {
          colon = index (line [n], ":")
          field = substr (line [n], 1, colon - 1)
          value [field] = substr (line [n], colon + 1) rest
          sub (/^ +/, "", value [field])
          rest = ""
        } else if (line [n] ~ /^ /)
          rest = "\n" line [n] rest
      if (value ["library"] == library) { print value [wanted]; found = 1 }
    }
    END { if (!found) { print "libraries.txt has no " library >"/dev/stderr"; exit 1 } }' scripts/libraries.txt
}

# A path below a library's folder.
path_of() { # library path
  local folder
  folder=$(of "$1" folder)
  [ "$folder" = . ] && echo "$2" || echo "$folder/$2"
}

version_of() { # library
  sed -n 's/^version = "\(.*\)"/\1/p' "$(path_of "$1" Cargo.toml)" | head -n 1
}

# A library and those that it requires, in the order of a linker's arguments.
with_required() { # library
  local required
  echo "$1"
  for required in $(of "$1" requires); do
    with_required "$required"
  done
}
