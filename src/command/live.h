/*
 * gongwen-live: the program of the commands that live on with a report: `gongwen watch`, `gongwen
 * serve`.
 */
#ifndef GONGWEN_COMMAND_LIVE_H
#define GONGWEN_COMMAND_LIVE_H

#include "command/command.h"
#include "session.h"
#include "watch/watcher.h"

/* Runs a command of this program (live_watch.c, live_serve.c); an exit status. */
int live_watch(const struct command *command, int argc, char **argv);
int live_serve(const struct command *command, int argc, char **argv);

/* Signals that end the program in an orderly way: ^C and what a terminal or the system sends. */
enum { LIVE_SIGNALS = 3 };
struct live_signals {
    uv_signal_t handles[LIVE_SIGNALS];
};

/* The loop runs until one of them comes. */
void live_signals_open(struct live_signals *signals, uv_loop_t *loop);
void live_signals_close(struct live_signals *signals);

/* Watches what the result of the session's last update hangs on, and tells the user once of each
 * folder that cannot be relied upon; `*told` is that folder, to be freed, NULL at first. */
void live_watch_files(struct watcher *watcher, struct session *session, char **told);

#endif
