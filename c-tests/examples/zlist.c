//  A list can be walked, sorted, and used as a queue or a stack.

#include <czmq.h>

static int
s_compare (void *item1, void *item2)
{
    return strcmp ((const char *) item1, (const char *) item2);
}

int main (void)
{
    zlist_t *fruits = zlist_new ();
    zlist_autofree (fruits);                //  of texts: it copies them
    zlist_comparefn (fruits, s_compare);    //  not by their addresses
    zlist_append (fruits, (void *) "pear");
    zlist_append (fruits, (void *) "fig");
    zlist_push (fruits, (void *) "plum");   //  in front
    zlist_append (fruits, (void *) "apple");

    zlist_sort (fruits, NULL);
    char *fruit = (char *) zlist_first (fruits);
    while (fruit) {
        printf ("%s\n", fruit);
        fruit = (char *) zlist_next (fruits);
    }
    zlist_remove (fruits, (void *) "fig");
    printf ("without figs: %zu\n", zlist_size (fruits));

    fruit = (char *) zlist_pop (fruits);    //  the first is ours now
    printf ("taken off: %s\n", fruit);
    zstr_free (&fruit);
    zlist_destroy (&fruits);
    return 0;
}

//  Prints:
//
//  apple
//  fig
//  pear
//  plum
//  without figs: 3
//  taken off: apple
