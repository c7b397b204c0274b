/* From any bytes to a layout, and from a layout to pages: a fixed report is set with it. */
#include "fuzz.h"

#include "check_list.h"
#include "font/catalog.h"
#include "image/image.h"
#include "layout/layout.h"
#include "output/painter.h"
#include "page/compose.h"
#include "report/report.h"
#include "yaml/node.h"

static const char report_text[] = "title: 某某区2023年法治政府建设年度报告（公开）\n"
                                  "issuer: 某某区政府\n"
                                  "date: 2024-01-03\n"
                                  "year: 2023\n"
                                  "facts:\n"
                                  "  cases: {value: 12, unit: 件}\n"
                                  "preamble:\n"
                                  "  - 一段“开头”的话，办理{{cases}}，Ends in Latin 1.5%。\n"
                                  "sections:\n"
                                  "  - heading: 第一节\n"
                                  "    body:\n"
                                  "      - items: [第一项。, 第二项——《书名》。]\n"
                                  "    sections:\n"
                                  "      - heading: 小节\n"
                                  "        body: 末段……\n";

/* More pages than this say nothing more. */
enum { PAGES_PAINTED = 1000 };

static struct report *read_report(struct fuzz *fuzz)
{
    const struct source *source = source_from_memory(fuzz->arena, "report.yaml", report_text,
                                                     sizeof report_text - 1, fuzz->diagnostics);

    return report_read(fuzz->arena, node_parse(fuzz->arena, source, fuzz->diagnostics),
                       fuzz->diagnostics);
}

static void compose(struct fuzz *fuzz, const struct layout *layout)
{
    const char *const folders[] = {fuzz_fonts_folder(), NULL};
    struct catalog_options options = {.manifest = "fonts/fonts.yaml", .folders = folders};
    struct catalog *catalog = catalog_open(fuzz->arena, &options, fuzz->diagnostics);
    struct buffer out = buffer_new(fuzz->arena);

    FUZZ_REQUIRE(catalog != NULL);
    const struct display_list *list = page_compose(fuzz->arena, read_report(fuzz), layout, catalog,
                                                   image_store_new(fuzz->arena), fuzz->diagnostics);
    if (list != NULL) {
        check_list(list);
        if (list->page_count <= PAGES_PAINTED) {
            (void)painter_dump.paint(fuzz->arena, list, 0, NULL, &out, fuzz->diagnostics);
            FUZZ_REQUIRE(g_utf8_validate(out.bytes, (gssize)out.size, NULL));
        }
    }
}

/* A folder of its own: beside a file in memory (/proc/self/fd) an input finds standard input, and
 * waits. */
static struct {
    char folder[64];
    char path[96];
} place;

static void remove_place(void)
{
    (void)unlink(place.path);
    (void)rmdir(place.folder);
}

static bool write_layout(const uint8_t *data, size_t size)
{
    if (place.folder[0] == '\0') {
        (void)strcpy(place.folder, "/tmp/gongwen-fuzz-XXXXXX");
        if (mkdtemp(place.folder) == NULL || atexit(remove_place) != 0) {
            return false;
        }
        (void)snprintf(place.path, sizeof place.path, "%s/layout.yaml", place.folder);
    }
    FILE *file = fopen(place.path, "wb");
    return file != NULL && fwrite(data, 1, size, file) == size && fclose(file) == 0;
}

static void run(struct fuzz *fuzz)
{
    const char *const folders[] = {"layouts", NULL};

    if (!write_layout(fuzz->data, fuzz->size)) {
        return;
    }
    const struct text name = {{place.path, strlen(place.path)}, {0}};
    const struct layout *layout = layout_read(fuzz->arena, name, folders, fuzz->diagnostics);
    FUZZ_REQUIRE(layout != NULL || diagnostics_failed(fuzz->diagnostics));
    if (layout != NULL) {
        compose(fuzz, layout);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_run(run, data, size);
}
