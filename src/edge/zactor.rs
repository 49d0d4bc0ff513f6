//! zactor: actors: threads that talk over a pipe.
