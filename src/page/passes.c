/*
 * Passes: a text may tell what only comes of composing it: how many pages there are ({{pages}}), on
 * which it stands ({{page}}), the number that a note has on its page. The first pass takes that for
 * granted; where it was wrong the document is composed again with what came of it, until nothing
 * changes. A document that tells nothing of the kind is composed once.
 */
#include "page/box.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <string.h>

/* What does not settle in so many passes goes to and fro. */
enum { PASS_LIMIT = 6 };

static void name_page(struct composer *composer)
{
    const struct totals *assumed = composer->assumed;
    size_t page = composer->mention_count < assumed->mention_count
                      ? assumed->mentions[composer->mention_count]
                      : 1;

    composer->variables[VARIABLE_PAGE] =
        (struct variable){"page", arena_format(composer->arena, "%zu", page)};
}

void composer_mention(struct composer *composer, const bool used[VARIABLES], struct place place)
{
    if (used[VARIABLE_PAGES] && !composer->names_pages) {
        composer->names_pages = true;
        composer->pages_place = place;
    }
    if (used[VARIABLE_PAGE]) {
        composer->mentions =
            arena_grow(composer->arena, composer->mentions, composer->mention_count,
                       &composer->mention_capacity, sizeof *composer->mentions);
        composer->mentions[composer->mention_count++] =
            (struct mention){composer->box_count, place};
        name_page(composer);
    }
}

/* Forgets all of the pass before but what is made once. */
static void begin_pass(struct composer *composer, const struct layout *layout,
                       const struct totals *assumed)
{
    arena_reset(composer->arena);
    *composer = (struct composer){
        .arena = composer->arena,
        .scratch = composer->scratch,
        .document = composer->document,
        .report = composer->report,
        .layout = layout,
        .catalog = composer->catalog,
        .images = composer->images,
        .diagnostics = composer->diagnostics,
        .roles = composer->roles,
        .lexicon = composer->lexicon,
        .names = composer->names,
        .findings = composer->findings,
        .template_values = composer->template_values,
        .assumed = assumed,
        .yield = composer->yield,
        .moved = composer->moved,
        .crowding = composer->crowding,
        .turned = composer->turned,
        .typographies = ARENA_ARRAY(composer->arena, struct typography, layout->style_count),
        .typography_made = ARENA_ARRAY(composer->arena, bool, layout->style_count),
        .off_paper =
            ARENA_ARRAY(composer->arena, bool, layout->flow.count + layout->running.count + 2)};
    name_page(composer);
    composer->variables[VARIABLE_PAGES] =
        (struct variable){"pages", arena_format(composer->arena, "%zu", assumed->pages)};
}

/* The page of box `index`, from 1; of what no box follows the last one. */
static size_t page_of(const struct composer *composer, size_t index)
{
    return index < composer->box_count ? composer->boxes[index].page + 1 : composer->page_count;
}

/* What came of the pass, kept where the next pass does not undo it. */
static struct totals *found_totals(const struct composer *composer)
{
    struct totals *found = ARENA_NEW(composer->document, struct totals);
    size_t *mentions = ARENA_ARRAY(composer->document, size_t, composer->mention_count);
    unsigned *notes = ARENA_ARRAY(composer->document, unsigned, composer->note_count);
    size_t page = SIZE_MAX;
    unsigned number = 0;

    found->pages = composer->page_count;
    for (size_t i = 0; i < composer->mention_count; i++) {
        mentions[found->mention_count++] = page_of(composer, composer->mentions[i].box);
    }
    for (size_t i = 0; i < composer->box_count && composer->note_count > 0; i++) {
        const struct box *box = &composer->boxes[i];
        for (size_t k = 0; k < box->note_count && found->note_count < composer->note_count; k++) {
            bool anew = composer->layout->notes.restart == NOTES_BY_PAGE && box->page != page;
            number = anew ? 1 : number + 1;
            page = box->page;
            notes[found->note_count++] = number;
        }
    }
    found->mentions = mentions;
    found->notes = notes;
    return found;
}

/* Whether the text of the pass tells what came of it; tells where it does not. */
static bool holds(const struct composer *composer, const struct totals *found, struct place *where)
{
    const struct totals *assumed = composer->assumed;

    if (composer->names_pages && assumed->pages != found->pages) {
        *where = composer->pages_place;
        return false;
    }
    for (size_t i = 0; i < found->mention_count; i++) {
        if (found->mentions[i] != (i < assumed->mention_count ? assumed->mentions[i] : 1)) {
            *where = composer->mentions[i].place;
            return false;
        }
    }
    size_t note = 0;
    for (size_t i = 0; i < composer->box_count && note < found->note_count; i++) {
        const struct box *box = &composer->boxes[i];
        for (size_t k = 0; k < box->note_count && note < found->note_count; k++, note++) {
            if (box->notes[k].number != found->notes[note]) {
                *where = box->written;
                return false;
            }
        }
    }
    return true;
}

bool composer_settle(struct composer *composer, const struct layout *layout)
{
    static const struct totals first = {.pages = 1};
    const struct totals *assumed = &first;
    struct place where = {0};

    for (int pass = 0; pass < PASS_LIMIT; pass++) {
        /* Findings are of the last pass alone: all but this one are for trial. */
        *composer->diagnostics = composer->findings;
        composer->report->template_values = composer->template_values;
        begin_pass(composer, layout, assumed);
        composer_flow(composer);
        if (composer->box_count == 0) {
            return false;
        }
        composer_paginate(composer);
        composer_check_pages(composer);
        if (composer->diagnostics->errors > composer->findings.errors) {
            return false;
        }
        if (!composer->names_pages && composer->mention_count + composer->note_count == 0) {
            return true;
        }
        assumed = found_totals(composer);
        if (holds(composer, assumed, &where)) {
            return true;
        }
    }
    REPORT(composer->diagnostics, PAGES_UNSETTLED, where);
    return false;
}
