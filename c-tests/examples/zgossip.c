//  Three nodes in a chain: what one publishes, all come to know. Here each
//  is an actor of one process; mostly they are programs on several machines.

#include <czmq.h>

int main (void)
{
    zactor_t *server = zactor_new (zgossip, "server");
    zactor_t *middle = zactor_new (zgossip, "middle");
    zactor_t *client = zactor_new (zgossip, "client");

    zstr_sendx (server, "BIND", "inproc://server", NULL);
    zstr_sendx (middle, "BIND", "inproc://middle", NULL);
    zstr_sendx (middle, "CONNECT", "inproc://server", NULL);
    zstr_sendx (client, "CONNECT", "inproc://middle", NULL);

    zstr_sendx (server, "PUBLISH", "time", "tcp://10.0.0.1:9000", NULL);
    zstr_sendx (client, "PUBLISH", "mail", "tcp://10.0.0.3:25", NULL);

    //  The client hears of both, its own one first; the server too, but in
    //  an order that depends on who is faster.
    for (int count = 0; count < 2; count++) {
        char *command, *key, *value;
        zstr_recvx (client, &command, &key, &value, NULL);
        printf ("client: %s %s = %s\n", command, key, value);
        zstr_free (&command);
        zstr_free (&key);
        zstr_free (&value);
    }
    zactor_destroy (&client);
    zactor_destroy (&middle);
    zactor_destroy (&server);
    return 0;
}

//  Prints:
//
//  client: DELIVER mail = tcp://10.0.0.3:25
//  client: DELIVER time = tcp://10.0.0.1:9000
