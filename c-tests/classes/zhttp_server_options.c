//  ours alone: Debian's library has no DRAFT classes
//
//  Walks zhttp_server_options: defaults, settings, and what a configuration says.

#define CZMQ_BUILD_DRAFT_API
#include "observe.h"
#include <malloc.h>

static void
defaults_and_settings (void)
{
    zhttp_server_options_t *options = zhttp_server_options_new ();
    zhttp_server_options_t *other = zhttp_server_options_new ();
    check (options && other);
    check (zhttp_server_options_port (options) == 8080);
    unsigned first, second;
    int end = 0;
    check (sscanf (zhttp_server_options_backend_address (options),
                   "inproc://zhttp_server-%4x-%4x%n", &first, &second, &end) == 2);
    check (end == 31);
    check (strneq (zhttp_server_options_backend_address (options),
                   zhttp_server_options_backend_address (other)));

    zhttp_server_options_set_port (options, 80);
    check (zhttp_server_options_port (options) == 80);
    zhttp_server_options_set_backend_address (options, "inproc://workers");
    check_streq (zhttp_server_options_backend_address (options), "inproc://workers");
    zhttp_server_options_set_backend_address (options,
                                              zhttp_server_options_backend_address (options));
    check_streq (zhttp_server_options_backend_address (options), "inproc://workers");
    zhttp_server_options_destroy (&options);
    zhttp_server_options_destroy (&other);
    check (!options);
    zhttp_server_options_destroy (&options);
}

static void
of_a_configuration (void)
{
    zconfig_t *config = zconfig_new ("root", NULL);
    zconfig_put (config, "http_server/port", "1234");
    zconfig_put (config, "http_server/backend_address", "inproc://there");
    zhttp_server_options_t *options = zhttp_server_options_from_config (config);
    check (zhttp_server_options_port (options) == 1234);
    check_streq (zhttp_server_options_backend_address (options), "inproc://there");
    zhttp_server_options_destroy (&options);
    zconfig_put (config, "http_server/port", "many");
    options = zhttp_server_options_from_config (config);
    check (zhttp_server_options_port (options) == 8080);
    zhttp_server_options_destroy (&options);
    zconfig_destroy (&config);

    config = zconfig_new ("root", NULL);
    options = zhttp_server_options_from_config (config);
    check (zhttp_server_options_port (options) == 8080);
    zhttp_server_options_destroy (&options);
    zconfig_destroy (&config);
}

//  Setting an option does not leak what was there.
static void
defect_HTTP_7 (void)
{
    enum { SIZE = 100000 };
    char *address = (char *) zmalloc (SIZE + 1);
    memset (address, 'a', SIZE);
    zhttp_server_options_t *options = zhttp_server_options_new ();
    zhttp_server_options_set_backend_address (options, address);
    size_t before = mallinfo2 ().uordblks + mallinfo2 ().hblkhd;
    for (int count = 0; count < 100; count++)
        zhttp_server_options_set_backend_address (options, address);
    size_t after = mallinfo2 ().uordblks + mallinfo2 ().hblkhd;
    check (after < before + 10 * SIZE);
    zhttp_server_options_destroy (&options);
    free (address);
}

static void
breaches (void)
{
    check_aborts ("zhttp_server_options_port", zhttp_server_options_port (NULL));
    check_aborts ("zhttp_server_options_set_backend_address",
                  zhttp_server_options_t *options = zhttp_server_options_new ();
                  zhttp_server_options_set_backend_address (options, NULL));
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (zhttp_server_options_test (false));
    CASE (defaults_and_settings ());
    CASE (of_a_configuration ());
    DEFECT (HTTP_7);
    CASE (breaches ());
    return test_end ();
}
