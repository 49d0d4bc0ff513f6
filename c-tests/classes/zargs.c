//  ours alone: Debian's library has no DRAFT classes
//
//  Walks zargs: what is a parameter, a value, an argument; the walks; what is not there.

#define CZMQ_BUILD_DRAFT_API
#include "observe.h"

static zargs_t *
new_args (char **argv)
{
    int argc = 0;
    while (argv [argc])
        argc++;
    zargs_t *args = zargs_new (argc, argv);
    check (args);
    return args;
}

static void
words (void)
{
    char *argv [] = { "program", "one", "--flag", "-v", "value", "two", "-v", "other", "-", "-x",
                      "--", "-three", "--", NULL };
    zargs_t *args = new_args (argv);
    check (zargs_progname (args) == argv [0]);
    check (zargs_arguments (args) == 4);
    const char *expected [] = { "one", "two", "-three", "--" };
    for (int round = 0; round < 2; round++) {
        const char *argument = zargs_first (args);
        for (int index = 0; index < 4; index++) {
            check_streq (argument, expected [index]);
            argument = zargs_next (args);
        }
        check (!argument && !zargs_next (args));
    }
    //  The words are the program's own.
    check (zargs_first (args) == argv [1]);
    check (zargs_get (args, "-v") == argv [4]);

    check (zargs_has (args, "--flag") && !zargs_get (args, "--flag"));
    check (zargs_has (args, "-") && !zargs_get (args, "-"));
    check (zargs_has (args, "-x") && !zargs_get (args, "-x"));
    check (!zargs_has (args, "-three") && !zargs_get (args, "-three"));
    check (!zargs_has (args, "flag") && !zargs_has (args, ""));
    zargs_destroy (&args);
    check (!args);
    zargs_destroy (&args);
}

static void
walk_of_parameters (void)
{
    char *argv [] = { "program", "--one", "1", "--two", "--three", "", "argument", NULL };
    zargs_t *args = new_args (argv);
    check (!zargs_param_name (args));
    check (!zargs_param_empty ((const char *) NULL) && !zargs_param_empty ("x"));
    for (int round = 0; round < 2; round++) {
        int seen = 0;
        const char *value = zargs_param_first (args);
        for (; value; value = zargs_param_next (args)) {
            const char *name = zargs_param_name (args);
            check (streq (name, "--one") || streq (name, "--two") || streq (name, "--three"));
            check (zargs_param_empty (value) == !streq (name, "--one"));
            seen += streq (name, "--one") ? 1 : streq (name, "--two") ? 10 : 100;
        }
        check (seen == 111);
        check (!zargs_param_next (args));
    }
    check_streq (zargs_get (args, "--three"), "");
    check (zargs_arguments (args) == 1);
    zargs_destroy (&args);
}

static void
several_names (void)
{
    char *argv [] = { "program", "-f", "short", "--quiet", NULL };
    zargs_t *args = new_args (argv);
    check_streq (zargs_getx (args, "--file", "-f", NULL), "short");
    check_streq (zargs_getx (args, "-f", NULL), "short");
    //  The first that is there counts.
    check (!zargs_getx (args, "--quiet", "-f", NULL));
    check (!zargs_getx (args, "-n", "--none", NULL));
    check (zargs_hasx (args, "-q", "--quiet", NULL));
    check (!zargs_hasx (args, "-q", NULL));
    check (!zargs_hasx (args, NULL) && !zargs_getx (args, NULL));
    zargs_destroy (&args);
}

static void
no_words (void)
{
    char *argv [] = { "program", NULL };
    zargs_t *args = new_args (argv);
    check_streq (zargs_progname (args), "program");
    check (zargs_arguments (args) == 0 && !zargs_first (args) && !zargs_next (args));
    check (!zargs_param_first (args) && !zargs_param_next (args) && !zargs_param_name (args));
    zargs_destroy (&args);
    args = zargs_new (0, NULL);
    check (args && !zargs_progname (args));
    zargs_destroy (&args);
}

static void
printed (void)
{
    char *argv [] = { "program", "argument", "--name", "value", "-v", NULL };
    zargs_t *args = new_args (argv);
    fflush (stderr);
    int real_stderr = dup (2);
    FILE *held = tmpfile ();
    check (held && dup2 (fileno (held), 2) == 2);
    zargs_print (args);
    fflush (stderr);
    dup2 (real_stderr, 2);
    close (real_stderr);
    char text [200] = "";
    rewind (held);
    check (fread (text, 1, sizeof text - 1, held) > 0);
    fclose (held);
    check (strstr (text, "program: program\nargument: argument\n") == text);
    check (strstr (text, "\nparameter: --name = value\n") && strstr (text, "\nparameter: -v\n"));
    zargs_destroy (&args);
}

static void
breaches (void)
{
    check_aborts ("zargs_get", zargs_get (NULL, "-v"));
    check_aborts ("zargs_first", zargs_first (NULL));
    check_aborts ("zargs_new", zargs_new (1, NULL));
}

//  hasx says true or false, whichever of the names it is.
static void
defect_ARGS_1 (void)
{
    char *argv [] = { "program", "--last", NULL };
    zargs_t *args = new_args (argv);
    check (zargs_hasx (args, "--first", "--last", NULL) == true);
    check (zargs_hasx (args, "--first", "--second", NULL) == false);
    zargs_destroy (&args);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (words ());
    CASE (walk_of_parameters ());
    CASE (several_names ());
    CASE (no_words ());
    CASE (printed ());
    CASE (breaches ());
    DEFECT (ARGS_1);
    CASE (zargs_test (false));
    return test_end ();
}
