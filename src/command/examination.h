/*
 * The options of `check`, which `finalize` has, too.
 */
#ifndef GONGWEN_COMMAND_EXAMINATION_H
#define GONGWEN_COMMAND_EXAMINATION_H

#include "examine.h"

struct command;

/* Takes --previous and --rules; false for another letter. */
bool check_option(struct check_request *check, const struct command *command, int letter,
                  const char *argument, int *status);

#endif
