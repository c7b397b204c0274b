/*
 * A reader of the PDFs that the painter writes, for its tests: objects, streams, and where the
 * glyphs of a page stand by the rules of ISO 32000-1, 9.4.4. Included behind cmocka.h.
 */
#ifndef GONGWEN_TESTS_PDF_READER_H
#define GONGWEN_TESTS_PDF_READER_H

#include "base/arena.h"
#include "base/buffer.h"
#include <libdeflate.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PDF_GLYPHS = 4096, PDF_OPERANDS = 1024, PDF_CODES = 65536 };

/* From "N 0 obj" to "endobj", the stream included. */
static inline struct string pdf_object(struct string pdf, unsigned number)
{
    char head[32];

    int size = snprintf(head, sizeof head, "\n%u 0 obj\n", number);
    const char *start = memmem(pdf.bytes, pdf.size, head, (size_t)size);
    assert_non_null(start);
    size_t left = pdf.size - (size_t)(start - pdf.bytes);
    const char *end = memmem(start, left, "\nendobj\n", 8);
    assert_non_null(end);
    return (struct string){start + size, (size_t)(end - start - size)};
}

static inline const char *pdf_find(struct string text, const char *word)
{
    return memmem(text.bytes, text.size, word, strlen(word));
}

static inline bool pdf_has(struct string text, const char *word)
{
    return pdf_find(text, word) != NULL;
}

/* The number of the object that a key refers to ("/Key [" for the first of an array). */
static inline unsigned pdf_reference(struct string object, const char *key)
{
    const char *at = pdf_find(object, key);

    if (at == NULL) {
        fail_msg("no %s", key);
    }
    at += strlen(key);
    return (unsigned)strtoul(at + strspn(at, " ["), NULL, 10);
}

static inline struct string pdf_follow(struct string pdf, struct string object, const char *key)
{
    return pdf_object(pdf, pdf_reference(object, key));
}

static inline struct string pdf_catalog(struct string pdf)
{
    const char *trailer = pdf_find(pdf, "\ntrailer\n");

    assert_non_null(trailer);
    return pdf_follow(pdf, (struct string){trailer, pdf.size - (size_t)(trailer - pdf.bytes)},
                      "/Root ");
}

/* The bytes of a stream, inflated. */
static inline struct string pdf_stream(struct arena *arena, struct string pdf, struct string object)
{
    enum { ROOM = 1 << 22 };
    const char *start = pdf_find(object, "stream\r\n");
    size_t length = strtoul(pdf_follow(pdf, object, "/Length ").bytes, NULL, 10);

    assert_non_null(start);
    start += 8;
    assert_memory_equal(start + length, "\nendstream", 10);
    struct string head = {object.bytes, (size_t)(start - object.bytes)};
    if (!pdf_has(head, "/Filter /FlateDecode\n")) {
        return (struct string){start, length};
    }
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    char *bytes = arena_alloc(arena, ROOM);
    size_t size;
    assert_int_equal(libdeflate_zlib_decompress(inflater, start, length, bytes, ROOM, &size),
                     LIBDEFLATE_SUCCESS);
    libdeflate_free_decompressor(inflater);
    return (struct string){bytes, size};
}

/* The page counted from 0, in the order of the file. */
static inline struct string pdf_page(struct string pdf, size_t index)
{
    static const char mark[] = "<<\n/Type /Page\n";
    struct string rest = pdf;

    for (;; index--) {
        const char *at = pdf_find(rest, mark);
        assert_non_null(at);
        const char *end = memmem(at, pdf.size - (size_t)(at - pdf.bytes), "\nendobj\n", 8);
        if (index == 0) {
            return (struct string){at, (size_t)(end - at)};
        }
        rest = (struct string){end, pdf.size - (size_t)(end - pdf.bytes)};
    }
}

static inline struct string pdf_content(struct arena *arena, struct string pdf, size_t page)
{
    return pdf_stream(arena, pdf, pdf_follow(pdf, pdf_page(pdf, page), "/Contents "));
}

/* The Type 0 font of that name ("/F1 ") and its descendant. */
static inline struct string pdf_font_named(struct string pdf, const char *name)
{
    return pdf_follow(pdf, pdf_follow(pdf, pdf_page(pdf, 0), "/Resources "), name);
}

/* Widths by code, from DW and W. */
static inline void pdf_widths(struct string pdf, const char *name, double *widths)
{
    struct string font = pdf_follow(pdf, pdf_font_named(pdf, name), "/DescendantFonts ");
    double common = pdf_reference(font, "/DW ");
    const char *at = pdf_find(font, "/W [");

    for (size_t i = 0; i < PDF_CODES; i++) {
        widths[i] = common;
    }
    if (at == NULL) {
        return;
    }
    char *end = (char *)(uintptr_t)at + 4;
    while (*(at = end + strspn(end, " \n")) != ']') {
        unsigned long first = strtoul(at, &end, 10);
        if (*end == '[') {
            for (end++; *end != ']'; first++) {
                widths[first] = strtod(end, &end);
            }
            end++;
            continue;
        }
        unsigned long last = strtoul(end, &end, 10);
        double width = strtod(end, &end);
        for (; first <= last; first++) {
            widths[first] = width;
        }
    }
}

/* A glyph as a reader sees it. */
struct pdf_glyph {
    unsigned code;
    double x, y, size;
};

struct pdf_state {
    double origin_x, origin_y, pen, size, spacing, rise;
    double operands[PDF_OPERANDS];
    size_t count;
    const double *widths;
    struct pdf_glyph *glyphs;
    size_t glyph_count;
};

/* A literal string: shows it, and returns what stands behind it. */
static inline const char *pdf_show(struct pdf_state *state, const char *at, const char *end)
{
    unsigned char bytes[65536];
    size_t size = 0;

    for (at++; at < end && *at != ')'; at++) {
        if (*at == '\\') {
            at++;
            bytes[size++] = *at == 'r' ? '\r' : (unsigned char)*at;
        } else {
            assert_true(*at != '(' && *at != '\r');
            bytes[size++] = (unsigned char)*at;
        }
    }
    assert_int_equal(size % 2, 0);
    for (size_t i = 0; i < size; i += 2) {
        unsigned code = (unsigned)bytes[i] << 8 | bytes[i + 1];
        assert_true(state->glyph_count < PDF_GLYPHS);
        state->glyphs[state->glyph_count++] = (struct pdf_glyph){
            code, state->origin_x + state->pen, state->origin_y + state->rise, state->size};
        state->pen += state->widths[code] / 1000 * state->size + state->spacing;
    }
    return at + 1;
}

static inline void pdf_operate(struct pdf_state *state, const char *word, size_t size)
{
    const double *operands = state->operands;

    if (size == 2 && memcmp(word, "Tf", 2) == 0) {
        state->size = operands[state->count - 1];
    } else if (size == 2 && memcmp(word, "Tc", 2) == 0) {
        state->spacing = operands[0];
    } else if (size == 2 && memcmp(word, "Ts", 2) == 0) {
        state->rise = operands[0];
    } else if (size == 2 && memcmp(word, "Tm", 2) == 0) {
        assert_int_equal(state->count, 6);
        state->origin_x = operands[4];
        state->origin_y = operands[5];
        state->pen = 0;
    }
    state->count = 0;
}

/* Where all glyphs of a content stream stand; one font's widths serve for all. */
static inline size_t pdf_glyphs(struct string content, const double *widths,
                                struct pdf_glyph *glyphs)
{
    struct pdf_state state = {.widths = widths, .glyphs = glyphs};
    const char *at = content.bytes, *end = at + content.size;
    bool in_array = false;

    while (at < end) {
        char *next;
        if (strchr(" \n", *at) != NULL) {
            at++;
        } else if (*at == '(') {
            at = pdf_show(&state, at, end);
        } else if (*at == '[' || *at == ']') {
            in_array = *at++ == '[';
        } else if (strchr("+-.0123456789", *at) != NULL) {
            double value = strtod(at, &next);
            at = next;
            if (in_array) {
                state.pen -= value / 1000 * state.size;
            } else {
                assert_true(state.count < PDF_OPERANDS);
                state.operands[state.count++] = value;
            }
        } else if (*at == '<') { /* the properties of a span */
            at = memmem(at, (size_t)(end - at), ">>", 2);
            at += 2;
        } else {
            size_t size = strcspn(at, " \n([");
            if (*at != '/') {
                pdf_operate(&state, at, size);
            }
            at += size;
        }
    }
    return state.glyph_count;
}

#endif
