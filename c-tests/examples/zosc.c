//  A synthesizer is told which note to play. What is sent is one frame, as
//  programs for music expect it.

#define CZMQ_BUILD_DRAFT_API
#include <czmq.h>

int main (void)
{
    zsock_t *push = zsock_new_push ("@inproc://synth");
    zsock_t *pull = zsock_new_pull (">inproc://synth");

    zosc_t *note = zosc_create ("/voice/1/note", "isf", 69, "A4", 0.5);
    zosc_append (note, "T");                    //  true has no bytes
    printf ("%s %s, %zu bytes\n",
            zosc_address (note), zosc_format (note), zosc_size (note));
    zframe_t *frame = zosc_packx (&note);
    zframe_send (&frame, push, 0);

    frame = zframe_recv (pull);
    note = zosc_fromframe (frame);              //  takes the frame
    if (!note)
        return 1;                               //  no such message

    int key;
    char *name;
    float loudness;
    bool hold;
    if (zosc_retr (note, "isfT", &key, &name, &loudness, &hold) == 0) {
        printf ("%d is %s, at %.2f, hold: %d\n", key, name, loudness, hold);
        zstr_free (&name);
    }
    zosc_destroy (&note);
    zsock_destroy (&pull);
    zsock_destroy (&push);
    return 0;
}

//  Prints:
//
//  /voice/1/note isfT, 36 bytes
//  69 is A4, at 0.50, hold: 1
