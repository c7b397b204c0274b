#include "display/display.h"

#include <stddef.h>

const char *display_role_name(enum display_role role)
{
    switch (role) {
    case ROLE_DOCUMENT:
        return "Document";
    case ROLE_SECTION:
        return "Sect";
    case ROLE_TITLE:
        return "Title";
    case ROLE_HEADING:
        return "H";
    case ROLE_PARAGRAPH:
        return "P";
    case ROLE_ENUMERATION:
        return "Div";
    case ROLE_LIST:
        return "L";
    case ROLE_ITEM:
        return "LI";
    case ROLE_LABEL:
        return "Lbl";
    case ROLE_ITEM_BODY:
        return "LBody";
    case ROLE_NOTE:
        return "Note";
    case ROLE_REFERENCE:
        return "Reference";
    case ROLE_RUBY:
        return "Ruby";
    case ROLE_RUBY_BASE:
        return "RB";
    case ROLE_READING:
        return "RT";
    case ROLE_TABLE:
        return "Table";
    case ROLE_TABLE_HEAD:
        return "THead";
    case ROLE_TABLE_BODY:
        return "TBody";
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
    case ROLE_FORM:
        return "Form";
    }
    return "NonStruct"; /* no value of the enum */
}

bool display_role_is_inline(enum display_role role)
{
    switch (role) {
    case ROLE_LIST:
    case ROLE_ITEM:
    case ROLE_LABEL:
    case ROLE_ITEM_BODY:
    case ROLE_REFERENCE:
    case ROLE_RUBY:
    case ROLE_RUBY_BASE:
    case ROLE_READING:
        return true;
    case ROLE_DOCUMENT:
    case ROLE_SECTION:
    case ROLE_TITLE:
    case ROLE_HEADING:
    case ROLE_PARAGRAPH:
    case ROLE_ENUMERATION:
    case ROLE_NOTE:
    case ROLE_TABLE:
    case ROLE_TABLE_HEAD:
    case ROLE_TABLE_BODY:
    case ROLE_ROW:
    case ROLE_HEAD_CELL:
    case ROLE_CELL:
    case ROLE_FIGURE:
    case ROLE_CAPTION:
    case ROLE_FORM:
        break;
    }
    return false;
}
