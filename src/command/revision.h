/*
 * A file of an earlier revision: HEAD~3:data/report.yaml, with the files that it refers to as they
 * were then. git is asked for them; nothing is checked out, no file is written, and no filter or
 * hook is run. Layouts and forms that are called by name are those of now.
 */
#ifndef GONGWEN_COMMAND_REVISION_H
#define GONGWEN_COMMAND_REVISION_H

#include "document.h"
#include "extract/extract.h"

/* Whether an operand names one rather than a file: it has a colon, and there is no such file. */
bool revision_is(const char *operand);

/* What the report of that revision is made from, for embedded_open(), in the arena of a
 * document that has the folders and takes the findings. NULL after reporting. */
const struct extracted *revision_read(gongwen_document *desk, const char *operand, size_t *count);

#endif
