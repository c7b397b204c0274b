/* The redline against an earlier draft. It is made of documents of its own: composing the marked
 * text would leave traces in the one that is shown. */
#include "serve/state.h"

#include "base/confine.h"
#include "diff/diff.h"
#include <string.h>

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL || strchr(path, ':') != NULL ? path : slash + 1;
}

static bool is_good(const gongwen_document *document)
{
    return document != NULL && !document->out_of_memory && document->report != NULL;
}

static struct diff_side side_of(const gongwen_document *document)
{
    return (struct diff_side){document->report, confinement_of(document->arena)};
}

void redline_forget(struct server *server)
{
    for (size_t i = 0; i < sizeof server->drafts / sizeof *server->drafts; i++) {
        gongwen_close(server->drafts[i]);
        server->drafts[i] = NULL;
    }
}

const struct display_list *redline_make(struct server *server)
{
    const struct gongwen_options *options = &server->options.document;
    const char *against = server->options.against;

    redline_forget(server);
    if (against == NULL) {
        return NULL;
    }
    gongwen_document *old = server->options.open_against(server->options.context);
    server->drafts[0] = old;
    gongwen_document *new = gongwen_open(server->options.report, options);
    server->drafts[1] = new;
    gongwen_document *desk = document_open_folders(options);
    server->drafts[2] = desk;
    if (!is_good(old) || !is_good(new) || gongwen_page_count(new) == 0 ||
        gongwen_error_count(new) > 0 || desk == NULL || desk->out_of_memory) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof server->drafts / sizeof *server->drafts; i++) {
        arena_guard(server->drafts[i]->arena, &server->guard);
    }
    const struct diff *diff = diff_reports(desk->arena, side_of(old), side_of(new));
    const struct redline redline = {.form = REDLINE_INLINE,
                                    .old_name = name_of(against),
                                    .new_name = name_of(server->options.report),
                                    .old_list = gongwen_error_count(old) > 0 ? NULL : old->list,
                                    .new_list = new->list,
                                    .layout = new->layout,
                                    .catalog = new->catalog,
                                    .images = new->images,
                                    .diagnostics = desk->diagnostics};
    return diff_redline(diff, &redline);
}
