/* Font roles: what the styles name, and what the layout makes of faces of its own. */
#include "page/box.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "yaml/nearest.h"
#include <string.h>

struct colour composer_colour(struct colour_value value)
{
    return (struct colour){value.cmyk[0], value.cmyk[1], value.cmyk[2], value.cmyk[3]};
}

static struct role *find_role(struct composer *composer, struct text name)
{
    const struct map *own = &composer->layout->fonts;

    for (size_t i = 0; i < own->count; i++) {
        if (strcmp(own->keys[i].string.bytes, name.string.bytes) == 0) {
            return composer->roles[i];
        }
    }
    struct role *role = catalog_role(composer->catalog, name.string.bytes);
    if (role != NULL) {
        return role;
    }
    const char *const *known;
    size_t count = catalog_role_names(composer->catalog, &known);
    const char **names = ARENA_ARRAY(composer->arena, const char *, count + own->count);
    for (size_t i = 0; i < count + own->count; i++) {
        names[i] = i < count ? known[i] : own->keys[i - count].string.bytes;
    }
    nearest_report(composer->arena, composer->diagnostics,
                   (struct unknown_name){LAYOUT_ROLE, LAYOUT_ROLE_NEAR}, name, names,
                   count + own->count);
    return NULL;
}

static struct role *find_mark_role(struct composer *composer, struct text name, struct place place)
{
    name.place = name.place.source != NULL ? name.place : place;
    return find_role(composer, name);
}

static const struct typography *make_marked(void *maker, const struct typography *around,
                                            enum mark mark, struct place place);

static struct marked_typographies *new_marked(struct composer *composer)
{
    struct marked_typographies *marked = ARENA_NEW(composer->arena, struct marked_typographies);

    marked->make = make_marked;
    marked->maker = composer;
    return marked;
}

/* The typography of what a mark marks; as around where its font is not there. */
static const struct typography *make_marked(void *maker, const struct typography *around,
                                            enum mark mark, struct place place)
{
    struct composer *composer = maker;
    const struct mark_style *style = &composer->layout->marks[mark];
    struct typography *typography = ARENA_NEW(composer->arena, struct typography);

    *typography = *around;
    typography->marked = new_marked(composer);
    if (style->font.string.bytes != NULL) {
        struct role *role = find_mark_role(composer, style->font, place);
        const struct face *primary = role == NULL ? NULL : role_primary(role, place);
        if (primary != NULL) {
            typography->font = typography->latin = role;
            typography->primary = primary;
        }
    }
    if (style->latin.string.bytes != NULL) {
        struct role *role = find_mark_role(composer, style->latin, place);
        typography->latin = role == NULL ? typography->latin : role;
    }
    if (style->coloured) {
        typography->colour = composer_colour(style->colour);
    }
    if ((int)mark >= MARK_WRITTEN) {
        typography->revision = (enum revision)(mark - MARK_WRITTEN + REVISION_INSERTED);
    }
    /* Marks in marks do not become smaller than anything that is printed. */
    typography->size = length_max(length_scale(around->size, style->size, PROPORTION_ONE),
                                  length_min(around->size, LENGTH_PT));
    typography->cell = length_scale(around->cell, typography->size, around->size);
    typography->em_top = length_scale(around->em_top, typography->size, around->size);
    typography->rise += length_scale(around->size, style->rise, PROPORTION_ONE);
    if (mark == MARK_RUBY) { /* its em box stands on the one around */
        typography->rise +=
            typography_ascent(around) + typography->size - typography_ascent(typography);
    }
    return typography;
}

const struct typography *composer_typography(struct composer *composer, const struct style *style,
                                             struct place place)
{
    size_t index = (size_t)(style - composer->layout->styles);
    struct typography *typography = &composer->typographies[index];

    if (!composer->typography_made[index]) {
        composer->typography_made[index] = true;
        *typography = (struct typography){.size = style->size,
                                          .cell = layout_cell(composer->layout, style),
                                          .colour = composer_colour(style->colour),
                                          .composition = &composer->layout->composition,
                                          .marked = new_marked(composer)};
        typography->font = find_role(composer, style->font);
        typography->latin = style->latin.string.bytes == NULL ? typography->font
                                                              : find_role(composer, style->latin);
        if (typography->font != NULL && typography->latin != NULL) {
            typography->primary = role_primary(typography->font, place);
        }
        if (typography->primary != NULL) {
            typography->em_top = typography_ascent(typography);
        }
    }
    return typography->primary == NULL ? NULL : typography;
}

const struct typography *composer_sized(struct composer *composer,
                                        const struct typography *typography, length_t size)
{
    struct typography *sized = ARENA_NEW(composer->arena, struct typography);

    *sized = *typography;
    sized->size = size;
    sized->cell = length_scale(typography->cell, size, typography->size);
    sized->em_top = length_scale(typography->em_top, size, typography->size);
    sized->rise = length_scale(typography->rise, size, typography->size);
    sized->marked = new_marked(composer);
    return sized;
}

const struct typography *composer_followed(struct composer *composer,
                                           const struct typography *typography)
{
    struct composition *composition = ARENA_NEW(composer->arena, struct composition);
    struct typography *followed = ARENA_NEW(composer->arena, struct typography);

    *composition = *typography->composition;
    composition->line_end_mark = 1;
    *followed = *typography;
    followed->composition = composition;
    followed->marked = new_marked(composer);
    return followed;
}

void composer_open_roles(struct composer *composer)
{
    const struct layout *layout = composer->layout;
    const struct map *own = &layout->fonts;
    const struct list *chains = own->values;

    composer->roles = ARENA_ARRAY(composer->document, struct role *, own->count);
    for (size_t i = 0; i < own->count; i++) {
        composer->roles[i] =
            catalog_make_role(composer->catalog, own->keys[i], chains[i].items, chains[i].count);
    }
    for (size_t i = 0; i < layout->style_count; i++) {
        (void)find_role(composer, layout->styles[i].font);
        if (layout->styles[i].latin.string.bytes != NULL) {
            (void)find_role(composer, layout->styles[i].latin);
        }
    }
    for (size_t i = 0; i < MARK_KINDS; i++) {
        const struct mark_style *style = &layout->marks[i];
        if (style->font.place.source != NULL) { /* what the layout itself names */
            (void)find_role(composer, style->font);
        }
        if (style->latin.string.bytes != NULL) {
            (void)find_role(composer, style->latin);
        }
    }
}
