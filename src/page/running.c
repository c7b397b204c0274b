/* Running text: page numbers and what else stands on the pages outside of the flow. */
#include "page/sheet.h"

#include "base/arena.h"
#include <string.h>

static bool is_on(enum page_selection on, size_t page, size_t count)
{
    switch (on) {
    case PAGES_ALL:
        return true;
    case PAGES_ODD:
        return page % 2 == 1;
    case PAGES_EVEN:
        return page % 2 == 0;
    case PAGES_FIRST:
        return page == 1;
    case PAGES_LAST:
        return page == count;
    case PAGES_NOT_FIRST:
        return page != 1;
    }
    return false;
}

/* `sheet` is one of the pages in a row. */
static bool is_excepted(const struct list *exceptions, const struct sheet *sheet, size_t page,
                        size_t count)
{
    const int *items = exceptions->items;
    bool excepted = false;

    for (size_t i = 0; i < exceptions->count && !excepted; i++) {
        switch ((enum page_exception)items[i]) {
        case EXCEPT_FIRST:
            excepted = page == 1;
            break;
        case EXCEPT_LAST:
            excepted = page == count;
            break;
        case EXCEPT_BLANK:
            excepted = sheet->blank;
            break;
        case EXCEPT_AFTER_BLANK:
            excepted = page > 1 && sheet[-1].blank;
            break;
        }
    }
    return excepted;
}

void page_add_running_item(struct composer *composer, struct sheet *sheet, size_t page,
                           const struct running *item, const struct variable *variables, bool *told)
{
    const struct layout *layout = composer->layout;
    struct scope scope = {.report = composer->report, .variables = variables};
    struct rectangle area = {layout->area_x, layout->area_y, layout->area_width,
                             layout->area_height};
    struct rectangle paper = {0, 0, layout->page_width, layout->page_height};
    const struct typography *typography =
        composer_typography(composer, item->style, item->text.place);

    if (typography == NULL || !is_on((enum page_selection)item->on, page, composer->page_count) ||
        is_excepted(&item->unless, sheet, page, composer->page_count)) {
        return;
    }
    struct expansion text =
        template_expand(composer->arena, &scope, item->text, composer->diagnostics);
    struct clusters clusters =
        cluster_text(composer->scratch, text, typography, composer->diagnostics);
    struct line line = paragraph_set_line(composer->arena, composer->scratch, &clusters);
    bool of_page =
        item->place.of.string.bytes != NULL && strcmp(item->place.of.string.bytes, "page") == 0;
    const struct rectangle *reference = of_page ? &paper : &area;
    length_t x = reference->x;
    length_t y = reference->y;
    if (item->style->align == ALIGN_CENTRE) {
        x += (reference->width - line.width) / 2;
    } else if (item->style->align == ALIGN_RIGHT) {
        x += reference->width - line.width;
    }
    composer_place_line(composer, &item->place, reference, &line, typography, &x, &y);
    struct rectangle where = {x, y, line.width, typography->size};
    if (line.run_count > 0) {
        composer_check_on_paper(composer, &where, page, item->place.written, told);
    }
    page_add_line(composer, sheet, &line, typography, 0, false, x - layout->area_x,
                  y - layout->area_y);
    arena_reset(composer->scratch);
}

void page_add_running(struct composer *composer, struct sheet *sheet, size_t page)
{
    const struct layout *layout = composer->layout;
    const struct running *items = layout->running.items;
    struct variable variables[] = {
        {"page", arena_format(composer->arena, "%zu", page)},
        {"pages", arena_format(composer->arena, "%zu", composer->page_count)},
        {0}};

    sheet->label = variables[0].value;
    for (size_t i = 0; i < layout->running.count; i++) {
        sheet->element = items[i].id.string.bytes;
        page_add_running_item(composer, sheet, page, &items[i], variables,
                              &composer->off_paper[layout->flow.count + i]);
    }
}
