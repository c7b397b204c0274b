#include "output/painter.h"

#include <stddef.h>
#include <string.h>

static const struct painter *const painters[] = {
    &painter_pdf, &painter_png, &painter_svg, &painter_dump, NULL,
};

bool conformance_find(const char *name, enum conformance *conformance)
{
    static const char *const names[] = {"a-3a", "a-2a", "a-1b", "none"};
    size_t i = 0;

    while (i < sizeof names / sizeof *names && strcmp(names[i], name) != 0) {
        i++;
    }
    *conformance = (enum conformance)i;
    return i < sizeof names / sizeof *names;
}

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
