/* Content while it is made: shared by content.c and content_body.c, nobody else's business. */
#ifndef GONGWEN_DIFF_CONTENT_PRIVATE_H
#define GONGWEN_DIFF_CONTENT_PRIVATE_H

#include "base/length.h"
#include "diff/content.h"

struct maker {
    struct arena *arena;
    struct segmenter *segmenter;
    struct report *report;
    const struct confinement *confinement; /* that its files are read from; NULL: those on disk */
    struct diagnostics *unheard;           /* what is wrong was told when the report was read */
};

struct content *content_new(struct maker *maker, enum content_kind kind, enum content_role role,
                            const char *name, struct place place);
void content_add(struct maker *maker, struct content *parent, struct content *child);

/* Absent texts and lists are not there. */
void content_add_text(struct maker *maker, struct content *parent, const char *name,
                      enum content_role role, struct text text);
void content_add_value(struct maker *maker, struct content *parent, const char *name,
                       const char *value, struct place place);
void content_add_texts(struct maker *maker, struct content *parent, const char *name,
                       const struct list *list);

/* A length as reports say them: 40mm. */
const char *content_millimetres(struct maker *maker, length_t length);

/* The path of an image and what the file holds. */
void content_add_image(struct maker *maker, struct content *parent, struct text path);

void content_add_body(struct maker *maker, struct content *parent, const char *name,
                      const struct list *body);
void content_add_sections(struct maker *maker, struct content *parent, const struct list *sections,
                          unsigned depth);
void content_add_attachments(struct maker *maker, struct content *root, const struct list *list);

#endif
