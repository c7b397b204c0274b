/*
 * From any bytes to what their signatures are worth, and to an update behind them. The corpus is
 * small signed documents, with tables and with streams of cross-references.
 */
#include "fuzz.h"

#include "sign/cms.h"
#include "sign/structure.h"
#include "sign/update.h"
#include "sign/verify.h"

/* What is written behind a document can be read again, and shows the same. */
static void update_document(struct fuzz *fuzz, struct string bytes)
{
    struct fault fault = {NULL, 0};
    struct revision *revision = revision_open(fuzz->arena, bytes, &fault);
    struct reference *pages;

    FUZZ_REQUIRE((revision == NULL) == (fault.text != NULL));
    if (revision == NULL) {
        return;
    }
    size_t count = revision_pages(revision, &pages);
    for (size_t i = 0; i < count && i < 100; i++) {
        (void)revision_object(revision, pages[i]);
    }
    struct update update = update_new(fuzz->arena, revision);
    struct reference root = value_entry(&revision->trailer, "Root")->reference;
    update_begin(&update, root);
    value_write(&update.out, revision_catalog(revision));
    update_end(&update);
    update_finish(&update, STRING("0123456789abcdef"));
    if (revision->fault.text != NULL) {
        return;
    }
    struct buffer file = buffer_new(fuzz->arena);
    buffer_add(&file, bytes.bytes, bytes.size);
    buffer_add(&file, update.out.bytes, update.out.size);
    struct revision *again = revision_open(fuzz->arena, buffer_string(&file), &fault);
    FUZZ_REQUIRE(again != NULL);
    (void)change_between(revision, again);
}

static void run(struct fuzz *fuzz)
{
    struct string bytes = {(const char *)fuzz->data, fuzz->size};
    struct buffer out = buffer_new(fuzz->arena);
    struct cms cms;
    const char *why = NULL;
    const struct verification *found =
        verify_document(fuzz->arena, "fuzz", bytes, NULL, fuzz->diagnostics);

    FUZZ_REQUIRE((found == NULL) == diagnostics_failed(fuzz->diagnostics));
    if (found != NULL) {
        verify_print_text(found, "fuzz", VERIFY_COLOUR, &out);
        out.size = 0;
        verify_print_text(found, "fuzz", 0, &out);
        fuzz_check_text(&out);
        out.size = 0;
        verify_print_json(found, "fuzz", &out);
        FUZZ_REQUIRE(g_utf8_validate(out.bytes, (gssize)out.size, NULL));
        FUZZ_REQUIRE(!found->good || found->count > 0);
        for (size_t i = 0; i < found->count; i++) {
            FUZZ_REQUIRE(found->signatures[i].covered <= fuzz->size);
            FUZZ_REQUIRE(!found->signatures[i].good || found->signatures[i].problem == NULL);
        }
    }
    FUZZ_REQUIRE(cms_read(fuzz->arena, bytes, &cms, &why) == (why == NULL));
    update_document(fuzz, bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_run(run, data, size);
}
