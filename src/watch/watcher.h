/*
 * The watcher: tells when one of a set of files may have changed. It asks the system to be told
 * (libuv, inotify) of what happens in folders, as editors save by putting a new file in the place
 * of the old one. On network file systems, where nobody tells what other machines write, and where
 * the system has no more watches to give, it looks at the files itself from time to time.
 *
 * All of it happens in the loop's thread.
 */
#ifndef GONGWEN_WATCH_WATCHER_H
#define GONGWEN_WATCH_WATCHER_H

#include <stdbool.h>
#include <uv.h>

struct watcher;

/* A watcher that calls `changed` when files may have changed and some time has passed without
 * another change, so that most saves are one call. NULL: memory is out. */
struct watcher *watcher_new(uv_loop_t *loop, void (*changed)(void *context), void *context);

/* Ends it. It goes as the loop runs on. NULL is allowed. */
void watcher_close(struct watcher *watcher);

/* Watches these files from now on (ended by NULL), whether they are there or not, whatever links
 * lead to them. A path with / at its end is a folder, any font file of which counts. What changes
 * between reading a file and watching it is not missed: where a folder is new to the watcher,
 * `changed` is called. False: memory is out; then it watches what it did before. */
bool watcher_set(struct watcher *watcher, const char *const *paths);

/* A folder of them that cannot be relied upon to be told of, and why, in English, to be translated;
 * NULL: there is none. Lives until the next call. */
const char *watcher_doubtful(const struct watcher *watcher, const char **why);

#endif
