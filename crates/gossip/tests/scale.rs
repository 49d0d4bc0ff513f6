//! Tuples of different keys cost the same whether they spread side by side or one slice after the
//! other, so that big networks can be measured in slices.

#[path = "simulator/cost.rs"]
mod cost;

use cost::{Cost, Graph, spread};

#[test]
fn slices_cost_what_the_whole_costs() {
    for shape in ["tree", "random"] {
        let graph = Graph::of(shape, 150);
        let whole = spread(&graph, 0..400);
        let slices = (0..8).map(|slice| spread(&graph, 50 * slice..50 * (slice + 1)));
        assert_eq!(slices.fold(Cost::default(), Cost::and), whole, "{shape}");
    }
}

#[test]
fn every_link_but_those_of_first_arrivals_is_crossed_twice() {
    for shape in ["tree", "random"] {
        let graph = Graph::of(shape, 150);
        let cost = spread(&graph, 0..100);
        // Each node sends a tuple to all but the one that it has it from, and the writer to all.
        let each = 2 * graph.links.len() - graph.nodes + 1;
        assert_eq!(cost.payloads, 100 * each as u64, "{shape}");
    }
}
