#include "yaml/node.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "yaml/anchor.h"
#include "yaml/index.h"
#include "yaml/mark.h"
#include "yaml/scalar.h"
#include "yaml/syntax.h"
#include "yaml/words.h"
#include <string.h>
#include <yaml.h>

enum {
    /* Mappings up to this size are searched pair by pair for duplicate keys. */
    SMALL_MAPPING = 12,
    /* libyaml compares each %TAG directive with all others. */
    TAG_DIRECTIVE_LIMIT = 16,
    /* Room for children to begin with. */
    CHILDREN_LEAST = 64,
};

/* A collection that is not closed yet. */
struct frame {
    struct node *node;
    struct anchor *anchor;  /* NULL: none */
    const struct node *key; /* of the pair whose value comes next; NULL: a key comes next */
    bool drop;              /* the key was reported: its pair is left out */
    bool strange;           /* a key was no scalar */
    size_t first;           /* of its children in the builder's */
    size_t weight, bytes;   /* the builder's when it began */
    unsigned height;        /* of its highest child */
};

/* libyaml's handles, owned by the scratch arena: a jump for want of memory frees them too. */
struct handle {
    yaml_parser_t parser;
    yaml_event_t event;
};

struct builder {
    struct arena *arena;
    struct arena *scratch;
    const struct source *source;
    struct diagnostics *diagnostics;
    struct handle *handle;
    struct frame frames[NODE_DEPTH_LIMIT];
    size_t depth;
    size_t weight;   /* nodes so far, aliases written out */
    size_t bytes;    /* of their scalars, likewise */
    size_t repeated; /* of these, behind aliases */
    /* Children of all open collections; keys and values in turn. */
    const struct node **children;
    size_t child_count, child_capacity;
    struct anchors anchors;
    const struct node *root;
    struct marks marks;
    struct syntax_stop stop;
};

static void end_handle(void *memory)
{
    struct handle *handle = memory;

    yaml_event_delete(&handle->event);
    yaml_parser_delete(&handle->parser);
}

/* ---- building ---- */

/* For a message; not worth its memory where the message is only counted. */
static const char *clip(struct builder *builder, const char *bytes, size_t size)
{
    bool shown = builder->diagnostics->count < builder->diagnostics->limit;

    return shown ? words_clip(builder->scratch, (struct string){bytes, size}) : "";
}

static bool add_weight(struct builder *builder, size_t weight, struct place place)
{
    if (weight > NODE_WEIGHT_LIMIT - builder->weight) {
        REPORT(builder->diagnostics, YAML_WEIGHT, place,
               arena_format(builder->scratch, "%d", NODE_WEIGHT_LIMIT));
        return false;
    }
    builder->weight += weight;
    return true;
}

/* Later stages copy and set a text as often as it is named. */
static bool add_repeated(struct builder *builder, size_t bytes, struct place place)
{
    if (bytes > NODE_REPEATED_LIMIT - builder->repeated) {
        REPORT(builder->diagnostics, YAML_REPEATED, place,
               arena_format(builder->scratch, "%d", NODE_REPEATED_LIMIT / 1024 / 1024));
        return false;
    }
    builder->repeated += bytes;
    builder->bytes += bytes;
    return true;
}

static bool check_depth(struct builder *builder, unsigned height, struct place place)
{
    if (height > NODE_DEPTH_LIMIT - builder->depth) {
        REPORT(builder->diagnostics, YAML_DEPTH, place,
               arena_format(builder->scratch, "%d", NODE_DEPTH_LIMIT));
        return false;
    }
    return true;
}

static void push_child(struct builder *builder, const struct node *node)
{
    builder->children = arena_grow(builder->scratch, builder->children, builder->child_count,
                                   &builder->child_capacity, sizeof *builder->children);
    builder->children[builder->child_count++] = node;
}

static void take_key(struct builder *builder, struct frame *frame, const struct node *node)
{
    frame->key = node;
    frame->drop = true;
    if (node->kind != NODE_SCALAR || (node->plain && node->scalar.size == 0)) {
        REPORT(builder->diagnostics, YAML_KEY, node->place, "");
        frame->strange = true;
    } else if (node->plain && scalar_is(node->scalar, "<<")) {
        REPORT(builder->diagnostics, YAML_MERGE_KEY, node->place, "");
    } else {
        frame->drop = false;
    }
}

/* Puts a finished node where the document has it. */
static void place_node(struct builder *builder, const struct node *node, unsigned height)
{
    if (builder->depth == 0) {
        builder->root = node;
        return;
    }
    struct frame *frame = &builder->frames[builder->depth - 1];
    if (height > frame->height) {
        frame->height = height;
    }
    if (frame->node->kind == NODE_SEQUENCE) {
        push_child(builder, node);
    } else if (frame->key == NULL) {
        take_key(builder, frame, node);
    } else {
        if (!frame->drop) {
            push_child(builder, frame->key);
            push_child(builder, node);
        }
        frame->key = NULL;
    }
}

static struct node *new_node(struct builder *builder, enum node_kind kind,
                             const yaml_char_t *anchor, const yaml_char_t *tag)
{
    struct node *node = ARENA_NEW(builder->arena, struct node);
    yaml_mark_t mark = builder->handle->event.start_mark;

    node->kind = kind;
    node->place = marks_place(&builder->marks, mark);
    if (tag != NULL) {
        REPORT(builder->diagnostics, YAML_TAG, node->place,
               clip(builder, (const char *)tag, strlen((const char *)tag)));
    }
    if (anchor != NULL || tag != NULL) {
        bool empty = kind == NODE_SCALAR && builder->handle->event.data.scalar.length == 0;
        if (!empty) {
            node->place = marks_skip_properties(&builder->marks, mark);
        }
    }
    return node;
}

static struct anchor *define_anchor(struct builder *builder, const yaml_char_t *name,
                                    const struct node *node)
{
    if (name == NULL) {
        return NULL;
    }
    struct anchor *anchor = anchors_define(builder->scratch, &builder->anchors, (const char *)name);
    anchor->node = node;
    anchor->open = node->kind != NODE_SCALAR;
    anchor->weight = 1;
    anchor->bytes = node->scalar.size;
    anchor->height = 0;
    return anchor;
}

/* Found at a cost, so only for findings that are shown. */
static struct place escape_place(const struct builder *builder, const struct node *node,
                                 struct string text, size_t offset)
{
    bool shown = builder->diagnostics->count < builder->diagnostics->limit;

    return shown ? source_place_in_scalar(node->place, text, offset) : node->place;
}

/* Escapes can write what source_read() keeps out of the text. The text ends before one, so that
 * nothing more is said about it. */
static void check_escapes(struct builder *builder, struct node *node)
{
    struct string text = node->scalar;

    for (size_t at = 0; at < text.size;) {
        size_t start = at;
        uint32_t character = unicode_decode(text.bytes, text.size, &at);
        if (unicode_is_forbidden(character)) {
            node->scalar = (struct string){arena_copy(builder->arena, text.bytes, start), start};
            REPORT(builder->diagnostics, FILE_CONTROL, escape_place(builder, node, text, start),
                   arena_format(builder->scratch, "U+%04X", (unsigned)character));
            return;
        }
    }
}

static bool add_scalar(struct builder *builder)
{
    const yaml_event_t *event = &builder->handle->event;
    yaml_scalar_style_t style = event->data.scalar.style;
    struct node *node =
        new_node(builder, NODE_SCALAR, event->data.scalar.anchor, event->data.scalar.tag);

    node->plain = style == YAML_PLAIN_SCALAR_STYLE;
    node->literal = style == YAML_LITERAL_SCALAR_STYLE;
    node->scalar.size = event->data.scalar.length;
    node->scalar.bytes =
        arena_copy(builder->arena, (const char *)event->data.scalar.value, node->scalar.size);
    if (style == YAML_DOUBLE_QUOTED_SCALAR_STYLE) {
        check_escapes(builder, node);
    }
    builder->stop.quoted =
        style == YAML_DOUBLE_QUOTED_SCALAR_STYLE || style == YAML_SINGLE_QUOTED_SCALAR_STYLE;
    if (builder->stop.quoted) {
        builder->stop.quoted_single = style == YAML_SINGLE_QUOTED_SCALAR_STYLE;
        builder->stop.quoted_start = node->place;
        builder->stop.quoted_end = marks_place(&builder->marks, event->end_mark);
    }
    if (node->plain && node->scalar.size == 0 && event->data.scalar.tag != NULL) {
        /* Text that begins with ! was meant: nothing more to say about it. */
        const char *tag = (const char *)event->data.scalar.tag;
        node->scalar = (struct string){arena_copy(builder->arena, tag, strlen(tag)), strlen(tag)};
    }
    define_anchor(builder, event->data.scalar.anchor, node);
    builder->bytes += node->scalar.size;
    if (!add_weight(builder, 1, node->place)) {
        return false;
    }
    place_node(builder, node, 0);
    return true;
}

static bool add_alias(struct builder *builder)
{
    const char *name = (const char *)builder->handle->event.data.alias.anchor;
    struct place place = marks_place(&builder->marks, builder->handle->event.start_mark);
    const struct anchor *anchor = anchors_find(&builder->anchors, name);

    builder->stop.quoted = false;
    if (anchor != NULL && !anchor->open) {
        if (!add_weight(builder, anchor->weight, place) ||
            !add_repeated(builder, anchor->bytes, place) ||
            !check_depth(builder, anchor->height, place)) {
            return false;
        }
        place_node(builder, anchor->node, anchor->height);
        return true;
    }
    REPORT(builder->diagnostics, anchor != NULL ? YAML_ALIAS_LOOP : YAML_ALIAS, place,
           clip(builder, name, strlen(name)));
    /* Stands for itself, as if it were quoted: nothing more to say about it. */
    struct node *node = ARENA_NEW(builder->arena, struct node);
    node->place = place;
    node->scalar.size = strlen(name) + 1;
    node->scalar.bytes = arena_format(builder->arena, "*%s", name);
    if (!add_weight(builder, 1, place)) {
        return false;
    }
    place_node(builder, node, 0);
    return true;
}

static bool open_collection(struct builder *builder, enum node_kind kind, const yaml_char_t *anchor,
                            const yaml_char_t *tag)
{
    struct node *node = new_node(builder, kind, anchor, tag);
    size_t weight = builder->weight;

    builder->stop.quoted = false;
    if (!check_depth(builder, 1, node->place) || !add_weight(builder, 1, node->place)) {
        return false;
    }
    builder->frames[builder->depth++] = (struct frame){
        .node = node,
        .anchor = define_anchor(builder, anchor, node),
        .first = builder->child_count,
        .weight = weight,
        .bytes = builder->bytes,
    };
    return true;
}

static void report_duplicate(struct builder *builder, const struct node *key,
                             const struct node *first)
{
    REPORT(builder->diagnostics, YAML_DUPLICATE_KEY, key->place,
           clip(builder, key->scalar.bytes, key->scalar.size),
           arena_format(builder->scratch, "%u", (unsigned)first->place.line));
}

/* For each pair the number of the first one with its key; `children` are keys and values. */
static size_t *first_pairs(struct builder *builder, const struct node *const *children,
                           size_t count)
{
    struct index_entry *entries = ARENA_ARRAY(builder->scratch, struct index_entry, count);
    size_t *firsts = ARENA_ARRAY(builder->scratch, size_t, count);

    for (size_t i = 0; i < count; i++) {
        entries[i] = (struct index_entry){children[i * 2]->scalar, i};
    }
    index_sort(entries, count);
    for (size_t i = 0; i < count; i++) {
        bool same = i > 0 && index_same(entries[i].name, entries[i - 1].name);
        size_t position = entries[i].position;
        firsts[position] = same ? firsts[entries[i - 1].position] : position;
    }
    return firsts;
}

static size_t first_pair(const struct node *const *children, size_t pair)
{
    for (size_t i = 0; i < pair; i++) {
        if (index_same(children[i * 2]->scalar, children[pair * 2]->scalar)) {
            return i;
        }
    }
    return pair;
}

/* Pairs whose key stood before are reported and left out. */
static void close_mapping(struct builder *builder, struct node *node,
                          const struct node *const *children, size_t count)
{
    struct node_pair *pairs = ARENA_ARRAY(builder->arena, struct node_pair, count);
    const size_t *firsts = count > SMALL_MAPPING ? first_pairs(builder, children, count) : NULL;

    for (size_t i = 0; i < count; i++) {
        size_t first = firsts != NULL ? firsts[i] : first_pair(children, i);
        if (first != i) {
            report_duplicate(builder, children[i * 2], children[first * 2]);
        } else {
            pairs[node->count++] = (struct node_pair){children[i * 2], children[i * 2 + 1]};
        }
    }
    node->pairs = pairs;
}

static void close_collection(struct builder *builder)
{
    struct frame *frame = &builder->frames[builder->depth - 1];
    struct node *node = frame->node;
    size_t count = builder->child_count - frame->first;
    const struct node **children = builder->children + frame->first;
    unsigned height = frame->height + 1;

    builder->stop.quoted = false;
    if (node->kind == NODE_MAPPING) {
        close_mapping(builder, node, children, count / 2);
        if (frame->strange && node->count == 0) {
            /* {{name}} was meant as text: nothing more to say about it. */
            node->kind = NODE_SCALAR;
            node->scalar = STRING("{{}}");
        }
    } else {
        const struct node **items = ARENA_ARRAY(builder->arena, const struct node *, count);
        if (count > 0) {
            memcpy(items, children, count * sizeof *items);
        }
        node->items = items;
        node->count = count;
    }
    builder->child_count = frame->first;
    if (frame->anchor != NULL && frame->anchor->node == node) {
        frame->anchor->open = false;
        frame->anchor->weight = builder->weight - frame->weight;
        frame->anchor->bytes = builder->bytes - frame->bytes;
        frame->anchor->height = height;
    }
    builder->depth--;
    place_node(builder, node, height);
}

/* ---- parsing ---- */

enum step { STEP_NEXT, STEP_END, STEP_FAILED };

static enum step take_event(struct builder *builder)
{
    const yaml_event_t *event = &builder->handle->event;

    switch (event->type) {
    case YAML_NO_EVENT:
    case YAML_STREAM_END_EVENT:
        return STEP_END;
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        return STEP_NEXT;
    case YAML_DOCUMENT_START_EVENT:
        if (builder->root == NULL) {
            return STEP_NEXT;
        }
        REPORT(builder->diagnostics, YAML_DOCUMENTS,
               marks_place(&builder->marks, event->start_mark), "");
        return STEP_END;
    case YAML_ALIAS_EVENT:
        return add_alias(builder) ? STEP_NEXT : STEP_FAILED;
    case YAML_SCALAR_EVENT:
        return add_scalar(builder) ? STEP_NEXT : STEP_FAILED;
    case YAML_SEQUENCE_START_EVENT:
        return open_collection(builder, NODE_SEQUENCE, event->data.sequence_start.anchor,
                               event->data.sequence_start.tag)
                   ? STEP_NEXT
                   : STEP_FAILED;
    case YAML_MAPPING_START_EVENT:
        return open_collection(builder, NODE_MAPPING, event->data.mapping_start.anchor,
                               event->data.mapping_start.tag)
                   ? STEP_NEXT
                   : STEP_FAILED;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        close_collection(builder);
        return STEP_NEXT;
    }
    return STEP_FAILED;
}

static void report_syntax(struct builder *builder)
{
    const yaml_parser_t *parser = &builder->handle->parser;

    if (parser->error == YAML_MEMORY_ERROR) {
        arena_fail(builder->arena);
    }
    builder->stop.source = builder->source;
    builder->stop.parser = parser;
    if (parser->error == YAML_READER_ERROR) {
        builder->stop.problem = syntax_place(builder->source, parser->problem_offset);
    } else {
        builder->stop.problem = marks_place(&builder->marks, parser->problem_mark);
        if (parser->context != NULL) {
            builder->stop.context = marks_place(&builder->marks, parser->context_mark);
        }
    }
    syntax_report(builder->scratch, &builder->stop, builder->diagnostics);
}

static bool parse(struct builder *builder)
{
    for (;;) {
        if (yaml_parser_parse(&builder->handle->parser, &builder->handle->event) == 0) {
            report_syntax(builder);
            return false;
        }
        enum step step = take_event(builder);
        yaml_event_delete(&builder->handle->event);
        if (step != STEP_NEXT) {
            return step == STEP_END;
        }
    }
}

static bool check_directives(const struct source *source, struct diagnostics *diagnostics)
{
    const char *at = source->text.bytes;
    const char *end = at + source->text.size;
    unsigned count = 0;

    while ((at = memmem(at, (size_t)(end - at), "\n%TAG", 5)) != NULL) {
        at++;
        if (++count > TAG_DIRECTIVE_LIMIT) {
            REPORT(diagnostics, YAML_TAG, syntax_place(source, (size_t)(at - source->text.bytes)),
                   "%TAG");
            return false;
        }
    }
    return true;
}

const struct node *node_parse(struct arena *arena, const struct source *source,
                              struct diagnostics *diagnostics)
{
    if (!check_directives(source, diagnostics)) {
        return NULL;
    }
    struct arena *scratch = arena_child(arena);
    struct builder *builder = ARENA_NEW(scratch, struct builder);
    builder->arena = arena;
    builder->scratch = scratch;
    builder->source = source;
    builder->diagnostics = diagnostics;
    builder->child_capacity = CHILDREN_LEAST;
    builder->children = ARENA_ARRAY(scratch, const struct node *, builder->child_capacity);
    builder->handle = ARENA_NEW(scratch, struct handle);
    if (yaml_parser_initialize(&builder->handle->parser) == 0) {
        arena_fail(arena);
    }
    arena_own(scratch, builder->handle, end_handle);
    yaml_parser_set_encoding(&builder->handle->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&builder->handle->parser,
                                 (const unsigned char *)source->text.bytes, source->text.size);
    builder->marks = marks_new(scratch, source);
    bool good = parse(builder);
    const struct node *root = builder->root;
    arena_free_child(scratch);
    if (!good) {
        return NULL;
    }
    if (root == NULL || (root->kind == NODE_SCALAR && root->plain && root->scalar.size == 0)) {
        struct node *empty = ARENA_NEW(arena, struct node);
        empty->kind = NODE_MAPPING;
        empty->place = (struct place){source, 1, 1};
        return empty;
    }
    return root;
}

/* ---- reading ---- */

const struct node *node_get(const struct node *mapping, const char *key)
{
    if (mapping->kind != NODE_MAPPING) {
        return NULL;
    }
    for (size_t i = 0; i < mapping->count; i++) {
        if (scalar_is(mapping->pairs[i].key->scalar, key)) {
            return mapping->pairs[i].value;
        }
    }
    return NULL;
}

bool node_is_null(const struct node *node)
{
    return node->kind == NODE_SCALAR && node->plain && scalar_kind(node->scalar) == SCALAR_NULL;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

/* Behind | an empty line is two line breaks; elsewhere a line break is a space, and one that is
 * left stands for an empty line, but for lines behind > that are indented further. */
size_t node_gap(const struct node *scalar)
{
    const char *bytes = scalar->scalar.bytes;
    size_t size = scalar->scalar.size;
    size_t at = 0;

    while (at < size && (is_blank(bytes[at]) || bytes[at] == '\n')) {
        at++; /* before the text */
    }
    while (at < size) {
        const char *end = memchr(bytes + at, '\n', size - at);
        if (end == NULL) {
            return 0;
        }
        bool kept = scalar->literal || is_blank(bytes[at]);
        size_t breaks = 0;
        size_t line = (size_t)(end - bytes);
        for (at = line; at < size && (is_blank(bytes[at]) || bytes[at] == '\n'); at++) {
            if (bytes[at] == '\n') {
                breaks++;
                line = at + 1;
            }
        }
        kept = kept || at > line;
        if (at < size && breaks > (kept ? 1U : 0U)) {
            return at;
        }
        at = at < size ? line : size;
    }
    return 0;
}
