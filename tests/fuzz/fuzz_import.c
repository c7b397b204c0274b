/*
 * From any bytes to a report as YAML. The first byte of an input says what the rest is: t text, m
 * Markdown, x the document of a DOCX, n the document and the numbering of one (a NUL between), z a
 * DOCX as it is.
 */
#include "fuzz.h"

#include "../unit/zip_sample.h"
#include "import/import.h"
#include "report/report.h"
#include "yaml/node.h"
#include <string.h>

/* Larger inputs find the same things, later. */
enum { INPUT_LIMIT = 64 * 1024 };

static struct string package(struct fuzz *fuzz, struct string document, struct string numbering)
{
    const struct zip_part parts[] = {{"word/document.xml", document},
                                     {"word/numbering.xml", numbering}};
    struct buffer out = buffer_new(fuzz->arena);

    zip_write(&out, parts, numbering.size > 0 ? 2 : 1);
    return buffer_string(&out);
}

static const struct import *read_input(struct fuzz *fuzz)
{
    struct string bytes = {(const char *)fuzz->data + 1, fuzz->size - 1};
    const char *name = "input.txt";
    const char *split;

    switch (fuzz->data[0]) {
    case 'm':
        name = "input.md";
        break;
    case 'x':
        bytes = package(fuzz, bytes, (struct string){0});
        break;
    case 'n':
        split = memchr(bytes.bytes, '\0', bytes.size);
        if (split != NULL) {
            size_t size = (size_t)(split - bytes.bytes);
            bytes = package(fuzz, (struct string){bytes.bytes, size},
                            (struct string){split + 1, bytes.size - size - 1});
        }
        break;
    case 'z':
        name = "input.docx";
        break;
    default:
        break;
    }
    return import_read_bytes(fuzz->arena, name, bytes, fuzz->diagnostics);
}

/* What is written is YAML, and a report where its day is known. */
static void check_report(struct fuzz *fuzz, const struct import *import, bool facts)
{
    const struct import_options options = {.facts = facts};
    struct diagnostics *findings = diagnostics_new(fuzz->arena);
    struct buffer out = buffer_new(fuzz->arena);

    import_write(fuzz->arena, import, &options, &out);
    FUZZ_REQUIRE(g_utf8_validate(out.bytes, (gssize)out.size, NULL));
    const struct source *source =
        source_from_memory(fuzz->arena, "out.yaml", out.bytes, out.size, findings);
    FUZZ_REQUIRE(source != NULL);
    const struct node *root = node_parse(fuzz->arena, source, findings);
    FUZZ_REQUIRE(root != NULL && !diagnostics_failed(findings));
    if (node_get(root, "date") != NULL) {
        (void)report_read(fuzz->arena, root, findings);
        FUZZ_REQUIRE(!diagnostics_failed(findings));
    }
}

static void body(struct fuzz *fuzz)
{
    if (fuzz->size == 0 || fuzz->size > INPUT_LIMIT) {
        return;
    }
    const struct import *import = read_input(fuzz);
    FUZZ_REQUIRE((import != NULL) == !diagnostics_failed(fuzz->diagnostics));
    if (import != NULL) {
        check_report(fuzz, import, false);
        check_report(fuzz, import, true);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_run(body, data, size);
}
