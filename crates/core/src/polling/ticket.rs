//! Tickets: timers with one common delay, in a list ordered by the time they were set.

/// Names a ticket. Once the ticket is gone, the name serves for another only after four thousand
/// million tickets in the same place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TicketId {
    index: u32,
    generation: u32,
}

struct Ticket<H> {
    handler: H,
    delay: i64,
    due: i64,
}

/// A place in the list; without a ticket it is free, and `next` is the next free one.
struct TicketNode<H> {
    ticket: Option<Ticket<H>>,
    generation: u32,
    previous: u32,
    next: u32,
}

/// No place.
const NONE: u32 = u32::MAX;

/// The list. Every operation takes the same time, however long it is.
pub(super) struct Tickets<H> {
    nodes: Vec<TicketNode<H>>,
    free: u32,
    first: u32,
    last: u32,
}

impl<H> Default for Tickets<H> {
    #[inline]
    fn default() -> Self {
        Tickets {
            nodes: Vec::new(),
            free: NONE,
            first: NONE,
            last: NONE,
        }
    }
}

impl<H: Copy> Tickets<H> {
    /// Adds a ticket at the end, due after `delay`; `None` if there is no room for more.
    #[inline]
    pub(super) fn add(&mut self, handler: H, delay: i64, now: i64) -> Option<TicketId> {
        let ticket = Some(Ticket {
            handler,
            delay,
            due: now.saturating_add(delay),
        });
        let index = self.free;
        let index = if let Some(node) = self.nodes.get_mut(index as usize) {
            self.free = node.next;
            node.ticket = ticket;
            index
        } else {
            let index = u32::try_from(self.nodes.len()).ok()?;
            if index == NONE {
                return None;
            }
            self.nodes.push(TicketNode {
                ticket,
                generation: 0,
                previous: NONE,
                next: NONE,
            });
            index
        };
        self.link(index);
        Some(TicketId {
            index,
            generation: self.nodes[index as usize].generation,
        })
    }

    /// Moves a ticket to the end, due after its own delay; nothing if it is gone.
    #[inline]
    pub(super) fn reset(&mut self, id: TicketId, now: i64) {
        if !self.contains(id) {
            return;
        }
        self.unlink(id.index);
        self.link(id.index);
        if let Some(ticket) = &mut self.nodes[id.index as usize].ticket {
            ticket.due = now.saturating_add(ticket.delay);
        }
    }

    /// Removes a ticket; nothing if it is gone.
    #[inline]
    pub(super) fn remove(&mut self, id: TicketId) {
        if !self.contains(id) {
            return;
        }
        self.unlink(id.index);
        let free = std::mem::replace(&mut self.free, id.index);
        let node = &mut self.nodes[id.index as usize];
        node.ticket = None;
        node.generation = node.generation.wrapping_add(1);
        node.next = free;
    }

    /// True if the ticket is there.
    #[inline]
    pub(super) fn contains(&self, id: TicketId) -> bool {
        self.nodes
            .get(id.index as usize)
            .is_some_and(|node| node.generation == id.generation && node.ticket.is_some())
    }

    /// When the first ticket is due.
    #[inline]
    pub(super) fn first_due(&self) -> Option<i64> {
        let node = self.nodes.get(self.first as usize)?;
        Some(node.ticket.as_ref()?.due)
    }

    /// The first ticket.
    #[inline]
    pub(super) fn first(&self) -> Option<(TicketId, H)> {
        let index = self.first;
        let node = self.nodes.get(index as usize)?;
        let id = TicketId {
            index,
            generation: node.generation,
        };
        Some((id, node.ticket.as_ref()?.handler))
    }

    #[inline]
    fn link(&mut self, index: u32) {
        let previous = std::mem::replace(&mut self.last, index);
        match self.nodes.get_mut(previous as usize) {
            Some(node) => node.next = index,
            None => self.first = index,
        }
        let node = &mut self.nodes[index as usize];
        node.previous = previous;
        node.next = NONE;
    }

    #[inline]
    fn unlink(&mut self, index: u32) {
        let TicketNode { previous, next, .. } = self.nodes[index as usize];
        match self.nodes.get_mut(previous as usize) {
            Some(node) => node.next = next,
            None => self.first = next,
        }
        match self.nodes.get_mut(next as usize) {
            Some(node) => node.previous = previous,
            None => self.last = previous,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn handlers(tickets: &mut Tickets<u32>) -> Vec<(u32, i64)> {
        let mut found = Vec::new();
        while let Some((id, handler)) = tickets.first() {
            found.push((handler, tickets.first_due().unwrap()));
            tickets.remove(id);
        }
        found
    }

    proptest! {
        #[test]
        fn the_list_is_what_a_plain_one_would_be(steps: Vec<(u8, u8)>) {
            let mut tickets = Tickets::default();
            let mut plain: Vec<(u32, i64)> = Vec::new();
            let mut ids = Vec::new();
            for (now, (what, which)) in (0i64..).zip(steps) {
                let handler = u32::from(which) % (ids.len() as u32 + 1);
                match (what % 3, ids.get(handler as usize)) {
                    (1, Some(&id)) => {
                        tickets.reset(id, now);
                        let place = plain.iter().position(|item| item.0 == handler);
                        prop_assert_eq!(place.is_some(), tickets.contains(id));
                        if let Some(place) = place {
                            plain.remove(place);
                            plain.push((handler, now + 5));
                        }
                    }
                    (2, Some(&id)) => {
                        tickets.remove(id);
                        prop_assert!(!tickets.contains(id));
                        plain.retain(|item| item.0 != handler);
                    }
                    _ => {
                        let handler = ids.len() as u32;
                        ids.push(tickets.add(handler, 5, now).unwrap());
                        plain.push((handler, now + 5));
                    }
                }
            }
            prop_assert_eq!(handlers(&mut tickets), plain);
        }
    }
}
