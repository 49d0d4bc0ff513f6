//! zgossip: tuples spread over a loose graph of nodes.
