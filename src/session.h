/*
 * Sessions: one report that is composed again and again in a running process, for `gongwen watch`
 * and `gongwen serve`. Whoever has it asks it to look at the files again when one of them may have
 * changed; what it shows then is what a fresh gongwen_open() would.
 *
 *     struct session *session = session_open("report.yaml", &options);
 *     for (;;) {
 *         enum session_outcome outcome = session_update(session);
 *         … session_document(session), session_pages(session), session_watched(session) …
 *         wait until a file of session_watched() may have changed;
 *     }
 *     session_close(session);
 *
 * Documents belong to the session: do not close them. A document, and all that it handed out
 * (findings, painted bytes), lives until the next session_update() that puts another in its place.
 * One thread at a time.
 */
#ifndef GONGWEN_SESSION_H
#define GONGWEN_SESSION_H

#include "document.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session;

enum session_outcome {
    SESSION_IDLE,    /* the files hold what they held before; the documents are those of before */
    SESSION_SAME,    /* the new document shows what the one before showed; it may have other
                        findings, places in the files, and other files embedded in it */
    SESSION_CHANGED, /* a page looks otherwise than before, or there was none before */
    SESSION_BROKEN   /* what the files hold now has errors: see session_latest() */
};

/* What tells the pages of one update from those of another. */
struct session_page {
    uint64_t look;   /* of all that is painted: the same for pages that look the same */
    uint64_t places; /* of the places in the sources that it is painted from */
};

/* A session for the report at `path`, which is a file. Reads nothing yet. The options are copied.
 * NULL: memory is out. */
struct session *session_open(const char *path, const struct gongwen_options *options);

/* Ends the session and its documents. NULL is allowed. */
void session_close(struct session *session);

/* Reads what changed on disk and composes. Whatever is wrong, memory that is out too, is a finding
 * of session_latest(). */
enum session_outcome session_update(struct session *session);

/* The next update makes a new document even if no file changes: for who could not write the one
 * that is shown, as an error is an error of the document from then on. */
void session_renew(struct session *session);

/* Counts the documents that were shown so far: with the same number it is the same one. 0: there
 * has been none without errors yet. */
unsigned long session_generation(const struct session *session);

/* The last document without errors, to be painted; NULL: there was none yet. */
gongwen_document *session_document(const struct session *session);

/* The document of the last update, for its findings: that of session_document(), if it was without
 * errors. NULL: before the first update, and when memory was out at once. */
gongwen_document *session_latest(const struct session *session);

/* The pages of session_document(); `*count` of them. Live until the next update. */
const struct session_page *session_pages(const struct session *session, size_t *count);

/* The files that the result of the last update hangs on, also those that it looked for and did not
 * find; sorted, ended by NULL. A name with / at its end is a folder, any font file of which counts.
 * Live until the next update. NULL: memory is out. */
const char *const *session_watched(struct session *session);

#endif
