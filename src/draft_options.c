#include "draft_options.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "yaml/node.h"
#include "yaml/record.h"
#include <stddef.h>

struct said {
    struct text draft, version;
    bool line_numbers, no_watermark, no_draft;
};

static const struct type text_type = {
    .kind = TYPE_TEXT, .size = sizeof(struct text), .filled = true};
static const struct type boolean_type = {.kind = TYPE_BOOLEAN, .size = sizeof(bool)};

static const struct field fields[] = {
    {"draft", offsetof(struct said, draft), &text_type, 0, "The mark: 征求意见稿."},
    {"draft-version", offsetof(struct said, version), &text_type, 0, "Which one: 第2稿."},
    {"line-numbers", offsetof(struct said, line_numbers), &boolean_type, 0, "In the margin."},
    {"no-watermark", offsetof(struct said, no_watermark), &boolean_type, 0,
     "No mark across the pages."},
    {"no-draft", offsetof(struct said, no_draft), &boolean_type, 0,
     "Without the marks that the report asks for."},
    {0},
};

static const struct type said_type = {
    .kind = TYPE_RECORD, .size = sizeof(struct said), .fields = fields};

struct string draft_options_write(struct arena *arena, const struct gongwen_options *options)
{
    struct buffer out = buffer_new(arena);

    if (options->draft != NULL) {
        buffer_add_string(&out, "draft: ");
        buffer_add_json(&out, options->draft);
        buffer_add_byte(&out, '\n');
    }
    if (options->draft_version != NULL) {
        buffer_add_string(&out, "draft-version: ");
        buffer_add_json(&out, options->draft_version);
        buffer_add_byte(&out, '\n');
    }
    buffer_add_string(&out, options->line_numbers ? "line-numbers: true\n" : "");
    buffer_add_string(&out, options->no_watermark ? "no-watermark: true\n" : "");
    buffer_add_string(&out, options->no_draft ? "no-draft: true\n" : "");
    return buffer_string(&out);
}

bool draft_options_read(struct arena *arena, const struct source *source,
                        struct gongwen_options *options, struct diagnostics *diagnostics)
{
    struct said said = {0};

    if (source != NULL) {
        const struct node *root = node_parse(arena, source, diagnostics);
        if (root == NULL || !record_read(arena, &said_type, root, &said, diagnostics)) {
            return false;
        }
    }
    options->draft = said.draft.string.bytes;
    options->draft_version = said.version.string.bytes;
    options->line_numbers = said.line_numbers;
    options->no_watermark = said.no_watermark;
    options->no_draft = said.no_draft;
    return true;
}
