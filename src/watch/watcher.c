#include "watch/watcher.h"

#include "base/fingerprint.h"
#include "watch/names.h"
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#define N_(text) text /* for the translators */

enum {
    QUIET = 8,     /* ms without a change that end a save */
    LONGEST = 100, /* ms after which a call comes even so */
    POLLED = 1000, /* ms between two looks at doubtful folders */
};

/* A folder that is watched; it outlives the watcher's interest until its handle is closed. */
struct folder {
    uv_fs_event_t event;
    struct watcher *watcher;
    char *path;
    dev_t device;
    ino_t inode;
    const char *doubt; /* why it cannot be relied upon; NULL: it can */
    bool gone;         /* it was removed or moved: the watch is dead, even where another folder
                          got its path and its inode */
    bool kept;
};

struct watcher {
    uv_loop_t *loop;
    void (*changed)(void *context);
    void *context;
    uv_timer_t quiet, poll;
    uint64_t since; /* of the first change that was not told yet */
    struct watched_names names;
    struct folder **folders; /* in the order of their paths */
    size_t folder_count;
    uint64_t seen; /* by the last look at doubtful folders */
    unsigned open; /* handles that are not closed yet */
    bool closing;
};

static void closed(struct watcher *watcher)
{
    if (--watcher->open == 0 && watcher->closing) {
        names_free(&watcher->names);
        free((void *)watcher->folders);
        free(watcher);
    }
}

static void on_timer_closed(uv_handle_t *handle)
{
    closed(handle->data);
}

static void on_folder_closed(uv_handle_t *handle)
{
    struct folder *folder = handle->data;
    struct watcher *watcher = folder->watcher;

    free(folder->path);
    free(folder);
    closed(watcher);
}

static void on_quiet(uv_timer_t *timer)
{
    struct watcher *watcher = timer->data;

    watcher->since = 0;
    watcher->changed(watcher->context);
}

/* Something changed: the call comes when nothing has for a while. */
static void note_change(struct watcher *watcher)
{
    uint64_t now = uv_now(watcher->loop);

    if (watcher->closing) {
        return;
    }
    if (watcher->since == 0) {
        watcher->since = now;
    }
    if (!uv_is_active((uv_handle_t *)&watcher->quiet) || now - watcher->since < LONGEST) {
        (void)uv_timer_start(&watcher->quiet, on_quiet, QUIET, 0);
    }
}

/* The names are sorted by folder and name. */
static bool is_watched(const struct watched_names *names, const char *folder, const char *name)
{
    size_t low = 0, high = names->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct watched_name *item = &names->items[middle];
        int order = strcmp(folder, item->folder);
        order = order != 0 ? order : strcmp(name, item->name);
        if (order == 0) {
            return true;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return false;
}

static const char *last_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

/* `name` NULL: something happened; the folder's own name: to itself, perhaps. */
static void on_event(uv_fs_event_t *event, const char *name, int events, int status)
{
    struct folder *folder = event->data;
    struct watcher *watcher = folder->watcher;
    bool own = name == NULL || strcmp(name, last_name(folder->path)) == 0;

    folder->gone = folder->gone || status != 0 || (own && (events & UV_RENAME) != 0);
    if (status != 0 || own || is_watched(&watcher->names, folder->path, name) ||
        (names_is_font(name) && is_watched(&watcher->names, folder->path, ""))) {
        note_change(watcher);
    }
}

struct watcher *watcher_new(uv_loop_t *loop, void (*changed)(void *context), void *context)
{
    struct watcher *watcher = calloc(1, sizeof *watcher);

    if (watcher == NULL) {
        return NULL;
    }
    watcher->loop = loop;
    watcher->changed = changed;
    watcher->context = context;
    (void)uv_timer_init(loop, &watcher->quiet);
    (void)uv_timer_init(loop, &watcher->poll);
    watcher->quiet.data = watcher->poll.data = watcher;
    watcher->open = 2;
    return watcher;
}

static void close_folder(struct folder *folder)
{
    uv_close((uv_handle_t *)&folder->event, on_folder_closed);
}

void watcher_close(struct watcher *watcher)
{
    if (watcher == NULL) {
        return;
    }
    watcher->closing = true;
    for (size_t i = 0; i < watcher->folder_count; i++) {
        close_folder(watcher->folders[i]);
    }
    watcher->folder_count = 0;
    uv_close((uv_handle_t *)&watcher->quiet, on_timer_closed);
    uv_close((uv_handle_t *)&watcher->poll, on_timer_closed);
}

/* Whether other machines write there, or other systems: those of Linux that are in use. */
static bool is_remote(const char *folder)
{
    static const uint32_t kinds[] = {
        0x6969,     /* NFS */
        0x517B,     /* SMB */
        0xFE534D42, /* SMB 2 */
        0xFF534D42, /* CIFS */
        0x01021997, /* 9p: the host's files, in WSL and virtual machines */
        0x65735546, /* FUSE: sshfs, cloud storage */
        0x786F4256, /* VirtualBox */
        0x564C,     /* NCP */
        0x5346414F, /* AFS */
        0x00C36400, /* Ceph */
        0x0BD00BD0, /* Lustre */
        0x01161970, /* GFS2 */
        0x7461636F, /* OCFS2 */
    };
    struct statfs about;

    if (statfs(folder, &about) != 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if ((uint32_t)about.f_type == kinds[i]) {
            return true;
        }
    }
    return false;
}

/* Begins to watch a folder; `needed`: not only on the way to one. NULL: memory is out. */
static struct folder *open_folder(struct watcher *watcher, const char *path,
                                  const struct stat *status, bool needed)
{
    struct folder *folder = calloc(1, sizeof *folder);

    if (folder == NULL) {
        return NULL;
    }
    folder->path = strdup(path);
    if (folder->path == NULL || uv_fs_event_init(watcher->loop, &folder->event) != 0) {
        free(folder->path);
        free(folder);
        return NULL;
    }
    folder->watcher = watcher;
    folder->event.data = folder;
    folder->device = status->st_dev;
    folder->inode = status->st_ino;
    watcher->open++;
    int error = uv_fs_event_start(&folder->event, on_event, path, 0);
    if (needed && error != 0) {
        folder->doubt = error == UV_ENOSPC || error == UV_EMFILE
                            ? N_("the system has no more watches (fs.inotify)")
                            : N_("the system does not watch it");
    } else if (needed && is_remote(path)) {
        folder->doubt = N_("it is on a network file system");
    }
    return folder;
}

/* The watch that there is for that folder; NULL: none, or another folder has taken its place. */
static struct folder *find_folder(const struct watcher *watcher, const char *path,
                                  const struct stat *status)
{
    for (size_t i = 0; i < watcher->folder_count; i++) {
        struct folder *folder = watcher->folders[i];
        if (!folder->gone && strcmp(folder->path, path) == 0 && folder->device == status->st_dev &&
            folder->inode == status->st_ino) {
            return folder;
        }
    }
    return NULL;
}

static bool gather(struct watched_names *names, const char *const *paths)
{
    for (size_t i = 0; paths[i] != NULL; i++) {
        if (!names_add(names, paths[i])) {
            return false;
        }
    }
    names_sort(names);
    return true;
}

/* Of names sorted by folder, the end of the run of those that stand in one with the first. */
static size_t folder_end(const struct watched_names *names, size_t first, bool *needed)
{
    size_t end = first;

    *needed = false;
    while (end < names->count &&
           strcmp(names->items[end].folder, names->items[first].folder) == 0) {
        *needed = *needed || names->items[end].last;
        end++;
    }
    return end;
}

/* A number that changes when one of the files in doubtful folders does. */
static uint64_t look(const struct watcher *watcher)
{
    uint64_t hash = 1;
    size_t folder = 0;

    for (size_t i = 0; i < watcher->names.count; i++) {
        const struct watched_name *item = &watcher->names.items[i];
        char *path = NULL;
        struct stat status = {0};
        while (folder < watcher->folder_count &&
               strcmp(watcher->folders[folder]->path, item->folder) < 0) {
            folder++;
        }
        if (folder == watcher->folder_count || watcher->folders[folder]->doubt == NULL ||
            strcmp(watcher->folders[folder]->path, item->folder) != 0) {
            continue;
        }
        size_t size = strlen(item->folder) + strlen(item->name) + 2;
        path = malloc(size);
        if (path != NULL) {
            (void)snprintf(path, size, "%s/%s", item->folder, item->name);
            (void)stat(path, &status);
            free(path);
        }
        const uint64_t values[] = {status.st_ino, (uint64_t)status.st_size,
                                   (uint64_t)status.st_mtim.tv_sec,
                                   (uint64_t)status.st_mtim.tv_nsec};
        for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
            hash = fingerprint_word(hash, values[k]);
        }
    }
    return hash;
}

static void on_poll(uv_timer_t *timer)
{
    struct watcher *watcher = timer->data;
    uint64_t seen = look(watcher);

    if (seen != watcher->seen) {
        watcher->seen = seen;
        note_change(watcher);
    }
}

/* Watches the folders of the names; those that are not wanted any more are closed. */
static bool take_folders(struct watcher *watcher, const struct watched_names *names, bool *new)
{
    struct folder **folders = calloc(names->count + 1, sizeof *folders);
    size_t count = 0;
    bool good = folders != NULL, needed;

    for (size_t i = 0; i < watcher->folder_count; i++) {
        watcher->folders[i]->kept = false;
    }
    for (size_t i = 0, end; good && i < names->count; i = end) {
        struct stat status;
        const char *path = names->items[i].folder;
        end = folder_end(names, i, &needed);
        if (stat(path, &status) != 0) {
            continue; /* it went a moment ago: its own folder is watched */
        }
        struct folder *folder = find_folder(watcher, path, &status);
        if (folder == NULL) {
            folder = open_folder(watcher, path, &status, needed);
            *new = true;
        }
        good = folder != NULL;
        if (good) {
            folder->kept = true;
            folders[count++] = folder;
        }
    }
    if (!good) { /* what was newly opened goes again */
        for (size_t i = 0; i < count; i++) {
            struct stat status = {.st_dev = folders[i]->device, .st_ino = folders[i]->inode};
            if (find_folder(watcher, folders[i]->path, &status) == NULL) {
                close_folder(folders[i]);
            }
        }
        free((void *)folders);
        return false;
    }
    for (size_t i = 0; i < watcher->folder_count; i++) {
        if (!watcher->folders[i]->kept) {
            close_folder(watcher->folders[i]);
        }
    }
    free((void *)watcher->folders);
    watcher->folders = folders;
    watcher->folder_count = count;
    return true;
}

bool watcher_set(struct watcher *watcher, const char *const *paths)
{
    struct watched_names names = {0};
    const char *why;
    bool new = false;

    if (!gather(&names, paths) || !take_folders(watcher, &names, &new)) {
        names_free(&names);
        return false;
    }
    names_free(&watcher->names);
    watcher->names = names;
    if (watcher_doubtful(watcher, &why) != NULL) {
        (void)uv_timer_start(&watcher->poll, on_poll, POLLED, POLLED);
    } else {
        (void)uv_timer_stop(&watcher->poll);
    }
    if (new) {
        note_change(watcher);
    }
    return true;
}

const char *watcher_doubtful(const struct watcher *watcher, const char **why)
{
    for (size_t i = 0; i < watcher->folder_count; i++) {
        if (watcher->folders[i]->doubt != NULL) {
            *why = watcher->folders[i]->doubt;
            return watcher->folders[i]->path;
        }
    }
    return NULL;
}
