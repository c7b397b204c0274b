#include "font/sfnt.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    DIRECTORY_HEADER = 12,
    DIRECTORY_RECORD = 16,
    COLLECTION_HEADER = 12,
    NAME_HEADER = 6,
    NAME_RECORD = 12,
    LANGUAGE_ENGLISH_US = 0x0409, /* of platform 3 */
};

enum platform { PLATFORM_UNICODE = 0, PLATFORM_MACINTOSH = 1, PLATFORM_WINDOWS = 3 };

#define TAG(a, b, c, d) \
    ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

/* Reads into memory that is unmapped as a mapped file is. */
static int read_into(int descriptor, char *bytes, size_t size)
{
    for (size_t at = 0; at < size;) {
        ssize_t got = read(descriptor, bytes + at, size - at);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got == 0 ? EIO : errno; /* it became shorter */
        }
        at += (size_t)got;
    }
    return 0;
}

static int take(int descriptor, size_t size, bool copied, struct string *file)
{
    void *bytes = copied
                      ? mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                      : mmap(NULL, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    int error = bytes == MAP_FAILED ? errno : 0;

    if (error == 0 && copied) {
        error = read_into(descriptor, bytes, size);
        if (error != 0) {
            munmap(bytes, size);
        }
    }
    if (error == 0) {
        *file = (struct string){bytes, size};
    }
    return error;
}

static int open_file(const char *path, bool copied, struct string *file)
{
    /* O_NONBLOCK: a FIFO by that name must not make us wait. */
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat status;
    int error = 0;

    *file = (struct string){NULL, 0};
    if (descriptor < 0) {
        return errno;
    }
    if (fstat(descriptor, &status) != 0) {
        error = errno;
    } else if (!S_ISREG(status.st_mode)) {
        error = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
    } else if (status.st_size > SFNT_FILE_LIMIT) {
        error = EFBIG;
    } else if (status.st_size > 0) {
        error = take(descriptor, (size_t)status.st_size, copied, file);
    }
    close(descriptor);
    return error;
}

int sfnt_map(const char *path, struct string *file)
{
    return open_file(path, false, file);
}

int sfnt_copy(const char *path, struct string *file)
{
    return open_file(path, true, file);
}

void sfnt_unmap(struct string file)
{
    if (file.bytes != NULL) {
        munmap((void *)(uintptr_t)file.bytes, file.size);
    }
}

static bool is_flavour(uint32_t tag)
{
    return tag == 0x00010000 || tag == TAG('O', 'T', 'T', 'O') || tag == TAG('t', 'r', 'u', 'e');
}

unsigned sfnt_face_count(struct string file)
{
    uint32_t tag = sfnt_u32(file, 0);

    if (tag != TAG('t', 't', 'c', 'f')) {
        return is_flavour(tag) && file.size >= DIRECTORY_HEADER ? 1 : 0;
    }
    uint32_t count = sfnt_u32(file, 8);
    return count < SFNT_FACE_LIMIT ? (unsigned)count : SFNT_FACE_LIMIT;
}

const char *sfnt_open(struct string file, unsigned index, struct sfnt *out)
{
    bool collection = sfnt_u32(file, 0) == TAG('t', 't', 'c', 'f');
    size_t start = collection ? sfnt_u32(file, COLLECTION_HEADER + 4 * (size_t)index) : 0;

    if ((collection && start < COLLECTION_HEADER) || file.size < DIRECTORY_HEADER ||
        start > file.size - DIRECTORY_HEADER) {
        return N_("its header is cut off");
    }
    *out = (struct sfnt){
        .file = file,
        .flavour = sfnt_u32(file, start),
        .directory = (uint32_t)start + DIRECTORY_HEADER,
        .tables = sfnt_u16(file, start + 4),
    };
    if (!is_flavour(out->flavour)) {
        return N_("its header is damaged");
    }
    if (out->tables == 0 || out->tables > SFNT_TABLE_LIMIT) {
        return N_("its number of tables is impossible");
    }
    if (file.size - out->directory < (size_t)out->tables * DIRECTORY_RECORD) {
        return N_("its table directory is cut off");
    }
    for (unsigned i = 0; i < out->tables; i++) {
        size_t record = out->directory + (size_t)i * DIRECTORY_RECORD;
        uint32_t offset = sfnt_u32(file, record + 8);
        uint32_t size = sfnt_u32(file, record + 12);
        if (offset > file.size || size > file.size - offset) {
            return N_("a table lies outside the file: it is cut off or damaged");
        }
    }
    return NULL;
}

struct string sfnt_table(const struct sfnt *sfnt, const char tag[4])
{
    for (unsigned i = 0; i < sfnt->tables; i++) {
        size_t record = sfnt->directory + (size_t)i * DIRECTORY_RECORD;
        if (memcmp(sfnt->file.bytes + record, tag, 4) == 0) {
            return (struct string){sfnt->file.bytes + sfnt_u32(sfnt->file, record + 8),
                                   sfnt_u32(sfnt->file, record + 12)};
        }
    }
    return (struct string){"", 0};
}

static bool is_shown(uint32_t character)
{
    return character != UNICODE_INVALID && character >= 0x20 && !unicode_is_forbidden(character);
}

/* UTF-16BE to UTF-8; lone surrogates and control characters are dropped. */
static const char *decode_utf16(struct arena *arena, struct string text)
{
    char utf8[SFNT_NAME_SIZE];
    size_t size = 0;

    for (size_t i = 0; i + 1 < text.size && size + 4 <= sizeof utf8; i += 2) {
        uint32_t character = sfnt_u16(text, i);
        if (character >= 0xD800 && character < 0xE000) {
            uint32_t low = sfnt_u16(text, i + 2);
            if (character >= 0xDC00 || low < 0xDC00 || low >= 0xE000) {
                continue;
            }
            character = 0x10000 + ((character - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        }
        if (is_shown(character)) {
            size += unicode_encode(character, utf8 + size);
        }
    }
    return arena_copy(arena, utf8, size);
}

static const char *decode_ascii(struct arena *arena, struct string text)
{
    size_t size = text.size < SFNT_NAME_SIZE ? text.size : SFNT_NAME_SIZE;

    for (size_t i = 0; i < size; i++) {
        if (text.bytes[i] < 0x20 || text.bytes[i] >= 0x7F) {
            return "";
        }
    }
    return arena_copy(arena, text.bytes, size);
}

static const char *decode_record(struct arena *arena, struct string table, size_t record)
{
    size_t storage = sfnt_u16(table, 4);
    size_t size = sfnt_u16(table, record + 8);
    size_t offset = storage + sfnt_u16(table, record + 10);

    if (offset > table.size || size > table.size - offset) {
        return "";
    }
    struct string text = {table.bytes + offset, size};
    switch (sfnt_u16(table, record)) {
    case PLATFORM_UNICODE:
    case PLATFORM_WINDOWS:
        return decode_utf16(arena, text);
    case PLATFORM_MACINTOSH:
        return decode_ascii(arena, text);
    default:
        return "";
    }
}

size_t sfnt_names(const struct sfnt *sfnt, struct arena *arena, enum sfnt_name kind,
                  const char *const **names)
{
    struct string table = sfnt_table(sfnt, "name");
    size_t records = sfnt_u16(table, 2);
    const char **found = NULL;
    size_t count = 0;
    size_t capacity = 0;

    if (records > SFNT_NAME_LIMIT) {
        records = SFNT_NAME_LIMIT;
    }
    for (size_t i = 0; i < records; i++) {
        size_t record = NAME_HEADER + i * NAME_RECORD;
        if (record + NAME_RECORD > table.size || sfnt_u16(table, record + 6) != kind) {
            continue;
        }
        const char *name = decode_record(arena, table, record);
        if (name[0] == '\0') {
            continue;
        }
        found = arena_grow(arena, found, count, &capacity, sizeof(const char *));
        found[count++] = name;
        if (sfnt_u16(table, record) == PLATFORM_WINDOWS &&
            sfnt_u16(table, record + 4) == LANGUAGE_ENGLISH_US) {
            found[count - 1] = found[0];
            found[0] = name;
        }
    }
    *names = found;
    return count;
}
