//  Walks zloop: readers, pollers, timers and tickets, the order in which one pass serves
//  them, how a loop ends, and the lines of a verbose one.

#include "observe.h"

//  A PUSH/PULL pair over inproc, whose PULL end is for a loop.
typedef struct {
    const char *name;
    zsock_t *push, *pull;
} line_t;

static line_t
line_new (const char *name)
{
    line_t self = { .name = name };
    self.pull = zsock_new (ZMQ_PULL);
    self.push = zsock_new (ZMQ_PUSH);
    check (zsock_bind (self.pull, "inproc://zloop-%s", name) == 0);
    check (zsock_connect (self.push, "inproc://zloop-%s", name) == 0);
    return self;
}

static void
line_destroy (line_t *self)
{
    zsock_destroy (&self->push);
    zsock_destroy (&self->pull);
}

//  Handlers. A message tells the reader that gets it what to do; a text that starts
//  with "end" makes it return -1.

static int
read_one (zloop_t *loop, zsock_t *reader, void *arg)
{
    (void) loop;
    zmsg_t *msg = zmsg_recv_nowait (reader);
    char *text = msg ? zmsg_popstr (msg) : NULL;
    printf ("%s reads %s\n", (const char *) arg, text ? text : "nothing");
    int rc = text && strncmp (text, "end", 3) == 0 ? -1 : 0;
    zstr_free (&text);
    zmsg_destroy (&msg);
    return rc;
}

static int
say_timer (zloop_t *loop, int timer_id, void *arg)
{
    (void) loop;
    printf ("timer %d: %s\n", timer_id, (const char *) arg);
    return 0;
}

static int
end_timer (zloop_t *loop, int timer_id, void *arg)
{
    say_timer (loop, timer_id, arg);
    return -1;
}

//  Like end_timer, in silence.
static int
end_loop (zloop_t *loop, int timer_id, void *arg)
{
    (void) loop;
    (void) timer_id;
    (void) arg;
    return -1;
}

static int
count_timer (zloop_t *loop, int timer_id, void *arg)
{
    (void) loop;
    (void) timer_id;
    ++*(int *) arg;
    return 0;
}

static void
new_and_destroy (void)
{
    zloop_t *loop = zloop_new ();
    check (loop);
    zloop_destroy (&loop);
    check (loop == NULL);
    zloop_destroy (&loop);
    check (loop == NULL);
}

//  Results other than -1 let the loop go on.
static int
odd_results (zloop_t *loop, zsock_t *reader, void *arg)
{
    (void) loop;
    char *text = zstr_recv (reader);
    int rc = atoi (text);
    printf ("handler returns %d\n", rc);
    zstr_free (&text);
    ++*(int *) arg;
    return rc;
}

static void
handler_results (void)
{
    line_t line = line_new ("results");
    zloop_t *loop = zloop_new ();
    int calls = 0;
    printf ("reader: %d\n", zloop_reader (loop, line.pull, odd_results, &calls));
    zstr_send (line.push, "0");
    zstr_send (line.push, "1");
    zstr_send (line.push, "-2");
    zstr_send (line.push, "-1");
    zstr_send (line.push, "7");
    zstr_send (line.push, "-1");
    printf ("start: %d\n", zloop_start (loop));
    printf ("calls: %d\n", calls);
    printf ("start again: %d\n", zloop_start (loop));
    printf ("calls: %d\n", calls);
    zloop_destroy (&loop);
    line_destroy (&line);
}

//  Readers are served in order of registration, each once in a pass, then pollers.
static int
read_poller (zloop_t *loop, zmq_pollitem_t *item, void *arg)
{
    (void) loop;
    printf ("poller %s: socket %d, revents %d\n", (const char *) arg,
            item->socket != NULL, item->revents);
    if (item->socket) {
        char data [16];
        int size = zmq_recv (item->socket, data, sizeof data, ZMQ_DONTWAIT);
        printf ("poller %s reads %.*s\n", (const char *) arg, size, data);
        return size >= 3 && memcmp (data, "end", 3) == 0 ? -1 : 0;
    }
    char data;
    ssize_t size = read (item->fd, &data, 1);
    printf ("poller %s reads %zd byte(s)\n", (const char *) arg, size);
    return 0;
}

static void
order_of_service (void)
{
    line_t one = line_new ("one"), two = line_new ("two"), three = line_new ("three");
    int fds [2];
    check (pipe (fds) == 0);
    zloop_t *loop = zloop_new ();
    zmq_pollitem_t raw = { zsock_resolve (three.pull), 0, ZMQ_POLLIN, 0 };
    zmq_pollitem_t fd = { NULL, fds [0], ZMQ_POLLIN, 0 };
    printf ("poller: %d\n", zloop_poller (loop, &fd, read_poller, "fd"));
    printf ("poller: %d\n", zloop_poller (loop, &raw, read_poller, "raw"));
    printf ("reader: %d\n", zloop_reader (loop, two.pull, read_one, "two"));
    printf ("reader: %d\n", zloop_reader (loop, one.pull, read_one, "one"));

    //  The item was copied.
    memset (&raw, 0xFF, sizeof raw);
    memset (&fd, 0xFF, sizeof fd);

    for (int count = 0; count < 2; count++) {
        zstr_send (one.push, "1");
        zstr_send (two.push, "2");
        zstr_send (three.push, count ? "end" : "3");
        check (write (fds [1], "!", 1) == 1);
    }
    printf ("start: %d\n", zloop_start (loop));

    //  A handler that returns -1 ends the pass: what was not served is found later.
    zstr_send (two.push, "end 2");
    zstr_send (one.push, "1 is left");
    printf ("start: %d\n", zloop_start (loop));
    zstr_send (three.push, "end");
    printf ("start: %d\n", zloop_start (loop));

    zloop_destroy (&loop);
    close (fds [0]);
    close (fds [1]);
    line_destroy (&one);
    line_destroy (&two);
    line_destroy (&three);
}

//  A socket registered twice has both handlers called for one message; one call of
//  zloop_reader_end removes both.
static int
end_readers (zloop_t *loop, int timer_id, void *arg)
{
    (void) timer_id;
    zloop_reader_end (loop, (zsock_t *) arg);
    puts ("both ended");
    return 0;
}

static void
one_socket_twice (void)
{
    line_t line = line_new ("twice"), other = line_new ("other");
    zloop_t *loop = zloop_new ();
    zloop_reader (loop, line.pull, read_one, "first");
    zloop_reader (loop, other.pull, read_one, "other");
    zloop_reader (loop, line.pull, read_one, "second");
    zstr_send (line.push, "message");
    zstr_send (other.push, "end");
    printf ("start: %d\n", zloop_start (loop));
    zstr_send (line.push, "message");
    zstr_send (other.push, "go on");
    zstr_send (other.push, "end");
    printf ("start: %d\n", zloop_start (loop));

    zloop_reader_end (loop, line.pull);
    zloop_reader_end (loop, line.pull);
    zstr_send (line.push, "not read");
    zstr_send (other.push, "end");
    printf ("start: %d\n", zloop_start (loop));

    zloop_reader (loop, line.pull, read_one, "first");
    zloop_reader (loop, line.pull, read_one, "second");
    zloop_timer (loop, 0, 1, end_readers, line.pull);
    zstr_send (other.push, "end");
    printf ("start: %d\n", zloop_start (loop));
    zloop_destroy (&loop);
    line_destroy (&line);
    line_destroy (&other);
}

//  Actors and raw handles may be registered by a cast; the handler gets them as they were
//  registered, and they are removed by that very pointer.
static void
answering_actor (zsock_t *pipe, void *args)
{
    (void) args;
    zsock_signal (pipe, 0);
    zstr_send (pipe, "from the actor");
    char *text = zstr_recv (pipe);
    zstr_free (&text);
}

static int
read_cast (zloop_t *loop, zsock_t *reader, void *arg)
{
    (void) loop;
    char *text = zstr_recv ((void *) reader);
    printf ("same pointer %d: %s\n", (void *) reader == arg, text);
    zstr_free (&text);
    return -1;
}

static void
readers_by_cast (void)
{
    zactor_t *actor = zactor_new (answering_actor, NULL);
    zloop_t *loop = zloop_new ();
    zloop_reader (loop, (zsock_t *) actor, read_cast, actor);
    zloop_reader_end (loop, zactor_sock (actor));
    printf ("start: %d\n", zloop_start (loop));
    zloop_reader_end (loop, (zsock_t *) actor);
    zactor_destroy (&actor);

    actor = zactor_new (answering_actor, NULL);
    zloop_reader (loop, zactor_sock (actor), read_cast, zactor_sock (actor));
    printf ("start: %d\n", zloop_start (loop));
    zloop_reader_end (loop, zactor_sock (actor));
    zactor_destroy (&actor);

    line_t line = line_new ("raw");
    void *raw = zsock_resolve (line.pull);
    zloop_reader (loop, (zsock_t *) raw, read_cast, raw);
    zstr_send (line.push, "from the raw handle");
    printf ("start: %d\n", zloop_start (loop));
    zloop_reader_end (loop, (zsock_t *) raw);
    zloop_destroy (&loop);
    line_destroy (&line);
}

//  A handler that changes the set ends the pass; the rest is found by the next poll.
static int
read_and_add (zloop_t *loop, zsock_t *reader, void *arg)
{
    line_t *added = (line_t *) arg;
    char *text = zstr_recv (reader);
    printf ("adder reads %s\n", text);
    zstr_free (&text);
    zloop_reader_end (loop, reader);
    zloop_reader (loop, added->pull, read_one, (void *) added->name);
    return 0;
}

static void
set_changed_in_pass (void)
{
    line_t adder = line_new ("adder"), late = line_new ("late"), last = line_new ("last");
    zloop_t *loop = zloop_new ();
    zloop_reader (loop, adder.pull, read_and_add, &late);
    zloop_reader (loop, last.pull, read_one, "last");
    zstr_send (adder.push, "one");
    zstr_send (adder.push, "not read");
    zstr_send (last.push, "one");
    zstr_send (last.push, "two");
    zstr_send (late.push, "one");
    zstr_send (late.push, "end");
    printf ("start: %d\n", zloop_start (loop));
    zloop_destroy (&loop);
    line_destroy (&adder);
    line_destroy (&late);
    line_destroy (&last);
}

//  A timer that changes the set: poll and timers come again before any socket.
static int
timer_that_adds (zloop_t *loop, int timer_id, void *arg)
{
    line_t *added = (line_t *) arg;
    static int fires;
    printf ("timer %d: fire %d\n", timer_id, ++fires);
    if (fires == 2)
        zloop_reader (loop, added->pull, read_one, (void *) added->name);
    return fires == 5 ? -1 : 0;
}

static void
set_changed_by_timer (void)
{
    line_t ready = line_new ("ready"), added = line_new ("added");
    zloop_t *loop = zloop_new ();
    zloop_reader (loop, ready.pull, read_one, "ready");
    zloop_timer (loop, 0, 0, timer_that_adds, &added);
    for (int count = 0; count < 5; count++) {
        zstr_send (ready.push, "message");
        zstr_send (added.push, "message");
    }
    //  The last fire returns -1: no socket is served after it.
    printf ("start: %d\n", zloop_start (loop));
    zloop_destroy (&loop);
    line_destroy (&ready);
    line_destroy (&added);
}

//  Pollers are removed by socket if they have one, else by descriptor.
static void
poller_end (void)
{
    line_t line = line_new ("ended"), other = line_new ("stays");
    int fds [2];
    check (pipe (fds) == 0);
    check (write (fds [1], "!", 1) == 1);
    zloop_t *loop = zloop_new ();
    zmq_pollitem_t raw = { zsock_resolve (line.pull), 0, ZMQ_POLLIN, 0 };
    zmq_pollitem_t stays = { zsock_resolve (other.pull), 0, ZMQ_POLLIN, 0 };
    zmq_pollitem_t fd = { NULL, fds [0], ZMQ_POLLIN, 0 };
    zloop_poller (loop, &raw, read_poller, "one");
    zloop_poller (loop, &raw, read_poller, "two");
    zloop_poller (loop, &fd, read_poller, "fd");
    zloop_poller (loop, &stays, read_poller, "stays");
    zstr_send (line.push, "once");
    zstr_send (line.push, "again");
    zstr_send (other.push, "end");
    printf ("start: %d\n", zloop_start (loop));

    zloop_poller_end (loop, &raw);
    zloop_poller_end (loop, &fd);
    zloop_poller_end (loop, &fd);
    zstr_send (line.push, "not read");
    check (write (fds [1], "!", 1) == 1);
    zstr_send (other.push, "end");
    printf ("start: %d\n", zloop_start (loop));
    zloop_destroy (&loop);
    close (fds [0]);
    close (fds [1]);
    line_destroy (&line);
    line_destroy (&other);
}

//  A poller may wait for room to write.
static int
write_poller (zloop_t *loop, zmq_pollitem_t *item, void *arg)
{
    (void) loop;
    printf ("writable: revents %d, fd %d\n", item->revents, item->fd == *(int *) arg);
    return -1;
}

static void
output_poller (void)
{
    int fds [2];
    check (pipe (fds) == 0);
    zloop_t *loop = zloop_new ();
    zmq_pollitem_t item = { NULL, fds [1], ZMQ_POLLOUT, 0 };
    zloop_poller (loop, &item, write_poller, &fds [1]);
    printf ("start: %d\n", zloop_start (loop));
    zloop_destroy (&loop);
    close (fds [0]);
    close (fds [1]);
}

//  A descriptor that hung up: its handler is called once, unless it is tolerant.
static int hang_up_calls;

static int
hang_up_poller (zloop_t *loop, zmq_pollitem_t *item, void *arg)
{
    (void) loop;
    printf ("hung up: revents %d\n", item->revents);
    return ++hang_up_calls == *(int *) arg ? -1 : 0;
}

//  The same, and there is time for more calls.
static int
hang_up_and_wait (zloop_t *loop, zmq_pollitem_t *item, void *arg)
{
    if (hang_up_calls == 0)
        zloop_timer (loop, 150, 1, end_loop, NULL);
    return hang_up_poller (loop, item, arg);
}

static void
hang_up (void)
{
    for (int tolerant = 0; tolerant < 3; tolerant++) {
        int fds [2], last = 4;
        check (pipe (fds) == 0);
        close (fds [1]);
        zloop_t *loop = zloop_new ();
        zmq_pollitem_t item = { NULL, fds [0], ZMQ_POLLIN, 0 };
        zloop_poller (loop, &item, hang_up_and_wait, &last);
        if (tolerant == 1)
            zloop_poller_set_tolerant (loop, &item);
        if (tolerant == 2)
            zloop_set_tolerant (loop, &item);
        hang_up_calls = 0;
        int rc = zloop_start (loop);
        printf ("tolerant %d: start %d, calls %d\n", tolerant != 0, rc, hang_up_calls);
        zloop_destroy (&loop);
        close (fds [0]);
    }
    //  A reader can be made tolerant too; sockets never report an error.
    line_t line = line_new ("tolerant");
    zloop_t *loop = zloop_new ();
    zloop_reader (loop, line.pull, read_one, "tolerant");
    zloop_reader_set_tolerant (loop, line.pull);
    zstr_send (line.push, "message");
    zstr_send (line.push, "end");
    printf ("start: %d\n", zloop_start (loop));
    zloop_destroy (&loop);
    line_destroy (&line);
}

static int
end_after_three (zloop_t *loop, int timer_id, void *arg)
{
    static int fires;
    say_timer (loop, timer_id, arg);
    if (++fires == 3)
        printf ("timer: id %d\n", zloop_timer (loop, 1, 1, end_timer, "end"));
    return 0;
}

//  Timers that are due fire in order of registration, whatever their due times.
static void
order_of_timers (void)
{
    zloop_t *loop = zloop_new ();
    printf ("timer: id %d\n", zloop_timer (loop, 30, 1, say_timer, "30 msec"));
    printf ("timer: id %d\n", zloop_timer (loop, 10, 1, say_timer, "10 msec"));
    printf ("timer: id %d\n", zloop_timer (loop, 20, 1, say_timer, "20 msec"));
    printf ("timer: id %d\n", zloop_timer (loop, 0, 3, end_after_three, "three times"));
    printf ("timer: id %d\n", zloop_timer (loop, 3600000, 1, say_timer, "never"));
    //  Time runs from registration, also while the loop is not running.
    zclock_sleep (60);
    printf ("start: %d\n", zloop_start (loop));
    //  A timer that ran out is gone, and ids are not used again.
    printf ("timer: id %d\n", zloop_timer (loop, 0, 1, end_timer, "end"));
    printf ("start: %d\n", zloop_start (loop));
    zloop_destroy (&loop);
}

//  Without a handler that ends it sooner a timer fires in time order.
static int64_t fired_at [3];
static int fired_count;
static const char *fired [3];

static int
note_timer (zloop_t *loop, int timer_id, void *arg)
{
    (void) loop;
    (void) timer_id;
    check (fired_count < 3);
    fired_at [fired_count] = zclock_mono ();
    fired [fired_count++] = (const char *) arg;
    return streq ((const char *) arg, "last") ? -1 : 0;
}

static void
timers_in_time (void)
{
    //  A loop that comes so late that two are due at once has them fire as they were registered: it
    //  takes more time then.
    for (int delay = 100;; delay *= 2) {
        zloop_t *loop = zloop_new ();
        fired_count = 0;
        int64_t start = zclock_mono ();
        zloop_timer (loop, (size_t) (2 * delay), 1, note_timer, "last");
        zloop_timer (loop, (size_t) delay, 1, note_timer, "second");
        zloop_timer (loop, 0, 1, note_timer, "first");
        int rc = zloop_start (loop);
        zloop_destroy (&loop);
        bool late = false;
        for (int index = 0; index < fired_count; index++)
            late |= fired_at [index] >= start + (index + 1) * delay - 10;
        check (zclock_mono () - start >= 2 * delay - 1);
        if (late && delay < 10000)
            continue;
        for (int index = 0; index < fired_count; index++)
            printf ("timer: %s\n", fired [index]);
        printf ("start: %d\n", rc);
        return;
    }
}

//  Repeats that came too late are made up for, one in each pass.
static int
late_timer (zloop_t *loop, int timer_id, void *arg)
{
    line_t *line = (line_t *) arg;
    static int fires;
    printf ("timer %d: fire %d\n", timer_id, ++fires);
    if (fires == 1) {
        zloop_reader (loop, line->pull, read_one, "reader");
        zclock_sleep (400);
    }
    return fires == 4 ? -1 : 0;
}

static void
late_repeats (void)
{
    line_t line = line_new ("late-repeats");
    zloop_t *loop = zloop_new ();
    zloop_timer (loop, 100, 4, late_timer, &line);
    for (int count = 0; count < 5; count++)
        zstr_send (line.push, "message");
    printf ("start: %d\n", zloop_start (loop));
    zloop_destroy (&loop);
    line_destroy (&line);
}

//  -1 ends the pass over the timers, and counts as a fire; repeats left come later.
static void
timer_that_ends (void)
{
    zloop_t *loop = zloop_new ();
    zloop_timer (loop, 0, 2, end_timer, "two times");
    zloop_timer (loop, 0, 1, end_timer, "once");
    printf ("start: %d\n", zloop_start (loop));
    printf ("start: %d\n", zloop_start (loop));
    printf ("start: %d\n", zloop_start (loop));
    zloop_destroy (&loop);
}

//  A timer that is cancelled in good time does not fire. The result is always 0.
static int
cancel_timer (zloop_t *loop, int timer_id, void *arg)
{
    printf ("timer %d cancels: %d\n", timer_id, zloop_timer_end (loop, *(int *) arg));
    return 0;
}

static int
cancel_self (zloop_t *loop, int timer_id, void *arg)
{
    ++*(int *) arg;
    printf ("timer %d fires and cancels itself: %d\n", timer_id,
            zloop_timer_end (loop, timer_id));
    return 0;
}

static void
timer_end (void)
{
    zloop_t *loop = zloop_new ();
    int self_cancels = 0;
    zloop_timer (loop, 10, 0, cancel_self, &self_cancels);
    int later = zloop_timer (loop, 60000, 0, say_timer, "cancelled");
    zloop_timer (loop, 20, 1, cancel_timer, &later);
    int sooner = zloop_timer (loop, 60000, 0, say_timer, "cancelled before the start");
    printf ("cancel: %d\n", zloop_timer_end (loop, sooner));
    printf ("cancel again: %d\n", zloop_timer_end (loop, sooner));
    printf ("cancel what is not there: %d\n", zloop_timer_end (loop, 12345));
    zloop_timer (loop, 150, 1, end_timer, "end");
    printf ("start: %d\n", zloop_start (loop));
    printf ("self-cancelling timer fired %d time(s)\n", self_cancels);
    zloop_destroy (&loop);
}

//  The limit is compared with the number of timers there are, for equality.
static void
max_timers (void)
{
    log_capture ();
    zloop_t *loop = zloop_new ();
    zloop_set_max_timers (loop, 2);
    printf ("timer: %d\n", zloop_timer (loop, 60000, 1, say_timer, ""));
    printf ("timer: %d\n", zloop_timer (loop, 60000, 1, say_timer, ""));
    printf ("one too many: %d\n", zloop_timer (loop, 60000, 1, say_timer, ""));
    log_show ();
    zloop_set_max_timers (loop, 1);
    printf ("limit below what there is: %d\n", zloop_timer (loop, 60000, 1, say_timer, ""));
    zloop_set_max_timers (loop, 3);
    printf ("limit met again: %d\n", zloop_timer (loop, 60000, 1, say_timer, ""));
    log_show ();
    zloop_set_max_timers (loop, 0);
    printf ("no limit: %d\n", zloop_timer (loop, 60000, 1, say_timer, ""));
    log_show ();
    zloop_destroy (&loop);
    log_release ();
}

//  Tickets: each fires once, at the delay in force when it was made.
typedef struct {
    const char *name;
    int result;
    bool timer_follows;
} ticket_t;

static int
say_ticket (zloop_t *loop, int timer_id, void *arg)
{
    ticket_t *ticket = (ticket_t *) arg;
    printf ("ticket %s, timer id %d\n", ticket->name, timer_id);
    if (ticket->timer_follows)
        zloop_timer (loop, 1, 1, end_timer, "end");
    return ticket->result;
}

static void
tickets (void)
{
    zloop_t *loop = zloop_new ();
    ticket_t one = { .name = "one" }, two = { .name = "two" }, three = { .name = "three" };
    ticket_t end = { .name = "end", .result = -1 };
    zloop_set_ticket_delay (loop, 20);
    void *first = zloop_ticket (loop, say_ticket, &one);
    void *second = zloop_ticket (loop, say_ticket, &two);
    void *third = zloop_ticket (loop, say_ticket, &three);
    check (first && second && third);
    check (*(uint32_t *) first == 0xCAFE0007);
    zloop_ticket_reset (loop, first);
    zloop_ticket_delete (loop, third);
    zloop_ticket (loop, say_ticket, &end);
    printf ("start: %d\n", zloop_start (loop));

    //  A ticket whose handler returned -1 is there for the next start.
    end.name = "end, again";
    printf ("start: %d\n", zloop_start (loop));
    end.name = "end, for the last time";
    end.result = 0;
    end.timer_follows = true;
    printf ("start: %d\n", zloop_start (loop));
    zloop_timer (loop, 100, 1, end_timer, "end");
    printf ("start: %d\n", zloop_start (loop));
    zloop_destroy (&loop);
}

//  Only the oldest ticket is looked at: a short one behind a long one waits for it.
static void
tickets_of_two_delays (void)
{
    zloop_t *loop = zloop_new ();
    ticket_t slow = { .name = "made with 150 msec" };
    ticket_t fast = { .name = "made with 1 msec", .result = -1 };
    int64_t start = zclock_mono ();
    zloop_set_ticket_delay (loop, 150);
    zloop_ticket (loop, say_ticket, &slow);
    zloop_set_ticket_delay (loop, 1);
    zloop_ticket (loop, say_ticket, &fast);
    zloop_timer (loop, 80, 1, say_timer, "80 msec");
    printf ("start: %d\n", zloop_start (loop));
    check (zclock_mono () - start >= 149);
    zloop_destroy (&loop);

    //  A reset gives the ticket its own delay again.
    loop = zloop_new ();
    slow = (ticket_t) { .name = "reset", .result = -1 };
    zloop_set_ticket_delay (loop, 100);
    void *ticket = zloop_ticket (loop, say_ticket, &slow);
    zloop_set_ticket_delay (loop, 60000);
    zclock_sleep (120);
    start = zclock_mono ();
    zloop_ticket_reset (loop, ticket);
    printf ("start: %d\n", zloop_start (loop));
    check (zclock_mono () - start >= 99);
    zloop_destroy (&loop);
}

//  A ticket that an earlier one of the same pass deletes does not fire. Tickets fire
//  after timers, also when one of those has just ended the loop; sockets do not.
static void *doomed;

static int
deleting_ticket (zloop_t *loop, int timer_id, void *arg)
{
    say_ticket (loop, timer_id, arg);
    zloop_ticket_delete (loop, doomed);
    return 0;
}

static void
tickets_in_one_pass (void)
{
    line_t line = line_new ("tickets");
    zloop_t *loop = zloop_new ();
    ticket_t one = { .name = "that deletes the next" }, two = { .name = "deleted" };
    ticket_t three = { .name = "last" };
    zloop_reader (loop, line.pull, read_one, "reader");
    zstr_send (line.push, "end");
    zloop_set_ticket_delay (loop, 1);
    zloop_ticket (loop, deleting_ticket, &one);
    doomed = zloop_ticket (loop, say_ticket, &two);
    zloop_ticket (loop, say_ticket, &three);
    zloop_timer (loop, 0, 1, end_timer, "end");
    zclock_sleep (10);
    printf ("start: %d\n", zloop_start (loop));
    printf ("start: %d\n", zloop_start (loop));
    zloop_destroy (&loop);
    line_destroy (&line);
}

//  How zsys_interrupted ends a loop, or does not.
static int
interrupting_timer (zloop_t *loop, int timer_id, void *arg)
{
    zsys_interrupted = 1;
    return say_timer (loop, timer_id, arg);
}

static void
interrupt_and_send (void *push)
{
    zsys_interrupted = 1;
    zstr_send (push, "after the interrupt");
}

static void
interrupted (void)
{
    line_t line = line_new ("interrupted");
    zloop_t *loop = zloop_new ();
    zloop_reader (loop, line.pull, read_one, "reader");
    zloop_timer (loop, 0, 1, say_timer, "due");

    zsys_interrupted = 1;
    printf ("interrupted before the start: %d\n", zloop_start (loop));
    zsys_interrupted = 0;

    //  Whoever is due in the pass in which a handler sets the flag is still served.
    zloop_timer (loop, 0, 1, interrupting_timer, "interrupts");
    zloop_timer (loop, 0, 1, say_timer, "after the one that interrupts");
    zstr_send (line.push, "one");
    zstr_send (line.push, "two");
    printf ("interrupted by a handler: %d\n", zloop_start (loop));
    zsys_interrupted = 0;

    //  Set while the loop polls, it ends the loop before anybody is served.
    zloop_timer (loop, 0, 1, say_timer, "first");
    pthread_t thread = when_blocked (interrupt_and_send, line.push);
    printf ("interrupted in the poll: %d\n", zloop_start (loop));
    pthread_join (thread, NULL);

    //  A nonstop loop does not look at it.
    zstr_send (line.push, "end");
    zloop_set_nonstop (loop, true);
    printf ("nonstop: %d\n", zloop_start (loop));
    zloop_set_nonstop (loop, false);
    printf ("nonstop taken back: %d\n", zloop_start (loop));
    zsys_interrupted = 0;
    zloop_destroy (&loop);
    line_destroy (&line);
}

static void
end_context (void *context)
{
    zmq_ctx_term (context);
}

//  SIGINT and the end of a socket's context end a loop with 0.
static void
ended_by_poll (void)
{
    line_t line = line_new ("sigint");
    zloop_t *loop = zloop_new ();
    zloop_reader (loop, line.pull, read_one, "reader");
    pthread_t thread = signal_when_blocked (SIGINT);
    printf ("SIGINT: %d\n", zloop_start (loop));
    pthread_join (thread, NULL);
    printf ("flags %d %d\n", zsys_interrupted, zctx_interrupted);
    zsys_interrupted = zctx_interrupted = 0;
    zstr_send (line.push, "end");
    printf ("start: %d\n", zloop_start (loop));
    zloop_destroy (&loop);
    line_destroy (&line);

    void *context = zmq_ctx_new ();
    void *raw = zmq_socket (context, ZMQ_PULL);
    loop = zloop_new ();
    zloop_set_nonstop (loop, true);
    zmq_pollitem_t item = { raw, 0, ZMQ_POLLIN, 0 };
    zloop_poller (loop, &item, read_poller, "raw");
    thread = when_blocked (end_context, context);
    printf ("context ended: %d\n", zloop_start (loop));
    zloop_destroy (&loop);
    zmq_close (raw);
    pthread_join (thread, NULL);
}

//  The lines of a verbose loop. Descriptors are put at fixed numbers, and whatever
//  takes time takes none or an hour.
static int
read_quietly (zloop_t *loop, zsock_t *reader, void *arg)
{
    (void) loop;
    (void) arg;
    zmsg_t *msg = zmsg_recv (reader);
    zmsg_destroy (&msg);
    return 0;
}

static int
poll_quietly (zloop_t *loop, zmq_pollitem_t *item, void *arg)
{
    (void) loop;
    (void) arg;
    if (item->socket) {
        zmq_recv (item->socket, NULL, 0, ZMQ_DONTWAIT);
        return -1;
    }
    char data;
    return read (item->fd, &data, 1) == 1 ? 0 : -1;
}

static int
end_at_third_fire (zloop_t *loop, int timer_id, void *arg)
{
    (void) loop;
    (void) timer_id;
    return ++*(int *) arg == 3 ? -1 : 0;
}

static void
verbose_lines (void)
{
    line_t line = line_new ("verbose"), other = line_new ("verbose-raw");
    int fds [2];
    check (pipe (fds) == 0);
    check (dup2 (fds [0], 200) == 200);
    close (fds [0]);
    zloop_t *loop = zloop_new ();
    log_capture ();
    zloop_set_verbose (loop, true);

    zmq_pollitem_t fd = { NULL, 200, ZMQ_POLLIN, 0 };
    zmq_pollitem_t raw = { zsock_resolve (other.pull), 0, ZMQ_POLLIN, 0 };
    zloop_reader (loop, line.pull, read_quietly, NULL);
    zloop_reader (loop, line.push, read_quietly, NULL);
    zloop_poller (loop, &fd, poll_quietly, NULL);
    zloop_poller (loop, &raw, poll_quietly, NULL);
    int timer = zloop_timer (loop, 0, 2, count_timer, &(int) { 0 });
    puts ("registered:");
    log_show ();

    int fires = 0;
    zloop_set_ticket_delay (loop, 1);
    zloop_ticket (loop, count_timer, &fires);
    void *ticket = zloop_ticket (loop, count_timer, &fires);
    zloop_ticket_reset (loop, ticket);
    zclock_sleep (10);
    zstr_send (line.push, "message");
    check (write (fds [1], "!", 1) == 1);
    zstr_send (other.push, "message");
    printf ("start: %d\n", zloop_start (loop));
    log_show ();
    check (fires == 2);

    zstr_send (other.push, "message");
    printf ("start: %d\n", zloop_start (loop));
    log_show ();
    zstr_send (other.push, "message");
    printf ("start, timer used up: %d\n", zloop_start (loop));
    log_show ();

    zloop_timer_end (loop, timer);
    timer = zloop_timer (loop, 60000, 1, count_timer, &fires);
    zloop_timer_end (loop, timer);
    zloop_reader_end (loop, line.push);
    zloop_reader_end (loop, line.push);
    zloop_poller_end (loop, &fd);
    zloop_poller_end (loop, &raw);
    puts ("cancelled:");
    log_show ();

    zsys_interrupted = 1;
    printf ("interrupted: %d\n", zloop_start (loop));
    log_show ();
    zsys_interrupted = 0;
    pthread_t thread = signal_when_blocked (SIGINT);
    printf ("SIGINT: %d\n", zloop_start (loop));
    pthread_join (thread, NULL);
    log_show ();
    zsys_interrupted = zctx_interrupted = 0;

    thread = when_blocked (interrupt_and_send, line.push);
    printf ("interrupted in the poll: %d\n", zloop_start (loop));
    pthread_join (thread, NULL);
    log_show ();
    zsys_interrupted = 0;
    zloop_reader_end (loop, line.pull);

    //  A descriptor that hung up: the warning ends with a text of errno, whichever it is.
    log_cut = "zloop: can't poll FD socket ((nil), 200): ";
    close (fds [1]);
    zloop_poller (loop, &fd, hang_up_poller, &(int) { 2 });
    zloop_timer (loop, 0, 0, end_at_third_fire, &(int) { 0 });
    hang_up_calls = 0;
    printf ("hung up: %d\n", zloop_start (loop));
    log_show ();
    zloop_destroy (&loop);
    log_show ();

    log_release ();
    log_cut = NULL;
    close (200);
    line_destroy (&line);
    line_destroy (&other);
}
//  The memory of a timer that cancels itself is left alone afterwards, in a later start
//  too: blocks of every size it may have had are taken at once, and must keep their filling.
typedef struct {
    unsigned char *blocks [64];
} filled_t;

static int
cancel_and_fill (zloop_t *loop, int timer_id, void *arg)
{
    filled_t *filled = (filled_t *) arg;
    zloop_timer_end (loop, timer_id);
    for (int index = 0; index < 64; index++) {
        filled->blocks [index] = (unsigned char *) malloc ((size_t) index / 4 * 8 + 16);
        memset (filled->blocks [index], 0x5A, (size_t) index / 4 * 8 + 16);
    }
    return 0;
}

static void
defect_L1 (void)
{
    zloop_t *loop = zloop_new ();
    zloop_timer (loop, 0, 1, end_loop, NULL);
    check (zloop_start (loop) == -1);
    filled_t filled = { { NULL } };
    zloop_timer (loop, 0, 3, cancel_and_fill, &filled);
    zloop_timer (loop, 50, 1, end_loop, NULL);
    check (zloop_start (loop) == -1);
    for (int index = 0; index < 64; index++) {
        check (filled.blocks [index]);
        for (int byte_nbr = 0; byte_nbr < index / 4 * 8 + 16; byte_nbr++)
            check (filled.blocks [index][byte_nbr] == 0x5A);
        free (filled.blocks [index]);
    }
    zloop_destroy (&loop);
}

//  Reads until a text that starts with "end", in silence.
static int
read_to_end (zloop_t *loop, zsock_t *reader, void *arg)
{
    (void) loop;
    ++*(int *) arg;
    char *text = zstr_recv (reader);
    int rc = strncmp (text, "end", 3) == 0 ? -1 : 0;
    zstr_free (&text);
    return rc;
}

static int signal_to_send;

static void
signal_then_send (void *args)
{
    void **argv = (void **) args;
    pthread_kill (*(pthread_t *) argv [0], signal_to_send);
    wait_until_blocked (*(pid_t *) argv [1]);
    zstr_send (argv [2], "end");
}

//  Runs a loop that gets a signal first and a message then: it must read the message.
static void
loop_through_signal (int signal, bool nonstop)
{
    struct sigaction action = { .sa_handler = ignore_signal }, before;
    check (sigaction (SIGUSR1, &action, &before) == 0);
    line_t line = line_new (nonstop ? "signal-nonstop" : "signal");
    zloop_t *loop = zloop_new ();
    zloop_set_nonstop (loop, nonstop);
    int calls = 0;
    zloop_reader (loop, line.pull, read_to_end, &calls);
    pid_t thread_id = (pid_t) syscall (SYS_gettid);
    pthread_t self = pthread_self ();
    void *argv [] = { &self, &thread_id, line.push };
    signal_to_send = signal;
    pthread_t thread = when_blocked (signal_then_send, argv);
    int rc = zloop_start (loop);
    pthread_join (thread, NULL);
    check (rc == -1 && calls == 1);
    zloop_destroy (&loop);
    line_destroy (&line);
    sigaction (SIGUSR1, &before, NULL);
    zsys_interrupted = zctx_interrupted = 0;
}

//  A nonstop loop goes on after SIGINT.
static void
defect_L2 (void)
{
    loop_through_signal (SIGINT, true);
}

//  A signal that means nothing to the library does not end a loop.
static void
defect_L3 (void)
{
    loop_through_signal (SIGUSR1, false);
}

//  SIGINT ends a loop that is the first thing a process makes. This needs a process in
//  which nothing was made yet: the program runs itself.
static int
raise_sigint (zloop_t *loop, int timer_id, void *arg)
{
    (void) loop;
    (void) timer_id;
    (void) arg;
    raise (SIGINT);
    return 0;
}

static int
loop_first_of_all (void)
{
    zloop_t *loop = zloop_new ();
    zloop_timer (loop, 0, 1, raise_sigint, NULL);
    int rc = zloop_start (loop);
    zloop_destroy (&loop);
    return rc == 0 ? 0 : 1;
}

static void
run_loop_first_of_all (void)
{
    execl (this_program (), "zloop", "--loop-first-of-all", NULL);
    check (!"executed");
}

static void
defect_L4 (void)
{
    check (in_child (run_loop_first_of_all) == 0);
}

//  A timer that was cancelled never fires, whenever that was.
static int
cancel_quietly (zloop_t *loop, int timer_id, void *arg)
{
    (void) timer_id;
    zloop_timer_end (loop, *(int *) arg);
    return 0;
}

typedef struct {
    int calls;
    zsock_t *sock;
} self_cancel_t;

static int
cancel_self_and_add (zloop_t *loop, int timer_id, void *arg)
{
    self_cancel_t *state = (self_cancel_t *) arg;
    state->calls++;
    zloop_timer_end (loop, timer_id);
    zloop_reader (loop, state->sock, read_to_end, &(int) { 0 });
    return 0;
}

static void
defect_L5 (void)
{
    //  By an earlier timer of the same pass.
    int calls = 0, doomed_id;
    zloop_t *loop = zloop_new ();
    zloop_timer (loop, 0, 1, cancel_quietly, &doomed_id);
    doomed_id = zloop_timer (loop, 0, 1, count_timer, &calls);
    zloop_timer (loop, 50, 1, end_loop, NULL);
    check (zloop_start (loop) == -1);
    check (calls == 0);
    zloop_destroy (&loop);

    //  Before the start.
    loop = zloop_new ();
    doomed_id = zloop_timer (loop, 0, 1, count_timer, &calls);
    zloop_timer_end (loop, doomed_id);
    zloop_timer (loop, 50, 1, end_loop, NULL);
    check (zloop_start (loop) == -1);
    check (calls == 0);
    zloop_destroy (&loop);

    //  By itself, in a pass that changes the set.
    line_t line = line_new ("cancelled");
    self_cancel_t state = { 0, line.pull };
    loop = zloop_new ();
    zloop_timer (loop, 0, 0, cancel_self_and_add, &state);
    zloop_timer (loop, 50, 1, end_loop, NULL);
    check (zloop_start (loop) == -1);
    check (state.calls == 1);
    zloop_destroy (&loop);
    line_destroy (&line);
}

//  To end a poller for descriptor 0 leaves pollers for sockets alone.
static int
count_poller (zloop_t *loop, zmq_pollitem_t *item, void *arg)
{
    (void) loop;
    ++*(int *) arg;
    char data [16];
    zmq_recv (item->socket, data, sizeof data, ZMQ_DONTWAIT);
    return -1;
}

static void
defect_L6 (void)
{
    line_t line = line_new ("fd-0");
    zloop_t *loop = zloop_new ();
    int calls = 0;
    zmq_pollitem_t socket_item = { zsock_resolve (line.pull), 0, ZMQ_POLLIN, 0 };
    zmq_pollitem_t descriptor_0 = { NULL, 0, ZMQ_POLLIN, 0 };
    zloop_poller (loop, &socket_item, count_poller, &calls);
    zloop_poller_end (loop, &descriptor_0);
    zstr_send (line.push, "message");
    zloop_timer (loop, 20000, 1, end_loop, NULL);
    check (zloop_start (loop) == -1);
    check (calls == 1);
    zloop_destroy (&loop);
    line_destroy (&line);
}

//  A reader or poller without a handler is refused, and the loop works on.
static void
no_handler (void)
{
    line_t line = line_new ("no-handler");
    zloop_t *loop = zloop_new ();
    zmq_pollitem_t item = { zsock_resolve (line.pull), 0, ZMQ_POLLIN, 0 };
    errno = 0;
    check (zloop_reader (loop, line.pull, NULL, NULL) == -1 && errno == EINVAL);
    errno = 0;
    check (zloop_poller (loop, &item, NULL, NULL) == -1 && errno == EINVAL);
    zstr_send (line.push, "message");
    zloop_timer (loop, 50, 1, end_loop, NULL);
    check (zloop_start (loop) == -1);
    zloop_destroy (&loop);
    line_destroy (&line);
}

static void
defect_L7 (void)
{
    check (in_child (no_handler) == 0);
}

//  A socket that was destroyed while registered does not end the loop in silence: the
//  loop goes on, or else the log says why not.
static int
destroy_reader (zloop_t *loop, int timer_id, void *arg)
{
    (void) loop;
    (void) timer_id;
    zsock_destroy ((zsock_t **) arg);
    return 0;
}

static void
defect_L8 (void)
{
    line_t line = line_new ("destroyed");
    log_capture ();
    zloop_t *loop = zloop_new ();
    zloop_reader (loop, line.pull, read_one, "nobody");
    zloop_timer (loop, 0, 1, destroy_reader, &line.pull);
    zloop_timer (loop, 50, 1, end_loop, NULL);
    int rc = zloop_start (loop);
    bool logged = lseek (fileno (log_file_), 0, SEEK_END) > 0;
    log_release ();
    check (rc == -1 || logged);
    zloop_destroy (&loop);
    line_destroy (&line);
}

//  A ticket that has fired is gone: to delete or reset it does nothing.
static void
ticket_after_its_end (void)
{
    zloop_t *loop = zloop_new ();
    int calls = 0;
    zloop_set_ticket_delay (loop, 1);
    void *deleted = zloop_ticket (loop, count_timer, &calls);
    void *reset = zloop_ticket (loop, count_timer, &calls);
    zloop_timer (loop, 50, 1, end_loop, NULL);
    check (zloop_start (loop) == -1);
    check (calls == 2);
    zloop_ticket_delete (loop, deleted);
    zloop_ticket_reset (loop, reset);
    zloop_timer (loop, 50, 1, end_loop, NULL);
    check (zloop_start (loop) == -1);
    check (calls == 2);
    zloop_destroy (&loop);
}

static void
defect_L9 (void)
{
    check (in_child (ticket_after_its_end) == 0);
}

//  A poller in error is given up at its second error, also if the set changes meanwhile.
static int
change_set (zloop_t *loop, zmq_pollitem_t *item, void *arg)
{
    (void) item;
    static int calls;
    zloop_reader_end (loop, (zsock_t *) arg);
    zloop_reader (loop, (zsock_t *) arg, read_to_end, &(int) { 0 });
    return ++calls == 1000 ? -1 : 0;
}

static int
succeed (zloop_t *loop, int timer_id, void *arg)
{
    *(bool *) arg = true;
    return end_loop (loop, timer_id, arg);
}

static void
defect_L10 (void)
{
    line_t line = line_new ("errors");
    int fds [2];
    check (pipe (fds) == 0);
    close (fds [1]);
    zloop_t *loop = zloop_new ();
    zmq_pollitem_t item = { NULL, fds [0], ZMQ_POLLIN, 0 };
    zloop_poller (loop, &item, change_set, line.pull);
    bool quiet = false;
    zloop_timer (loop, 5000, 1, succeed, &quiet);
    check (zloop_start (loop) == -1);
    check (quiet);
    zloop_destroy (&loop);
    close (fds [0]);
    line_destroy (&line);
}

//  An item whose socket is no socket is refused, and the loop works on.
static void
defect_L11 (void)
{
    static long no_socket [512];
    line_t line = line_new ("no-socket");
    zloop_t *loop = zloop_new ();
    zmq_pollitem_t item = { no_socket, 0, ZMQ_POLLIN, 0 };
    int calls = 0;
    check (zloop_poller (loop, &item, count_poller, &calls) == -1);
    zloop_reader (loop, line.pull, read_to_end, &calls);
    zstr_send (line.push, "end");
    check (zloop_start (loop) == -1);
    check (calls == 1);
    zloop_destroy (&loop);
    line_destroy (&line);
}

static void
contract_breaches (void)
{
    zloop_t *loop = zloop_new ();
    zsock_t *sock = zsock_new (ZMQ_PULL);
    zmq_pollitem_t item = { zsock_resolve (sock), 0, ZMQ_POLLIN, 0 };
    check_aborts ("zloop_destroy", zloop_destroy (NULL));
    check_aborts ("zloop_reader", zloop_reader (NULL, sock, read_one, NULL));
    check_aborts ("zloop_reader", zloop_reader (loop, NULL, read_one, NULL));
    check_aborts ("zloop_reader_end", zloop_reader_end (loop, NULL));
    check_aborts ("zloop_reader_set_tolerant", zloop_reader_set_tolerant (NULL, sock));
    check_aborts ("zloop_poller", zloop_poller (NULL, &item, read_poller, NULL));
    check_aborts ("zloop_poller_end", zloop_poller_end (NULL, &item));
    check_aborts ("zloop_poller_set_tolerant", zloop_poller_set_tolerant (NULL, &item));
    check_aborts ("zloop_timer", zloop_timer (NULL, 0, 1, end_loop, NULL));
    check_aborts ("zloop_timer_end", zloop_timer_end (NULL, 1));
    check_aborts ("zloop_set_max_timers", zloop_set_max_timers (NULL, 1));
    check_aborts ("zloop_set_verbose", zloop_set_verbose (NULL, true));
    check_aborts ("zloop_start", zloop_start (NULL));
    //  A ticket needs a delay.
    check_aborts ("zloop_ticket", zloop_ticket (loop, end_loop, NULL));
    zloop_set_ticket_delay (loop, 10);
    check_aborts ("zloop_ticket_reset", zloop_ticket_reset (loop, sock));
    check_aborts ("zloop_ticket_delete", zloop_ticket_delete (loop, sock));
    zsock_destroy (&sock);
    zloop_destroy (&loop);
    puts ("breaches abort");
}

static int
add_timer (zloop_t *loop, int timer_id, void *arg)
{
    (void) timer_id;
    return zloop_timer (loop, 3600000, 1, add_timer, arg) > 0 ? 0 : -1;
}

static int
read_and_end (zloop_t *loop, zsock_t *reader, void *arg)
{
    (void) loop;
    (void) arg;
    char *text = zstr_recv (reader);
    check_streq (text, "heard");
    zstr_free (&text);
    return -1;
}

static void
serve_beside_timers (void)
{
    zsock_t *out = zsock_new_push ("@inproc://zloop.beside");
    zsock_t *in = zsock_new_pull (">inproc://zloop.beside");
    zstr_send (out, "heard");
    zloop_t *loop = zloop_new ();
    check (zloop_timer (loop, 0, 0, add_timer, NULL) > 0);
    check (zloop_reader (loop, in, read_and_end, NULL) == 0);
    check (zloop_start (loop) == -1);
    zloop_destroy (&loop);
    zsock_destroy (&in);
    zsock_destroy (&out);
}

//  A timer that adds timers whenever it fires leaves sockets their turn.
static void
defect_timer_of_timer (void)
{
    check (in_child (serve_beside_timers) == 0);
}

int
main (int argc, char *argv [])
{
    if (argc == 2 && streq (argv [1], "--loop-first-of-all"))
        return loop_first_of_all ();
    test_begin (argc, argv);
    CASE (new_and_destroy ());
    CASE (handler_results ());
    CASE (order_of_service ());
    CASE (one_socket_twice ());
    CASE (readers_by_cast ());
    CASE (set_changed_in_pass ());
    CASE (set_changed_by_timer ());
    CASE (poller_end ());
    CASE (output_poller ());
    CASE (hang_up ());
    CASE (order_of_timers ());
    CASE (timers_in_time ());
    CASE (late_repeats ());
    CASE (timer_that_ends ());
    CASE (timer_end ());
    CASE (max_timers ());
    CASE (tickets ());
    CASE (tickets_of_two_delays ());
    CASE (tickets_in_one_pass ());
    CASE (interrupted ());
    CASE (ended_by_poll ());
    CASE (verbose_lines ());
    CASE (contract_breaches ());
    DEFECT (L1);
    DEFECT (L2);
    DEFECT (L3);
    DEFECT (L4);
    DEFECT (L5);
    DEFECT (L6);
    DEFECT (L7);
    DEFECT (L8);
    DEFECT (L9);
    DEFECT (L10);
    DEFECT (L11);
    DEFECT (timer_of_timer);
    CASE (zloop_test (false));
    return test_end ();
}
