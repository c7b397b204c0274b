/*
 * again REPORT.yaml WORD RUNS: how long it takes a running process to show an edit.
 *
 * The word's first occurrence in a copy of the report, which is saved beside it, gets a number of
 * its own behind it, another one each time. Prints in ms: the first time, and the median of RUNS
 * more of: reading the file and composing; that, with finding the pages that changed and painting
 * those as SVG; that, with a PDF instead.
 */
#include "session.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TEXT_MOST = 16 * 1024 * 1024, PAGES_MOST = 4096, RUNS_MOST = 10000 };

static double now(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void fail(const char *why)
{
    (void)fprintf(stderr, "again: %s\n", why);
    exit(1);
}

static char *read_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, TEXT_MOST);

    if (file == NULL || text == NULL || fread(text, 1, TEXT_MOST - 1, file) == 0) {
        fail("the report cannot be read");
    }
    (void)fclose(file);
    return text;
}

/* Saves the text with the number behind the word; negative: as it is. */
static void save(const char *path, const char *text, const char *word, int number)
{
    const char *at = strstr(text, word);
    FILE *file = fopen(path, "wb");

    if (at == NULL || file == NULL) {
        fail("the report cannot be edited");
    }
    size_t head = (size_t)(at - text) + strlen(word);
    (void)fwrite(text, 1, head, file);
    if (number >= 0) {
        (void)fprintf(file, "%d", number);
    }
    (void)fputs(text + head, file);
    if (fclose(file) != 0) {
        fail("the report cannot be saved");
    }
}

static void paint(gongwen_document *document, const char *format, size_t page)
{
    const void *bytes;
    size_t size;

    if (gongwen_paint(document, format, page, 0, &bytes, &size) != 0) {
        fail(gongwen_findings(document, GONGWEN_TEXT));
    }
}

/* Paints what looks otherwise than before, and remembers how it looks. */
static size_t paint_changed(struct session *session, uint64_t *looks, size_t *known)
{
    size_t count, painted = 0;
    const struct session_page *pages = session_pages(session, &count);

    for (size_t i = 0; i < count && i < PAGES_MOST; i++) {
        if (i >= *known || looks[i] != pages[i].look) {
            paint(session_document(session), "svg", i + 1);
            looks[i] = pages[i].look;
            painted++;
        }
    }
    *known = count;
    return painted;
}

static int by_size(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;

    return first < second ? -1 : first > second;
}

static double median(double *times, size_t count)
{
    qsort(times, count, sizeof *times, by_size);
    return times[count / 2];
}

int main(int argc, char **argv)
{
    static uint64_t looks[PAGES_MOST];
    static double composed[RUNS_MOST], shown[RUNS_MOST], printed[RUNS_MOST];
    size_t runs = argc == 4 ? strtoul(argv[3], NULL, 10) : 0, known = 0, painted = 0;
    char path[4096];

    if (runs == 0 || runs > RUNS_MOST) {
        fail("usage: again REPORT.yaml WORD RUNS");
    }
    const char *data = getenv("GONGWEN_DATA");
    const struct gongwen_options options = {.size = sizeof options,
                                            .data_folder = data == NULL ? "." : data};
    char *text = read_text(argv[1]);
    (void)snprintf(path, sizeof path, "%s.again.yaml", argv[1]);
    struct session *session = session_open(path, &options);
    if (session == NULL) {
        fail("memory is out");
    }
    save(path, text, argv[2], -1);
    double start = now();
    if (session_update(session) != SESSION_CHANGED) {
        fail("the report has errors");
    }
    (void)paint_changed(session, looks, &known);
    double first = now() - start;
    for (size_t i = 0; i < runs; i++) {
        save(path, text, argv[2], (int)i);
        start = now();
        if (session_update(session) != SESSION_CHANGED) {
            fail("the edit did not show");
        }
        composed[i] = now() - start;
        painted += paint_changed(session, looks, &known);
        shown[i] = now() - start;
        double before = now();
        paint(session_document(session), "pdf", 0);
        printed[i] = composed[i] + now() - before;
    }
    printf("%.1f %.2f %.2f %.2f %.1f\n", first, median(composed, runs), median(shown, runs),
           median(printed, runs), (double)painted / (double)runs);
    session_close(session);
    (void)remove(path);
    free(text);
    return 0;
}
