/* Findings as SARIF 2.1.0, for tools that gather the findings of others. */
#include "check/check.h"

#include "base/arena.h"
#include "base/version.h"
#include <string.h>

/* In the order of enum severity. */
static const char *const levels[] = {"note", "warning", "error"};

static const char *level_of(int severity)
{
    return levels[severity];
}

static void add_text(struct buffer *out, const char *key, const char *text)
{
    buffer_format(out, "\"%s\": {\"text\": ", key);
    buffer_add_json(out, text);
    buffer_add_string(out, "}");
}

/* A rule's sentence by itself: nothing is known yet of what fills it. */
static const char *unfilled(struct arena *arena, struct text sentence)
{
    static const char *const ellipses[] = {"", "…", "…", "…", "…"};

    return message_fill(arena, sentence.string.bytes, ellipses, sizeof ellipses / sizeof *ellipses);
}

static void add_rule(struct arena *arena, struct buffer *out, const struct check_rule *rule,
                     bool chinese)
{
    const struct text *advice = chinese ? &rule->advice.zh : &rule->advice.en;

    buffer_add_string(out, "\n          {\"id\": ");
    buffer_add_json(out, rule->id.string.bytes);
    buffer_add_string(out, ", ");
    add_text(out, "shortDescription",
             unfilled(arena, chinese ? rule->message.zh : rule->message.en));
    if (advice->string.bytes != NULL) {
        buffer_add_string(out, ", ");
        add_text(out, "help", unfilled(arena, *advice));
    }
    buffer_format(out, ", \"defaultConfiguration\": {\"level\": \"%s\"}", level_of(rule->severity));
    if (rule->basis.string.bytes != NULL) {
        buffer_add_string(out, ", \"properties\": {\"basis\": ");
        buffer_add_json(out, rule->basis.string.bytes);
        buffer_add_string(out, "}");
    }
    buffer_add_string(out, "}");
}

/* A path as a URI reference: what is not plain in one is escaped. */
static void add_uri(struct buffer *out, const char *path)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789-._~/";

    buffer_add_string(out, "\"");
    if (path[0] == '/') {
        buffer_add_string(out, "file://");
    }
    for (const char *at = path; *at != '\0'; at++) {
        if (strchr(plain, *at) != NULL) {
            buffer_add_byte(out, (unsigned char)*at);
        } else {
            buffer_format(out, "%%%02X", (unsigned)(unsigned char)*at);
        }
    }
    buffer_add_string(out, "\"");
}

/* The rule's place in the list of rules, or -1. */
static long long index_of(const struct check_rules *const *files, size_t count, const char *id)
{
    long long before = 0;

    for (size_t i = 0; i < count; i++) {
        const struct check_rule *rule = check_rules_find(files[i], id);
        if (rule != NULL) {
            return before + (rule - (const struct check_rule *)files[i]->rules.items);
        }
        before += (long long)files[i]->rules.count;
    }
    return -1;
}

static void add_result(struct arena *arena, struct buffer *out, const struct diagnostic *finding,
                       long long index)
{
    buffer_add_string(out, "\n        {\"ruleId\": ");
    buffer_add_json(out, finding->code);
    if (index >= 0) {
        buffer_format(out, ", \"ruleIndex\": %lld", index);
    }
    buffer_format(out, ", \"level\": \"%s\", ", level_of((int)finding->severity));
    /* Viewers show nothing of a result but this. */
    add_text(out, "message",
             finding->hint == NULL ? finding->text
                                   : arena_format(arena, "%s\n%s", finding->text, finding->hint));
    if (finding->place.source != NULL) {
        buffer_add_string(out, ", \"locations\": [{\"physicalLocation\": {\"artifactLocation\": "
                               "{\"uri\": ");
        add_uri(out, finding->place.source->name);
        buffer_add_string(out, "}");
        if (finding->place.line > 0) {
            buffer_format(out, ", \"region\": {\"startLine\": %u, \"startColumn\": %u}",
                          (unsigned)finding->place.line, (unsigned)finding->place.column);
        }
        buffer_add_string(out, "}}]");
    }
    buffer_add_string(out, "}");
}

void check_print_sarif(const struct check_rules *const *files, size_t count, bool chinese,
                       const struct diagnostics *diagnostics, struct buffer *out)
{
    bool first = true;

    buffer_add_string(out, "{\n  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n"
                           "  \"version\": \"2.1.0\",\n  \"runs\": [\n    {\n"
                           "      \"tool\": {\"driver\": {\"name\": \"gongwen\", \"version\": ");
    buffer_add_json(out, GONGWEN_VERSION);
    buffer_add_string(out, ", \"rules\": [");
    for (size_t i = 0; i < count; i++) {
        const struct check_rule *rules = files[i]->rules.items;
        for (size_t k = 0; k < files[i]->rules.count; k++) {
            buffer_add_string(out, first ? "" : ",");
            add_rule(diagnostics->arena, out, &rules[k], chinese);
            first = false;
        }
    }
    buffer_add_string(out, "\n      ]}},\n      \"columnKind\": \"unicodeCodePoints\",\n"
                           "      \"results\": [");
    for (size_t i = 0; i < diagnostics->count; i++) {
        const struct diagnostic *finding = diagnostics->items[i];
        buffer_add_string(out, i > 0 ? "," : "");
        add_result(diagnostics->arena, out, finding, index_of(files, count, finding->code));
    }
    buffer_add_string(out, "\n      ]\n    }\n  ]\n}\n");
}
