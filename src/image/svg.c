/*
 * SVG (Scalable Vector Graphics 1.1 and 2), looked at before anybody draws it: how large it is, and
 * that it shows the same everywhere. What would need a font of this machine, a file or an address
 * besides its own, or more of XML than elements is refused; what moves or runs, too. So all that
 * svg_draw.c has to draw are shapes.
 *
 * Expat calls the handlers below, in which no arena is used: they note the first thing wrong and
 * stop it.
 */
#include "image/image_private.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <expat.h>
#include <math.h>
#include <string.h>
#include <strings.h>

enum {
    BYTES_LIMIT = 16 * 1024 * 1024,
    ELEMENTS_LIMIT = 200000,
    DEPTH_LIMIT = 100,
    SHAPE_LIMIT = 1000,     /* times as long as it is wide, or the reverse */
    LARGEST_SIDE = 2000000, /* micrometres: more than any page */
    DIGITS_LIMIT = 18,
    UNITS_PER_INCH = 96, /* CSS: px */
    MICROMETRES_PER_INCH = 25400,
    PER_METRE = 1000000,
};

static const double LARGEST = 1e6; /* user units */

#define SVG "http://www.w3.org/2000/svg"
#define XLINK "http://www.w3.org/1999/xlink"
enum { SEPARATOR = '\n' /* between namespace and name: never part of either */ };

struct reader {
    XML_Parser parser;
    struct image *image;
    struct svg_finding *finding;
    char *style; /* the text of a <style>: room for that of the whole file */
    size_t style_size, style_room;
    bool in_style;
    size_t depth, elements;
    double width, height; /* px as declared; 0: not, or as a share of something */
    double box[4];        /* viewBox: x, y, width, height; 0 0 0 0: none */
};

/* ---- Findings ---- */

static void stop(struct reader *reader, enum message message, const char *name)
{
    struct svg_finding *finding = reader->finding;
    size_t size = strnlen(name, SVG_NAME_LIMIT);

    if (finding->found) {
        return;
    }
    /* No part of a character. */
    while (name[size] != '\0' && size > 0 && ((unsigned char)name[size] & 0xC0) == 0x80) {
        size--;
    }
    finding->found = true;
    finding->message = message;
    finding->line = XML_GetCurrentLineNumber(reader->parser);
    memcpy(finding->name, name, size);
    finding->name[size] = '\0';
    (void)XML_StopParser(reader->parser, XML_FALSE);
}

/* ---- Numbers ---- */

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == '\f';
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* A number as SVG writes it; moves `*at` behind it. False: there is none, or no sensible one. */
static bool read_number(const char **at, double *number)
{
    const char *next = *at;
    bool negative = *next == '-', any = false;
    int digits = 0, exponent = 0;

    *number = 0;
    next += *next == '-' || *next == '+';
    for (bool fraction = false; is_digit(*next) || (*next == '.' && !fraction); next++) {
        if (*next == '.') {
            fraction = true;
            continue;
        }
        bool counts = digits < DIGITS_LIMIT;
        any = true;
        *number = counts ? *number * 10 + (*next - '0') : *number;
        exponent += counts ? -(int)fraction : (int)!fraction;
        digits += *number > 0;
    }
    if (!any) {
        return false;
    }
    /* In "1em" it is the unit that begins with e. */
    bool signed_power = next[0] != '\0' && (next[1] == '-' || next[1] == '+');
    size_t sign = next[0] != 'e' && next[0] != 'E' ? 0 : signed_power ? 2 : 1;
    if (sign > 0 && is_digit(next[sign])) {
        int power = 0;
        bool down = next[1] == '-';
        for (next += sign; is_digit(*next); next++) {
            power = power < 1000 ? power * 10 + (*next - '0') : power;
        }
        exponent += down ? -power : power;
    }
    *number *= pow(10, exponent);
    *number = negative ? -*number : *number;
    *at = next;
    return isfinite(*number);
}

/* A length in px; 0: none that says how large the image is, such as 100%. False: nonsense. */
static bool read_length(const char *text, double *length)
{
    static const struct {
        char name[4];
        double inches;
    } units[] = {{"", 1.0 / UNITS_PER_INCH},
                 {"px", 1.0 / UNITS_PER_INCH},
                 {"pt", 1.0 / 72},
                 {"pc", 1.0 / 6},
                 {"in", 1},
                 {"cm", 1 / 2.54},
                 {"mm", 1 / 25.4},
                 {"Q", 1 / 101.6}};
    double number;

    while (is_space(*text)) {
        text++;
    }
    if (strncmp(text, "auto", 4) == 0) {
        return true;
    }
    if (!read_number(&text, &number) || number < 0) {
        return false;
    }
    size_t size = strlen(text);
    while (size > 0 && is_space(text[size - 1])) {
        size--;
    }
    if (size == 1 && *text == '%') {
        return true;
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strlen(units[i].name) == size && strncasecmp(units[i].name, text, size) == 0) {
            *length = number * units[i].inches * UNITS_PER_INCH;
            return *length > 0 && *length <= LARGEST;
        }
    }
    return false;
}

static bool read_box(const char *text, double box[4])
{
    for (int i = 0; i < 4; i++) {
        while (is_space(*text) || (i > 0 && *text == ',')) {
            text++;
        }
        if (!read_number(&text, &box[i]) || fabs(box[i]) > LARGEST) {
            return false;
        }
    }
    while (is_space(*text)) {
        text++;
    }
    return *text == '\0' && box[2] > 0 && box[3] > 0;
}

/* ---- What may stand in it ---- */

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

#define IS_ONE_OF(name, names) is_one_of((name), (names), sizeof(names) / sizeof *(names))

static void check_element(struct reader *reader, const char *name)
{
    static const char *const shown[] = {"svg",
                                        "g",
                                        "defs",
                                        "symbol",
                                        "use",
                                        "path",
                                        "rect",
                                        "circle",
                                        "ellipse",
                                        "line",
                                        "polyline",
                                        "polygon",
                                        "clipPath",
                                        "mask",
                                        "marker",
                                        "pattern",
                                        "linearGradient",
                                        "radialGradient",
                                        "stop",
                                        "style",
                                        "title",
                                        "desc",
                                        "metadata",
                                        "a",
                                        "filter",
                                        "feBlend",
                                        "feColorMatrix",
                                        "feComponentTransfer",
                                        "feComposite",
                                        "feConvolveMatrix",
                                        "feDiffuseLighting",
                                        "feDisplacementMap",
                                        "feDistantLight",
                                        "feDropShadow",
                                        "feFlood",
                                        "feFuncA",
                                        "feFuncB",
                                        "feFuncG",
                                        "feFuncR",
                                        "feGaussianBlur",
                                        "feMerge",
                                        "feMergeNode",
                                        "feMorphology",
                                        "feOffset",
                                        "fePointLight",
                                        "feSpecularLighting",
                                        "feSpotLight",
                                        "feTile",
                                        "feTurbulence"};
    static const char *const texts[] = {"text", "tspan", "textPath", "tref", "flowRoot"};

    if (IS_ONE_OF(name, texts)) {
        stop(reader, SVG_TEXT, name);
    } else if (!IS_ONE_OF(name, shown)) {
        stop(reader, SVG_ELEMENT, name);
    }
}

/* What style or an attribute refers to outside of the file; NULL: nothing. */
static const char *find_reference(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        if (strncasecmp(at, "@import", 7) == 0) {
            return at;
        }
        if (strncasecmp(at, "url(", 4) == 0) {
            const char *to = at + 4;
            while (is_space(*to) || *to == '"' || *to == '\'') {
                to++;
            }
            if (*to != '#') {
                return to;
            }
        }
    }
    return NULL;
}

static bool is_reference_attribute(const char *name)
{
    static const char xlink[] = XLINK "\nhref";

    return strcmp(name, "href") == 0 || strcmp(name, xlink) == 0;
}

/* The reference ends where CSS or the attribute does. */
static void refuse_reference(struct reader *reader, const char *reference)
{
    char name[SVG_NAME_LIMIT + 2];
    size_t size = strcspn(reference, " \t\r\n\f\"')");

    size = size < sizeof name ? size : sizeof name - 1;
    memcpy(name, reference, size);
    name[size] = '\0';
    stop(reader, SVG_REFERENCE, name);
}

static void check_attributes(struct reader *reader, bool link, const char *const *attributes)
{
    for (; *attributes != NULL; attributes += 2) {
        const char *value = attributes[1];
        if (is_reference_attribute(attributes[0])) {
            while (is_space(*value)) {
                value++;
            }
            if (!link && *value != '#') { /* where a link leads to is not shown */
                refuse_reference(reader, value);
            }
            continue;
        }
        const char *reference = find_reference(value);
        if (reference != NULL) {
            refuse_reference(reader, reference);
        }
    }
}

static void read_root(struct reader *reader, const char *const *attributes)
{
    for (; *attributes != NULL; attributes += 2) {
        const char *name = attributes[0], *value = attributes[1];
        if ((strcmp(name, "width") == 0 && !read_length(value, &reader->width)) ||
            (strcmp(name, "height") == 0 && !read_length(value, &reader->height)) ||
            (strcmp(name, "viewBox") == 0 && !read_box(value, reader->box))) {
            stop(reader, SVG_SIZE, value);
        }
    }
}

/* ---- Handlers ---- */

static void begin_element(void *context, const char *name, const char **attributes)
{
    static const char own[] = SVG "\n";
    static const char inclusion[] = "http://www.w3.org/2001/XInclude\n";
    struct reader *reader = context;
    bool is_own = strncmp(name, own, sizeof own - 1) == 0;
    const char *local = strrchr(name, SEPARATOR);

    local = local != NULL ? local + 1 : name;
    if (reader->depth == 0) {
        if (!is_own || strcmp(local, "svg") != 0) {
            stop(reader, IMAGE_KIND, name);
            return;
        }
        read_root(reader, (const char *const *)attributes);
    }
    if (++reader->depth > DEPTH_LIMIT || ++reader->elements > ELEMENTS_LIMIT) {
        stop(reader, SVG_EFFORT, local);
    } else if (is_own) {
        check_element(reader, local);
        check_attributes(reader, strcmp(local, "a") == 0, (const char *const *)attributes);
        reader->in_style = strcmp(local, "style") == 0;
    } else if (strncmp(name, inclusion, sizeof inclusion - 1) == 0) {
        stop(reader, SVG_ELEMENT, local);
    }
}

static void end_element(void *context, const char *name)
{
    struct reader *reader = context;

    (void)name;
    reader->depth--;
    if (reader->in_style) {
        reader->style[reader->style_size] = '\0';
        const char *reference = find_reference(reader->style);
        if (reference != NULL) {
            refuse_reference(reader, reference);
        }
        reader->in_style = false;
        reader->style_size = 0;
    }
}

static void read_text(void *context, const char *bytes, int size)
{
    struct reader *reader = context;

    if (reader->in_style && (size_t)size < reader->style_room - reader->style_size) {
        memcpy(reader->style + reader->style_size, bytes, (size_t)size);
        reader->style_size += (size_t)size;
    }
}

static void read_instruction(void *context, const char *target, const char *data)
{
    (void)data;
    if (strcmp(target, "xml-stylesheet") == 0) {
        stop(context, SVG_REFERENCE, target);
    }
}

/* The name of a document type is harmless and usual; declarations of its own are entities, or
 * nothing that a drawing needs. */
static void read_type(void *context, const char *name, const char *system, const char *public,
                      int has_declarations)
{
    (void)name;
    (void)system;
    (void)public;
    if (has_declarations) {
        stop(context, SVG_ELEMENT, "!DOCTYPE […]");
    }
}

/* ---- The whole ---- */

bool image_is_svg(struct string file)
{
    static const char marks[][4] = {"\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF"};
    size_t at = 0;

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t size = strlen(marks[i]);
        at = file.size >= size && memcmp(file.bytes, marks[i], size) == 0 ? size : at;
    }
    while (at < file.size && (is_space(file.bytes[at]) || file.bytes[at] == '\0')) {
        at++;
    }
    return at < file.size && file.bytes[at] == '<';
}

/* How large it wants to be; what is larger than any page is made smaller, which changes nothing but
 * that. */
static bool size_up(struct reader *reader)
{
    const double *box = reader->box;
    double width = reader->width, height = reader->height;

    if (width <= 0 && height <= 0) {
        width = box[2];
        height = box[3];
    } else if (width <= 0 && box[3] > 0) {
        width = height * box[2] / box[3];
    } else if (height <= 0 && box[2] > 0) {
        height = width * box[3] / box[2];
    }
    if (!(width > 0 && height > 0 && width < height * SHAPE_LIMIT &&
          height < width * SHAPE_LIMIT)) {
        return false;
    }
    double scale =
        fmin((double)MICROMETRES_PER_INCH / UNITS_PER_INCH, LARGEST_SIDE / fmax(width, height));
    reader->image->width = (uint32_t)fmax(floor(width * scale + 0.5), 1);
    reader->image->height = (uint32_t)fmax(floor(height * scale + 0.5), 1);
    return true;
}

static void parse(struct reader *reader, struct string file)
{
    XML_Parser parser = reader->parser;

    XML_SetUserData(parser, reader);
    XML_SetElementHandler(parser, begin_element, end_element);
    XML_SetCharacterDataHandler(parser, read_text);
    XML_SetProcessingInstructionHandler(parser, read_instruction);
    XML_SetStartDoctypeDeclHandler(parser, read_type);
    if (XML_Parse(parser, file.bytes, (int)file.size, 1) == XML_STATUS_OK) {
        if (!size_up(reader)) {
            stop(reader, SVG_SIZE, "");
        }
    } else if (XML_GetErrorCode(parser) == XML_ERROR_NO_MEMORY) {
        reader->finding->no_memory = true;
    } else {
        stop(reader, IMAGE_BROKEN, "");
    }
}

void image_read_svg(struct image *image, struct arena *scratch, struct svg_finding *finding)
{
    struct reader reader = {.image = image, .finding = finding};

    *finding = (struct svg_finding){0};
    image->channels = 3;
    image->density_x = image->density_y = PER_METRE;
    if (image->file.size > BYTES_LIMIT) {
        *finding = (struct svg_finding){.found = true, .message = SVG_EFFORT};
        return;
    }
    reader.style_room = image->file.size * 2 + 1; /* UTF-8 of Latin letters takes twice the bytes */
    reader.style = arena_alloc(scratch, reader.style_room);
    reader.parser = XML_ParserCreateNS(NULL, SEPARATOR);
    if (reader.parser == NULL) {
        finding->no_memory = true;
        return;
    }
    parse(&reader, image->file);
    XML_ParserFree(reader.parser);
}
