#include "base/source.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    READ_STEP = 64 * 1024,
    CURSOR_REACH = 4096, /* bytes of indentation that may stand inside a scalar */
    CURSOR_MISSES = 256, /* each has cost CURSOR_REACH */
    ENCODING_LINES = 5,  /* shown: a file in another encoding is wrong on every line */
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

bool source_bytes(struct arena *arena, const char *path, struct place place, struct string *bytes,
                  struct diagnostics *diagnostics)
{
    bool standard = strcmp(path, "-") == 0;
    const char *name = source_name(path);
    int descriptor = standard ? STDIN_FILENO : open_file(path, place.source != NULL);

    if (descriptor < 0) {
        REPORT(diagnostics, FILE_OPEN, place, name,
               errno != 0 ? strerror(errno) : message_translate(N_("this is no ordinary file")));
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

/* How many folders lie between the wall and the file; SIZE_MAX: there is no wall. `*inside` is what
 * stands behind it. */
static size_t depth_behind_wall(const char *name, const char **inside)
{
    const char *wall = strstr(name, "/" SOURCE_WALL "/");
    size_t depth = 0;

    if (wall == NULL) {
        return SIZE_MAX;
    }
    *inside = wall + strlen("/" SOURCE_WALL "/");
    for (const char *at = *inside; *at != '\0'; at++) {
        depth += *at == '/';
    }
    return depth;
}

/* Whether the path leads out of a folder that lies so deep. */
static bool leads_out(const char *path, size_t depth)
{
    bool out = path[0] == '/';

    while (!out && *path != '\0') {
        size_t size = strcspn(path, "/");
        if (size == 2 && memcmp(path, "..", 2) == 0) {
            out = depth == 0;
            depth--;
        } else if (size > 0 && !(size == 1 && *path == '.')) {
            depth++;
        }
        path += size;
        path += *path == '/';
    }
    return out;
}

const char *source_beside(struct arena *arena, const struct source *source, const char *path)
{
    const char *from = source != NULL ? source->name : "";
    const char *slash = strrchr(from, '/');
    const char *inside;
    size_t depth = depth_behind_wall(from, &inside);

    if (depth != SIZE_MAX && leads_out(path, depth)) {
        return arena_format(arena, "%.*s.outside", (int)(inside - from), from);
    }

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
    cursor.escapes = column < line.size && line.bytes[column] == '"';
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

/* Looks for `wanted` from the cursor on; leaves the cursor behind it. */
static void match_character(struct scalar_cursor *cursor, uint32_t wanted)
{
    struct string text = cursor->next.source->text;
    struct place place = cursor->next;
    size_t at = cursor->at;

    while (at < text.size && at - cursor->at < CURSOR_REACH) {
        uint32_t seen = unicode_decode(text.bytes, text.size, &at);
        struct place here = place;
        if (cursor->escapes && seen == '\\') {
            size_t start = at;
            seen = unescape(text, &at);
            place.column += 1 + (uint32_t)unicode_count(text.bytes + start, at - start);
        } else if (seen == '\n') {
            place.line++;
            place.column = 1;
        } else {
            place.column++;
        }
        if (seen == wanted) {
            cursor->found = here;
            cursor->next = place;
            cursor->at = at;
            return;
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
