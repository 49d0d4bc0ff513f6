//  ours alone: Debian's library has no DRAFT classes
//
//  Walks ztimerset: when timers fire, in which order, and what their handlers may do.

#define CZMQ_BUILD_DRAFT_API
#include "observe.h"

static ztimerset_t *set;
static char fired [32];

static void
note (int timer_id, void *arg)
{
    check (timer_id > 0);
    strcat (fired, (const char *) arg);
}

static void
check_fired (const char *expected)
{
    fired [0] = 0;
    check (ztimerset_execute (set) == 0);
    check_streq (fired, expected);
}

static void
nothing (void)
{
    check (ztimerset_timeout (set) == -1);
    check_fired ("");
    for (int id = -1; id < 3; id++) {
        errno = 0;
        check (ztimerset_cancel (set, id) == -1 && errno == EINVAL);
        check (ztimerset_reset (set, id) == -1);
        check (ztimerset_set_interval (set, id, 1) == -1);
    }
    errno = 0;
    check (ztimerset_add (set, 1, NULL, NULL) == -1 && errno == EINVAL);
}

//  In the order in which they became due; each once, however late.
static void
order (void)
{
    int late = ztimerset_add (set, 2200, note, "late ");
    int early = ztimerset_add (set, 2000, note, "early ");
    int now = ztimerset_add (set, 0, note, "now ");
    int never = ztimerset_add (set, 3600000, note, "never ");
    check (late > 0 && early > late && now > early && never > now);
    check (ztimerset_timeout (set) == 0);
    check_fired ("now ");
    check (ztimerset_cancel (set, now) == 0);
    int timeout = ztimerset_timeout (set);
    check (timeout >= 0 && timeout <= 2000);
    zclock_sleep (2400);
    check (ztimerset_timeout (set) == 0);
    check_fired ("early late ");
    check (ztimerset_timeout (set) > 0);
    check (ztimerset_cancel (set, early) == 0 && ztimerset_cancel (set, late) == 0);
    timeout = ztimerset_timeout (set);
    check (timeout > 3000000 && timeout <= 3600000);
    check (ztimerset_cancel (set, never) == 0);
    check (ztimerset_cancel (set, never) == -1);
    check (ztimerset_timeout (set) == -1);
}

static void
other_intervals (void)
{
    int timer = ztimerset_add (set, 0, note, "timer ");
    check (ztimerset_set_interval (set, timer, 3600000) == 0);
    check_fired ("");
    check (ztimerset_timeout (set) > 3500000);
    check (ztimerset_set_interval (set, timer, 0) == 0);
    check_fired ("timer ");
    check_fired ("timer ");
    check (ztimerset_set_interval (set, timer, 30) == 0);
    zclock_sleep (60);
    //  It is late, and begins anew; this program may be late again before it looks.
    int left = 0;
    for (int tries = 0; tries < 1000 && left == 0; tries++) {
        check (ztimerset_reset (set, timer) == 0);
        left = ztimerset_timeout (set);
    }
    check (left > 0);
    check (ztimerset_cancel (set, timer) == 0);
    //  As late as can be
    timer = ztimerset_add (set, SIZE_MAX, note, "timer ");
    check (ztimerset_timeout (set) == INT_MAX);
    check (ztimerset_cancel (set, timer) == 0);
}

static int other;

static void
cancel_both (int timer_id, void *arg)
{
    note (timer_id, arg);
    check (ztimerset_cancel (set, timer_id) == 0);
    check (ztimerset_cancel (set, other) == 0);
    check (ztimerset_add (set, 0, note, "new ") > 0);
    check (ztimerset_timeout (set) == 0);
}

static void
handlers_change_the_set (void)
{
    ztimerset_add (set, 0, cancel_both, "cancel ");
    other = ztimerset_add (set, 0, note, "other ");
    check_fired ("cancel ");
    check_fired ("new ");
}

static void
breaches (void)
{
    check_aborts ("ztimerset_add", ztimerset_add (NULL, 1, note, NULL));
    check_aborts ("ztimerset_execute", ztimerset_execute (NULL));
}

static void
with_a_set (void (*body) (void))
{
    set = ztimerset_new ();
    check (set);
    body ();
    ztimerset_destroy (&set);
    check (!set);
    ztimerset_destroy (&set);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (with_a_set (nothing));
    CASE (with_a_set (order));
    CASE (with_a_set (other_intervals));
    CASE (with_a_set (handlers_change_the_set));
    CASE (breaches ());
    CASE (ztimerset_test (false));
    return test_end ();
}
