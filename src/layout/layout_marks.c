/* Inline marks of a layout: how {{strong …}} and the others differ from the text around them. */
#include "layout/layout_private.h"

#include "base/diagnostic.h"
#include "yaml/node.h"
#include <string.h>

/* The least size of marked text, of the size around it. */
enum { SIZE_LEAST = PROPORTION_ONE / 10 };

static const struct type text_type = {.kind = TYPE_TEXT, .size = sizeof(struct text)};

static const struct field mark_fields[] = {
    {"font", offsetof(struct mark_record, font), &text_type, 0,
     "Font role; default: as around, 黑体 for strong, 楷体 for emphasis."},
    {"latin", offsetof(struct mark_record, latin), &text_type, 0,
     "Font role for Latin letters and digits; default: the font given here, else as around."},
    {"size", offsetof(struct mark_record, size), &proportion_type, 0,
     "Of the size around, 10% to 100%; default 60% for superscript, subscript and note, 50% for "
     "ruby, else 100%."},
    {"rise", offsetof(struct mark_record, rise), &proportion_type, 0,
     "How far the baseline is raised, of the size around; default 35% for superscript and note, "
     "-15% for subscript. Of ruby: what is left free between the reading and the characters."},
    {"color", offsetof(struct mark_record, colour), &text_type, 0,
     "One of the layout's colours; default: as around."},
    {0},
};
static const struct type mark_type = {.kind = TYPE_RECORD,
                                      .name = "mark",
                                      .describes = "How marked text looks.",
                                      .size = sizeof(struct mark_record),
                                      .fields = mark_fields};

#define OF(mark) ((mark) * sizeof(struct mark_record))
static const struct field marks_fields[] = {
    {"strong", OF(MARK_STRONG), &mark_type, 0, "{{strong …}}"},
    {"emphasis", OF(MARK_EMPHASIS), &mark_type, 0, "{{emphasis …}}"},
    {"superscript", OF(MARK_SUPERSCRIPT), &mark_type, 0, "{{superscript …}}"},
    {"subscript", OF(MARK_SUBSCRIPT), &mark_type, 0, "{{subscript …}}"},
    {"note", OF(MARK_NOTE), &mark_type, 0, "The label of {{note …}} in the text."},
    {"ruby", OF(MARK_RUBY), &mark_type, 0, "注音: the reading of {{ruby …|…}}."},
    {0},
};

const struct type marks_type = {.kind = TYPE_RECORD,
                                .name = "marks",
                                .describes = "How inline marks look.",
                                .size = sizeof(struct mark_record[MARK_KINDS]),
                                .fields = marks_fields};

/* Where the layout says nothing. */
static const struct {
    const char *font;
    int size, rise;
} defaults[MARK_KINDS] = {
    [MARK_STRONG] = {"黑体", PROPORTION_ONE, 0},
    [MARK_EMPHASIS] = {"楷体", PROPORTION_ONE, 0},
    [MARK_SUPERSCRIPT] = {NULL, 6000, 3500}, /* the em boxes' tops are level */
    [MARK_SUBSCRIPT] = {NULL, 6000, -1500},
    [MARK_KEEP] = {NULL, PROPORTION_ONE, 0},
    [MARK_PLAIN] = {NULL, PROPORTION_ONE, 0},
    [MARK_RUBY] = {NULL, 5000, 0},
    [MARK_NOTE] = {NULL, 6000, 3500},
    [MARK_INSERTED] = {NULL, PROPORTION_ONE, 0},
    [MARK_DELETED] = {NULL, PROPORTION_ONE, 0},
    [MARK_MOVED_HERE] = {NULL, PROPORTION_ONE, 0},
    [MARK_MOVED_AWAY] = {NULL, PROPORTION_ONE, 0},
};

static int proportion(struct loader *loader, struct proportion written, int least,
                      const struct node *node, const char *key)
{
    if (written.given && written.parts < least) {
        struct place place = place_of(node, key, loader->record->name.place);
        REPORT(loader->diagnostics, RECORD_RANGE, place, key,
               least < 0    ? "-100%"
               : least == 0 ? "0%"
                            : "10%",
               "100%");
    }
    return written.parts;
}

void resolve_marks(struct loader *loader)
{
    const struct node *node = node_get(loader->root, "marks");

    for (size_t i = 0; i < MARK_KINDS; i++) {
        const struct mark_record *from = &loader->record->marks[i];
        const struct node *own =
            node == NULL || i >= MARK_WRITTEN ? NULL : node_get(node, mark_words[i]);
        struct mark_style *style = &loader->layout->marks[i];
        *style = (struct mark_style){
            .font = from->font,
            .latin = from->latin,
            .size = from->size.given ? proportion(loader, from->size, SIZE_LEAST, own, "size")
                                     : defaults[i].size,
            .rise = from->rise.given ? proportion(loader, from->rise,
                                                  i == MARK_RUBY ? 0 : -PROPORTION_ONE, own, "rise")
                                     : defaults[i].rise,
            .coloured = from->colour.string.bytes != NULL};
        if (style->coloured) {
            style->colour = resolve_colour(loader, from->colour);
        }
        if (style->font.string.bytes == NULL && defaults[i].font != NULL) {
            style->font.string = (struct string){defaults[i].font, strlen(defaults[i].font)};
        }
    }
}
