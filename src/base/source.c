#include "base/source.h"

#include "base/arena.h"
#include "base/confine.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    READ_STEP = 64 * 1024,
    CURSOR_REACH = 4096,  /* bytes of indentation that may stand inside a scalar */
    CURSOR_MISSES = 4096, /* characters of a value that its source has not */
    ENCODING_LINES = 5,   /* shown: a file in another encoding is wrong on every line */
};

static void index_lines(struct arena *arena, struct source *source)
{
    const char *bytes = source->text.bytes;
    size_t size = source->text.size;
    size_t count = 1;

    for (size_t i = 0; i < size; i++) {
        count += bytes[i] == '\n';
    }
    size_t *lines = ARENA_ARRAY(arena, size_t, count);
    source->line_count = count;
    source->lines = lines;
    for (size_t i = 0, line = 1; i < size; i++) {
        if (bytes[i] == '\n') {
            lines[line++] = i + 1;
        }
    }
}

static struct place place_of_offset(const struct source *source, size_t offset)
{
    size_t line = 0;

    while (line + 1 < source->line_count && source->lines[line + 1] <= offset) {
        line++;
    }
    size_t start = source->lines[line];
    size_t column = unicode_count(source->text.bytes + start, offset - start) + 1;
    return (struct place){source, (uint32_t)line + 1, (uint32_t)column};
}

/* What editors call "Unicode". */
static bool is_utf16(const char *bytes, size_t size)
{
    return size >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0);
}

/* Every byte that is wrong is a finding, but one per line is enough to mend a file, and a few to
 * see that it is in another encoding. */
static bool check_text(struct arena *arena, const struct source *source,
                       struct diagnostics *diagnostics)
{
    const char *bytes = source->text.bytes;
    size_t size = source->text.size;
    size_t offset = 0;
    bool good = true;
    bool reported = false; /* on this line */
    unsigned invalid_lines = is_utf16(bytes, size) ? ENCODING_LINES - 1 : 0;

    while (offset < size) {
        unsigned char first = (unsigned char)bytes[offset];
        size_t at = offset;
        if (first >= 0x20 && first < 0x7F) {
            offset++;
            continue;
        }
        if (first == '\n') {
            reported = false;
        }
        uint32_t character = unicode_decode(bytes, size, &offset);
        if (character != UNICODE_INVALID && !unicode_is_forbidden(character)) {
            continue;
        }
        good = false;
        if (reported) {
            continue;
        }
        reported = true;
        if (character == UNICODE_INVALID) {
            REPORT(diagnostics, FILE_ENCODING, place_of_offset(source, at),
                   arena_format(arena, "0x%02X", first));
            if (++invalid_lines == ENCODING_LINES) {
                return false;
            }
        } else {
            REPORT(diagnostics, FILE_CONTROL, place_of_offset(source, at),
                   arena_format(arena, "U+%04X", (unsigned)character));
        }
        if (diagnostics->dropped > 0) {
            return false;
        }
    }
    return good;
}

const struct source *source_from_memory(struct arena *arena, const char *name, const char *bytes,
                                        size_t size, struct diagnostics *diagnostics)
{
    struct source *source = ARENA_NEW(arena, struct source);

    source->name = arena_copy(arena, name, strlen(name));
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        size -= 3;
    }
    source->text.bytes = arena_copy(arena, bytes, size);
    source->text.size = size;
    index_lines(arena, source);
    return check_text(arena, source, diagnostics) ? source : NULL;
}

/* Reads a descriptor to its end; false with errno set, or with 0 for a file that is too large. */
static bool read_all(struct buffer *buffer, int descriptor)
{
    static const size_t limit = SOURCE_LIMIT;
    char step[READ_STEP];

    for (;;) {
        ssize_t got = read(descriptor, step, sizeof step);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got == 0;
        }
        if (buffer->size + (size_t)got > limit) {
            errno = 0;
            return false;
        }
        buffer_add(buffer, step, (size_t)got);
    }
}

const char *source_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "<stdin>" : path;
}

/* A descriptor; -1 with errno set. A file that another one names may not be a pipe or a device,
 * which would wait for who writes there: errno is 0 then. */
static int open_file(const char *path, bool named)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (named ? O_NONBLOCK : 0));
    struct stat status;

    if (descriptor >= 0 && named && fstat(descriptor, &status) == 0 && !S_ISREG(status.st_mode)) {
        (void)close(descriptor);
        errno = S_ISDIR(status.st_mode) ? EISDIR : 0;
        return -1;
    }
    return descriptor;
}

bool source_exists(struct arena *arena, const char *path)
{
    const struct confinement *confinement = confinement_of(arena);

    return confinement != NULL ? confinement_find(confinement, path) != NULL
                               : access(path, F_OK) == 0;
}

/* Reads from the files that the arena is confined to. */
static bool take_confined(const struct confinement *confinement, const char *path,
                          struct place place, struct string *bytes, struct diagnostics *diagnostics)
{
    const struct confined_file *file = confinement_find(confinement, path);

    if (file == NULL) {
        REPORT(diagnostics, FILE_OPEN, place, source_name(path),
               message_translate(N_("it is not among the files that belong to the document")));
        return false;
    }
    *bytes = file->bytes;
    return true;
}

bool source_bytes(struct arena *arena, const char *path, struct place place, struct string *bytes,
                  struct diagnostics *diagnostics)
{
    if (confinement_of(arena) != NULL) {
        return take_confined(confinement_of(arena), path, place, bytes, diagnostics);
    }
    bool standard = strcmp(path, "-") == 0;
    const char *name = source_name(path);
    int descriptor = standard ? STDIN_FILENO : open_file(path, place.source != NULL);

    if (descriptor < 0) {
        REPORT(diagnostics, FILE_OPEN, place, name,
               errno != 0 ? strerror(errno) : message_translate(N_("this is no ordinary file")));
        diagnostics_visit(diagnostics, path, (struct string){0});
        return false;
    }
    struct buffer buffer = buffer_new(arena);
    bool good = read_all(&buffer, descriptor);
    int error = errno;
    if (!standard) {
        close(descriptor);
    }
    if (!good && error == 0) {
        REPORT(diagnostics, FILE_SIZE, place, name,
               arena_format(arena, "%d", SOURCE_LIMIT / 1024 / 1024));
    } else if (!good) {
        REPORT(diagnostics, FILE_READ, place, name, strerror(error));
    }
    *bytes = buffer_string(&buffer);
    diagnostics_visit(diagnostics, path, *bytes);
    return good;
}

const struct source *source_read(struct arena *arena, const char *path,
                                 struct diagnostics *diagnostics)
{
    struct string text;

    if (!source_bytes(arena, path, (struct place){0}, &text, diagnostics)) {
        return NULL;
    }
    return source_from_memory(arena, source_name(path), text.bytes, text.size, diagnostics);
}

/* As many bytes as there are, up to `size`. */
static size_t read_some(int descriptor, char *bytes, size_t size)
{
    size_t at = 0;

    while (at < size) {
        ssize_t got = read(descriptor, bytes + at, size - at);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            break;
        }
        at += (size_t)got;
    }
    return at;
}

bool source_is_current(const struct source *source)
{
    static const char mark[] = "\xEF\xBB\xBF";
    int descriptor = open_file(source->name, true);
    struct string rest = source->text;
    char step[READ_STEP];
    bool same = descriptor >= 0;

    for (bool first = true; same; first = false) {
        size_t size = read_some(descriptor, step, sizeof step);
        bool marked = first && size >= 3 && memcmp(step, mark, 3) == 0;
        const char *bytes = marked ? step + 3 : step;
        size_t count = marked ? size - 3 : size;
        same = count <= rest.size && memcmp(bytes, rest.bytes, count) == 0;
        if (size < sizeof step) {
            same = same && count == rest.size;
            break;
        }
        rest.bytes += count;
        rest.size -= count;
    }
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
    return same;
}

const char *source_beside(struct arena *arena, const struct source *source, const char *path)
{
    const char *from = source != NULL ? source->name : "";
    const char *slash = strrchr(from, '/');

    while (strncmp(path, "./", 2) == 0) {
        path += strspn(path + 1, "/") + 1;
    }
    if (path[0] == '/' || slash == NULL) {
        return arena_copy(arena, path, strlen(path));
    }
    return arena_format(arena, "%.*s/%s", (int)(slash - from), from, path);
}

struct string source_line(const struct source *source, uint32_t line)
{
    if (line == 0 || line > source->line_count) {
        return STRING("");
    }
    size_t start = source->lines[line - 1];
    size_t end = line < source->line_count ? source->lines[line] - 1 : source->text.size;
    if (end > start && source->text.bytes[end - 1] == '\r') {
        end--;
    }
    return (struct string){source->text.bytes + start, end - start};
}

/* Goes over what stands before a scalar's own characters: anchor and tag, the head of a block. A
 * value that begins with what looks like one is text. */
static void skip_head(struct scalar_cursor *cursor)
{
    struct string text = cursor->next.source->text;

    for (;;) {
        size_t at = cursor->at, size = 0;
        struct string line = source_line(cursor->next.source, cursor->next.line);
        const char *end = line.bytes + line.size;
        char first = (char)(text.bytes + at < end ? text.bytes[at] : ' ');
        size_t left = text.bytes + at < end ? (size_t)(end - text.bytes) - at : 0;
        if (cursor->value.size > 0 && cursor->value.bytes[0] == first) {
            return;
        }
        if (first == '|' || first == '>') {
            cursor->at += left; /* its line break is passed over like those inside */
            cursor->next.column += (uint32_t)unicode_count(text.bytes + at, left);
            return;
        }
        if (first != '&' && first != '!') {
            return;
        }
        while (size < left && text.bytes[at + size] != ' ' && text.bytes[at + size] != '\t') {
            size++;
        }
        while (size < left && (text.bytes[at + size] == ' ' || text.bytes[at + size] == '\t')) {
            size++;
        }
        cursor->at += size;
        cursor->next.column += (uint32_t)unicode_count(text.bytes + at, size);
        if (size == left) {
            return;
        }
    }
}

struct scalar_cursor scalar_cursor_new(struct place start, struct string value)
{
    struct scalar_cursor cursor = {.value = value, .next = start, .found = start};

    if (start.source == NULL || start.line == 0) {
        cursor.value.size = 0;
        return cursor;
    }
    struct string line = source_line(start.source, start.line);
    size_t column = 0;
    for (uint32_t i = 1; i < start.column && column < line.size; i++) {
        (void)unicode_decode(line.bytes, line.size, &column);
    }
    cursor.at = (size_t)(line.bytes - start.source->text.bytes) + column;
    skip_head(&cursor);
    cursor.escapes =
        cursor.at < start.source->text.size && start.source->text.bytes[cursor.at] == '"';
    if (cursor.escapes) {
        cursor.at++; /* else it would be taken for an escaped one */
        cursor.next.column++;
    }
    return cursor;
}

/* Reads `count` hexadecimal digits; UNICODE_INVALID and `*at` as it was where they are none. */
static uint32_t hexadecimal(struct string text, size_t *at, size_t count)
{
    uint32_t value = 0;

    if (text.size - *at < count) {
        return UNICODE_INVALID;
    }
    for (size_t i = 0; i < count; i++) {
        char byte = text.bytes[*at + i];
        char lower = (char)(byte | 0x20);
        bool digit = byte >= '0' && byte <= '9';
        if (!digit && (lower < 'a' || lower > 'f')) {
            return UNICODE_INVALID;
        }
        value = value << 4 | (uint32_t)(digit ? byte - '0' : lower - 'a' + 10);
    }
    *at += count;
    return value;
}

/* The character that an escape stands for (YAML 1.2.2, 5.7); `*at` is behind its backslash and
 * goes behind the escape. An escaped line break stands for none: it is left where it is. */
static uint32_t unescape(struct string text, size_t *at)
{
    static const struct {
        char letter;
        uint32_t character;
    } named[] = {
        {'0', 0x00}, {'a', 0x07},   {'b', 0x08},   {'t', 0x09}, {'n', 0x0A},
        {'v', 0x0B}, {'f', 0x0C},   {'r', 0x0D},   {'e', 0x1B}, {'N', 0x85},
        {'_', 0xA0}, {'L', 0x2028}, {'P', 0x2029},
    };
    if (*at >= text.size) {
        return UNICODE_INVALID;
    }
    char letter = text.bytes[*at];

    if (letter == '\n' || letter == '\r') {
        return UNICODE_INVALID;
    }
    if (letter == 'x' || letter == 'u' || letter == 'U') {
        ++*at;
        return hexadecimal(text, at, letter == 'x' ? 2 : letter == 'u' ? 4 : 8);
    }
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (named[i].letter == letter) {
            ++*at;
            return named[i].character;
        }
    }
    return unicode_decode(text.bytes, text.size, at);
}

/* Where a template's {{…}} at `at` ends; `at`: there is none. */
static size_t template_end(struct string text, size_t at)
{
    size_t most = text.size - at < CURSOR_REACH ? text.size - at : CURSOR_REACH;
    const char *start = text.bytes + at;
    const char *line = memchr(start, '\n', most);
    size_t size = line == NULL ? most : (size_t)(line - start);
    const char *end = size < 4 || memcmp(start, "{{", 2) != 0 ? NULL : memmem(start, size, "}}", 2);

    return end == NULL ? at : at + (size_t)(end - start) + 2;
}

/* Where the cursor goes on over a character that is none of the value's; false where it may not:
 * blanks and line breaks of folding, second quotation marks, ends of marks. */
static bool may_skip(uint32_t character)
{
    return character == ' ' || character == '\t' || character == '\n' || character == '\r' ||
           character == '\'' || character == '}' || character == UNICODE_INVALID;
}

/* One character of the source, taken out of its escape. */
static uint32_t take_character(const struct scalar_cursor *cursor, size_t *at, struct place *place)
{
    struct string text = cursor->next.source->text;
    uint32_t seen = unicode_decode(text.bytes, text.size, at);

    if (cursor->escapes && seen == '\\') {
        size_t start = *at;
        seen = unescape(text, at);
        place->column += 1 + (uint32_t)unicode_count(text.bytes + start, *at - start);
    } else if (seen == '\n') {
        place->line++;
        place->column = 1;
    } else {
        place->column++;
    }
    return seen;
}

/* Whether the value goes on, behind a brace of {{, with a character that no source holds: it
 * is a mark of a redline, not the template that the source may have there. */
static bool is_foreign(const struct scalar_cursor *cursor)
{
    struct string value = cursor->value;
    size_t at = cursor->offset;

    at += at < value.size && value.bytes[at] == '{';
    return at < value.size && unicode_is_forbidden(unicode_decode(value.bytes, value.size, &at));
}

/* Looks for `wanted` from the cursor on; leaves the cursor behind it. The value may have characters
 * that its source has not, such as labels and what is printed for a template: the cursor stays, and
 * does not look for them in what follows. */
static void match_character(struct scalar_cursor *cursor, uint32_t wanted)
{
    struct string text = cursor->next.source->text;
    struct place place = cursor->next;
    size_t at = cursor->at, begin = at;
    bool blank = true; /* so far: what the next one need not look at again */

    while (at < text.size && at - begin < CURSOR_REACH) {
        struct place here = place;
        size_t start = at;
        uint32_t seen = take_character(cursor, &at, &place);
        size_t end = seen == '{' ? template_end(text, start) : start;
        if (seen == wanted && (end == start || !is_foreign(cursor))) {
            cursor->found = here;
            cursor->next = place;
            cursor->at = at;
            return;
        }
        if (end > start) {
            place.column += (uint32_t)unicode_count(text.bytes + at, end - at);
            at = end;
            blank = false;
        } else if (!may_skip(seen)) {
            break;
        } else if (blank) {
            cursor->next = place;
            cursor->at = at;
        }
    }
    cursor->misses++;
}

struct place scalar_cursor_place(struct scalar_cursor *cursor, size_t offset)
{
    while (cursor->offset <= offset && cursor->offset < cursor->value.size) {
        uint32_t wanted = unicode_decode(cursor->value.bytes, cursor->value.size, &cursor->offset);
        bool folded = wanted == ' ' || wanted == '\n'; /* one may have become the other */
        if (!folded && cursor->misses < CURSOR_MISSES) {
            match_character(cursor, wanted);
        }
    }
    return cursor->found;
}

struct place source_place_in_scalar(struct place start, struct string value, size_t value_offset)
{
    struct scalar_cursor cursor = scalar_cursor_new(start, value);

    return scalar_cursor_place(&cursor, value_offset);
}
