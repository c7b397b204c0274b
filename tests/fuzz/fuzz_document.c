/* From any bytes to a finished document, as a host of the library asks for it. */
#include "fuzz.h"

#include "check_list.h"
#include "document.h"
#include "gongwen.h"
#include <string.h>

/* Larger inputs find the same things, later. */
enum { INPUT_LIMIT = 16 * 1024 };

static void paint(gongwen_document *document, const char *format)
{
    const void *bytes = NULL;
    size_t size = 0;
    bool painted = gongwen_paint(document, format, 1, 20, &bytes, &size) == 0;

    FUZZ_REQUIRE(painted == (gongwen_error_count(document) == 0));
    if (painted && (strcmp(format, "dump") == 0 || strcmp(format, "svg") == 0)) {
        FUZZ_REQUIRE(g_utf8_validate(bytes, (gssize)size, NULL));
    }
    FUZZ_REQUIRE(!painted || size > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const formats[] = {"dump", "pdf", "svg", "png"};
    const char *const folders[] = {fuzz_fonts_folder(), NULL};
    /* The layout is given: an input that names a file must not read it. */
    const struct gongwen_options options = {.size = sizeof options,
                                            .layout = "annual-report",
                                            .data_folder = ".",
                                            .font_folders = folders,
                                            .no_system_fonts = 1,
                                            .memory_limit = FUZZ_MEMORY};

    if (size > INPUT_LIMIT) {
        return 0;
    }
    gongwen_document *document = gongwen_open_memory("report.yaml", data, size, &options);
    if (document == NULL) {
        return 0;
    }
    if (!document->out_of_memory && document->list != NULL) {
        check_list(document->list);
    }
    if (gongwen_error_count(document) == 0) {
        FUZZ_REQUIRE(gongwen_page_count(document) > 0);
        for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
            paint(document, formats[i]);
        }
    }
    FUZZ_REQUIRE(gongwen_findings(document, GONGWEN_TEXT) != NULL);
    FUZZ_REQUIRE(gongwen_findings(document, GONGWEN_JSON)[0] == '[');
    FUZZ_REQUIRE(gongwen_dependencies(document) != NULL);
    gongwen_close(document);
    return 0;
}
