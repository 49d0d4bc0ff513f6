# What a C programmer types. `make` builds the library.

.PHONY: all headers manual setup check demo install uninstall

all:
	cargo build --release

# Installs what `make` built: library, headers, manual, and what pkg-config and CMake look for.
# PREFIX, DESTDIR and other settings are explained in scripts/install.
install:
	@scripts/install

# Removes it, with the same settings.
uninstall:
	@scripts/install uninstall

# Writes the function prototypes of include/ anew from the C edge.
headers:
	CZMQ_WRITE_HEADERS=1 cargo test --test headers

# Writes the manual pages of docs/man/ anew, from the headers and the examples.
manual: headers
	CZMQ_WRITE_MANUAL=1 cargo test --test manual

# Installs what is missing, if something is: compilers, libzmq, and for the tests the original
# library and valgrind.
setup:
	@scripts/setup

# Runs all tests. The last line counts them.
check: setup
	@scripts/check

# Gossip among processes, on the table of /etc/services.
demo: setup
	cargo build --release
	c-tests/demo/run
