#include "page/compose.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "page/box.h"

/* A text of the report in a line of its own. */
static const char *words_of(struct composer *composer, const struct scope *scope, struct text text)
{
    struct expansion expansion =
        template_expand(composer->arena, scope, text, composer->diagnostics);

    return template_words(composer->arena, &expansion).bytes;
}

static struct display_metadata make_metadata(struct composer *composer)
{
    struct report *report = composer->report;
    const struct text *keywords = report->keywords.items;
    struct variable variables[] = {
        {"page", "1"}, {"pages", arena_format(composer->arena, "%zu", composer->page_count)}, {0}};
    struct scope scope = {.report = report, .variables = variables};
    const char **words = ARENA_ARRAY(composer->arena, const char *, report->keywords.count);

    report_use(report, "keywords");
    for (size_t i = 0; i < report->keywords.count; i++) {
        words[i] = words_of(composer, &scope, keywords[i]);
    }
    return (struct display_metadata){.title = words_of(composer, &scope, report->title),
                                     .author = words_of(composer, &scope, report->issuer),
                                     .language = "zh-CN",
                                     .year = report->date.year,
                                     .month = report->date.month,
                                     .day = report->date.day,
                                     .document_number =
                                         words_of(composer, &scope, report->document_number),
                                     .secrecy = words_of(composer, &scope, report->secrecy),
                                     .keywords = words,
                                     .keyword_count = report->keywords.count};
}

/* The display list of what was composed. */
static const struct display_list *make_list(struct composer *composer)
{
    const struct layout *layout = composer->layout;
    struct display_list *list = ARENA_NEW(composer->arena, struct display_list);

    list->pages = composer_make_pages(composer);
    list->page_count = composer->page_count;
    list->nodes = composer->nodes;
    list->node_count = composer->node_count;
    list->area_x = layout->area_x;
    list->area_y = layout->area_y;
    list->area_width = layout->area_width;
    list->area_height = layout->area_height;
    list->metadata = make_metadata(composer);
    bool printed =
        report_check_fields(composer->report, layout->name.string.bytes, composer->diagnostics);
    if (printed && !composer->incomplete) {
        report_check_facts(composer->report, composer->diagnostics);
    }
    report_check_assertions(composer->report, composer->scratch, composer->diagnostics);
    return list;
}

const struct display_list *page_compose(struct arena *arena, struct report *report,
                                        const struct layout *layout, struct catalog *catalog,
                                        struct image_store *images, struct diagnostics *diagnostics)
{
    struct composer composer = {.arena = arena_child(arena),
                                .scratch = arena_child(arena),
                                .document = arena,
                                .report = report,
                                .layout = layout,
                                .catalog = catalog,
                                .images = images,
                                .diagnostics = diagnostics};
    const struct display_list *list = NULL;

    composer_open_roles(&composer);
    composer_check_fields(&composer);
    composer.template_values = report->template_values;
    composer.findings = *diagnostics;
    if (composer_settle_moving(&composer, layout)) {
        composer_solve(&composer);
    }
    if (composer.box_count > 0) {
        list = make_list(&composer);
    } else if (!diagnostics_failed(diagnostics)) {
        REPORT(diagnostics, PAGE_NONE, report->place);
    }
    arena_free_child(composer.scratch);
    return list;
}
