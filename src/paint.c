/* What becomes of a document: painted bytes and written files. */
#include "document.h"

#include "base/arena.h"
#include "display/display.h"
#include "font/catalog.h"
#include "image/image.h"
#include "layout/layout.h"
#include "output/outlines.h"
#include "output/painter.h"
#include "output/publish.h"
#include "report/report.h"
#include <errno.h>
#include <string.h>

enum { PNG_DEFAULT_DPI = 144 };

static const char *const painted_formats = "pdf, png, svg, dump";
static const char *const conformances = "a-3a, a-2a, a-1b, none";

/* The painter for a request, or NULL after reporting. */
static const struct painter *find_painter(struct gongwen_document *document, const char *format,
                                          size_t page)
{
    const struct painter *painter = format == NULL ? NULL : painter_find(format);
    struct place nowhere = {0};
    size_t count = document->list == NULL ? 0 : document->list->page_count;

    if (painter == NULL) {
        REPORT(document->diagnostics, OUTPUT_FORMAT, nowhere, format == NULL ? "NULL" : format,
               painted_formats);
    } else if (painter->paged && page > count) {
        REPORT(document->diagnostics, OUTPUT_PAGE_NUMBER, nowhere,
               arena_format(document->arena, "%zu", page),
               arena_format(document->arena, "%zu", count));
        return NULL;
    }
    return painter;
}

/* What the caller's options say of PDFs; false after reporting. */
static bool take_conformance(struct gongwen_document *document, struct paint_options *options)
{
    const char *name = document->options.conformance;

    if (name != NULL && !conformance_find(name, &options->conformance)) {
        REPORT(document->diagnostics, OUTPUT_CONFORMANCE, (struct place){0}, name, conformances);
        return false;
    }
    if (options->conformance == CONFORMANCE_A_3A && !document->options.no_sources) {
        options->sources = document_sources(document, &options->source_count);
    }
    return true;
}

/* The outlines that are kept for all pages, of a series for those of all its documents. */
static struct outlines *outlines_of(struct gongwen_document *document)
{
    struct gongwen_document *owner = document->series != NULL ? document->series : document;

    if (owner->outlines == NULL) {
        owner->outlines = ARENA_NEW(owner->arena, struct outlines);
        owner->outlines->arena = owner->arena;
    }
    return owner->outlines;
}

static bool paint(struct gongwen_document *document, const struct painter *painter, size_t page,
                  unsigned dpi, struct string *bytes)
{
    struct paint_options options = {.dpi = dpi == 0 ? PNG_DEFAULT_DPI : dpi,
                                    .outlines = outlines_of(document)};
    struct buffer out = buffer_new(document->arena);

    if (painter == &painter_pdf && !take_conformance(document, &options)) {
        return false;
    }

    if (!painter->paint(document->arena, document->list, page, &options, &out,
                        document->diagnostics)) {
        return false;
    }
    *bytes = buffer_string(&out);
    return true;
}

/* Whether there is something to paint; if not, there is a finding that says so. */
static bool is_ready(const struct gongwen_document *document)
{
    const struct gongwen_document *series = document->series;

    if (diagnostics_failed(document->diagnostics) ||
        (series != NULL && diagnostics_failed(series->diagnostics))) {
        return false;
    }
    if (document->list == NULL) {
        REPORT(document->diagnostics, PAGE_NONE, (struct place){0});
    }
    return document->list != NULL;
}

int gongwen_paint(gongwen_document *document, const char *format, size_t page, unsigned dpi,
                  const void **bytes, size_t *size)
{
    struct string painted;

    if (document->out_of_memory || DOCUMENT_GUARD(document)) {
        document->out_of_memory = true;
        return -1;
    }
    if (!is_ready(document)) {
        return -1;
    }
    const struct painter *painter = find_painter(document, format, page);
    if (painter == NULL || !paint(document, painter, page == 0 ? 0 : page - 1, dpi, &painted)) {
        return -1;
    }
    *bytes = painted.bytes;
    *size = painted.size;
    return 0;
}

/* Of "out.png" page 3 is "out-3.png". */
static const char *page_path(gongwen_document *document, const char *path, size_t page)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash == NULL ? path : slash, '.');
    int stem = (int)(dot == NULL ? strlen(path) : (size_t)(dot - path));

    return arena_format(document->arena, "%.*s-%zu%s", stem, path, page, dot == NULL ? "" : dot);
}

static const char *const *list_dependencies(struct gongwen_document *document)
{
    const char *const *fonts = NULL;
    const char *const *images = NULL;
    size_t font_count = document->catalog == NULL ? 0 : catalog_files(document->catalog, &fonts);
    size_t layout_count = document->layout == NULL ? 0 : document->layout->file_count;
    size_t image_count = document->images == NULL ? 0 : image_files(document->images, &images);
    size_t fact_count = document->report == NULL ? 0 : document->report->file_count;
    const char **paths = ARENA_ARRAY(document->arena, const char *,
                                     font_count + layout_count + image_count + fact_count + 4);
    size_t count = 0;

    if (document->source != NULL && document->source->name[0] != '<') {
        paths[count++] = document->source->name;
    }
    if (document->series != NULL && document->series->table != NULL) {
        paths[count++] = document->series->table;
    }
    for (size_t i = 0; i < fact_count; i++) {
        paths[count++] = document->report->files[i];
    }
    for (size_t i = 0; i < image_count; i++) {
        paths[count++] = images[i];
    }
    for (size_t i = 0; i < layout_count; i++) {
        paths[count++] = document->layout->files[i];
    }
    paths[count++] = document->manifest;
    for (size_t i = 0; i < font_count; i++) {
        paths[count++] = fonts[i];
    }
    return paths;
}

const char *const *document_outputs(gongwen_document *document, const struct painter *painter,
                                    const char *path, size_t page, size_t *count)
{
    bool all = painter->paged && page == 0;

    *count = all ? document->list->page_count : 1;
    const char **paths = ARENA_ARRAY(document->arena, const char *, *count);
    for (size_t i = 0; i < *count; i++) {
        paths[i] = all && strcmp(path, "-") != 0 ? page_path(document, path, i + 1) : path;
    }
    return paths;
}

/* Paints what goes to the path and publishes it with the other files. */
static bool write_files(struct gongwen_document *document, const struct painter *painter,
                        const char *path, size_t page, unsigned dpi, const struct publication *more,
                        size_t more_count)
{
    struct place nowhere = {0};
    size_t count;
    const char *const *paths = document_outputs(document, painter, path, page, &count);

    if (count > 1 && strcmp(path, "-") == 0) {
        REPORT(document->diagnostics, OUTPUT_PAGED, nowhere, painter->name,
               arena_format(document->arena, "%zu", count));
        return false;
    }
    struct publication *files =
        ARENA_ARRAY(document->arena, struct publication, count + more_count);
    for (size_t i = 0; i < count; i++) {
        files[i].path = paths[i];
        if (!paint(document, painter, page == 0 ? i : page - 1, dpi, &files[i].bytes)) {
            return false;
        }
    }
    for (size_t i = 0; i < more_count; i++) {
        files[count + i] = more[i];
    }
    return publish(document->arena, files, count + more_count, list_dependencies(document),
                   document->diagnostics);
}

bool document_write(gongwen_document *document, const char *format, const char *path, size_t page,
                    unsigned dpi, const struct publication *more, size_t count)
{
    if (document->out_of_memory || DOCUMENT_GUARD(document)) {
        document->out_of_memory = true;
        return false;
    }
    if (!is_ready(document)) {
        return false;
    }
    const struct painter *painter = find_painter(document, format, page);
    if (painter != NULL && path == NULL) {
        REPORT(document->diagnostics, FILE_WRITE, (struct place){0}, "NULL", strerror(EINVAL));
    }
    return painter != NULL && path != NULL &&
           write_files(document, painter, path, page, dpi, more, count);
}

int gongwen_write(gongwen_document *document, const char *format, const char *path, size_t page,
                  unsigned dpi)
{
    return document_write(document, format, path, page, dpi, NULL, 0) ? 0 : -1;
}

const char *const *gongwen_dependencies(gongwen_document *document)
{
    static const char *const none[] = {NULL};

    if (document->out_of_memory || DOCUMENT_GUARD(document)) {
        document->out_of_memory = true;
        return none;
    }
    return list_dependencies(document);
}
