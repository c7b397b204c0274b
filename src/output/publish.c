/*
 * Publishing in four steps: look at every target; write and sync a temporary file beside each
 * regular one; write the others (pipes, devices, standard output) in place, since that cannot be
 * undone; rename. A failure in any step takes back what the steps before did.
 *
 * Interruption. A temporary file has a name while it is written: an unnamed one (O_TMPFILE) needs
 * a name again before it can replace a target, holds a descriptor for each of a thousand pages,
 * and is not to be had on every file system. Instead, the signals that end a program are held back
 * in this thread from the first temporary file to the last rename and looked for between two
 * writes. One that has come takes everything back; it strikes when publish() has restored the
 * mask. So SIGINT and SIGTERM leave nothing behind, without a handler in the library. A program
 * with more threads blocks these signals in the others, as it does for its own handling; after
 * SIGKILL or loss of power a file .NAME.PID.N.tmp may remain beside an untouched target.
 *
 * Nothing in here allocates from the arena while a temporary file or a descriptor is open: out of
 * memory jumps.
 */
#include "output/publish.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    LINK_LIMIT = 40,          /* symbolic links followed, as the kernel does */
    ATTEMPT_LIMIT = 100,      /* names tried for a temporary file */
    NAME_ROOM = 200,          /* bytes of the target's name in that of its temporary file */
    NUMBER_ROOM = 48,         /* and for what is added to it */
    WRITE_STEP = 1024 * 1024, /* bytes between two looks for a signal */
    SEARCH_STEP = 64 * 1024,  /* bytes of an old file searched at once */
    WAIT_STEP = 100,          /* ms between them where the reader is slow */
};

/* What has been done for a target: what has to be taken back. */
enum stage {
    STAGE_NONE,
    STAGE_WRITTEN,   /* the temporary file is there */
    STAGE_EXCHANGED, /* the temporary name holds the target's old content */
    STAGE_CREATED,   /* the target is new */
    STAGE_REPLACED   /* the old content is gone */
};

struct target {
    const char *shown; /* in messages */
    const char *path;  /* links followed; NULL: an open descriptor of the caller */
    char *temporary;   /* room for the temporary file's name; NULL: written in place */
    size_t stem;       /* bytes of it that do not change from attempt to attempt */
    struct stat old;   /* of a target that is there */
    bool exists;
    int descriptor; /* written in place */
    bool opened;    /* by us */
    struct string bytes;
    enum stage stage;
};

/* ---- Signals ---- */

/* Signals held back: those that end the program at leave, unless they are ignored or somebody
 * waits for them already; and those by which a failing write would end it. */
struct hold {
    sigset_t before;      /* the mask to restore */
    sigset_t interrupts;  /* looked for between writes */
    sigset_t write_fault; /* SIGPIPE and SIGXFSZ, reported as EPIPE and EFBIG */
};

static const int interrupts[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
static const int write_faults[] = {SIGPIPE, SIGXFSZ};

static void hold_signals(struct hold *hold)
{
    sigset_t pending, blocked;

    sigemptyset(&hold->interrupts);
    sigemptyset(&hold->write_fault);
    sigemptyset(&pending);
    pthread_sigmask(SIG_BLOCK, NULL, &hold->before);
    blocked = hold->before;
    for (size_t i = 0; i < sizeof interrupts / sizeof *interrupts; i++) {
        struct sigaction action;
        bool ignored = sigaction(interrupts[i], NULL, &action) == 0 &&
                       (action.sa_flags & SA_SIGINFO) == 0 && action.sa_handler == SIG_IGN;
        if (!ignored && sigismember(&hold->before, interrupts[i]) == 0) {
            sigaddset(&hold->interrupts, interrupts[i]);
            sigaddset(&blocked, interrupts[i]);
        }
    }
    sigpending(&pending);
    for (size_t i = 0; i < sizeof write_faults / sizeof *write_faults; i++) {
        sigaddset(&blocked, write_faults[i]);
        if (sigismember(&pending, write_faults[i]) == 0) {
            sigaddset(&hold->write_fault, write_faults[i]); /* else it is somebody else's */
        }
    }
    pthread_sigmask(SIG_SETMASK, &blocked, NULL);
}

static bool interrupted(const struct hold *hold)
{
    sigset_t pending;

    sigemptyset(&pending);
    sigpending(&pending);
    for (size_t i = 0; i < sizeof interrupts / sizeof *interrupts; i++) {
        if (sigismember(&hold->interrupts, interrupts[i]) == 1 &&
            sigismember(&pending, interrupts[i]) == 1) {
            return true;
        }
    }
    return false;
}

static void release_signals(const struct hold *hold)
{
    const struct timespec at_once = {0};
    int signal;

    do { /* what our own writes raised */
        signal = sigtimedwait(&hold->write_fault, NULL, &at_once);
    } while (signal > 0 || (signal < 0 && errno == EINTR));
    pthread_sigmask(SIG_SETMASK, &hold->before, NULL);
}

/* ---- Looking at the targets ---- */

/* The descriptor that a path stands for, or -1. Opening these paths would start at the beginning
 * of the file behind them; writing to the descriptor goes on where it stands, as >> wants. */
static int descriptor_of(const char *path)
{
    static const struct {
        const char *path;
        int descriptor;
    } names[] = {
        {"-", STDOUT_FILENO}, {"/dev/stdout", STDOUT_FILENO}, {"/dev/stderr", STDERR_FILENO}};
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(path, names[i].path) == 0) {
            return names[i].descriptor;
        }
    }
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        size_t size = strlen(folders[i]);
        const char *digits = path + size;
        if (strncmp(path, folders[i], size) != 0 || digits[0] == '\0' || strlen(digits) > 6 ||
            strspn(digits, "0123456789") != strlen(digits)) {
            continue;
        }
        int number = 0;
        for (; *digits != '\0'; digits++) {
            number = number * 10 + (*digits - '0');
        }
        return number;
    }
    return -1;
}

/* The path up to and with its last slash. */
static size_t folder_size(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

/* Follows the symbolic links that the path's last component is, so that the file they lead to is
 * replaced and not the link. Returns 0 or an errno. */
static int follow_links(struct arena *arena, const char **path)
{
    struct stat status;
    char link[PATH_MAX];

    for (unsigned i = 0; i < LINK_LIMIT; i++) {
        if (descriptor_of(*path) >= 0 || lstat(*path, &status) != 0 || !S_ISLNK(status.st_mode)) {
            return 0; /* what else is wrong shows when the target is looked at */
        }
        ssize_t size = readlink(*path, link, sizeof link - 1);
        if (size < 0) {
            return errno;
        }
        link[size] = '\0';
        size_t folder = link[0] == '/' ? 0 : folder_size(*path);
        *path = arena_format(arena, "%.*s%s", (int)folder, *path, link);
    }
    return ELOOP;
}

/* Room for the name of a temporary file in the target's folder; hidden, so that nobody takes it
 * for the document. */
static void name_temporary(struct arena *arena, struct target *target)
{
    size_t folder = folder_size(target->path);
    const char *name = target->path + folder;
    size_t size = strlen(name);

    if (size > NAME_ROOM) {
        size = NAME_ROOM;
        while (size > 0 && ((unsigned char)name[size] & 0xC0) == 0x80) {
            size--; /* not within a character */
        }
    }
    target->stem = folder + 1 + size;
    target->temporary = arena_alloc(arena, target->stem + NUMBER_ROOM);
    (void)snprintf(target->temporary, target->stem + 1, "%.*s.%s", (int)folder, target->path, name);
}

/* Finds out how the target is to be written. Returns 0 or an errno. */
static int look_at(struct arena *arena, const char *path, struct target *target)
{
    int error;

    target->shown = strcmp(path, "-") == 0 ? "<stdout>" : path;
    target->path = path;
    target->descriptor = descriptor_of(path);
    if (target->descriptor >= 0) {
        return 0;
    }
    if (stat(path, &target->old) == 0 && !S_ISREG(target->old.st_mode) &&
        !S_ISDIR(target->old.st_mode)) {
        return 0; /* opened later */
    }
    error = follow_links(arena, &target->path);
    if (error != 0) {
        return error;
    }
    target->descriptor = descriptor_of(target->path);
    if (target->descriptor >= 0) {
        return 0;
    }
    if (stat(target->path, &target->old) == 0) {
        if (S_ISDIR(target->old.st_mode)) {
            return EISDIR;
        }
        if (faccessat(AT_FDCWD, target->path, W_OK, AT_EACCESS) != 0) {
            return errno; /* a file protected from writing is not replaced either */
        }
        target->exists = true;
    } else if (errno != ENOENT) {
        return errno;
    }
    if (target->path[folder_size(target->path)] == '\0') {
        return target->path[0] == '\0' ? ENOENT : EISDIR;
    }
    name_temporary(arena, target);
    return 0;
}

/* The input that writing to the target would destroy, or NULL. Names tell nothing (links, folders
 * mounted twice), so the files themselves are compared. A descriptor may stand for a file too. */
static const char *find_destroyed(const struct target *target, const char *const *inputs)
{
    struct stat file = target->old;
    struct stat input;

    if (target->descriptor >= 0 ? fstat(target->descriptor, &file) != 0 : !target->exists) {
        return NULL;
    }
    for (; S_ISREG(file.st_mode) && inputs != NULL && *inputs != NULL; inputs++) {
        if (stat(*inputs, &input) == 0 && input.st_dev == file.st_dev &&
            input.st_ino == file.st_ino) {
            return *inputs;
        }
    }
    return NULL;
}

/* Whether the target is a PDF that was signed: it holds a /ByteRange, which no compressed part of a
 * file may. Where it stands nobody knows, since data for later validation may come behind it. */
static bool is_signed(const struct target *target)
{
    static const char mark[] = "/ByteRange";
    enum { OVERLAP = sizeof mark - 2 };
    char step[OVERLAP + SEARCH_STEP];
    size_t kept = 0;
    bool found = false;

    int descriptor = target->exists ? open(target->path, O_RDONLY | O_CLOEXEC | O_NOCTTY) : -1;
    if (descriptor < 0) {
        return false;
    }
    bool pdf = pread(descriptor, step, 5, 0) == 5 && memcmp(step, "%PDF-", 5) == 0;
    for (off_t at = 0; pdf && !found;) {
        ssize_t got = pread(descriptor, step + kept, SEARCH_STEP, at);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            break;
        }
        size_t size = kept + (size_t)got;
        found = memmem(step, size, mark, sizeof mark - 1) != NULL;
        kept = size < OVERLAP ? size : OVERLAP;
        memmove(step, step + size - kept, kept);
        at += got;
    }
    (void)close(descriptor);
    return found;
}

/* Finds out how the target is to be written, and whether it may be; false after reporting. */
static bool settle_target(struct arena *arena, const char *path, const char *const *inputs,
                          struct target *target, struct diagnostics *diagnostics)
{
    const struct place nowhere = {0};
    int error = look_at(arena, path, target);

    if (error != 0) {
        REPORT(diagnostics, FILE_WRITE, nowhere, target->shown, strerror(error));
        return false;
    }
    const char *input = find_destroyed(target, inputs);
    if (input != NULL) {
        REPORT(diagnostics, OUTPUT_IS_INPUT, nowhere, target->shown, input);
        return false;
    }
    if (is_signed(target)) {
        REPORT(diagnostics, SIGN_TARGET, nowhere, target->shown);
        return false;
    }
    return true;
}

bool publish_allows(struct arena *arena, const char *path, const char *const *inputs,
                    struct diagnostics *diagnostics)
{
    struct arena *scratch = arena_child(arena);
    struct target target = {0};
    bool good = settle_target(scratch, path, inputs, &target, diagnostics);

    arena_free_child(scratch);
    return good;
}

/* ---- Writing ---- */

/* Writes all bytes; false with errno set. Waits for slow readers in steps, and hands pipes no more
 * at once than they take without blocking, so that an interruption is seen. */
static bool write_all(int descriptor, struct string bytes, size_t step, const struct hold *hold)
{
    while (bytes.size > 0) {
        struct pollfd ready = {.fd = descriptor, .events = POLLOUT};
        if (interrupted(hold)) {
            errno = EINTR;
            return false;
        }
        int found = poll(&ready, 1, WAIT_STEP);
        if (found == 0 || (found < 0 && errno == EINTR)) {
            continue;
        }
        ssize_t written = write(descriptor, bytes.bytes, bytes.size < step ? bytes.size : step);
        if (written < 0 && (errno == EINTR || errno == EAGAIN)) {
            continue;
        }
        if (written < 0) {
            return false;
        }
        bytes.bytes += written;
        bytes.size -= (size_t)written;
    }
    return true;
}

/* close() reports what the file system found out late; EINTR closes all the same. */
static bool close_written(int descriptor)
{
    return close(descriptor) == 0 || errno == EINTR;
}

static int create_temporary(struct target *target)
{
    char *number = target->temporary + target->stem;

    for (int i = 0; i < ATTEMPT_LIMIT; i++) {
        (void)snprintf(number, NUMBER_ROOM, ".%ld.%d.tmp", (long)getpid(), i);
        int descriptor = open(target->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                              target->exists ? target->old.st_mode & 0600 : 0666);
        if (descriptor >= 0 || errno != EEXIST) {
            return descriptor;
        }
    }
    return -1;
}

/* Gives the temporary file the owner and the permission bits of the file it will replace. The
 * owner is kept where that is allowed: a report is not lost to its owner because root made it. */
static bool keep_access(int descriptor, const struct target *target)
{
    struct stat status;

    if (!target->exists) {
        return true;
    }
    if (fstat(descriptor, &status) != 0) {
        return false;
    }
    if (status.st_gid != target->old.st_gid) {
        (void)!fchown(descriptor, (uid_t)-1, target->old.st_gid);
    }
    if (status.st_uid != target->old.st_uid) {
        (void)!fchown(descriptor, target->old.st_uid, (gid_t)-1);
    }
    return fchmod(descriptor, target->old.st_mode & 0777) == 0;
}

/* Bytes and size must be on the disk before the name is: else a crash leaves an empty file where
 * the last good one was. fdatasync() does that; times may come later. The folder is not synced:
 * whether a crash shows the old file or the new one, it is whole. */
static bool sync_bytes(int descriptor)
{
    return fdatasync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP;
}

static bool write_temporary(struct target *target, const struct hold *hold)
{
    int descriptor = create_temporary(target);

    if (descriptor < 0) {
        return false;
    }
    target->stage = STAGE_WRITTEN;
    bool good = keep_access(descriptor, target) &&
                write_all(descriptor, target->bytes, WRITE_STEP, hold) && sync_bytes(descriptor);
    int error = errno;
    if (!close_written(descriptor) && good) {
        return false;
    }
    errno = error;
    return good;
}

static bool write_in_place(struct target *target, const struct hold *hold)
{
    bool good = write_all(target->descriptor, target->bytes, PIPE_BUF, hold);

    if (good && target->opened) {
        target->opened = false;
        good = close_written(target->descriptor);
    }
    return good;
}

/* ---- Renaming ---- */

/* One of several files changes places with the old one, which so can be put back while the others
 * are renamed. Where the file system cannot do that, and for a single file, it is replaced. */
static bool rename_into_place(struct target *target, bool alone)
{
    if (!target->exists) {
        target->stage = STAGE_CREATED;
    } else if (!alone && renameat2(AT_FDCWD, target->temporary, AT_FDCWD, target->path,
                                   RENAME_EXCHANGE) == 0) {
        target->stage = STAGE_EXCHANGED;
        return true;
    } else {
        target->stage = STAGE_REPLACED;
    }
    if (rename(target->temporary, target->path) != 0) {
        target->stage = STAGE_WRITTEN;
        return false;
    }
    return true;
}

static void take_back(struct target *targets, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        switch (targets[i].stage) {
        case STAGE_NONE:
        case STAGE_REPLACED:
            break;
        case STAGE_WRITTEN:
            (void)unlink(targets[i].temporary);
            break;
        case STAGE_EXCHANGED:
            (void)rename(targets[i].temporary, targets[i].path);
            break;
        case STAGE_CREATED:
            (void)unlink(targets[i].path);
            break;
        }
    }
}

static void forget_old(struct target *targets, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (targets[i].stage == STAGE_EXCHANGED) {
            (void)unlink(targets[i].temporary);
        }
    }
}

/* Opens what is written in place. No O_CREAT, no O_TRUNC: these are no files. It may wait for the
 * reader of a named pipe, so signals are not held back yet. */
static bool open_in_place(struct target *target)
{
    if (target->temporary != NULL || target->descriptor >= 0) {
        return true;
    }
    target->descriptor = open(target->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    target->opened = target->descriptor >= 0;
    return target->opened;
}

/* The steps that must not be left half done. Returns the target that failed, with errno set, or
 * `count`. */
static size_t run_steps(struct target *targets, size_t count)
{
    struct hold hold;
    size_t i;

    for (i = 0; i < count; i++) {
        if (!open_in_place(&targets[i])) {
            return i;
        }
    }
    hold_signals(&hold);
    for (i = 0; i < count; i++) {
        if (targets[i].temporary != NULL && !write_temporary(&targets[i], &hold)) {
            goto failed;
        }
    }
    for (i = 0; i < count; i++) {
        if (targets[i].temporary == NULL && !write_in_place(&targets[i], &hold)) {
            goto failed;
        }
    }
    for (i = 0; i < count; i++) {
        if (targets[i].temporary != NULL && !rename_into_place(&targets[i], count == 1)) {
            goto failed;
        }
    }
    forget_old(targets, count);
    release_signals(&hold);
    return count;

failed:;
    int error = errno;
    take_back(targets, count);
    release_signals(&hold);
    errno = error;
    return i;
}

bool publish(struct arena *arena, const struct publication *files, size_t count,
             const char *const *inputs, struct diagnostics *diagnostics)
{
    struct arena *scratch = arena_child(arena);
    struct target *targets = ARENA_ARRAY(scratch, struct target, count);
    const struct place nowhere = {0};
    bool good = true;

    for (size_t i = 0; i < count; i++) {
        good = settle_target(scratch, files[i].path, inputs, &targets[i], diagnostics) && good;
        targets[i].bytes = files[i].bytes;
    }
    if (good) {
        size_t failed = run_steps(targets, count);
        int error = errno;
        for (size_t i = 0; i < count; i++) {
            if (targets[i].opened) {
                (void)close(targets[i].descriptor);
            }
        }
        if (failed < count) {
            REPORT(diagnostics, FILE_WRITE, nowhere, targets[failed].shown, strerror(error));
            good = false;
        }
    }
    arena_free_child(scratch);
    return good;
}
