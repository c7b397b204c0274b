/*
 * Small CFF fonts made by hand, for the tests of their reader, and an OpenType file around one.
 * Charstrings are written as text ("10 20 rmoveto endchar") and assembled. Included behind
 * cmocka.h.
 */
#ifndef GONGWEN_TESTS_CFF_SAMPLE_H
#define GONGWEN_TESTS_CFF_SAMPLE_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CFF_SAMPLE_SIZE = 16384, CFF_SAMPLE_ITEMS = 32 };

struct bytes {
    unsigned char at[CFF_SAMPLE_SIZE];
    size_t size;
};

static inline void put_number(struct bytes *out, uint32_t value, unsigned size)
{
    assert_true(out->size + size <= sizeof out->at);
    for (unsigned i = size; i > 0; i--) {
        out->at[out->size++] = (unsigned char)(value >> (8 * (i - 1)));
    }
}

static inline void put_bytes(struct bytes *out, const void *bytes, size_t size)
{
    assert_true(out->size + size <= sizeof out->at);
    memcpy(out->at + out->size, bytes, size);
    out->size += size;
}

/* Numbers in the shortest form; "#" and hexadecimal digits for bytes as they are. */
static inline void assemble_word(struct bytes *out, const char *word)
{
    static const struct {
        const char *name;
        unsigned char code[2];
    } names[] = {
        {"hstem", {1}},    {"vstem", {3}},     {"vmoveto", {4}},    {"rlineto", {5}},
        {"hlineto", {6}},  {"vlineto", {7}},   {"rrcurveto", {8}},  {"callsubr", {10}},
        {"return", {11}},  {"add", {12, 10}},  {"hflex", {12, 34}}, {"endchar", {14}},
        {"hstemhm", {18}}, {"hintmask", {19}}, {"cntrmask", {20}},  {"rmoveto", {21}},
        {"hmoveto", {22}}, {"vstemhm", {23}},  {"callgsubr", {29}}, {"reserved", {17}},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i].name, word) == 0) {
            put_bytes(out, names[i].code, names[i].code[0] == 12 ? 2 : 1);
            return;
        }
    }
    if (word[0] == '#') {
        for (word++; *word != '\0'; word += 2) {
            const char digits[] = {word[0], word[1], '\0'};
            put_number(out, (uint32_t)strtoul(digits, NULL, 16), 1);
        }
        return;
    }
    char *end;
    long value = strtol(word, &end, 10);
    assert_int_equal(*end, 0);
    if (value >= -107 && value <= 107) {
        put_number(out, (uint32_t)(value + 139), 1);
    } else if (value >= 108 && value <= 1131) {
        put_number(out, (uint32_t)(247 * 256 + value - 108), 2);
    } else if (value <= -108 && value >= -1131) {
        put_number(out, (uint32_t)(251 * 256 - value - 108), 2);
    } else {
        put_number(out, 28, 1);
        put_number(out, (uint32_t)value, 2);
    }
}

static inline void assemble(struct bytes *out, const char *text)
{
    char copy[1024];

    assert_true(strlen(text) < sizeof copy);
    strcpy(copy, text);
    for (char *word = strtok(copy, " "); word != NULL; word = strtok(NULL, " ")) {
        assemble_word(out, word);
    }
}

/* An INDEX of assembled charstrings, up to NULL. */
static inline void put_index(struct bytes *out, const char *const *texts)
{
    static struct bytes items;
    uint32_t ends[CFF_SAMPLE_ITEMS];
    uint32_t count = 0;

    items.size = 0;
    for (; texts != NULL && texts[count] != NULL; count++) {
        assemble(&items, texts[count]);
        ends[count] = (uint32_t)items.size + 1;
    }
    put_number(out, count, 2);
    if (count == 0) {
        return;
    }
    put_number(out, 2, 1);
    put_number(out, 1, 2);
    for (uint32_t i = 0; i < count; i++) {
        put_number(out, ends[i], 2);
    }
    put_bytes(out, items.at, items.size);
}

static inline void put_item(struct bytes *out, const void *bytes, size_t size)
{
    put_number(out, 1, 2);
    put_number(out, 2, 1);
    put_number(out, 1, 2);
    put_number(out, (uint32_t)size + 1, 2);
    put_bytes(out, bytes, size);
}

static inline void put_entry(struct bytes *out, uint32_t value, unsigned key)
{
    put_number(out, 29, 1);
    put_number(out, value, 4);
    put_number(out, key, key > 255 ? 2 : 1);
}

struct cff_recipe {
    const char *const *charstrings; /* all these end with NULL */
    const char *const *subrs;
    const char *const *global_subrs;
    const uint16_t *names;    /* of the glyphs from 1, as SIDs; NULL: CID-keyed */
    const char *select;       /* CID-keyed: FDSelect as text for the assembler */
    const char *matrix;       /* FontMatrix of the top dictionary as text; NULL: none */
    const char *nominal_text; /* NULL: 600 for the first font, 700 for the second */
};

static inline uint32_t put_private(struct bytes *out, const struct cff_recipe *recipe,
                                   unsigned nominal, uint32_t *size)
{
    uint32_t start = (uint32_t)out->size;

    put_entry(out, 500, 20);
    if (recipe->nominal_text != NULL) {
        assemble(out, recipe->nominal_text);
        put_number(out, 21, 1);
    } else {
        put_entry(out, nominal, 21);
    }
    put_entry(out, (uint32_t)out->size - start + 6, 19);
    *size = (uint32_t)out->size - start;
    put_index(out, recipe->subrs);
    return start;
}

static inline void put_top(struct bytes *out, const struct cff_recipe *recipe,
                           const uint32_t offsets[4])
{
    static struct bytes top;

    top.size = 0;
    if (recipe->names == NULL) {
        assemble(&top, "391 392 0");
        put_number(&top, 12 << 8 | 30, 2);
        put_entry(&top, offsets[1], 12 << 8 | 36);
        put_entry(&top, offsets[2], 12 << 8 | 37);
    } else {
        put_entry(&top, offsets[1], 15);
        put_number(&top, 29, 1);
        put_number(&top, offsets[2], 4);
        put_entry(&top, offsets[3], 18);
    }
    put_entry(&top, offsets[0], 17);
    if (recipe->matrix != NULL) {
        assemble(&top, recipe->matrix);
        put_number(&top, 12 << 8 | 7, 2);
    }
    put_item(out, top.at, top.size);
}

/* Written twice: the second time with the offsets that the first one found. */
static inline void make_cff(struct bytes *out, const struct cff_recipe *recipe)
{
    static struct bytes font;
    uint32_t offsets[4] = {0};
    uint32_t size;

    for (int pass = 0; pass < 2; pass++) {
        out->size = 0;
        put_number(out, 0x01000404, 4);
        put_item(out, "Tiny", 4);
        put_top(out, recipe, offsets);
        put_number(out, 0, 2);
        put_index(out, recipe->global_subrs);
        offsets[0] = (uint32_t)out->size;
        put_index(out, recipe->charstrings);
        if (recipe->names != NULL) {
            offsets[1] = (uint32_t)out->size;
            put_number(out, 0, 1);
            for (size_t i = 1; recipe->charstrings[i] != NULL; i++) {
                put_number(out, recipe->names[i - 1], 2);
            }
            offsets[3] = put_private(out, recipe, 600, &offsets[2]);
            continue;
        }
        offsets[2] = (uint32_t)out->size;
        assemble(out, recipe->select);
        uint32_t first = put_private(out, recipe, 600, &size);
        uint32_t second = put_private(out, recipe, 700, &size);
        offsets[1] = (uint32_t)out->size;
        put_number(out, 2, 2);
        put_number(out, 1, 1);
        for (uint8_t i = 0; i < 3; i++) {
            put_number(out, 1U + i * 11U, 1);
        }
        for (int i = 0; i < 2; i++) {
            font.size = 0;
            put_number(&font, 29, 1);
            put_number(&font, size, 4);
            put_entry(&font, i == 0 ? first : second, 18);
            put_bytes(out, font.at, font.size);
        }
    }
}

/* Tables of an OpenType file around the CFF one: enough for a face. */
static inline void make_opentype(struct bytes *out, const struct bytes *cff, unsigned units,
                                 unsigned glyphs)
{
    static struct bytes tables[6];
    static const char *const tags[] = {"CFF ", "cmap", "head", "hhea", "hmtx", "maxp"};
    uint32_t offset = 12 + 6 * 16;

    memset(tables, 0, sizeof tables);
    put_bytes(&tables[0], cff->at, cff->size);
    assemble(&tables[1], "#0000 #0001 #0003 #000A #0000 #000C"); /* one subtable, format 12 */
    assemble(&tables[1], "#000C #0000 #0000001C #00000000 #00000001");
    assemble(&tables[1], "#00000041 #00000043 #00000001"); /* A to C are glyphs 1 to 3 */
    put_number(&tables[2], 0x00010000, 4);
    assemble(&tables[2], "#00010000 #00000000 #5F0F3CF5 #0000");
    put_number(&tables[2], units, 2);
    tables[2].size += 16;
    assemble(&tables[2], "#0000 #0000 #03E8 #03E8 #0000 #0008 #0002 #0000 #0000");
    assemble(&tables[3], "#00010000 #0370 #FF88 #0000 #03E8");
    tables[3].size = 34;
    put_number(&tables[3], glyphs, 2);
    for (unsigned i = 0; i < glyphs; i++) {
        put_number(&tables[4], 600, 2);
        put_number(&tables[4], 0, 2);
    }
    assemble(&tables[5], "#00005000");
    put_number(&tables[5], glyphs, 2);

    out->size = 0;
    put_bytes(out, "OTTO", 4);
    assemble(out, "#0006 #0040 #0002 #0020");
    for (size_t i = 0; i < 6; i++) {
        put_bytes(out, tags[i], 4);
        put_number(out, 0, 4);
        put_number(out, offset, 4);
        put_number(out, (uint32_t)tables[i].size, 4);
        offset += (uint32_t)tables[i].size;
    }
    for (size_t i = 0; i < 6; i++) {
        put_bytes(out, tables[i].at, tables[i].size);
    }
}

#endif
