/* The report of a document, from YAML or from a text that was written elsewhere. */
#include "document.h"

#include "base/arena.h"
#include "import/import.h"
#include "report/report.h"
#include "yaml/node.h"
#include <string.h>
#include <strings.h>

struct report *document_report(gongwen_document *document, const struct node *root,
                               const struct report_inputs *inputs, struct diagnostics *diagnostics)
{
    struct report_inputs all = *inputs;

    all.forms = document->forms_folder;
    return report_read_with(document->arena, root, &all, diagnostics);
}

/* Whether a path names a text that was written elsewhere, for import. */
static bool is_manuscript(const char *path)
{
    static const char *const suffixes[] = {".txt", ".docx", ".md", ".markdown"};
    size_t size = strlen(path);

    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        size_t length = strlen(suffixes[i]);
        if (size > length && strcasecmp(path + size - length, suffixes[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* What the import of a text finds wrong with the text, whatever report may be made of it. */
static void take_findings(const struct diagnostics *told, struct diagnostics *diagnostics)
{
    static const enum message of_the_text[] = {IMPORT_ABSENT, IMPORT_LOST_NUMBER, IMPORT_RENUMBERED,
                                               IMPORT_LISTED};

    for (size_t i = 0; i < told->count; i++) {
        bool taken = told->items[i]->severity == SEVERITY_ERROR;
        for (size_t k = 0; k < sizeof of_the_text / sizeof *of_the_text; k++) {
            taken = taken || told->items[i]->message == of_the_text[k];
        }
        if (taken) {
            diagnostics_add(diagnostics, *told->items[i]);
        }
    }
}

struct report *document_read_report(gongwen_document *document, const char *path,
                                    struct diagnostics *diagnostics)
{
    struct arena *arena = document->arena;
    bool manuscript = is_manuscript(path);
    const struct report_inputs inputs = {.manuscript = manuscript};
    const struct source *source;
    const struct node *root = NULL;

    if (manuscript) {
        struct diagnostics *told = diagnostics_new(arena);
        const struct import *import = import_read(arena, path, told);
        take_findings(told, diagnostics);
        source = import == NULL ? NULL : import->source;
        root = import == NULL ? NULL : import->root;
    } else {
        source = source_read(arena, path, diagnostics);
        root = source == NULL ? NULL : node_parse(arena, source, diagnostics);
    }
    document->source = document->source == NULL ? source : document->source;
    return root == NULL ? NULL : document_report(document, root, &inputs, diagnostics);
}
