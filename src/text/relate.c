/* What lies between clusters: break penalties and stretching. */
#include "text/cluster.h"

/* Characters of a quotation that is kept whole if it can be. */
enum { QUOTATION_SHORT = 8 };

static enum line_break_class class_of(const struct neighbour *is)
{
    return character_line_break(is->class, is->first);
}

/* Takes the next cluster: its first character, and its last, which is a combining mark or the end
 * of a ligature. */
static enum line_break step(struct line_breaker *breaker, const struct neighbour *is,
                            enum line_break_class class, enum line_break_class following)
{
    enum line_break may = line_breaker_step(breaker, class, following);

    if (is->last != is->first) {
        (void)line_breaker_step(breaker, unicode_line_break(is->last), following);
    }
    return may;
}

static void weigh(struct cluster *clusters, size_t count)
{
    static const struct neighbour end = {.class = CLASS_SPACE};
    struct line_breaker breaker = {0};
    enum line_break_class class = class_of(&clusters[0].is);
    enum line_break_class following = count > 1 ? class_of(&clusters[1].is) : LINE_BREAK_XX;
    const struct neighbour *ink = &clusters[0].is;
    enum line_break_class ink_class = class;

    (void)step(&breaker, &clusters[0].is, class, following);
    for (size_t i = 0; i + 1 < count; i++) {
        const struct neighbour *before = &clusters[i].is;
        const struct neighbour *after = &clusters[i + 1].is;
        const struct neighbour *beyond = i + 2 < count ? &clusters[i + 2].is : &end;
        enum line_break_class before_class = class;
        class = following;
        following = i + 2 < count ? class_of(beyond) : LINE_BREAK_XX;
        bool vanishes = before->class == CLASS_SPACE || before->class == CLASS_BREAKER ||
                        before->first == 0x3000; /* at a line's end */
        if (!vanishes) {
            ink = before;
            ink_class = before_class;
        }
        struct gap gap = {.before = before,
                          .after = after,
                          .beyond = beyond,
                          .before_class = before_class,
                          .after_class = class,
                          .may = step(&breaker, after, class, following),
                          .ink = ink,
                          .ink_class = ink_class};
        clusters[i].penalty = break_penalty(&gap);
        clusters[i].stretches = may_stretch(before, after);
    }
}

/* The mark that closes what this one opens; 0 for all others. */
static uint32_t closing_of(uint32_t opening)
{
    switch (opening) {
    case 0x2018: /* ‘ */
    case 0x201C: /* “ */
    case 0x3008: /* 〈 */
    case 0x300A: /* 《 */
        return opening + 1;
    default:
        return 0;
    }
}

/* Short quotations and names of documents stay whole where that costs little. */
static void keep_quotations(struct cluster *clusters, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t closing = closing_of(clusters[i].is.first);
        size_t end = i + 1;
        while (closing != 0 && end < count && end - i <= QUOTATION_SHORT + 1 &&
               clusters[end].is.first != closing) {
            end++;
        }
        if (closing == 0 || end == count || end - i > QUOTATION_SHORT + 1) {
            continue;
        }
        for (size_t k = i; k < end; k++) {
            if (clusters[k].penalty >= 0 && clusters[k].penalty < BREAK_QUOTED) {
                clusters[k].penalty = BREAK_QUOTED;
            }
        }
    }
}

void cluster_relate(struct cluster *clusters, size_t count)
{
    if (count == 0) {
        return;
    }
    cluster_tie_numbers(clusters, count);
    cluster_tie_addresses(clusters, count);
    weigh(clusters, count);
    keep_quotations(clusters, count);
}
