/* gongwen fonts: which face serves each role, what fell back, what is missing. */
#include "command/request.h"

#include "base/arena.h"
#include "base/unicode.h"
#include "display/display.h"
#include "font/catalog.h"
#include "layout/layout.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_COLUMNS = 24 };

/* Characters of one face, each once. */
struct usage {
    const struct face *face;
    uint32_t *characters;
    size_t count, capacity;
};

struct survey {
    struct arena *arena;
    struct usage *usages;
    size_t count, capacity;
};

static int by_value(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;

    return left < right ? -1 : left > right;
}

static struct usage *usage_of(struct survey *survey, const struct face *face)
{
    for (size_t i = 0; i < survey->count; i++) {
        if (survey->usages[i].face == face) {
            return &survey->usages[i];
        }
    }
    survey->usages = arena_grow(survey->arena, survey->usages, survey->count, &survey->capacity,
                                sizeof *survey->usages);
    struct usage *usage = &survey->usages[survey->count++];
    *usage = (struct usage){.face = face};
    return usage;
}

static void add_run(struct survey *survey, const struct display_run *run)
{
    struct usage *usage = usage_of(survey, run->face);

    for (size_t offset = 0; offset < run->text.size;) {
        uint32_t character = unicode_decode(run->text.bytes, run->text.size, &offset);
        usage->characters = arena_grow(survey->arena, usage->characters, usage->count,
                                       &usage->capacity, sizeof *usage->characters);
        usage->characters[usage->count++] = character;
    }
}

static void make_unique(struct usage *usage)
{
    size_t kept = 0;

    qsort(usage->characters, usage->count, sizeof *usage->characters, by_value);
    for (size_t i = 0; i < usage->count; i++) {
        if (kept == 0 || usage->characters[kept - 1] != usage->characters[i]) {
            usage->characters[kept++] = usage->characters[i];
        }
    }
    usage->count = kept;
}

/* Whether the face is the first choice of any style, so that its characters did not fall back. */
static bool is_primary(const gongwen_document *document, const struct face *face)
{
    const struct layout *layout = document->layout;

    for (size_t i = 0; i < layout->style_count; i++) {
        const struct text *names[] = {&layout->styles[i].font, &layout->styles[i].latin};
        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            struct role *role = names[k]->string.bytes == NULL
                                    ? NULL
                                    : catalog_role(document->catalog, names[k]->string.bytes);
            if (role != NULL && role_primary(role, (struct place){0}) == face) {
                return true;
            }
        }
    }
    return false;
}

static void print_characters(const struct usage *usage)
{
    for (size_t i = 0; i < usage->count; i++) {
        char bytes[5] = {0};
        (void)unicode_encode(usage->characters[i], bytes);
        printf(" %s (U+%04X)", bytes, (unsigned)usage->characters[i]);
    }
    printf("\n");
}

static void print_survey(const gongwen_document *document)
{
    struct survey survey = {.arena = document->arena};
    const struct display_list *list = document->list;

    for (size_t page = 0; page < list->page_count; page++) {
        for (size_t i = 0; i < list->pages[page].count; i++) {
            const struct display_item *item = &list->pages[page].items[i];
            if (item->kind == DISPLAY_RUN) {
                add_run(&survey, &item->run);
            }
        }
    }
    printf("\n%s\n", _("Characters of this report:"));
    for (size_t i = 0; i < survey.count; i++) {
        struct usage *usage = &survey.usages[i];
        make_unique(usage);
        printf(ngettext("  %s: %zu character", "  %s: %zu characters", usage->count),
               face_postscript_name(usage->face), usage->count);
        if (is_primary(document, usage->face)) {
            printf("\n");
        } else {
            printf(_(", fallback for:"));
            print_characters(usage);
        }
    }
}

static void print_role(struct arena *arena, struct role *role)
{
    const struct role_entry *entries;
    size_t count = role_entries(role, arena, &entries);
    bool first = true;

    printf("%s\n", role_name(role));
    for (size_t i = 0; i < count; i++) {
        if (entries[i].face == NULL) {
            printf("    ");
            command_print_padded(entries[i].name, NAME_COLUMNS);
            putchar(' ');
            printf(entries[i].package == NULL ? _("not installed (licensed; yours to add)\n")
                                              : _("not installed (package %s)\n"),
                   entries[i].package);
            continue;
        }
        printf("  %s ", first ? "→" : " ");
        command_print_padded(entries[i].name, NAME_COLUMNS);
        putchar(' ');
        printf("%s", face_path(entries[i].face));
        if (face_index(entries[i].face) > 0) {
            printf(" #%u", face_index(entries[i].face));
        }
        printf("\n");
        first = false;
    }
}

static int print_fonts(struct request *request, const char *report)
{
    gongwen_document *document = request_open(request, report);

    if (document == NULL) {
        return EXIT_FINDINGS;
    }
    if (setjmp(document->guard) != 0) {
        document->out_of_memory = true;
    }
    if (!document->out_of_memory && document->catalog != NULL) {
        const char *const *names;
        size_t count = catalog_role_names(document->catalog, &names);
        for (size_t i = 0; i < count; i++) {
            print_role(document->arena, catalog_role(document->catalog, names[i]));
        }
        if (document->list != NULL) {
            print_survey(document);
        }
    }
    (void)fflush(stdout);
    request_findings(request, document);
    bool good = gongwen_error_count(document) == 0;
    gongwen_close(document);
    return good ? EXIT_GOOD : EXIT_FINDINGS;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct request request = request_new();
    int status = EXIT_GOOD;
    int operand = 0;

    for (;;) {
        const char *argument;
        int letter = command_option(command, argc, argv, &argument, &operand, &status);
        if (letter > 0) {
            (void)request_option(&request, command, letter, argument, &status);
        }
        if (letter == 0 && operand + 1 < argc) {
            status = command_misused(command, _("one report at a time"));
        }
        if (letter < 0 || status != EXIT_GOOD) {
            request_free(&request);
            return status;
        }
        if (letter == 0) {
            break;
        }
    }
    status = print_fonts(&request, operand < argc ? argv[operand] : NULL);
    request_free(&request);
    return status;
}

static const struct option_row options[] = {REPORT_OPTIONS, {0}};

const struct command command_fonts = {
    .name = "fonts",
    .summary = N_("Show which face serves each font role, which characters of a report fell back "
                  "to another, and what is missing."),
    .arguments = N_("[REPORT.yaml]"),
    .details = N_("The arrow marks the face in use. Licensed faces (方正小标宋, 仿宋_GB2312, …) "
                  "are used when they are installed or stand in the fonts folder.\n"),
    .options = options,
    .run = run,
};
