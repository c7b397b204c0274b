/*
 * A host program of the library: knows gongwen.h and nothing else, as an office system would, and
 * is linked with libgongwen.so. Runs in the root of the source tree; results in the Test Anything
 * Protocol.
 */
#include "gongwen.h"

#include <dirent.h>
#include <locale.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REPORT_PATH "data/2023-annual-report.yaml"

enum { PATH_ROOM = 512, THREAD_ROUNDS = 6 };

static const char small_report[] = "layout: annual-report\n"
                                   "title: 某区年度报告\n"
                                   "issuer: 某区政府办公室\n"
                                   "date: 2024-01-03\n"
                                   "year: 2023\n"
                                   "sections:\n"
                                   "  - heading: 主要举措\n"
                                   "    body: 坚持学在日常、严在经常，取得12项成果。\n";

static const char wrong_report[] = "layout: annual-report\n"
                                   "titel: 某区年度报告\n"
                                   "issuer: 某区政府办公室\n"
                                   "date: 2024-13-03\n";

static unsigned test_count, test_failed;

static void ok(bool good, const char *name)
{
    printf("%sok %u - %s\n", good ? "" : "not ", ++test_count, name);
    test_failed += !good;
}

static const char *font_folders[] = {NULL, NULL}; /* set by main() */

static struct gongwen_options tree_options(void)
{
    return (struct gongwen_options){.size = sizeof(struct gongwen_options),
                                    .data_folder = ".",
                                    .font_folders = font_folders,
                                    .no_system_fonts = 1};
}

static gongwen_document *open_text(const char *text, const struct gongwen_options *options)
{
    return gongwen_open_memory("memory.yaml", text, strlen(text), options);
}

static gongwen_document *open_small(void)
{
    const struct gongwen_options options = tree_options();

    return open_text(small_report, &options);
}

/* ---- files ---- */

static char folder[] = "/tmp/gongwen-host-XXXXXX";

static const char *path_of(const char *name)
{
    static char path[PATH_ROOM];

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static char *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    struct stat status;
    char *bytes = NULL;

    *size = 0;
    if (file == NULL) {
        return NULL;
    }
    if (fstat(fileno(file), &status) == 0 && status.st_size >= 0) {
        bytes = malloc((size_t)status.st_size + 1);
    }
    if (bytes != NULL) {
        *size = fread(bytes, 1, (size_t)status.st_size, file);
    }
    (void)fclose(file);
    return bytes;
}

/* Entries of a folder. */
static unsigned count_entries(const char *path)
{
    DIR *directory = opendir(path);
    const struct dirent *entry;
    unsigned count = 0;

    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    if (directory != NULL) {
        (void)closedir(directory);
    }
    return count;
}

static bool file_holds(const char *path, const void *bytes, size_t size)
{
    size_t found;
    char *content = read_file(path, &found);
    bool same = content != NULL && found == size && memcmp(content, bytes, size) == 0;

    free(content);
    return same;
}

/* ---- the tests ---- */

static void test_file_and_memory(void)
{
    const struct gongwen_options options = tree_options();
    const void *from_file = NULL, *from_memory = NULL;
    size_t file_size = 0, memory_size = 0, size;
    char *text = read_file(REPORT_PATH, &size);
    gongwen_document *file = gongwen_open(REPORT_PATH, &options);
    gongwen_document *memory =
        text == NULL ? NULL : gongwen_open_memory(REPORT_PATH, text, size, &options);

    free(text); /* the document has its own copy */
    ok(file != NULL && gongwen_error_count(file) == 0, "a report opens from its file");
    ok(memory != NULL && gongwen_error_count(memory) == 0, "and from memory");
    if (file == NULL || memory == NULL) {
        return;
    }
    ok(gongwen_page_count(file) > 1, "it has pages");
    ok(gongwen_page_count(file) == gongwen_page_count(memory), "the same number");
    ok(gongwen_paint(file, "pdf", 0, 0, &from_file, &file_size) == 0 &&
           gongwen_paint(memory, "pdf", 0, 0, &from_memory, &memory_size) == 0 &&
           file_size == memory_size && memcmp(from_file, from_memory, file_size) == 0,
       "two documents at once, the same bytes");
    gongwen_close(memory);
    ok(memcmp(from_file, "%PDF-", 5) == 0, "one document outlives the other");
    gongwen_close(file);
    gongwen_close(NULL);
}

static void test_formats(void)
{
    static const struct {
        const char *name, *begins, *ends;
    } formats[] = {{"pdf", "%PDF-", "%%EOF\n"},
                   {"png", "\x89PNG\r\n\x1a\n",
                    "IEND\xae"
                    "B`\x82"},
                   {"svg", "<", "</svg>\n"},
                   {"dump", "gongwen display list 1\n", "\n"}};
    gongwen_document *document = open_small();
    char name[64];

    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        const void *first = NULL, *second = NULL;
        size_t size = 0, again = 0, head = strlen(formats[i].begins),
               tail = strlen(formats[i].ends);
        int status = gongwen_paint(document, formats[i].name, 1, 30, &first, &size);
        (void)snprintf(name, sizeof name, "%s is painted into memory", formats[i].name);
        ok(status == 0 && size > head + tail && memcmp(first, formats[i].begins, head) == 0 &&
               memcmp((const char *)first + size - tail, formats[i].ends, tail) == 0,
           name);
        status = gongwen_paint(document, formats[i].name, 1, 30, &second, &again);
        (void)snprintf(name, sizeof name, "%s has the same bytes again", formats[i].name);
        ok(status == 0 && size == again && memcmp(first, second, size) == 0, name);
    }
    gongwen_close(document);
}

static void test_wrong_requests(void)
{
    gongwen_document *document = open_small();
    const void *bytes = document;
    size_t size = 1234;

    ok(gongwen_paint(document, "docx", 1, 0, &bytes, &size) == -1 && bytes == document &&
           size == 1234,
       "an unknown format is refused");
    ok(strstr(gongwen_findings(document, GONGWEN_TEXT), "[unknown-format]") != NULL,
       "with a finding");
    ok(gongwen_error_count(document) == 1, "that counts as an error");
    gongwen_close(document);

    document = open_small();
    ok(gongwen_paint(document, "svg", 1000, 0, &bytes, &size) == -1, "a page that is not there");
    ok(strstr(gongwen_findings(document, GONGWEN_JSON), "\"no-such-page\"") != NULL,
       "with a finding");
    gongwen_close(document);
}

static void test_write(void)
{
    gongwen_document *document = open_small();
    const void *bytes = NULL;
    size_t size = 0;

    ok(gongwen_write(document, "pdf", path_of("a.pdf"), 0, 0) == 0, "pdf is written to a file");
    ok(gongwen_paint(document, "pdf", 0, 0, &bytes, &size) == 0 &&
           file_holds(path_of("a.pdf"), bytes, size),
       "the same bytes as in memory");
    ok(gongwen_write(document, "png", path_of("a.png"), 0, 20) == 0 &&
           access(path_of("a-1.png"), R_OK) == 0,
       "png is written page by page");
    ok(gongwen_write(document, "svg", path_of("one.svg"), 1, 0) == 0 &&
           access(path_of("one.svg"), R_OK) == 0,
       "or one page alone");
    (void)unlink(path_of("a.pdf"));
    (void)unlink(path_of("a-1.png"));
    (void)unlink(path_of("one.svg"));
    ok(gongwen_write(document, "pdf", path_of("no/such/folder.pdf"), 0, 0) == -1 &&
           strstr(gongwen_findings(document, GONGWEN_TEXT), "[file-write]") != NULL,
       "a file that cannot be written is a finding");
    gongwen_close(document);
    ok(count_entries(folder) == 0, "nothing is left behind");
}

/* Arguments that are none are findings as everything else that is wrong. */
static void test_no_arguments(void)
{
    const struct gongwen_options options = tree_options();
    const void *bytes;
    size_t size;

    gongwen_document *document = gongwen_open(NULL, &options);
    ok(document != NULL && gongwen_error_count(document) == 1 &&
           strstr(gongwen_findings(document, GONGWEN_TEXT), "[file-open]") != NULL,
       "no path is a finding");
    ok(gongwen_write(document, "pdf", path_of("none.pdf"), 0, 0) == -1 &&
           count_entries(folder) == 0,
       "and nothing is written");
    gongwen_close(document);
    document = gongwen_open_memory(NULL, small_report, strlen(small_report), &options);
    ok(document != NULL && gongwen_error_count(document) == 1, "no name is a finding");
    gongwen_close(document);
    document = gongwen_open_memory("memory.yaml", NULL, 100, &options);
    ok(document != NULL && gongwen_error_count(document) > 0, "no bytes are an empty report");
    gongwen_close(document);
    document = open_small();
    ok(gongwen_paint(document, NULL, 1, 0, &bytes, &size) == -1 &&
           strstr(gongwen_findings(document, GONGWEN_TEXT), "[unknown-format]") != NULL,
       "no format is a finding");
    gongwen_close(document);
    document = open_small();
    ok(gongwen_write(document, "pdf", NULL, 0, 0) == -1 &&
           strstr(gongwen_findings(document, GONGWEN_TEXT), "[file-write]") != NULL,
       "no path to write to is a finding");
    gongwen_close(document);
}

/* What a document was made from is not overwritten by it: here the report, as an editor that
 * hands over its text would do it. */
static void test_input_is_kept(void)
{
    const struct gongwen_options options = tree_options();
    char path[PATH_ROOM];
    size_t size;

    (void)snprintf(path, sizeof path, "%s", path_of("report.yaml"));
    FILE *file = fopen(path, "w");
    if (file != NULL) {
        (void)fputs(small_report, file);
        (void)fclose(file);
    }
    gongwen_document *document =
        gongwen_open_memory(path, small_report, strlen(small_report), &options);
    ok(gongwen_write(document, "pdf", path, 0, 0) == -1 &&
           strstr(gongwen_findings(document, GONGWEN_TEXT), "[output-is-input]") != NULL,
       "an output that is an input is a finding");
    gongwen_close(document);
    char *bytes = read_file(path, &size);
    ok(bytes != NULL && size == strlen(small_report) && memcmp(bytes, small_report, size) == 0,
       "and the input stays as it is");
    free(bytes);
    (void)unlink(path);
}

static void test_findings(void)
{
    const struct gongwen_options options = tree_options();
    gongwen_document *document = open_text(wrong_report, &options);
    const void *bytes;
    size_t size;

    ok(document != NULL && gongwen_error_count(document) >= 2, "wrong input has several errors");
    const char *text = gongwen_findings(document, GONGWEN_TEXT);
    ok(strstr(text, "memory.yaml:2:1: error: ") != NULL, "text: file, line, column");
    ok(strstr(text, "\n    2 | titel: ") != NULL && strstr(text, "| ^\n") != NULL,
       "text: source line and caret");
    ok(strchr(text, '\033') == NULL &&
           strstr(gongwen_findings(document, GONGWEN_COLOUR), "\033[") != NULL,
       "colour on demand alone");
    const char *json = gongwen_findings(document, GONGWEN_JSON);
    ok(json[0] == '[' && strstr(json, "\"code\": \"unknown-key\"") != NULL &&
           strstr(json, "\"line\": 2, \"column\": 1") != NULL,
       "json: code and place");
    ok(strcmp(text, gongwen_findings(document, GONGWEN_TEXT)) == 0,
       "an older string stays as it was");
    ok(gongwen_paint(document, "dump", 0, 0, &bytes, &size) == -1, "nothing is painted");
    ok(gongwen_write(document, "pdf", path_of("wrong.pdf"), 0, 0) == -1 &&
           count_entries(folder) == 0,
       "nothing is written");
    gongwen_close(document);

    document = gongwen_open("no/such/report.yaml", &options);
    ok(document != NULL && gongwen_error_count(document) == 1 &&
           strstr(gongwen_findings(document, GONGWEN_TEXT), "[file-open]") != NULL,
       "a missing file is a finding");
    ok(gongwen_page_count(document) == 0, "without pages");
    gongwen_close(document);
    document = open_small();
    ok(gongwen_findings(document, GONGWEN_TEXT)[0] == '\0', "a good report has no findings");
    ok(gongwen_warning_count(document) == 0, "and no warnings");
    gongwen_close(document);
}

static bool has_path(const char *const *paths, const char *ending)
{
    for (; *paths != NULL; paths++) {
        size_t size = strlen(*paths), wanted = strlen(ending);
        if (size >= wanted && strcmp(*paths + size - wanted, ending) == 0) {
            return true;
        }
    }
    return false;
}

static void test_dependencies(void)
{
    const struct gongwen_options options = tree_options();
    gongwen_document *document = gongwen_open(REPORT_PATH, &options);
    const char *const *paths = gongwen_dependencies(document);
    bool there = true;

    ok(has_path(paths, REPORT_PATH), "the report is a dependency");
    ok(has_path(paths, "layouts/annual-report.yaml"), "its layout");
    ok(has_path(paths, "fonts/fonts.yaml"), "the manifest of fonts");
    ok(has_path(paths, ".otf"), "the fonts");
    for (size_t i = 0; paths[i] != NULL; i++) {
        there = there && access(paths[i], R_OK) == 0;
    }
    ok(there, "all of them are files");
    gongwen_close(document);
}

static void test_options(void)
{
    struct {
        struct gongwen_options known;
        char later[64]; /* fields of a version to come */
    } newer = {.known = tree_options()};
    struct gongwen_options older = tree_options();
    const struct gongwen_options options = tree_options();

    gongwen_document *document = open_text(small_report, NULL);
    ok(document != NULL && gongwen_findings(document, GONGWEN_TEXT) != NULL,
       "options may be NULL"); /* whether there is a layout depends on what is installed */
    gongwen_close(document);

    older.size = offsetof(struct gongwen_options, memory_limit);
    older.memory_limit = 1;
    document = open_text(small_report, &older);
    ok(document != NULL && gongwen_error_count(document) == 0,
       "a field behind the size of an older host is not read");
    gongwen_close(document);

    older.size = 0;
    older.data_folder = "no/such/folder";
    document = open_text(small_report, &older);
    ok(document != NULL, "a size of 0 is no field at all");
    gongwen_close(document);

    newer.known.size = sizeof newer;
    memset(newer.later, 0x5A, sizeof newer.later);
    document = open_text(small_report, &newer.known);
    ok(document != NULL && gongwen_error_count(document) == 0,
       "fields of a newer host are ignored");
    gongwen_close(document);

    document = gongwen_open_memory("empty.yaml", NULL, 0, &options);
    ok(document != NULL && gongwen_error_count(document) > 0, "no bytes are an empty report");
    gongwen_close(document);
    document = gongwen_open_memory("", small_report, strlen(small_report), &options);
    ok(document != NULL && gongwen_error_count(document) == 0, "a name may be empty");
    gongwen_close(document);

    struct gongwen_options other = tree_options();
    other.layout = "no-such-layout";
    document = open_text(small_report, &other);
    ok(document != NULL &&
           strstr(gongwen_findings(document, GONGWEN_TEXT), "[unknown-layout]") != NULL,
       "the layout can be chosen");
    gongwen_close(document);
}

/* What a document without memory answers: an error and nothing else, but no crash. */
static bool is_out_of_memory(gongwen_document *document)
{
    const void *bytes;
    size_t size;

    return gongwen_error_count(document) == 1 && gongwen_warning_count(document) == 0 &&
           gongwen_page_count(document) == 0 &&
           strstr(gongwen_findings(document, GONGWEN_TEXT), "[out-of-memory]") != NULL &&
           strstr(gongwen_findings(document, GONGWEN_JSON), "out-of-memory") != NULL &&
           gongwen_paint(document, "pdf", 0, 0, &bytes, &size) == -1 &&
           gongwen_write(document, "pdf", path_of("full.pdf"), 0, 0) == -1 &&
           gongwen_dependencies(document)[0] == NULL;
}

/* Every chunk that an arena takes is refused once: the arenas grow by 64 KiB at least, so smaller
 * steps reach each of them. */
static void test_memory_limit(void)
{
    static const char *const formats[] = {"dump", "pdf", "svg", "png"};
    enum { STEP = 32 * 1024, LIMIT = 64 * 1024 * 1024 };
    unsigned refused = 0, unpainted = 0, wrong = 0;
    bool done = false;

    for (size_t limit = 1; !done && limit < LIMIT; limit += STEP) {
        struct gongwen_options options = tree_options();
        options.memory_limit = limit;
        gongwen_document *document = open_text(small_report, &options);
        if (document == NULL) {
            refused++;
            continue;
        }
        if (gongwen_error_count(document) > 0) {
            refused++;
            wrong += !is_out_of_memory(document);
        }
        done = gongwen_error_count(document) == 0;
        for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
            const void *bytes;
            size_t size;
            if (gongwen_error_count(document) == 0 &&
                gongwen_paint(document, formats[i], 1, 60, &bytes, &size) != 0) {
                unpainted++;
                done = false;
                wrong += !is_out_of_memory(document);
            }
        }
        gongwen_close(document);
    }
    ok(done, "with memory enough, it works");
    ok(refused > 3 && unpainted > 3, "with less it does not");
    printf("# refused %u times when opened, %u times when painted\n", refused, unpainted);
    ok(wrong == 0, "and says so");
    ok(count_entries(folder) == 0, "and writes nothing");
}

/* ---- threads ---- */

struct job {
    const char *report;
    const void *wanted;
    size_t size;
    bool good;
};

static void *render(void *argument)
{
    const struct gongwen_options options = tree_options();
    struct job *job = argument;

    job->good = true;
    for (unsigned i = 0; i < THREAD_ROUNDS; i++) {
        const void *bytes = NULL;
        size_t size = 0;
        gongwen_document *document = gongwen_open(job->report, &options);
        job->good = job->good && document != NULL &&
                    gongwen_paint(document, "pdf", 0, 0, &bytes, &size) == 0 && size == job->size &&
                    memcmp(bytes, job->wanted, size) == 0;
        gongwen_close(document);
    }
    return NULL;
}

static void *fail(void *argument)
{
    const struct gongwen_options options = tree_options();
    bool *good = argument;

    *good = true;
    for (unsigned i = 0; i < THREAD_ROUNDS; i++) {
        gongwen_document *document = open_text(wrong_report, &options);
        *good = *good && document != NULL && gongwen_error_count(document) > 0 &&
                strstr(gongwen_findings(document, GONGWEN_JSON), "unknown-key") != NULL;
        gongwen_close(document);
    }
    return NULL;
}

static void test_threads(void)
{
    const struct gongwen_options options = tree_options();
    FILE *file = fopen(path_of("small.yaml"), "wb");
    char small_path[PATH_ROOM];
    struct job jobs[2] = {{.report = REPORT_PATH}, {.report = small_path}};
    gongwen_document *documents[2];
    pthread_t threads[3];
    bool failing = false, started = true;

    (void)snprintf(small_path, sizeof small_path, "%s", path_of("small.yaml"));
    if (file != NULL) {
        (void)fwrite(small_report, 1, strlen(small_report), file);
        (void)fclose(file);
    }
    for (unsigned i = 0; i < 2; i++) {
        documents[i] = gongwen_open(jobs[i].report, &options);
        (void)gongwen_paint(documents[i], "pdf", 0, 0, &jobs[i].wanted, &jobs[i].size);
        started = pthread_create(&threads[i], NULL, render, &jobs[i]) == 0 && started;
    }
    started = pthread_create(&threads[2], NULL, fail, &failing) == 0 && started;
    for (unsigned i = 0; started && i < 3; i++) {
        started = pthread_join(threads[i], NULL) == 0;
    }
    ok(started && jobs[0].size > 0 && jobs[1].size > 0, "three threads run");
    ok(jobs[0].good && jobs[1].good, "two of them render different documents at once");
    ok(failing, "while one has findings");
    gongwen_close(documents[0]);
    gongwen_close(documents[1]);
    (void)unlink(small_path);
}

/* What the header promises: nothing printed, the locale untouched, no descriptor left open. */
static void test_manners(void)
{
    const struct gongwen_options options = tree_options();
    char locale[256];
    FILE *printed = tmpfile();
    const void *bytes;
    size_t size;

    (void)setlocale(LC_ALL, "C.UTF-8");
    (void)snprintf(locale, sizeof locale, "%s", setlocale(LC_ALL, NULL));
    (void)fflush(stdout);
    unsigned descriptors = count_entries("/proc/self/fd");
    int out = dup(STDOUT_FILENO), error = dup(STDERR_FILENO);
    (void)dup2(fileno(printed), STDOUT_FILENO);
    (void)dup2(fileno(printed), STDERR_FILENO);
    gongwen_document *good = open_small();
    gongwen_document *wrong = open_text(wrong_report, &options);
    (void)gongwen_paint(good, "png", 1, 20, &bytes, &size);
    (void)gongwen_findings(wrong, GONGWEN_TEXT);
    gongwen_close(good);
    gongwen_close(wrong);
    (void)fflush(stdout);
    (void)dup2(out, STDOUT_FILENO);
    (void)dup2(error, STDERR_FILENO);
    (void)close(out);
    (void)close(error);
    ok(lseek(fileno(printed), 0, SEEK_END) == 0, "the library prints nothing");
    ok(count_entries("/proc/self/fd") == descriptors, "no descriptor stays open");
    ok(strcmp(locale, setlocale(LC_ALL, NULL)) == 0, "the locale stays as it was");
    (void)fclose(printed);
}

int main(void)
{
    font_folders[0] = getenv("GONGWEN_TEST_FONTS");
    if (mkdtemp(folder) == NULL) {
        perror(folder);
        return 1;
    }
    ok(gongwen_version()[0] >= '0' && gongwen_version()[0] <= '9', "there is a version");
    test_file_and_memory();
    test_formats();
    test_wrong_requests();
    test_write();
    test_no_arguments();
    test_input_is_kept();
    test_findings();
    test_dependencies();
    test_options();
    test_memory_limit();
    test_threads();
    test_manners();
    (void)rmdir(folder);
    printf("1..%u\n", test_count);
    return test_failed > 0;
}
