//  Walks zlist: queue and stack use, the cursor, removal, comparison, sorting, copies
//  and who releases the items.

#include "test.h"

//  Prints a list of strings from a copy, so that the list's cursor stays where it is.
static void
show (const char *what, zlist_t *list)
{
    zlist_t *copy = zlist_dup (list);
    printf ("%s: %zu items:", what, zlist_size (list));
    char *item = (char *) zlist_first (copy);
    while (item) {
        printf (" %s", item);
        item = (char *) zlist_next (copy);
    }
    printf ("\n");
    zlist_destroy (&copy);
}

static const char *
text (void *item)
{
    return item? (const char *) item: "(none)";
}

//  The words live in one buffer, so only the newest such list may be used.
static zlist_t *
list_of (const char *words)
{
    static char buffer [1024];
    zlist_t *list = zlist_new ();
    check (strlen (words) < sizeof buffer);
    strcpy (buffer, words);
    for (char *word = strtok (buffer, " "); word; word = strtok (NULL, " "))
        check (zlist_append (list, word) == 0);
    return list;
}

static void
report_freed (void *data)
{
    printf ("  released %s\n", (char *) data);
}

static int
no_case (void *a, void *b)
{
    return strcasecmp ((char *) a, (char *) b);
}

static int
backwards (void *a, void *b)
{
    return strcmp ((char *) b, (char *) a);
}

static int
first_letter (void *a, void *b)
{
    return *(char *) a - *(char *) b;
}

static void
empty_list (void)
{
    zlist_t *list = zlist_new ();
    check (list);
    check (zlist_size (list) == 0);
    check (!zlist_first (list));
    check (!zlist_next (list));
    check (!zlist_last (list));
    check (!zlist_head (list));
    check (!zlist_tail (list));
    check (!zlist_item (list));
    check (!zlist_pop (list));
    check (!zlist_exists (list, "a"));
    check (!zlist_freefn (list, "a", free, false));
    check (!zlist_freefn (list, "a", free, true));
    zlist_remove (list, "a");
    zlist_sort (list, NULL);
    zlist_purge (list);
    zlist_t *copy = zlist_dup (list);
    check (copy && zlist_size (copy) == 0);
    zlist_destroy (&copy);
    zlist_destroy (&list);
    check (!list);
    zlist_destroy (&list);
    check (!zlist_dup (NULL));
    printf ("an empty list has nothing to give\n");
}

static void
append_push_and_pop (void)
{
    zlist_t *list = zlist_new ();
    printf ("append: %d\n", zlist_append (list, "bread"));
    printf ("append: %d\n", zlist_append (list, "cheese"));
    printf ("push: %d\n", zlist_push (list, "apple"));
    printf ("append of no item: %d\n", zlist_append (list, NULL));
    printf ("push of no item: %d\n", zlist_push (list, NULL));
    printf ("no item to no list: %d, %d\n", zlist_append (NULL, NULL), zlist_push (NULL, NULL));
    show ("after adding", list);
    printf ("head %s, tail %s\n", text (zlist_head (list)), text (zlist_tail (list)));
    printf ("pop %s\n", text (zlist_pop (list)));
    printf ("pop %s\n", text (zlist_pop (list)));
    printf ("head %s, tail %s\n", text (zlist_head (list)), text (zlist_tail (list)));
    printf ("pop %s\n", text (zlist_pop (list)));
    printf ("pop %s\n", text (zlist_pop (list)));
    printf ("head %s, tail %s\n", text (zlist_head (list)), text (zlist_tail (list)));
    printf ("append to the emptied list: %d\n", zlist_append (list, "wine"));
    printf ("push on it: %d\n", zlist_push (list, "water"));
    show ("used again", list);
    zlist_destroy (&list);
}

static void
same_item_twice (void)
{
    zlist_t *list = list_of ("a b c");
    void *b = zlist_first (list);
    b = zlist_next (list);
    zlist_append (list, b);
    zlist_push (list, b);
    show ("the same item three times", list);
    zlist_remove (list, b);
    show ("removed once", list);
    zlist_remove (list, b);
    show ("removed twice", list);
    zlist_remove (list, b);
    show ("removed three times", list);
    zlist_remove (list, b);
    show ("removed when absent", list);
    zlist_destroy (&list);
}

static void
cursor_rules (void)
{
    zlist_t *list = list_of ("a b c");
    printf ("item at the start: %s\n", text (zlist_item (list)));
    printf ("next without a first: %s\n", text (zlist_next (list)));
    printf ("item: %s\n", text (zlist_item (list)));
    printf ("next: %s\n", text (zlist_next (list)));
    printf ("head: %s, tail: %s, and item still: %s\n", text (zlist_head (list)),
            text (zlist_tail (list)), text (zlist_item (list)));
    printf ("next: %s\n", text (zlist_next (list)));
    printf ("next at the end: %s\n", text (zlist_next (list)));
    printf ("item after the end: %s\n", text (zlist_item (list)));
    printf ("next after the end: %s\n", text (zlist_next (list)));
    printf ("last: %s\n", text (zlist_last (list)));
    printf ("item: %s\n", text (zlist_item (list)));
    printf ("next after the last: %s\n", text (zlist_next (list)));
    printf ("first: %s\n", text (zlist_first (list)));
    printf ("item: %s\n", text (zlist_item (list)));

    zlist_append (list, "d");
    printf ("item after append: %s\n", text (zlist_item (list)));
    printf ("next after append: %s\n", text (zlist_next (list)));
    zlist_last (list);
    zlist_push (list, "z");
    printf ("item after push: %s\n", text (zlist_item (list)));
    printf ("next after push: %s\n", text (zlist_next (list)));
    zlist_last (list);
    printf ("pop: %s\n", text (zlist_pop (list)));
    printf ("item after pop: %s\n", text (zlist_item (list)));
    printf ("next after pop: %s\n", text (zlist_next (list)));

    zlist_next (list);
    zlist_append (list, NULL);
    printf ("item after a refused append: %s\n", text (zlist_item (list)));
    zlist_exists (list, "nothing");
    zlist_size (list);
    printf ("item after size and exists: %s\n", text (zlist_item (list)));
    zlist_t *copy = zlist_dup (list);
    printf ("item after dup: %s, and in the copy: %s\n", text (zlist_item (list)),
            text (zlist_item (copy)));
    printf ("next: %s, and in the copy: %s\n", text (zlist_next (list)),
            text (zlist_next (copy)));
    zlist_destroy (&copy);
    zlist_first (list);
    zlist_purge (list);
    printf ("item after purge: %s", text (zlist_item (list)));
    printf (", next: %s, size %zu\n", text (zlist_next (list)), zlist_size (list));
    zlist_destroy (&list);
}

static void
remove_while_iterating (void)
{
    zlist_t *list = list_of ("a b c d e");
    char *item = (char *) zlist_first (list);
    while (item) {
        printf ("at %s\n", item);
        if (streq (item, "b") || streq (item, "c") || streq (item, "e")) {
            zlist_remove (list, item);
            printf ("removed it: item %s\n", text (zlist_item (list)));
        }
        item = (char *) zlist_next (list);
    }
    show ("what is left", list);

    zlist_first (list);
    zlist_remove (list, zlist_head (list));
    printf ("after removing the first: item %s", text (zlist_item (list)));
    printf (", next %s\n", text (zlist_next (list)));
    printf ("tail %s\n", text (zlist_tail (list)));
    zlist_remove (list, zlist_tail (list));
    printf ("after removing the only one: item %s, head %s, tail %s",
            text (zlist_item (list)), text (zlist_head (list)),
            text (zlist_tail (list)));
    printf (", next %s\n", text (zlist_next (list)));
    zlist_append (list, "f");
    show ("appended to the emptied list", list);
    zlist_destroy (&list);

    list = list_of ("a b c d");
    zlist_last (list);
    zlist_remove (list, zlist_head (list));
    printf ("removing elsewhere: item %s\n", text (zlist_item (list)));
    zlist_remove (list, zlist_tail (list));
    printf ("removing the tail: item %s, tail %s\n", text (zlist_item (list)),
            text (zlist_tail (list)));
    zlist_append (list, "e");
    show ("append after the tail went", list);
    zlist_destroy (&list);
}

static void
comparison (void)
{
    char other [] = "bread";
    zlist_t *list = list_of ("Apple Bread Cheese Bread");
    printf ("exists by pointer: %d\n", zlist_exists (list, zlist_tail (list)));
    printf ("equal text is not the same pointer: %d\n", zlist_exists (list, other));
    zlist_remove (list, other);
    show ("remove by pointer of another", list);

    zlist_comparefn (list, no_case);
    printf ("exists with a comparator: %d\n", zlist_exists (list, other));
    printf ("exists, absent: %d\n", zlist_exists (list, "wine"));
    zlist_remove (list, other);
    show ("remove takes the first match", list);
    zlist_remove (list, "wine");
    show ("remove of what is not there", list);
    zlist_t *copy = zlist_dup (list);
    printf ("the copy has the comparator: %d\n", zlist_exists (copy, "cheese"));
    zlist_destroy (&copy);
    zlist_comparefn (list, NULL);
    printf ("comparator taken away: %d\n", zlist_exists (list, other));
    zlist_destroy (&list);
}

static void
sorting (void)
{
    zlist_t *list = list_of ("five one nine two seven three");
    zlist_sort (list, NULL);
    show ("ascending text", list);
    zlist_sort (list, backwards);
    show ("by the given function", list);
    zlist_comparefn (list, backwards);
    zlist_sort (list, NULL);
    show ("by the list's own comparator", list);
    zlist_sort (list, first_letter);
    show ("the argument goes before the comparator", list);
    zlist_destroy (&list);

    list = list_of ("solo");
    zlist_sort (list, NULL);
    show ("one item", list);
    zlist_destroy (&list);

    //  Comb sort is not stable, yet it has one outcome: files that are written in
    //  this order must not change with the library
    list = list_of ("b1 a1 c1 b2 a2 c2 b3 a3 c3 b4 a4 c4 b5 a5 c5 b6 a6 c6");
    zlist_sort (list, first_letter);
    show ("equal keys", list);
    zlist_destroy (&list);
    list = list_of ("a1 a2 a3 a4 a5 a6 a7");
    zlist_sort (list, first_letter);
    show ("only equal keys", list);
    zlist_destroy (&list);
    list = list_of ("d1 d2 c1 c2 b1 b2 a1 a2 d3 c3 b3 a3");
    zlist_sort (list, first_letter);
    show ("mostly falling keys", list);
    zlist_destroy (&list);

    list = list_of ("c b a");
    printf ("cursor before sorting: %s\n", text (zlist_first (list)));
    zlist_sort (list, NULL);
    printf ("cursor after sorting: %s\n", text (zlist_item (list)));
    printf ("head %s, tail %s\n", text (zlist_head (list)), text (zlist_tail (list)));
    zlist_destroy (&list);
}

static int
by_number (void *a, void *b)
{
    int left = *(int *) a, right = *(int *) b;
    return left < right? -1: left > right? 1: 0;
}

static void
long_lists_sort_fully (void)
{
    static int numbers [1000];
    unsigned state = 12345;
    for (size_t size = 2; size <= 1000; size = size * 3 / 2 + 1) {
        zlist_t *list = zlist_new ();
        for (size_t nbr = 0; nbr < size; nbr++) {
            state = state * 1103515245u + 12345u;
            numbers [nbr] = (int) (state >> 16) % 500;
            zlist_append (list, &numbers [nbr]);
        }
        zlist_sort (list, by_number);
        check (zlist_size (list) == size);
        int *item = (int *) zlist_first (list);
        int last = *item;
        while ((item = (int *) zlist_next (list))) {
            check (last <= *item);
            last = *item;
        }
        check (last == *(int *) zlist_tail (list));
        zlist_destroy (&list);
    }
    printf ("long lists are sorted\n");
}

static void
autofree_owns_copies (void)
{
    zlist_t *list = zlist_new ();
    zlist_autofree (list);
    char word [] = "one";
    zlist_append (list, word);
    memcpy (word, "two", 3);
    zlist_push (list, word);
    memcpy (word, "six", 3);
    zlist_append (list, word);
    show ("copies were taken", list);
    check (zlist_head (list) != (void *) word);

    printf ("exists compares the copy's pointer: %d\n", zlist_exists (list, word));
    zlist_remove (list, word);
    show ("so does remove", list);
    zlist_remove (list, zlist_tail (list));
    show ("removed by its own pointer", list);
    zlist_comparefn (list, no_case);
    printf ("exists with a comparator: %d\n", zlist_exists (list, "ONE"));
    zlist_remove (list, "ONE");
    show ("removed by value", list);

    char *popped = (char *) zlist_pop (list);
    printf ("popped %s, which is ours to free\n", popped);
    free (popped);

    zlist_append (list, "x");
    zlist_append (list, "y");
    zlist_t *copy = zlist_dup (list);
    check (zlist_head (copy) != zlist_head (list));
    zlist_append (copy, word);
    check (zlist_tail (copy) != (void *) word);
    zlist_destroy (&list);
    show ("the copy outlives the list", copy);
    zlist_purge (copy);
    zlist_append (copy, "z");
    show ("used again after purge", copy);
    zlist_destroy (&copy);

    //  Only what is added later is copied, while everything is freed at the end
    list = zlist_new ();
    char *early = strdup ("early");
    zlist_append (list, early);
    zlist_autofree (list);
    zlist_append (list, "late");
    check (zlist_head (list) == (void *) early);
    show ("autofree set halfway", list);
    zlist_destroy (&list);
}

static void
free_functions (void)
{
    zlist_t *list = list_of ("a b c d e f");
    void *absent = "b";
    char *b = (char *) zlist_first (list);
    b = (char *) zlist_next (list);
    check (zlist_freefn (list, absent, report_freed, false) == NULL);
    check (zlist_freefn (list, b, report_freed, true) == NULL);
    check (zlist_freefn (list, b, report_freed, false) == b);
    check (zlist_freefn (list, zlist_tail (list), report_freed, true)
           == zlist_tail (list));
    zlist_next (list);
    char *c = (char *) zlist_item (list);
    char *d = (char *) zlist_next (list);
    char *e = (char *) zlist_next (list);
    check (zlist_freefn (list, zlist_head (list), report_freed, false));
    check (zlist_freefn (list, c, report_freed, false) == c);
    check (zlist_freefn (list, d, report_freed, false) == d);
    check (zlist_freefn (list, e, report_freed, false) == e);
    check (zlist_freefn (list, e, NULL, false) == e);
    printf ("pop\n");
    zlist_pop (list);
    printf ("remove\n");
    zlist_remove (list, c);
    printf ("copy\n");
    zlist_t *copy = zlist_dup (list);
    zlist_destroy (&copy);
    printf ("destroy\n");
    zlist_destroy (&list);

    list = list_of ("a b c");
    char *a = (char *) zlist_first (list);
    while (a) {
        zlist_freefn (list, a, report_freed, false);
        a = (char *) zlist_next (list);
    }
    printf ("purge\n");
    zlist_purge (list);
    printf ("destroy\n");
    zlist_destroy (&list);

    list = zlist_new ();
    char *heap = strdup ("on the heap");
    zlist_append (list, heap);
    check (zlist_freefn (list, heap, free, true) == heap);
    zlist_destroy (&list);

    //  An autofree list frees its copies whatever function an item has
    list = zlist_new ();
    zlist_autofree (list);
    zlist_append (list, "g");
    check (zlist_freefn (list, zlist_head (list), report_freed, false));
    printf ("destroy a list that owns its items\n");
    zlist_destroy (&list);
}

static void
breaches_abort (void)
{
    zlist_t *list = list_of ("a");
    check_aborts ("zlist_last", zlist_last (NULL));
    check_aborts ("zlist_purge", zlist_purge (NULL));
    check_aborts ("zlist_first", zlist_first (NULL));
    check_aborts ("zlist_next", zlist_next (NULL));
    check_aborts ("zlist_exists", zlist_exists (list, NULL));
    check_aborts ("zlist_destroy", zlist_destroy (NULL));
    zlist_destroy (&list);
    printf ("breaches of contract abort\n");
}

static char seen_by_a [8], seen_by_b [8];

static void
note_a (void *data)
{
    strncat (seen_by_a, (char *) data, 1);
}

static void
note_b (void *data)
{
    strncat (seen_by_b, (char *) data, 1);
}

static void
defect_LIST_1 (void)
{
    char items [4][2] = { "d", "b", "c", "a" };
    zlist_t *list = zlist_new ();
    for (int nbr = 0; nbr < 4; nbr++)
        zlist_append (list, items [nbr]);
    zlist_freefn (list, items [0], note_b, false);
    zlist_freefn (list, items [3], note_a, false);
    zlist_sort (list, NULL);
    check_streq ((char *) zlist_head (list), "a");
    zlist_destroy (&list);
    check_streq (seen_by_a, "a");
    check_streq (seen_by_b, "d");
}

static bool comparator_saw_null;

static int
watch_null (void *a, void *b)
{
    if (!a || !b) {
        comparator_saw_null = true;
        return 1;
    }
    return strcmp ((char *) a, (char *) b);
}

static void
defect_LIST_2 (void)
{
    zlist_t *list = list_of ("a b");
    zlist_comparefn (list, watch_null);
    zlist_remove (list, NULL);
    check (!comparator_saw_null);
    check (zlist_size (list) == 2);
    zlist_destroy (&list);
}

int
main (int argc, char *argv [])
{
    test_begin (argc, argv);
    CASE (empty_list ());
    CASE (append_push_and_pop ());
    CASE (same_item_twice ());
    CASE (cursor_rules ());
    CASE (remove_while_iterating ());
    CASE (comparison ());
    CASE (sorting ());
    CASE (long_lists_sort_fully ());
    CASE (autofree_owns_copies ());
    CASE (free_functions ());
    CASE (breaches_abort ());
    DEFECT (LIST_1);
    DEFECT (LIST_2);
    CASE (zlist_test (false));
    return test_end ();
}
