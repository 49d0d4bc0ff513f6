//  A configuration is a tree of names and values, read from a text in ZPL:
//  four spaces for each level.

#include <czmq.h>

static const char *s_text =
    "#   What the server is to do\n"
    "server\n"
    "    workers = 4\n"
    "    bind\n"
    "        endpoint = \"tcp://*:5670\"\n"
    "        endpoint = \"ipc://server\"\n"
    "verbose = 1\n";

int main (void)
{
    zconfig_t *root = zconfig_str_load (s_text);
    assert (root);

    //  By a path, with a default for what is not there
    int workers = atoi (zconfig_get (root, "server/workers", "1"));
    int timeout = atoi (zconfig_get (root, "server/timeout", "250"));
    printf ("%d workers, timeout %d\n", workers, timeout);

    //  Item by item
    zconfig_t *bind = zconfig_locate (root, "server/bind");
    zconfig_t *item = zconfig_child (bind);
    while (item) {
        printf ("bind to %s\n", zconfig_value (item));
        item = zconfig_next (item);
    }
    zconfig_put (root, "server/name", "Ada's");
    zconfig_putf (root, "verbose", "%d", 0);
    zconfig_print (root);
    zconfig_destroy (&root);
    return 0;
}

//  Prints:
//
//  4 workers, timeout 250
//  bind to tcp://*:5670
//  bind to ipc://server
//  #   What the server is to do
//
//  server = ""
//      workers = "4"
//      bind = ""
//          endpoint = "tcp://*:5670"
//          endpoint = "ipc://server"
//      name = "Ada's"
//  verbose = "0"
