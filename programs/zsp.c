//  zsp: a program that others start, to see how they get on with one: it writes, echoes, waits,
//  ends or crashes as it is told. docs/man/zsp.1 describes it.

#include <czmq.h>
#include <getopt.h>
#include <poll.h>

static const char usage [] =
    "Usage: zsp [OPTION...] [MESSAGE]\n"
    "Writes a message again and again, or what it reads, where the options say.\n"
    "MESSAGE is $ZSP_MESSAGE if it is not given, and else Lorem ipsum.\n"
    "\n"
    "  -i, --stdin      writes the lines of the standard input instead, and quits at its end\n"
    "  -o, --stdout     writes to the standard output\n"
    "  -e, --stderr     writes to the standard error\n"
    "  -a, --abrt       ends by SIGABRT\n"
    "  -q, --quit N     quits after N seconds; 0, or without this option: never\n"
    "  -v, --verbose    says on the standard error what it does\n"
    "  -h, --help       shows this\n"
    "\n"
    "Exit status: 0, 1 if an argument is wrong or something could not be read or written.\n";

enum { INTERVAL = 50 };     //  milliseconds from message to message

typedef struct {
    const char *message;
    bool to_stdout;
    bool to_stderr;
    bool verbose;
    bool failed;
    //  The line that is being read
    char *line;
    size_t size;
} zsp_t;

static bool
write_all (int handle, const char *text, size_t size)
{
    while (size) {
        ssize_t written = write (handle, text, size);
        if (written < 0 && errno == EINTR && !zsys_interrupted)
            continue;
        if (written < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            //  A pipe that is shared may be nonblocking.
            struct pollfd item = { handle, POLLOUT, 0 };
            if (poll (&item, 1, -1) > 0)
                continue;
        }
        if (written < 0)
            return false;
        text += written;
        size -= (size_t) written;
    }
    return true;
}

//  0, or -1 and that it failed is noted.
static int
output (zsp_t *self, const char *text, size_t size)
{
    if ((!self->to_stdout || write_all (STDOUT_FILENO, text, size))
        && (!self->to_stderr || write_all (STDERR_FILENO, text, size)))
        return 0;
    if (self->verbose)
        zsys_error ("zsp: cannot write: %s", strerror (errno));
    self->failed = true;
    return -1;
}

static int
output_message (zloop_t *loop, int timer_id, void *argument)
{
    (void) loop;
    (void) timer_id;
    zsp_t *self = (zsp_t *) argument;
    if (output (self, self->message, strlen (self->message)))
        return -1;
    return output (self, "\n", 1);
}

static int
quit (zloop_t *loop, int timer_id, void *argument)
{
    (void) loop;
    (void) timer_id;
    if (((zsp_t *) argument)->verbose)
        zsys_info ("zsp: the time is over");
    return -1;
}

//  Lines are written when they are whole; what has no end, at the end of the input.
static int
echo_input (zloop_t *loop, zmq_pollitem_t *item, void *argument)
{
    (void) loop;
    zsp_t *self = (zsp_t *) argument;
    char part [4096];
    ssize_t size = read (item->fd, part, sizeof part);
    if (size < 0) {
        if (errno == EINTR || errno == EAGAIN)
            return 0;
        zsys_error ("zsp: cannot read: %s", strerror (errno));
        self->failed = true;
        return -1;
    }
    if (size == 0) {
        if (self->verbose)
            zsys_info ("zsp: the input has ended");
        if (self->size)
            output (self, self->line, self->size);
        return -1;
    }
    char *line = (char *) realloc (self->line, self->size + (size_t) size);
    if (!line) {
        self->failed = true;
        return -1;
    }
    self->line = line;
    memcpy (line + self->size, part, (size_t) size);
    self->size += (size_t) size;
    size_t whole = (size_t) size;
    while (whole && part [whole - 1] != '\n')
        whole--;
    if (!whole)
        return 0;
    whole += self->size - (size_t) size;
    if (output (self, line, whole))
        return -1;
    self->size -= whole;
    memmove (line, line + whole, self->size);
    return 0;
}

int
main (int argc, char **argv)
{
    static const struct option options [] = {
        { "stdin", no_argument, NULL, 'i' },
        { "stdout", no_argument, NULL, 'o' },
        { "stderr", no_argument, NULL, 'e' },
        { "abrt", no_argument, NULL, 'a' },
        { "quit", required_argument, NULL, 'q' },
        { "verbose", no_argument, NULL, 'v' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 }
    };
    zsp_t self = { .message = getenv ("ZSP_MESSAGE") };
    bool from_stdin = false, crash = false;
    long seconds = 0;
    int option;
    while ((option = getopt_long (argc, argv, "ioeaq:vh", options, NULL)) != -1) {
        switch (option) {
            case 'i': from_stdin = true; break;
            case 'o': self.to_stdout = true; break;
            case 'e': self.to_stderr = true; break;
            case 'a': crash = true; break;
            case 'v': self.verbose = true; break;
            case 'h': fputs (usage, stdout); return 0;
            case 'q': {
                char *end;
                errno = 0;
                seconds = strtol (optarg, &end, 10);
                if (end != optarg && !*end && !errno && seconds >= 0 && seconds <= INT_MAX)
                    break;
                fprintf (stderr, "%s: not a number of seconds: %s\n", argv [0], optarg);
                return 1;
            }
            default: fputs (usage, stderr); return 1;
        }
    }
    if (argc - optind > 1) {
        fprintf (stderr, "%s: one message at most\n%s", argv [0], usage);
        return 1;
    }
    if (optind < argc)
        self.message = argv [optind];
    if (!self.message)
        self.message = "Lorem ipsum";

    //  What is closed would soon be something of the library's.
    if ((from_stdin && fcntl (STDIN_FILENO, F_GETFD) < 0)
        || (self.to_stdout && fcntl (STDOUT_FILENO, F_GETFD) < 0)
        || (self.to_stderr && fcntl (STDERR_FILENO, F_GETFD) < 0)) {
        fprintf (stderr, "%s: a standard stream that is to be used is closed\n", argv [0]);
        return 1;
    }
    //  The standard output may be what is looked at.
    zsys_set_logstream (stderr);
    zloop_t *loop = zloop_new ();
    if (!loop)
        return 1;
    if (self.verbose)
        zsys_info ("zsp: process %d begins", (int) getpid ());
    zmq_pollitem_t input = { NULL, STDIN_FILENO, ZMQ_POLLIN, 0 };
    if (from_stdin) {
        zloop_poller (loop, &input, echo_input, &self);
        //  An error, as that of a closed file, is for read to tell.
        zloop_poller_set_tolerant (loop, &input);
    }
    else
        zloop_timer (loop, INTERVAL, 0, output_message, &self);
    if (seconds)
        zloop_timer (loop, (size_t) seconds * 1000, 1, quit, &self);
    zloop_start (loop);
    zloop_destroy (&loop);
    free (self.line);
    if (self.verbose)
        zsys_info ("zsp: process %d ends", (int) getpid ());
    if (crash)
        abort ();
    return self.failed ? 1 : 0;
}
