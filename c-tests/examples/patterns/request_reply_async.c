//  Requests that do not wait for each other. The client has ten of them under
//  way at once, and takes the replies as they come; the server may answer in
//  any order. Take it where answers need time, or the network is far.
//
//      client DEALER ══ 1, 2 ... 10 ═▶ ROUTER server
//                    ◀═ 10, 9 ... 1 ══
//
//  A REQ would refuse to ask twice in a row; a DEALER does not mind. To a
//  ROUTER each message comes with a frame in front, that says from whom: who
//  sends that back in front of the answer sends it to the right one.
//
//      request_reply_async                      both, on two threads
//      request_reply_async server [ENDPOINT]    each in a terminal of its own
//      request_reply_async client [ENDPOINT]

#include <czmq.h>

#define REQUESTS 10

static void
s_server (zsock_t *pipe, void *args)
{
    zsock_t *router = zsock_new_router ((char *) args);
    assert (router);
    zsock_set_linger (router, 10000);       //  for the last reply
    zsock_signal (pipe, 0);

    zmsg_t *requests [REQUESTS];
    int count = 0;
    while (count < REQUESTS && (requests [count] = zmsg_recv (router)))
        count++;
    printf ("server: %d requests, and none answered yet\n", count);
    //  The last come are the first served
    while (count--) {
        zframe_t *client = zmsg_pop (requests [count]);
        char *number = zmsg_popstr (requests [count]);
        zsock_send (router, "fss", client, number, "done");
        zstr_free (&number);
        zframe_destroy (&client);
        zmsg_destroy (&requests [count]);
    }
    zsock_destroy (&router);
}

static void
s_client (zsock_t *pipe, void *args)
{
    zsock_t *dealer = zsock_new_dealer ((char *) args);
    assert (dealer);
    zsock_signal (pipe, 0);

    bool answered [REQUESTS + 1] = { false };
    for (int number = 1; number <= REQUESTS; number++)
        zsock_send (dealer, "i", number);
    puts ("client: asked 10 times");
    for (int count = 0; count < REQUESTS; count++) {
        int number;
        char *reply;
        if (zsock_recv (dealer, "is", &number, &reply) == -1)
            break;
        assert (number >= 1 && number <= REQUESTS && !answered [number]);
        answered [number] = true;
        printf ("client: %d is %s\n", number, reply);
        zstr_free (&reply);
    }
    zsock_destroy (&dealer);
}

int main (int argc, char *argv [])
{
    zsys_handler_set (NULL);                //  Ctrl-C simply ends us
    const char *role = argc > 1? argv [1]: "both";
    char *endpoint = argc > 2? argv [2]: "tcp://127.0.0.1:8080";
    zactor_t *server = NULL, *client = NULL;
    if (strneq (role, "client"))
        server = zactor_new (s_server, endpoint);
    if (strneq (role, "server"))
        client = zactor_new (s_client, endpoint);
    //  Both end of themselves; to destroy an actor is to wait for its end
    zactor_destroy (&client);
    zactor_destroy (&server);
    return 0;
}

//  Prints, more or less in this order:
//
//  client: asked 10 times
//  server: 10 requests, and none answered yet
//  client: 10 is done
//  client: 9 is done
//  client: 8 is done
//  client: 7 is done
//  client: 6 is done
//  client: 5 is done
//  client: 4 is done
//  client: 3 is done
//  client: 2 is done
//  client: 1 is done
