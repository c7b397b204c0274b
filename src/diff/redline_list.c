/* 修改清单: the list of changes, composed as a table. */
#include "diff/redline_private.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "layout/layout.h"
#include "page/compose.h"
#include "report/table.h"
#include "yaml/node.h"
#include <string.h>

enum {
    COLUMNS_WITH_PLACE = 6,
    COLUMNS = 4,
    CONTEXT_WORDS = 4,      /* of what stands around an edit */
    EDIT_WORDS = 120,       /* of an edit itself */
    WHOLE_CHARACTERS = 150, /* of what is new or gone as a whole */
    ROWS_LIMIT = TABLE_ROW_LIMIT - 2
};

struct lister {
    struct arena *arena;
    const struct merger *merger;
    const struct diff *diff;
    const struct spot *spots;
    const char *old_name, *new_name;
    struct table_cell *cells;
    struct text *texts;
    unsigned columns, rows;
};

static struct text plain(const struct lister *lister, const char *text)
{
    return merge_remark(lister->merger, TEXT_KEPT, text);
}

static void put(struct lister *lister, unsigned column, struct text text)
{
    size_t at = (size_t)lister->rows * lister->columns + column;

    lister->texts[at] = text;
    lister->cells[at] = (struct table_cell){
        .texts = &lister->texts[at],
        .text_count = 1,
        .row = lister->rows,
        .column = column,
        .rows = 1,
        .columns = 1,
        .align = column + 3 < lister->columns || (column == 0 && lister->rows > 0) ? TABLE_CENTRE
                                                                                   : TABLE_AUTO};
}

/* One side of what changed in a text: every edit with a few words around it. */
static struct text one_side(const struct lister *lister, const struct change *change, bool of_old)
{
    const struct words *words = of_old ? &change->old->words : &change->new->words;
    enum text_change how = of_old ? TEXT_DELETED : TEXT_INSERTED;
    struct buffer out = buffer_new(lister->arena);
    size_t shown = 0; /* words that stand in it already */

    for (size_t i = 0; i < change->edits.count; i++) {
        const struct edit *edit = &change->edits.items[i];
        size_t start = of_old ? edit->old_start : edit->new_start;
        size_t end = of_old ? edit->old_end : edit->new_end;
        size_t from = start > shown + CONTEXT_WORDS ? start - CONTEXT_WORDS : shown;
        size_t to = end + CONTEXT_WORDS < words->count ? end + CONTEXT_WORDS : words->count;
        if (i + 1 < change->edits.count) {
            size_t next = of_old ? edit[1].old_start : edit[1].new_start;
            to = to > next ? next : to;
        }
        size_t last = end - start > EDIT_WORDS ? start + EDIT_WORDS : end;
        if (from > shown) {
            buffer_add_string(&out, "……");
        }
        merge_words(&out, lister->arena, TEXT_KEPT, words, from, start);
        merge_words(&out, lister->arena, how, words, start, last);
        if (last < end) {
            buffer_add_string(&out, "……");
        }
        merge_words(&out, lister->arena, TEXT_KEPT, words, end, to);
        shown = to;
    }
    if (shown < words->count) {
        buffer_add_string(&out, "……");
    }
    return (struct text){buffer_string(&out), {0}};
}

static struct text whole(const struct lister *lister, enum text_change how,
                         const struct content *content)
{
    return merge_remark(lister->merger, how,
                        content_words(lister->arena, content, WHOLE_CHARACTERS).bytes);
}

static const struct content *fact_around(const struct change *change)
{
    const struct content *one = change->new != NULL ? change->new : change->old;

    if (one->role == CONTENT_FACT) {
        return one;
    }
    return one->parent != NULL && one->parent->role == CONTENT_FACT ? one->parent : NULL;
}

#define NO_VALUE "—"

static const char *fact_words(const struct lister *lister, const struct content *fact)
{
    const struct content *value = fact == NULL ? NULL : content_get(fact, "value");
    const struct content *unit = fact == NULL ? NULL : content_get(fact, "unit");

    return arena_format(lister->arena, "%s%s", value == NULL ? NO_VALUE : value->text.bytes,
                        unit == NULL ? "" : unit->text.bytes);
}

/* Whether its value and unit are others; else what changed is its note or its source. */
static bool fact_differs(const struct lister *lister, const struct content *fact)
{
    return strcmp(fact_words(lister, fact), fact_words(lister, fact->match)) != 0;
}

static void put_sides(struct lister *lister, const struct change *change)
{
    unsigned was = lister->columns - 2, is = lister->columns - 1;
    const struct content *fact = fact_around(change);
    const struct change from = {.kind = CHANGE_MOVED, .old = change->old};

    if (fact != NULL && fact_differs(lister, fact)) {
        bool of_old = change->new == NULL;
        const char *old = fact_words(lister, of_old ? fact : fact->match);
        const char *new = fact_words(lister, of_old ? fact->match : fact);
        bool was_none = strcmp(old, NO_VALUE) == 0, is_none = strcmp(new, NO_VALUE) == 0;
        put(lister, was, merge_remark(lister->merger, was_none ? TEXT_KEPT : TEXT_DELETED, old));
        put(lister, is, merge_remark(lister->merger, is_none ? TEXT_KEPT : TEXT_INSERTED, new));
        return;
    }
    switch (change->kind) {
    case CHANGE_TEXT:
        put(lister, was, one_side(lister, change, true));
        put(lister, is, one_side(lister, change, false));
        break;
    case CHANGE_VALUE:
        put(lister, was, whole(lister, TEXT_DELETED, change->old));
        put(lister, is, whole(lister, TEXT_INSERTED, change->new));
        break;
    case CHANGE_INSERTED:
        put(lister, was, plain(lister, "（无）"));
        put(lister, is, whole(lister, TEXT_INSERTED, change->new));
        break;
    case CHANGE_DELETED:
        put(lister, was, whole(lister, TEXT_DELETED, change->old));
        put(lister, is, plain(lister, "（删去）"));
        break;
    case CHANGE_MOVED:
        put(lister, was,
            plain(
                lister,
                arena_format(
                    lister->arena, "（原在：%s）",
                    diff_where(lister->arena, &from, change->old->role != CONTENT_SECTION).bytes)));
        put(lister, is,
            merge_remark(lister->merger, TEXT_MOVED_HERE,
                         content_title(lister->arena, change->new, WHOLE_CHARACTERS).bytes));
        break;
    }
}

/* Whether there are marks that were put around words or taken from them: the text has no sign for
 * that. */
static bool has_bare_marks(const struct words *words, size_t start, size_t end)
{
    bool bare = start < end;

    for (size_t i = start; i < end && bare; i++) {
        const struct word *word = &words->items[i];
        bare = (word->kind == WORD_OPEN || word->kind == WORD_CLOSE) && word->mark != MARK_NOTE;
    }
    return bare;
}

static bool changes_marks(const struct change *change)
{
    for (size_t i = 0; i < change->edits.count; i++) {
        const struct edit *edit = &change->edits.items[i];
        bool old = has_bare_marks(&change->old->words, edit->old_start, edit->old_end);
        bool new = has_bare_marks(&change->new->words, edit->new_start, edit->new_end);
        if ((old || edit->old_start == edit->old_end) &&
            (new || edit->new_start == edit->new_end)) {
            return true;
        }
    }
    return false;
}

/* Whether a redline's text shows it. */
static bool is_shown(const struct change *change)
{
    static const char *const silent[] = {"facts",    "texts", "asserts", "layout",
                                         "keywords", "words", "draft",   "year"};
    const struct content *at = change->new != NULL ? change->new : change->old;

    bool covered = change->kind == CHANGE_DELETED && at->role == CONTENT_CELL; /* by another one */
    if (change->kind == CHANGE_VALUE || (change->kind == CHANGE_TEXT && changes_marks(change)) ||
        at->role == CONTENT_SEAL || covered) {
        return false;
    }
    for (; at->parent != NULL; at = at->parent) {
        bool field = at->parent->parent == NULL;
        if (at->role == CONTENT_CHART && at != change->new &&at != change->old) {
            return false;
        }
        for (size_t i = 0; field && i < sizeof silent / sizeof *silent; i++) {
            if (strcmp(at->name, silent[i]) == 0) {
                return false;
            }
        }
    }
    return change->kind == CHANGE_TEXT || change->kind == CHANGE_MOVED ||
           (change->new != NULL ? change->new : change->old)->kind != CONTENT_VALUE;
}

static const char *number_or_none(const struct lister *lister, bool known, size_t number)
{
    return known ? arena_format(lister->arena, "%zu", number) : "—";
}

static void put_row(struct lister *lister, const struct change *change, const struct spot *spot)
{
    unsigned column = 0;

    put(lister, column++, plain(lister, arena_format(lister->arena, "%u", lister->rows)));
    if (spot != NULL) {
        bool known = spot->page != SIZE_MAX;
        put(lister, column++, plain(lister, number_or_none(lister, known, spot->page + 1)));
        put(lister, column++,
            plain(lister, number_or_none(lister, known && spot->line > 0, spot->line)));
    }
    put(lister, column, plain(lister, diff_where(lister->arena, change, true).bytes));
    put_sides(lister, change);
    lister->rows++;
}

static void put_head(struct lister *lister)
{
    static const char *const with_place[] = {"序号", "页", "行", "位置", "原文", "现文"};
    static const char *const without[] = {"序号", "项目", "原来", "现在"};

    for (unsigned i = 0; i < lister->columns; i++) {
        put(lister, i, plain(lister, lister->spots != NULL ? with_place[i] : without[i]));
    }
    lister->rows++;
}

static void set_widths(struct table_column *columns, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        unsigned from_end = count - i;
        columns[i].width = from_end > 3 ? (struct column_width){WIDTH_CONTENT, 0}
                           : from_end == 3
                               ? (struct column_width){WIDTH_SHARE, count == COLUMNS ? 1400 : 1000}
                               : (struct column_width){WIDTH_SHARE, 2000};
    }
    columns[0].width = (struct column_width){WIDTH_CONTENT, 0};
}

static void add_block(const struct lister *lister, struct list *body, const char *text)
{
    struct text *kept = ARENA_NEW(lister->arena, struct text);

    *kept = plain(lister, text);
    ((struct variant *)body->items)[body->count++] = (struct variant){BLOCK_PARAGRAPH, {0}, kept};
}

/* A report that holds nothing but the table. */
static struct report *report_with(struct lister *lister, struct table_block *block, size_t left)
{
    static const char text[] = "title: 修改清单\nissuer: 无\ndate: 2000-01-01\n";
    struct arena *arena = lister->arena;
    struct diagnostics *unheard = diagnostics_new(arena);
    const struct source *source = source_from_memory(arena, "", text, sizeof text - 1, unheard);
    const struct node *root = node_parse(arena, source, unheard);
    const struct report_inputs inputs = {.manuscript = false};
    struct report *report = report_read_with(arena, root, &inputs, unheard);
    struct variant *blocks = ARENA_ARRAY(arena, struct variant, 4);

    if (report == NULL) {
        return NULL;
    }
    report->title = plain(lister, lister->spots != NULL ? "修改清单" : "正文之外的改动");
    report->date = (struct date){0};
    report->preamble = (struct list){blocks, 0};
    add_block(lister, &report->preamble,
              arena_format(arena, "%s → %s", lister->old_name, lister->new_name));
    if (lister->spots != NULL) {
        add_block(
            lister, &report->preamble,
            "页边竖线旁的行有改动，双竖线旁的移自他处，三角所指处有删去或移走；页、行按新稿计。");
    }
    blocks[report->preamble.count++] = (struct variant){BLOCK_TABLE, {0}, block};
    if (left > 0) {
        add_block(lister, &report->preamble,
                  arena_format(arena, "另有 %zu 处改动没有列出。", left));
    }
    return report;
}

const struct display_list *redline_list(const struct diff *diff, const struct redline *redline,
                                        const struct spot *spots)
{
    struct arena *arena = diff->arena;
    const struct merger merger = {arena, diff, redline->old_list};
    struct lister lister = {.arena = arena,
                            .merger = &merger,
                            .diff = diff,
                            .spots = spots,
                            .old_name = redline->old_name,
                            .new_name = redline->new_name,
                            .columns = spots != NULL ? COLUMNS_WITH_PLACE : COLUMNS};
    size_t most = diff->count < ROWS_LIMIT ? diff->count : ROWS_LIMIT;
    size_t left = 0;
    const struct content *last = NULL;

    lister.cells = ARENA_ARRAY(arena, struct table_cell, (most + 1) * lister.columns);
    lister.texts = ARENA_ARRAY(arena, struct text, (most + 1) * lister.columns);
    put_head(&lister);
    for (size_t i = 0; i < diff->count; i++) {
        struct change change = diff->changes[i];
        const struct content *fact = fact_around(&change);
        bool again = fact != NULL && last != NULL && (fact == last || fact->match == last);
        last = fact;
        if (change.followed || again || (spots == NULL && is_shown(&change))) {
            continue;
        }
        if (lister.rows > ROWS_LIMIT) {
            left++;
            continue;
        }
        if (fact != NULL && change.new != NULL &&fact_differs(&lister, fact)) {
            change.new = fact;
        }
        put_row(&lister, &change, spots == NULL ? NULL : &spots[i]);
    }
    if (lister.rows == 1) {
        return NULL;
    }
    struct table_block *block = ARENA_NEW(arena, struct table_block);
    struct table_column *columns = ARENA_ARRAY(arena, struct table_column, lister.columns);
    set_widths(columns, lister.columns);
    block->table = (struct table){.column_widths = columns,
                                  .column_count = lister.columns,
                                  .cells = lister.cells,
                                  .cell_count = (size_t)lister.rows * lister.columns,
                                  .head_count = 1,
                                  .row_count = lister.rows};
    struct report *report = report_with(&lister, block, left);
    struct layout *layout = ARENA_NEW(arena, struct layout);
    *layout = *redline->list_layout;
    for (int mark = MARK_WRITTEN; mark < MARK_KINDS; mark++) {
        struct colour colour = redline_colours[REVISION_INSERTED + mark - MARK_WRITTEN];
        layout->marks[mark].coloured = true;
        layout->marks[mark].colour =
            (struct colour_value){{colour.cyan, colour.magenta, colour.yellow, colour.black}};
    }
    struct diagnostics *unheard = diagnostics_new(arena);
    const struct display_list *list =
        report == NULL
            ? NULL
            : page_compose(arena, report, layout, redline->catalog, redline->images, unheard);
    return list == NULL ? NULL : redline_decorate(arena, list);
}
