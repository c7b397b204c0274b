#include "import/styles.h"

#include "base/arena.h"
#include "import/phrase.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    BASE_LIMIT = 16,   /* styles that rest on each other */
    NUMBER_LEVELS = 9, /* of a list, ECMA-376 17.9.6 */
    HEADING_LEVELS = 9,
};

/* Elements by an attribute, sorted. */
struct named {
    const char *key;
    const struct element *element;
    unsigned counts[NUMBER_LEVELS]; /* of an abstract numbering */
};

struct catalogue {
    struct named *items;
    size_t count;
};

struct styles {
    struct arena *arena;
    struct catalogue styles, numbers, abstracts;
};

static int compare_named(const void *a, const void *b)
{
    return strcmp(((const struct named *)a)->key, ((const struct named *)b)->key);
}

static struct catalogue catalogue(struct arena *arena, const struct element *root, const char *name,
                                  const char *key)
{
    struct catalogue found = {0};
    size_t count = 0;

    if (root == NULL) {
        return found;
    }
    for (const struct element *child = root->first; child != NULL; child = child->next) {
        count += element_is(child, name);
    }
    found.items = ARENA_ARRAY(arena, struct named, count + 1);
    for (const struct element *child = root->first; child != NULL; child = child->next) {
        const char *value = element_attribute(child, key);
        if (element_is(child, name) && value != NULL) {
            found.items[found.count++] = (struct named){.key = value, .element = child};
        }
    }
    qsort(found.items, found.count, sizeof *found.items, compare_named);
    return found;
}

static struct named *find(const struct catalogue *catalogue, const char *key)
{
    struct named wanted = {.key = key};

    return key == NULL || catalogue->count == 0
               ? NULL
               : bsearch(&wanted, catalogue->items, catalogue->count, sizeof *catalogue->items,
                         compare_named);
}

struct styles *styles_new(struct arena *arena, const struct element *styles,
                          const struct element *numbering)
{
    struct styles *made = ARENA_NEW(arena, struct styles);

    made->arena = arena;
    made->styles = catalogue(arena, styles, "style", "styleId");
    made->numbers = catalogue(arena, numbering, "num", "numId");
    made->abstracts = catalogue(arena, numbering, "abstractNum", "abstractNumId");
    return made;
}

/* A digit of a value, less than `limit`; `limit` for anything else. */
static unsigned small(const char *value, unsigned limit)
{
    bool digit = value != NULL && value[0] >= '0' && value[0] <= '9' && value[1] == '\0';

    return digit && (unsigned)(value[0] - '0') < limit ? (unsigned)(value[0] - '0') : limit;
}

static void take_alignment(struct paragraph_hints *hints, const char *alignment)
{
    if (alignment == NULL) {
        return;
    }
    hints->centred = strcmp(alignment, "center") == 0;
    hints->right = strcmp(alignment, "right") == 0 || strcmp(alignment, "end") == 0;
}

/* "heading 2", as Word and LibreOffice call it in every language; "Title". */
static void take_name(struct paragraph_hints *hints, const char *name)
{
    if (name == NULL) {
        return;
    }
    if (strncasecmp(name, "heading ", 8) == 0 && small(name + 8, HEADING_LEVELS + 1) > 0 &&
        small(name + 8, HEADING_LEVELS + 1) <= HEADING_LEVELS) {
        hints->heading = small(name + 8, HEADING_LEVELS + 1);
    }
    hints->title = hints->title || strcasecmp(name, "title") == 0;
}

static void take_properties(struct paragraph_hints *hints, const struct element *properties)
{
    unsigned outline = small(element_value(properties, "outlineLvl"), HEADING_LEVELS);

    take_alignment(hints, element_value(properties, "jc"));
    if (outline < HEADING_LEVELS) {
        hints->heading = outline + 1;
    }
}

struct paragraph_hints styles_hints(const struct styles *styles, const struct element *properties)
{
    struct paragraph_hints hints = {0};
    const struct element *chain[BASE_LIMIT];
    size_t depth = 0;
    const struct named *style = find(&styles->styles, element_value(properties, "pStyle"));

    while (style != NULL && depth < BASE_LIMIT) {
        chain[depth++] = style->element;
        style = find(&styles->styles, element_value(style->element, "basedOn"));
    }
    while (depth > 0) { /* the nearest has the last word */
        const struct element *element = chain[--depth];
        take_name(&hints, element_value(element, "name"));
        take_properties(&hints, element_child(element, "pPr"));
        hints.bold = hints.bold || element_flag(element_child(element, "rPr"), "b");
    }
    take_properties(&hints, properties);
    return hints;
}

/* The numbering of the paragraph itself, else of the first of its styles that has one. */
static const struct element *numbering_of(const struct styles *styles,
                                          const struct element *properties)
{
    const struct element *found = element_child(properties, "numPr");
    const struct named *style = find(&styles->styles, element_value(properties, "pStyle"));

    for (unsigned depth = 0; found == NULL && style != NULL && depth < BASE_LIMIT; depth++) {
        found = element_child(element_child(style->element, "pPr"), "numPr");
        style = find(&styles->styles, element_value(style->element, "basedOn"));
    }
    return found;
}

static const struct element *level_of(const struct element *abstract, unsigned level)
{
    for (const struct element *child = abstract->first; child != NULL; child = child->next) {
        if (element_is(child, "lvl") &&
            small(element_attribute(child, "ilvl"), NUMBER_LEVELS) == level) {
            return child;
        }
    }
    return NULL;
}

static unsigned start_of(const struct element *level)
{
    const char *start = element_value(level, "start");
    long value = start == NULL ? 1 : strtol(start, NULL, 10);

    return value < 0 || value > 9999 ? 1 : (unsigned)value;
}

static void add_number(struct styles *styles, struct buffer *out, const char *format,
                       unsigned number)
{
    static const char *const chinese[] = {"chineseCounting",   "chineseCountingThousand",
                                          "ideographDigital",  "japaneseCounting",
                                          "taiwaneseCounting", "taiwaneseCountingThousand"};

    for (size_t i = 0; i < sizeof chinese / sizeof *chinese; i++) {
        if (format != NULL && strcmp(format, chinese[i]) == 0) {
            buffer_add_string(out, phrase_numeral(styles->arena, number));
            return;
        }
    }
    if (format != NULL && strncmp(format, "decimalEnclosedCircle", 21) == 0 && number >= 1 &&
        number <= 20) {
        buffer_add_character(out, 0x2460 + number - 1);
    } else if (format != NULL && number >= 1 && number <= 26 &&
               (strcmp(format, "lowerLetter") == 0 || strcmp(format, "upperLetter") == 0)) {
        buffer_add_byte(out, (unsigned char)((format[0] == 'l' ? 'a' : 'A') + (int)number - 1));
    } else {
        buffer_format(out, "%u", number);
    }
}

const char *styles_number(struct styles *styles, const struct element *properties, bool *bullet)
{
    const struct element *numbering = numbering_of(styles, properties);
    const struct named *number = find(&styles->numbers, element_value(numbering, "numId"));
    struct named *abstract =
        number == NULL ? NULL
                       : find(&styles->abstracts, element_value(number->element, "abstractNumId"));
    const char *written = element_value(numbering, "ilvl");
    unsigned level = written == NULL ? 0 : small(written, NUMBER_LEVELS);
    struct buffer out = buffer_new(styles->arena);

    *bullet = false;
    if (abstract == NULL || level >= NUMBER_LEVELS || level_of(abstract->element, level) == NULL) {
        return "";
    }
    const struct element *own = level_of(abstract->element, level);
    const char *format = element_value(own, "numFmt");
    const char *text = element_value(own, "lvlText");
    *bullet = format != NULL && strcmp(format, "bullet") == 0;
    abstract->counts[level]++;
    for (unsigned deeper = level + 1; deeper < NUMBER_LEVELS; deeper++) {
        abstract->counts[deeper] = 0;
    }
    if (*bullet || text == NULL || (format != NULL && strcmp(format, "none") == 0)) {
        return "";
    }
    for (; *text != '\0'; text++) {
        unsigned at = text[0] == '%' ? small((char[]){text[1], '\0'}, NUMBER_LEVELS + 1) : 0;
        if (at >= 1 && at <= NUMBER_LEVELS && text[1] != '\0') {
            const struct element *named = level_of(abstract->element, at - 1);
            unsigned count = abstract->counts[at - 1];
            add_number(styles, &out, element_value(named, "numFmt"),
                       start_of(named) + (count > 0 ? count - 1 : 0));
            text++;
        } else {
            buffer_add_byte(&out, (unsigned char)*text);
        }
    }
    return buffer_string(&out).bytes;
}
