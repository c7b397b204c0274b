/*
 * What a signature shows: a seal's picture (印章图样) in its field's rectangle, as a form XObject.
 */
#ifndef GONGWEN_SIGN_APPEARANCE_H
#define GONGWEN_SIGN_APPEARANCE_H

#include "sign/update.h"

struct diagnostics;
struct image;

/* Adds the appearance of this size (thousandths of a point): the image as large as it fits, in the
 * middle, so that text below it stays to be seen; without an image nothing. False when the image is
 * damaged; that has been reported. */
bool appearance_add(struct arena *arena, struct update *update, const struct image *image,
                    int64_t width, int64_t height, struct reference *appearance,
                    struct diagnostics *diagnostics);

#endif
