#include "embedded.h"

#include "base/arena.h"
#include "base/confine.h"
#include "draft_options.h"
#include "report/copies.h"
#include <string.h>

static const struct extracted *extract(gongwen_document *document, const char *pdf, size_t *count)
{
    struct string bytes;
    const char *why;

    if (!source_bytes(document->arena, pdf, (struct place){0}, &bytes, document->diagnostics)) {
        return NULL;
    }
    const struct extracted *files = extract_files(document->arena, bytes, count, &why);
    if (files == NULL) {
        REPORT(document->diagnostics, EXTRACT_FAILED, (struct place){0}, pdf,
               message_translate(why));
    }
    return files;
}

struct embedded_sources embedded_sources(const struct extracted *files, size_t count)
{
    struct embedded_sources sources = {0};

    for (size_t i = 0; i < count; i++) {
        const struct extracted *file = &files[i];
        const char *what = file->description;
        bool copy = strcmp(what, "Copy") == 0;
        sources.report = strcmp(what, "Report") == 0 ? file : sources.report;
        sources.layout = strcmp(what, "Layout") == 0 ? file : sources.layout;
        sources.unit = copy || strcmp(what, "Unit") == 0 ? file : sources.unit;
        sources.numbered = sources.numbered || copy;
        sources.options = strcmp(what, "Options") == 0 ? file : sources.options;
    }
    return sources;
}

/* What the series gave this document; false after reporting. */
static bool take_unit(gongwen_document *document, const char *path, bool numbered)
{
    struct arena *arena = document->arena;
    struct text table = {{path, strlen(path)}, {0}};
    bool file;
    const struct units *units = numbered ? copies_open(arena, table, &file, document->diagnostics)
                                         : units_open(arena, table, document->diagnostics);

    if (units == NULL) {
        return false;
    }
    document->numbered = numbered;
    document->given = units_give(units, 1, arena, &document->given_count);
    return true;
}

static bool take_options(gongwen_document *document, const char *path)
{
    const struct source *source =
        path == NULL ? NULL : source_read(document->arena, path, document->diagnostics);

    return (path == NULL || source != NULL) &&
           draft_options_read(document->arena, source, &document->options, document->diagnostics);
}

const char *embedded_take(gongwen_document *document, const char *pdf,
                          const struct extracted *files, size_t count)
{
    struct arena *arena = document->arena;

    if (files == NULL) {
        files = extract(document, pdf, &count);
        if (files == NULL) {
            return NULL;
        }
    }
    struct embedded_sources sources = embedded_sources(files, count);
    if (sources.report == NULL || sources.layout == NULL) {
        REPORT(document->diagnostics, EXTRACT_NOTHING, (struct place){0}, pdf);
        return NULL;
    }
    struct confined_file *own = ARENA_ARRAY(arena, struct confined_file, count);
    for (size_t i = 0; i < count; i++) {
        own[i] = (struct confined_file){files[i].name, files[i].bytes};
    }
    struct confinement *confinement = ARENA_NEW(arena, struct confinement);
    *confinement = (struct confinement){
        .folder = arena_copy(arena, pdf, strlen(pdf)), .files = own, .count = count};
    confine(arena, confinement);
    document->options.layout = arena_format(arena, "%s/%s", pdf, sources.layout->name);
    document->layouts_folder = arena_format(arena, "%s/layouts", pdf);
    document->forms_folder = arena_format(arena, "%s/forms", pdf);
    document->manifest = arena_format(arena, "%s/fonts/fonts.yaml", pdf);
    const char *options =
        sources.options == NULL ? NULL : arena_format(arena, "%s/%s", pdf, sources.options->name);
    if (!take_options(document, options) ||
        (sources.unit != NULL &&
         !take_unit(document, arena_format(arena, "%s/%s", pdf, sources.unit->name),
                    sources.numbered))) {
        return NULL;
    }
    return arena_format(arena, "%s/%s", pdf, sources.report->name);
}
