/*
 * A document from end to end, for the program's own commands: what gongwen.h hides.
 */
#ifndef GONGWEN_DOCUMENT_H
#define GONGWEN_DOCUMENT_H

#include "base/diagnostic.h"
#include "gongwen.h"
#include "output/publish.h"
#include <setjmp.h>

struct catalog;
struct display_list;
struct image_store;
struct layout;
struct report;

struct gongwen_document {
    struct arena *arena;
    struct diagnostics *diagnostics;
    bool out_of_memory; /* then nothing else may be asked */
    jmp_buf guard;
    struct gongwen_options options;
    const char *layouts_folder, *fonts_folder, *manifest;
    const struct source *source;
    struct report *report;
    const struct layout *layout;
    struct catalog *catalog;
    struct image_store *images;
    const struct display_list *list;
};

/* The files that an output consists of: one, or one a page (of "out.png" page 3 is "out-3.png").
 * They live in the document's arena; `*count` of them. */
struct painter;
const char *const *document_outputs(gongwen_document *document, const struct painter *painter,
                                    const char *path, size_t page, size_t *count);

/* gongwen_write() with `count` more files that appear together with the output or not at all. */
bool document_write(gongwen_document *document, const char *format, const char *path, size_t page,
                    unsigned dpi, const struct publication *more, size_t count);

/* Documents without a report: with the catalogue of fonts; with nothing but their folders and
 * findings. */
gongwen_document *document_open_fonts(const struct gongwen_options *options);
gongwen_document *document_open_folders(const struct gongwen_options *options);

#endif
