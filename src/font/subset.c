#include "font/subset.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "font/cff.h"
#include <hb-subset.h>

static const char broken_glyf[] = N_("its glyphs cannot be taken out");

/* What glyf outlines need in a PDF, where text comes as glyph ids. Hints are left out, and with
 * them cvt, fpgm and prep. */
static const hb_tag_t kept_tables[] = {
    HB_TAG('g', 'l', 'y', 'f'), HB_TAG('l', 'o', 'c', 'a'), HB_TAG('h', 'e', 'a', 'd'),
    HB_TAG('h', 'h', 'e', 'a'), HB_TAG('h', 'm', 't', 'x'), HB_TAG('m', 'a', 'x', 'p'),
};

static hb_blob_t *borrow_table(hb_face_t *hb_face, hb_tag_t tag, void *context)
{
    const struct face *face = context;

    (void)hb_face;
    for (size_t i = 0; i < sizeof kept_tables / sizeof *kept_tables; i++) {
        if (kept_tables[i] == tag) {
            const char name[4] = {(char)(tag >> 24), (char)(tag >> 16), (char)(tag >> 8),
                                  (char)tag};
            struct string table = face_table(face, name);
            return hb_blob_create(table.bytes, (unsigned)table.size, HB_MEMORY_MODE_READONLY, NULL,
                                  NULL);
        }
    }
    return NULL;
}

/* HarfBuzz's objects, ended together by the scratch arena that owns this. */
struct subsetter {
    hb_face_t *source, *result;
    hb_subset_input_t *input;
    hb_subset_plan_t *plan;
    hb_blob_t *program;
};

static void end_subsetter(void *handle)
{
    struct subsetter *subsetter = handle;

    hb_blob_destroy(subsetter->program);
    hb_face_destroy(subsetter->result);
    hb_subset_plan_destroy(subsetter->plan);
    hb_subset_input_destroy(subsetter->input);
    hb_face_destroy(subsetter->source);
}

/* Fills the subsetter; NULL, or what is wrong. Takes no memory of the arena. */
static const char *run_subsetter(struct subsetter *subsetter, const struct face *face,
                                 const uint32_t *glyphs, size_t count)
{
    void *context = (void *)(uintptr_t)face;

    subsetter->source = hb_face_create_for_tables(borrow_table, context, NULL);
    subsetter->input = hb_subset_input_create_or_fail();
    if (subsetter->input == NULL) {
        return broken_glyf;
    }
    hb_subset_input_set_flags(subsetter->input,
                              HB_SUBSET_FLAGS_NO_HINTING | HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
    hb_set_t *wanted = hb_subset_input_glyph_set(subsetter->input);
    for (size_t i = 0; i < count; i++) {
        hb_set_add(wanted, glyphs[i]);
    }
    if (!hb_set_allocation_successful(wanted)) {
        return broken_glyf;
    }
    subsetter->plan = hb_subset_plan_create_or_fail(subsetter->source, subsetter->input);
    if (subsetter->plan == NULL) {
        return broken_glyf;
    }
    subsetter->result = hb_subset_plan_execute_or_fail(subsetter->plan);
    if (subsetter->result == NULL) {
        return broken_glyf;
    }
    subsetter->program = hb_face_reference_blob(subsetter->result);
    return hb_blob_get_length(subsetter->program) == 0 ? broken_glyf : NULL;
}

static const char *make_truetype(struct arena *arena, struct arena *scratch,
                                 const struct face *face, const uint32_t *glyphs, size_t count,
                                 struct subset *out)
{
    struct subsetter *subsetter = ARENA_NEW(scratch, struct subsetter);
    uint16_t *map = ARENA_ARRAY(arena, uint16_t, count);

    arena_own(scratch, subsetter, end_subsetter);
    const char *wrong = run_subsetter(subsetter, face, glyphs, count);
    if (wrong != NULL) {
        return wrong;
    }
    const hb_map_t *new_of_old = hb_subset_plan_old_to_new_glyph_mapping(subsetter->plan);
    for (size_t i = 0; i < count; i++) {
        hb_codepoint_t glyph = hb_map_get(new_of_old, glyphs[i]);
        if (glyph > UINT16_MAX) {
            return broken_glyf;
        }
        map[i] = (uint16_t)glyph;
    }
    unsigned size;
    const char *bytes = hb_blob_get_data(subsetter->program, &size);
    out->format = SUBSET_TRUETYPE;
    out->program = (struct string){arena_copy(arena, bytes, size), size};
    out->glyph_of_code = map;
    return NULL;
}

static const char *make_cff(struct arena *arena, struct arena *scratch, const struct face *face,
                            const uint32_t *glyphs, size_t count, struct subset *out)
{
    struct cff cff;
    const char *wrong = cff_read(scratch, face_table(face, "CFF "), &cff);

    if (wrong == NULL) {
        out->format = SUBSET_CFF;
        wrong =
            cff_write(arena, &cff, face, face_postscript_name(face), glyphs, count, &out->program);
    }
    return wrong;
}

bool subset_make(struct arena *arena, const struct face *face, const uint32_t *glyphs, size_t count,
                 struct subset *out, struct diagnostics *diagnostics)
{
    struct arena *scratch = arena_child(arena);
    const char *wrong = NULL;

    *out = (struct subset){0};
    if (count < 1 || count > SUBSET_CODE_LIMIT || glyphs[0] != 0) {
        wrong = N_("no subset can be made of it");
    }
    for (size_t i = 0; wrong == NULL && i < count; i++) {
        if (glyphs[i] >= face_glyph_count(face)) {
            wrong = N_("it lacks a glyph that was found in it before");
        }
    }
    if (wrong == NULL) {
        switch (face_outlines(face)) {
        case FACE_CFF:
            wrong = make_cff(arena, scratch, face, glyphs, count, out);
            break;
        case FACE_GLYF:
            wrong = make_truetype(arena, scratch, face, glyphs, count, out);
            break;
        }
    }
    arena_free_child(scratch);
    if (wrong != NULL) {
        REPORT(diagnostics, FONT_BROKEN, (struct place){0}, face_path(face),
               message_translate(wrong));
    }
    return wrong == NULL;
}
