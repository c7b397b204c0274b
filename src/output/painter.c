#include "output/painter.h"

#include <stddef.h>
#include <string.h>

static const struct painter *const painters[] = {
    &painter_pdf, &painter_png, &painter_svg, &painter_dump, NULL,
};

const struct painter *painter_find(const char *name)
{
    for (size_t i = 0; painters[i] != NULL; i++) {
        if (strcmp(painters[i]->name, name) == 0) {
            return painters[i];
        }
    }
    return NULL;
}

const struct painter *const *painter_all(void)
{
    return painters;
}
