//  Publish and subscribe: one speaks, and whoever listens hears it. The
//  publisher neither knows nor waits for those who hear. Take it for news,
//  prices, measurements: what is worth little later on.
//
//      publisher XPUB ── 0 1 2000 ─▶ SUB subscriber
//                     ── 0 1 2000 ─▶ SUB subscriber
//                        ...
//
//  Who subscribes late misses what was said before; and a subscription
//  needs a moment to travel, so a publisher that starts and speaks at once
//  speaks to nobody. Many wait for a second and hope. An XPUB is a PUB that
//  is told of subscriptions: ours waits until it has seen the first.
//
//      publish_subscribe                         both, on two threads
//      publish_subscribe publisher [ENDPOINT]    each in a terminal of its
//      publish_subscribe subscriber [ENDPOINT]   own

#include <czmq.h>

static void
s_publisher (zsock_t *pipe, void *args)
{
    zsock_t *xpub = zsock_new_xpub ((char *) args);
    assert (xpub);
    zsock_set_linger (xpub, 10000);
    zsock_signal (pipe, 0);

    //  A subscription is a frame: a byte 1, and what messages begin with.
    //  (A byte 0 would be the end of one.)
    zframe_t *subscription = zframe_recv (xpub);
    if (subscription) {
        assert (zframe_data (subscription) [0] == 1);
        puts ("publisher: somebody listens");
        for (int count = 0; count < 20; count++)
            zstr_sendf (xpub, "%d %d %d", count, count + 1,
                        2000 + 1000 * count);
        puts ("publisher: sent 20 messages");
    }
    zframe_destroy (&subscription);
    zsock_destroy (&xpub);
}

static void
s_subscriber (zsock_t *pipe, void *args)
{
    //  All that begins with "": everything
    zsock_t *sub = zsock_new_sub ((char *) args, "");
    assert (sub);
    zsock_signal (pipe, 0);

    for (int count = 0; count < 5; count++) {
        char *text = zstr_recv (sub);
        if (!text)
            break;
        int number, id, data;
        if (sscanf (text, "%d %d %d", &number, &id, &data) == 3)
            printf ("subscriber: number %d, id %d, data %d\n",
                    number, id, data);
        zstr_free (&text);
    }
    zsock_destroy (&sub);
}

int main (int argc, char *argv [])
{
    zsys_handler_set (NULL);                //  Ctrl-C simply ends us
    const char *role = argc > 1? argv [1]: "both";
    char *endpoint = argc > 2? argv [2]: "tcp://127.0.0.1:5556";
    zactor_t *publisher = NULL, *subscriber = NULL;
    if (strneq (role, "subscriber"))
        publisher = zactor_new (s_publisher, endpoint);
    if (strneq (role, "publisher"))
        subscriber = zactor_new (s_subscriber, endpoint);
    //  Both end of themselves; to destroy an actor is to wait for its end
    zactor_destroy (&subscriber);
    zactor_destroy (&publisher);
    return 0;
}

//  Prints, more or less in this order:
//
//  publisher: somebody listens
//  publisher: sent 20 messages
//  subscriber: number 0, id 1, data 2000
//  subscriber: number 1, id 2, data 3000
//  subscriber: number 2, id 3, data 4000
//  subscriber: number 3, id 4, data 5000
//  subscriber: number 4, id 5, data 6000
