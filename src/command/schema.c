/* gongwen schema: what a report or a layout may hold, as a JSON Schema for editors. */
#include "command/command.h"

#include "base/arena.h"
#include "layout/layout.h"
#include "report/form.h"
#include <stdio.h>
#include <string.h>

struct schema_row {
    const char *name, *title;
    const struct type *type;
};

static const struct schema_row schemas[] = {
    {"report", "gongwen report", &report_type},
    {"layout", "gongwen layout", &layout_type},
    {"form", "gongwen form", &form_type},
};

static int print_schema(const struct schema_row *row)
{
    struct arena *arena = arena_new(0);
    jmp_buf guard;

    if (arena == NULL || setjmp(guard) != 0) {
        arena_free(arena);
        (void)fputs(_("gongwen: error: memory is out [out-of-memory]\n"), stderr);
        return EXIT_FINDINGS;
    }
    arena_guard(arena, &guard);
    struct buffer out = buffer_new(arena);
    record_schema(row->type, arena_format(arena, "gongwen-%s", row->name), row->title, &out);
    struct string schema = buffer_string(&out);
    size_t written = fwrite(schema.bytes, 1, schema.size, stdout);
    bool good = written == schema.size && fflush(stdout) == 0;
    arena_free(arena);
    if (!good) {
        perror("gongwen schema");
    }
    return good ? EXIT_GOOD : EXIT_FINDINGS;
}

static int run(const struct command *command, int argc, char **argv)
{
    const char *argument;
    int operand = 0;
    int status = EXIT_GOOD;

    if (command_option(command, argc, argv, &argument, &operand, &status) != 0) {
        return status;
    }
    for (size_t i = 0; operand + 1 == argc && i < sizeof schemas / sizeof *schemas; i++) {
        if (strcmp(argv[operand], schemas[i].name) == 0) {
            return print_schema(&schemas[i]);
        }
    }
    return command_misused(command, _("which schema: report, layout or form?"));
}

static const struct option_row options[] = {{0}};

const struct command command_schema = {
    .name = "schema",
    .summary = N_("Print the JSON Schema of reports, layouts or forms, for editors that check and "
                  "complete."),
    .arguments = "report|layout|form",
    .operands = "report layout form",
    .details = N_("With the YAML extension of your editor, put this line first in a report:\n"
                  "  # yaml-language-server: $schema=report.json\n"
                  "and save the schema beside it:\n"
                  "  gongwen schema report > report.json\n"),
    .options = options,
    .run = run,
};
