/* Words in plain text. ICU's functions have its version in their names, so that they are looked up
 * by hand; its headers and link libraries are not needed. */
#include "diff/segment.h"

#include "base/arena.h"
#include "base/unicode.h"
#include "diff/words.h"
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

/* Versions of ICU that are looked for, the newest first: what is used here was the same in all. */
enum { ICU_NEWEST = 80, ICU_OLDEST = 60 };
/* Of ICU's headers, kept for good. */
enum { UBRK_WORD = 1, UBRK_DONE = -1 };

struct icu {
    void *(*open)(int type, const char *locale, const uint16_t *text, int32_t size, int *status);
    void (*close)(void *iterator);
    void (*set_text)(void *iterator, const uint16_t *text, int32_t size, int *status);
    int32_t (*next)(void *iterator);
};

struct segmenter {
    struct icu icu;
    void *iterator; /* NULL: there is no ICU */
};

/* Pieces of text that are cut at once: so long are no paragraphs but hostile ones. */
enum { PIECE_LIMIT = 1 << 20 };

static bool find(void *library, const char *name, int version, void *function, struct arena *arena)
{
    void *found = dlsym(library, arena_format(arena, "%s_%d", name, version));

    /* POSIX has it that such a pointer holds that of a function. */
    memcpy(function, &found, sizeof found);
    return found != NULL;
}

struct segmenter *segmenter_new(struct arena *arena)
{
    struct segmenter *segmenter = ARENA_NEW(arena, struct segmenter);
    struct icu *icu = &segmenter->icu;

    for (int version = ICU_NEWEST; version >= ICU_OLDEST; version--) {
        const char *file = arena_format(arena, "libicuuc.so.%d", version);
        void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
        if (library == NULL) {
            continue;
        }
        (void)dlclose(library); /* it stays: RTLD_NODELETE */
        int status = 0;
        void *iterator = NULL;
        if (find(library, "ubrk_open", version, &icu->open, arena) &&
            find(library, "ubrk_close", version, &icu->close, arena) &&
            find(library, "ubrk_setText", version, &icu->set_text, arena) &&
            find(library, "ubrk_next", version, &icu->next, arena)) {
            iterator = icu->open(UBRK_WORD, "zh_CN", NULL, 0, &status);
        }
        if (iterator != NULL) {
            arena_own(arena, iterator, icu->close);
            segmenter->iterator = status > 0 ? NULL : iterator;
        }
        break;
    }
    return segmenter;
}

/* What may stand together in a word where ICU does not say. */
enum sort { SORT_HAN, SORT_LETTER, SORT_DIGIT, SORT_BLANK, SORT_MARK };

static bool is_digit(uint32_t character)
{
    return (character >= '0' && character <= '9') || (character >= 0xFF10 && character <= 0xFF19);
}

static enum sort sort_of(uint32_t character)
{
    if (is_digit(character)) {
        return SORT_DIGIT;
    }
    if (unicode_is_blank(character)) {
        return SORT_BLANK;
    }
    if (unicode_is_han(character)) {
        return SORT_HAN;
    }
    bool latin =
        (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z') ||
        (character >= 0xC0 && character < 0x2000 && character != 0xD7 && character != 0xF7);
    return latin ? SORT_LETTER : SORT_MARK;
}

/* A cut after each hanzi and mark, and where the sort of characters changes. */
static void cut_plainly(struct string text, bool *cuts)
{
    enum sort before = SORT_MARK;

    for (size_t offset = 0; offset < text.size;) {
        size_t start = offset;
        uint32_t character = unicode_decode(text.bytes, text.size, &offset);
        enum sort sort = sort_of(character);
        cuts[start] = !unicode_is_extend(character) &&
                      (sort != before || sort == SORT_HAN || sort == SORT_MARK);
        before = sort;
    }
}

/* The same as ICU has it; false where it does not work. */
static bool cut_by_icu(const struct segmenter *segmenter, struct arena *arena, struct string text,
                       bool *cuts)
{
    uint16_t *units = ARENA_ARRAY(arena, uint16_t, text.size + 1);
    size_t *offsets = ARENA_ARRAY(arena, size_t, text.size + 1);
    size_t count = 0;
    int status = 0;

    for (size_t offset = 0; offset < text.size;) {
        size_t start = offset;
        uint32_t character = unicode_decode(text.bytes, text.size, &offset);
        offsets[count] = start;
        if (character == UNICODE_INVALID) {
            character = 0xFFFD;
        }
        if (character < 0x10000) {
            units[count++] = (uint16_t)character;
        } else {
            units[count++] = (uint16_t)(0xD800 + ((character - 0x10000) >> 10));
            offsets[count] = start;
            units[count++] = (uint16_t)(0xDC00 + ((character - 0x10000) & 0x3FF));
        }
    }
    segmenter->icu.set_text(segmenter->iterator, units, (int32_t)count, &status);
    if (status > 0) {
        return false;
    }
    for (int32_t at; (at = segmenter->icu.next(segmenter->iterator)) != UBRK_DONE;) {
        if (at >= 0 && (size_t)at < count) {
            cuts[offsets[at]] = true;
        }
    }
    return true;
}

/* What may stand between a number and what it counts. */
static const char *const scales[] = {"万", "亿", "千", "百", "十", "余", "多", "几", NULL};

/* What counts, the longer ones first: 1.2万元, 12049条, 98.5%, 3个百分点. */
static const char *const counters[] = {
    "个百分点", "个工作日", "平方公里", "百分点", "工作日", "平方米", "立方米", "个小时", "年度",
    "季度",     "月份",     "小时",     "分钟",   "公里",   "公斤",   "公顷",   "人次",   "场次",
    "批次",     "户次",     "件次",     "周岁",   "周年",   "个月",   "条",     "个",     "项",
    "次",       "份",       "人",       "家",     "户",     "名",     "位",     "元",     "年",
    "月",       "日",       "号",       "天",     "时",     "分",     "秒",     "件",     "起",
    "批",       "场",       "期",       "类",     "种",     "部",     "篇",     "页",     "章",
    "款",       "所",       "处",       "座",     "栋",     "间",     "台",     "套",     "辆",
    "架",       "艘",       "吨",       "克",     "升",     "米",     "里",     "亩",     "倍",
    "成",       "岁",       "届",       "班",     "组",     "队",     "宗",     "案",     "例",
    "册",       "本",       "张",       "封",     "%",      "％",     "‰",      "℃",      "度",
    NULL};

/* The bytes that one of the words at `at` takes; 0: none stands there. */
static size_t match(struct string text, size_t at, const char *const *words)
{
    for (; *words != NULL; words++) {
        size_t size = strlen(*words);
        if (size <= text.size - at && memcmp(text.bytes + at, *words, size) == 0) {
            return size;
        }
    }
    return 0;
}

/* The end of a number with what it counts, which begins with a digit at `at`. */
static size_t number_end(struct string text, size_t at)
{
    size_t end = at;

    while (end < text.size) {
        size_t next = end, behind;
        uint32_t character = unicode_decode(text.bytes, text.size, &next);
        behind = next;
        bool point = (character == '.' || character == ',') && next < text.size &&
                     is_digit(unicode_decode(text.bytes, text.size, &behind));
        if (!point && !is_digit(character)) {
            break;
        }
        end = next;
    }
    for (size_t size; end < text.size && (size = match(text, end, scales)) > 0;) {
        end += size;
    }
    return end < text.size ? end + match(text, end, counters) : end;
}

/* Undoes cuts within numbers and between them and what counts, and within {{ and }}. */
static void join(struct string text, bool *cuts)
{
    uint32_t before = 0;

    for (size_t offset = 0; offset < text.size;) {
        size_t start = offset;
        uint32_t character = unicode_decode(text.bytes, text.size, &offset);
        if (is_digit(character)) {
            offset = number_end(text, start);
            for (size_t i = start + 1; i < offset; i++) {
                cuts[i] = false;
            }
            cuts[offset] = true;
        }
        if ((character == '{' || character == '}') && before == character) {
            cuts[start] = false;
        }
        before = character;
    }
}

size_t segment_words(struct segmenter *segmenter, struct arena *arena, struct string text,
                     const size_t **ends)
{
    size_t *found = ARENA_ARRAY(arena, size_t, text.size + 1);
    size_t count = 0;

    for (size_t base = 0; base < text.size;) {
        struct string piece = {text.bytes + base, text.size - base};
        if (piece.size > PIECE_LIMIT) {
            piece.size = PIECE_LIMIT;
            while (piece.size > 0 && ((unsigned char)piece.bytes[piece.size] & 0xC0U) == 0x80) {
                piece.size--;
            }
        }
        bool *cuts = ARENA_ARRAY(arena, bool, piece.size + 1);
        if (segmenter->iterator == NULL || !cut_by_icu(segmenter, arena, piece, cuts)) {
            cut_plainly(piece, cuts);
        }
        join(piece, cuts);
        for (size_t i = 1; i < piece.size; i++) {
            if (cuts[i]) {
                found[count++] = base + i;
            }
        }
        base += piece.size;
        found[count++] = base;
    }
    *ends = found;
    return count;
}
