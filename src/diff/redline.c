#include "diff/redline_private.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "layout/layout.h"
#include "page/compose.h"
#include <string.h>

enum { NAME_CHARACTERS = 26, HEADER_TOP = 12, LEGEND_TOP = 18 /* mm from the page's edge */ };

/* As much of a name as its end tells: the end is what differs. */
static const char *short_name(struct arena *arena, const char *name)
{
    size_t size = strlen(name), count = unicode_count(name, size);
    size_t offset = 0;

    if (count <= NAME_CHARACTERS) {
        return name;
    }
    for (size_t left = count - NAME_CHARACTERS; left > 0; left--) {
        (void)unicode_decode(name, size, &offset);
    }
    return arena_format(arena, "…%s", name + offset);
}

static struct dimension millimetres(int64_t amount)
{
    return (struct dimension){amount * 1000000, UNIT_MM};
}

/* A style of the layout's for small print. */
static const struct style *header_style(const struct layout *layout)
{
    const struct running *running = layout->running.items;

    if (layout->draft != NULL && layout->draft->header.style != NULL) {
        return layout->draft->header.style;
    }
    return layout->running.count > 0 ? running[0].style : &layout->styles[0];
}

static struct running running_line(const struct layout *layout, struct text text, int64_t top,
                                   int on)
{
    struct running line = {.text = text, .style = header_style(layout), .on = on};

    line.place.of = (struct text){STRING("page"), {0}};
    line.place.top = millimetres(top);
    line.place.left = (struct dimension){layout->area_x * 1000, UNIT_PT};
    return line;
}

/* "花脸稿　old.yaml → new.yaml" on every page, and on the first one what the marks mean. */
static struct layout *mark_layout(const struct merger *merger, const struct redline *redline)
{
    struct arena *arena = merger->arena;
    struct layout *layout = ARENA_NEW(arena, struct layout);
    struct buffer legend = buffer_new(arena);
    struct buffer header = buffer_new(arena);
    const struct text name =
        merge_remark(merger, TEXT_KEPT,
                     arena_format(arena, "%s → %s", short_name(arena, redline->old_name),
                                  short_name(arena, redline->new_name)));
    static const struct {
        enum text_change change;
        const char *words;
    } kinds[] = {{TEXT_INSERTED, "新增"},
                 {TEXT_DELETED, "删去"},
                 {TEXT_MOVED_HERE, "移来"},
                 {TEXT_MOVED_AWAY, "移走"}};

    *layout = *redline->layout;
    size_t count = layout->running.count;
    struct running *lines = ARENA_ARRAY(arena, struct running, count + 2);
    if (count > 0) {
        memcpy(lines, layout->running.items, count * sizeof *lines);
    }
    buffer_add_string(&header, "花脸稿 ");
    buffer_add(&header, name.string.bytes, name.string.size);
    buffer_add_string(&legend, "图例：");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct text text = merge_remark(merger, kinds[i].change, kinds[i].words);
        buffer_add_string(&legend, i > 0 ? "　" : "");
        buffer_add(&legend, text.string.bytes, text.string.size);
        layout->marks[MARK_INSERTED + (int)i].coloured = true;
        struct colour colour = redline_colours[REVISION_INSERTED + (int)i];
        layout->marks[MARK_INSERTED + (int)i].colour =
            (struct colour_value){{colour.cyan, colour.magenta, colour.yellow, colour.black}};
    }
    lines[count] =
        running_line(layout, (struct text){buffer_string(&header), {0}}, HEADER_TOP, PAGES_ALL);
    lines[count + 1] =
        running_line(layout, (struct text){buffer_string(&legend), {0}}, LEGEND_TOP, PAGES_FIRST);
    layout->running = (struct list){lines, count + 2};
    return layout;
}

/* What a merged text lacks was told of the two that it comes from. */
static const struct display_list *compose(const struct merger *merger,
                                          const struct redline *redline, struct report *report)
{
    struct diagnostics *unheard = diagnostics_new(merger->arena);
    const struct display_list *list =
        page_compose(merger->arena, report, mark_layout(merger, redline), redline->catalog,
                     redline->images, unheard);

    for (size_t i = 0; list == NULL && i < unheard->count; i++) {
        diagnostics_add(redline->diagnostics, *unheard->items[i]);
    }
    return list;
}

const struct display_list *diff_redline(const struct diff *diff, const struct redline *redline)
{
    struct arena *arena = diff->arena;
    const struct merger merger = {arena, diff, redline->old_list};
    const struct display_list *list, *behind;
    const struct spot *spots = NULL;

    if (redline->form == REDLINE_BARS) {
        list = redline_bars(diff, redline->new_list, &spots);
    } else {
        list = compose(&merger, redline, merge_reports(&merger));
        list = list == NULL ? NULL : redline_decorate(arena, list);
    }
    if (list == NULL) {
        return NULL;
    }
    behind = redline->list_layout == NULL ? NULL : redline_list(diff, redline, spots);
    struct display_list *whole = ARENA_NEW(arena, struct display_list);
    *whole = *(behind == NULL ? list : redline_append(arena, list, behind));
    whole->metadata.title =
        arena_format(arena, "%s（花脸稿：%s → %s）", redline->new_list->metadata.title,
                     redline->old_name, redline->new_name);
    return whole;
}
