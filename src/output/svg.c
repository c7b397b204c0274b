/*
 * The painter `svg`: one page as one SVG 1.1 file that looks the same everywhere, since glyphs are
 * outlines and no font is needed.
 *
 * Each glyph's outline stands once in <defs>, in font units with y downwards, and is shown by
 * <use>. A run is one group that scales font units to pt; its text is its aria-label, and
 * data-place says which line and column of the source it came from (data-source names the file:
 * on the root the document's own, on a run only where it differs), so that a viewer can lead from
 * a click to the YAML. Links are xlink:href, which older viewers need and newer ones take.
 *
 * Colours are sRGB by the formula of screen.h.
 */
#include "output/painter.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "font/face.h"
#include "image/image.h"
#include "output/screen.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    OUTLINE_PLACES = 2,     /* decimals of outlines, in font units */
    OUTLINE_UNIT = 100,     /* 10 to their power */
    OUTLINE_LIMIT = 100000, /* coordinates beyond this many font units are those of a broken font */
    SCALE_PLACES = 9,       /* decimals of pt per font unit: exact for 1000 and 2048 units */
};

static const int64_t SCALE_UNIT = 1000000000;

/* One step of an outline: 'M', 'L', 'C' or 'Z' and its points in 1/OUTLINE_UNIT font units. */
struct step {
    char verb;
    int32_t points[6];
};

/* The outline of a glyph. The callbacks run inside the font library, where the arena may not be
 * used: they store what there is room for and count the rest, and the walk is done again. */
struct path {
    struct step *steps;
    size_t count, capacity;
    bool wild; /* a coordinate is out of bounds */
};

/* A glyph that the page shows. */
struct symbol {
    uint32_t face; /* index into svg.faces */
    uint32_t glyph;
    bool inked; /* has an outline in <defs> */
};

struct svg {
    struct arena *scratch;
    struct buffer *out;
    const struct display_list *list;
    const struct source *source; /* the document's own */
    const struct face **faces;   /* in the order of their first use */
    size_t face_count, face_capacity;
    struct symbol *symbols; /* by face and glyph */
    size_t symbol_count;
    struct path path;
};

/* ---- Numbers and text ---- */

/* A number in a path: a space only where the one before would swallow it. */
static void add_number(struct buffer *out, int64_t value, unsigned places)
{
    char last = out->bytes[out->size - 1];

    if (value >= 0 && ((last >= '0' && last <= '9') || last == '.')) {
        buffer_add_byte(out, ' ');
    }
    buffer_add_decimal(out, value, places);
}

static void add_attribute(struct buffer *out, const char *name, length_t value)
{
    buffer_add_byte(out, ' ');
    buffer_add_string(out, name);
    buffer_add_string(out, "=\"");
    buffer_add_decimal(out, value, 3);
    buffer_add_byte(out, '"');
}

static void add_colour(struct buffer *out, const char *name, struct colour colour)
{
    struct srgb shown = screen_colour(colour);

    buffer_format(out, " %s=\"#%02x%02x%02x\"", name, shown.red, shown.green, shown.blue);
}

static void add_fill(struct buffer *out, struct colour colour)
{
    if (!screen_is_black(screen_colour(colour))) {
        add_colour(out, "fill", colour);
    }
}

static void add_source(struct buffer *out, const struct source *source)
{
    const char *slash = strrchr(source->name, '/');
    const char *name = slash != NULL ? slash + 1 : source->name;

    buffer_add_string(out, " data-source=\"");
    buffer_add_xml(out, (struct string){name, strlen(name)});
    buffer_add_byte(out, '"');
}

static void add_place(struct svg *svg, struct place place)
{
    if (place.source == NULL || place.line == 0) {
        return;
    }
    buffer_format(svg->out, " data-place=\"%u:%u\"", (unsigned)place.line, (unsigned)place.column);
    if (place.source != svg->source) {
        add_source(svg->out, place.source);
    }
}

/* ---- Outlines ---- */

static void path_add(struct path *path, char verb, size_t count, const double *values)
{
    if (path->count < path->capacity) {
        struct step *step = &path->steps[path->count];
        step->verb = verb;
        for (size_t i = 0; i < count; i++) {
            if (!(fabs(values[i]) <= OUTLINE_LIMIT)) { /* NaN too */
                path->wild = true;
                return;
            }
            double value = i % 2 == 0 ? values[i] : -values[i];
            step->points[i] = (int32_t)lround(value * OUTLINE_UNIT);
        }
    }
    path->count++;
}

static void path_move(void *context, double x, double y)
{
    path_add(context, 'M', 2, (const double[]){x, y});
}

static void path_line(void *context, double x, double y)
{
    path_add(context, 'L', 2, (const double[]){x, y});
}

static void path_cubic(void *context, double x1, double y1, double x2, double y2, double x,
                       double y)
{
    path_add(context, 'C', 6, (const double[]){x1, y1, x2, y2, x, y});
}

static void path_close(void *context)
{
    path_add(context, 'Z', 0, NULL);
}

static bool load_path(struct svg *svg, const struct face *face, uint32_t glyph)
{
    struct path *path = &svg->path;
    const struct outline_sink sink = {path, path_move, path_line, path_cubic, path_close};

    for (;;) {
        path->count = 0;
        path->wild = false;
        if (!face_outline(face, glyph, &sink) || path->wild) {
            return false;
        }
        if (path->count <= path->capacity) {
            return true;
        }
        path->capacity = path->count * 2;
        path->steps = ARENA_ARRAY(svg->scratch, struct step, path->capacity);
    }
}

/* The path in relative steps, which are short; exact, since the points are integers. */
static void add_path(struct buffer *out, const struct path *path)
{
    int32_t at_x = 0, at_y = 0, start_x = 0, start_y = 0;
    char last = '\0';

    for (size_t i = 0; i < path->count; i++) {
        const struct step *step = &path->steps[i];
        const int32_t *points = step->points;
        size_t pairs = step->verb == 'C' ? 3 : step->verb == 'Z' ? 0 : 1;
        char verb = (char)(step->verb - 'A' + 'a');
        size_t begin = 0, end = pairs * 2;

        if (step->verb == 'Z') {
            buffer_add_byte(out, 'z');
            at_x = start_x, at_y = start_y;
            last = 'z';
            continue;
        }
        if (step->verb == 'L' && points[1] == at_y) {
            verb = 'h', end = 1;
        } else if (step->verb == 'L' && points[0] == at_x) {
            verb = 'v', begin = 1;
        }
        if (verb != last || verb == 'm') {
            buffer_add_byte(out, (unsigned char)verb);
        }
        for (size_t j = begin; j < end; j++) {
            add_number(out, points[j] - (j % 2 == 0 ? at_x : at_y), OUTLINE_PLACES);
        }
        at_x = points[pairs * 2 - 2], at_y = points[pairs * 2 - 1];
        if (step->verb == 'M') {
            start_x = at_x, start_y = at_y;
        }
        last = verb;
    }
}

/* ---- The glyphs of a page ---- */

static uint32_t face_number(struct svg *svg, const struct face *face)
{
    for (size_t i = 0; i < svg->face_count; i++) {
        if (svg->faces[i] == face) {
            return (uint32_t)i;
        }
    }
    svg->faces = arena_grow(svg->scratch, (void *)svg->faces, svg->face_count, &svg->face_capacity,
                            sizeof(const struct face *));
    svg->faces[svg->face_count] = face;
    return (uint32_t)svg->face_count++;
}

static int compare_symbols(const void *a, const void *b)
{
    const struct symbol *first = a, *second = b;

    if (first->face != second->face) {
        return first->face < second->face ? -1 : 1;
    }
    return first->glyph < second->glyph ? -1 : first->glyph > second->glyph;
}

static void collect_symbols(struct svg *svg, const struct display_page *page)
{
    size_t total = 0, kept = 0;

    for (size_t i = 0; i < page->count; i++) {
        total += page->items[i].kind == DISPLAY_RUN ? page->items[i].run.count : 0;
    }
    struct symbol *symbols = ARENA_ARRAY(svg->scratch, struct symbol, total);
    total = 0;
    for (size_t i = 0; i < page->count; i++) {
        if (page->items[i].kind != DISPLAY_RUN) {
            continue;
        }
        const struct display_run *run = &page->items[i].run;
        uint32_t face = face_number(svg, run->face);
        for (size_t j = 0; j < run->count; j++) {
            symbols[total++] = (struct symbol){.face = face, .glyph = run->glyphs[j].glyph};
        }
    }
    if (total > 0) {
        qsort(symbols, total, sizeof *symbols, compare_symbols);
    }
    for (size_t i = 0; i < total; i++) {
        if (kept == 0 || compare_symbols(&symbols[kept - 1], &symbols[i]) != 0) {
            symbols[kept++] = symbols[i];
        }
    }
    svg->symbols = symbols;
    svg->symbol_count = kept;
}

static void add_symbol_name(struct buffer *out, uint32_t face, uint32_t glyph)
{
    buffer_add_byte(out, 'f');
    buffer_add_integer(out, face);
    buffer_add_byte(out, 'g');
    buffer_add_integer(out, glyph);
}

static bool add_symbols(struct svg *svg, struct diagnostics *diagnostics)
{
    bool good = true;

    buffer_add_string(svg->out, "<defs>\n");
    for (size_t i = 0; i < svg->symbol_count; i++) {
        struct symbol *symbol = &svg->symbols[i];
        const struct face *face = svg->faces[symbol->face];
        if (!load_path(svg, face, symbol->glyph)) {
            REPORT(diagnostics, FONT_BROKEN, (struct place){0}, face_path(face),
                   arena_format(svg->scratch,
                                message_translate(N_("glyph %u has no readable outline")),
                                (unsigned)symbol->glyph));
            good = false;
            continue;
        }
        symbol->inked = svg->path.count > 0;
        if (!symbol->inked) {
            continue; /* a space */
        }
        buffer_add_string(svg->out, "<path id=\"");
        add_symbol_name(svg->out, symbol->face, symbol->glyph);
        buffer_add_string(svg->out, "\" d=\"");
        add_path(svg->out, &svg->path);
        buffer_add_string(svg->out, "\"/>\n");
    }
    buffer_add_string(svg->out, "</defs>\n");
    return good;
}

/* ---- Items ---- */

/* A length in the font units of a run, in hundredths. */
static int64_t to_units(length_t value, const struct face *face, length_t size)
{
    return length_scale(value, (int64_t)face_units(face) * OUTLINE_UNIT, size);
}

static void add_run(struct svg *svg, const struct display_run *run, bool turned)
{
    struct buffer *out = svg->out;
    uint32_t face = face_number(svg, run->face);

    if (run->size <= 0 || face_units(run->face) == 0) {
        return;
    }
    buffer_add_string(out, "<g role=\"img\" aria-label=\"");
    buffer_add_xml(out, run->text);
    buffer_add_byte(out, '"');
    add_place(svg, run->place);
    add_fill(out, run->colour);
    buffer_add_string(out, " transform=\"translate(");
    buffer_add_decimal(out, run->x, 3);
    buffer_add_byte(out, ' ');
    buffer_add_decimal(out, run->y, 3);
    buffer_add_string(out, turned ? ") rotate(-90) scale(" : ") scale(");
    buffer_add_decimal(out, length_scale(run->size, SCALE_UNIT / LENGTH_PT, face_units(run->face)),
                       SCALE_PLACES);
    buffer_add_string(out, ")\">\n");
    for (size_t i = 0; i < run->count; i++) {
        const struct display_glyph *glyph = &run->glyphs[i];
        struct symbol key = {.face = face, .glyph = glyph->glyph};
        const struct symbol *symbol =
            bsearch(&key, svg->symbols, svg->symbol_count, sizeof key, compare_symbols);
        if (symbol == NULL || !symbol->inked) {
            continue;
        }
        buffer_add_string(out, "<use xlink:href=\"#");
        add_symbol_name(out, face, glyph->glyph);
        buffer_add_byte(out, '"');
        if (glyph->x != 0) {
            buffer_add_string(out, " x=\"");
            buffer_add_decimal(out, to_units(glyph->x, run->face, run->size), OUTLINE_PLACES);
            buffer_add_byte(out, '"');
        }
        if (glyph->y != 0) {
            buffer_add_string(out, " y=\"");
            buffer_add_decimal(out, to_units(-glyph->y, run->face, run->size), OUTLINE_PLACES);
            buffer_add_byte(out, '"');
        }
        buffer_add_string(out, "/>\n");
    }
    buffer_add_string(out, "</g>\n");
}

static void add_rule(struct svg *svg, const struct display_rule *rule)
{
    if (rule->width <= 0 || rule->height <= 0) {
        return; /* SVG forbids it, and there is nothing to see */
    }
    buffer_add_string(svg->out, "<rect");
    add_attribute(svg->out, "x", rule->x);
    add_attribute(svg->out, "y", rule->y);
    add_attribute(svg->out, "width", rule->width);
    add_attribute(svg->out, "height", rule->height);
    add_place(svg, rule->place);
    add_fill(svg->out, rule->colour);
    buffer_add_string(svg->out, "/>\n");
}

static void add_path_item(struct svg *svg, const struct display_path *path, bool turned)
{
    static const struct {
        char letter;
        size_t points;
    } steps[] = {[PATH_MOVE] = {'M', 1},
                 [PATH_LINE] = {'L', 1},
                 [PATH_CURVE] = {'C', 3},
                 [PATH_CLOSE] = {'Z', 0}};
    struct buffer *out = svg->out;
    const struct point *point = path->points;

    buffer_add_string(out, "<path");
    add_place(svg, path->place);
    if (path->filled) {
        add_fill(out, path->fill);
    } else {
        buffer_add_string(out, " fill=\"none\"");
    }
    if (path->stroke > 0) {
        add_colour(out, "stroke", path->stroke_colour);
        add_attribute(out, "stroke-width", path->stroke);
        buffer_format(out, " stroke-miterlimit=\"%d\"", PATH_MITRE_LIMIT);
    }
    buffer_add_string(out, " d=\"");
    for (size_t i = 0; i < path->step_count; i++) {
        buffer_add_byte(out, (unsigned char)steps[path->steps[i]].letter);
        for (size_t left = steps[path->steps[i]].points; left > 0; left--, point++) {
            struct point from_origin = display_direction(turned, *point);
            add_number(out, path->x + from_origin.x, 3);
            add_number(out, path->y + from_origin.y, 3);
        }
    }
    buffer_add_string(out, "\"/>\n");
}

static void add_base64(struct buffer *out, struct string bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < bytes.size; i += 3) {
        uint32_t group = 0;
        for (size_t k = 0; k < 3; k++) {
            group = group << 8 | (i + k < bytes.size ? (unsigned char)bytes.bytes[i + k] : 0);
        }
        char four[] = {digits[group >> 18 & 63], digits[group >> 12 & 63], '=', '='};
        if (i + 1 < bytes.size) {
            four[2] = digits[group >> 6 & 63];
        }
        if (i + 2 < bytes.size) {
            four[3] = digits[group & 63];
        }
        buffer_add(out, four, sizeof four);
    }
}

/* What the image's structure element says it shows. */
static void add_alternative(struct svg *svg, uint32_t node)
{
    const struct display_list *list = svg->list;

    if (node < list->node_count && list->nodes[node].role == ROLE_FIGURE &&
        list->nodes[node].text.size > 0) {
        buffer_add_string(svg->out, " role=\"img\" aria-label=\"");
        buffer_add_xml(svg->out, list->nodes[node].text);
        buffer_add_byte(svg->out, '"');
    }
}

static bool add_image(struct svg *svg, const struct display_item *item,
                      struct diagnostics *diagnostics)
{
    const struct display_image *image = &item->image;
    struct image_turn turn = image_turn(image->image, item->turned);
    length_t right = turn.flip_x ? -image->width : image->width;
    length_t down = turn.flip_y ? -image->height : image->height;
    struct image_size raster = image_size_at(image->image, turn, image->width, image->height);
    struct buffer *out = svg->out;
    struct string file;

    if (!image_plain_file(image->image, raster, svg->scratch, &file, diagnostics)) {
        return false;
    }
    buffer_add_string(out, "<image width=\"1\" height=\"1\" preserveAspectRatio=\"none\"");
    add_alternative(svg, item->node);
    add_place(svg, image->place);
    buffer_add_string(out, " transform=\"matrix(");
    const length_t matrix[] = {turn.swapped ? 0 : right,
                               turn.swapped ? down : 0,
                               turn.swapped ? right : 0,
                               turn.swapped ? 0 : down,
                               image->x + (turn.flip_x ? image->width : 0),
                               image->y + (turn.flip_y ? image->height : 0)};
    for (size_t i = 0; i < sizeof matrix / sizeof *matrix; i++) {
        buffer_add_string(out, i > 0 ? " " : "");
        buffer_add_decimal(out, matrix[i], 3);
    }
    buffer_format(out, ")\" xlink:href=\"data:image/%s;base64,",
                  image->image->format == IMAGE_JPEG ? "jpeg" : "png");
    add_base64(out, file);
    buffer_add_string(out, "\"/>\n");
    return true;
}

/* The document's own source: that of the first element that has one. */
static const struct source *own_source(const struct display_list *list)
{
    for (size_t i = 0; i < list->node_count; i++) {
        if (list->nodes[i].place.source != NULL) {
            return list->nodes[i].place.source;
        }
    }
    return NULL;
}

static void add_head(struct svg *svg, const struct display_list *list,
                     const struct display_page *page)
{
    struct buffer *out = svg->out;
    const char *language = list->metadata.language;
    const char *title = list->metadata.title;

    buffer_add_string(out, "<svg xmlns=\"http://www.w3.org/2000/svg\""
                           " xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\"");
    if (language != NULL && language[0] != '\0') {
        buffer_add_string(out, " xml:lang=\"");
        buffer_add_xml(out, (struct string){language, strlen(language)});
        buffer_add_byte(out, '"');
    }
    if (svg->source != NULL) {
        add_source(out, svg->source);
    }
    buffer_add_string(out, " width=\"");
    buffer_add_decimal(out, page->width, 3);
    buffer_add_string(out, "pt\" height=\"");
    buffer_add_decimal(out, page->height, 3);
    buffer_add_string(out, "pt\" viewBox=\"0 0 ");
    buffer_add_decimal(out, page->width, 3);
    buffer_add_byte(out, ' ');
    buffer_add_decimal(out, page->height, 3);
    buffer_add_string(out, "\">\n");
    if (title != NULL && title[0] != '\0') {
        buffer_add_string(out, "<title>");
        buffer_add_xml(out, (struct string){title, strlen(title)});
        buffer_add_string(out, "</title>\n");
    }
}

static bool paint_svg(struct arena *arena, const struct display_list *list, size_t page,
                      const struct paint_options *options, struct buffer *out,
                      struct diagnostics *diagnostics)
{
    const struct display_page *content = &list->pages[page];
    struct svg svg = {
        .scratch = arena_child(arena), .out = out, .list = list, .source = own_source(list)};

    (void)options;
    add_head(&svg, list, content);
    collect_symbols(&svg, content);
    bool good = add_symbols(&svg, diagnostics);
    /* Paper: viewers with a dark background would else show black on black. */
    buffer_add_string(out, "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    for (size_t i = 0; i < content->count; i++) {
        const struct display_item *item = &content->items[i];
        switch (item->kind) {
        case DISPLAY_RUN:
            add_run(&svg, &item->run, item->turned);
            break;
        case DISPLAY_RULE:
            add_rule(&svg, &item->rule);
            break;
        case DISPLAY_PATH:
            add_path_item(&svg, &item->path, item->turned);
            break;
        case DISPLAY_IMAGE:
            good = add_image(&svg, item, diagnostics) && good;
            break;
        case DISPLAY_FIELD:
            break;
        }
    }
    buffer_add_string(out, "</svg>\n");
    arena_free_child(svg.scratch);
    return good;
}

const struct painter painter_svg = {
    .name = "svg",
    .extension = "svg",
    .paged = true,
    .paint = paint_svg,
};
