#include "examine.h"

#include "audit/audit.h"
#include "base/arena.h"
#include "check/check.h"
#include "layout/layout.h"
#include "report/report.h"
#include "yaml/named.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { FINDINGS_LIMIT = 10000 };

static const char *const shipped_prefix = "check-";
static const char *const final_rules = "final"; /* of those that are signed */
static const char *const standard_rules = "gb9704-2012";

/* Files of rules by their names. */
struct rule_files {
    const char *paths[RULE_FILES_LIMIT];
    size_t count;
};

/* rules/check-*.yaml, in the order of their names, then the user's. */
static struct rule_files find_rules(const struct check_request *request, gongwen_document *document)
{
    struct rule_files files = {0};
    const char *folder = arena_format(document->arena, "%s/rules", document->options.data_folder);
    size_t named = 0;
    size_t count = 0;

    if (access(folder, R_OK | X_OK) != 0) {
        REPORT(document->diagnostics, FILE_OPEN, (struct place){0}, folder, strerror(errno));
        return files;
    }
    const char **names = named_list(document->arena, (const char *const[]){folder, NULL}, &named);
    for (size_t i = 0; i < named && count < RULE_FILES_LIMIT - request->rules_count; i++) {
        if (strncmp(names[i], shipped_prefix, strlen(shipped_prefix)) == 0) {
            files.paths[count++] = arena_format(document->arena, "%s/%s.yaml", folder, names[i]);
        }
    }
    for (size_t i = 0; i < request->rules_count; i++) {
        files.paths[count++] = request->rules[i];
    }
    const struct text *own = document->report->checks.rules.items;
    for (size_t i = 0; i < document->report->checks.rules.count && count < RULE_FILES_LIMIT; i++) {
        files.paths[count++] =
            source_beside(document->arena, document->source, own[i].string.bytes);
    }
    files.count = count;
    return files;
}

/* The rules of documents that are signed: they can be switched off in every report, so that all
 * checks know them, and run when one is to be. */
static const struct check_rules *check_final(const struct check_request *request,
                                             gongwen_document *document,
                                             const struct script *script)
{
    const char *path = arena_format(document->arena, "%s/rules/%s.yaml",
                                    document->options.data_folder, final_rules);
    const struct check_rules *rules =
        check_rules_read(document->arena, path, document->diagnostics);

    if (rules != NULL && request->final) {
        check_run(document->arena, rules, script, NULL, request->chinese, document->diagnostics);
    }
    return rules;
}

void examine_report(gongwen_document *document, const struct check_request *request,
                    struct checked *checked)
{
    struct arena *arena = document->arena;
    struct diagnostics *diagnostics = document->diagnostics;
    const struct script *previous = NULL;

    diagnostics->limit = FINDINGS_LIMIT;
    if (request->previous != NULL) {
        /* What is wrong with last year's text is not to be mended any more; but it must be read. */
        struct diagnostics *told = diagnostics_new(arena);
        struct report *report = document_read_report(document, request->previous, told);
        for (size_t i = 0; i < told->count && report == NULL; i++) {
            diagnostics_add(diagnostics, *told->items[i]);
        }
        if (report != NULL) {
            previous = script_read(arena, report, diagnostics_new(arena));
            facts_take_previous(document->report->facts, report->facts);
        }
    }
    const struct script *script = script_read(arena, document->report, diagnostics);
    const struct rule_files files = find_rules(request, document);
    for (size_t i = 0; i < files.count; i++) {
        const struct check_rules *rules = check_rules_read(arena, files.paths[i], diagnostics);
        if (rules != NULL) {
            checked->rules[checked->rules_count++] = rules;
            check_run(arena, rules, script, previous, request->chinese, diagnostics);
        }
    }
    const struct check_rules *known[RULE_FILES_LIMIT + 1];
    size_t known_count = checked->rules_count;
    memcpy(known, checked->rules, known_count * sizeof *known);
    known[known_count] = check_final(request, document, script);
    known_count += known[known_count] != NULL;
    check_twice(known, known_count, diagnostics);
    check_switches(arena, known, known_count, script, diagnostics);
    report_check_facts(document->report, diagnostics);
    report_check_given(document->report, diagnostics);
    diagnostics_sort(diagnostics, document->source);
}

const struct audit *examine_pages(gongwen_document *document, const char *rules,
                                  struct diagnostics *diagnostics)
{
    const char *path = rules != NULL ? rules
                                     : arena_format(document->arena, "%s/rules/%s.yaml",
                                                    document->options.data_folder, standard_rules);
    const struct audit_rules *read = audit_rules_read(document->arena, path, diagnostics);
    const struct audit_document audited = {document->list, document->catalog, document->report,
                                           document->layout->files, document->layout->file_count};

    return read == NULL ? NULL : audit_run(document->arena, read, &audited);
}
