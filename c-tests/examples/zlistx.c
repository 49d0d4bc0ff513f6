//  A list that stays sorted, and handles that find an item again without a
//  search.

#include <czmq.h>

typedef struct {
    int age;
    const char *name;
} person_t;

static int
s_by_age (const void *item1, const void *item2)
{
    return ((const person_t *) item1)->age - ((const person_t *) item2)->age;
}

int main (void)
{
    person_t ada = { 36, "Ada" }, alan = { 41, "Alan" }, max = { 9, "Max" };

    zlistx_t *people = zlistx_new ();
    zlistx_set_comparator (people, s_by_age);
    zlistx_insert (people, &alan, true);
    zlistx_insert (people, &ada, true);
    void *handle = zlistx_insert (people, &max, true);

    person_t *youngest = (person_t *) zlistx_first (people);
    printf ("the youngest: %s\n", youngest->name);

    max.age = 99;                           //  so he belongs elsewhere
    zlistx_reorder (people, handle, false);
    person_t *person = (person_t *) zlistx_first (people);
    while (person) {
        printf ("%s, %d\n", person->name, person->age);
        person = (person_t *) zlistx_next (people);
    }
    zlistx_delete (people, handle);         //  good until now
    printf ("%zu left\n", zlistx_size (people));
    zlistx_destroy (&people);
    return 0;
}

//  Prints:
//
//  the youngest: Max
//  Ada, 36
//  Alan, 41
//  Max, 99
//  2 left
