/* The white between clusters: 标点挤压, 中西文间距, marks in pairs. */
#include "text/cluster.h"

#include "base/unicode.h"

static bool is_exclamation(const struct cluster *cluster)
{
    return cluster->is.first == 0xFF01 /* ！ */ || cluster->is.first == 0xFF1F /* ？ */;
}

/* ！！ and ？！ take one em together, three of them two (GB/T 15834 5.1.2): the second of a pair
 * has no white. */
static void pair_exclamations(struct cluster *clusters, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++) {
        struct cluster *after = &clusters[i + 1];
        if (is_exclamation(&clusters[i]) && is_exclamation(after)) {
            after->advance -= after->white_after;
            after->white_after = 0;
            i++;
        }
    }
}

/* —— and …… */
static void join_marks(struct arena *arena, struct cluster *clusters, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++) {
        enum character_class class = clusters[i].is.class;
        if ((class == CLASS_DASH || class == CLASS_ELLIPSIS) && clusters[i + 1].is.class == class) {
            cluster_join(arena, &clusters[i], &clusters[i + 1]);
            i += class == CLASS_ELLIPSIS;
        }
    }
}

/* Marks with white of their own; —— and …… have none. */
static bool has_white(const struct cluster *cluster)
{
    return cluster->tier != SHRINK_NONE && cluster->tier != SHRINK_SPACE;
}

/* A mark that stands beside another one. */
static bool is_adjacent(const struct cluster *clusters, size_t count, size_t index)
{
    return has_white(&clusters[index]) && ((index > 0 && has_white(&clusters[index - 1])) ||
                                           (index + 1 < count && has_white(&clusters[index + 1])));
}

/* What two full-width marks in a row lose. By default it is the white between them, half an em, so
 * that the two take one and a half; or each of them loses all of its white. */
static length_t trim_pair(const struct cluster *clusters, size_t count, size_t index)
{
    const struct cluster *before = &clusters[index], *after = before + 1;
    length_t half = length_min(before->typography->cell, after->typography->cell) / 2;

    if (before->typography->composition->adjacent_marks == 1) {
        return (is_adjacent(clusters, count, index) ? before->white_after : 0) +
               (is_adjacent(clusters, count, index + 1) ? after->white_before : 0);
    }
    bool marks = before->tier != SHRINK_NONE && after->tier != SHRINK_NONE;
    return marks && before->white_after + after->white_before >= half ? half : 0;
}

/* A mark that may hang at a line's end: no gap opens before it, or the line would end short. */
static bool may_hang(const struct cluster *cluster)
{
    return cluster->typography->composition->hanging &&
           (cluster->is.first == 0x3001 /* 、 */ || cluster->is.first == 0x3002 /* 。 */ ||
            cluster->is.first == 0xFF0C /* ， */);
}

static bool is_word(const struct cluster *cluster)
{
    return cluster->is.class == CLASS_LATIN || cluster->is.class == CLASS_DIGIT;
}

/* What 中西文间距 sets off from letters and digits: hanzi and kana, no symbols (5℃, 100％). */
static bool is_ideographic(const struct cluster *cluster)
{
    uint32_t first = cluster->is.first;

    return cluster->is.class == CLASS_HAN &&
           (unicode_is_han(first) || (first >= 0x3041 && first <= 0x312F));
}

void cluster_squeeze(struct arena *arena, struct cluster *clusters, size_t count)
{
    pair_exclamations(clusters, count);
    join_marks(arena, clusters, count);
    for (size_t i = 0; i + 1 < count; i++) {
        struct cluster *before = &clusters[i];
        struct cluster *after = before + 1;
        length_t gap = before->typography->composition->han_latin_gap;
        before->pair_trim = trim_pair(clusters, count, i);
        if (gap > 0 && ((is_word(before) && is_ideographic(after)) ||
                        (is_word(after) && is_ideographic(before)))) {
            before->gap = gap;
        }
        if (may_hang(after)) {
            before->stretches = false;
        }
    }
}
