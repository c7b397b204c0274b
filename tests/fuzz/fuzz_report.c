/* From any bytes to a report: YAML, records, templates. */
#include "fuzz.h"

#include "report/template.h"
#include "yaml/node.h"

static void check_expansion(const struct expansion *expansion, unsigned depth);

/* Spans hold text, nest, and have what their mark has. */
static void check_spans(const struct expansion *expansion, unsigned depth)
{
    size_t ends[MARK_DEPTH_LIMIT];
    size_t open = 0;

    for (size_t i = 0; i < expansion->span_count; i++) {
        const struct span *span = &expansion->spans[i];
        FUZZ_REQUIRE(span->start < span->end && span->end <= expansion->string.size);
        FUZZ_REQUIRE(i == 0 || span->start >= expansion->spans[i - 1].start);
        while (open > 0 && ends[open - 1] <= span->start) {
            open--;
        }
        FUZZ_REQUIRE(open == 0 || span->end <= ends[open - 1]);
        FUZZ_REQUIRE(open < MARK_DEPTH_LIMIT);
        ends[open++] = span->end;
        FUZZ_REQUIRE((span->attached != NULL) ==
                     (span->mark == MARK_RUBY || span->mark == MARK_NOTE));
        if (span->attached != NULL) {
            check_expansion(span->attached, depth + 1);
        }
    }
}

/* What the text of a report comes to: in order, from places that follow each other. */
static void check_expansion(const struct expansion *expansion, unsigned depth)
{
    struct expansion_cursor cursor = expansion_cursor_new(expansion);
    size_t step = expansion->string.size / 8 + 1;

    FUZZ_REQUIRE(depth <= 2); /* a ruby in a note */
    FUZZ_REQUIRE(g_utf8_validate(expansion->string.bytes, (gssize)expansion->string.size, NULL));
    for (size_t i = 0; i < expansion->count; i++) {
        FUZZ_REQUIRE(expansion->segments[i].offset <= expansion->string.size);
        FUZZ_REQUIRE(expansion->segments[i].depth < TEMPLATE_DEPTH_LIMIT);
        FUZZ_REQUIRE(i == 0 || expansion->segments[i].offset >= expansion->segments[i - 1].offset);
    }
    for (size_t offset = 0; offset < expansion->string.size; offset += step) {
        struct place place = expansion_cursor_place(&cursor, offset);
        FUZZ_REQUIRE(place.source == NULL || place.line <= place.source->line_count);
    }
    check_spans(expansion, depth);
}

static void expand(struct fuzz *fuzz, const struct scope *scope, struct text text)
{
    struct expansion expansion = template_expand(fuzz->arena, scope, text, fuzz->diagnostics);

    check_expansion(&expansion, 0);
    (void)template_words(fuzz->arena, &expansion);
}

static const char *note_label(void *context)
{
    (void)context;
    return "①";
}

static void expand_body(struct fuzz *fuzz, const struct scope *scope, const struct list *body)
{
    const struct variant *blocks = body->items;

    for (size_t i = 0; i < body->count; i++) {
        if (blocks[i].which == BLOCK_PARAGRAPH) {
            expand(fuzz, scope, *(const struct text *)blocks[i].value);
            continue;
        }
        if (blocks[i].which != BLOCK_ENUMERATION) {
            continue;
        }
        const struct enumeration *enumeration = blocks[i].value;
        const struct text *items = enumeration->items.items;
        if (enumeration->text.string.bytes != NULL) {
            expand(fuzz, scope, enumeration->text);
        }
        for (size_t j = 0; j < enumeration->items.count; j++) {
            expand(fuzz, scope, items[j]);
        }
    }
}

static void expand_sections(struct fuzz *fuzz, const struct scope *scope,
                            const struct list *sections, unsigned level)
{
    const struct section *items = sections->items;

    FUZZ_REQUIRE(sections->count == 0 || level < REPORT_LEVEL_LIMIT);
    for (size_t i = 0; i < sections->count; i++) {
        expand(fuzz, scope, items[i].heading);
        expand_body(fuzz, scope, &items[i].body);
        expand_sections(fuzz, scope, &items[i].sections, level + 1);
    }
}

static void run(struct fuzz *fuzz)
{
    const struct variable variables[] = {{"page", "1"}, {0}};
    const struct source *source = source_from_memory(
        fuzz->arena, "report.yaml", (const char *)fuzz->data, fuzz->size, fuzz->diagnostics);
    const struct node *root =
        source == NULL ? NULL : node_parse(fuzz->arena, source, fuzz->diagnostics);

    if (root == NULL) {
        FUZZ_REQUIRE(diagnostics_failed(fuzz->diagnostics));
        return;
    }
    bool failed = diagnostics_failed(fuzz->diagnostics);
    struct report *report = report_read(fuzz->arena, root, fuzz->diagnostics);
    if (report == NULL) {
        FUZZ_REQUIRE(diagnostics_failed(fuzz->diagnostics));
        return;
    }
    FUZZ_REQUIRE(failed || !diagnostics_failed(fuzz->diagnostics));
    struct scope scope = {.report = report, .variables = variables};
    expand(fuzz, &scope, report->title);
    expand(fuzz, &scope, report->issuer);
    scope.note_label = note_label;
    expand_body(fuzz, &scope, &report->preamble);
    expand_sections(fuzz, &scope, &report->sections, 0);
    report_check_facts(report, fuzz->diagnostics);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_run(run, data, size);
}
