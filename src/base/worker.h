/*
 * Workers: child processes for work on a stranger's file that may take any time and any memory, or
 * is done by foreign code. Such a process has limits of both and may end in any way; where foreign
 * code is at work it can open neither files nor sockets once it has what it needs.
 */
#ifndef GONGWEN_BASE_WORKER_H
#define GONGWEN_BASE_WORKER_H

#include <stdbool.h>
#include <sys/types.h>

enum { WORKER_SECONDS = 10 /* what foreign code has of the processor */ };

/* In the new process, first of all: it says nothing, ends with the thread that made it, and has so
 * many seconds of the processor, and limits of the clock. */
void worker_prepare(unsigned seconds);

/* In the new process: it has only so much memory more than it has now (MiB). */
void worker_limit_memory(unsigned memory);

/* Likewise, once its libraries are loaded: and it opens nothing more. */
void worker_confine(unsigned memory);

/* In the process that made it: waits until it has ended, in whatever way. */
void worker_wait(pid_t process);

#endif
