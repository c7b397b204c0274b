/*
 * Enumerations in a paragraph: 一是…。二是…。三是…。 become items where they are complete; a layout
 * numbers them. Others stay text.
 */
#include "import/recognise.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "import/phrase.h"
#include <string.h>

enum { ITEM_LIMIT = 40 };

/* How items are numbered. */
struct form {
    const char *before, *behind; /* of the numeral */
    const char *example;         /* for `number:`; NULL: as layouts do by themselves */
};

static const struct form forms[] = {
    {"", "是", NULL},
    {"", "要", "一要"},
    {"第", "，", "第一，"},
    {"第", "、", "第一、"},
};

/* A number of an enumeration, and what it stands before. */
struct mark {
    size_t start, end;
    unsigned number;
};

struct marks {
    struct mark items[ITEM_LIMIT];
    size_t count;
    bool over; /* there are more */
};

/* Where a new item may begin: at the start, behind a mark that ends something. */
static bool may_begin(struct string text, size_t at)
{
    return at == 0 || phrase_is_closed((struct string){text.bytes, at});
}

static struct marks find_marks(struct string text, const struct form *form)
{
    struct marks marks = {0};
    struct reading at = reading_of(text);

    while (at.at < at.end) {
        struct reading ahead = at;
        size_t start = (size_t)(at.at - text.bytes);
        unsigned number;
        if (reading_take(&ahead, form->before) && reading_numeral(&ahead, &number) &&
            reading_take(&ahead, form->behind) && may_begin(text, start)) {
            if (marks.count == ITEM_LIMIT) {
                marks.over = true;
                return marks;
            }
            marks.items[marks.count++] =
                (struct mark){start, (size_t)(ahead.at - text.bytes), number};
            at = ahead;
        } else {
            do {
                at.at++;
            } while (at.at < at.end && ((unsigned char)*at.at & 0xC0) == 0x80);
        }
    }
    return marks;
}

/* The first number that is not the next one; 0: they are complete. */
static unsigned missing_number(const struct marks *marks)
{
    for (size_t i = 0; i < marks->count; i++) {
        if (marks->items[i].number != i + 1) {
            return (unsigned)i + 1;
        }
    }
    return marks->count == 1 ? 2 : 0;
}

/* 一是…二是…；改进：一是…二是…: several that are complete, in one paragraph. */
static bool are_several(const struct marks *marks)
{
    unsigned last = 0;

    for (size_t i = 0; i < marks->count; i++) {
        bool restarts = marks->items[i].number == 1 && last != 1;
        if (!restarts && marks->items[i].number != last + 1) {
            return false;
        }
        last = marks->items[i].number;
    }
    return last > 1;
}

static void report_missing(struct recogniser *recogniser, struct text text, const struct form *form,
                           const struct marks *marks)
{
    unsigned missing = missing_number(marks);
    struct place place = source_place_in_scalar(text.place, text.string, marks->items[0].start);

    REPORT(recogniser->diagnostics, IMPORT_ENUMERATION, place,
           arena_format(recogniser->arena, "%s%s%s", form->before,
                        phrase_numeral(recogniser->arena, missing), form->behind));
}

static const struct node *make_items(struct recogniser *recogniser, struct text text,
                                     const struct form *form, const struct marks *marks)
{
    struct branch *block = branch_new(recogniser->arena, NODE_MAPPING, text.place);
    struct branch *items = branch_new(recogniser->arena, NODE_SEQUENCE, text.place);

    if (marks->items[0].start > 0) {
        branch_set_text(block, "text", recognise_part(text, 0, marks->items[0].start));
    }
    for (size_t i = 0; i < marks->count; i++) {
        size_t end = i + 1 < marks->count ? marks->items[i + 1].start : text.string.size;
        struct text item = recognise_part(text, marks->items[i].end, end);
        if (item.string.size == 0) {
            return NULL;
        }
        branch_add_text(items, item);
    }
    if (form->example != NULL) {
        struct string example = {form->example, strlen(form->example)};
        branch_set_text(block, "number", (struct text){example, text.place});
    }
    branch_set(block, "items", &items->node);
    return &block->node;
}

const struct node *recognise_paragraph(struct recogniser *recogniser, struct text text)
{
    const struct node *found = NULL;

    for (size_t i = 0; i < sizeof forms / sizeof *forms && found == NULL; i++) {
        struct marks marks = find_marks(text.string, &forms[i]);
        if (marks.count == 0 || marks.over) {
            continue;
        }
        if (missing_number(&marks) > 0) {
            /* One alone may be any sentence; paragraphs of one item each are no enumeration. */
            if (marks.count > 1 && !are_several(&marks)) {
                report_missing(recogniser, text, &forms[i], &marks);
            }
            continue;
        }
        found = make_items(recogniser, text, &forms[i], &marks);
    }
    return found != NULL ? found : leaf_new(recogniser->arena, text, false);
}
