/*
 * Revisions of a PDF file (ISO 32000-1, 7.5): the document as it stands at the end of one of its
 * incremental updates. A file of three revisions holds the bytes of the first two as its beginning,
 * so a revision is read from these bytes alone, as if nothing came behind them.
 *
 * Reading is strict on purpose: what readers repair, each in its own way, is how one file can show
 * two documents. Cross-reference tables and streams and object streams are read; encrypted and
 * hybrid files and what is broken are refused.
 */
#ifndef GONGWEN_PDF_REVISION_H
#define GONGWEN_PDF_REVISION_H

#include "pdf/value.h"

enum {
    FILE_LIMIT = 256 * 1024 * 1024,   /* bytes */
    DECODED_LIMIT = 64 * 1024 * 1024, /* bytes of one compressed stream */
    SECTION_LIMIT = 1000,             /* cross-reference sections */
    PAGE_TREE_LIMIT = 64,             /* levels */
};

struct cross_reference;
struct object_stream;

struct revision {
    struct arena *arena;
    struct string bytes;
    struct value trailer; /* of the newest section */
    size_t *sections;     /* offsets of the cross-reference sections, newest first */
    size_t section_count;
    bool streams;  /* the newest section is a stream */
    uint32_t size; /* object numbers lie below */
    struct cross_reference *entries;
    const struct value **objects; /* those read so far */
    struct object_stream **packs; /* object streams read so far, by their numbers */
    struct fault fault;           /* once set, everything is null */
};

/* Reads the structure of a revision that ends with the bytes. NULL, with the fault, when it cannot
 * be; else it lives in the arena. */
struct revision *revision_open(struct arena *arena, struct string bytes, struct fault *fault);

/* The object, or &value_null when there is none. What is broken sets the fault. */
const struct value *revision_object(struct revision *revision, struct reference reference);

/* Follows references. */
const struct value *revision_resolve(struct revision *revision, const struct value *value);

/* The entry of a dictionary, resolved. */
const struct value *revision_entry(struct revision *revision, const struct value *dictionary,
                                   const char *key);

/* A stream's bytes without its filter (none, or FlateDecode); false with a fault. */
bool revision_decode(struct revision *revision, const struct value *stream, struct string *out);

/* Whether the object stands in the file as it is, not in a compressed stream. */
bool revision_is_plain(const struct revision *revision, struct reference reference);

/* The document's catalog; a fault when there is none. */
const struct value *revision_catalog(struct revision *revision);

/* Pages count from 1. False, and perhaps a fault, when there is no such page. */
bool revision_page(struct revision *revision, uint32_t number, struct reference *page);

/* All pages in their order; how many. */
size_t revision_pages(struct revision *revision, struct reference **pages);

/* The number of the page, or 0. */
uint32_t revision_page_number(struct revision *revision, struct reference page);

/* A page's attribute, its own or inherited from the page tree; resolved. */
const struct value *revision_inherited(struct revision *revision, const struct value *page,
                                       const char *key);

#endif
