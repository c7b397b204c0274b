/* Font roles: what the styles name, and what the layout makes of faces of its own. */
#include "page/box.h"

#include "base/arena.h"
#include "base/diagnostic.h"
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
    const char *near = nearest_name(composer->arena, name.string.bytes, names, count + own->count);
    if (near != NULL) {
        REPORT(composer->diagnostics, LAYOUT_ROLE_NEAR, name.place, name.string.bytes, near);
    } else {
        REPORT(composer->diagnostics, LAYOUT_ROLE, name.place, name.string.bytes,
               message_join(composer->arena, names, count + own->count));
    }
    return NULL;
}

const struct typography *composer_typography(struct composer *composer, const struct style *style,
                                             struct place place)
{
    size_t index = (size_t)(style - composer->layout->styles);
    struct typography *typography = &composer->typographies[index];

    if (!composer->typography_made[index]) {
        composer->typography_made[index] = true;
        *typography = (struct typography){.size = style->size,
                                          .cell = style->cell,
                                          .colour = composer_colour(style->colour),
                                          .composition = &composer->layout->composition};
        typography->font = find_role(composer, style->font);
        typography->latin = style->latin.string.bytes == NULL ? typography->font
                                                              : find_role(composer, style->latin);
        if (typography->font != NULL && typography->latin != NULL) {
            typography->primary = role_primary(typography->font, place);
        }
    }
    return typography->primary == NULL ? NULL : typography;
}

void composer_open_roles(struct composer *composer)
{
    const struct layout *layout = composer->layout;
    const struct map *own = &layout->fonts;
    const struct list *chains = own->values;

    composer->roles = ARENA_ARRAY(composer->arena, struct role *, own->count);
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
}
