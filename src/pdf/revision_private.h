/*
 * How revision.c and cross_reference.c divide the work. Private to pdf/.
 */
#ifndef GONGWEN_PDF_REVISION_PRIVATE_H
#define GONGWEN_PDF_REVISION_PRIVATE_H

#include "pdf/revision.h"

enum place_kind { PLACE_ABSENT, PLACE_FREE, PLACE_PLAIN, PLACE_PACKED };

/* Where an object stands. */
struct cross_reference {
    enum place_kind kind;
    uint32_t generation; /* packed: which of the stream's objects */
    size_t offset;       /* packed: the number of the object stream */
};

/* Fills trailer, sections and entries. */
void revision_read_sections(struct revision *revision);

/* Reads the object that must stand at the offset with this number. With `resolving`, a stream's
 * length may be an object of its own. False with a fault. */
bool revision_read_at(struct revision *revision, size_t offset, struct reference reference,
                      bool resolving, struct value *value);

bool revision_fail(struct revision *revision, const char *text, size_t offset);

#endif
