#include "import/import.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "import/manuscript.h"
#include "import/phrase.h"
#include "import/recognise.h"
#include <string.h>
#include <strings.h>

/* Files that are told by their first bytes. */
static const struct {
    const char *bytes;
    size_t size;
    const char *kind; /* NULL: a ZIP, so a DOCX */
} magics[] = {
    {"PK\003\004", 4, NULL},
    {"%PDF", 4, N_("a PDF")},
    {"\xD0\xCF\x11\xE0", 4, N_("a file of Word 97 (.doc) or WPS")},
    {"{\\rtf", 5, N_("RTF")},
    {"\x89PNG", 4, N_("an image")},
    {"\xFF\xD8\xFF", 3, N_("an image")},
};

static bool has_suffix(const char *path, const char *suffix)
{
    size_t size = strlen(path);
    size_t length = strlen(suffix);

    return size > length && strcasecmp(path + size - length, suffix) == 0;
}

static bool read_manuscript(struct manuscript *manuscript, const char *name, struct string bytes)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
        if (bytes.size < magics[i].size ||
            memcmp(bytes.bytes, magics[i].bytes, magics[i].size) != 0) {
            continue;
        }
        if (magics[i].kind == NULL) {
            return manuscript_read_docx(manuscript, name, bytes);
        }
        REPORT(manuscript->diagnostics, IMPORT_KIND, (struct place){0}, name,
               message_translate(magics[i].kind));
        return false;
    }
    if (has_suffix(name, ".docx")) {
        return manuscript_read_docx(manuscript, name, bytes); /* it says that it is none */
    }
    return has_suffix(name, ".md") || has_suffix(name, ".markdown")
               ? manuscript_read_markdown(manuscript, name, bytes)
               : manuscript_read_text(manuscript, name, bytes);
}

/* ---- the layout that fits ---- */

static bool has(const struct node *root, const char *key)
{
    return node_get(root, key) != NULL;
}

static bool title_has(const struct node *root, const char *word)
{
    const struct node *title = node_get(root, "title");

    return title != NULL && phrase_has(title->scalar, word);
}

static bool title_ends(const struct node *root, const char *word)
{
    const struct node *title = node_get(root, "title");

    return title != NULL && phrase_ends(title->scalar, word);
}

/* By what the document has: 命令 has an order number, 上行文 alone has signers; what has neither
 * header, attachments nor imprint is set as reports are published. */
static const char *choose_layout(const struct node *root)
{
    static const char *const of_letters[] = {"document-number", "recipients", "attachments",
                                             "copies",          "printer",    "organs"};
    bool annual = title_has(root, "年度") && title_has(root, "报告");
    bool official = false;

    for (size_t i = 0; i < sizeof of_letters / sizeof *of_letters; i++) {
        official = official || has(root, of_letters[i]);
    }
    if (has(root, "order-number")) {
        return "gb9704-order";
    }
    if (title_ends(root, "纪要")) {
        return "gb9704-minutes";
    }
    if (has(root, "signers") || title_ends(root, "请示")) {
        return annual ? "annual-report-submitted" : "gb9704-upward";
    }
    if (!official) {
        return annual && title_has(root, "政府信息公开") ? "disclosure-report" : "annual-report";
    }
    return title_ends(root, "函") ? "gb9704-letter" : "gb9704";
}

/* The layouts with a red header print a document number, whatever it is. */
static void check_number(const struct node *root, const char *layout,
                         struct diagnostics *diagnostics)
{
    static const char *const needing[] = {"gb9704", "gb9704-upward", "annual-report-submitted"};

    for (size_t i = 0; i < sizeof needing / sizeof *needing; i++) {
        if (strcmp(layout, needing[i]) == 0 && !has(root, "document-number")) {
            REPORT(diagnostics, IMPORT_ABSENT, ((struct place){root->place.source, 0, 0}),
                   "document-number", message_translate(N_("the document number (发文字号)")));
        }
    }
}

const struct import *import_read(struct arena *arena, const char *path,
                                 struct diagnostics *diagnostics)
{
    struct string bytes;

    if (!source_bytes(arena, path, (struct place){0}, &bytes, diagnostics)) {
        return NULL;
    }
    return import_read_bytes(arena, source_name(path), bytes, diagnostics);
}

const struct import *import_read_bytes(struct arena *arena, const char *name, struct string bytes,
                                       struct diagnostics *diagnostics)
{
    struct import *import = ARENA_NEW(arena, struct import);
    struct manuscript manuscript = {.arena = arena, .diagnostics = diagnostics};
    size_t before = diagnostics->count;

    if (!read_manuscript(&manuscript, name, bytes)) {
        return NULL;
    }
    if (manuscript.count == 0) {
        REPORT(diagnostics, IMPORT_EMPTY, ((struct place){manuscript.source, 0, 0}), "");
        return NULL;
    }
    if (manuscript.over) {
        REPORT(diagnostics, IMPORT_BROKEN, (struct place){0}, name,
               message_translate(N_("it is too large")));
        return NULL;
    }
    const struct node *root = recognise(&manuscript);
    const char *layout = choose_layout(root);
    struct branch *whole = branch_new(arena, NODE_MAPPING, root->place);
    branch_set_text(whole, "layout", (struct text){{layout, strlen(layout)}, root->place});
    for (size_t i = 0; i < root->count; i++) {
        branch_set(whole, root->pairs[i].key->scalar.bytes, root->pairs[i].value);
    }
    check_number(root, layout, diagnostics);
    import->source = manuscript.source;
    import->root = &whole->node;
    import->guess_count = diagnostics->count - before;
    const struct diagnostic **guesses =
        ARENA_ARRAY(arena, const struct diagnostic *, import->guess_count + 1);
    for (size_t i = 0; i < import->guess_count; i++) {
        guesses[i] = diagnostics->items[before + i];
    }
    import->guesses = guesses;
    return diagnostics_failed(diagnostics) ? NULL : import;
}
