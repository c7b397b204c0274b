/*
 * Fingerprints of pages: equal for pages that are equal, and else different but for the chance of
 * 64 bits.
 */
#ifndef GONGWEN_DISPLAY_FINGERPRINT_H
#define GONGWEN_DISPLAY_FINGERPRINT_H

#include "display/display.h"

/* Of all that is painted on page `page` (from 0). */
uint64_t display_page_look(const struct display_list *list, size_t page);

/* Of the places in the sources that its items come from. */
uint64_t display_page_places(const struct display_list *list, size_t page);

#endif
