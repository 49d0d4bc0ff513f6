# What a C programmer types. `make` builds the library.

# The crates of the libraries.
packages = $(shell sed -n 's/^library: */-p /p' scripts/libraries.txt)

.PHONY: all headers manual html setup test check demo install uninstall deb

all:
	cargo build --release $(packages)
	@scripts/programs

# Installs what `make` built: library, programs, headers, manual, and what pkg-config and CMake look
# for.
# PREFIX, DESTDIR and other settings are explained in scripts/install.
install:
	@scripts/install

# Removes it, with the same settings.
uninstall:
	@scripts/install uninstall

# Makes Debian packages, which take the place of the original's, in target/debian/.
deb: all
	@scripts/package

# Updates the function prototypes in the headers from the C edge. LIBRARY=czmq limits it to that library.
headers:
	cargo xtask headers $(LIBRARY)

# Updates the manual pages, from the headers and the examples; and the pages and shell completions of
# programs, from their command lines.
manual: headers
	cargo xtask manual $(LIBRARY)
	cargo xtask programs

# Writes the manual for browsers, to target/manual/. Needs mandoc.
html:
	@mkdir -p target/manual
	@for page in docs/man/*.[1-9]; do \
	  mandoc -T html -O toc $$page | \
	  sed -E -e 's,<b>(z[a-z0-9_]+)</b>\(([13])\),<a href="\1.\2.html">&</a>,g' \
	    -e 's,<b>czmq</b>\(7\),<a href="czmq.7.html">&</a>,g' \
	    >target/manual/$${page##*/}.html || exit 1; \
	done

# Installs what is missing, if something is: compilers, libzmq, and for the tests the original
# library and valgrind.
setup:
	@scripts/setup

# Runs the unit tests, in Rust and C, in about two minutes. Needs what the build needs; what compares
# with the original library is skipped where that is missing.
test:
	@scripts/check quick

# Runs all checks, in about half an hour, and installs what they need. The last line counts them.
check: setup
	@scripts/check

# Gossip among processes, on the table of /etc/services.
demo: setup
	cargo build --release
	c-tests/examples/demo/run
