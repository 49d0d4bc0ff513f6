//  A host that loads the library, uses it, and unloads it, again and again, as a web server does with
//  a module: the argument says what is left running meanwhile.

#include <czmq.h>
#include <dirent.h>
#include <dlfcn.h>
#include <signal.h>
#include <sys/mman.h>

#define must(cond)                                                             \
    do {                                                                       \
        if (!(cond)) {                                                         \
            fprintf (stderr, "%s:%d: %s\n", __FILE__, __LINE__, #cond);        \
            _exit (1);                                                         \
        }                                                                      \
    } while (0)

//  A function of the library, which this program is not linked to.
#define FIND(name) __typeof__ (name) *p_##name = (__typeof__ (name) *) dlsym (library, #name); \
    must (p_##name)

static int
entries (const char *folder)
{
    DIR *dir = opendir (folder);
    must (dir);
    int count = 0;
    while (readdir (dir))
        count++;
    closedir (dir);
    return count;
}

static void
load_and_use (const char *left)
{
    void *library = dlopen ("libczmq.so.4", RTLD_NOW);
    must (library);
    FIND (zactor_new);
    FIND (zactor_destroy);
    FIND (zsock_new_checked);
    FIND (zsock_destroy_checked);
    FIND (zsys_shutdown);
    void *zgossip_function = dlsym (library, "zgossip");
    FIND (zstr_sendx);
    FIND (zstr_recvx);
    //  The name of the source file is unloaded as well
    char *file = (char *) mmap (NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                                0);
    must (file != MAP_FAILED);
    strcpy (file, "module.c");
    zsock_t *sock = p_zsock_new_checked (ZMQ_PULL, file, 1);
    zactor_t *actor = p_zactor_new ((zactor_fn *) zgossip_function, (void *) "unload");
    must (sock && actor);
    must (p_zstr_sendx (actor, "PUBLISH", "key", "value", NULL) == 0);
    char *command, *key, *value;
    must (p_zstr_recvx (actor, &command, &key, &value, NULL) == 3);
    must (streq (value, "value"));
    free (command);
    free (key);
    free (value);
    if (strcmp (left, "actor") != 0)
        p_zactor_destroy (&actor);
    if (strcmp (left, "socket") != 0)
        p_zsock_destroy_checked (&sock, file, 2);
    if (strcmp (left, "nothing") == 0)
        p_zsys_shutdown ();
    must (dlclose (library) == 0);
    munmap (file, 4096);
}

int
main (int argc, char *argv [])
{
    must (argc == 2);
    int rounds = strcmp (argv [1], "actor") == 0 ? 10 : 50;
    int threads = 0, descriptors = 0;
    for (int round = 0; round < rounds; round++) {
        load_and_use (argv [1]);
        //  A child of the host is none of the library's business
        pid_t pid = fork ();
        must (pid >= 0);
        if (pid == 0)
            _exit (0);
        int status;
        must (waitpid (pid, &status, 0) == pid && status == 0);
        if (strcmp (argv [1], "nothing") != 0)
            continue;
        //  libzmq lets go of the last socket in a while
        int threads_now, descriptors_now, tries = 0;
        do {
            must (tries++ < 6000);
            usleep (round ? 10000 : 500000);
            threads_now = entries ("/proc/self/task");
            descriptors_now = entries ("/proc/self/fd");
            if (round == 0) {
                threads = threads_now;
                descriptors = descriptors_now;
            }
        } while (threads_now > threads || descriptors_now > descriptors);
    }
    return 0;
}
