/* The order of the list, and whether a composition is that of the PDF. */
#include "comment/annotation.h"

#include "display/display.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int order(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_page(const void *a, const void *b)
{
    const struct comment *x = *(const struct comment *const *)a;
    const struct comment *y = *(const struct comment *const *)b;
    const int orders[] = {order((int64_t)x->page, (int64_t)y->page),
                          order((int64_t)x->line, (int64_t)y->line),
                          order(x->y, y->y),
                          order(x->x, y->x),
                          order(x->instant, y->instant),
                          strcmp(x->author, y->author),
                          strcmp(x->text, y->text)};

    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        if (orders[i] != 0) {
            return orders[i];
        }
    }
    return 0;
}

/* What has no place comes last. */
static int by_line(const void *a, const void *b)
{
    const struct comment *x = *(const struct comment *const *)a;
    const struct comment *y = *(const struct comment *const *)b;

    if (x->file == NULL || y->file == NULL) {
        int known = order(x->file == NULL, y->file == NULL);
        return known != 0 ? known : by_page(a, b);
    }
    const int orders[] = {strcmp(x->file, y->file), order(x->row, y->row),
                          order(x->column, y->column)};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        if (orders[i] != 0) {
            return orders[i];
        }
    }
    return by_page(a, b);
}

void comments_sort(struct comments *comments, bool page)
{
    if (comments->count > 0) {
        qsort(comments->items, comments->count, sizeof(struct comment *), page ? by_page : by_line);
    }
}

static bool is_size(double points, length_t length)
{
    return fabs(fabs(points) - (double)length / LENGTH_PT) < 1;
}

bool comments_fit(const struct annotated *annotated, const struct display_list *list)
{
    if (annotated->page_count != list->page_count) {
        return false;
    }
    for (size_t i = 0; i < list->page_count; i++) {
        const struct page_box *box = &annotated->pages[i];
        if (!is_size(box->right - box->left, list->pages[i].width) ||
            !is_size(box->top - box->bottom, list->pages[i].height)) {
            return false;
        }
    }
    return true;
}
