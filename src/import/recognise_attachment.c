/* Attachments (附件, GB/T 9704 7.3.7): each is a document of its own, with title and body. */
#include "import/recognise.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "import/phrase.h"
#include <string.h>

enum { TITLE_LINES = 4 };

/* The lines from `at` on are the title that the list tells; sets `*next` behind them. */
static bool is_listed_title(const struct recogniser *recogniser, size_t at, size_t end,
                            struct string title, size_t *next)
{
    struct buffer out = buffer_new(recogniser->arena);

    for (size_t i = at; i < end && i < at + TITLE_LINES; i++) {
        struct string line = recogniser->paragraphs[i].text.string;
        buffer_add(&out, line.bytes, line.size);
        if (phrase_equal(buffer_string(&out), title)) {
            *next = i + 1;
            return true;
        }
    }
    return false;
}

static void add_attachment(struct recogniser *recogniser, struct branch *list, size_t at,
                           size_t end, const struct text *listed)
{
    struct place place = recogniser->paragraphs[at].text.place;
    struct branch *attachment = branch_new(recogniser->arena, NODE_MAPPING, place);
    struct attachment_label label;
    struct text title = {0};
    bool labelled = recognise_label(recogniser->paragraphs[at].text, &label);
    size_t first = at + labelled; /* what is passed on without a label begins with its title */
    size_t next = first;

    recogniser->used[at] = labelled;
    if (label.rest.string.size > 0) {
        title = label.rest;
    } else if (listed != NULL && is_listed_title(recogniser, first, end, listed->string, &next)) {
        title = (struct text){listed->string, recogniser->paragraphs[first].text.place};
        for (size_t i = first; i < next; i++) {
            recogniser->used[i] = true;
        }
    } else if (!recognise_title(recogniser, first, end, &title, &next) && listed != NULL) {
        title = *listed;
    }
    if (title.string.size == 0) {
        title = (struct text){STRING("待补"), place};
        REPORT(recogniser->diagnostics, IMPORT_ABSENT, place, "title",
               message_translate(N_("the title of this attachment")));
    } else if (listed != NULL && !phrase_equal(listed->string, title.string)) {
        REPORT(recogniser->diagnostics, IMPORT_LISTED, title.place,
               arena_copy(recogniser->arena, listed->string.bytes, listed->string.size));
    }
    branch_set_text(attachment, "title", title);
    recognise_body(recogniser, next, end, attachment, "body");
    branch_add(list, &attachment->node);
}

void recognise_attachments(struct recogniser *recogniser, const struct tail *tail)
{
    struct branch *list = branch_new(recogniser->arena, NODE_SEQUENCE, (struct place){0});
    struct attachment_label label;
    size_t at = tail->attachments;
    size_t number = 0;

    while (at < tail->attachments_end) {
        bool labelled = recogniser->paragraphs[at].table == NULL &&
                        recognise_label(recogniser->paragraphs[at].text, &label);
        size_t following = number + labelled + 1;
        size_t end = at + 1;
        while (end < tail->attachments_end &&
               (recogniser->paragraphs[end].table != NULL ||
                !recognise_label(recogniser->paragraphs[end].text, &label) ||
                (label.colon && label.number != following))) {
            end++;
        }
        add_attachment(recogniser, list, at, end,
                       labelled && number < tail->listed_count ? &tail->listed[number] : NULL);
        number += labelled;
        at = end;
    }
    for (; number < tail->listed_count; number++) { /* told of, but not in the file */
        struct text title = tail->listed[number];
        struct branch *attachment = branch_new(recogniser->arena, NODE_MAPPING, title.place);
        branch_set_text(attachment, "title", title);
        branch_add(list, &attachment->node);
        REPORT(recogniser->diagnostics, IMPORT_NO_ATTACHMENT, title.place, "");
    }
    if (list->node.count > 0) {
        list->node.place = list->node.items[0]->place;
        branch_set(recogniser->root, "attachments", &list->node);
    }
}
