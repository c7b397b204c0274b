#include "output/svg_parts.h"

#include "base/arena.h"
#include "font/face.h"
#include "image/image.h"
#include "output/outlines.h"
#include "output/screen.h"
#include <math.h>
#include <string.h>

enum {
    SCALE_PLACES = 9,       /* decimals of pt per font unit: exact for 1000 and 2048 units */
    OUTLINE_LIMIT = 100000, /* coordinates beyond this many font units are those of a broken font */
};

static const int64_t SCALE_UNIT = 1000000000;

/* One step of an outline: 'M', 'L', 'C' or 'Z' and its points in 1/SVG_OUTLINE_UNIT font units. */
struct svg_step {
    char verb;
    int32_t points[6];
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

void svg_add_attribute(struct buffer *out, const char *name, length_t value)
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

void svg_add_fill(struct buffer *out, struct colour colour)
{
    if (!screen_is_black(screen_colour(colour))) {
        add_colour(out, "fill", colour);
    }
}

void svg_add_source(struct buffer *out, const struct source *source)
{
    const char *slash = strrchr(source->name, '/');
    const char *name = slash != NULL ? slash + 1 : source->name;

    buffer_add_string(out, " data-source=\"");
    buffer_add_xml(out, (struct string){name, strlen(name)});
    buffer_add_byte(out, '"');
}

void svg_add_place(struct svg_parts *parts, struct place place)
{
    if (!parts->places || place.source == NULL || place.line == 0) {
        return;
    }
    buffer_format(parts->out, " data-place=\"%u:%u\"", (unsigned)place.line,
                  (unsigned)place.column);
    if (place.source != parts->source) {
        svg_add_source(parts->out, place.source);
    }
}

void svg_add_run_transform(struct svg_parts *parts, const struct display_run *run, bool turned)
{
    struct buffer *out = parts->out;

    buffer_add_string(out, " transform=\"translate(");
    buffer_add_decimal(out, run->x, 3);
    buffer_add_byte(out, ' ');
    buffer_add_decimal(out, run->y, 3);
    buffer_add_string(out, turned ? ") rotate(-90) scale(" : ") scale(");
    buffer_add_decimal(out, length_scale(run->size, SCALE_UNIT / LENGTH_PT, face_units(run->face)),
                       SCALE_PLACES);
    buffer_add_string(out, ")\"");
}

/* A length in the font units of a run, in 1/SVG_OUTLINE_UNIT. */
static int64_t to_units(length_t value, const struct display_run *run)
{
    return length_scale(value, (int64_t)face_units(run->face) * SVG_OUTLINE_UNIT, run->size);
}

static void add_coordinate(struct buffer *out, const char *begin, length_t value,
                           const struct display_run *run)
{
    if (value != 0) {
        buffer_add_string(out, begin);
        buffer_add_decimal(out, to_units(value, run), SVG_OUTLINE_PLACES);
        buffer_add_byte(out, '"');
    }
}

void svg_add_offset(struct buffer *out, const struct display_run *run,
                    const struct display_glyph *glyph)
{
    add_coordinate(out, " x=\"", glyph->x, run);
    add_coordinate(out, " y=\"", -glyph->y, run);
}

/* ---- Outlines ---- */

/* The callbacks run inside the font library, where the arena may not be used: they store what
 * there is room for and count the rest, and the walk is done again. */
static void path_add(struct svg_outline *path, char verb, size_t count, const double *values)
{
    if (path->count < path->capacity) {
        struct svg_step *step = &path->steps[path->count];
        step->verb = verb;
        for (size_t i = 0; i < count; i++) {
            if (!(fabs(values[i]) <= OUTLINE_LIMIT)) { /* NaN too */
                path->wild = true;
                return;
            }
            double value = i % 2 == 0 ? values[i] : -values[i];
            step->points[i] = (int32_t)lround(value * SVG_OUTLINE_UNIT);
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

static bool load_steps(struct svg_parts *parts, const struct face *face, uint32_t glyph)
{
    struct svg_outline *path = &parts->outline;
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
        path->steps = ARENA_ARRAY(parts->scratch, struct svg_step, path->capacity);
    }
}

/* The path in relative steps, which are short; exact, since the points are integers. */
static void add_steps(struct buffer *out, const struct svg_outline *path)
{
    int32_t at_x = 0, at_y = 0, start_x = 0, start_y = 0;
    char last = '\0';

    for (size_t i = 0; i < path->count; i++) {
        const struct svg_step *step = &path->steps[i];
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
            add_number(out, points[j] - (j % 2 == 0 ? at_x : at_y), SVG_OUTLINE_PLACES);
        }
        at_x = points[pairs * 2 - 2], at_y = points[pairs * 2 - 1];
        if (step->verb == 'M') {
            start_x = at_x, start_y = at_y;
        }
        last = verb;
    }
}

bool svg_load_outline(struct svg_parts *parts, const struct face *face, uint32_t glyph)
{
    struct svg_outline *outline = &parts->outline;
    const struct kept_outline *kept =
        parts->outlines == NULL ? NULL : outlines_find(parts->outlines, face, glyph);

    if (kept == NULL) {
        if (!load_steps(parts, face, glyph)) {
            return false;
        }
        struct buffer path = buffer_new(parts->scratch);
        add_steps(&path, outline);
        outline->path = buffer_string(&path);
        if (parts->outlines != NULL) {
            outlines_keep(parts->outlines, face, glyph, outline->path);
        }
    } else {
        outline->path = kept->path;
    }
    return true;
}

void svg_add_outline(struct svg_parts *parts)
{
    buffer_add(parts->out, parts->outline.path.bytes, parts->outline.path.size);
}

/* ---- Items ---- */

static void add_rule(struct svg_parts *parts, const struct display_rule *rule)
{
    if (rule->width <= 0 || rule->height <= 0) {
        return; /* SVG forbids it, and there is nothing to see */
    }
    buffer_add_string(parts->out, "<rect");
    svg_add_attribute(parts->out, "x", rule->x);
    svg_add_attribute(parts->out, "y", rule->y);
    svg_add_attribute(parts->out, "width", rule->width);
    svg_add_attribute(parts->out, "height", rule->height);
    svg_add_place(parts, rule->place);
    svg_add_fill(parts->out, rule->colour);
    buffer_add_string(parts->out, "/>\n");
}

static void add_path_item(struct svg_parts *parts, const struct display_path *path, bool turned)
{
    static const struct {
        char letter;
        size_t points;
    } steps[] = {[PATH_MOVE] = {'M', 1},
                 [PATH_LINE] = {'L', 1},
                 [PATH_CURVE] = {'C', 3},
                 [PATH_CLOSE] = {'Z', 0}};
    struct buffer *out = parts->out;
    const struct point *point = path->points;

    buffer_add_string(out, "<path");
    svg_add_place(parts, path->place);
    if (path->filled) {
        svg_add_fill(out, path->fill);
    } else {
        buffer_add_string(out, " fill=\"none\"");
    }
    if (path->stroke > 0) {
        add_colour(out, "stroke", path->stroke_colour);
        svg_add_attribute(out, "stroke-width", path->stroke);
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
static void add_alternative(struct svg_parts *parts, uint32_t node)
{
    const struct display_list *list = parts->list;

    if (node < list->node_count && list->nodes[node].role == ROLE_FIGURE &&
        list->nodes[node].text.size > 0) {
        buffer_add_string(parts->out, " role=\"img\" aria-label=\"");
        buffer_add_xml(parts->out, list->nodes[node].text);
        buffer_add_byte(parts->out, '"');
    }
}

static bool add_image(struct svg_parts *parts, const struct display_item *item,
                      struct diagnostics *diagnostics)
{
    const struct display_image *image = &item->image;
    struct image_turn turn = image_turn(image->image, item->turned);
    length_t right = turn.flip_x ? -image->width : image->width;
    length_t down = turn.flip_y ? -image->height : image->height;
    struct image_size raster = image_size_at(image->image, turn, image->width, image->height);
    struct buffer *out = parts->out;
    struct string file;

    if (!image_plain_file(image->image, raster, parts->scratch, &file, diagnostics)) {
        return false;
    }
    buffer_add_string(out, "<image width=\"1\" height=\"1\" preserveAspectRatio=\"none\"");
    add_alternative(parts, item->node);
    svg_add_place(parts, image->place);
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

bool svg_add_shape(struct svg_parts *parts, const struct display_item *item,
                   struct diagnostics *diagnostics)
{
    switch (item->kind) {
    case DISPLAY_RUN:
        break;
    case DISPLAY_RULE:
        add_rule(parts, &item->rule);
        break;
    case DISPLAY_PATH:
        add_path_item(parts, &item->path, item->turned);
        break;
    case DISPLAY_IMAGE:
        return add_image(parts, item, diagnostics);
    case DISPLAY_FIELD:
        break;
    }
    return true;
}
