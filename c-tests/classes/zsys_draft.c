//  ours alone: Debian's library has no DRAFT functions
//
//  Settings and texts of the process that are drafts.

#define CZMQ_BUILD_DRAFT_API
#include "folder.h"
#include "network.h"
#include <dirent.h>

static void
interrupts (void)
{
    zsys_init ();
    check (!zsys_is_interrupted ());
    zsys_set_interrupted ();
    check (zsys_is_interrupted () && zsys_interrupted == 1 && zctx_interrupted == 1);
    zsys_interrupted = 0;
    check (!zsys_is_interrupted ());
    int signals [] = { SIGINT, SIGTERM };
    for (int index = 0; index < 2; index++) {
        raise (signals [index]);
        check (zsys_is_interrupted ());
        zsys_interrupted = 0;
        zctx_interrupted = 0;
    }
}

static void
formatted (void)
{
    int hints [] = { INT_MIN, -1, 0, 1, 8, 9, 10, 1000 };
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
        char *text = zsys_sprintf_hint (hints [i], "%s %d %%", "hint", 42);
        check_streq (text, "hint 42 %");
        zstr_free (&text);
        text = zsys_sprintf_hint (hints [i], "%s", "");
        check_streq (text, "");
        zstr_free (&text);
        text = zsys_sprintf_hint (hints [i], "%1000s", "x");
        check (text && strlen (text) == 1000 && text [999] == 'x');
        zstr_free (&text);
    }
    check_aborts ("zsys_sprintf_hint", zsys_sprintf_hint (10, NULL));
}

typedef struct {
    const char *format, *text, *problem;
} template_t;

static void
templates (void)
{
    zhash_t *hash = zhash_new ();
    zhash_insert (hash, "KEY", "key");
    zhash_insert (hash, "VALUE", "%(KEY)s");
    zhash_insert (hash, "", "no name");
    template_t of_hash [] = {
        { "", "", NULL },
        { "plain", "plain", NULL },
        { "%(KEY)s=%(VALUE)s", "key=%(KEY)s", NULL },
        { "%%(KEY)s %%%(KEY)s%%", "%(KEY)s %key%", NULL },
        { "%()s", "no name", NULL },
        { "%(key)s", NULL, "Key 'key' not found in hash" },
        { "%(KEY)d", NULL, "KEY: arguments other than 's' are not implemented" },
        { "%(KEY)", NULL, "KEY: arguments other than 's' are not implemented" },
        { "%(KEY", NULL, "the name 'KEY' has no ')'" },
        { "%(", NULL, "the name '' has no ')'" },
        { "100%", NULL, "a '%' is followed by neither '(' nor '%'" },
        { "%s", NULL, "a '%' is followed by neither '(' nor '%'" },
    };
    for (size_t i = 0; i < sizeof of_hash / sizeof *of_hash; i++) {
        template_t *own = &of_hash [i];
        errno = 0;
        char *text = zsys_zprintf (own->format, hash);
        char *problem = zsys_zprintf_error (own->format, hash);
        if (own->text) {
            check_streq (text, own->text);
            check (!problem);
        }
        else {
            check (!text && errno == EINVAL);
            check_streq (problem, own->problem);
        }
        zstr_free (&text);
        zstr_free (&problem);
    }
    zhash_destroy (&hash);

    zconfig_t *root = zconfig_new ("root", NULL);
    zconfig_put (root, "server/port", "5670");
    zconfig_put (root, "name", "here");
    zconfig_new ("empty", root);
    char *text = zsys_zplprintf ("%(name)s:%(server/port)s", root);
    check_streq (text, "here:5670");
    zstr_free (&text);
    check (!zsys_zplprintf_error ("%(name)s:%(server/port)s", root));
    check (!zsys_zplprintf ("%(port)s", root));
    text = zsys_zplprintf_error ("%(port)s", root);
    check_streq (text, "Key 'port' not found in config");
    zstr_free (&text);
    check (!zsys_zplprintf ("%(empty)s", root));
    check (!zsys_zplprintf ("%(name)i", root));
    zconfig_destroy (&root);
    check_aborts ("zsys_zprintf", zsys_zprintf ("", NULL));
    check_aborts ("zsys_zplprintf_error", zsys_zplprintf_error (NULL, zconfig_new ("a", NULL)));
}

//  True if a thread of this process has a name that begins so.
static bool
thread_named (const char *prefix)
{
    bool found = false;
    DIR *tasks = opendir ("/proc/self/task");
    check (tasks);
    struct dirent *task;
    while ((task = readdir (tasks))) {
        char path [300], name [32] = "";
        snprintf (path, sizeof path, "/proc/self/task/%s/comm", task->d_name);
        FILE *file = fopen (path, "r");
        if (file) {
            if (fgets (name, sizeof name, file) && strncmp (name, prefix, strlen (prefix)) == 0)
                found = true;
            fclose (file);
        }
    }
    closedir (tasks);
    return found;
}

//  Has libzmq start its threads, and stop them.
static bool
names_threads (const char *prefix)
{
    zsock_t *sock = zsock_new (ZMQ_PUB);
    bool found = false;
    //  A thread has the name of its process until it has its own
    for (int tries = 0; tries < 6000 && !found; tries++) {
        found = thread_named (prefix);
        if (!found)
            zclock_sleep (10);
    }
    zsock_destroy (&sock);
    zsys_shutdown ();
    return found;
}

static void
thread_names (void)
{
    zsys_shutdown ();
    check_streq (zsys_thread_name_prefix_str (), "0");
    zsys_set_thread_name_prefix_str ("77");
    check_streq (zsys_thread_name_prefix_str (), "77");
    check (zsys_thread_name_prefix () == 77);
    check (names_threads ("77/ZMQbg"));

    check_streq (zsys_thread_name_prefix_str (), "0");
    zsys_set_thread_name_prefix (78);
    check_streq (zsys_thread_name_prefix_str (), "78");
    errno = 0;
    zsys_set_thread_name_prefix_str ("");
    check (errno == EINVAL);
    errno = 0;
    zsys_set_thread_name_prefix_str ("0123456789012345");
    check (errno == EINVAL);
    check_streq (zsys_thread_name_prefix_str (), "78");
    check (names_threads ("78/ZMQbg"));

    const char *texts [] = { "x", "abc", "four", "fifteen-letters", "07" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        errno = 0;
        zsys_set_thread_name_prefix_str (texts [i]);
        if (zmq_has ("draft")) {
            check_streq (zsys_thread_name_prefix_str (), texts [i]);
            check (names_threads (texts [i]));
        }
        else {
            check (errno == ENOTSUP);
            check_streq (zsys_thread_name_prefix_str (), "0");
        }
    }
    zsys_shutdown ();
    setenv ("ZSYS_THREAD_NAME_PREFIX_STR", "55", 1);
    setenv ("ZSYS_THREAD_NAME_PREFIX", "44", 1);
    check_streq (zsys_thread_name_prefix_str (), "55");
    check (names_threads ("55/ZMQbg"));
    //  One that is too long is none
    setenv ("ZSYS_THREAD_NAME_PREFIX_STR", "1234567890123456", 1);
    check_streq (zsys_thread_name_prefix_str (), "44");
    zsys_shutdown ();
    unsetenv ("ZSYS_THREAD_NAME_PREFIX_STR");
    check_streq (zsys_thread_name_prefix_str (), "44");
    unsetenv ("ZSYS_THREAD_NAME_PREFIX");
    zsys_shutdown ();

    check_aborts ("zsys_set_thread_name_prefix_str", zsys_set_logstream (NULL);
                  zsock_new (ZMQ_PUB); zsys_set_thread_name_prefix_str ("1"));
}

static void
zero_copy (void)
{
    const int ZERO_COPY_RECV = 10;
    check (zsys_zero_copy_recv () == 1);
    zsys_set_zero_copy_recv (0);
    check (zsys_zero_copy_recv () == 0);
    check (zmq_ctx_get (zsys_init (), ZERO_COPY_RECV) == 0);
    zsock_t *pull = zsock_new_pull ("tcp://127.0.0.1:*");
    zsock_t *push = zsock_new (ZMQ_PUSH);
    zsock_connect (push, "%s", zsock_endpoint (pull));
    zstr_send (push, "copied");
    char *string = zstr_recv (pull);
    check_streq (string, "copied");
    zstr_free (&string);
    zsock_destroy (&push);
    zsock_destroy (&pull);
    zsys_shutdown ();
    check (zsys_zero_copy_recv () == 1);
    zsys_shutdown ();
    setenv ("ZSYS_ZERO_COPY_RECV", "0", 1);
    check (zsys_zero_copy_recv () == 0);
    unsetenv ("ZSYS_ZERO_COPY_RECV");
    zsys_shutdown ();
}

static void
stable_age (void)
{
    enter_folder ();
    write_file ("file", "content");
    set_time ("file", time (NULL) - 20);
    check (zsys_file_stable_age_msec () == 5000);
    check (zsys_file_stable ("file"));
    zsys_set_file_stable_age_msec (INT64_C (1) << 40);
    check (zsys_file_stable_age_msec () == INT64_C (1) << 40);
    check (!zsys_file_stable ("file"));
    zfile_t *file = zfile_new (NULL, "file");
    check (!zfile_is_stable (file));
    zsys_set_file_stable_age_msec (10000);
    check (zsys_file_stable ("file"));
    zfile_restat (file);
    check (zfile_is_stable (file));
    zfile_destroy (&file);
    zsys_set_file_stable_age_msec (0);
    zsys_set_file_stable_age_msec (-1);
    check (zsys_file_stable_age_msec () == 10000);
    zsys_shutdown ();
    setenv ("ZSYS_FILE_STABLE_AGE_MSEC", "60000", 1);
    check (zsys_file_stable_age_msec () == 60000);
    check (!zsys_file_stable ("file"));
    unsetenv ("ZSYS_FILE_STABLE_AGE_MSEC");
    zsys_shutdown ();
    leave_folder ();
}

static void
ipv6 (void)
{
    struct sockaddr_in6 loopback = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
    int fd = socket (AF_INET6, SOCK_STREAM, 0);
    bool there = fd >= 0 && bind (fd, (struct sockaddr *) &loopback, sizeof loopback) == 0;
    if (fd >= 0)
        close (fd);
    check (zsys_ipv6_available () == there);
}

static int
multicast_ttl (bool routable)
{
    SOCKET fd = zsys_udp_new (routable);
    check (fd != INVALID_SOCKET);
    int ttl = 0;
    socklen_t size = sizeof ttl;
    check (getsockopt (fd, IPPROTO_IP, IP_MULTICAST_TTL, &ttl, &size) == 0);
    zsys_udp_close (fd);
    return ttl;
}

static void
multicast (void)
{
    check (!zsys_ipv4_mcast_address ());
    zsys_set_ipv4_mcast_address ("239.1.2.3");
    check_streq (zsys_ipv4_mcast_address (), "239.1.2.3");
    zsys_set_ipv4_mcast_address (NULL);
    check (!zsys_ipv4_mcast_address ());

    check (zsys_mcast_ttl () == 1);
    check (multicast_ttl (true) == 1);
    zsys_set_mcast_ttl (255);
    check (zsys_mcast_ttl () == 255);
    check (multicast_ttl (true) == 255 && multicast_ttl (false) == 1);
    check_aborts ("zsys_set_mcast_ttl", zsys_set_mcast_ttl (0));
    zsys_set_ipv4_mcast_address ("239.1.2.3");
    zsys_shutdown ();
    check (zsys_mcast_ttl () == 1 && !zsys_ipv4_mcast_address ());
    zsys_shutdown ();
    setenv ("ZSYS_IPV4_MCAST_ADDRESS", "239.4.5.6", 1);
    check_streq (zsys_ipv4_mcast_address (), "239.4.5.6");
    unsetenv ("ZSYS_IPV4_MCAST_ADDRESS");
    zsys_shutdown ();
}

//  Beacons go to the multicast address, and as far as was set.
static void
beacons (void)
{
    if (!own_network () || !add_interface ("test0", "10.20.30.40", "255.255.255.0", NULL))
        return;
    zsys_set_interface ("test0");
    zsys_set_ipv4_mcast_address ("239.1.2.3");
    zsys_set_mcast_ttl (7);
    zactor_t *beacon = zactor_new (zbeacon, NULL);
    zsock_send (beacon, "si", "CONFIGURE", 5670);
    char *host = zstr_recv (beacon);
    check_streq (host, "10.20.30.40");
    zstr_free (&host);

    int fd = socket (AF_INET, SOCK_DGRAM, 0), on = 1;
    check (fd >= 0);
    check (setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0);
    check (setsockopt (fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0);
    check (setsockopt (fd, IPPROTO_IP, IP_RECVTTL, &on, sizeof on) == 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (5670) };
    inet_pton (AF_INET, "239.1.2.3", &address.sin_addr);
    check (bind (fd, (struct sockaddr *) &address, sizeof address) == 0);
    struct ip_mreq group = { .imr_multiaddr = address.sin_addr };
    inet_pton (AF_INET, "10.20.30.40", &group.imr_interface);
    check (setsockopt (fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof group) == 0);
    zsock_send (beacon, "sbi", "PUBLISH", "hello", 5, 50);

    char data [100];
    union {
        struct cmsghdr header;
        char room [CMSG_SPACE (sizeof (int))];
    } control;
    struct iovec vector = { data, sizeof data };
    struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1, .msg_control = &control,
                              .msg_controllen = sizeof control };
    check (recvmsg (fd, &message, 0) == 5 && memcmp (data, "hello", 5) == 0);
    struct cmsghdr *header = CMSG_FIRSTHDR (&message);
    check (header && header->cmsg_type == IP_TTL);
    int ttl;
    memcpy (&ttl, CMSG_DATA (header), sizeof ttl);
    check (ttl == 7);
    close (fd);
    zactor_destroy (&beacon);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (beacons ());
    CASE (interrupts ());
    CASE (formatted ());
    CASE (templates ());
    CASE (thread_names ());
    CASE (zero_copy ());
    CASE (stable_age ());
    CASE (ipv6 ());
    CASE (multicast ());
    return test_end ();
}
