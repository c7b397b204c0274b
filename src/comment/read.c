/* The reading process's records, taken apart. It has read a stranger's file: what it says is
 * checked like such a file. */
#include "comment/annotation.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "base/worker.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STEP = 1 << 16 };

/* Bytes that the process may say. */
static const size_t SAID_LIMIT = (size_t)512 * 1024 * 1024;

/* All that comes through the pipe; false: too much, or no memory. The bytes are malloc's. */
static bool collect(int descriptor, char **bytes, size_t *size)
{
    size_t room = 0;

    for (;;) {
        if (*size == room) {
            size_t larger = room == 0 ? STEP : room * 2;
            char *grown = larger > SAID_LIMIT ? NULL : realloc(*bytes, larger);
            if (grown == NULL) {
                return false;
            }
            *bytes = grown;
            room = larger;
        }
        ssize_t got = read(descriptor, *bytes + *size, room - *size);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got == 0;
        }
        *size += (size_t)got;
    }
}

/* What the process says of the PDF; empty: it could not be started, or said too much. */
static struct string ask(struct arena *arena, struct string pdf)
{
    char *bytes = NULL;
    size_t size = 0;
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0) {
        return STRING("");
    }
    pid_t process = fork();
    if (process == 0) {
        (void)close(ends[0]);
        annotation_walk(pdf, ends[1]);
        _exit(0);
    }
    (void)close(ends[1]);
    bool good = process > 0 && collect(ends[0], &bytes, &size);
    (void)close(ends[0]); /* what still writes ends */
    if (process > 0) {
        worker_wait(process);
    }
    if (bytes != NULL) {
        arena_own(arena, bytes, free);
    }
    return good && bytes != NULL ? (struct string){bytes, size} : STRING("");
}

/* ---- records ---- */

struct taking {
    struct arena *arena;
    struct annotated *out;
    enum { TAKING_ON, TAKING_ENDED, TAKING_FAILED } stage;
    uint32_t failure;
};

/* Control characters, which steer terminals, and those that turn the direction of writing have no
 * business in a list; line breaks stay. */
static struct string clean(struct arena *arena, struct string text)
{
    struct buffer out = buffer_new(arena);

    for (size_t at = 0; at < text.size;) {
        uint32_t character = unicode_decode(text.bytes, text.size, &at);
        if (character == '\r') {
            if (at < text.size && text.bytes[at] == '\n') {
                continue;
            }
            character = '\n';
        }
        if (character == '\t') {
            character = ' ';
        }
        bool turns = (character >= 0x202A && character <= 0x202E) ||
                     (character >= 0x2066 && character <= 0x2069) || character == 0x200E ||
                     character == 0x200F;
        if (character != UNICODE_INVALID && !turns && character != 0xFEFF &&
            !(character < 0x20 && character != '\n') && !unicode_is_forbidden(character)) {
            buffer_add_character(&out, character);
        }
    }
    while (out.size > 0 && (out.bytes[out.size - 1] == '\n' || out.bytes[out.size - 1] == ' ')) {
        out.bytes[--out.size] = '\0';
    }
    return buffer_string(&out);
}

/* A point of the page box in lengths from its top left corner; absurd ones are far outside. */
static length_t to_length(double points)
{
    if (!isfinite(points) || fabs(points) * LENGTH_PT > (double)LENGTH_LIMIT) {
        return LENGTH_LIMIT;
    }
    return (length_t)llround(points * LENGTH_PT);
}

static struct comment_rectangle rectangle_of(const struct page_box *box, const double *numbers,
                                             size_t count)
{
    struct comment_rectangle out = {LENGTH_LIMIT, LENGTH_LIMIT, -LENGTH_LIMIT, -LENGTH_LIMIT};

    for (size_t i = 0; i + 1 < count; i += 2) {
        length_t x = to_length(numbers[i] - fmin(box->left, box->right));
        length_t y = to_length(fmax(box->top, box->bottom) - numbers[i + 1]);
        out.left = length_min(out.left, x);
        out.right = length_max(out.right, x);
        out.top = length_min(out.top, y);
        out.bottom = length_max(out.bottom, y);
    }
    return out;
}

static void take_page(struct taking *taking, struct string record)
{
    struct annotated *out = taking->out;

    if (record.size == sizeof(struct page_box)) {
        out->pages = arena_grow(taking->arena, out->pages, out->page_count, &out->page_capacity,
                                sizeof *out->pages);
        memcpy(&out->pages[out->page_count++], record.bytes, sizeof(struct page_box));
    }
}

static void take_head(struct taking *taking, struct string record)
{
    struct annotated *out = taking->out;
    struct annotation_head head;

    if (record.size != sizeof head || out->page_count == 0 || out->count == ANNOTATIONS_LIMIT) {
        return;
    }
    memcpy(&head, record.bytes, sizeof head);
    if (head.kind >= COMMENT_KINDS) {
        return;
    }
    out->annotations = arena_grow(taking->arena, out->annotations, out->count, &out->capacity,
                                  sizeof *out->annotations);
    struct annotation *annotation = &out->annotations[out->count++];
    *annotation = (struct annotation){
        .kind = (enum comment_kind)head.kind,
        .page = out->page_count - 1,
        .self = {head.number, head.generation},
        .parent = {head.parent, head.parent_generation},
        .grouped = head.grouped != 0,
    };
    for (size_t i = 0; i < ANNOTATION_TEXTS; i++) {
        annotation->texts[i] = STRING("");
    }
}

static void take_text(struct taking *taking, struct annotation *annotation, struct string record)
{
    uint32_t which;

    if (record.size > sizeof which) {
        memcpy(&which, record.bytes, sizeof which);
        if (which < ANNOTATION_TEXTS) {
            annotation->texts[which] =
                clean(taking->arena,
                      (struct string){record.bytes + sizeof which, record.size - sizeof which});
        }
    }
}

static void take_numbers(struct taking *taking, struct annotation *annotation, bool mark,
                         struct string record)
{
    const struct page_box *box = &taking->out->pages[annotation->page];
    size_t count = mark ? 8 : 4;
    double numbers[8];

    if (record.size != count * sizeof *numbers) {
        return;
    }
    memcpy(numbers, record.bytes, record.size);
    struct comment_rectangle rectangle = rectangle_of(box, numbers, count);
    if (!mark) {
        annotation->at = rectangle;
        return;
    }
    if (annotation->mark_count == QUADS_LIMIT) {
        return;
    }
    if ((annotation->mark_count & (annotation->mark_count - 1)) == 0) { /* 0, 1, 2, 4, … */
        size_t room = annotation->mark_count == 0 ? 1 : annotation->mark_count * 2;
        struct comment_rectangle *grown =
            ARENA_ARRAY(taking->arena, struct comment_rectangle, room);
        if (annotation->mark_count > 0) {
            memcpy(grown, annotation->marks, annotation->mark_count * sizeof *grown);
        }
        annotation->marks = grown;
    }
    annotation->marks[annotation->mark_count++] = rectangle;
}

static void take_file(struct taking *taking, struct string record)
{
    struct annotated *out = taking->out;
    const char *end = record.bytes + record.size;
    const char *first = memchr(record.bytes, 0, record.size);
    const char *second = first == NULL ? NULL : memchr(first + 1, 0, (size_t)(end - first - 1));

    if (second == NULL || record.size - (size_t)(second + 1 - record.bytes) > EXTRACT_FILE_LIMIT) {
        return;
    }
    out->files = arena_grow(taking->arena, out->files, out->file_count, &out->file_capacity,
                            sizeof *out->files);
    size_t size = (size_t)(end - second - 1);
    out->files[out->file_count++] =
        (struct extracted){arena_copy(taking->arena, record.bytes, (size_t)(first - record.bytes)),
                           arena_copy(taking->arena, first + 1, (size_t)(second - first - 1)),
                           {arena_copy(taking->arena, second + 1, size), size}};
}

static void take_record(struct taking *taking, uint32_t tag, struct string record)
{
    struct annotated *out = taking->out;
    struct annotation *last = out->count > 0 ? &out->annotations[out->count - 1] : NULL;

    if (tag == RECORD_PAGE) {
        take_page(taking, record);
    } else if (tag == RECORD_ANNOTATION) {
        take_head(taking, record);
    } else if (tag == RECORD_TEXT && last != NULL) {
        take_text(taking, last, record);
    } else if ((tag == RECORD_RECTANGLE || tag == RECORD_MARK) && last != NULL) {
        take_numbers(taking, last, tag == RECORD_MARK, record);
    } else if (tag == RECORD_FILE) {
        take_file(taking, record);
    } else if (tag == RECORD_CUT) {
        out->cut = true;
    } else if (tag == RECORD_END) {
        taking->stage = TAKING_ENDED;
    } else if (tag == RECORD_FAILED && record.size == sizeof taking->failure) {
        memcpy(&taking->failure, record.bytes, sizeof taking->failure);
        taking->stage = TAKING_FAILED;
    }
}

bool annotations_read(struct arena *arena, const char *pdf, struct string bytes,
                      struct annotated *out, struct diagnostics *diagnostics)
{
    struct taking taking = {.arena = arena, .out = out};
    struct string said = ask(arena, bytes);
    uint32_t head[2];

    *out = (struct annotated){.pdf = pdf};
    while (taking.stage == TAKING_ON && said.size >= sizeof head) {
        memcpy(head, said.bytes, sizeof head);
        said.bytes += sizeof head;
        said.size -= sizeof head;
        if (head[1] > said.size) {
            break;
        }
        take_record(&taking, head[0], (struct string){said.bytes, head[1]});
        said.bytes += head[1];
        said.size -= head[1];
    }
    if (taking.stage == TAKING_ENDED) {
        if (out->cut) {
            REPORT(diagnostics, COMMENTS_CUT, (struct place){0}, pdf);
        }
        return true;
    }
    bool failed = taking.stage == TAKING_FAILED;
    if (failed && taking.failure == FAILURE_LIBRARY) {
        REPORT(diagnostics, IMPORT_LIBRARY, (struct place){0}, "libqpdf.so.29", "libqpdf29");
    } else if (failed && taking.failure == FAILURE_PASSWORD) {
        REPORT(diagnostics, COMMENTS_PASSWORD, (struct place){0}, pdf);
    } else {
        REPORT(diagnostics, COMMENTS_BROKEN, (struct place){0}, pdf,
               message_translate(failed ? N_("it is damaged beyond repair, or no PDF")
                                        : N_("reading it takes more time or memory than any "
                                             "document should")));
    }
    return false;
}
