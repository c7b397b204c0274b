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
#include "output/svg_parts.h"
#include <stdlib.h>
#include <string.h>

/* A glyph that the page shows. */
struct symbol {
    uint32_t face; /* index into svg.faces */
    uint32_t glyph;
    bool inked; /* has an outline in <defs> */
};

struct svg {
    struct svg_parts parts;
    const struct face **faces; /* in the order of their first use */
    size_t face_count, face_capacity;
    struct symbol *symbols; /* by face and glyph */
    size_t symbol_count;
};

/* ---- The glyphs of a page ---- */

static uint32_t face_number(struct svg *svg, const struct face *face)
{
    for (size_t i = 0; i < svg->face_count; i++) {
        if (svg->faces[i] == face) {
            return (uint32_t)i;
        }
    }
    svg->faces = arena_grow(svg->parts.scratch, (void *)svg->faces, svg->face_count,
                            &svg->face_capacity, sizeof(const struct face *));
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
    struct symbol *symbols = ARENA_ARRAY(svg->parts.scratch, struct symbol, total);
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

    buffer_add_string(svg->parts.out, "<defs>\n");
    for (size_t i = 0; i < svg->symbol_count; i++) {
        struct symbol *symbol = &svg->symbols[i];
        const struct face *face = svg->faces[symbol->face];
        if (!svg_load_outline(&svg->parts, face, symbol->glyph)) {
            REPORT(diagnostics, FONT_BROKEN, (struct place){0}, face_path(face),
                   arena_format(svg->parts.scratch,
                                message_translate(N_("glyph %u has no readable outline")),
                                (unsigned)symbol->glyph));
            good = false;
            continue;
        }
        symbol->inked = svg->parts.outline.path.size > 0;
        if (!symbol->inked) {
            continue; /* a space */
        }
        buffer_add_string(svg->parts.out, "<path id=\"");
        add_symbol_name(svg->parts.out, symbol->face, symbol->glyph);
        buffer_add_string(svg->parts.out, "\" d=\"");
        svg_add_outline(&svg->parts);
        buffer_add_string(svg->parts.out, "\"/>\n");
    }
    buffer_add_string(svg->parts.out, "</defs>\n");
    return good;
}

/* ---- Items ---- */

static void add_run(struct svg *svg, const struct display_run *run, bool turned)
{
    struct buffer *out = svg->parts.out;
    uint32_t face = face_number(svg, run->face);

    if (run->size <= 0 || face_units(run->face) == 0) {
        return;
    }
    buffer_add_string(out, "<g role=\"img\" aria-label=\"");
    buffer_add_xml(out, run->text);
    buffer_add_byte(out, '"');
    svg_add_place(&svg->parts, run->place);
    svg_add_fill(out, run->colour);
    svg_add_run_transform(&svg->parts, run, turned);
    buffer_add_string(out, ">\n");
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
        svg_add_offset(out, run, glyph);
        buffer_add_string(out, "/>\n");
    }
    buffer_add_string(out, "</g>\n");
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
    struct buffer *out = svg->parts.out;
    const char *language = list->metadata.language;
    const char *title = list->metadata.title;

    buffer_add_string(out, "<svg xmlns=\"http://www.w3.org/2000/svg\""
                           " xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\"");
    if (language != NULL && language[0] != '\0') {
        buffer_add_string(out, " xml:lang=\"");
        buffer_add_xml(out, (struct string){language, strlen(language)});
        buffer_add_byte(out, '"');
    }
    if (svg->parts.source != NULL) {
        svg_add_source(out, svg->parts.source);
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
    struct svg svg = {.parts = {.scratch = arena_child(arena),
                                .out = out,
                                .list = list,
                                .places = true,
                                .source = own_source(list),
                                .outlines = options->outlines}};

    add_head(&svg, list, content);
    collect_symbols(&svg, content);
    bool good = add_symbols(&svg, diagnostics);
    /* Paper: viewers with a dark background would else show black on black. */
    buffer_add_string(out, "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
    for (size_t i = 0; i < content->count; i++) {
        const struct display_item *item = &content->items[i];
        if (item->kind == DISPLAY_RUN) {
            add_run(&svg, &item->run, item->turned);
        } else {
            good = svg_add_shape(&svg.parts, item, diagnostics) && good;
        }
    }
    buffer_add_string(out, "</svg>\n");
    arena_free_child(svg.parts.scratch);
    return good;
}

const struct painter painter_svg = {
    .name = "svg",
    .extension = "svg",
    .paged = true,
    .paint = paint_svg,
};
