#include "session.h"

#include "base/fingerprint.h"
#include "display/display.h"
#include "display/fingerprint.h"
#include "font/catalog.h"
#include "layout/layout.h"
#include <stdlib.h>
#include <string.h>

/*
 * What makes an update quick is that layout and fonts are kept, as means, while their files are as
 * they were. Means that have anything to say (warnings of the layout, a role without a face) are
 * not kept: their findings belong among those of the document, in their order, and a document that
 * is opened alone has them there.
 */
struct session {
    char *path;
    gongwen_document *owner; /* of the options' copies */
    gongwen_document *means; /* NULL: to be opened */
    gongwen_document *shown, *latest;
    struct session_page *pages;
    size_t page_count;
    unsigned long generation;
    uint64_t bytes; /* a hash of all that the last update read; 0: there was none */
    const char **watched;
    const char **folders; /* of fonts, with / at their end; in the owner's arena */
    size_t folder_count;
};

/* The folders in which fonts are looked for. */
static void list_folders(struct session *session)
{
    gongwen_document *owner = session->owner;
    const char *const *given = owner->options.font_folders;
    size_t count = 0;

    while (given[count] != NULL) {
        count++;
    }
    session->folders = ARENA_ARRAY(owner->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        session->folders[session->folder_count++] = arena_format(owner->arena, "%s/", given[i]);
    }
    session->folders[session->folder_count++] =
        arena_format(owner->arena, "%s/", owner->fonts_folder);
}

/* Takes the options; false: memory is out. */
static bool take_options(struct session *session, const struct gongwen_options *options)
{
    session->owner = document_open_folders(options);
    if (session->owner == NULL || session->owner->out_of_memory || DOCUMENT_GUARD(session->owner)) {
        return false;
    }
    list_folders(session);
    return true;
}

struct session *session_open(const char *path, const struct gongwen_options *options)
{
    struct session *session = calloc(1, sizeof *session);

    if (session == NULL) {
        return NULL;
    }
    session->path = strdup(path);
    if (session->path == NULL || !take_options(session, options)) {
        session_close(session);
        return NULL;
    }
    return session;
}

/* Closes means that no document is made with, and that no other will be. */
static void close_unused(struct session *session, gongwen_document *means)
{
    bool used = means == session->means ||
                (session->shown != NULL && session->shown->series == means) ||
                (session->latest != NULL && session->latest->series == means);

    if (!used) {
        gongwen_close(means);
    }
}

/* To be called once the session has forgotten the document. */
static void close_document(struct session *session, gongwen_document *document)
{
    gongwen_document *means = document == NULL ? NULL : document->series;

    if (document == NULL || document == session->shown || document == session->latest) {
        return;
    }
    gongwen_close(document);
    close_unused(session, means);
}

static void retire_means(struct session *session)
{
    gongwen_document *means = session->means;

    session->means = NULL;
    close_unused(session, means);
}

void session_close(struct session *session)
{
    if (session == NULL) {
        return;
    }
    gongwen_document *shown = session->shown, *latest = session->latest;
    session->shown = session->latest = NULL;
    close_document(session, latest);
    if (shown != latest) {
        close_document(session, shown);
    }
    retire_means(session);
    gongwen_close(session->owner);
    free(session->pages);
    free(session->watched);
    free(session->path);
    free(session);
}

static bool is_silent(const gongwen_document *means)
{
    return !means->out_of_memory && means->diagnostics->count == 0;
}

/* Whether means are as they would be if they were opened now; those that no document was made with
 * yet are. */
static bool is_current(const gongwen_document *means)
{
    bool opened = means->layout != NULL && means->catalog != NULL;

    return !means->out_of_memory && opened && layout_is_current(means->layout) &&
           catalog_is_current(means->catalog);
}

/* A document made with the session's means; NULL where these are not such that it is one as
 * gongwen_open() makes it. */
static gongwen_document *open_with_means(struct session *session)
{
    if (session->means != NULL && !is_current(session->means)) {
        retire_means(session);
    }
    if (session->means == NULL) {
        session->means = document_open_means(&session->owner->options);
    }
    if (session->means == NULL || !is_silent(session->means)) {
        return NULL;
    }
    gongwen_document *document = document_open_with(session->means, session->path);
    if (document != NULL && is_silent(session->means) && !document->out_of_memory) {
        if (session->means->catalog != NULL) {
            catalog_settle(session->means->catalog);
        }
        return document;
    }
    gongwen_close(document);
    return NULL;
}

/* The pages of a document; NULL: memory is out. */
static struct session_page *describe_pages(const struct display_list *list)
{
    struct session_page *pages = calloc(list->page_count, sizeof *pages);

    for (size_t i = 0; pages != NULL && i < list->page_count; i++) {
        pages[i].look = display_page_look(list, i);
        pages[i].places = display_page_places(list, i);
    }
    return pages;
}

static bool looks_the_same(const struct session *session, const struct session_page *pages,
                           size_t count)
{
    bool same = session->shown != NULL && session->page_count == count;

    for (size_t i = 0; same && i < count; i++) {
        same = session->pages[i].look == pages[i].look;
    }
    return same;
}

/* A hash of all that a document was made from; never 0. */
static uint64_t bytes_of(const gongwen_document *document)
{
    uint64_t hash = 1;

    if (!document->out_of_memory) {
        hash = fingerprint_word(hash, document->diagnostics->visited->bytes);
    }
    if (document->series != NULL) {
        hash = fingerprint_word(hash, document->series->diagnostics->visited->bytes);
    }
    if (document->catalog != NULL) {
        hash = fingerprint_word(hash, catalog_state(document->catalog));
    }
    return hash | 1;
}

enum session_outcome session_update(struct session *session)
{
    gongwen_document *before = session->latest;
    gongwen_document *next = open_with_means(session);

    if (next == NULL) {
        next = document_open_lasting(session->path, &session->owner->options);
    }
    uint64_t bytes = next == NULL ? 0 : bytes_of(next);
    if (bytes != 0 && bytes == session->bytes) {
        close_document(session, next);
        return SESSION_IDLE;
    }
    session->bytes = bytes;
    session->latest = next;
    close_document(session, before);
    if (next == NULL || gongwen_error_count(next) > 0 || gongwen_page_count(next) == 0) {
        return SESSION_BROKEN;
    }
    struct session_page *pages = describe_pages(next->list);
    if (pages == NULL) {
        next->out_of_memory = true;
        return SESSION_BROKEN;
    }
    bool same = looks_the_same(session, pages, next->list->page_count);
    before = session->shown;
    session->shown = next;
    close_document(session, before);
    free(session->pages);
    session->pages = pages;
    session->page_count = next->list->page_count;
    session->generation++;
    return same ? SESSION_SAME : SESSION_CHANGED;
}

void session_renew(struct session *session)
{
    session->bytes = 0;
}

unsigned long session_generation(const struct session *session)
{
    return session->generation;
}

gongwen_document *session_document(const struct session *session)
{
    return session->shown;
}

gongwen_document *session_latest(const struct session *session)
{
    return session->latest;
}

const struct session_page *session_pages(const struct session *session, size_t *count)
{
    *count = session->page_count;
    return session->pages;
}

/* Paths while they are gathered. */
struct paths {
    const char **items;
    size_t count, capacity;
    bool failed; /* memory is out */
};

static void add_path(struct paths *paths, const char *path)
{
    if (paths->count + 1 >= paths->capacity) { /* one more for the end */
        size_t wanted = paths->capacity * 2 + 64;
        const char **grown = reallocarray(paths->items, wanted, sizeof *grown);
        if (grown == NULL) {
            paths->failed = true;
            return;
        }
        paths->items = grown;
        paths->capacity = wanted;
    }
    paths->items[paths->count++] = path;
}

static void add_visited(struct paths *paths, const gongwen_document *document)
{
    const char *const *fonts = NULL;
    size_t count = document->catalog == NULL ? 0 : catalog_files(document->catalog, &fonts);

    const struct visited *visited =
        document->diagnostics == NULL ? NULL : document->diagnostics->visited;
    for (size_t i = 0; visited != NULL && i < visited->count; i++) {
        add_path(paths, visited->paths[i]);
    }
    for (size_t i = 0; i < count; i++) {
        add_path(paths, fonts[i]);
    }
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *const *session_watched(struct session *session)
{
    struct paths paths = {0};

    add_path(&paths, session->path);
    for (size_t i = 0; i < session->folder_count; i++) {
        add_path(&paths, session->folders[i]);
    }
    if (session->latest != NULL) {
        add_visited(&paths, session->latest);
    }
    if (session->means != NULL) {
        add_visited(&paths, session->means);
    }
    free(session->watched);
    session->watched = NULL;
    if (paths.failed) {
        free(paths.items);
        return NULL;
    }
    qsort(paths.items, paths.count, sizeof *paths.items, by_name);
    size_t kept = 0;
    for (size_t i = 0; i < paths.count; i++) {
        if (kept == 0 || strcmp(paths.items[kept - 1], paths.items[i]) != 0) {
            paths.items[kept++] = paths.items[i];
        }
    }
    paths.items[kept] = NULL;
    session->watched = paths.items;
    return session->watched;
}
