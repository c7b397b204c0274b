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
    case ROLE_NOTE:
        return "Note";
    case ROLE_TABLE:
        return "Table";
    case ROLE_ROW:
        return "TR";
    case ROLE_HEAD_CELL:
        return "TH";
    case ROLE_CELL:
        return "TD";
    case ROLE_FIGURE:
        return "Figure";
    case ROLE_CAPTION:
        return "Caption";
    }
    return "NonStruct"; /* no value of the enum */
}
