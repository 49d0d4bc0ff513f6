# Counting, for the scripts beside this file. Each ends with the line that `tally` prints.
passed=0 failed=0 skipped=0

proxies=$(export -p | grep -i '_proxy=') || proxies=
online() ( # command...: by the caller's proxies, to fetch something from elsewhere
  eval "$proxies"
  "$@"
)

# Programs find what the tests set, whatever the caller's environment says of proxies, of the library, of
# places to install to; and a make that is run here is the first.
unset http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY
unset "${!ZSYS_@}" PREFIX DESTDIR MAKEFLAGS MFLAGS MAKELEVEL

verdict() { # status what [file]: passed if the status is 0, else the file says why
  if [ "$1" = 0 ]; then
    passed=$((passed + 1))
    return
  fi
  failed=$((failed + 1))
  echo "FAILED: $2"
  if [ -s "${3:-}" ]; then
    if [ "$(wc -l <"$3")" -le 12 ]; then cat "$3"; else head -n 5 "$3"; echo ...; tail -n 6 "$3"; fi |
      cut -c 1-200 | sed 's/^/    /'
    echo "    (${3#"$PWD"/})"
  fi
}

skip() { # what and why
  skipped=$((skipped + 1))
  echo "skipped: $1"
}

# For the original library alone, which is not what is tested here, and has races of its own.
thrice() { # what command...: up to three times, until it succeeds
  local what=$1 go
  shift
  for go in 1 2; do
    "$@" && return
    echo "once more: $what"
  done
  "$@"
}

tally() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ]
}
