# Builds the benchmark of a library of scripts/libraries.txt: the one that the first argument names,
# followed by a slash, or czmq. Sets `subject` to its name, and `out` to where `bench` is, and the
# folders of either side.
. c-tests/support/library.sh
subject=czmq
case ${1:-} in
  */) subject=${1%/}; shift ;;
esac
choose_library "$subject"
out=$PWD/target/bench/$subject
make_sides "$subject" "$out"
[ -n "$has_reference" ] || { echo "there is no original to compare with" >&2; exit 1; }
gcc -std=gnu11 -O2 -Wall -Wextra $headers $(path_of "$subject" c-tests/bench)/*.c -o "$out/bench" $links
