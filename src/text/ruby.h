/*
 * Ruby (注音): the reading of rare characters, above them.
 */
#ifndef GONGWEN_TEXT_RUBY_H
#define GONGWEN_TEXT_RUBY_H

#include "text/cluster.h"

/* The reading of some clusters, its base. */
struct ruby {
    struct clusters reading;
};

/* Gives `count` clusters, at least one, their reading; spreads them where it is wider. */
void ruby_attach(struct arena *arena, struct cluster *base, size_t count,
                 const struct expansion *reading, struct diagnostics *diagnostics);

#endif
