//! zsys: the process: its sockets, log, signals, files.
