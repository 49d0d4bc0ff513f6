# What a C programmer types. `make` builds the library.

.PHONY: all headers check

all:
	cargo build --release

# Writes the function prototypes of include/ anew from the C edge.
headers:
	CZMQ_WRITE_HEADERS=1 cargo test --test headers

check:
	cargo test
	cargo build --release
	VALGRIND=1 c-tests/run
