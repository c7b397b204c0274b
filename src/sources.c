/* What a document is made from, as files to be embedded in it. */
#include "document.h"

#include "base/arena.h"
#include "base/confine.h"
#include "draft_options.h"
#include "image/image.h"
#include "layout/layout.h"
#include "output/painter.h"
#include "report/report.h"
#include <string.h>

/* The folder of a path with its slash; empty for a name alone. */
static struct string folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return (struct string){path, slash == NULL ? 0 : (size_t)(slash - path) + 1};
}

/* The path without "." and "name/..", which folders that are links make into something else: they
 * are none in what is shipped. */
static const char *straighten(struct arena *arena, const char *path)
{
    struct buffer out = buffer_new(arena);
    size_t depth = 0; /* names in `out` that a ".." may take back */

    if (*path == '/') {
        buffer_add_byte(&out, '/');
    }
    while (*(path += strspn(path, "/")) != '\0') {
        size_t size = strcspn(path, "/");
        bool up = size == 2 && memcmp(path, "..", 2) == 0;
        if (up && depth > 0) {
            do {
                out.size--;
            } while (out.size > 0 && out.bytes[out.size - 1] != '/');
            depth--;
        } else if (size != 1 || *path != '.') {
            buffer_add(&out, path, size);
            buffer_add_string(&out, path[size] == '/' ? "/" : "");
            depth += !up;
        }
        path += size;
    }
    return buffer_string(&out).bytes;
}

/* Whether the path leads down, and nowhere else. */
static bool is_downward(const char *path)
{
    if (path[0] == '/') {
        return false;
    }
    for (const char *at = path; at != NULL; at = strchr(at, '/')) {
        at += *at == '/';
        if (strncmp(at, "..", 2) == 0 && (at[2] == '/' || at[2] == '\0')) {
            return false;
        }
    }
    return true;
}

/* The path from a folder on; NULL where it does not lead there. */
static const char *within(struct arena *arena, const char *path, struct string folder)
{
    const char *from = straighten(arena, arena_copy(arena, folder.bytes, folder.size));
    const char *straight = straighten(arena, path);
    size_t size = strlen(from);

    if (strncmp(straight, from, size) != 0) {
        return NULL;
    }
    return is_downward(straight + size) && straight[size] != '\0' ? straight + size : NULL;
}

/* What lies neither with the report nor with the layouts: named by its place in the list, so that
 * two of one name are not mixed up. Where it lay is nobody's business. */
static const char *name_elsewhere(struct arena *arena, const char *path, size_t index)
{
    return arena_format(arena, "elsewhere/%zu/%s", index, path + folder_of(path).size);
}

/* What is made again from such files: as they are called. NULL: it is not. */
static const char *name_again(const gongwen_document *document, const char *path)
{
    const struct confinement *confinement = confinement_of(document->arena);
    const struct confined_file *file =
        confinement == NULL ? NULL : confinement_find(confinement, path);

    return file == NULL ? NULL : file->name;
}

/* What the report names lies beside it, or below. */
static const char *name_beside(const gongwen_document *document, const char *path, size_t index)
{
    const char *rest = name_again(document, path);

    if (rest == NULL) {
        rest = within(document->arena, path, folder_of(document->source->name));
    }
    return rest != NULL ? rest : name_elsewhere(document->arena, path, index);
}

/* Forms by name stand where a data folder has them. */
static const char *name_data(const gongwen_document *document, const char *path, size_t index)
{
    const char *folder = arena_format(document->arena, "%s/", document->forms_folder);
    const char *again = name_again(document, path);
    const char *rest = within(document->arena, path, (struct string){folder, strlen(folder)});

    return again != NULL  ? again
           : rest != NULL ? arena_format(document->arena, "forms/%s", rest)
                          : name_beside(document, path, index);
}

/* Layouts by name stand where a data folder has them; those by path beside the report, or beside
 * what was named on the command line. */
static const char *name_layout(const gongwen_document *document, size_t index)
{
    struct arena *arena = document->arena;
    const struct layout *layout = document->layout;
    const char *path = layout->files[index];
    const char *folder = arena_format(arena, "%s/", document->layouts_folder);
    const char *again = name_again(document, path);
    const char *rest = within(arena, path, (struct string){folder, strlen(folder)});

    if (again != NULL) {
        return again;
    }
    if (rest != NULL) {
        return arena_format(arena, "layouts/%s", rest);
    }
    if (document->options.layout == NULL) {
        rest = within(arena, path, folder_of(document->source->name));
        return rest != NULL ? rest : name_elsewhere(arena, path, index);
    }
    rest = within(arena, path, folder_of(layout->files[0]));
    return rest != NULL ? arena_format(arena, "layouts/%s", rest)
                        : name_elsewhere(arena, path, index);
}

static const char *type_of(enum image_format format)
{
    switch (format) {
    case IMAGE_PNG:
        return "image/png";
    case IMAGE_JPEG:
        return "image/jpeg";
    case IMAGE_SVG:
        return "image/svg+xml";
    }
    return "application/octet-stream";
}

static bool is_yaml(const char *path)
{
    const char *dot = strrchr(path, '.');

    return dot != NULL && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
}

/* A name that no other file has: "unit.yaml". */
static const char *name_own(struct arena *arena, const struct paint_source *sources, size_t count,
                            const char *stem)
{
    const char *name = arena_format(arena, "%s.yaml", stem);

    for (size_t i = 0, number = 2; i < count; i++) {
        if (strcmp(sources[i].name, name) == 0) {
            name = arena_format(arena, "%s-%zu.yaml", stem, number++);
            i = (size_t)-1; /* from the beginning */
        }
    }
    return name;
}

/* What a series gives this document, as a table of units with one row (report/units.h). The name
 * of the unit is given by the heading of its column, too: then it stands there only. */
static struct string unit_table(const gongwen_document *document)
{
    struct buffer out = buffer_new(document->arena);
    const struct given *given = document->given;

    for (size_t i = 0; i < document->given_count; i++) {
        bool again = false, named = strcmp(given[i].name.string.bytes, "unit") == 0;
        for (size_t k = 0; named && k < i && given[i].name.place.line > 0; k++) {
            again = again || (given[k].name.place.line == given[i].name.place.line &&
                              given[k].name.place.column == given[i].name.place.column &&
                              given[k].name.place.source == given[i].name.place.source);
        }
        if (again) {
            continue;
        }
        buffer_add_string(&out, i == 0 ? "- " : "  ");
        buffer_add_json(&out, given[i].name.string.bytes);
        buffer_add_string(&out, ": ");
        buffer_add_json(&out, given[i].value.string.bytes);
        buffer_add_byte(&out, '\n');
    }
    return buffer_string(&out);
}

const struct paint_source *document_sources(gongwen_document *document, size_t *count)
{
    static const char yaml[] = "application/yaml";
    struct arena *arena = document->arena;
    const char *const *images;
    size_t image_count = image_files(document->images, &images);
    size_t layout_count = document->layout->file_count;
    size_t data_count = document->report->file_count;
    struct paint_source *sources =
        ARENA_ARRAY(arena, struct paint_source, image_count + layout_count + data_count + 4);
    size_t made = 0;

    sources[made++] = (struct paint_source){"report.yaml", yaml, "Report", document->source->text};
    for (size_t i = 0; i < layout_count; i++) {
        sources[made++] = (struct paint_source){name_layout(document, i), yaml,
                                                i == 0 ? "Layout" : "Part of the layout",
                                                document->layout->sources[i]->text};
    }
    const struct source *manifest = source_read(arena, document->manifest, document->diagnostics);
    if (manifest != NULL) {
        sources[made++] =
            (struct paint_source){"fonts/fonts.yaml", yaml, "Font manifest", manifest->text};
    }
    for (size_t i = 0; i < image_count; i++) {
        sources[made++] = (struct paint_source){name_beside(document, images[i], i),
                                                type_of(image_file_format(document->images, i)),
                                                "Image", image_file_bytes(document->images, i)};
    }
    for (size_t i = 0; i < data_count; i++) {
        const char *path = document->report->files[i];
        struct string bytes;
        if (source_bytes(arena, path, (struct place){0}, &bytes, document->diagnostics)) {
            sources[made++] =
                (struct paint_source){name_data(document, path, image_count + i),
                                      is_yaml(path) ? yaml : "text/csv", "Data", bytes};
        }
    }
    if (document->given_count > 0) {
        bool numbered = (document->series != NULL ? document->series : document)->numbered;
        sources[made] = (struct paint_source){name_own(arena, sources, made, "unit"), yaml,
                                              numbered ? "Copy" : "Unit", unit_table(document)};
        made++;
    }
    struct string options = draft_options_write(arena, &document->options);
    if (options.size > 0) {
        sources[made] = (struct paint_source){name_own(arena, sources, made, "options"), yaml,
                                              "Options", options};
        made++;
    }
    *count = made;
    return sources;
}
