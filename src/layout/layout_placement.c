/* What a layout says of where something stands that is in no flow. */
#include "layout/layout_private.h"

static const struct type text_type = {.kind = TYPE_TEXT, .size = sizeof(struct text)};

static const char *const anchor_names[] = {"flow", "first", "last", "last-even", NULL};
static const struct type anchor_type = {
    .kind = TYPE_ENUM, .size = sizeof(int), .names = anchor_names};

#define PLACEMENT_FIELDS                                                                       \
    {"of", offsetof(struct placement, of), &text_type, 0,                                      \
     "page, type-area (default) or the id of an earlier block."},                              \
        {"across", offsetof(struct placement, across), &text_type, 0,                          \
         "The same for left, right and center; default as of."},                               \
        {"top", offsetof(struct placement, top), &dimension_type, 0,                           \
         "From the reference's top edge down to the block's top."},                            \
        {"bottom", offsetof(struct placement, bottom), &dimension_type, 0,                     \
         "From the block's bottom down to the reference's bottom edge."},                      \
        {"above", offsetof(struct placement, above), &dimension_type, 0,                       \
         "From the block's bottom down to the reference's top edge."},                         \
        {"below", offsetof(struct placement, below), &dimension_type, 0,                       \
         "From the reference's bottom edge down to the block's top."},                         \
        {"left", offsetof(struct placement, left), &dimension_type, 0,                         \
         "From the reference's left edge to the block's left."},                               \
        {"right", offsetof(struct placement, right), &dimension_type, 0,                       \
         "From the block's right to the reference's right edge."},                             \
        {"center", offsetof(struct placement, centre), &dimension_type, 0,                     \
         "From the reference's centre to the block's centre, positive to the right."},         \
    {                                                                                          \
        "ink-of", offsetof(struct placement, ink_of), &text_type, 0,                           \
            "Vertical distances reach to the ink of this character rather than to the em box." \
    }

static const struct field placement_type_fields[] = {
    PLACEMENT_FIELDS,
    {"page", offsetof(struct placement, page), &anchor_type, 0,
     "The document's first or last page, or last-even: the last one, made an even one by a blank "
     "page before it where needed; default flow: the page that the flow has come to."},
    {0},
};
static const struct field running_placement_type_fields[] = {
    PLACEMENT_FIELDS,
    {0},
};

static void finish_placement(struct arena *arena, void *record, struct place place,
                             struct diagnostics *diagnostics)
{
    (void)arena;
    (void)diagnostics;
    ((struct placement *)record)->written = place;
}

#define PLACEMENT_TYPE(type_name, definition, sentence)              \
    const struct type type_name = {.kind = TYPE_RECORD,              \
                                   .name = (definition),             \
                                   .describes = (sentence),          \
                                   .size = sizeof(struct placement), \
                                   .fields = type_name##_fields,     \
                                   .finish = finish_placement}
PLACEMENT_TYPE(placement_type, "placement", "Where a block stands relative to something else.");
PLACEMENT_TYPE(running_placement_type, "running-placement",
               "Where running text stands on its pages.");
