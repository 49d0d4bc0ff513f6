//! zloop: the event loop: sockets, timers and tickets with handlers.
//!
//! zloop is a reactor: the program registers handlers for events, and the loop calls them, one at a
//! time, in the thread that runs it. Readers wait for input on sockets; poll items also wait on
//! descriptors; timers fire after a delay; tickets are timers for large numbers.
//!
//! A handler does its work without blocking, and returns 0, or -1 to end the loop. Handlers may
//! register and cancel any handler. The loop does not own what is registered.

use std::collections::VecDeque;
use std::ffi::{c_int, c_void};
use std::ptr::{self, NonNull};

use zmq_sys::zmq_pollitem_t;

use crate::abi::{breach, give, handle, own_socket, self_test, socket, status, take};
use crate::zmsg::{zmsg_destroy, zmsg_recv};
use crate::zsock::{zsock_attach, zsock_destroy_checked, zsock_new_checked, zsock_t};
use crate::zstr::zstr_send;
use czmq_c_abi::DEAD;
use czmq_core::polling::reactor::{Event, Reactor, Run, TicketId};
use czmq_sys::errno::Errno;
use czmq_sys::session;
use czmq_sys::zmq::{PollItem, SocketType};

/// A loop handle.
pub type zloop_t = Loop;

/// What a loop calls when a reader has input. -1 ends the loop.
pub type zloop_reader_fn = Option<ReaderFn>;
/// What a loop calls when events of a poll item happened. -1 ends the loop.
pub type zloop_fn = Option<PollerFn>;
/// What a loop calls when a timer, or a ticket, then with `timer_id` 0, is due. -1 ends the loop.
pub type zloop_timer_fn = Option<TimerFn>;

type ReaderFn = unsafe extern "C" fn(*mut zloop_t, *mut zsock_t, *mut c_void) -> c_int;
type PollerFn = unsafe extern "C" fn(*mut zloop_t, *mut zmq_pollitem_t, *mut c_void) -> c_int;
type TimerFn = unsafe extern "C" fn(*mut zloop_t, c_int, *mut c_void) -> c_int;

/// A program's function, and what else is handed to it.
#[derive(Clone, Copy)]
enum Handler {
    Reader(ReaderFn, *mut zsock_t, *mut c_void),
    Poller(PollerFn, *mut c_void),
    Timer(TimerFn, *mut c_void),
    Ticket(TimerFn, *mut c_void, NonNull<Ticket>),
}

/// A loop, and the handles of its tickets.
#[derive(Default)]
pub struct Loop {
    reactor: Reactor<'static, *mut zsock_t, Handler>,
    tickets: Tickets,
    /// The number of runs: a handler may start the loop that called it.
    runs: usize,
}

/// What a ticket handle points to.
#[repr(C)]
struct Ticket {
    tag: u32,
    /// The ticket that it stands for; `None` once that has fired or was deleted.
    id: Option<TicketId>,
}

const TICKET_TAG: u32 = 0xCAFE_0007;

/// Handles that wait to be used again, so that one that is used after its end is not at once
/// another ticket's.
const RESTING: usize = 100;

/// The handles of tickets. They stay readable as long as the loop is there, and are told from
/// other addresses without looking there.
#[derive(Default)]
struct Tickets {
    /// Blocks of handles, each larger than the one before.
    blocks: Vec<NonNull<[Ticket]>>,
    free: VecDeque<NonNull<Ticket>>,
}

impl Tickets {
    /// A handle that stands for no ticket.
    fn take(&mut self) -> NonNull<Ticket> {
        loop {
            if self.free.len() > RESTING
                && let Some(handle) = self.free.pop_front()
            {
                return handle;
            }
            let blank = || Ticket {
                tag: DEAD,
                id: None,
            };
            let size = 2 * self.blocks.last().map_or(RESTING, |block| block.len());
            let block = Box::into_raw(std::iter::repeat_with(blank).take(size).collect());
            // SAFETY: a box is not NULL.
            let block = unsafe { NonNull::new_unchecked(block) };
            let first = block.cast::<Ticket>();
            // SAFETY: places in the block.
            self.free
                .extend((0..size).map(|index| unsafe { first.add(index) }));
            self.blocks.push(block);
        }
    }

    fn bind(&mut self, mut handle: NonNull<Ticket>, id: TicketId) {
        // SAFETY: one of ours, and nobody has a reference to it.
        let ticket = unsafe { handle.as_mut() };
        (ticket.tag, ticket.id) = (TICKET_TAG, Some(id));
    }

    /// Ends a handle, if it still stands for this ticket.
    fn release(&mut self, mut handle: NonNull<Ticket>, id: TicketId) {
        // SAFETY: as in `bind`.
        let ticket = unsafe { handle.as_mut() };
        if ticket.id == Some(id) {
            (ticket.tag, ticket.id) = (DEAD, None);
            self.free.push_back(handle);
        }
    }

    /// A handle that a program gives, with the ticket that it stands for; `None` if that has
    /// fired or was deleted.
    fn find(&self, handle: *mut c_void, function: &str) -> Option<(NonNull<Ticket>, TicketId)> {
        let address = handle as usize;
        let is_ours = |block: &&NonNull<[Ticket]>| {
            let offset = address.wrapping_sub(block.cast::<Ticket>().as_ptr() as usize);
            offset < block.len() * size_of::<Ticket>() && offset.is_multiple_of(size_of::<Ticket>())
        };
        match (self.blocks.iter().rev().find(is_ours), NonNull::new(handle)) {
            (Some(_), Some(handle)) => {
                let handle = handle.cast::<Ticket>();
                // SAFETY: as in `bind`.
                Some((handle, unsafe { handle.as_ref() }.id?))
            }
            _ => breach(function, "the handle is not of a ticket of this loop"),
        }
    }
}

impl Drop for Tickets {
    fn drop(&mut self) {
        for block in self.blocks.drain(..) {
            // SAFETY: made by `take`, and freed here alone.
            drop(unsafe { Box::from_raw(block.as_ptr()) });
        }
    }
}

/// Creates a loop; starts zsys, which handles SIGINT and SIGTERM. Returns NULL and
/// errno if that fails. The caller destroys the loop.
#[unsafe(no_mangle)]
pub extern "C" fn zloop_new() -> *mut zloop_t {
    give(session::context().map(|_| Box::default()))
}

/// Destroys a loop and sets the caller's variable to NULL; nothing if it is NULL already. Its
/// sockets stay. A handler must not destroy the loop that called it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zloop_destroy(self_p: *mut *mut zloop_t) {
    const ME: &str = "zloop_destroy";
    // SAFETY: `self_p` is the address of a handle.
    if let Some(own) = unsafe { take(self_p, ME) }
        && own.runs > 0
    {
        breach(ME, "the loop is running");
    }
}

/// Registers a reader, a zsock; or a zactor or a libzmq socket, by a cast. When it has input the
/// handler is called with it, once in a pass. Readers are served in the order of registration; one
/// that is registered several times has each of its handlers called.
///
/// The loop does not own the reader, which is cancelled (zloop_reader_end) before it is destroyed.
/// One that is not is dropped, with a line in the log. Returns 0, or -1 and errno: EINVAL without a
/// handler, ENOTSOCK for what is no socket.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zloop_reader(
    self_: *mut zloop_t,
    sock: *mut zsock_t,
    handler: zloop_reader_fn,
    arg: *mut c_void,
) -> c_int {
    const ME: &str = "zloop_reader";
    // SAFETY: `self_` is a handle, and `sock` is a socket; the loop watches for the end of the
    // socket.
    let (own, source) = unsafe { (handle(self_, ME), socket(sock.cast(), ME)) };
    status(match handler {
        Some(call) => own
            .reactor
            .reader(sock, source, Handler::Reader(call, sock, arg)),
        None => Err(Errno::INVAL),
    })
}

/// Cancels a reader, by the address that was registered; all of its registrations. Nothing if
/// there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zloop_reader_end(self_: *mut zloop_t, sock: *mut zsock_t) {
    const ME: &str = "zloop_reader_end";
    // SAFETY: `self_` is a handle.
    let own = unsafe { handle(self_, ME) };
    if sock.is_null() {
        breach(ME, "the reader is NULL");
    }
    own.reactor.reader_end(sock, || {
        // SAFETY: `sock` is a socket.
        unsafe { socket(sock.cast(), ME) }
    });
}

/// Has errors of a reader not count against it. Sockets report no errors, so this changes nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zloop_reader_set_tolerant(self_: *mut zloop_t, sock: *mut zsock_t) {
    const ME: &str = "zloop_reader_set_tolerant";
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, ME) };
    if sock.is_null() {
        breach(ME, "the reader is NULL");
    }
}

/// A poll item that must be there.
unsafe fn poll_item(item: *mut zmq_pollitem_t, function: &str) -> PollItem<'static> {
    if item.is_null() {
        breach(function, "the item is NULL");
    }
    // SAFETY: `item` is a handle; the loop watches for the end of the socket.
    unsafe { PollItem::from_raw(*item) }
}

/// Registers a poll item: a libzmq socket (for a zsock, zsock_resolve gives it), or, if that is
/// NULL, a descriptor. The item is copied. When one of its events happens the handler is called
/// with an item that says which, once in a pass; poll items are served after the readers, in the
/// order of registration. Events that the handler writes to the item are those polled for until
/// readers or poll items are registered or cancelled.
///
/// A descriptor that has an error or hung up has its handler called too, with ZMQ_POLLERR; and is
/// dropped if it still has the error in the pass after that, unless it is tolerant.
///
/// Returns 0, or -1 and errno: EINVAL without a handler, ENOTSOCK for what is no libzmq socket.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zloop_poller(
    self_: *mut zloop_t,
    item: *mut zmq_pollitem_t,
    handler: zloop_fn,
    arg: *mut c_void,
) -> c_int {
    const ME: &str = "zloop_poller";
    // SAFETY: `self_` is a handle.
    let (own, item) = unsafe { (handle(self_, ME), poll_item(item, ME)) };
    let is_object = item
        .as_socket()
        // SAFETY: what stands for a socket is readable.
        .is_some_and(|socket| unsafe { own_socket(socket.as_ptr()) }.is_some());
    status(match handler {
        None => Err(Errno::INVAL),
        Some(_) if is_object => Err(Errno::NOTSOCK),
        Some(call) => own.reactor.poller(item, Handler::Poller(call, arg)),
    })
}

/// Cancels poll items: all with the same socket, or, if that is NULL, all with the same descriptor
/// and no socket. Nothing if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zloop_poller_end(self_: *mut zloop_t, item: *mut zmq_pollitem_t) {
    const ME: &str = "zloop_poller_end";
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, ME).reactor.poller_end(poll_item(item, ME)) };
}

/// Has errors of poll items, chosen as zloop_poller_end does, not count against them: the handler
/// is called in every pass in which there is one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zloop_poller_set_tolerant(self_: *mut zloop_t, item: *mut zmq_pollitem_t) {
    const ME: &str = "zloop_poller_set_tolerant";
    // SAFETY: `self_` is a handle.
    unsafe {
        handle(self_, ME)
            .reactor
            .poller_set_tolerant(poll_item(item, ME))
    };
}

/// Registers a timer. The handler is called `delay` milliseconds from now, and again each `delay`
/// milliseconds after that, `times` times in all, or for ever if that is 0. Calls that came too
/// late are made up for, one in each pass. Timers that are due in the same pass are served in the
/// order of registration.
///
/// Returns the timer's number, 1 or more, for zloop_timer_end; or -1: there are too many timers
/// (zloop_set_max_timers), or, errno EINVAL, there is no handler.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zloop_timer(
    self_: *mut zloop_t,
    delay: usize,
    times: usize,
    handler: zloop_timer_fn,
    arg: *mut c_void,
) -> c_int {
    // SAFETY: `self_` is a handle.
    let own = unsafe { handle(self_, "zloop_timer") };
    let Some(call) = handler else {
        Errno::INVAL.set();
        return -1;
    };
    own.reactor
        .timer(delay, times, Handler::Timer(call, arg))
        .unwrap_or(-1)
}

/// Cancels a timer: it does not fire again. Nothing if there is none of this number. Returns 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zloop_timer_end(self_: *mut zloop_t, timer_id: c_int) -> c_int {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zloop_timer_end") }
        .reactor
        .timer_end(timer_id);
    0
}

/// Adds a ticket: a timer that fires once, with `timer_id` 0, after the delay that
/// zloop_set_ticket_delay set, which must come first. However many tickets there are, to add,
/// reset and delete one takes the same time. They fire in the order in which they were added or
/// reset: one with a shorter delay waits for those before it.
///
/// Returns a handle, for zloop_ticket_reset and zloop_ticket_delete; it is the loop's. Returns
/// NULL and errno: EINVAL without a handler, ENOMEM if there are too many tickets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zloop_ticket(
    self_: *mut zloop_t,
    handler: zloop_timer_fn,
    arg: *mut c_void,
) -> *mut c_void {
    const ME: &str = "zloop_ticket";
    // SAFETY: `self_` is a handle.
    let own = unsafe { handle(self_, ME) };
    let Some(call) = handler else {
        Errno::INVAL.set();
        return ptr::null_mut();
    };
    let ticket = own.tickets.take();
    match own.reactor.ticket(Handler::Ticket(call, arg, ticket)) {
        Ok(id) => own.tickets.bind(ticket, id),
        Err(Errno::INVAL) => breach(ME, "no ticket delay was set"),
        Err(error) => {
            error.set();
            return ptr::null_mut();
        }
    }
    ticket.as_ptr().cast()
}

/// Restarts a ticket's delay, behind the other tickets; nothing if it has fired or was
/// deleted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zloop_ticket_reset(self_: *mut zloop_t, handle_: *mut c_void) {
    const ME: &str = "zloop_ticket_reset";
    // SAFETY: `self_` is a handle.
    let own = unsafe { handle(self_, ME) };
    if let Some((_, id)) = own.tickets.find(handle_, ME) {
        own.reactor.ticket_reset(id);
    }
}

/// Deletes a ticket: it does not fire. Nothing if it has fired or was deleted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zloop_ticket_delete(self_: *mut zloop_t, handle_: *mut c_void) {
    const ME: &str = "zloop_ticket_delete";
    // SAFETY: `self_` is a handle.
    let own = unsafe { handle(self_, ME) };
    if let Some((ticket, id)) = own.tickets.find(handle_, ME) {
        own.reactor.ticket_delete(id);
        own.tickets.release(ticket, id);
    }
}

/// Sets the delay of tickets to come, in milliseconds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zloop_set_ticket_delay(self_: *mut zloop_t, ticket_delay: usize) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zloop_set_ticket_delay") }
        .reactor
        .set_ticket_delay(ticket_delay);
}

/// Has zloop_timer fail, with a line in the log, while there are exactly this many timers; 0, the
/// default, has it never fail.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zloop_set_max_timers(self_: *mut zloop_t, max_timers: usize) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zloop_set_max_timers") }
        .reactor
        .set_max_timers(max_timers);
}

/// Says whether everything is logged, at debug level. The default is that it is not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zloop_set_verbose(self_: *mut zloop_t, verbose: bool) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zloop_set_verbose") }
        .reactor
        .set_verbose(verbose);
}

/// Says whether the loop goes on when the process is interrupted by SIGINT or SIGTERM. The default
/// is that it ends.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zloop_set_nonstop(self_: *mut zloop_t, nonstop: bool) {
    // SAFETY: `self_` is a handle.
    unsafe { handle(self_, "zloop_set_nonstop") }
        .reactor
        .set_nonstop(nonstop);
}

/// Runs the loop in this thread. Each pass waits until something is due; then serves the timers
/// that are due, the tickets, the readers, and the poll items. Handlers may register and cancel
/// whatever they like; if they change the readers or poll items, a new pass begins.
///
/// Returns -1 when a handler returned -1. Returns 0 when the process was interrupted, unless the
/// loop is nonstop; when a socket's context ended; or when polling failed, with a line in the log.
/// Other signals do not end the loop. It can be started again, and goes on with what is left.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn zloop_start(self_: *mut zloop_t) -> c_int {
    const ME: &str = "zloop_start";
    let mut run = Run::default();
    // SAFETY: `self_` is a handle. No reference into the loop is held while a handler runs.
    unsafe {
        handle(self_, ME).runs += 1;
        while let Some(event) = handle(self_, ME).reactor.next(&mut run) {
            let result = match event {
                Event::Timer { id, handler } => call(self_, handler, id, None),
                Event::Ticket { handler, .. } => call(self_, handler, 0, None),
                Event::Input { item, handler } => {
                    let mut raw = item.to_raw();
                    let result = call(self_, handler, 0, Some(&mut raw));
                    handle(self_, ME).reactor.ask(&run, raw.events);
                    result
                }
            };
            let own = handle(self_, ME);
            own.reactor.done(&mut run, result == -1);
            if let Event::Ticket {
                id,
                handler: Handler::Ticket(_, _, ticket),
            } = event
                && !own.reactor.has_ticket(id)
            {
                own.tickets.release(ticket, id);
            }
        }
        handle(self_, ME).runs -= 1;
    }
    if run.was_stopped() { -1 } else { 0 }
}

/// Calls a program's function.
unsafe fn call(
    self_: *mut zloop_t,
    handler: Handler,
    timer_id: c_int,
    item: Option<&mut zmq_pollitem_t>,
) -> c_int {
    let item = item.map_or(ptr::null_mut(), ptr::from_mut);
    // SAFETY: the program registered the function for such a call.
    unsafe {
        match handler {
            Handler::Reader(call, reader, arg) => call(self_, reader, arg),
            Handler::Poller(call, arg) => call(self_, item, arg),
            Handler::Timer(call, arg) | Handler::Ticket(call, arg, _) => call(self_, timer_id, arg),
        }
    }
}

/// What the handlers of the self test share.
struct Seen {
    output: *mut zsock_t,
    reads: i32,
    pings: i32,
    tickets: i32,
    doomed: c_int,
}

unsafe extern "C" fn ping(_own: *mut zloop_t, _timer_id: c_int, arg: *mut c_void) -> c_int {
    // SAFETY: called by the self test's loop.
    unsafe {
        let seen = &mut *arg.cast::<Seen>();
        seen.pings += 1;
        zstr_send(seen.output.cast(), c"ping".as_ptr())
    }
}

unsafe extern "C" fn cancel(own: *mut zloop_t, timer_id: c_int, arg: *mut c_void) -> c_int {
    // SAFETY: as above.
    unsafe {
        let doomed = (*arg.cast::<Seen>()).doomed;
        zloop_timer_end(own, timer_id) + zloop_timer_end(own, doomed)
    }
}

unsafe extern "C" fn unwanted(_own: *mut zloop_t, _timer_id: c_int, _arg: *mut c_void) -> c_int {
    panic!("a handler that was cancelled is called");
}

unsafe extern "C" fn count(_own: *mut zloop_t, timer_id: c_int, arg: *mut c_void) -> c_int {
    assert_eq!(timer_id, 0);
    // SAFETY: as above.
    unsafe { (*arg.cast::<Seen>()).tickets += 1 };
    0
}

unsafe extern "C" fn end(_own: *mut zloop_t, _timer_id: c_int, _arg: *mut c_void) -> c_int {
    -1
}

unsafe extern "C" fn read(own: *mut zloop_t, reader: *mut zsock_t, arg: *mut c_void) -> c_int {
    // SAFETY: as above.
    unsafe {
        let seen = &mut *arg.cast::<Seen>();
        let mut message = zmsg_recv(reader.cast());
        assert!(!message.is_null());
        zmsg_destroy(&mut message);
        seen.reads += 1;
        if seen.reads == 3 {
            zloop_reader_end(own, reader);
            zloop_timer(own, 1, 1, Some(end), ptr::null_mut());
        }
    }
    0
}

unsafe extern "C" fn drain(
    _own: *mut zloop_t,
    item: *mut zmq_pollitem_t,
    _arg: *mut c_void,
) -> c_int {
    let mut byte = 0u8;
    // SAFETY: as above.
    unsafe {
        assert_eq!((*item).revents, 1);
        assert_eq!(libc::read((*item).fd, (&raw mut byte).cast(), 1), 1);
    }
    -1
}

/// Tests this class; aborts if a check fails.
#[unsafe(no_mangle)]
pub extern "C" fn zloop_test(verbose: bool) {
    // SAFETY: the calls keep the contract.
    self_test("zloop", || unsafe {
        let mut output = zsock_new_checked(SocketType::PAIR.0, ptr::null(), 0);
        let mut input = zsock_new_checked(SocketType::PAIR.0, ptr::null(), 0);
        let endpoint = c"inproc://zloop.test".as_ptr();
        assert_eq!(zsock_attach(output, endpoint, true), 0);
        assert_eq!(zsock_attach(input, endpoint, false), 0);

        let mut own = zloop_new();
        zloop_set_verbose(own, verbose);
        let mut seen = Seen {
            output,
            reads: 0,
            pings: 0,
            tickets: 0,
            doomed: 0,
        };
        let arg = (&raw mut seen).cast::<c_void>();
        zloop_timer(own, 1, 1, Some(cancel), arg);
        (*arg.cast::<Seen>()).doomed = zloop_timer(own, 1, 0, Some(unwanted), arg);
        zloop_timer(own, 5, 3, Some(ping), arg);
        zloop_set_ticket_delay(own, 2);
        let tickets = [(); 3].map(|()| zloop_ticket(own, Some(count), arg));
        zloop_ticket_reset(own, tickets[0]);
        zloop_ticket_delete(own, tickets[1]);
        assert_eq!(zloop_reader(own, input, Some(read), arg), 0);
        assert_eq!(zloop_start(own), -1);
        let seen = &mut *arg.cast::<Seen>();
        assert_eq!((seen.reads, seen.pings, seen.tickets), (3, 3, 2));
        zloop_ticket_reset(own, tickets[2]);

        let mut pipe = [0; 2];
        assert_eq!(libc::pipe(pipe.as_mut_ptr()), 0);
        let mut item = zmq_pollitem_t {
            socket: ptr::null_mut(),
            fd: pipe[0],
            events: 1,
            revents: 0,
        };
        assert_eq!(zloop_poller(own, &mut item, Some(drain), arg), 0);
        assert_eq!(libc::write(pipe[1], c"!".as_ptr().cast(), 1), 1);
        assert_eq!(zloop_start(own), -1);
        zloop_poller_end(own, &mut item);

        assert_eq!(zloop_reader(own, input, None, arg), -1);
        assert_eq!(Errno::last(), Errno::INVAL);
        item.socket = input.cast();
        assert_eq!(zloop_poller(own, &mut item, Some(drain), arg), -1);
        assert_eq!(Errno::last(), Errno::NOTSOCK);

        zloop_destroy(&mut own);
        zloop_destroy(&mut own);
        for fd in pipe {
            libc::close(fd);
        }
        zsock_destroy_checked(&mut input, ptr::null(), 0);
        zsock_destroy_checked(&mut output, ptr::null(), 0);
    });
}
