/* Notes at the page's end (脚注): numbered and set with the paragraph that they are of, then given
 * their places page by page. */
#include "page/pager.h"

#include "base/arena.h"
#include "text/numbering.h"

/* A note is divided between pages only if so many of its lines stand on either. */
enum { NOTE_LINES_LEAST = 2 };

/* ---- the flow: numbers, lines ---- */

static unsigned number_of(const struct composer *composer, size_t note)
{
    const struct totals *assumed = composer->assumed;

    return note < assumed->note_count ? assumed->notes[note] : (unsigned)note + 1;
}

static struct string label_of(const struct composer *composer, size_t note)
{
    static const struct string usual = STRING("①");
    struct string example = composer->layout->notes.number.string;
    struct buffer label = buffer_new(composer->arena);

    numbering_add(&label, example.bytes == NULL ? usual : example, number_of(composer, note));
    return buffer_string(&label);
}

const char *composer_note_label(void *context)
{
    struct composer *composer = context;

    return label_of(composer, composer->note_count++).bytes;
}

static void set_note(struct flow *flow, struct note *note, const struct expansion *text,
                     size_t index)
{
    struct composer *composer = flow->composer;
    const struct layout *layout = composer->layout;
    const struct notes *notes = &layout->notes;
    const struct typography *typography =
        composer_typography(composer, notes->style, notes->style_name.place);

    if (typography == NULL) {
        return;
    }
    struct text origin = text->count > 0 ? text->segments[0].source : notes->style_name;
    struct expansion label_text =
        template_derived(composer->arena, label_of(composer, index), origin);
    struct clusters clusters =
        cluster_text(composer->scratch, label_text, typography, composer->diagnostics);
    struct line label = paragraph_set_line(composer->arena, composer->scratch, &clusters);
    length_t indent = layout_indent(layout, notes->style);
    length_t turnover = layout_length(layout, notes->turnover);
    length_t start = indent + label.width + layout_length(layout, notes->gap);
    struct measure measure = {.width = layout->area_width - turnover, .align = notes->style->align};
    measure.indent = length_max(length_min(start - turnover, measure.width - typography->cell), 0);
    clusters = cluster_text(composer->scratch, *text, typography, composer->diagnostics);
    struct lines set = paragraph_set(composer->arena, composer->scratch, &clusters, &measure,
                                     composer->diagnostics);
    set = structure_text(composer, set, text, note->node);
    struct line *lines = ARENA_ARRAY(composer->arena, struct line, set.count + 1);
    for (size_t i = 0; i < set.count; i++) {
        lines[i] = set.items[i];
        lines[i].x += turnover;
    }
    if (set.count > 0) {
        label.x = indent;
        lines[0] = line_join(composer->arena, &label, &lines[0], lines[0].x);
    }
    note->lines = lines;
    note->count = set.count;
    note->typography = typography;
}

void flow_add_notes(struct flow *flow, const struct expansion *text,
                    const struct clusters *clusters, const struct lines *lines, uint32_t node,
                    size_t first)
{
    struct composer *composer = flow->composer;
    size_t count = 0;

    for (size_t i = 0; i < text->span_count; i++) {
        count += text->spans[i].mark == MARK_NOTE;
    }
    if (count == 0) {
        return;
    }
    struct note *notes = ARENA_ARRAY(composer->arena, struct note, count);
    size_t made = 0;
    size_t line = 0;
    for (size_t i = 0; i < text->span_count; i++) {
        const struct span *span = &text->spans[i];
        if (span->mark != MARK_NOTE) {
            continue;
        }
        while (line + 1 < lines->count &&
               clusters->items[lines->items[line + 1].first].text_offset <= span->start) {
            line++;
        }
        if (first + line >= composer->box_count) {
            return; /* the document is full */
        }
        /* Its labels were the last ones to be given. */
        size_t index = composer->note_count - count + made;
        struct note *note = &notes[made++];
        note->number = number_of(composer, index);
        note->node = composer_add_node(composer, node, ROLE_NOTE, composer->nodes[node].place);
        set_note(flow, note, span->attached, index);
        struct box *box = &composer->boxes[first + line];
        box->notes = box->note_count == 0 ? note : box->notes;
        box->note_count++;
    }
}

/* ---- the page: room, places ---- */

/* What stands above the first line of a page's notes. */
static length_t head_height(const struct layout *layout)
{
    const struct notes *notes = &layout->notes;
    length_t height = layout_length(layout, notes->before);

    if (notes->rule.weight.unit != UNIT_NONE) {
        height += layout_length(layout, notes->rule.weight) + layout_length(layout, notes->after);
    }
    return height;
}

length_t pager_notes_height(const struct pager *pager, size_t lines)
{
    const struct layout *layout = pager->composer->layout;
    /* What stands at the page's foot keeps as far from the notes as the text does. */
    length_t below = pager->foot > 0 ? layout_length(layout, layout->notes.before) : 0;

    return lines == 0 ? 0
                      : head_height(layout) + layout->notes.style->size +
                            (length_t)(lines - 1) * layout->notes.style->leading + below;
}

/* How many lines of notes fit below `y`. */
static size_t room_below(const struct pager *pager, length_t y)
{
    length_t room = pager->height - pager->foot + EDGE_TOLERANCE - y - pager_notes_height(pager, 1);

    return room < 0 ? 0 : 1 + (size_t)(room / pager->composer->layout->notes.style->leading);
}

static size_t note_lines(const struct box *box)
{
    size_t lines = 0;

    for (size_t i = 0; i < box->note_count; i++) {
        lines += box->notes[i].count;
    }
    return lines;
}

bool pager_keep_notes(struct pager *pager, const struct box *box, length_t bottom, bool forced)
{
    size_t room = pager->turned ? 0 : room_below(pager, bottom);
    size_t lines = note_lines(box);
    size_t most = pager->note_lines + lines;

    if (pager->turned) { /* they stand on the next upright page */
        return true;
    }
    if (pager->owed == 0 && most <= room) {
        pager->note_lines = most;
        return true;
    }
    /* Of several notes of a line it is the last one that is divided. */
    size_t last = box->notes[box->note_count - 1].count;
    bool divides = pager->owed == 0 && last >= (size_t)2 * NOTE_LINES_LEAST &&
                   room >= most - last + NOTE_LINES_LEAST;
    if (divides || forced) {
        pager->note_lines = room > pager->note_lines ? room : pager->note_lines;
        return true;
    }
    return false;
}

void pager_begin_notes(struct pager *pager)
{
    pager->note_lines = 0;
    pager->owed = 0;
    if (pager->waiting_lines > 0) {
        /* What goes on here takes half of the page at most, so that there is text on it, too. */
        size_t room = room_below(pager, pager->height / 2);
        room = room > 0 ? room : 1;
        pager->note_lines = room < pager->waiting_lines ? room : pager->waiting_lines;
        pager->owed = pager->waiting_lines - pager->note_lines;
    }
}

/* The notes of the page's boxes join those that wait; tells how far down its text reaches. */
static length_t gather(struct pager *pager, size_t end)
{
    struct composer *composer = pager->composer;
    length_t bottom = pager->top;

    for (size_t i = pager->first; i < end; i++) {
        const struct box *box = &composer->boxes[i];
        if (box->place == NULL) {
            bottom = length_max(bottom, box->y + box->height);
        }
        for (size_t k = 0; k < box->note_count; k++) {
            if (box->notes[k].count == 0) {
                continue;
            }
            pager->waiting = arena_grow(composer->arena, pager->waiting, pager->waiting_count,
                                        &pager->waiting_capacity, sizeof(const struct note *));
            pager->waiting[pager->waiting_count++] = &box->notes[k];
            pager->waiting_lines += box->notes[k].count;
        }
    }
    return bottom;
}

/* Of `lines` lines of waiting notes, those that are set: where the last note would leave too little
 * for the next page, it leaves more. */
static size_t divide(const struct pager *pager, size_t lines)
{
    size_t before = 0;

    for (size_t i = 0; i < pager->waiting_count && before < lines; i++) {
        size_t left = pager->waiting[i]->count - (i == 0 ? pager->waiting_from : 0);
        size_t over = before + left - (lines < before + left ? lines : before + left);
        if (over > 0 && over < NOTE_LINES_LEAST && left >= (size_t)2 * NOTE_LINES_LEAST) {
            return before + left - NOTE_LINES_LEAST;
        }
        before += left;
    }
    return lines;
}

void pager_end_notes(struct pager *pager, size_t end)
{
    struct composer *composer = pager->composer;

    if (composer->note_count == 0) {
        return;
    }
    length_t bottom = gather(pager, end);
    size_t room = pager->turned ? 0 : room_below(pager, bottom);
    if (room == 0 && bottom == pager->top && !pager->turned) {
        room = 1; /* so that there is an end to it */
    }
    size_t lines = divide(pager, room < pager->waiting_lines ? room : pager->waiting_lines);
    length_t y = pager->height - pager->foot - pager_notes_height(pager, lines) +
                 head_height(composer->layout);
    size_t done = 0;
    for (size_t set = 0; set < lines;) {
        const struct note *note = pager->waiting[done];
        size_t left = note->count - pager->waiting_from;
        size_t taken = left < lines - set ? left : lines - set;
        composer->note_parts =
            arena_grow(composer->arena, composer->note_parts, composer->note_part_count,
                       &composer->note_part_capacity, sizeof *composer->note_parts);
        composer->note_parts[composer->note_part_count++] =
            (struct note_part){.note = note,
                               .first = pager->waiting_from,
                               .end = pager->waiting_from + taken,
                               .page = pager->page,
                               .y = y,
                               .ruled = set == 0};
        y += (length_t)taken * composer->layout->notes.style->leading;
        set += taken;
        pager->waiting_from = taken < left ? pager->waiting_from + taken : 0;
        done += taken == left;
    }
    for (size_t i = done; i < pager->waiting_count; i++) {
        pager->waiting[i - done] = pager->waiting[i];
    }
    pager->note_lines = lines;
    pager->waiting_count -= done;
    pager->waiting_lines -= lines;
}
