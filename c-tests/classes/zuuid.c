//  Walks zuuid: random and given identifiers, the two text forms, reading them back,
//  comparing and copying.

#include "test.h"

static const byte sample [ZUUID_LEN] = {
    0x00, 0x01, 0x7f, 0x80, 0xab, 0xcd, 0xef, 0xff,
    0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70, 0x90
};

static void
show (const char *what, zuuid_t *uuid)
{
    printf ("%s: %s, %s,", what, zuuid_str (uuid), zuuid_str_canonical (uuid));
    for (size_t nbr = 0; nbr < zuuid_size (uuid); nbr++)
        printf (" %02x", zuuid_data (uuid) [nbr]);
    printf ("\n");
}

static void
random_identifiers (void)
{
    zuuid_t *uuids [100];
    for (int nbr = 0; nbr < 100; nbr++) {
        uuids [nbr] = zuuid_new ();
        check (uuids [nbr]);
        check (zuuid_size (uuids [nbr]) == 16);
        const byte *data = zuuid_data (uuids [nbr]);
        check (data [6] >> 4 == 4);
        check (data [8] >> 6 == 2);
        for (int other = 0; other < nbr; other++)
            check (zuuid_neq (uuids [nbr], zuuid_data (uuids [other])));
    }
    for (int nbr = 0; nbr < 100; nbr++) {
        const char *str = zuuid_str (uuids [nbr]);
        check (strlen (str) == ZUUID_STR_LEN);
        check (strspn (str, "0123456789ABCDEF") == 32);
        const char *canonical = zuuid_str_canonical (uuids [nbr]);
        check (strlen (canonical) == 36);
        check (strspn (canonical, "0123456789abcdef-") == 36);
        zuuid_t *again = zuuid_new ();
        check (zuuid_set_str (again, str) == 0);
        check (zuuid_eq (again, zuuid_data (uuids [nbr])));
        zuuid_destroy (&again);
        again = zuuid_new ();
        check (zuuid_set_str (again, canonical) == 0);
        check (zuuid_eq (again, zuuid_data (uuids [nbr])));
        zuuid_destroy (&again);
        zuuid_destroy (&uuids [nbr]);
        check (!uuids [nbr]);
    }
    zuuid_destroy (&uuids [0]);
    printf ("random identifiers are of version 4 and differ\n");
}

static void
given_bytes (void)
{
    zuuid_t *uuid = zuuid_new_from (sample);
    show ("new from bytes", uuid);
    check (zuuid_str_canonical (uuid) == zuuid_str_canonical (uuid));
    byte other [ZUUID_LEN];
    memset (other, 0x5a, sizeof other);
    zuuid_set (uuid, other);
    show ("set", uuid);
    byte target [ZUUID_LEN + 1] = { 0 };
    zuuid_export (uuid, target);
    check (memcmp (target, other, ZUUID_LEN) == 0);
    check (target [ZUUID_LEN] == 0);
    memset (other, 0, sizeof other);
    show ("the bytes were copied", uuid);
    zuuid_destroy (&uuid);
}

static void
set_from_text (void)
{
    const char *texts [] = {
        "8CB3E9A9649B4BEF8DE225E9C2CEBB38",
        "8cb3e9a9649b4bef8de225e9c2cebb39",
        "8CB3E9A9-649B-4BEF-8DE2-25E9C2CEBB3A",
        "{8cb3e9a9-649b-4bef-8de2-25e9c2cebb3b}",
        "}8C-B3-E9-A9-64-9B-4B-EF-8D-E2-25-E9-C2-CE-BB-3C{--",
        "{{{{8Cb3E9a9649B4bEF8DE2--25E9C2CEBB3D",
        "00000000000000000000000000000000",
        "ABCDEF",
        "0102",
        "",
        "-{}",
        "GH",
        "11223344zz",
        "8CB3E9A9649B4BEF8DE225E9C2CEBB3800",
        "FF:FF",
    };
    zuuid_t *uuid = zuuid_new_from (sample);
    for (size_t nbr = 0; nbr < sizeof texts / sizeof *texts; nbr++) {
        int rc = zuuid_set_str (uuid, texts [nbr]);
        printf ("'%s' gives %d\n", texts [nbr], rc);
        printf ("  canonical %s\n  bytes", zuuid_str_canonical (uuid));
        for (int octet = 0; octet < ZUUID_LEN; octet++)
            printf (" %02x", zuuid_data (uuid) [octet]);
        printf ("\n");
        if (rc == 0)
            printf ("  text %s\n", zuuid_str (uuid));
    }
    zuuid_set (uuid, sample);
    show ("usable as before", uuid);
    zuuid_destroy (&uuid);
}

static void
compare (void)
{
    zuuid_t *uuid = zuuid_new_from (sample);
    byte other [ZUUID_LEN];
    zuuid_export (uuid, other);
    printf ("the same: eq %d, neq %d\n", zuuid_eq (uuid, other), zuuid_neq (uuid, other));
    for (int nbr = 0; nbr < ZUUID_LEN; nbr++) {
        other [nbr] ^= 1;
        check (!zuuid_eq (uuid, other));
        check (zuuid_neq (uuid, other));
        other [nbr] ^= 1;
    }
    printf ("each byte counts\n");
    zuuid_destroy (&uuid);
}

static void
copies (void)
{
    check (!zuuid_dup (NULL));
    zuuid_t *uuid = zuuid_new_from (sample);
    zuuid_t *copy = zuuid_dup (uuid);
    check (zuuid_eq (copy, zuuid_data (uuid)));
    check (zuuid_data (copy) != zuuid_data (uuid));
    zuuid_set_str (uuid, "11111111111111111111111111111111");
    zuuid_destroy (&uuid);
    show ("the copy", copy);
    zuuid_destroy (&copy);
}

static void
on_the_wire (void)
{
    zsock_t *reader = zsock_new_pair ("@inproc://zuuid");
    zsock_t *writer = zsock_new_pair (">inproc://zuuid");
    zuuid_t *uuid = zuuid_new_from (sample);
    check (zsock_send (writer, "U", uuid) == 0);
    zframe_t *frame = zframe_recv (reader);
    check (zframe_size (frame) == ZUUID_LEN);
    check (zuuid_eq (uuid, zframe_data (frame)));
    zuuid_destroy (&uuid);
    check (zframe_send (&frame, writer, 0) == 0);
    check (zsock_recv (reader, "U", &uuid) == 0);
    show ("sent and received", uuid);
    zuuid_destroy (&uuid);
    zsock_destroy (&writer);
    zsock_destroy (&reader);
}

static void
breaches_abort (void)
{
    zuuid_t *uuid = zuuid_new ();
    check_aborts ("zuuid_set", zuuid_set (NULL, sample));
    check_aborts ("zuuid_set_str", zuuid_set_str (uuid, NULL));
    check_aborts ("zuuid_str", zuuid_str (NULL));
    check_aborts ("zuuid_eq", zuuid_eq (NULL, sample));
    check_aborts ("zuuid_destroy", zuuid_destroy (NULL));
    zuuid_destroy (&uuid);
    printf ("breaches of contract abort\n");
}

static void
defect_UUID_1 (void)
{
    const char *texts [] = {
        "AB 1", "AB +", "AB+1", "AB-1 2", "0x", "0X11", " 1", "1 ", "-+1", "12\t3",
        "A", "112", "8CB3E9A9649B4BEF8DE225E9C2CEBB3",
        "8CB3E9A9649B4BEF8DE225E9C2CEBB383"
    };
    zuuid_t *uuid = zuuid_new ();
    for (size_t nbr = 0; nbr < sizeof texts / sizeof *texts; nbr++) {
        //  More digits behind the terminator, for a reader that passes over it
        char text [80];
        memset (text, 'F', sizeof text);
        strcpy (text, texts [nbr]);
        check (zuuid_set_str (uuid, text) == -1);
    }
    zuuid_destroy (&uuid);
}

static void
defect_UUID_2 (void)
{
    const char *texts [] = { "AB 1", "0102zz", "ABCDEF", "0x0x", "{12-34}" };
    for (size_t nbr = 0; nbr < sizeof texts / sizeof *texts; nbr++) {
        zuuid_t *uuid = zuuid_new_from (sample);
        zuuid_set_str (uuid, texts [nbr]);
        char expected [33];
        for (int octet = 0; octet < ZUUID_LEN; octet++)
            snprintf (expected + 2 * octet, 3, "%02X", zuuid_data (uuid) [octet]);
        check_streq (zuuid_str (uuid), expected);
        zuuid_destroy (&uuid);
    }
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (random_identifiers ());
    CASE (given_bytes ());
    CASE (set_from_text ());
    CASE (compare ());
    CASE (copies ());
    CASE (on_the_wire ());
    CASE (breaches_abort ());
    DEFECT (UUID_1);
    DEFECT (UUID_2);
    CASE (zuuid_test (false));
    return test_end ();
}
