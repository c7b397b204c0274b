/* In a process of its own: what libqpdf finds in the PDF, told through a pipe. The process may end
 * in any way; what has been told without RECORD_END counts for nothing. */
#include "comment/annotation.h"

#include "base/unicode.h"
#include "base/worker.h"
#include <dlfcn.h>
#include <errno.h>
#include <qpdf/qpdf-c.h>
#include <string.h>
#include <unistd.h>

enum {
    MEMORY_LIMIT = 1 << 10, /* MiB */
    PAGES_LIMIT = 20000,
    PARENTS_LIMIT = 50, /* of a page in the tree */
    TREE_LIMIT = 1000,  /* nodes of the tree of names */
    NAME_ROOM = 4096,   /* of a file */
    FILES_LIMIT = 10000 /* embedded ones */
};

struct library {
    __typeof__(qpdf_init) *init;
    __typeof__(qpdf_silence_errors) *silence_errors;
    __typeof__(qpdf_set_suppress_warnings) *suppress_warnings;
    __typeof__(qpdf_read_memory) *read_memory;
    __typeof__(qpdf_has_error) *has_error;
    __typeof__(qpdf_get_error) *get_error;
    __typeof__(qpdf_get_error_code) *get_error_code;
    __typeof__(qpdf_get_num_pages) *num_pages;
    __typeof__(qpdf_get_page_n) *page;
    __typeof__(qpdf_get_root) *root;
    __typeof__(qpdf_oh_release_all) *release_all;
    __typeof__(qpdf_oh_is_dictionary) *is_dictionary;
    __typeof__(qpdf_oh_is_array) *is_array;
    __typeof__(qpdf_oh_is_stream) *is_stream;
    __typeof__(qpdf_oh_is_name) *is_name;
    __typeof__(qpdf_oh_is_string) *is_string;
    __typeof__(qpdf_oh_is_number) *is_number;
    __typeof__(qpdf_oh_get_name) *name;
    __typeof__(qpdf_oh_get_numeric_value) *number;
    __typeof__(qpdf_oh_get_binary_string_value) *string;
    __typeof__(qpdf_oh_get_binary_utf8_value) *utf8;
    __typeof__(qpdf_oh_get_array_n_items) *array_count;
    __typeof__(qpdf_oh_get_array_item) *array_item;
    __typeof__(qpdf_oh_get_key) *key;
    __typeof__(qpdf_oh_get_object_id) *object_id;
    __typeof__(qpdf_oh_get_generation) *generation;
    __typeof__(qpdf_oh_get_stream_data) *stream_data;
};

struct walk {
    struct library library;
    qpdf_data pdf;
    int descriptor;
    char room[1 << 16];
    size_t used;
    size_t annotations, files, nodes;
};

/* ---- the pipe ---- */

static void send_all(struct walk *walk, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t put = write(walk->descriptor, bytes, size);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            _exit(1); /* nobody reads any more */
        }
        bytes += put;
        size -= (size_t)put;
    }
}

static void flush(struct walk *walk)
{
    send_all(walk, walk->room, walk->used);
    walk->used = 0;
}

static void put(struct walk *walk, const void *bytes, size_t size)
{
    if (size > sizeof walk->room - walk->used) {
        flush(walk);
    }
    if (size > sizeof walk->room) {
        send_all(walk, bytes, size);
    } else if (size > 0) {
        memcpy(walk->room + walk->used, bytes, size);
        walk->used += size;
    }
}

static void put_head(struct walk *walk, enum annotation_record tag, size_t size)
{
    const uint32_t head[2] = {tag, (uint32_t)size};

    put(walk, head, sizeof head);
}

static void put_record(struct walk *walk, enum annotation_record tag, const void *bytes,
                       size_t size)
{
    put_head(walk, tag, size);
    put(walk, bytes, size);
}

static void put_failure(struct walk *walk, enum annotation_failure failure)
{
    const uint32_t code = failure;

    put_record(walk, RECORD_FAILED, &code, sizeof code);
}

/* ---- values; each function of the library gives something harmless for what is of another kind */

static qpdf_oh entry(struct walk *walk, qpdf_oh dictionary, const char *key)
{
    return walk->library.key(walk->pdf, dictionary, key); /* null where it is no dictionary */
}

static bool read_numbers(struct walk *walk, qpdf_oh array, int from, int count, double *numbers)
{
    if (!walk->library.is_array(walk->pdf, array) ||
        walk->library.array_count(walk->pdf, array) < from + count) {
        return false;
    }
    for (int i = 0; i < count; i++) {
        qpdf_oh item = walk->library.array_item(walk->pdf, array, from + i);
        if (!walk->library.is_number(walk->pdf, item)) {
            return false;
        }
        numbers[i] = walk->library.number(walk->pdf, item);
    }
    return true;
}

static bool is_utf8(const char *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        if (unicode_decode(bytes, size, &at) == UNICODE_INVALID) {
            return false;
        }
    }
    return true;
}

/* The text of a string, a name or a stream. Strings in UTF-8 without its mark are against the
 * standard, and there are many. */
static struct string text_of(struct walk *walk, qpdf_oh value)
{
    struct library *library = &walk->library;
    struct string text = {"", 0};

    if (library->is_name(walk->pdf, value)) {
        const char *name = library->name(walk->pdf, value);
        return *name == '/' ? (struct string){name + 1, strlen(name + 1)} : text;
    }
    if (library->is_stream(walk->pdf, value)) {
        QPDF_BOOL filtered = QPDF_FALSE;
        unsigned char *bytes = NULL;
        size_t size = 0;
        if (library->stream_data(walk->pdf, value, qpdf_dl_all, &filtered, &bytes, &size) <=
                QPDF_WARNINGS &&
            bytes != NULL) {
            text = (struct string){(const char *)bytes, size}; /* the process's end frees it */
        }
        return text;
    }
    if (!library->is_string(walk->pdf, value)) {
        return text;
    }
    text.bytes = library->string(walk->pdf, value, &text.size);
    bool marked = text.size >= 2 &&
                  ((unsigned char)text.bytes[0] == 0xFE || (unsigned char)text.bytes[0] == 0xFF);
    if (marked || !is_utf8(text.bytes, text.size) ||
        (text.size >= 3 && memcmp(text.bytes, "\xEF\xBB\xBF", 3) == 0)) {
        text.bytes = library->utf8(walk->pdf, value, &text.size);
    }
    return text;
}

static void put_text(struct walk *walk, enum annotation_text which, qpdf_oh value)
{
    struct string text = text_of(walk, value);
    const uint32_t code = which;
    size_t size = text.size < TEXT_SIZE_LIMIT ? text.size : TEXT_SIZE_LIMIT;

    while (size < text.size && size > 0 && ((unsigned char)text.bytes[size] & 0xC0) == 0x80) {
        size--;
    }
    if (size > 0) {
        put_head(walk, RECORD_TEXT, sizeof code + size);
        put(walk, &code, sizeof code);
        put(walk, text.bytes, size);
    }
}

/* ---- annotations ---- */

static bool find_kind(const char *subtype, enum comment_kind *kind)
{
    static const struct {
        const char *subtype;
        enum comment_kind kind;
    } rows[] = {
        {"/Text", COMMENT_NOTE},
        {"/Highlight", COMMENT_HIGHLIGHT},
        {"/Underline", COMMENT_UNDERLINE},
        {"/Squiggly", COMMENT_SQUIGGLY},
        {"/StrikeOut", COMMENT_STRIKE_OUT},
        {"/Caret", COMMENT_CARET},
        {"/FreeText", COMMENT_FREE_TEXT},
        {"/Stamp", COMMENT_STAMP},
        {"/Ink", COMMENT_INK},
        {"/Square", COMMENT_SQUARE},
        {"/Circle", COMMENT_CIRCLE},
        {"/Polygon", COMMENT_POLYGON},
        {"/PolyLine", COMMENT_POLYLINE},
        {"/Line", COMMENT_LINE},
        {"/FileAttachment", COMMENT_ATTACHMENT},
        {"/Redact", COMMENT_REDACT},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].subtype, subtype) == 0) {
            *kind = rows[i].kind;
            return true;
        }
    }
    return false;
}

static void put_marks(struct walk *walk, qpdf_oh quads)
{
    int count = walk->library.is_array(walk->pdf, quads)
                    ? walk->library.array_count(walk->pdf, quads) / 8
                    : 0;
    double numbers[8];

    for (int i = 0; i < count && i < QUADS_LIMIT; i++) {
        if (read_numbers(walk, quads, i * 8, 8, numbers)) {
            put_record(walk, RECORD_MARK, numbers, sizeof numbers);
        }
    }
}

static void put_texts(struct walk *walk, qpdf_oh annotation)
{
    static const struct {
        const char *key;
        enum annotation_text text;
    } rows[] = {
        {"/NM", ANNOTATION_NAME},
        {"/T", ANNOTATION_AUTHOR},
        {"/Contents", ANNOTATION_CONTENTS},
        {"/RC", ANNOTATION_RICH},
        {"/Subj", ANNOTATION_SUBJECT},
        {"/M", ANNOTATION_MODIFIED},
        {"/CreationDate", ANNOTATION_CREATED},
        {"/State", ANNOTATION_STATE},
        {"/StateModel", ANNOTATION_STATE_MODEL},
        {"/Name", ANNOTATION_ICON},
    };
    qpdf_oh file = entry(walk, annotation, "/FS");

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        put_text(walk, rows[i].text, entry(walk, annotation, rows[i].key));
    }
    put_text(walk, ANNOTATION_POPUP, entry(walk, entry(walk, annotation, "/Popup"), "/Contents"));
    put_text(walk, ANNOTATION_FILE, entry(walk, file, "/F"));
    put_text(walk, ANNOTATION_FILE, entry(walk, file, "/UF")); /* the last one counts */
}

static void walk_annotation(struct walk *walk, qpdf_oh annotation)
{
    struct library *library = &walk->library;
    qpdf_oh subtype = entry(walk, annotation, "/Subtype");
    enum comment_kind kind;
    double rectangle[4];

    if (!library->is_name(walk->pdf, subtype) ||
        !find_kind(library->name(walk->pdf, subtype), &kind)) {
        return;
    }
    if (walk->annotations++ >= ANNOTATIONS_LIMIT) {
        return;
    }
    qpdf_oh parent = entry(walk, annotation, "/IRT");
    qpdf_oh relation = entry(walk, annotation, "/RT");
    bool answers = library->is_dictionary(walk->pdf, parent);
    struct annotation_head head = {
        .kind = kind,
        .number = (uint32_t)library->object_id(walk->pdf, annotation),
        .generation = (uint32_t)library->generation(walk->pdf, annotation),
        .parent = answers ? (uint32_t)library->object_id(walk->pdf, parent) : 0,
        .parent_generation = answers ? (uint32_t)library->generation(walk->pdf, parent) : 0,
        .grouped = library->is_name(walk->pdf, relation) &&
                   strcmp(library->name(walk->pdf, relation), "/Group") == 0,
    };
    put_record(walk, RECORD_ANNOTATION, &head, sizeof head);
    put_texts(walk, annotation);
    if (read_numbers(walk, entry(walk, annotation, "/Rect"), 0, 4, rectangle)) {
        put_record(walk, RECORD_RECTANGLE, rectangle, sizeof rectangle);
    }
    put_marks(walk, entry(walk, annotation, "/QuadPoints"));
}

static void walk_page(struct walk *walk, size_t number)
{
    struct library *library = &walk->library;
    qpdf_oh page = library->page(walk->pdf, number);
    qpdf_oh annotations = entry(walk, page, "/Annots");
    qpdf_oh node = page;
    double box[4] = {0, 0, 0, 0};

    for (int i = 0; i < PARENTS_LIMIT && library->is_dictionary(walk->pdf, node) &&
                    !read_numbers(walk, entry(walk, node, "/MediaBox"), 0, 4, box);
         i++) {
        node = entry(walk, node, "/Parent");
    }
    put_record(walk, RECORD_PAGE, box, sizeof box);
    int count = library->is_array(walk->pdf, annotations)
                    ? library->array_count(walk->pdf, annotations)
                    : 0;
    for (int i = 0; i < count && walk->annotations <= ANNOTATIONS_LIMIT; i++) {
        qpdf_oh annotation = library->array_item(walk->pdf, annotations, i);
        if (library->is_dictionary(walk->pdf, annotation)) {
            walk_annotation(walk, annotation);
        }
    }
    library->release_all(walk->pdf);
}

/* ---- embedded files ---- */

/* A text as a string with an end, since the library keeps one text at a time; false for what is too
 * long for a name or has an end inside. */
static bool copy_name(struct walk *walk, qpdf_oh value, char name[NAME_ROOM])
{
    struct string text = text_of(walk, value);

    if (text.size >= NAME_ROOM || memchr(text.bytes, 0, text.size) != NULL) {
        return false;
    }
    memcpy(name, text.bytes, text.size);
    name[text.size] = '\0';
    return true;
}

static void walk_file(struct walk *walk, qpdf_oh specification)
{
    struct library *library = &walk->library;
    qpdf_oh relation = entry(walk, specification, "/AFRelationship");
    qpdf_oh stream = entry(walk, entry(walk, specification, "/EF"), "/F");
    char name[NAME_ROOM], description[NAME_ROOM];

    if (!library->is_name(walk->pdf, relation) ||
        strcmp(library->name(walk->pdf, relation), "/Source") != 0 ||
        !library->is_stream(walk->pdf, stream) ||
        !copy_name(walk, entry(walk, specification, "/UF"), name) || *name == '\0' ||
        !copy_name(walk, entry(walk, specification, "/Desc"), description)) {
        return;
    }
    struct string bytes = text_of(walk, stream);
    if (bytes.size <= EXTRACT_FILE_LIMIT && walk->files++ < FILES_LIMIT) {
        put_head(walk, RECORD_FILE, strlen(name) + strlen(description) + 2 + bytes.size);
        put(walk, name, strlen(name) + 1);
        put(walk, description, strlen(description) + 1);
        put(walk, bytes.bytes, bytes.size);
    }
}

/* Nodes of the tree of names, the last one first. */
static void walk_files(struct walk *walk)
{
    struct library *library = &walk->library;
    qpdf_oh names = entry(walk, library->root(walk->pdf), "/Names");
    qpdf_oh stack[TREE_LIMIT] = {entry(walk, names, "/EmbeddedFiles")};
    size_t waiting = 1;

    while (waiting > 0 && walk->nodes++ < TREE_LIMIT) {
        qpdf_oh node = stack[--waiting];
        qpdf_oh files = entry(walk, node, "/Names"), kids = entry(walk, node, "/Kids");
        int count =
            library->is_array(walk->pdf, files) ? library->array_count(walk->pdf, files) : 0;
        for (int i = 1; i < count && walk->files < FILES_LIMIT; i += 2) {
            walk_file(walk, library->array_item(walk->pdf, files, i));
        }
        count = library->is_array(walk->pdf, kids) ? library->array_count(walk->pdf, kids) : 0;
        for (int i = count; i-- > 0 && waiting < TREE_LIMIT;) {
            stack[waiting++] = library->array_item(walk->pdf, kids, i);
        }
    }
}

/* ---- the library ---- */

static bool load(struct library *library)
{
    static const char *const files[] = {"libqpdf.so.29", "libqpdf.so.30", "libqpdf.so"};
    static const struct {
        const char *name;
        size_t offset;
    } functions[] = {
        {"qpdf_init", offsetof(struct library, init)},
        {"qpdf_silence_errors", offsetof(struct library, silence_errors)},
        {"qpdf_set_suppress_warnings", offsetof(struct library, suppress_warnings)},
        {"qpdf_read_memory", offsetof(struct library, read_memory)},
        {"qpdf_has_error", offsetof(struct library, has_error)},
        {"qpdf_get_error", offsetof(struct library, get_error)},
        {"qpdf_get_error_code", offsetof(struct library, get_error_code)},
        {"qpdf_get_num_pages", offsetof(struct library, num_pages)},
        {"qpdf_get_page_n", offsetof(struct library, page)},
        {"qpdf_get_root", offsetof(struct library, root)},
        {"qpdf_oh_release_all", offsetof(struct library, release_all)},
        {"qpdf_oh_is_dictionary", offsetof(struct library, is_dictionary)},
        {"qpdf_oh_is_array", offsetof(struct library, is_array)},
        {"qpdf_oh_is_stream", offsetof(struct library, is_stream)},
        {"qpdf_oh_is_name", offsetof(struct library, is_name)},
        {"qpdf_oh_is_string", offsetof(struct library, is_string)},
        {"qpdf_oh_is_number", offsetof(struct library, is_number)},
        {"qpdf_oh_get_name", offsetof(struct library, name)},
        {"qpdf_oh_get_numeric_value", offsetof(struct library, number)},
        {"qpdf_oh_get_binary_string_value", offsetof(struct library, string)},
        {"qpdf_oh_get_binary_utf8_value", offsetof(struct library, utf8)},
        {"qpdf_oh_get_array_n_items", offsetof(struct library, array_count)},
        {"qpdf_oh_get_array_item", offsetof(struct library, array_item)},
        {"qpdf_oh_get_key", offsetof(struct library, key)},
        {"qpdf_oh_get_object_id", offsetof(struct library, object_id)},
        {"qpdf_oh_get_generation", offsetof(struct library, generation)},
        {"qpdf_oh_get_stream_data", offsetof(struct library, stream_data)},
    };
    void *loaded = NULL;

    for (size_t i = 0; loaded == NULL && i < sizeof files / sizeof *files; i++) {
        loaded = dlopen(files[i], RTLD_NOW | RTLD_LOCAL);
    }
    for (size_t i = 0; loaded != NULL && i < sizeof functions / sizeof *functions; i++) {
        void *function = dlsym(loaded, functions[i].name);
        if (function == NULL) {
            return false;
        }
        /* POSIX has it that such a pointer holds that of a function. */
        memcpy((char *)library + functions[i].offset, &function, sizeof function);
    }
    return loaded != NULL;
}

static bool open_pdf(struct walk *walk, struct string bytes)
{
    struct library *library = &walk->library;

    walk->pdf = library->init();
    library->silence_errors(walk->pdf);
    library->suppress_warnings(walk->pdf, QPDF_TRUE);
    if ((library->read_memory(walk->pdf, "PDF", bytes.bytes, bytes.size, NULL) & QPDF_ERRORS) ==
        0) {
        return true;
    }
    bool password =
        library->has_error(walk->pdf) &&
        library->get_error_code(walk->pdf, library->get_error(walk->pdf)) == qpdf_e_password;
    put_failure(walk, password ? FAILURE_PASSWORD : FAILURE_BROKEN);
    return false;
}

void annotation_walk(struct string bytes, int descriptor)
{
    static const size_t most = PAGES_LIMIT;
    struct walk walk = {.descriptor = descriptor};

    worker_prepare(WORKER_SECONDS);
    if (!load(&walk.library)) {
        put_failure(&walk, FAILURE_LIBRARY);
        flush(&walk);
        return;
    }
    worker_confine(MEMORY_LIMIT);
    if (open_pdf(&walk, bytes)) {
        int count = walk.library.num_pages(walk.pdf);
        if (count <= 0) {
            put_failure(&walk, FAILURE_BROKEN);
        }
        for (size_t i = 0; count > 0 && i < (size_t)count && i < most; i++) {
            walk_page(&walk, i);
        }
        walk_files(&walk);
        if (walk.annotations > ANNOTATIONS_LIMIT || count > PAGES_LIMIT) {
            put_record(&walk, RECORD_CUT, NULL, 0);
        }
    }
    put_record(&walk, RECORD_END, NULL, 0);
    flush(&walk);
}
