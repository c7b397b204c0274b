/* What the tests of report/ share: reports written in YAML, and templates in them. */
#ifndef GONGWEN_TESTS_REPORT_FIXTURE_H
#define GONGWEN_TESTS_REPORT_FIXTURE_H

#include "yaml_fixture.h"

#include "report/report.h"
#include "report/template.h"

/* A report of these lines behind the ones that every report has, on lines 1 to 4. */
#define REPORT_HEAD "title: 标题\nissuer: 区政府办公室\ndate: 2024-01-03\nyear: 2023\n"

static inline struct report *read_report(struct fixture *fixture, const char *text)
{
    const struct node *root = parse(fixture, text);

    assert_non_null(root);
    return report_read(fixture->arena, root, fixture->diagnostics);
}

/* The first paragraph of the preamble. */
static inline struct text first_paragraph(const struct report *report)
{
    const struct variant *blocks = report->preamble.items;

    assert_true(report->preamble.count > 0);
    assert_int_equal(blocks[0].which, BLOCK_PARAGRAPH);
    return *(const struct text *)blocks[0].value;
}

/* Expands the first paragraph of the preamble of such a report. */
static inline struct expansion expand_preamble(struct fixture *fixture, const char *text)
{
    struct report *report = read_report(fixture, text);

    if (report == NULL) {
        fail_msg("not read:\n%s", findings(fixture));
        return (struct expansion){0};
    }
    struct scope scope = {.report = report};
    return template_expand(fixture->arena, &scope, first_paragraph(report), fixture->diagnostics);
}

#endif
