/*
 * The body (GB/T 9704 7.3.3): which paragraphs are headings, by their numbers 一、 （一） 1. （1）
 * or their styles, those that lost their number included; and the sections that they make.
 */
#include "import/recognise.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "import/phrase.h"
#include <string.h>

enum {
    LEVELS = 4,
    HEADING_LENGTH = 60, /* characters of a heading on a line of its own */
    RUN_IN_LENGTH = 30,  /* of one with text behind it */
    LOST_LENGTH = 40,    /* of one without its number */
};

/* How a paragraph with a number reads. */
enum reading_kind {
    READS_PLAIN,   /* no number */
    READS_HEADING, /* a line of its own */
    READS_RUN_IN,  /* a short sentence, then text */
    READS_TEXT     /* a numbered paragraph */
};

struct entry {
    const struct manuscript_paragraph *paragraph;
    struct text text; /* without the number */
    struct marker marker;
    enum reading_kind kind;
    size_t split;   /* READS_RUN_IN: bytes of the heading, with its full stop */
    unsigned level; /* of a heading, as in the source; 0: none */
    size_t next;    /* the next heading behind it, by its number */
};

struct body {
    struct recogniser *recogniser;
    struct entry *entries;
    size_t count;
};

/* ---- reading the entries ---- */

static void read_kind(struct entry *entry)
{
    struct string text = entry->text.string;
    const char *stop = memmem(text.bytes, text.size, "。", strlen("。"));

    entry->kind = READS_TEXT;
    if (stop == NULL && !phrase_is_closed(text) && phrase_length(text) <= HEADING_LENGTH) {
        entry->kind = READS_HEADING;
        return;
    }
    size_t first = stop == NULL ? text.size : (size_t)(stop - text.bytes) + strlen("。");
    if (stop == NULL || phrase_length((struct string){text.bytes, first}) > RUN_IN_LENGTH + 1) {
        return;
    }
    entry->split = first;
    entry->kind = first == text.size ? READS_HEADING : READS_RUN_IN;
}

/* `counted`: a number that the file counts may be that of a heading. */
static struct entry read_entry(const struct manuscript_paragraph *paragraph, bool circled,
                               bool counted)
{
    struct entry entry = {.paragraph = paragraph, .text = paragraph->text};

    if (paragraph->table != NULL) {
        return entry;
    }
    entry.marker = marker_read(paragraph->text.string);
    if (entry.marker.circled && !circled) {
        entry.marker = (struct marker){0};
    }
    if (entry.marker.level == 0 && paragraph->hints.level > 0 && counted) {
        entry.marker =
            (struct marker){.level = paragraph->hints.level, .number = paragraph->hints.number};
    }
    if (entry.marker.level > 0) {
        entry.text =
            recognise_part(paragraph->text, entry.marker.size, paragraph->text.string.size);
        read_kind(&entry);
    }
    return entry;
}

/* ① are headings only where nothing else counts on that level. */
static bool counts_circled(const struct recogniser *recogniser, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        struct marker marker = marker_read(recogniser->paragraphs[i].text.string);
        if (marker.level == 4 && !marker.circled) {
            return false;
        }
    }
    return true;
}

/* The smallest level of a style; 0: no paragraph has one. */
static unsigned base_level(const struct recogniser *recogniser, size_t from, size_t to)
{
    unsigned base = 0;

    for (size_t i = from; i < to; i++) {
        unsigned level = recogniser->paragraphs[i].hints.heading;
        if (level > 0 && !recogniser->used[i] && (base == 0 || level < base)) {
            base = level;
        }
    }
    return base;
}

/* Numbered paragraphs of one level under one heading are headings if most of them read so. */
static void decide_group(struct body *body, size_t first)
{
    unsigned level = body->entries[first].marker.level;
    size_t likely = 0;
    size_t count = 0;
    size_t end = first;

    for (; end < body->count; end++) {
        const struct entry *entry = &body->entries[end];
        if (entry->marker.level > 0 && entry->marker.level < level && entry->level > 0) {
            break;
        }
        if (entry->marker.level == level) {
            count++;
            likely += entry->kind != READS_TEXT;
        }
    }
    bool headings = likely * 2 >= count;
    for (size_t i = first; i < end; i++) {
        struct entry *entry = &body->entries[i];
        if (entry->marker.level == level) {
            entry->level = headings ? level : 0;
        }
    }
    if (!headings) {
        REPORT(body->recogniser->diagnostics, IMPORT_NUMBERED,
               body->entries[first].paragraph->text.place, "");
    }
}

static void decide_headings(struct body *body, unsigned base)
{
    for (unsigned level = 1; level <= LEVELS; level++) {
        bool decided = false; /* for the group that goes on */
        for (size_t i = 0; i < body->count; i++) {
            struct entry *entry = &body->entries[i];
            if (entry->marker.level == level && !decided) {
                decide_group(body, i);
                decided = true;
            } else if (entry->level > 0 && entry->marker.level < level) {
                decided = false;
            }
        }
    }
    for (size_t i = 0; i < body->count; i++) { /* styles say so whatever the text is */
        struct entry *entry = &body->entries[i];
        unsigned heading = entry->paragraph->hints.heading;
        if (heading == 0 || entry->level > 0) {
            continue;
        }
        if (heading - base + 1 > LEVELS) {
            REPORT(body->recogniser->diagnostics, IMPORT_LEVEL, entry->paragraph->text.place, "");
            continue;
        }
        entry->level = entry->marker.level > 0 ? entry->marker.level : heading - base + 1;
        if (entry->kind == READS_PLAIN || entry->kind == READS_TEXT) {
            entry->kind = READS_HEADING;
        }
    }
}

/* ---- headings that lost their number ---- */

static bool may_be_lost(const struct body *body, size_t i)
{
    const struct entry *entry = &body->entries[i];

    return entry->level == 0 && entry->marker.level == 0 && entry->paragraph->table == NULL &&
           i + 1 < body->count && recognise_is_title_line(entry->paragraph) &&
           phrase_length(entry->text.string) <= LOST_LENGTH;
}

/* The level of the heading that `i` must be, by the numbers before and behind it; 0: none. */
static unsigned lost_level(const struct body *body, size_t i, const unsigned *numbers,
                           unsigned deepest)
{
    const struct entry *below = &body->entries[i + 1];
    size_t next = body->entries[i].next;
    const struct entry *heading = next < body->count ? &body->entries[next] : NULL;
    for (unsigned level = 1; heading != NULL && level <= deepest; level++) {
        bool gap = heading->level == level && heading->marker.number == numbers[level] + 2;
        /* 二、 is lost where （一） follows at once. */
        bool above = next == i + 1 && heading->level == level + 1 && heading->marker.number == 1;
        if (numbers[level] > 0 && (gap || above)) {
            return level;
        }
    }
    bool continues = heading != NULL && heading->level >= deepest;
    bool enumerates = below->level == 0 && below->paragraph->table == NULL &&
                      phrase_begins(below->text.string, "一是");
    return !continues && (enumerates || body->entries[i].paragraph->hints.bold) ? deepest : 0;
}

static void find_lost(struct body *body)
{
    struct arena *arena = body->recogniser->arena;
    unsigned numbers[LEVELS + 2] = {0};
    unsigned deepest = 0;

    for (size_t i = body->count, next = body->count; i > 0; i--) {
        body->entries[i - 1].next = next;
        next = body->entries[i - 1].level > 0 ? i - 1 : next;
    }
    for (size_t i = 0; i < body->count; i++) {
        struct entry *entry = &body->entries[i];
        if (deepest > 0 && may_be_lost(body, i)) {
            unsigned level = lost_level(body, i, numbers, deepest);
            if (level > 0 && numbers[level] > 0) {
                entry->level = level;
                entry->kind = READS_HEADING;
                entry->marker = (struct marker){.level = level, .number = numbers[level] + 1};
                REPORT(body->recogniser->diagnostics, IMPORT_LOST_NUMBER, entry->text.place,
                       marker_print(arena, level, entry->marker.number));
            }
        }
        if (entry->level > 0) {
            deepest = entry->level;
            numbers[deepest] = entry->marker.number;
            for (unsigned level = deepest + 1; level <= LEVELS; level++) {
                numbers[level] = 0;
            }
        }
    }
}

/* ---- headings that would lose what stands there ---- */

/* A heading by a number that stands in the text; styles make headings whatever becomes of it. */
static bool is_by_number(const struct entry *entry, unsigned level)
{
    return entry->level == level && entry->paragraph->hints.heading == 0 && entry->marker.size > 0;
}

static void keep_as_text(struct body *body, unsigned level, size_t from, size_t to)
{
    bool told = false;

    for (size_t i = from; i < to; i++) {
        struct entry *entry = &body->entries[i];
        if (!is_by_number(entry, level)) {
            continue;
        }
        entry->level = 0;
        if (!told) {
            REPORT(body->recogniser->diagnostics, IMPORT_KEPT, entry->paragraph->text.place, "");
            told = true;
        }
    }
}

/* Whether numbers of the level go on over headings above them, as （四） in 二 behind （三） in 一:
 * layouts count anew. */
static bool goes_on_counting(const struct body *body, unsigned level)
{
    unsigned last = 0;
    bool fresh = false;

    for (size_t i = 0; i < body->count; i++) {
        const struct entry *entry = &body->entries[i];
        if (entry->level > 0 && entry->level < level) {
            fresh = true;
        } else if (is_by_number(entry, level)) {
            if (fresh && last > 0 && entry->marker.number == last + 1) {
                return true;
            }
            last = entry->marker.number;
            fresh = false;
        }
    }
    return false;
}

/* The end of the headings of one level from `first` on, under a heading of `above`; sets `*keep`
 * where the layout would number them otherwise, or would divide paragraphs. The third and the
 * fourth level have the face of the text (7.3.3), so that these are no less as text. */
static size_t judge_group(const struct body *body, size_t first, unsigned above, bool *keep)
{
    unsigned level = body->entries[first].level;
    unsigned number = 0;
    size_t end = first;

    *keep = above + 1 != level;
    for (; end < body->count; end++) {
        const struct entry *entry = &body->entries[end];
        if (entry->level > 0 && entry->level < level) {
            break;
        }
        if (entry->level == level) {
            bool counts = entry->marker.number == ++number;
            *keep = *keep || (level >= 3 && (!counts || entry->kind == READS_RUN_IN));
        }
    }
    for (size_t i = first; i < end; i++) { /* one by its style, or that lost its number */
        const struct entry *entry = &body->entries[i];
        *keep = *keep && (entry->level != level || is_by_number(entry, level));
    }
    return end;
}

static void keep_numbers(struct body *body)
{
    for (unsigned level = 2; level <= LEVELS; level++) {
        unsigned above = 0;
        if (goes_on_counting(body, level)) {
            keep_as_text(body, level, 0, body->count);
        }
        for (size_t i = 0; i < body->count;) {
            const struct entry *entry = &body->entries[i];
            if (entry->level == level) {
                bool keep;
                size_t end = judge_group(body, i, above, &keep);
                if (keep) {
                    keep_as_text(body, level, i, end);
                }
                i = end;
            } else {
                above = entry->level > 0 && entry->level < level ? entry->level : above;
                i++;
            }
        }
    }
}

/* ---- the tree ---- */

/* A section that is being filled, or the body as a whole. */
struct open_section {
    unsigned level; /* in the source */
    struct branch *mapping, *body, *sections;
    unsigned count; /* of its sections */
};

struct building {
    struct body *body;
    const char *key; /* of what stands before the first heading */
    struct open_section open[LEVELS + 1];
    unsigned depth;
    bool unnumbered; /* told of */
};

static void add_block(struct building *building, const struct node *block)
{
    struct open_section *section = &building->open[building->depth];

    if (section->body == NULL) {
        section->body = branch_new(building->body->recogniser->arena, NODE_SEQUENCE, block->place);
        branch_set(section->mapping, building->depth == 0 ? building->key : "body",
                   &section->body->node);
    }
    branch_add(section->body, block);
}

static void report_number(struct building *building, const struct entry *entry, unsigned printed)
{
    struct recogniser *recogniser = building->body->recogniser;
    const char *now = marker_print(recogniser->arena, building->depth, printed);

    if (entry->marker.level == 0) {
        if (!building->unnumbered) {
            REPORT(recogniser->diagnostics, IMPORT_UNNUMBERED, entry->text.place, now);
        }
        building->unnumbered = true;
        return;
    }
    const char *was = marker_print(recogniser->arena, entry->marker.level, entry->marker.number);
    if (strcmp(now, was) != 0) {
        REPORT(recogniser->diagnostics, IMPORT_RENUMBERED, entry->text.place, was, now);
    }
}

static void open_section(struct building *building, const struct entry *entry)
{
    struct arena *arena = building->body->recogniser->arena;
    struct branch *mapping = branch_new(arena, NODE_MAPPING, entry->paragraph->text.place);
    struct text heading = entry->text;
    struct text behind = {0};

    if (entry->kind == READS_RUN_IN) {
        behind = recognise_part(entry->text, entry->split, entry->text.string.size);
        heading.string.size = entry->split - strlen("。");
        REPORT(building->body->recogniser->diagnostics, IMPORT_RUN_IN, heading.place, "");
    }
    while (building->depth > 0 && building->open[building->depth].level >= entry->level) {
        building->depth--;
    }
    struct open_section *parent = &building->open[building->depth];
    if (parent->sections == NULL) {
        parent->sections = branch_new(arena, NODE_SEQUENCE, heading.place);
        branch_set(parent->mapping, "sections", &parent->sections->node);
    }
    branch_set_text(mapping, "heading", heading);
    branch_add(parent->sections, &mapping->node);
    unsigned printed = ++parent->count;
    building->depth++;
    building->open[building->depth] =
        (struct open_section){.level = entry->level, .mapping = mapping};
    report_number(building, entry, printed);
    if (behind.string.size > 0) {
        add_block(building, recognise_paragraph(building->body->recogniser, behind));
    }
}

/* 表1 各单位任务, without 表1: false for other texts. */
static bool read_caption(struct text text, unsigned *number, struct text *caption)
{
    struct reading at = reading_of(text.string);

    if (!reading_take(&at, "表")) {
        return false;
    }
    reading_skip_blanks(&at);
    if (!reading_digits(&at, 3, number) && !reading_numeral(&at, number)) {
        return false;
    }
    (void)reading_take_one(&at, "：:．.、");
    *caption = recognise_part(text, (size_t)(at.at - text.string.bytes), text.string.size);
    return caption->string.size > 0;
}

/* The caption of the table that follows, if it has the number that the layout will give it. */
static bool is_caption(const struct body *body, size_t i, struct text *caption)
{
    const struct entry *entry = &body->entries[i];
    unsigned number;

    return i + 1 < body->count && body->entries[i + 1].paragraph->table != NULL &&
           entry->level == 0 && recognise_is_title_line(entry->paragraph) &&
           read_caption(entry->text, &number, caption) && number == body->recogniser->captions + 1;
}

static bool is_note(const struct entry *entry)
{
    return entry->paragraph->table == NULL && entry->level == 0 &&
           (phrase_begins(entry->text.string, "注：") || phrase_begins(entry->text.string, "注:") ||
            phrase_begins(entry->text.string, "备注："));
}

/* The table at `i`; returns the entry behind it and its note. */
static size_t add_table(struct building *building, size_t i)
{
    const struct body *body = building->body;
    struct recogniser *recogniser = body->recogniser;
    const struct manuscript_table *table = body->entries[i].paragraph->table;
    struct text caption = {0};
    struct text note = {0};

    if (i > 0 && is_caption(body, i - 1, &caption)) {
        recogniser->captions++;
    } else {
        caption = (struct text){0};
    }
    if (i + 1 < body->count && is_note(&body->entries[i + 1])) {
        note = body->entries[i + 1].text;
    }
    const struct node *block = recognise_table(recogniser, table, caption, note);
    if (block == NULL) {
        REPORT(recogniser->diagnostics, IMPORT_LEFT_OUT, table->place,
               message_translate(N_("a table that is too large")));
    } else {
        add_block(building, block);
    }
    return i + (note.string.size > 0 ? 2 : 1);
}

/* A numbered paragraph that the file counts, not the text: with its number. */
static struct text written_text(struct recogniser *recogniser, const struct entry *entry)
{
    const struct paragraph_hints *hints = &entry->paragraph->hints;

    if (hints->level == 0 || entry->marker.size > 0) {
        return entry->paragraph->text;
    }
    struct buffer out = buffer_new(recogniser->arena);
    buffer_add_string(&out, marker_print(recogniser->arena, hints->level, hints->number));
    buffer_add(&out, entry->text.string.bytes, entry->text.string.size);
    return (struct text){buffer_string(&out), entry->text.place};
}

static void build(struct building *building)
{
    struct body *body = building->body;
    struct text caption;

    for (size_t i = 0; i < body->count;) {
        const struct entry *entry = &body->entries[i];
        if (entry->level > 0) {
            open_section(building, entry);
        } else if (entry->paragraph->table != NULL) {
            i = add_table(building, i);
            continue;
        } else if (!is_caption(body, i, &caption)) {
            add_block(building,
                      recognise_paragraph(body->recogniser, written_text(body->recogniser, entry)));
        }
        i++;
    }
}

void recognise_body(struct recogniser *recogniser, size_t from, size_t to, struct branch *target,
                    const char *key)
{
    struct body body = {.recogniser = recogniser};
    bool circled = counts_circled(recogniser, from, to);
    unsigned base = base_level(recogniser, from, to);

    if (from >= to) {
        return;
    }
    body.entries = ARENA_ARRAY(recogniser->arena, struct entry, to - from);
    for (size_t i = from; i < to; i++) {
        if (!recogniser->used[i]) {
            body.entries[body.count++] = read_entry(&recogniser->paragraphs[i], circled, base == 0);
            recogniser->used[i] = true;
        }
    }
    decide_headings(&body, base);
    find_lost(&body);
    keep_numbers(&body);
    struct building building = {.body = &body, .key = key};
    building.open[0].mapping = target;
    build(&building);
}
