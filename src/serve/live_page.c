#include "serve/live_page.h"

#include "base/arena.h"
#include "base/unicode.h"
#include "font/face.h"
#include "output/svg_parts.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { OUTLINES_LIMIT = 4096, /* in one answer */ FACES_LIMIT = 65536 };

/* A face as pages name it: the file, as it was when it got its number. */
struct live_face {
    char *path;
    unsigned index;
    struct timespec changed;
    ino_t inode;
};

void live_faces_free(struct live_faces *faces)
{
    for (size_t i = 0; i < faces->count; i++) {
        free(faces->items[i].path);
    }
    free(faces->items);
    *faces = (struct live_faces){0};
}

static bool is_face(const struct live_face *known, const char *path, unsigned index,
                    const struct stat *status)
{
    return known->index == index && known->inode == status->st_ino &&
           known->changed.tv_sec == status->st_mtim.tv_sec &&
           known->changed.tv_nsec == status->st_mtim.tv_nsec && strcmp(known->path, path) == 0;
}

static bool add_face(struct live_faces *faces, struct live_face face)
{
    if (faces->count == faces->capacity) {
        size_t capacity = faces->capacity == 0 ? 16 : faces->capacity * 2;
        struct live_face *items = realloc(faces->items, capacity * sizeof *items);
        if (items == NULL || capacity > FACES_LIMIT) {
            faces->items = items == NULL ? faces->items : items;
            return false;
        }
        faces->items = items;
        faces->capacity = capacity;
    }
    faces->items[faces->count++] = face;
    return true;
}

/* The face's number; without memory for another one that of none, which has no outlines. */
static size_t face_number(struct live_faces *faces, const struct face *face)
{
    struct stat status = {0};
    const char *path = face_path(face);

    (void)stat(path, &status);
    for (size_t i = faces->count; i-- > 0;) {
        if (is_face(&faces->items[i], path, face_index(face), &status)) {
            return i;
        }
    }
    struct live_face added = {strdup(path), face_index(face), status.st_mtim, status.st_ino};
    if (added.path == NULL || !add_face(faces, added)) {
        free(added.path);
        return FACES_LIMIT;
    }
    return faces->count - 1;
}

/* The faces of a page, so that each is looked up once. */
struct numbered {
    const struct face *face;
    size_t number;
};

enum { NUMBERED_FACES = 16 };

struct numbering {
    struct live_faces *faces;
    struct numbered known[NUMBERED_FACES];
    size_t count;
};

static size_t number_of(struct numbering *numbering, const struct face *face)
{
    for (size_t i = 0; i < numbering->count; i++) {
        if (numbering->known[i].face == face) {
            return numbering->known[i].number;
        }
    }
    size_t number = face_number(numbering->faces, face);
    if (numbering->count < NUMBERED_FACES) {
        numbering->known[numbering->count++] = (struct numbered){face, number};
    }
    return number;
}

void live_page_keys(struct live_faces *faces, const struct display_list *list, uint64_t *keys)
{
    struct numbering numbering = {.faces = faces};

    for (size_t i = 0; i < list->page_count; i++) {
        const struct display_page *page = &list->pages[i];
        const struct face *last = NULL;
        for (size_t k = 0; k < page->count; k++) {
            if (page->items[k].kind == DISPLAY_RUN && page->items[k].run.face != last) {
                last = page->items[k].run.face;
                keys[i] = (keys[i] ^ number_of(&numbering, last)) * 1099511628211U;
            }
        }
    }
}

/* ---- painting ---- */

/* In 1/1000 pt. */
static void add_length(struct buffer *out, const char *name, length_t value)
{
    svg_add_attribute(out, name, value);
}

static length_t run_width(const struct display_run *run)
{
    const struct display_glyph *last = run->count == 0 ? NULL : &run->glyphs[run->count - 1];

    return last == NULL ? 0 : last->x + last->advance;
}

/* A glyph of a blank shows nothing. */
static bool is_blank(const struct display_run *run, const struct display_glyph *glyph)
{
    size_t at = glyph->text_offset;

    return glyph->text_size > 0 && at < run->text.size &&
           unicode_is_blank(unicode_decode(run->text.bytes, run->text.size, &at));
}

static void add_glyphs(struct svg_parts *parts, struct numbering *numbering,
                       const struct display_run *run, bool turned)
{
    struct buffer *out = parts->out;
    size_t face = number_of(numbering, run->face);

    buffer_add_string(out, "<g");
    svg_add_fill(out, run->colour);
    svg_add_run_transform(parts, run, turned);
    buffer_add_string(out, ">");
    for (size_t i = 0; i < run->count; i++) {
        const struct display_glyph *glyph = &run->glyphs[i];
        if (is_blank(run, glyph)) {
            continue;
        }
        buffer_add_string(out, "<use href=\"#g");
        buffer_add_integer(out, (int64_t)face);
        buffer_add_byte(out, '-');
        buffer_add_integer(out, glyph->glyph);
        buffer_add_byte(out, '"');
        svg_add_offset(out, run, glyph);
        buffer_add_string(out, "/>");
    }
    buffer_add_string(out, "</g>");
}

/* Text on one line: a line break in it would be one of the page's. */
static void add_text(struct buffer *out, struct string text)
{
    size_t start = 0;

    for (size_t i = 0; i <= text.size; i++) {
        if (i == text.size || text.bytes[i] == '\n' || text.bytes[i] == '\r') {
            buffer_add_xml(out, (struct string){text.bytes + start, i - start});
            buffer_add_string(out, i < text.size ? " " : "");
            start = i + 1;
        }
    }
}

static void add_run(struct svg_parts *parts, struct numbering *numbering,
                    const struct display_item *item)
{
    const struct display_run *run = &item->run;
    struct buffer *out = parts->out;
    length_t width = run_width(run);
    bool turned = item->turned;

    if (run->size <= 0 || face_units(run->face) == 0) {
        return;
    }
    buffer_add_string(out, "<g class=\"run\">");
    add_glyphs(parts, numbering, run, turned);
    if (width > 0 && run->text.size > 0 && !item->decoration) {
        buffer_add_string(out, "<text");
        add_length(out, "x", turned ? 0 : run->x);
        add_length(out, "y", turned ? 0 : run->y);
        add_length(out, "font-size", run->size);
        add_length(out, "textLength", width);
        if (turned) {
            buffer_add_string(out, " transform=\"translate(");
            buffer_add_decimal(out, run->x, 3);
            buffer_add_byte(out, ' ');
            buffer_add_decimal(out, run->y, 3);
            buffer_add_string(out, ") rotate(-90)\"");
        }
        buffer_add_string(out, " lengthAdjust=\"spacingAndGlyphs\">");
        add_text(out, run->text);
        buffer_add_string(out, "</text>");
    }
    buffer_add_string(out, "</g>\n");
}

bool live_page_paint(struct arena *arena, struct live_faces *faces, const struct display_list *list,
                     size_t page, struct buffer *out, struct diagnostics *diagnostics)
{
    const struct display_page *content = &list->pages[page];
    struct svg_parts parts = {.scratch = arena, .out = out, .list = list};
    struct numbering numbering = {.faces = faces};
    bool good = true;

    buffer_add_string(out, "<svg xmlns=\"http://www.w3.org/2000/svg\""
                           " xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 ");
    buffer_add_decimal(out, content->width, 3);
    buffer_add_byte(out, ' ');
    buffer_add_decimal(out, content->height, 3);
    buffer_add_string(out, "\">\n");
    for (size_t i = 0; i < content->count; i++) {
        const struct display_item *item = &content->items[i];
        if (item->kind == DISPLAY_RUN) {
            add_run(&parts, &numbering, item);
        } else {
            good = svg_add_shape(&parts, item, diagnostics) && good;
        }
    }
    buffer_add_string(out, "</svg>\n");
    return good;
}

/* ---- outlines ---- */

/* A number of what a browser asks; `*at` goes behind it. False where there is none. */
static bool take_number(const char **at, uint32_t *number)
{
    char *end;

    if (**at < '0' || **at > '9') {
        return false;
    }
    unsigned long value = strtoul(*at, &end, 10);
    if (value > UINT32_MAX || end - *at > 10) {
        return false;
    }
    *number = (uint32_t)value;
    *at = end;
    return true;
}

/* The face of that number among those of the list. */
static const struct face *find_face(struct live_faces *faces, const struct display_list *list,
                                    uint32_t number)
{
    const struct face *last = NULL;

    for (size_t i = 0; i < list->page_count; i++) {
        const struct display_page *page = &list->pages[i];
        for (size_t k = 0; k < page->count; k++) {
            if (page->items[k].kind != DISPLAY_RUN || page->items[k].run.face == last) {
                continue;
            }
            last = page->items[k].run.face;
            if (face_number(faces, last) == number) {
                return last;
            }
        }
    }
    return NULL;
}

static void add_outline(struct svg_parts *parts, const struct face *face, uint32_t number,
                        uint32_t glyph)
{
    if (svg_load_outline(parts, face, glyph) && parts->outline.path.size > 0) {
        buffer_format(parts->out, "<path id=\"g%u-%u\" d=\"", (unsigned)number, (unsigned)glyph);
        svg_add_outline(parts);
        buffer_add_string(parts->out, "\"/>\n");
    }
}

void live_page_outlines(struct arena *arena, struct live_faces *faces,
                        const struct display_list *list, const char *request, struct buffer *out)
{
    struct svg_parts parts = {.scratch = arena, .out = out, .list = list};
    uint32_t number, glyph;
    size_t left = OUTLINES_LIMIT;

    buffer_add_string(out, "<svg xmlns=\"http://www.w3.org/2000/svg\">\n");
    for (const char *at = request; take_number(&at, &number) && *at == ':'; at += *at == ';') {
        const struct face *face = find_face(faces, list, number);
        do {
            at++;
            if (left == 0 || !take_number(&at, &glyph)) {
                left = 0;
                break;
            }
            left--;
            if (face != NULL) {
                add_outline(&parts, face, number, glyph);
            }
        } while (*at == ',');
        if (left == 0) {
            break;
        }
    }
    buffer_add_string(out, "</svg>\n");
}
