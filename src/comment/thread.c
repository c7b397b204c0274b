/* Annotations as comments: what answers another one stands under it, what is one is one. */
#include "comment/annotation.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <stdlib.h>
#include <string.h>

enum { SAME_POINT = 2 * LENGTH_PT /* on pages of two versions of a PDF */ };

static const size_t none = SIZE_MAX;

/* An annotation by its object. */
struct by_object {
    struct object_name name;
    size_t index;
};

/* The comments of one PDF in the making. */
struct threading {
    struct arena *arena;
    const struct annotated *annotated;
    struct by_object *objects; /* in order */
    size_t object_count;
    size_t *parents;         /* of the annotations; none */
    size_t *roots;           /* what they answer in the end; themselves */
    size_t *partners;        /* what is one replacement with it; none */
    struct comment **owners; /* the comment that each root became */
};

const char *comment_kind_name(enum comment_kind kind)
{
    static const char *const names[COMMENT_KINDS] = {
        "note",     "highlight", "underline",  "squiggly", "strike-out", "insert",
        "text",     "stamp",     "drawing",    "square",   "circle",     "polygon",
        "polyline", "line",      "attachment", "redact",   "replace"};

    return names[kind];
}

const char *comment_kind_phrase(enum comment_kind kind)
{
    static const char *const phrases[COMMENT_KINDS] = {
        N_("remark"),  N_("highlight"), N_("underline"),     N_("squiggly underline"),
        N_("delete"),  N_("insert"),    N_("typed text"),    N_("stamp"),
        N_("drawing"), N_("box"),       N_("ellipse"),       N_("polygon"),
        N_("lines"),   N_("line"),      N_("attached file"), N_("black out"),
        N_("replace")};

    return phrases[kind];
}

const char *comment_passage_name(enum comment_passage passage)
{
    static const char *const names[] = {"unplaced", "embedded", "there",
                                        "changed",  "gone",     "by-position"};

    return names[passage];
}

/* ---- who answers whom ---- */

static int compare_objects(const void *a, const void *b)
{
    const struct by_object *x = a, *y = b;

    if (x->name.number != y->name.number) {
        return x->name.number < y->name.number ? -1 : 1;
    }
    return (x->name.generation > y->name.generation) - (x->name.generation < y->name.generation);
}

static size_t find_object(const struct threading *threading, struct object_name name)
{
    const struct by_object key = {.name = name};
    const struct by_object *found = name.number == 0 || threading->object_count == 0
                                        ? NULL
                                        : bsearch(&key, threading->objects, threading->object_count,
                                                  sizeof key, compare_objects);

    return found == NULL ? none : found->index;
}

/* What the chains of answers begin with. One that goes in circles begins where it is met. */
static void find_roots(struct threading *threading)
{
    size_t count = threading->annotated->count;
    size_t *met = ARENA_ARRAY(threading->arena, size_t, count + 1); /* on the way from this + 1 */

    for (size_t i = 0; i < count; i++) {
        threading->roots[i] = none;
    }
    for (size_t i = 0; i < count; i++) {
        size_t at = i, root = none;
        while (root == none) {
            met[at] = i + 1;
            size_t parent = threading->parents[at];
            root = parent == none                     ? at
                   : threading->roots[parent] != none ? threading->roots[parent]
                   : met[parent] == i + 1             ? i
                                                      : none;
            at = root == none ? parent : at;
        }
        for (at = i; at != none && threading->roots[at] == none; at = threading->parents[at]) {
            threading->roots[at] = root;
        }
    }
}

static bool is_pair(enum comment_kind a, enum comment_kind b)
{
    return (a == COMMENT_CARET && b == COMMENT_STRIKE_OUT) ||
           (a == COMMENT_STRIKE_OUT && b == COMMENT_CARET);
}

static struct threading begin(struct arena *arena, const struct annotated *annotated)
{
    struct threading threading = {.arena = arena, .annotated = annotated};
    size_t count = annotated->count;

    threading.objects = ARENA_ARRAY(arena, struct by_object, count + 1);
    threading.parents = ARENA_ARRAY(arena, size_t, count + 1);
    threading.roots = ARENA_ARRAY(arena, size_t, count + 1);
    threading.partners = ARENA_ARRAY(arena, size_t, count + 1);
    threading.owners = ARENA_ARRAY(arena, struct comment *, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (annotated->annotations[i].self.number != 0) {
            threading.objects[threading.object_count++] =
                (struct by_object){annotated->annotations[i].self, i};
        }
    }
    qsort(threading.objects, threading.object_count, sizeof *threading.objects, compare_objects);
    for (size_t i = 0; i < count; i++) {
        size_t parent = find_object(&threading, annotated->annotations[i].parent);
        threading.parents[i] = parent == i ? none : parent;
        threading.partners[i] = none;
    }
    for (size_t i = 0; i < count; i++) {
        size_t parent = threading.parents[i];
        const struct annotation *annotation = &annotated->annotations[i];
        if (parent != none && annotation->grouped &&
            is_pair(annotation->kind, annotated->annotations[parent].kind)) {
            threading.partners[parent] = i;
        }
    }
    find_roots(&threading);
    return threading;
}

/* ---- comments ---- */

static const char *text_of(struct arena *arena, const struct annotation *annotation)
{
    const struct string *texts = annotation->texts;

    if (texts[ANNOTATION_CONTENTS].size > 0) {
        return texts[ANNOTATION_CONTENTS].bytes;
    }
    struct string plain = annotation_plain(arena, texts[ANNOTATION_RICH]);
    return plain.size > 0 ? plain.bytes : texts[ANNOTATION_POPUP].bytes;
}

static const char *time_of(struct arena *arena, const struct annotation *annotation,
                           int64_t *instant)
{
    const char *time = annotation_time(arena, annotation->texts[ANNOTATION_CREATED], instant);

    return *time != '\0' ? time
                         : annotation_time(arena, annotation->texts[ANNOTATION_MODIFIED], instant);
}

static void add_pdf(struct arena *arena, struct comment *comment, const char *pdf)
{
    comment->pdfs = arena_grow(arena, comment->pdfs, comment->pdf_count, &comment->pdf_capacity,
                               sizeof *comment->pdfs);
    comment->pdfs[comment->pdf_count++] = pdf;
}

static struct comment *make(const struct threading *threading, const struct annotation *annotation)
{
    struct comment *comment = ARENA_NEW(threading->arena, struct comment);
    bool stamp = annotation->kind == COMMENT_STAMP;

    *comment = (struct comment){
        .kind = annotation->kind,
        .author = annotation->texts[ANNOTATION_AUTHOR].bytes,
        .text = text_of(threading->arena, annotation),
        .subject = annotation->texts[ANNOTATION_SUBJECT].bytes,
        .icon = stamp ? annotation->texts[ANNOTATION_ICON].bytes : "",
        .attached = annotation->texts[ANNOTATION_FILE].bytes,
        .name = annotation->texts[ANNOTATION_NAME].bytes,
        .page = annotation->page,
        .passage_text = "",
    };
    comment->time = time_of(threading->arena, annotation, &comment->instant);
    add_pdf(threading->arena, comment, threading->annotated->pdf);
    return comment;
}

static void add_reply(struct arena *arena, struct comment *comment, struct comment_reply reply)
{
    for (size_t i = 0; i < comment->reply_count; i++) {
        const struct comment_reply *other = &comment->replies[i];
        if (strcmp(other->author, reply.author) == 0 && strcmp(other->text, reply.text) == 0 &&
            other->instant == reply.instant) {
            return;
        }
    }
    comment->replies = arena_grow(arena, comment->replies, comment->reply_count,
                                  &comment->reply_capacity, sizeof reply);
    size_t at = comment->reply_count++;
    for (; at > 0 && comment->replies[at - 1].instant > reply.instant; at--) {
        comment->replies[at] = comment->replies[at - 1];
    }
    comment->replies[at] = reply;
}

/* Of one person the last verdict counts; programs write each as an annotation of its own. */
static void add_state(struct arena *arena, struct comment *comment, struct comment_state state)
{
    for (size_t i = 0; i < comment->state_count; i++) {
        if (strcmp(comment->states[i].author, state.author) == 0) {
            if (comment->states[i].instant <= state.instant) {
                comment->states[i] = state;
            }
            return;
        }
    }
    comment->states = arena_grow(arena, comment->states, comment->state_count,
                                 &comment->state_capacity, sizeof state);
    comment->states[comment->state_count++] = state;
}

static void add_answer(const struct threading *threading, struct comment *comment,
                       const struct annotation *annotation)
{
    const char *author = annotation->texts[ANNOTATION_AUTHOR].bytes;
    const char *state = annotation->texts[ANNOTATION_STATE].bytes;
    const char *text = text_of(threading->arena, annotation);
    int64_t instant;
    const char *time = time_of(threading->arena, annotation, &instant);

    if (*state != '\0') {
        add_state(threading->arena, comment, (struct comment_state){author, state, time, instant});
    } else if (*text != '\0') {
        add_reply(threading->arena, comment, (struct comment_reply){author, text, time, instant});
    }
}

/* The one that has the marks of a replacement: what is struck out. */
static const struct annotation *join(const struct threading *threading, size_t root,
                                     struct comment *comment)
{
    const struct annotation *all = threading->annotated->annotations;
    const struct annotation *first = &all[root];
    size_t partner = threading->partners[root];

    if (partner == none) {
        return first;
    }
    const struct annotation *struck = first->kind == COMMENT_CARET ? &all[partner] : first;
    const struct annotation *caret = first->kind == COMMENT_CARET ? first : &all[partner];
    const char *text = text_of(threading->arena, caret);
    comment->kind = COMMENT_REPLACE;
    comment->text = *text != '\0' ? text : text_of(threading->arena, struck);
    comment->page = struck->page;
    return struck;
}

/* ---- one comment in several PDFs ---- */

static bool is_near(length_t a, length_t b)
{
    return a - b < SAME_POINT && b - a < SAME_POINT;
}

static bool is_same(const struct comment *a, const struct comment *b)
{
    if (a->kind != b->kind || a->instant != b->instant || strcmp(a->text, b->text) != 0 ||
        strcmp(a->author, b->author) != 0) {
        return false;
    }
    bool named = *a->name != '\0' && strcmp(a->name, b->name) == 0;
    return named || (a->page == b->page && is_near(a->x, b->x) && is_near(a->y, b->y));
}

/* The comment of another PDF that this one is, too; NULL: it is new. */
static struct comment *find_same(const struct comments *comments, size_t count,
                                 const struct comment *comment)
{
    for (size_t i = 0; i < count; i++) {
        if (is_same(comments->items[i], comment)) {
            return comments->items[i];
        }
    }
    return NULL;
}

static void merge(struct arena *arena, struct comment *into, const struct comment *from)
{
    add_pdf(arena, into, from->pdfs[0]);
    for (size_t i = 0; i < from->reply_count; i++) {
        add_reply(arena, into, from->replies[i]);
    }
    for (size_t i = 0; i < from->state_count; i++) {
        add_state(arena, into, from->states[i]);
    }
}

void comments_add(struct comments *comments, const struct annotated *annotated,
                  const struct display_list *list, const struct comment_current *current)
{
    struct arena *arena = comments->arena;
    struct threading threading = begin(arena, annotated);
    size_t before = comments->count;

    for (size_t i = 0; i < annotated->count; i++) {
        if (threading.roots[i] == i) {
            struct comment *comment = make(&threading, &annotated->annotations[i]);
            const struct annotation *marks = join(&threading, i, comment);
            comment_place(arena, comment, marks, list, current);
            threading.owners[i] = comment;
        }
    }
    for (size_t i = 0; i < annotated->count; i++) {
        struct comment *owner = threading.owners[threading.roots[i]];
        const struct annotation *annotation = &annotated->annotations[i];
        size_t parent = threading.parents[i];
        bool half = parent != none && threading.partners[parent] == i;
        if (threading.owners[i] == NULL && owner != NULL && !half) {
            add_answer(&threading, owner, annotation);
        }
    }
    for (size_t i = 0; i < annotated->count; i++) {
        struct comment *comment = threading.owners[i];
        struct comment *same = comment == NULL ? NULL : find_same(comments, before, comment);
        if (same != NULL) {
            merge(arena, same, comment);
        } else if (comment != NULL) {
            comments->items = arena_grow(arena, comments->items, comments->count,
                                         &comments->capacity, sizeof *comments->items);
            comments->items[comments->count++] = comment;
        }
    }
}

struct annotated *comments_read(struct arena *arena, const char *pdf, struct string bytes,
                                struct diagnostics *diagnostics)
{
    struct annotated *annotated = ARENA_NEW(arena, struct annotated);

    return annotations_read(arena, pdf, bytes, annotated, diagnostics) ? annotated : NULL;
}

const struct extracted *comments_sources(const struct annotated *annotated, size_t *count)
{
    *count = annotated->file_count;
    return annotated->files;
}
