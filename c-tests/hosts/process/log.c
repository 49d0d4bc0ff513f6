//  A busy host's log: 16 threads serve 500 requests each, and say five lines of each request. All
//  40000 lines arrive whole, wherever the host has them go.

#include "process.h"

enum { THREADS = 16, LINES = 5 };
static int requests = 500;

//  How often each line came
static int *seen;

static void
note_line (const char *line, size_t size)
{
    char copy [256];
    check (size < sizeof copy);
    memcpy (copy, line, size);
    copy [size] = 0;
    char level;
    int thread, request, nbr, width, used = 0;
    check (sscanf (copy, "%c: %*2d-%*2d-%*2d %*2d:%*2d:%*2d thread %d request %d line %d %d %n",
        &level, &thread, &request, &nbr, &width, &used) == 5 && used);
    check (thread >= 0 && thread < THREADS && request >= 0 && request < requests);
    check (nbr >= 0 && nbr < LINES && level == "EWNID" [nbr]);
    //  To its end
    check (strspn (copy + used, "x") == (size_t) width && size == (size_t) used + width);
    __atomic_add_fetch (&seen [(thread * requests + request) * LINES + nbr], 1, __ATOMIC_RELAXED);
}

static void *
serve (void *args)
{
    void (*const say [LINES]) (const char *, ...) = {
        zsys_error, zsys_warning, zsys_notice, zsys_info, zsys_debug
    };
    char padding [64];
    memset (padding, 'x', sizeof padding);
    int thread = (int) (intptr_t) args;
    for (int request = 0; request < requests; request++)
        for (int nbr = 0; nbr < LINES; nbr++) {
            int width = 1 + (thread * 7 + request * 3 + nbr) % 60;
            say [nbr] ("thread %d request %d line %d %d %.*s", thread, request, nbr, width, width, padding);
        }
    return NULL;
}

static void
serve_all (FILE *stream)
{
    //  Valgrind takes its time.
    if (getenv ("GUEST_ON_VALGRIND"))
        requests = 20;
    seen = (int *) calloc ((size_t) THREADS * requests * LINES, sizeof (int));
    check (seen);
    check (zsys_init ());
    zsys_set_logstream (stream);
    pthread_t threads [THREADS];
    for (int i = 0; i < THREADS; i++)
        check (pthread_create (&threads [i], NULL, serve, (void *) (intptr_t) i) == 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join (threads [i], NULL);
    zsys_set_logstream (NULL);
    zsys_shutdown ();
}

static void
all_came (void)
{
    for (int i = 0; i < THREADS * requests * LINES; i++)
        check (seen [i] == 1);
    free (seen);
}

static void
note_lines_of (FILE *file)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t size;
    while ((size = getline (&line, &room, file)) > 0) {
        check (line [size - 1] == '\n');
        note_line (line, (size_t) size - 1);
    }
    free (line);
}

static void
to_standard_error (void)
{
    FILE *file = tmpfile ();
    int real = dup (2);
    check (file && real >= 0);
    check (dup2 (fileno (file), 2) == 2);
    serve_all (stderr);
    check (dup2 (real, 2) == 2);
    rewind (file);
    note_lines_of (file);
    all_came ();
    fclose (file);
    close (real);
}

static void *
read_pipe (void *args)
{
    note_lines_of ((FILE *) args);
    return NULL;
}

//  Where the host has a thread that reads
static void
to_a_pipe (void)
{
    int ends [2];
    check (pipe (ends) == 0);
    FILE *reader = fdopen (ends [0], "r"), *writer = fdopen (ends [1], "w");
    check (reader && writer);
    pthread_t thread;
    check (pthread_create (&thread, NULL, read_pipe, reader) == 0);
    serve_all (writer);
    fclose (writer);
    pthread_join (thread, NULL);
    fclose (reader);
    all_came ();
}

//  Each write is one line, which the host need not look for.
static ssize_t
write_line (void *cookie, const char *text, size_t size)
{
    (void) cookie;
    check (size > 1 && memchr (text, '\n', size) == text + size - 1);
    note_line (text, size - 1);
    return (ssize_t) size;
}

static void
to_a_function (void)
{
    cookie_io_functions_t functions = { .write = write_line };
    FILE *stream = fopencookie (NULL, "w", functions);
    check (stream);
    check (setvbuf (stream, NULL, _IOFBF, 4096) == 0);
    serve_all (stream);
    fclose (stream);
    all_came ();
}

static const case_t cases [] = {
    { "to_standard_error", to_standard_error, 0, NULL },
    { "to_a_pipe", to_a_pipe, 0, NULL },
    { "to_a_function", to_a_function, 0, "may write two lines at once" },
    { NULL, NULL, 0, NULL }
};

int main (int argc, char **argv)
{
    return run_case (argc, argv, cases);
}
