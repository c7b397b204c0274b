/*
 * What scalars stand for: the core schema of YAML 1.2 (10.3), without octal and hexadecimal
 * numbers as values, which no clerk means.
 */
#ifndef GONGWEN_YAML_SCALAR_H
#define GONGWEN_YAML_SCALAR_H

#include "yaml/record.h"

enum scalar_kind { SCALAR_NULL, SCALAR_BOOLEAN, SCALAR_NUMBER, SCALAR_TEXT };

/* What other readers of YAML take a plain scalar for. */
enum scalar_kind scalar_kind(struct string plain);

/* Each false, with `out` unchanged, when the scalar is no such value or does not fit. An integer
 * may be written as 3.0, as JSON Schema has it; a decimal has at most 18 places. */
bool scalar_boolean(struct string scalar, bool *out);
bool scalar_integer(struct string scalar, int64_t *out);
bool scalar_decimal(struct string scalar, struct decimal *out);

bool scalar_is(struct string scalar, const char *literal);

#endif
