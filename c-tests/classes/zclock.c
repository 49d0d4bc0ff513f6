//  Walks zclock: sleeping, the three clocks, the time as text, and the timed log line.

#include "test.h"
#include <sys/time.h>

static int64_t
libc_clock_usecs (clockid_t id)
{
    struct timespec now;
    check (clock_gettime (id, &now) == 0);
    return (int64_t) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

//  Each clock is read between two readings of the one it stands for, so the answer does
//  not hang on how long anything takes.

static void
clocks (void)
{
    int64_t before = libc_clock_usecs (CLOCK_MONOTONIC);
    int64_t usecs = zclock_usecs ();
    int64_t after = libc_clock_usecs (CLOCK_MONOTONIC);
    check (before <= usecs && usecs <= after);
    printf ("usecs is the monotonic clock in microseconds\n");

    before = libc_clock_usecs (CLOCK_MONOTONIC);
    int64_t mono = zclock_mono ();
    after = libc_clock_usecs (CLOCK_MONOTONIC);
    check (before / 1000 <= mono && mono <= after / 1000);
    printf ("mono is the monotonic clock in milliseconds\n");

    //  The wall clock may be set back between the readings: then try again.
    bool between = false;
    for (int i = 0; i < 10 && !between; i++) {
        before = libc_clock_usecs (CLOCK_REALTIME);
        int64_t time = zclock_time ();
        after = libc_clock_usecs (CLOCK_REALTIME);
        between = before / 1000 <= time && time <= after / 1000;
    }
    check (between);
    printf ("time is the wall clock in milliseconds\n");

    int64_t last = zclock_usecs ();
    for (int i = 0; i < 10000; i++) {
        int64_t now = zclock_usecs ();
        check (now >= last);
        last = now;
    }
    printf ("usecs never goes back\n");
}

//  A sleep is checked not to end early, never to end soon.

static void
sleeping (void)
{
    int64_t start = zclock_usecs ();
    zclock_sleep (30);
    check (zclock_usecs () - start >= 30000);
    printf ("sleep takes the time asked for\n");
    zclock_sleep (0);
    printf ("sleep of 0 returns\n");
    zclock_sleep (-1);
    zclock_sleep (-1000000);
    printf ("sleep of less than 0 returns\n");

    //  More than a second is split into seconds and a rest.
    start = zclock_usecs ();
    zclock_sleep (1020);
    check (zclock_usecs () - start >= 1020000);
    printf ("sleep of more than a second takes the time asked for\n");
}

static volatile sig_atomic_t alarms;

static void
on_alarm (int signal)
{
    (void) signal;
    alarms = 1;
}

//  Had the sleep been taken up again after the signal, it would last a day. The timer
//  repeats, so that one that fires early does no harm.

static void
interrupted_sleep (void)
{
    struct sigaction action = { .sa_handler = on_alarm }, before;
    sigaction (SIGALRM, &action, &before);
    struct itimerval every = { { 0, 20000 }, { 0, 20000 } }, never = { { 0, 0 }, { 0, 0 } };
    setitimer (ITIMER_REAL, &every, NULL);
    zclock_sleep (24 * 3600 * 1000);
    setitimer (ITIMER_REAL, &never, NULL);
    sigaction (SIGALRM, &before, NULL);
    printf ("sleep was cut short by a signal: %d\n", alarms == 1);
}

//  Local time of the moment in the given format.

static void
format_now (char *text, size_t size, const char *format)
{
    time_t now = time (NULL);
    struct tm local;
    check (localtime_r (&now, &local));
    check (strftime (text, size, format, &local) > 0);
}

//  True if timestr is the local time, to the second, of some moment during the call.

static bool
timestr_is_local_time (void)
{
    for (int i = 0; i < 10; i++) {
        char before [30], after [30];
        format_now (before, sizeof before, "%Y-%m-%d %H:%M:%S");
        char *timestr = zclock_timestr ();
        format_now (after, sizeof after, "%Y-%m-%d %H:%M:%S");
        bool equal = streq (timestr, before) || streq (timestr, after);
        free (timestr);
        if (equal)
            return true;
    }
    return false;
}

static void
time_as_text (void)
{
    char *timestr = zclock_timestr ();
    printf ("timestr, with its digits hidden: ");
    for (char *next = timestr; *next; next++)
        putchar (isdigit ((unsigned char) *next) ? '0' : *next);
    printf ("\n");
    char *other = zclock_timestr ();
    check (other != timestr);
    zstr_free (&other);
    zstr_free (&timestr);

    const char *zones [] = { "UTC0", "XST-5:45", "YST9:30" };
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        setenv ("TZ", zones [i], 1);
        tzset ();
        printf ("timestr is the local time in zone %s: %d\n", zones [i],
                timestr_is_local_time ());
    }
    unsetenv ("TZ");
    tzset ();
}

//  Standard output goes to a file while the line is written.

static FILE *
log_to_file (void (*log_lines) (void))
{
    FILE *file = tmpfile ();
    check (file);
    fflush (stdout);
    int saved = dup (STDOUT_FILENO);
    check (saved >= 0);
    check (dup2 (fileno (file), STDOUT_FILENO) >= 0);
    log_lines ();
    //  No flush here: zclock_log does so itself.
    check (dup2 (saved, STDOUT_FILENO) >= 0);
    close (saved);
    rewind (file);
    return file;
}

static void
some_lines (void)
{
    zclock_log ("plain text");
    zclock_log ("%s %d %05.2f %%", "formatted", -7, 3.14159);
    zclock_log ("%s", "%d is left alone in an argument");
    zclock_log ("%s", "");
    zclock_log ("two\nlines");
    zclock_log ("%2000s", "wide");
    const char *format = "a format that ends early: 100%";
    zclock_log (format);
    format = NULL;
    zclock_log (format);
}

static void
log_lines (void)
{
    FILE *file = log_to_file (some_lines);
    char line [3000];
    while (fgets (line, sizeof line, file)) {
        //  Digits of a date are hidden, the rest is shown.
        bool dated = strlen (line) >= 18 && line [2] == '-' && line [11] == ':';
        for (char *next = line; dated && next < line + 18; next++)
            if (isdigit ((unsigned char) *next))
                *next = '0';
        if (strlen (line) > 100)
            printf ("%.30s...(%zu characters)...%s", line, strlen (line),
                    line + strlen (line) - 10);
        else
            printf ("%s", line);
    }
    fclose (file);
}

static void
dated_line (void)
{
    zclock_log ("now");
}

static void
log_time (void)
{
    const char *zones [] = { "UTC0", "XST-5:45" };
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        setenv ("TZ", zones [i], 1);
        tzset ();
        bool equal = false;
        for (int j = 0; j < 10 && !equal; j++) {
            char before [40], after [40], line [100];
            format_now (before, sizeof before, "%y-%m-%d %H:%M:%S now\n");
            FILE *file = log_to_file (dated_line);
            format_now (after, sizeof after, "%y-%m-%d %H:%M:%S now\n");
            check (fgets (line, sizeof line, file));
            equal = streq (line, before) || streq (line, after);
            check (fgets (line, sizeof line, file) == NULL);
            fclose (file);
        }
        printf ("the log has the local time in zone %s: %d\n", zones [i], equal);
    }
    unsetenv ("TZ");
    tzset ();
}

//  The line goes to standard output whatever zsys has been told about logs.

static void
log_settings (void)
{
    FILE *other = tmpfile ();
    check (other);
    zsys_set_logident ("identity");
    zsys_set_logstream (other);
    FILE *file = log_to_file (dated_line);
    zsys_set_logstream (NULL);
    FILE *file_again = log_to_file (dated_line);
    zsys_set_logstream (stdout);
    zsys_set_logident ("");
    char line [100];
    check (fgets (line, sizeof line, file));
    printf ("with a log stream: %s", line + strlen (line) - 5);
    check (fgets (line, sizeof line, file_again));
    printf ("without a log stream: %s", line + strlen (line) - 5);
    printf ("bytes in the log stream: %ld\n", ftell (other));
    fclose (file_again);
    fclose (file);
    fclose (other);
}

//  The conversion to local time does not go through the libc's own static memory: what
//  the program has there stays.

static void
defect_local_time (void)
{
    time_t epoch = 86400;
    struct tm *ours = localtime (&epoch);
    struct tm before = *ours;
    char *timestr = zclock_timestr ();
    zstr_free (&timestr);
    check (memcmp (ours, &before, sizeof before) == 0);
    FILE *file = log_to_file (dated_line);
    fclose (file);
    check (memcmp (ours, &before, sizeof before) == 0);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (clocks ());
    CASE (sleeping ());
    CASE (interrupted_sleep ());
    CASE (time_as_text ());
    CASE (log_lines ());
    CASE (log_time ());
    CASE (log_settings ());
    CASE (zclock_test (false));
    DEFECT (local_time);
    return test_end ();
}
