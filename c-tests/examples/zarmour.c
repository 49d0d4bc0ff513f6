//  The same bytes in several armours, and back.

#include <czmq.h>

int main (void)
{
    const byte data [] = { 0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B };

    zarmour_t *armour = zarmour_new ();
    int modes [] = {
        ZARMOUR_MODE_BASE64_STD, ZARMOUR_MODE_BASE64_URL,
        ZARMOUR_MODE_BASE32_STD, ZARMOUR_MODE_BASE16, ZARMOUR_MODE_Z85
    };
    for (int i = 0; i < 5; i++) {
        zarmour_set_mode (armour, modes [i]);
        char *text = zarmour_encode (armour, data, sizeof data);
        printf ("%-9s %s\n", zarmour_mode_str (armour), text);

        zchunk_t *chunk = zarmour_decode (armour, text);
        //  A zero ends what was decoded: texts can be used as they are
        assert (zchunk_size (chunk) == sizeof data + 1);
        assert (memcmp (zchunk_data (chunk), data, sizeof data) == 0);
        zchunk_destroy (&chunk);
        zstr_free (&text);
    }
    zarmour_destroy (&armour);
    return 0;
}

//  Prints:
//
//  base64    hk/Sb7VZ91s=
//  base64url hk_Sb7VZ91s=
//  base32    QZH5E35VLH3VW===
//  base16    864FD26FB559F75B
//  z85       HelloWorld
