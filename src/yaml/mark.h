/*
 * From libyaml's marks to places. Private to yaml/.
 *
 * libyaml counts from 0 and in characters, which is nearly what a place is; but CR, NEL, LS and PS
 * break its lines too, the end of a text whose last line has no line break is on a line of its
 * own, and a node with an anchor begins for it at the anchor.
 */
#ifndef GONGWEN_YAML_MARK_H
#define GONGWEN_YAML_MARK_H

#include "base/source.h"
#include <yaml.h>

struct marks {
    const struct source *source;
    struct place *lines; /* where libyaml's lines begin, if not where ours do; else NULL */
    size_t line_count;
    size_t end_line; /* of libyaml, behind the last one; SIZE_MAX where the text ends in a break */
    struct place end;
    size_t index; /* character and byte of the last properties skipped */
    size_t offset;
};

struct marks marks_new(struct arena *arena, const struct source *source);

struct place marks_place(const struct marks *marks, yaml_mark_t mark);

/* Where the content of a node begins whose anchor or tag is at `mark`. In the order of the text:
 * marks of later calls are not before earlier ones. */
struct place marks_skip_properties(struct marks *marks, yaml_mark_t mark);

#endif
