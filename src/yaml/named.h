/*
 * YAML files that are called by name (layouts, forms): NAME is NAME.yaml in one of a list of
 * folders; what holds a / or ends with .yaml is a path, from the file that it is written in.
 */
#ifndef GONGWEN_YAML_NAMED_H
#define GONGWEN_YAML_NAMED_H

#include "yaml/nearest.h"

/* The names of the files in the folders, sorted; folders that are not there hold none. `folders`
 * ends with NULL. */
const char **named_list(struct arena *arena, const char *const *folders, size_t *count);

/* Path of the file of that name; NULL after reporting that it is not there. Of a path it is not
 * asked whether it is. */
const char *named_find(struct arena *arena, struct text name, const char *const *folders,
                       struct unknown_name messages, struct diagnostics *diagnostics);

/* Whether the name ends with .yaml. */
bool named_ends_yaml(const char *name);

#endif
