#include "command/revision.h"

#include "base/arena.h"
#include "yaml/named.h"
#include "yaml/node.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Of one revision: as much as a report with its pictures has. */
static const size_t TOTAL_LIMIT = (size_t)256 * 1024 * 1024;
enum { FILES_LIMIT = 20000, WHY_LIMIT = 300, NAME_LIMIT = 1024 };

struct revision {
    gongwen_document *desk;
    const char *operand;
    const char *name; /* of the revision: HEAD~3 */
    const char *path; /* of the report in its tree */
    const char *tree; /* object */
    struct extracted *files;
    size_t count, capacity;
};

bool revision_is(const char *operand)
{
    const char *colon = strchr(operand, ':');
    struct stat status;

    return colon != NULL && colon > operand && colon[1] != '\0' && stat(operand, &status) != 0;
}

static void report(const struct revision *revision, const char *why)
{
    REPORT(revision->desk->diagnostics, REVISION_FAILED, (struct place){0}, revision->operand, why);
}

/* ---- asking git ---- */

/* What a program wrote, in plain memory. */
struct written {
    char *bytes;
    size_t size, capacity;
    size_t limit;
    bool full;
};

/* False when memory is out. */
static bool take(struct written *written, const char *bytes, size_t size)
{
    if (written->size + size > written->limit) {
        written->full = true;
        return true; /* the rest is read and left */
    }
    if (written->size + size + 1 > written->capacity) {
        size_t capacity = 2 * (written->size + size) + 4096;
        char *grown = realloc(written->bytes, capacity);
        if (grown == NULL) {
            return false;
        }
        written->bytes = grown;
        written->capacity = capacity;
    }
    memcpy(written->bytes + written->size, bytes, size);
    written->size += size;
    written->bytes[written->size] = '\0';
    return true;
}

/* Reads both pipes to their ends. */
static bool drain(int out, int err, struct written *wrote, struct written *told)
{
    struct pollfd ways[] = {{.fd = out, .events = POLLIN}, {.fd = err, .events = POLLIN}};
    struct written *sinks[] = {wrote, told};
    char room[65536];
    bool good = true;

    while (ways[0].fd >= 0 || ways[1].fd >= 0) {
        if (poll(ways, 2, -1) < 0 && errno != EINTR) {
            return false;
        }
        for (size_t i = 0; i < 2; i++) {
            if (ways[i].fd < 0 || ways[i].revents == 0) {
                continue;
            }
            ssize_t got = read(ways[i].fd, room, sizeof room);
            if (got > 0) {
                good = take(sinks[i], room, (size_t)got) && good;
            } else if (got == 0 || errno != EINTR) {
                ways[i].fd = -1;
            }
        }
    }
    return good;
}

/* Starts git; 0, or an errno. It inherits nothing but the three streams. */
static int start(char *const *arguments, int in, const int out[2], const int err[2], pid_t *process)
{
    posix_spawn_file_actions_t actions;
    int failed = posix_spawn_file_actions_init(&actions);

    if (failed != 0) {
        return failed;
    }
    failed = posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    failed = failed != 0 ? failed : posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    failed = failed != 0 ? failed : posix_spawn_file_actions_adddup2(&actions, err[1], 2);
    failed = failed != 0 ? failed
                         : posix_spawnp(process, arguments[0], &actions, NULL, arguments, environ);
    (void)posix_spawn_file_actions_destroy(&actions);
    return failed;
}

/* What git's first words come to. */
static const char *why_of(gongwen_document *desk, const struct written *told)
{
    static const char prefix[] = "fatal: ";
    const char *text = told->bytes == NULL ? "" : told->bytes;

    text += strncmp(text, prefix, sizeof prefix - 1) == 0 ? sizeof prefix - 1 : 0;
    if (strncmp(text, "not a git repository", 20) == 0) {
        return message_translate(N_("this folder is in no git repository"));
    }
    if (strncmp(text, "Needed a single revision", 24) == 0) {
        return message_translate(N_("there is no such revision"));
    }
    size_t size = strcspn(text, "\n");
    return arena_copy(desk->arena, text, size < WHY_LIMIT ? size : WHY_LIMIT);
}

/* Runs git with `input` at its standard input; what it wrote, in the arena, NUL-terminated. False
 * after reporting. */
static bool ask_git(const struct revision *revision, char *const *arguments, struct string input,
                    struct string *answer)
{
    struct arena *arena = revision->desk->arena;
    struct written wrote = {.limit = 2 * TOTAL_LIMIT}, told = {.limit = 65536};
    int out[2] = {-1, -1}, err[2] = {-1, -1};
    int in = memfd_create("gongwen", MFD_CLOEXEC);
    pid_t process = -1;
    int status = -1;
    int failed = in < 0 || pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0 ? errno : 0;

    for (size_t at = 0; failed == 0 && at < input.size;) {
        ssize_t put = write(in, input.bytes + at, input.size - at);
        at += put > 0 ? (size_t)put : 0;
        failed = put < 0 && errno != EINTR ? errno : 0;
    }
    if (failed == 0 && lseek(in, 0, SEEK_SET) != 0) {
        failed = errno;
    }
    failed = failed != 0 ? failed : start(arguments, in, out, err, &process);
    const int ends[] = {in, out[1], err[1]};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (ends[i] >= 0) {
            (void)close(ends[i]);
        }
    }
    bool memory = true;
    if (process > 0) {
        memory = drain(out[0], err[0], &wrote, &told);
        while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
        }
    }
    if (out[0] >= 0) {
        (void)close(out[0]);
    }
    if (err[0] >= 0) {
        (void)close(err[0]);
    }
    bool good =
        failed == 0 && memory && !wrote.full && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (wrote.bytes != NULL) {
        arena_own(arena, wrote.bytes, free);
    }
    if (told.bytes != NULL) {
        arena_own(arena, told.bytes, free);
    }
    if (!memory) {
        arena_fail(arena);
    }
    *answer = wrote.bytes == NULL ? STRING("") : (struct string){wrote.bytes, wrote.size};
    if (!good) {
        report(revision, failed == ENOENT ? message_translate(N_("git is not installed"))
                         : failed != 0    ? strerror(failed)
                         : wrote.full     ? message_translate(N_("it is too large"))
                                          : why_of(revision->desk, &told));
    }
    return good;
}

/* One line of an answer. */
static bool ask_line(const struct revision *revision, char *const *arguments, const char **line)
{
    struct string answer;

    if (!ask_git(revision, arguments, STRING(""), &answer)) {
        return false;
    }
    *line = arena_copy(revision->desk->arena, answer.bytes, strcspn(answer.bytes, "\n"));
    return true;
}

/* ---- which files ---- */

static char *mutable(struct revision *revision, const char *text)
{
    return arena_copy(revision->desk->arena, text, strlen(text));
}

/* HEAD~3:data/x.yaml is from the root of the tree, HEAD~3:./x.yaml from here. */
static bool split(struct revision *revision)
{
    struct arena *arena = revision->desk->arena;
    const char *colon = strchr(revision->operand, ':');
    const char *path = colon + 1;
    const char *prefix = "";

    revision->name = arena_copy(arena, revision->operand, (size_t)(colon - revision->operand));
    if (revision->name[0] == '-') {
        report(revision, message_translate(N_("that is no name of a revision")));
        return false;
    }
    if (strncmp(path, "./", 2) == 0 || strncmp(path, "../", 3) == 0) {
        char *where[] = {mutable(revision, "git"), mutable(revision, "rev-parse"),
                         mutable(revision, "--show-prefix"), NULL};
        if (!ask_line(revision, where, &prefix)) {
            return false;
        }
    }
    struct buffer out = buffer_new(arena);
    buffer_add_string(&out, prefix);
    while (strncmp(path, "./", 2) == 0 || strncmp(path, "../", 3) == 0) {
        bool up = path[1] == '.';
        path += up ? 3 : 2;
        if (up && out.size > 0) {
            for (out.size--; out.size > 0 && out.bytes[out.size - 1] != '/'; out.size--) {
            }
        }
    }
    buffer_add_string(&out, path);
    revision->path = buffer_string(&out).bytes;
    char *what[] = {mutable(revision, "git"), mutable(revision, "rev-parse"),
                    mutable(revision, "--verify"), arena_format(arena, "%s^{tree}", revision->name),
                    NULL};
    return ask_line(revision, what, &revision->tree);
}

static void add_file(struct revision *revision, const char *name, const char *description,
                     struct string bytes)
{
    revision->files = arena_grow(revision->desk->arena, revision->files, revision->count,
                                 &revision->capacity, sizeof *revision->files);
    revision->files[revision->count++] = (struct extracted){name, description, bytes};
}

/* What a report may refer to. */
static bool is_wanted(const char *path)
{
    static const char *const endings[] = {".yaml", ".yml", ".csv",  ".txt",
                                          ".png",  ".jpg", ".jpeg", ".svg"};
    const char *dot = strrchr(path, '.');

    for (size_t i = 0; dot != NULL && i < sizeof endings / sizeof *endings; i++) {
        if (strcasecmp(dot, endings[i]) == 0) {
            return strlen(path) < NAME_LIMIT;
        }
    }
    return false;
}

struct blob {
    const char *object, *path;
};

/* "100644 blob 3b18e512dba79e4c8300dd08aeb37f8e728b8dad    1234" */
struct entry {
    const char *object;
    size_t object_size;
    unsigned long size;
};

/* False for what is no file. */
static bool read_entry(const char *at, const char *end, struct entry *entry)
{
    static const char file[] = "100", blob[] = " blob ";
    const char *kind = memchr(at, ' ', (size_t)(end - at));

    if (strncmp(at, file, sizeof file - 1) != 0 || kind == NULL ||
        strncmp(kind, blob, sizeof blob - 1) != 0) {
        return false;
    }
    entry->object = kind + sizeof blob - 1;
    entry->object_size = strcspn(entry->object, " ");
    entry->size = strtoul(entry->object + entry->object_size, NULL, 10);
    return true;
}

/* The files of the tree that may matter, those beside the report first; the report itself whatever
 * it is called. */
static struct blob *list_blobs(struct revision *revision, size_t *count)
{
    struct arena *arena = revision->desk->arena;
    char *list[] = {mutable(revision, "git"),          mutable(revision, "ls-tree"),
                    mutable(revision, "-r"),           mutable(revision, "-z"),
                    mutable(revision, "-l"),           mutable(revision, "--full-tree"),
                    mutable(revision, revision->tree), NULL};
    const char *slash = strrchr(revision->path, '/');
    size_t folder = slash == NULL ? 0 : (size_t)(slash - revision->path) + 1;
    struct blob *blobs = ARENA_ARRAY(arena, struct blob, FILES_LIMIT);
    struct string answer;
    size_t total = 0;
    bool found = false;

    *count = 0;
    if (!ask_git(revision, list, STRING(""), &answer)) {
        return NULL;
    }
    for (int beside = 1; beside >= 0; beside--) {
        const char *end = answer.bytes + answer.size;
        for (const char *at = answer.bytes; at < end; at += strlen(at) + 1) {
            const char *tab = strchr(at, '\t');
            struct entry entry;
            if (tab == NULL || !read_entry(at, tab, &entry)) {
                continue; /* links lead anywhere */
            }
            const char *path = tab + 1;
            bool itself = strcmp(path, revision->path) == 0;
            if ((strncmp(path, revision->path, folder) == 0) != (beside == 1) ||
                (!is_wanted(path) && !itself) || entry.size > SOURCE_LIMIT ||
                (!itself && (total + entry.size > TOTAL_LIMIT || *count + 1 >= FILES_LIMIT))) {
                continue;
            }
            total += entry.size;
            found = found || itself;
            blobs[(*count)++] =
                (struct blob){arena_copy(arena, entry.object, entry.object_size), path};
        }
    }
    if (!found) {
        report(revision, message_translate(N_("there is no such file in that revision")));
        return NULL;
    }
    return blobs;
}

/* What they hold, all in one answer: "<object> blob <size>\n<bytes>\n". */
static bool read_blobs(struct revision *revision, const struct blob *blobs, size_t count)
{
    struct arena *arena = revision->desk->arena;
    char *read_all[] = {mutable(revision, "git"), mutable(revision, "cat-file"),
                        mutable(revision, "--batch"), NULL};
    struct buffer input = buffer_new(arena);
    struct string answer;

    for (size_t i = 0; i < count; i++) {
        buffer_format(&input, "%s\n", blobs[i].object);
    }
    if (!ask_git(revision, read_all, buffer_string(&input), &answer)) {
        return false;
    }
    const char *at = answer.bytes, *end = answer.bytes + answer.size;
    for (size_t i = 0; i < count; i++) {
        const char *line = memchr(at, '\n', (size_t)(end - at));
        const char *kind = line == NULL ? NULL : memchr(at, ' ', (size_t)(line - at));
        unsigned long size = 0;
        if (kind != NULL && strncmp(kind, " blob ", 6) == 0) {
            size = strtoul(kind + 6, NULL, 10);
        }
        if (kind == NULL || kind[1] != 'b' || size >= (size_t)(end - line)) {
            report(revision, message_translate(N_("git does not have all of its files")));
            return false;
        }
        bool itself = strcmp(blobs[i].path, revision->path) == 0;
        add_file(revision, arena_format(arena, "tree/%s", blobs[i].path),
                 itself ? "Report" : "Data", (struct string){line + 1, size});
        at = line + 1 + size + 1;
        at = at > end ? end : at;
    }
    return true;
}

/* ---- what is called by name ---- */

/* The YAML files of a folder of shipped data. */
static void add_shipped(struct revision *revision, const char *folder)
{
    gongwen_document *desk = revision->desk;
    const char *path = arena_format(desk->arena, "%s/%s", desk->options.data_folder, folder);
    size_t count = 0;
    const char **names = named_list(desk->arena, (const char *const[]){path, NULL}, &count);

    for (size_t i = 0; i < count; i++) {
        const char *file = arena_format(desk->arena, "%s/%s.yaml", path, names[i]);
        struct string bytes;
        if (source_bytes(desk->arena, file, (struct place){0}, &bytes, desk->diagnostics)) {
            add_file(revision, arena_format(desk->arena, "%s/%s.yaml", folder, names[i]), "Data",
                     bytes);
        }
    }
}

/* "data/../layouts/my.yaml" without the way up. */
static const char *straighten(struct arena *arena, const char *path)
{
    struct buffer out = buffer_new(arena);

    while (*path != '\0') {
        size_t size = strcspn(path, "/");
        if (size == 2 && memcmp(path, "..", 2) == 0) {
            while (out.size > 0 && out.bytes[--out.size] != '/') {
            }
        } else if (size > 0 && (size != 1 || *path != '.')) {
            buffer_add_string(&out, out.size > 0 ? "/" : "");
            buffer_add(&out, path, size);
        }
        path += size + (path[size] == '/');
    }
    return buffer_string(&out).bytes;
}

/* The layout that the report says becomes the one of the document. */
static void name_layout(struct revision *revision)
{
    struct arena *arena = revision->desk->arena;
    struct diagnostics *unheard = diagnostics_new(arena);
    const char *layout = "gb9704";
    const char *chosen;

    for (size_t i = 0; i < revision->count; i++) {
        if (strcmp(revision->files[i].description, "Report") == 0) {
            const struct source *source = source_from_memory(
                arena, "", revision->files[i].bytes.bytes, revision->files[i].bytes.size, unheard);
            const struct node *root = source == NULL ? NULL : node_parse(arena, source, unheard);
            const struct node *said =
                root == NULL || root->kind != NODE_MAPPING ? NULL : node_get(root, "layout");
            layout = said != NULL && said->kind == NODE_SCALAR ? said->scalar.bytes : layout;
        }
    }
    size_t size = strlen(layout);
    if (strchr(layout, '/') != NULL || (size > 5 && strcmp(layout + size - 5, ".yaml") == 0)) {
        const char *slash = strrchr(revision->path, '/');
        int folder = slash == NULL ? 0 : (int)(slash - revision->path) + 1;
        chosen =
            straighten(arena, arena_format(arena, "tree/%.*s%s", folder, revision->path, layout));
    } else {
        chosen = arena_format(arena, "layouts/%s.yaml", layout);
    }
    for (size_t i = 0; i < revision->count; i++) {
        if (strcmp(revision->files[i].name, chosen) == 0) {
            revision->files[i].description = "Layout";
            return;
        }
    }
    report(revision, message_translate(N_("its layout is not there")));
}

const struct extracted *revision_read(gongwen_document *desk, const char *operand, size_t *count)
{
    struct revision revision = {.desk = desk, .operand = operand};
    size_t blob_count;
    size_t errors = desk->diagnostics->errors;

    if (!split(&revision)) {
        return NULL;
    }
    const struct blob *blobs = list_blobs(&revision, &blob_count);
    if (blobs == NULL || !read_blobs(&revision, blobs, blob_count)) {
        return NULL;
    }
    static const char *const shipped[] = {"layouts", "layouts/base", "layouts/words", "forms",
                                          "fonts"};
    for (size_t i = 0; i < sizeof shipped / sizeof *shipped; i++) {
        add_shipped(&revision, shipped[i]);
    }
    name_layout(&revision);
    *count = revision.count;
    return desk->diagnostics->errors > errors ? NULL : revision.files;
}
