/* The last pages of a proof: the key of the signs, and everything that is not as it should be. */
#include "audit/sheet.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <string.h>

enum {
    PAGE_WIDTH = 595276,
    PAGE_HEIGHT = 841890,
    EDGE = 56693,
    TITLE_SIZE = 14000,
    TEXT_SIZE = 9000,
    LEADING = 13000,
    ROW_GAP = 4000,
    COLUMN_GAP = 8000,
    KEY_WIDTH = 40000, /* of the lines of the key */
    RULE = 350
};

static const struct colour ink = {0, 0, 0, 1000};
static const struct colour grey = {0, 0, 0, 400};

enum { COLUMNS = 6 };
enum column {
    COLUMN_NUMBER,
    COLUMN_CLAUSE,
    COLUMN_WHAT,
    COLUMN_EXPECTED,
    COLUMN_MEASURED,
    COLUMN_PAGE
};
static const length_t column_widths[COLUMNS] = {
    [COLUMN_NUMBER] = 24000,    [COLUMN_CLAUSE] = 40000,    [COLUMN_WHAT] = 140000,
    [COLUMN_EXPECTED] = 106000, [COLUMN_MEASURED] = 106000, [COLUMN_PAGE] = 25889};

struct listing {
    const struct audit *audit;
    unsigned flags;
    struct sheet sheet;
    length_t y;
    struct display_page *pages;
    size_t count, capacity;
};

static void end_page(struct listing *listing)
{
    listing->pages = arena_grow(listing->sheet.arena, listing->pages, listing->count,
                                &listing->capacity, sizeof *listing->pages);
    listing->pages[listing->count++] = (struct display_page){.width = PAGE_WIDTH,
                                                             .height = PAGE_HEIGHT,
                                                             .label = "",
                                                             .items = listing->sheet.items,
                                                             .count = listing->sheet.count};
    listing->sheet.items = NULL;
    listing->sheet.count = listing->sheet.capacity = 0;
    listing->y = EDGE;
}

/* Text in lines of that width; its height. Drawn only where a sheet is given. */
static length_t add_lines(const struct sheet *measured, struct sheet *drawn, struct string text,
                          struct point where, length_t width, struct colour colour)
{
    length_t height = 0;

    while (text.size > 0) {
        size_t size = sheet_text_break(measured, text, TEXT_SIZE, width);
        if (drawn != NULL) {
            sheet_add_text(drawn, (struct string){text.bytes, size}, TEXT_SIZE,
                           (struct point){where.x, where.y + height}, colour);
        }
        text.bytes += size;
        text.size -= size;
        height += LEADING;
    }
    return height;
}

static struct string string_of(const char *text)
{
    return (struct string){text, strlen(text)};
}

static void add_paragraph(struct listing *listing, const char *text, length_t indent)
{
    listing->y +=
        add_lines(&listing->sheet, &listing->sheet, string_of(text),
                  (struct point){EDGE + indent, listing->y}, PAGE_WIDTH - 2 * EDGE - indent, ink);
}

static void add_row(struct listing *listing, const char *const texts[COLUMNS], struct colour first,
                    struct colour others)
{
    length_t height = 0;
    length_t x = EDGE;

    for (size_t i = 0; i < COLUMNS; i++) {
        length_t lines = add_lines(&listing->sheet, NULL, string_of(texts[i]), (struct point){0, 0},
                                   column_widths[i], ink);
        height = length_max(height, lines);
    }
    if (listing->y + height > PAGE_HEIGHT - EDGE && listing->y > EDGE) {
        end_page(listing);
    }
    for (size_t i = 0; i < COLUMNS; i++) {
        (void)add_lines(&listing->sheet, &listing->sheet, string_of(texts[i]),
                        (struct point){x, listing->y}, column_widths[i],
                        i <= COLUMN_CLAUSE ? first : others);
        x += column_widths[i] + COLUMN_GAP;
    }
    listing->y += height + ROW_GAP;
}

static void add_key(struct listing *listing, enum verdict verdict, const char *text)
{
    length_t y = listing->y + TEXT_SIZE / 2;
    struct colour colour = sheet_colour(verdict);

    sheet_add_line(&listing->sheet, (struct point){EDGE, y}, (struct point){EDGE + KEY_WIDTH, y},
                   RULE, colour);
    sheet_add_head(&listing->sheet, (struct point){EDGE + KEY_WIDTH, y}, 1, 0, 3000, colour);
    sheet_add_head(&listing->sheet, (struct point){EDGE, y}, -1, 0, 3000, colour);
    add_paragraph(listing, text, KEY_WIDTH + COLUMN_GAP);
}

static void add_head(struct listing *listing, const char *document)
{
    struct arena *arena = listing->sheet.arena;
    const char *title = arena_format(arena, message_translate(N_("Proof sheet of %s")), document);
    struct string rest = string_of(title);

    while (rest.size > 0) {
        size_t size = sheet_text_break(&listing->sheet, rest, TITLE_SIZE, PAGE_WIDTH - 2 * EDGE);
        sheet_add_text(&listing->sheet, (struct string){rest.bytes, size}, TITLE_SIZE,
                       (struct point){EDGE, listing->y}, ink);
        rest.bytes += size;
        rest.size -= size;
        listing->y += TITLE_SIZE + ROW_GAP;
    }
    add_paragraph(listing, listing->audit->rules->standard.string.bytes, 0);
    add_paragraph(listing, audit_summary(listing->audit), 0);
    listing->y += LEADING;
    add_key(listing, VERDICT_PASS,
            message_translate(N_("as it should be: the clause, and what was measured")));
    add_key(listing, VERDICT_WARNING,
            message_translate(N_("a warning: [number in the list] clause, measured → expected")));
    add_key(listing, VERDICT_FAIL, message_translate(N_("a failure, likewise")));
    add_paragraph(listing,
                  message_translate(N_("Thin lines lead from a label to what it belongs to, and "
                                       "from a dimension line to where it was measured. ×2: twice "
                                       "on the page, the first is drawn. The fine grid is that of "
                                       "the text.")),
                  0);
    listing->y += LEADING;
}

static void add_finding(struct listing *listing, const struct audit_finding *finding, size_t number)
{
    struct arena *arena = listing->sheet.arena;
    const struct audit_rule *rule = finding->rule;
    const struct scene *scene = listing->audit->scene;
    const char *measured = audit_measured(scene, rule, finding->shown, true);
    bool chinese = (listing->flags & AUDIT_CHINESE) != 0;
    const char *const texts[COLUMNS] = {
        [COLUMN_NUMBER] = arena_format(arena, "[%zu]", number),
        [COLUMN_CLAUSE] = rule->clause.string.bytes,
        [COLUMN_WHAT] = chinese ? rule->title.zh.string.bytes : rule->title.en.string.bytes,
        [COLUMN_EXPECTED] = audit_expected(scene, rule, true),
        [COLUMN_MEASURED] = finding->checked > 1 ? arena_format(arena, "%s (%zu/%zu)", measured,
                                                                finding->wrong, finding->checked)
                                                 : measured,
        [COLUMN_PAGE] = arena_format(arena, "%zu", finding->shown->page + 1)};

    add_row(listing, texts, sheet_colour(finding->verdict), ink);
}

void overlay_add_list(const struct audit *audit, const char *document, unsigned flags,
                      const size_t *numbers, struct display_page **pages, size_t *count)
{
    struct arena *arena = audit->scene->arena;
    struct listing listing = {
        .audit = audit, .flags = flags, .sheet = sheet_new(arena, audit->scene), .y = EDGE};
    const char *const head[COLUMNS] = {"",
                                       message_translate(N_("clause")),
                                       message_translate(N_("what")),
                                       message_translate(N_("expected")),
                                       message_translate(N_("measured")),
                                       message_translate(N_("page"))};
    static const enum verdict wrong[] = {VERDICT_FAIL, VERDICT_WARNING};
    size_t told = audit->verdicts[VERDICT_FAIL] + audit->verdicts[VERDICT_WARNING];

    add_head(&listing, document);
    if (told > 0) {
        add_row(&listing, head, grey, grey);
    }
    for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
        for (size_t i = 0; i < audit->count; i++) {
            if (audit->findings[i].verdict == wrong[k]) {
                add_finding(&listing, &audit->findings[i], numbers[i]);
            }
        }
    }
    end_page(&listing);
    struct display_page *all = ARENA_ARRAY(arena, struct display_page, *count + listing.count);
    if (*count > 0) {
        memcpy(all, *pages, *count * sizeof *all);
    }
    memcpy(all + *count, listing.pages, listing.count * sizeof *all);
    *pages = all;
    *count += listing.count;
}
