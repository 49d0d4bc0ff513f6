//  ours alone: Debian's library has no DRAFT functions
//
//  Lists of strings in frames.

#define CZMQ_BUILD_DRAFT_API
#include "test.h"

static void
there_and_back (void)
{
    zlistx_t *list = zlistx_new ();
    zframe_t *frame = zlistx_pack (list);
    check (zframe_size (frame) == 4 && memcmp (zframe_data (frame), "\0\0\0\0", 4) == 0);
    zframe_destroy (&frame);
    zlistx_add_end (list, "one");
    zlistx_add_end (list, "");
    zlistx_add_end (list, "three");
    frame = zlistx_pack (list);
    const char wire [] = "\0\0\0\3" "\0\0\0\3one" "\0\0\0\0" "\0\0\0\5three";
    check (zframe_size (frame) == sizeof wire - 1);
    check (memcmp (zframe_data (frame), wire, sizeof wire - 1) == 0);
    zlistx_destroy (&list);

    list = zlistx_unpack (frame);
    check (zlistx_size (list) == 3);
    check_streq ((char *) zlistx_first (list), "one");
    check_streq ((char *) zlistx_next (list), "");
    check_streq ((char *) zlistx_next (list), "three");
    //  It copies and frees strings
    char text [] = "four";
    zlistx_add_end (list, text);
    check (zlistx_last (list) != text);
    zlistx_t *copy = zlistx_dup (list);
    zlistx_destroy (&list);
    check_streq ((char *) zlistx_last (copy), "four");
    zlistx_destroy (&copy);
    zframe_destroy (&frame);
}

static void
malformed (void)
{
    const char wire [] = "\0\0\0\2" "\0\0\0\1a" "\0\0\0\2bc";
    for (size_t size = 0; size < sizeof wire; size++) {
        zframe_t *frame = zframe_new (wire, size);
        errno = 0;
        zlistx_t *list = zlistx_unpack (frame);
        if (size <= 4)
            check (list && zlistx_size (list) == 0);
        else
        if (size == 9 || size == sizeof wire - 1)
            check (list && zlistx_size (list) == (size == 9 ? 1 : 2));
        else
            check (!list && errno == EPROTO);
        zlistx_destroy (&list);
        zframe_destroy (&frame);
    }
    zframe_t *frame = zframe_new ("\0\0\0\1\xFF\xFF\xFF\xFFx", 9);
    check (!zlistx_unpack (frame));
    zframe_reset (frame, "", 0);
    zlistx_t *list = zlistx_unpack (frame);
    check (zlistx_size (list) == 0);
    zlistx_destroy (&list);
    zframe_destroy (&frame);
    check_aborts ("zlistx_unpack", zlistx_unpack (NULL));
    check_aborts ("zlistx_pack", zlistx_pack (NULL));
}

//  Lists are values of pictures.
static void
pictures (void)
{
    zsock_t *backend;
    zsock_t *frontend = zsys_create_pipe (&backend);
    zlistx_t *list = zlistx_new ();
    zlistx_add_end (list, "one");
    zlistx_add_end (list, "two");
    check (zsock_send (frontend, "sli", "before", list, 7) == 0);
    check (zlistx_size (list) == 2);
    zframe_t *packed = zlistx_pack (list);
    zlistx_destroy (&list);
    zmsg_t *message = zmsg_recv (backend);
    check (zmsg_size (message) == 3);
    zmsg_first (message);
    check (zframe_eq (zmsg_next (message), packed));
    zframe_destroy (&packed);
    zmsg_send (&message, frontend);

    char *string;
    int number;
    check (zsock_recv (backend, "sli", &string, &list, &number) == 0);
    check_streq (string, "before");
    check (zlistx_size (list) == 2 && number == 7);
    check_streq ((char *) zlistx_first (list), "one");
    zstr_free (&string);
    zlistx_destroy (&list);

    //  None, one that is cut short, and one that nobody wants
    zstr_send (frontend, "before");
    check (zsock_recv (backend, "sl", NULL, &list) == 0 && !list);
    zstr_sendx (frontend, "no list", "5", NULL);
    list = (zlistx_t *) backend;
    errno = 0;
    check (zsock_recv (backend, "li", &list, &number) == -1 && errno == EPROTO);
    check (!list && number == 5);
    zstr_sendx (frontend, "no list", "6", NULL);
    check (zsock_recv (backend, "li", NULL, &number) == 0 && number == 6);
    check_aborts ("zsock_send", zsock_send (frontend, "l", NULL));
    zsock_destroy (&frontend);
    zsock_destroy (&backend);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (there_and_back ());
    CASE (malformed ());
    CASE (pictures ());
    return test_end ();
}
