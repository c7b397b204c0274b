/* What marks the pages of a draft: header, watermark, numbers of lines. All of it is placed when
 * the pages are done, so that none of it moves anything. */
#include "page/sheet.h"

#include "base/arena.h"
#include "base/unicode.h"
#include <math.h>
#include <string.h>

struct draft_marks {
    const struct draft_design *design;
    bool header, watermark, line_numbers; /* whether they are shown */
    struct running running;               /* the header, with the text that is to stand there */
    struct variable variables[5];         /* the first two are of the page */
    struct display_path path;             /* the watermark */
};
enum { DRAFT_PAGE, DRAFT_PAGES, DRAFT_MARK, DRAFT_VERSION };

/* ---- what is said ---- */

/* The words of mark or version on one line; "" where there are none, or too many. */
static const char *words_of(struct composer *composer, struct text text)
{
    const struct scope scope = {.report = composer->report};
    struct expansion expansion =
        template_expand(composer->arena, &scope, text, composer->diagnostics);
    struct string words = template_words(composer->arena, &expansion);
    size_t characters = 0, shown = 0;

    for (; shown < words.size && characters < DRAFT_TEXT_LIMIT; characters++) {
        (void)unicode_decode(words.bytes, words.size, &shown);
    }
    if (shown < words.size) {
        REPORT(composer->diagnostics, DRAFT_LONG, text.place,
               arena_format(composer->arena, "%.*s…", (int)shown, words.bytes),
               arena_format(composer->arena, "%d", DRAFT_TEXT_LIMIT));
        return "";
    }
    return words.size == 0 ? "" : words.bytes;
}

static void report_unplaced(struct composer *composer, const char *what)
{
    REPORT(composer->diagnostics, DRAFT_UNPLACED, composer->report->draft.place, what,
           composer->layout->name.string.bytes);
}

/* ---- the watermark ---- */

/* An outline while it is drawn: first only counted, since foreign code calls this. */
struct drawing {
    enum path_step *steps; /* NULL: only counted */
    struct point *points;
    size_t step_count, point_count;
    double scale;             /* font units to lengths */
    double x, y;              /* of the glyph's origin from the middle of the text, y downwards */
    double cosine, sine, fit; /* all of it is turned anticlockwise, and made smaller */
};

static void draw(struct drawing *drawing, enum path_step step, const double *points, size_t count)
{
    if (drawing->steps != NULL) {
        drawing->steps[drawing->step_count] = step;
        for (size_t i = 0; i < count; i++) {
            double x = (drawing->x + points[2 * i] * drawing->scale) * drawing->fit;
            double y = (drawing->y - points[2 * i + 1] * drawing->scale) * drawing->fit;
            drawing->points[drawing->point_count + i] =
                (struct point){llround(x * drawing->cosine + y * drawing->sine),
                               llround(y * drawing->cosine - x * drawing->sine)};
        }
    }
    drawing->step_count++;
    drawing->point_count += count;
}

static void draw_move(void *context, double x, double y)
{
    draw(context, PATH_MOVE, (const double[]){x, y}, 1);
}

static void draw_line(void *context, double x, double y)
{
    draw(context, PATH_LINE, (const double[]){x, y}, 1);
}

static void draw_cubic(void *context, double x1, double y1, double x2, double y2, double x,
                       double y)
{
    draw(context, PATH_CURVE, (const double[]){x1, y1, x2, y2, x, y}, 3);
}

static void draw_close(void *context)
{
    draw(context, PATH_CLOSE, NULL, 0);
}

/* All glyphs of the line; what has no outline is left out. */
static void draw_glyphs(struct drawing *drawing, const struct line *line,
                        const struct typography *typography)
{
    const struct outline_sink sink = {drawing, draw_move, draw_line, draw_cubic, draw_close};
    length_t rise = typography_ascent(typography) - typography->size / 2;

    drawing->step_count = drawing->point_count = 0;
    for (size_t i = 0; i < line->run_count; i++) {
        const struct display_run *run = &line->runs[i];
        drawing->scale = (double)run->size / face_units(run->face);
        for (size_t k = 0; k < run->count; k++) {
            const struct display_glyph *glyph = &run->glyphs[k];
            drawing->x = (double)(run->x + glyph->x) - (double)line->width / 2;
            drawing->y = (double)(run->y + rise - glyph->y);
            (void)face_outline(run->face, glyph->glyph, &sink);
        }
    }
}

/* Turned text as outlines rather than as text: nobody selects it, or finds it between lines. */
static bool make_watermark(struct composer *composer, struct draft_marks *marks)
{
    const struct layout *layout = composer->layout;
    const struct draft_design *design = marks->design;
    const struct scope scope = {.report = composer->report, .variables = marks->variables};
    const struct typography *typography =
        composer_typography(composer, design->watermark.style, design->watermark.text.place);

    if (typography == NULL) {
        return false;
    }
    struct expansion text =
        template_expand(composer->arena, &scope, design->watermark.text, composer->diagnostics);
    struct clusters clusters =
        cluster_text(composer->scratch, text, typography, composer->diagnostics);
    struct line line = paragraph_set_line(composer->arena, composer->scratch, &clusters);
    double turn = design->watermark.angle * (acos(-1) / 180);
    struct drawing drawing = {.cosine = cos(turn), .sine = sin(turn)};
    double width = (double)line.width * drawing.cosine +
                   (double)typography->size * fabs(drawing.sine); /* once it is turned */
    double height =
        (double)line.width * fabs(drawing.sine) + (double)typography->size * drawing.cosine;
    drawing.fit = fmin(1, fmin((double)layout->area_width / fmax(width, 1),
                               (double)layout->area_height / fmax(height, 1)));
    draw_glyphs(&drawing, &line, typography);
    drawing.steps = ARENA_ARRAY(composer->arena, enum path_step, drawing.step_count);
    drawing.points = ARENA_ARRAY(composer->arena, struct point, drawing.point_count);
    draw_glyphs(&drawing, &line, typography);
    marks->path = (struct display_path){.x = layout->area_x + layout->area_width / 2,
                                        .y = layout->area_y + layout->area_height / 2,
                                        .steps = drawing.steps,
                                        .step_count = drawing.step_count,
                                        .points = drawing.points,
                                        .filled = true,
                                        .fill = typography->colour,
                                        .place = design->watermark.text.place};
    arena_reset(composer->scratch);
    return drawing.step_count > 0;
}

const struct draft_marks *draft_marks_new(struct composer *composer)
{
    static const struct draft_design none;
    const struct draft *draft = &composer->report->draft;
    const struct draft_design *design = composer->layout->draft;
    struct draft_marks *marks = ARENA_NEW(composer->arena, struct draft_marks);
    bool versioned = draft->version.string.bytes != NULL;
    bool marked = draft->mark.string.bytes != NULL;

    design = marks->design = design == NULL ? &none : design;
    if (versioned && !marked) {
        REPORT(composer->diagnostics, DRAFT_NO_MARK, draft->version.place);
    }
    marks->line_numbers = draft->line_numbers && design->line_numbers.style != NULL;
    if (draft->line_numbers && !marks->line_numbers) {
        report_unplaced(composer, "line-numbers");
    }
    if (!marked) {
        return marks;
    }
    marks->variables[DRAFT_PAGE] = (struct variable){"page", ""};
    marks->variables[DRAFT_PAGES] =
        (struct variable){"pages", arena_format(composer->arena, "%zu", composer->page_count)};
    marks->variables[DRAFT_MARK] = (struct variable){"draft.mark", words_of(composer, draft->mark)};
    marks->variables[DRAFT_VERSION] =
        (struct variable){"draft.version", versioned ? words_of(composer, draft->version) : ""};
    marks->header = design->header.style != NULL;
    marks->running = design->header;
    marks->running.text = versioned ? design->with_version : design->header.text;
    bool watermark = design->watermark.style != NULL && !draft->no_watermark;
    marks->watermark = watermark && make_watermark(composer, marks);
    if (!marks->header && !watermark) {
        report_unplaced(composer, "mark");
    }
    return marks;
}

void draft_add_under(struct composer *composer, const struct draft_marks *marks,
                     struct sheet *sheet)
{
    if (marks->watermark) {
        sheet->element = "draft-watermark";
        sheet->decorating = true;
        page_add_item(composer, sheet, DISPLAY_PATH, 0)->path = marks->path;
        sheet->decorating = false;
    }
}

/* ---- numbers of lines ---- */

/* Whether the box is a line of title or body, upright and in the flow. */
static bool is_numbered(const struct layout *layout, const struct box *box)
{
    const struct variant *block = &((const struct variant *)layout->flow.items)[box->block];
    bool is_line = box->kind == BOX_LINE && box->place == NULL && !box->turned;

    switch ((enum flow_kind)block->which) {
    case FLOW_BODY:
    case FLOW_SECTIONS:
    case FLOW_ATTACHMENTS:
        return is_line;
    case FLOW_TEXT:
        return is_line && ((const struct flow_text *)block->value)->role == TEXT_TITLE;
    case FLOW_RULE:
    case FLOW_STACK:
    case FLOW_GROUP:
    case FLOW_NAMES:
    case FLOW_LIST:
        break;
    }
    return false;
}

static bool is_at_right(enum draft_side side, size_t page)
{
    bool odd = page % 2 == 1;

    switch (side) {
    case SIDE_OUTER:
        return odd;
    case SIDE_INNER:
        return !odd;
    case SIDE_LEFT:
        return false;
    case SIDE_RIGHT:
        break;
    }
    return true;
}

/* The number on the line's baseline, its end towards the text. */
static void add_number(struct composer *composer, const struct draft_design *design,
                       struct sheet *sheet, const struct box *box, size_t number)
{
    const struct layout *layout = composer->layout;
    struct text origin = {.place = design->line_numbers.place};
    const struct typography *typography =
        composer_typography(composer, design->line_numbers.style, origin.place);

    if (typography == NULL) {
        return;
    }
    const char *digits = arena_format(composer->arena, "%zu", number);
    struct expansion text =
        template_derived(composer->arena, (struct string){digits, strlen(digits)}, origin);
    struct clusters clusters =
        cluster_text(composer->scratch, text, typography, composer->diagnostics);
    struct line line = paragraph_set_line(composer->arena, composer->scratch, &clusters);
    length_t x = is_at_right(design->line_numbers.side, box->page + 1)
                     ? layout->area_width + design->line_numbers.gap
                     : -design->line_numbers.gap - line.width;
    length_t y = box->y + typography_ascent(box->typography) - typography_ascent(typography);
    struct rectangle where = {layout->area_x + x, layout->area_y + y, line.width, typography->size};
    composer_check_on_paper(composer, &where, box->page + 1, origin.place,
                            &composer->off_paper[layout->flow.count + layout->running.count + 1]);
    page_add_line(composer, sheet, &line, typography, 0, false, x, y);
    arena_reset(composer->scratch);
}

static void add_numbers(struct composer *composer, const struct draft_design *design,
                        struct sheet *sheets)
{
    const struct box *before = NULL;
    size_t number = 0;

    for (size_t i = 0; i < composer->box_count; i++) {
        const struct box *box = &composer->boxes[i];
        if (!is_numbered(composer->layout, box)) {
            continue;
        }
        bool fresh = before == NULL || before->page != box->page;
        if (!fresh && before->y == box->y) {
            continue; /* another part of that line */
        }
        number = fresh && design->line_numbers.restart == NOTES_BY_PAGE ? 1 : number + 1;
        if (number % (size_t)design->line_numbers.step == 0) {
            sheets[box->page].element = "draft-line-numbers";
            add_number(composer, design, &sheets[box->page], box, number);
        }
        before = box;
    }
}

void draft_add_over(struct composer *composer, const struct draft_marks *marks,
                    struct sheet *sheets)
{
    const struct layout *layout = composer->layout;
    struct variable variables[sizeof marks->variables / sizeof *marks->variables];

    memcpy(variables, marks->variables, sizeof variables);
    for (size_t i = 0; i < composer->page_count; i++) {
        sheets[i].decorating = true;
        if (marks->header) {
            variables[DRAFT_PAGE].value = sheets[i].label;
            sheets[i].element = "draft-header";
            page_add_running_item(composer, &sheets[i], i + 1, &marks->running, variables,
                                  &composer->off_paper[layout->flow.count + layout->running.count]);
        }
    }
    if (marks->line_numbers) {
        add_numbers(composer, marks->design, sheets);
    }
}
