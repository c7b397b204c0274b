/*
 * A session shows what a fresh process would: random edits of every sample, of the layouts, tables
 * of facts and images they are made from, with errors in between, and each time the session's
 * document is compared with one that is opened anew.
 *
 * GONGWEN_SESSION_EDITS sets how many edits each sample gets.
 */
#include "session.h"

#include "display/fingerprint.h"
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { EDITS = 6, NAME_SIZE = 512, FILE_MOST = 1 << 20 };

struct workshop {
    char folder[64];
    uint64_t chance;
    struct gongwen_options options;
    char *bytes[2]; /* of a file, before and after an edit */
    size_t size;
};

/* xorshift64*: the same edits in each run. */
static uint32_t chance_of(struct workshop *workshop, uint32_t below)
{
    workshop->chance ^= workshop->chance >> 12;
    workshop->chance ^= workshop->chance << 25;
    workshop->chance ^= workshop->chance >> 27;
    return (uint32_t)((workshop->chance * 2685821657736338717U) >> 33) % below;
}

static void run(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void run(const char *format, ...)
{
    char command[1024];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(command, sizeof command, format, arguments);
    va_end(arguments);
    assert_int_equal(system(command), 0);
}

static int set_up(void **state)
{
    struct workshop *workshop = calloc(1, sizeof *workshop);
    const char *temporary = getenv("TMPDIR");

    (void)snprintf(workshop->folder, sizeof workshop->folder, "%s/gongwen-session-XXXXXX",
                   temporary == NULL || strlen(temporary) > 32 ? "/tmp" : temporary);
    assert_non_null(mkdtemp(workshop->folder));
    run("cp -r data layouts forms tests/composition %s/ && ln -s \"$PWD/fonts\" %s/fonts",
        workshop->folder, workshop->folder);
    workshop->chance = 88172645463325252U;
    workshop->options = (struct gongwen_options){
        .size = sizeof workshop->options, .data_folder = workshop->folder, .no_system_fonts = 1};
    workshop->bytes[0] = malloc(FILE_MOST);
    workshop->bytes[1] = malloc(FILE_MOST * 2);
    *state = workshop;
    return 0;
}

static int tear_down(void **state)
{
    struct workshop *workshop = *state;

    run("rm -r %s", workshop->folder);
    free(workshop->bytes[0]);
    free(workshop->bytes[1]);
    free(workshop);
    return 0;
}

static bool load(struct workshop *workshop, const char *path)
{
    FILE *file = fopen(path, "rb");

    if (file == NULL) {
        return false;
    }
    workshop->size = fread(workshop->bytes[0], 1, FILE_MOST, file);
    (void)fclose(file);
    return workshop->size < FILE_MOST;
}

/* As editors save: in place, or as a new file that takes the place of the old one. */
static void save(const char *path, const char *bytes, size_t size, bool replaced)
{
    char beside[NAME_SIZE + 8];

    (void)snprintf(beside, sizeof beside, "%s%s", path, replaced ? ".new" : "");
    FILE *file = fopen(beside, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    (void)fclose(file);
    if (replaced) {
        assert_int_equal(rename(beside, path), 0);
    }
}

/* Puts a word in, takes some bytes out (which may leave half a character), repeats a line, takes
 * one out, or changes a letter. */
static size_t edit(struct workshop *workshop)
{
    static const char *const words[] = {"财政", "，", "12.5", "word ", "\n", "  ", "：", "{{", "“"};
    const char *from = workshop->bytes[0];
    char *to = workshop->bytes[1];
    size_t size = workshop->size, at = size == 0 ? 0 : chance_of(workshop, (uint32_t)size);
    size_t used = at;

    while (at < size && (from[at] & 0xC0) == 0x80) {
        used = ++at;
    }
    memcpy(to, from, at);
    const char *line_end = memchr(from + at, '\n', size - at);
    size_t line = line_end == NULL ? size - at : (size_t)(line_end - from) + 1 - at;
    switch (chance_of(workshop, 6)) {
    case 0:
    case 1: {
        const char *word = words[chance_of(workshop, sizeof words / sizeof *words)];
        memcpy(to + used, word, strlen(word));
        used += strlen(word);
        break;
    }
    case 2:
        at += size - at > 6 ? chance_of(workshop, 6) : 0;
        break;
    case 3: /* the rest of the line, twice */
        memcpy(to + used, from + at, line);
        used += line;
        break;
    case 4:
        at += line;
        break;
    case 5:
        if (at < size && from[at] > ' ') {
            to[used++] = (char)('0' + chance_of(workshop, 10));
            at++;
        }
        break;
    }
    memcpy(to + used, from + at, size - at);
    return used + size - at;
}

/* Nothing where it cannot be painted: images are only decoded then. */
static struct string painted(gongwen_document *document, const char *format, size_t page)
{
    const void *bytes = NULL;
    size_t size = 0;

    int status = gongwen_paint(document, format, page, 0, &bytes, &size);
    return status == 0 ? (struct string){bytes, size} : STRING("");
}

static void assert_same_bytes(struct string a, struct string b)
{
    assert_int_equal(a.size, b.size);
    assert_memory_equal(a.bytes, b.bytes, a.size);
}

/* The session's document is as a fresh one. */
static void compare(struct workshop *workshop, struct session *session, const char *path)
{
    gongwen_document *fresh = gongwen_open(path, &workshop->options);
    gongwen_document *ours = session_latest(session);
    size_t count;
    const struct session_page *pages = session_pages(session, &count);

    assert_non_null(fresh);
    assert_non_null(ours);
    assert_string_equal(gongwen_findings(ours, GONGWEN_TEXT),
                        gongwen_findings(fresh, GONGWEN_TEXT));
    assert_int_equal(gongwen_error_count(ours), gongwen_error_count(fresh));
    assert_int_equal(gongwen_warning_count(ours), gongwen_warning_count(fresh));
    if (gongwen_error_count(fresh) == 0) {
        assert_ptr_equal(ours, session_document(session));
        assert_same_bytes(painted(ours, "dump", 0), painted(fresh, "dump", 0));
        assert_int_equal(count, gongwen_page_count(fresh));
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(pages[i].look, display_page_look(fresh->list, i));
            assert_int_equal(pages[i].places, display_page_places(fresh->list, i));
        }
        size_t page = count == 0 ? 0 : 1 + chance_of(workshop, (uint32_t)count);
        assert_same_bytes(painted(ours, "svg", page), painted(fresh, "svg", page));
        assert_string_equal(gongwen_findings(ours, GONGWEN_TEXT),
                            gongwen_findings(fresh, GONGWEN_TEXT));
    } else {
        assert_ptr_not_equal(ours, session_document(session));
    }
    gongwen_close(fresh);
}

/* The report mostly, else another of the files that it is made from; not fonts. */
static void choose(struct workshop *workshop, struct session *session, const char *report,
                   char path[NAME_SIZE])
{
    const char *const *watched = session_watched(session);
    size_t count = 0;
    struct stat status;

    (void)snprintf(path, NAME_SIZE, "%s", report);
    while (watched[count] != NULL) {
        count++;
    }
    const char *other = watched[chance_of(workshop, (uint32_t)count)];
    if (chance_of(workshop, 3) == 0 &&
        strncmp(other, workshop->folder, strlen(workshop->folder)) == 0 &&
        strstr(other, "/fonts/") == NULL && stat(other, &status) == 0 && S_ISREG(status.st_mode)) {
        (void)snprintf(path, NAME_SIZE, "%s", other);
    }
}

static void edit_sample(struct workshop *workshop, const char *report, unsigned edits)
{
    struct session *session = session_open(report, &workshop->options);
    char path[NAME_SIZE];

    assert_non_null(session);
    (void)session_update(session);
    compare(workshop, session, report);
    assert_int_equal(session_update(session), SESSION_IDLE);
    for (unsigned i = 0; i < edits; i++) {
        choose(workshop, session, report, path);
        if (!load(workshop, path)) {
            continue;
        }
        bool replaced = chance_of(workshop, 2) == 0;
        size_t size = edit(workshop);
        bool gone = chance_of(workshop, 12) == 0;
        if (gone) {
            assert_int_equal(unlink(path), 0);
        } else {
            save(path, workshop->bytes[1], size, replaced);
        }
        enum session_outcome outcome = session_update(session);
        if (gongwen_error_count(session_latest(session)) > 0) {
            assert_true(outcome == SESSION_BROKEN || outcome == SESSION_IDLE);
        }
        compare(workshop, session, report);
        if (gone || outcome == SESSION_BROKEN || chance_of(workshop, 2) == 0) {
            save(path, workshop->bytes[0], workshop->size, !replaced);
            (void)session_update(session);
            compare(workshop, session, report);
        }
    }
    session_close(session);
}

static void edit_samples(struct workshop *workshop, const char *folder, unsigned edits)
{
    char path[NAME_SIZE];

    (void)snprintf(path, sizeof path, "%s/%s", workshop->folder, folder);
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);
    assert_true(count > 0);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        size_t size = strlen(name);
        if (size > 5 && strcmp(name + size - 5, ".yaml") == 0) {
            char sample[NAME_SIZE];
            (void)snprintf(sample, sizeof sample, "%.200s/%.250s", path, name);
            edit_sample(workshop, sample, edits);
        }
        free(entries[i]);
    }
    free(entries);
}

static unsigned edits_of(unsigned usual)
{
    const char *wanted = getenv("GONGWEN_SESSION_EDITS");

    return wanted == NULL ? usual : (unsigned)strtoul(wanted, NULL, 10);
}

static void shows_what_a_fresh_process_would(void **state)
{
    struct workshop *workshop = *state;

    edit_samples(workshop, "data", edits_of(EDITS * 2));
    edit_samples(workshop, "composition", edits_of(EDITS / 3));
}

/* An edit of one word changes its page alone, and what it takes back is as before. */
static void tells_pages_that_changed(void **state)
{
    struct workshop *workshop = *state;
    char path[NAME_SIZE];
    struct session_page before[64];
    size_t count, same = 0;

    (void)snprintf(path, sizeof path, "%s/data/2023-annual-report.yaml", workshop->folder);
    struct session *session = session_open(path, &workshop->options);
    assert_int_equal(session_update(session), SESSION_CHANGED);
    assert_int_equal(session_generation(session), 1);
    const struct session_page *pages = session_pages(session, &count);
    assert_in_range(count, 2, 64);
    memcpy(before, pages, count * sizeof *pages);
    assert_true(load(workshop, path));
    char *word = memmem(workshop->bytes[0], workshop->size, "营商环境", strlen("营商环境"));
    assert_non_null(word);
    memcpy(word, "投资", strlen("投资"));
    save(path, workshop->bytes[0], workshop->size, false);
    assert_int_equal(session_update(session), SESSION_CHANGED);
    pages = session_pages(session, &count);
    for (size_t i = 0; i < count; i++) {
        same += pages[i].look == before[i].look;
    }
    assert_int_equal(same, count - 1);
    assert_int_equal(session_generation(session), 2);
    uint64_t look = pages[0].look;

    /* A comment in front moves places, and nothing that is seen. */
    run("sed -i '1i # comment' %s", path);
    assert_int_equal(session_update(session), SESSION_SAME);
    assert_int_equal(session_generation(session), 3);
    assert_int_equal(session_pages(session, &count)->look, look);
    session_close(session);
}

static bool is_watched(struct session *session, const char *name)
{
    const char *const *watched = session_watched(session);

    for (size_t i = 0; watched[i] != NULL; i++) {
        size_t size = strlen(watched[i]), length = strlen(name);
        if (size >= length && strcmp(watched[i] + size - length, name) == 0) {
            return true;
        }
    }
    return false;
}

/* What is not there is waited for. */
static void watches_what_is_missing(void **state)
{
    struct workshop *workshop = *state;
    char path[NAME_SIZE];

    (void)snprintf(path, sizeof path, "%s/new/report.yaml", workshop->folder);
    struct session *session = session_open(path, &workshop->options);
    assert_int_equal(session_update(session), SESSION_BROKEN);
    assert_null(session_document(session));
    assert_true(is_watched(session, "/new/report.yaml"));
    assert_int_equal(session_update(session), SESSION_IDLE);

    run("mkdir %s/new && cp data/2023-annual-report.yaml %s/new/report.yaml && "
        "sed -i 's/^layout: [a-z-]*/layout: mine/' %s/new/report.yaml",
        workshop->folder, workshop->folder, workshop->folder);
    assert_int_equal(session_update(session), SESSION_BROKEN);
    assert_true(is_watched(session, "/layouts/mine.yaml"));
    run("cp layouts/annual-report.yaml %s/layouts/mine.yaml", workshop->folder);
    assert_int_equal(session_update(session), SESSION_CHANGED);
    compare(workshop, session, path);

    run("printf 'body:\\n  - {image: photo.png, alt: x}\\n' >> %s/new/report.yaml",
        workshop->folder);
    (void)session_update(session);
    compare(workshop, session, path);
    assert_non_null(session_document(session));
    session_close(session);
}

/* A font that is written over is another font; one that goes away is not there. */
static void follows_fonts(void **state)
{
    struct workshop *workshop = *state;
    const char *folders[] = {NULL, NULL};
    char path[NAME_SIZE], fonts[NAME_SIZE];

    (void)snprintf(path, sizeof path, "%s/data/gb9704.yaml", workshop->folder);
    (void)snprintf(fonts, sizeof fonts, "%s/own", workshop->folder);
    run("mkdir %s && cp fonts/FandolFang-Regular.otf %s/FZFSK.TTF", fonts, fonts);
    folders[0] = fonts;
    workshop->options.font_folders = folders;
    struct session *session = session_open(path, &workshop->options);
    assert_int_equal(session_update(session), SESSION_CHANGED);
    assert_true(is_watched(session, "/own/"));
    compare(workshop, session, path);
    run("cp fonts/FandolKai-Regular.otf %s/FZFSK.TTF", fonts); /* in place */
    (void)session_update(session);
    compare(workshop, session, path);
    run("rm %s/FZFSK.TTF", fonts);
    (void)session_update(session);
    compare(workshop, session, path);
    run("head -c 3000 fonts/FandolKai-Regular.otf > %s/FZFSK.TTF", fonts);
    (void)session_update(session);
    compare(workshop, session, path);
    session_close(session);
    workshop->options.font_folders = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(shows_what_a_fresh_process_would, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tells_pages_that_changed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(watches_what_is_missing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(follows_fonts, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
