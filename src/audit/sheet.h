/*
 * Sheets: what a proof draws, item by item. It sets its own words in 黑体, which reads well when
 * small, or in a face of the document where there is no catalogue.
 */
#ifndef GONGWEN_AUDIT_SHEET_H
#define GONGWEN_AUDIT_SHEET_H

#include "audit/audit.h"

struct role;

struct sheet {
    struct arena *arena;
    struct role *role;       /* NULL: there is no catalogue */
    const struct face *face; /* of the document, for what the role lacks; NULL: none */
    struct display_item *items;
    size_t count, capacity;
};

struct sheet sheet_new(struct arena *arena, const struct scene *scene);

/* An item to be filled in; valid until the next one. */
struct display_item *sheet_add(struct sheet *sheet, enum display_kind kind);

void sheet_add_box(struct sheet *sheet, struct extent at, struct colour colour); /* filled */
void sheet_add_frame(struct sheet *sheet, struct extent at, length_t width, struct colour colour);
void sheet_add_line(struct sheet *sheet, struct point from, struct point to, length_t width,
                    struct colour colour);
/* The filled head of an arrow; `right` and `down` (-1, 0, 1) say where it points. */
void sheet_add_head(struct sheet *sheet, struct point tip, length_t right, length_t down,
                    length_t length, struct colour colour);

/* Text in one line. Whatever no face has is left out: it is an aid, not the document. */
length_t sheet_text_width(const struct sheet *sheet, struct string text, length_t size);
/* Where = the top left corner of the em boxes. */
void sheet_add_text(struct sheet *sheet, struct string text, length_t size, struct point where,
                    struct colour colour);

/* How many bytes of the text fit the width: to the end of a word if there is one, at least one
 * character. */
size_t sheet_text_break(const struct sheet *sheet, struct string text, length_t size,
                        length_t width);

/* Colours of what is right, wrong, and so on. */
struct colour sheet_colour(enum verdict verdict);

/* ---- overlay_list.c ---- */

/* Adds pages (to `*pages`, of which there are `*count`) with the key of the signs and what is not
 * as it should be; `numbers` has the number that the labels give to each finding, or 0. */
void overlay_add_list(const struct audit *audit, const char *document, unsigned flags,
                      const size_t *numbers, struct display_page **pages, size_t *count);

#endif
