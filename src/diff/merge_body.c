/* Bodies, sections and the report as a whole. */
#include "diff/merge.h"

#include "base/arena.h"
#include "report/figure.h"
#include "report/table.h"
#include <string.h>

static const enum text_change changes[] = {[MERGE_KEPT] = TEXT_KEPT,
                                           [MERGE_INSERTED] = TEXT_INSERTED,
                                           [MERGE_DELETED] = TEXT_DELETED,
                                           [MERGE_MOVED_HERE] = TEXT_MOVED_HERE,
                                           [MERGE_MOVED_AWAY] = TEXT_MOVED_AWAY};

static const struct content *part(const struct content *content, const char *name)
{
    return content == NULL ? NULL : content_get(content, name);
}

static struct variant of_text(const struct merger *merger, struct text text)
{
    struct text *kept = ARENA_NEW(merger->arena, struct text);

    *kept = text;
    return (struct variant){BLOCK_PARAGRAPH, text.place, kept};
}

static struct variant merge_enumeration(const struct merger *merger, enum text_change change,
                                        const struct content *old, const struct content *new)
{
    struct enumeration *merged = ARENA_NEW(merger->arena, struct enumeration);
    const struct content *there = new != NULL ? new : old;
    const struct variant *origin = there->origin;
    const struct merged *items;
    const struct content *old_items = part(old, "items"), *new_items = part(new, "items");
    size_t count = merge_lists(merger->arena, old_items, new_items, &items);
    bool *uncounted = ARENA_ARRAY(merger->arena, bool, count + 1);

    merged->number = ((const struct enumeration *)origin->value)->number;
    merged->text = merge_text(merger, change, part(old, "text"), part(new, "text"));
    merged->items = merge_texts(merger, change, old_items, new_items);
    for (size_t i = 0; i < count; i++) {
        uncounted[i] = items[i].new == NULL || items[i].kind == MERGE_MOVED_AWAY;
    }
    merged->uncounted = uncounted;
    return (struct variant){BLOCK_ENUMERATION, there->place, merged};
}

/* A picture is shown as it is now; one that is gone by what it was called. */
static struct variant merge_picture(const struct merger *merger, enum text_change change,
                                    const struct content *old, const struct content *new)
{
    const struct variant *origin = (new != NULL ? new : old)->origin;
    struct variant block = *origin;

    if (new == NULL || change == TEXT_MOVED_AWAY) {
        const struct content *caption = part(old, "caption");
        struct string words =
            caption == NULL ? STRING("") : content_words(merger->arena, caption, 60);
        const char *text = arena_format(merger->arena, "〔%s：%s〕",
                                        change == TEXT_MOVED_AWAY    ? "图移走"
                                        : old->role == CONTENT_CHART ? "图表删去"
                                                                     : "图删去",
                                        words.bytes);
        return of_text(merger, merge_remark(merger, change, text));
    }
    if (block.which == BLOCK_FIGURE) {
        struct figure *figure = ARENA_NEW(merger->arena, struct figure);
        *figure = *(const struct figure *)origin->value;
        figure->caption = merge_text(merger, change, part(old, "caption"), part(new, "caption"));
        block.value = figure;
    } else {
        struct chart *chart = ARENA_NEW(merger->arena, struct chart);
        *chart = *(const struct chart *)origin->value;
        chart->caption = merge_text(merger, change, part(old, "caption"), part(new, "caption"));
        block.value = chart;
    }
    return block;
}

static struct variant merge_block(const struct merger *merger, enum text_change change,
                                  const struct content *old, const struct content *new)
{
    const struct content *there = new != NULL ? new : old;

    if (there == NULL) {
        return of_text(merger, merge_remark(merger, change, ""));
    }
    if (change == TEXT_KEPT && old != NULL && new != NULL && old->hash == new->hash) {
        return *(const struct variant *)new->origin;
    }
    if (there->role == CONTENT_ENUMERATION && change != TEXT_MOVED_AWAY) {
        return merge_enumeration(merger, change, old, new);
    }
    if (there->role == CONTENT_TABLE && change != TEXT_MOVED_AWAY) {
        struct table_block *table = merge_table(merger, change, old, new);
        return (struct variant){BLOCK_TABLE, there->place, table};
    }
    if (there->role == CONTENT_FIGURE || there->role == CONTENT_CHART) {
        return merge_picture(merger, change, old, new);
    }
    return of_text(merger, merge_text(merger, change, old, new));
}

static struct list merge_body(const struct merger *merger, const struct content *old,
                              const struct content *new)
{
    const struct merged *items;
    size_t count = merge_lists(merger->arena, old, new, &items);
    struct variant *blocks = ARENA_ARRAY(merger->arena, struct variant, count + 1);

    for (size_t i = 0; i < count; i++) {
        enum text_change change = changes[items[i].kind];
        const struct content *left = items[i].old, *right = items[i].new;
        if (items[i].kind == MERGE_MOVED_AWAY) {
            right = NULL;
        }
        blocks[i] = merge_block(merger, change, left, right);
    }
    return (struct list){blocks, count};
}

/* The heading as it was printed, with its number; NULL where it is not known. */
static const char *printed_heading(const struct merger *merger, const struct content *section)
{
    const struct display_list *list = merger->old_list;

    for (size_t i = 0; list != NULL && i < list->node_count; i++) {
        const struct display_node *node = &list->nodes[i];
        if (node->role == ROLE_HEADING && node->place.source == section->place.source &&
            node->place.line == section->place.line &&
            node->place.column == section->place.column) {
            return arena_copy(merger->arena, node->text.bytes, node->text.size);
        }
    }
    return NULL;
}

/* What stands in the place of a section that is gone. */
static struct text gone_heading(const struct merger *merger, enum text_change change,
                                const struct content *old)
{
    const char *printed = printed_heading(merger, old);
    struct text text;

    if (printed == NULL) {
        text = merge_text(merger, change, part(old, "heading"), NULL);
    } else {
        text = merge_remark(merger, change,
                            change == TEXT_MOVED_AWAY
                                ? arena_format(merger->arena, "〔移走：%s〕", printed)
                                : printed);
    }
    text.place = old->place;
    return text;
}

/* Sections in sections: as deep as headings go. */
static struct list merge_sections(const struct merger *merger, const struct content *old,
                                  const struct content *new, unsigned depth)
{
    const struct merged *items;
    size_t count = merge_lists(merger->arena, old, new, &items);
    struct section *sections = ARENA_ARRAY(merger->arena, struct section, count + 1);

    for (size_t i = 0; i < count && depth < REPORT_LEVEL_LIMIT; i++) {
        enum text_change change = changes[items[i].kind];
        const struct content *left = items[i].old, *right = items[i].new;
        struct section *section = &sections[i];
        section->uncounted = items[i].kind == MERGE_MOVED_AWAY || right == NULL;
        if (section->uncounted) {
            section->heading = gone_heading(merger, change, left);
        } else {
            section->heading =
                merge_text(merger, change, part(left, "heading"), part(right, "heading"));
        }
        if (items[i].kind != MERGE_MOVED_AWAY) {
            section->body = merge_body(merger, part(left, "body"), part(right, "body"));
            section->sections =
                merge_sections(merger, part(left, "sections"), part(right, "sections"), depth + 1);
        }
    }
    return (struct list){sections, count};
}

static struct list merge_attachments(const struct merger *merger)
{
    const struct merged *items;
    size_t count = merge_lists(merger->arena, part(merger->diff->old, "attachments"),
                               part(merger->diff->new, "attachments"), &items);
    struct attachment *attachments = ARENA_ARRAY(merger->arena, struct attachment, count + 1);
    size_t made = 0;

    /* What is gone comes behind all others, so that these keep their numbers in the list. */
    for (int gone = 0; gone <= 1; gone++) {
        for (size_t i = 0; i < count; i++) {
            const struct content *left = items[i].old, *right = items[i].new;
            if (items[i].kind == MERGE_MOVED_AWAY || (right == NULL) != (gone == 1)) {
                continue;
            }
            attachments[made++] = (struct attachment){
                .title = merge_text(merger, changes[items[i].kind], part(left, "title"),
                                    part(right, "title")),
                .body = merge_body(merger, part(left, "body"), part(right, "body")),
                .sections =
                    merge_sections(merger, part(left, "sections"), part(right, "sections"), 0),
                .uncounted = gone == 1};
        }
    }
    return (struct list){attachments, made};
}

/* Fields that are printed; others have their texts told in the list of changes. */
static bool is_printed(const struct field *field)
{
    static const char *const silent[] = {"layout", "words", "keywords"};

    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        if (strcmp(field->name, silent[i]) == 0) {
            return false;
        }
    }
    return true;
}

static void merge_field(const struct merger *merger, struct report *report,
                        const struct field *field)
{
    const struct content *old = part(merger->diff->old, field->name);
    const struct content *new = part(merger->diff->new, field->name);
    void *at = (char *)report + field->offset;
    bool same = old != NULL && new != NULL && old->hash == new->hash;

    if (same || (old == NULL && new == NULL) || !is_printed(field)) {
        return;
    }
    if (field->type->kind == TYPE_TEXT) {
        *(struct text *)at = merge_text(merger, TEXT_KEPT, old, new);
    } else if (field->type->kind == TYPE_LIST && field->type->element->kind == TYPE_TEXT) {
        *(struct list *)at = merge_texts(merger, TEXT_KEPT, old, new);
    }
}

struct report *merge_reports(const struct merger *merger)
{
    struct report *report = ARENA_NEW(merger->arena, struct report);
    const struct content *old = merger->diff->old, *new = merger->diff->new;

    *report = *merger->diff->new_report;
    for (const struct field *field = report_type.fields; field->name != NULL; field++) {
        merge_field(merger, report, field);
    }
    report->preamble = merge_body(merger, part(old, "preamble"), part(new, "preamble"));
    report->sections = merge_sections(merger, part(old, "sections"), part(new, "sections"), 0);
    report->attachments = merge_attachments(merger);
    report->draft = (struct draft){0}; /* a redline has a header of its own */
    report->template_values = 0;
    return report;
}
