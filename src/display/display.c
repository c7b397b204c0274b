#include "display/display.h"

#include <stddef.h>

const char *display_role_name(enum display_role role)
{
    switch (role) {
    case ROLE_DOCUMENT:
        return "Document";
    case ROLE_TITLE:
        return "Title";
    case ROLE_HEADING:
        return "H";
    case ROLE_PARAGRAPH:
        return "P";
    }
    return "NonStruct"; /* no value of the enum */
}
