//  A server that lets in who knows the password, and nobody else. The actor
//  answers for all sockets of the process.

#include <czmq.h>

//  Returns true if a client with this password gets a message to the server.
static bool
s_try (zsock_t *server, const char *password)
{
    zsock_t *client = zsock_new (ZMQ_PUSH);
    zsock_set_plain_username (client, "ada");
    zsock_set_plain_password (client, password);
    zsock_connect (client, "%s", zsock_endpoint (server));
    zstr_send (client, "hello");

    zpoller_t *poller = zpoller_new (server, NULL);
    int timeout = streq (password, "1815")? 10000: 300;
    bool heard = zpoller_wait (poller, timeout) != NULL;
    if (heard) {
        char *word = zstr_recv (server);
        zstr_free (&word);
    }
    zpoller_destroy (&poller);
    zsock_destroy (&client);
    return heard;
}

int main (void)
{
    FILE *file = fopen ("passwords", "w");
    fprintf (file, "ada=1815\n");
    fclose (file);

    zactor_t *auth = zactor_new (zauth, NULL);
    zstr_sendx (auth, "PLAIN", "passwords", NULL);
    zsock_wait (auth);                      //  until the command is obeyed

    zsock_t *server = zsock_new (ZMQ_PULL);
    zsock_set_plain_server (server, 1);     //  clients say who they are
    zsock_bind (server, "tcp://127.0.0.1:*");

    printf ("the right password: %s\n",
            s_try (server, "1815")? "in": "out");
    printf ("a wrong password: %s\n",
            s_try (server, "1852")? "in": "out");

    zsock_destroy (&server);
    zactor_destroy (&auth);
    remove ("passwords");
    return 0;
}

//  Prints:
//
//  the right password: in
//  a wrong password: out
