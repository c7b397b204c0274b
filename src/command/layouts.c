/* gongwen layouts: which layouts there are, what each is for, and where it lies. */
#include "command/request.h"

#include "base/arena.h"
#include "layout/layout.h"
#include <stdio.h>
#include <string.h>

enum { SENTENCE_COLUMN = 26 };

/* What is made of a list. */
struct list_form {
    const char *name;
    void (*print)(struct arena *arena, const struct layout_entry *entries, size_t count);
};

/* Of the sentences the one in the user's language, else the one that there is. */
static const char *sentence_of(const struct layout_entry *entry)
{
    bool chinese = strcmp(command_language(), "zh") == 0;
    const char *wanted = chinese ? entry->zh.bytes : entry->en.bytes;
    const char *other = chinese ? entry->en.bytes : entry->zh.bytes;

    return wanted != NULL ? wanted : other != NULL ? other : "";
}

static void print_text(struct arena *arena, const struct layout_entry *entries, size_t count)
{
    const char *folder = NULL;
    size_t size = 0;

    (void)arena;
    for (size_t i = 0; i < count; i++) {
        const char *path = entries[i].path;
        if (folder == NULL || strncmp(path, folder, size + 1) != 0) {
            folder = path;
            size = (size_t)(strrchr(path, '/') - path);
            printf("%s%.*s:\n", i == 0 ? "" : "\n", (int)size, folder);
        }
        printf("  ");
        command_print_padded(entries[i].name, SENTENCE_COLUMN - 2);
        printf(" %s\n", sentence_of(&entries[i]));
    }
}

static void print_names(struct arena *arena, const struct layout_entry *entries, size_t count)
{
    (void)arena;
    for (size_t i = 0; i < count; i++) {
        printf("%s\n", entries[i].name);
    }
}

static void add_member(struct buffer *out, const char *name, struct string value)
{
    buffer_add_json(out, name);
    buffer_add_string(out, ": ");
    if (value.bytes == NULL) {
        buffer_add_string(out, "null");
    } else {
        buffer_add_json(out, value.bytes);
    }
}

static void print_json(struct arena *arena, const struct layout_entry *entries, size_t count)
{
    struct buffer out = buffer_new(arena);

    for (size_t i = 0; i < count; i++) {
        buffer_add_string(&out, i == 0 ? "[\n  {" : ",\n  {");
        add_member(&out, "name", (struct string){entries[i].name, strlen(entries[i].name)});
        buffer_add_string(&out, ", \"describes\": {");
        add_member(&out, "zh", entries[i].zh);
        buffer_add_string(&out, ", ");
        add_member(&out, "en", entries[i].en);
        buffer_add_string(&out, "}, ");
        add_member(&out, "path", (struct string){entries[i].path, strlen(entries[i].path)});
        buffer_add_string(&out, "}");
    }
    buffer_add_string(&out, count == 0 ? "[]\n" : "\n]\n");
    (void)fputs(buffer_string(&out).bytes, stdout);
}

static const struct list_form forms[] = {
    {"text", print_text}, {"json", print_json}, {"names", print_names}};

static const struct list_form *find_form(const char *name)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (strcmp(forms[i].name, name) == 0) {
            return &forms[i];
        }
    }
    return NULL;
}

/* A layout that cannot be read is listed all the same, and what is wrong with it is told. */
static void print_layouts(gongwen_document *document, const struct list_form *form)
{
    const char *const folders[] = {document->layouts_folder, NULL};
    size_t count;

    if (setjmp(document->guard) != 0) {
        document->out_of_memory = true;
        return;
    }
    const char **names = layout_names(document->arena, folders, &count);
    if (count == 0) {
        REPORT(document->diagnostics, LAYOUT_NONE, (struct place){0}, document->layouts_folder);
    }
    struct layout_entry *entries = ARENA_ARRAY(document->arena, struct layout_entry, count);
    for (size_t i = 0; i < count; i++) {
        struct text name = {{names[i], strlen(names[i])}, {0}};
        (void)layout_describe(document->arena, name, folders, &entries[i], document->diagnostics);
    }
    form->print(document->arena, entries, count);
}

static int run(const struct command *command, int argc, char **argv)
{
    struct request request = request_new();
    const struct list_form *form = &forms[0];
    int status = EXIT_GOOD;
    int letter;

    do {
        const char *argument;
        int operand;
        letter = command_option(command, argc, argv, &argument, &operand, &status);
        if (letter == 'f') {
            form = find_form(argument);
        } else if (letter > 0) {
            (void)request_option(&request, command, letter, argument, &status);
        }
        if (form == NULL) {
            status = command_misused(command, _("--format is text, json or names"));
        } else if (letter == 0 && operand < argc) {
            status = command_misused(command, _("it lists all layouts; nothing is to be named"));
        }
    } while (letter > 0 && status == EXIT_GOOD);
    if (letter == 0 && status == EXIT_GOOD) {
        gongwen_document *document = request_open_folders(&request);
        status = EXIT_FINDINGS;
        if (document != NULL) {
            print_layouts(document, form);
            (void)fflush(stdout);
            request_findings(&request, document);
            status = gongwen_error_count(document) == 0 ? EXIT_GOOD : EXIT_FINDINGS;
        }
        gongwen_close(document);
    }
    request_free(&request);
    return status;
}

static const struct option_row options[] = {
    {'f', "format", "text|json|names", N_("how the list is written (default: text)"),
     "text json names"},
    FINDINGS_OPTION,
    {0},
};

const struct command command_layouts = {
    .name = "layouts",
    .summary = N_("List the layouts, what each is for and where it lies."),
    .arguments = "",
    .details =
        N_("A report names one of them (`layout: NAME`); `gongwen init NAME` writes a report "
           "to begin with.\n"),
    .options = options,
    .run = run,
};
