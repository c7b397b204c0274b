/*
 * Fitting: the size of text that is to stand on one line (发文机关标志), and text that makes room
 * for what must begin on an early page (GB/T 9704 7.3.3) by becoming smaller.
 */
#include "page/box.h"

#include "base/arena.h"
#include "base/diagnostic.h"

/* Sizes come in steps of half a point; text yields in these. */
enum { SIZE_STEP = LENGTH_PT / 2 };

length_t composer_fit(struct composer *composer, const struct fit *fit, length_t most,
                      length_t width, bool several)
{
    const struct layout *layout = composer->layout;
    length_t least = length_min(layout_length(layout, fit->least), most);
    length_t room =
        fit->width.unit == UNIT_NONE ? layout->area_width : layout_length(layout, fit->width);
    length_t size = most;

    if (width > room) {
        size = most * room / width;
        size = length_max(size - size % SIZE_STEP, least);
    }
    if (fit->yields && (several || composer->crowding == CROWDED_LINES)) {
        size_t steps = (size_t)((size - least + SIZE_STEP - 1) / SIZE_STEP);
        composer->yield_most = steps > composer->yield_most ? steps : composer->yield_most;
        size = length_max(size - (length_t)composer->yield * SIZE_STEP, least);
    }
    return size;
}

const struct typography *composer_fit_text(struct composer *composer, const struct fit *fit,
                                           struct expansion text,
                                           const struct typography *typography)
{
    struct clusters clusters =
        cluster_text(composer->scratch, text, typography, composer->diagnostics);
    length_t width = paragraph_set_line(composer->scratch, composer->scratch, &clusters).width;
    length_t size = composer_fit(composer, fit, typography->size, width, false);

    arena_reset(composer->scratch);
    return composer_sized(composer, typography, size);
}

bool composer_settle_yielding(struct composer *composer, const struct layout *layout)
{
    composer->yield = 0;
    bool good = composer_settle(composer, layout);
    size_t too_large = 0;
    size_t enough = composer->yield_most;

    if (good || !composer->late || enough == 0) {
        return good;
    }
    composer->yield = enough;
    good = composer_settle(composer, layout);
    if (!good) {
        return false; /* what is still too long is told of the smallest size */
    }
    while (too_large + 1 < enough) {
        size_t between = (too_large + enough) / 2;
        composer->yield = between;
        if (composer_settle(composer, layout)) {
            enough = between;
        } else {
            too_large = between;
        }
    }
    composer->yield = enough;
    return composer_settle(composer, layout);
}
