//  A program that speaks the protocol by itself: it says hello to a gossip
//  node, as a peer does, and is told what the node holds.

#include <czmq.h>

int main (void)
{
    zactor_t *node = zactor_new (zgossip, "node");
    zstr_sendx (node, "BIND", "inproc://node", NULL);
    zstr_sendx (node, "PUBLISH", "colour", "green", NULL);

    zsock_t *peer = zsock_new_dealer ("inproc://node");
    zsock_set_rcvtimeo (peer, 10000);
    zgossip_msg_t *msg = zgossip_msg_new ();
    zgossip_msg_set_id (msg, ZGOSSIP_MSG_HELLO);
    zgossip_msg_send (msg, peer);           //  keeps the message

    while (zgossip_msg_recv (msg, peer) == 0) {
        if (zgossip_msg_id (msg) == ZGOSSIP_MSG_PUBLISH) {
            printf ("%s: %s = %s\n", zgossip_msg_command (msg),
                    zgossip_msg_key (msg), zgossip_msg_value (msg));
            break;
        }
    }
    zgossip_msg_destroy (&msg);
    zsock_destroy (&peer);
    zactor_destroy (&node);
    return 0;
}

//  Prints:
//
//  PUBLISH: colour = green
