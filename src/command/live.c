/* gongwen-live: run by `gongwen watch` and `gongwen serve`, with the same arguments. */
#include "command/live.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void on_signal(uv_signal_t *handle, int number)
{
    (void)number;
    uv_stop(handle->loop);
}

void live_signals_open(struct live_signals *signals, uv_loop_t *loop)
{
    static const int numbers[LIVE_SIGNALS] = {SIGINT, SIGTERM, SIGHUP};

    for (size_t i = 0; i < LIVE_SIGNALS; i++) {
        (void)uv_signal_init(loop, &signals->handles[i]);
        (void)uv_signal_start(&signals->handles[i], on_signal, numbers[i]);
    }
}

void live_signals_close(struct live_signals *signals)
{
    for (size_t i = 0; i < LIVE_SIGNALS; i++) {
        uv_close((uv_handle_t *)&signals->handles[i], NULL);
    }
}

void live_watch_files(struct watcher *watcher, struct session *session, char **told)
{
    const char *const *paths = session_watched(session);
    const char *why = NULL;

    if (paths == NULL || !watcher_set(watcher, paths)) {
        (void)fputs(_("gongwen: error: memory is out [out-of-memory]\n"), stderr);
        return;
    }
    const char *folder = watcher_doubtful(watcher, &why);
    if (folder != NULL && (*told == NULL || strcmp(*told, folder) != 0)) {
        (void)fprintf(
            stderr,
            _("gongwen: note: changes in %s may go unnoticed: %s; so its files are looked "
              "at once a second\n"),
            folder, _(why));
        free(*told);
        *told = strdup(folder);
    }
}

int main(int argc, char **argv)
{
    int status = EXIT_USAGE;

    command_set_language();
    if (argc > 1 && strcmp(argv[1], command_watch.name) == 0) {
        status = live_watch(&command_watch, argc - 1, argv + 1);
    } else if (argc > 1 && strcmp(argv[1], command_serve.name) == 0) {
        status = live_serve(&command_serve, argc - 1, argv + 1);
    } else {
        (void)fputs(_("gongwen-live: this is a part of gongwen; run `gongwen watch`\n"), stderr);
    }
    if ((fflush(stdout) != 0 || ferror(stdout)) && status == EXIT_GOOD) {
        (void)fprintf(stderr, _("gongwen: error: cannot write to standard output\n"));
        return EXIT_FINDINGS;
    }
    return status;
}
