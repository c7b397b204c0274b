/*
 * What the options said of drafts when a PDF was made, as a file among its sources: what the report
 * says is not all that its pages show then.
 *
 *   draft: "征求意见稿"
 *   line-numbers: true
 *
 * Names are those of the options of `gongwen render`.
 */
#ifndef GONGWEN_DRAFT_OPTIONS_H
#define GONGWEN_DRAFT_OPTIONS_H

#include "base/buffer.h"
#include "gongwen.h"
#include <stdbool.h>

struct diagnostics;
struct source;

/* Empty where they say nothing. */
struct string draft_options_write(struct arena *arena, const struct gongwen_options *options);

/* In place of what the options say of drafts; nothing for NULL. Texts live in the arena. False
 * after reporting. */
bool draft_options_read(struct arena *arena, const struct source *source,
                        struct gongwen_options *options, struct diagnostics *diagnostics);

#endif
