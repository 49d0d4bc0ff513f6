//  Walks zdigest: SHA-1 of known texts, in one piece and in many.

#include "test.h"

static void
show (const char *what, const void *data, size_t size)
{
    zdigest_t *digest = zdigest_new ();
    check (digest);
    zdigest_update (digest, (const byte *) data, size);
    printf ("%s: %s\n", what, zdigest_string (digest));
    zdigest_destroy (&digest);
    check (!digest);
    zdigest_destroy (&digest);
}

//  The examples of the standard, and what is around the size of a block.
static void
known_texts (void)
{
    show ("abc", "abc", 3);
    show ("two blocks", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56);
    show ("nothing", "", 0);
    show ("a NUL", "", 1);
    show ("bytes above 127", "\x80\xff\xfe", 3);
    byte block [200];
    memset (block, 'x', sizeof block);
    for (size_t size = 54; size <= 130; size++)
        if (size < 67 || size > 117) {
            printf ("%3zu times x", size);
            show ("", block, size);
        }

    byte *million = (byte *) malloc (1000000);
    check (million);
    memset (million, 'a', 1000000);
    show ("a million times a", million, 1000000);
    free (million);
}

static void
both_results (void)
{
    zdigest_t *digest = zdigest_new ();
    zdigest_update (digest, (const byte *) "abc", 3);
    printf ("size %zu:", zdigest_size (digest));
    const byte *data = zdigest_data (digest);
    for (size_t nbr = 0; nbr < zdigest_size (digest); nbr++)
        printf (" %02x", data [nbr]);
    printf ("\n");
    check (zdigest_data (digest) == data);
    char *string = zdigest_string (digest);
    printf ("then as text: %s\n", string);
    check (zdigest_string (digest) == string);
    check_streq (zdigest_string (digest), string);
    check (memcmp (zdigest_data (digest), data, 20) == 0);
    zdigest_destroy (&digest);

    digest = zdigest_new ();
    printf ("nothing added: %s\n", zdigest_string (digest));
    data = zdigest_data (digest);
    printf ("then as bytes: %02x .. %02x\n", data [0], data [19]);
    zdigest_destroy (&digest);
}

static void
many_pieces (void)
{
    byte bytes [1000];
    for (size_t nbr = 0; nbr < sizeof bytes; nbr++)
        bytes [nbr] = (byte) (nbr * 7);
    zdigest_t *whole = zdigest_new ();
    zdigest_update (whole, bytes, sizeof bytes);
    printf ("in one piece: %s\n", zdigest_string (whole));
    size_t steps [] = { 1, 3, 55, 63, 64, 65, 127, 128, 999 };
    for (size_t nbr = 0; nbr < sizeof steps / sizeof *steps; nbr++) {
        zdigest_t *digest = zdigest_new ();
        for (size_t at = 0; at < sizeof bytes; at += steps [nbr]) {
            size_t left = sizeof bytes - at;
            zdigest_update (digest, bytes + at, left < steps [nbr]? left: steps [nbr]);
            zdigest_update (digest, bytes, 0);
        }
        check_streq (zdigest_string (digest), zdigest_string (whole));
        zdigest_destroy (&digest);
    }
    printf ("and in many pieces\n");
    zdigest_destroy (&whole);
}

static void
two_at_once (void)
{
    zdigest_t *one = zdigest_new ();
    zdigest_t *two = zdigest_new ();
    zdigest_update (one, (const byte *) "a", 1);
    zdigest_update (two, (const byte *) "x", 1);
    zdigest_update (one, (const byte *) "bc", 2);
    zdigest_update (two, (const byte *) "yz", 2);
    printf ("one: %s\n", zdigest_string (one));
    printf ("two: %s\n", zdigest_string (two));
    zdigest_destroy (&one);
    zdigest_destroy (&two);
}

static void
breaches_abort (void)
{
    zdigest_t *digest = zdigest_new ();
    const byte *data = (const byte *) "abc";
    check_aborts ("zdigest_update", zdigest_update (NULL, data, 3));
    check_aborts ("zdigest_update",
                  zdigest_data (digest); zdigest_update (digest, data, 3));
    check_aborts ("zdigest_update",
                  zdigest_string (digest); zdigest_update (digest, data, 3));
    check_aborts ("zdigest_data", zdigest_data (NULL));
    check_aborts ("zdigest_size", zdigest_size (NULL));
    check_aborts ("zdigest_string", zdigest_string (NULL));
    check_aborts ("zdigest_destroy", zdigest_destroy (NULL));
    zdigest_destroy (&digest);
    printf ("breaches of contract abort\n");
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (known_texts ());
    CASE (both_results ());
    CASE (many_pieces ());
    CASE (two_at_once ());
    CASE (breaches_abort ());
    CASE (zdigest_test (false));
    return test_end ();
}
