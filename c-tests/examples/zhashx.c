//  A table from names to ages. It keeps copies of its own, which it makes
//  and frees by the functions that it is told.

#include <czmq.h>

static void *
s_copy (const void *age)
{
    int *copy = (int *) zmalloc (sizeof (int));
    *copy = *(const int *) age;
    return copy;
}

static void
s_free (void **age_p)
{
    freen (*age_p);
}

int main (void)
{
    zhashx_t *ages = zhashx_new ();     //  texts are the keys
    zhashx_set_duplicator (ages, s_copy);
    zhashx_set_destructor (ages, s_free);

    int age = 36;
    zhashx_insert (ages, "Ada", &age);
    age = 41;
    zhashx_insert (ages, "Alan", &age);
    if (zhashx_insert (ages, "Ada", &age) == -1)
        puts ("Ada is there already");
    zhashx_update (ages, "Grace", &age);    //  inserts, or replaces

    int *found = (int *) zhashx_lookup (ages, "Ada");
    printf ("Ada is %d\n", *found);
    zhashx_delete (ages, "Grace");
    printf ("Grace is %s\n", zhashx_lookup (ages, "Grace")? "here": "gone");

    //  A walk has no order that one could rely on.
    int sum = 0;
    int *item = (int *) zhashx_first (ages);
    while (item) {
        sum += *item;
        item = (int *) zhashx_next (ages);
    }
    printf ("%zu people, %d years\n", zhashx_size (ages), sum);

    zhashx_destroy (&ages);
    return 0;
}

//  Prints:
//
//  Ada is there already
//  Ada is 36
//  Grace is gone
//  2 people, 77 years
