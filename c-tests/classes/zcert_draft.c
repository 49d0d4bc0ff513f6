//  ours alone: Debian's library has no DRAFT functions
//
//  Certificates made of texts, and metadata that is taken away.

#define CZMQ_BUILD_DRAFT_API
#include "test.h"

static const char *public_txt = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";
static const char *secret_txt = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6";

static void
from_text (void)
{
    zcert_t *cert = zcert_new_from_txt (public_txt, secret_txt);
    check (cert);
    check_streq (zcert_public_txt (cert), public_txt);
    check_streq (zcert_secret_txt (cert), secret_txt);
    byte key [32];
    check (zmq_z85_decode (key, public_txt));
    check (memcmp (zcert_public_key (cert), key, sizeof key) == 0);
    zcert_t *same = zcert_new_from (zcert_public_key (cert), zcert_secret_key (cert));
    check (zcert_eq (cert, same));
    zcert_destroy (&same);
    zcert_destroy (&cert);

    const char *wrong [] = {
        "",
        "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf",
        "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf77",
        "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf ",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        errno = 0;
        check (!zcert_new_from_txt (wrong [i], secret_txt) && errno == EINVAL);
        errno = 0;
        check (!zcert_new_from_txt (public_txt, wrong [i]) && errno == EINVAL);
    }
    check_aborts ("zcert_new_from_txt", zcert_new_from_txt (public_txt, NULL));
}

static void
metadata (void)
{
    zcert_t *cert = zcert_new ();
    zcert_set_meta (cert, "name", "%s", "one");
    zcert_set_meta (cert, "place", "here");
    zcert_unset_meta (cert, "none");
    zcert_unset_meta (cert, "name");
    check (!zcert_meta (cert, "name"));
    check_streq (zcert_meta (cert, "place"), "here");
    //  The name is free again
    zcert_set_meta (cert, "name", "two");
    check_streq (zcert_meta (cert, "name"), "two");
    zcert_unset_meta (cert, "name");
    zcert_unset_meta (cert, "place");
    zlist_t *keys = zcert_meta_keys (cert);
    check (zlist_size (keys) == 0);
    zlist_destroy (&keys);
    zcert_destroy (&cert);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (from_text ());
    CASE (metadata ());
    return test_end ();
}
