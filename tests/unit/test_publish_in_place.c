/* Publishing to what is no file, and publishing that is interrupted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "desk.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static void test_full_device(void **state)
{
    struct desk *desk = *state;
    int descriptors = open_descriptors();

    assert_false(publish_one(desk, "/dev/full", "content"));
    assert_finding(desk, "/dev/full", ENOSPC);
    assert_int_equal(open_descriptors(), descriptors);
}

static void test_null_device(void **state)
{
    struct desk *desk = *state;
    struct stat status;

    assert_true(publish_one(desk, "/dev/null", "content"));
    assert_int_equal(stat("/dev/null", &status), 0);
    assert_true(S_ISCHR(status.st_mode));
    assert_int_equal(symlink("/dev/full", "link"), 0);
    assert_false(publish_one(desk, "link", "content"));
    assert_finding(desk, "link", ENOSPC);
}

static void test_pipe(void **state)
{
    struct desk *desk = *state;
    char bytes[64] = "";

    assert_int_equal(mkfifo("pipe", 0600), 0);
    int reader = open("pipe", O_RDONLY | O_NONBLOCK);
    assert_true(reader >= 0);
    assert_true(publish_one(desk, "pipe", "content"));
    assert_int_equal(read(reader, bytes, sizeof bytes), 7);
    assert_string_equal(bytes, "content");
    close(reader);
    assert_int_equal(entries("."), 1);
}

/* More than a pipe holds, to a reader that is slower than the writer. */
static void test_slow_reader(void **state)
{
    enum { SIZE = 300000 };
    struct desk *desk = *state;
    char *bytes = arena_alloc(desk->arena, SIZE);
    int ends[2];
    int status;

    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        char part[4096];
        size_t total = 0;
        close(ends[1]);
        for (ssize_t got; (got = read(ends[0], part, sizeof part)) > 0; total += (size_t)got) {
            usleep(500);
        }
        _exit(total == SIZE ? 0 : 1);
    }
    close(ends[0]);
    char *path = arena_format(desk->arena, "/dev/fd/%d", ends[1]);
    const struct publication file = {path, {bytes, SIZE}};
    bool good = publish(desk->arena, &file, 1, NULL, desk->diagnostics);
    close(ends[1]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(good);
    assert_int_equal(status, 0);
}

/* Nobody reads: an error, not the end of the process, and no signal left for later. */
static void test_broken_pipe(void **state)
{
    struct desk *desk = *state;
    sigset_t pending;
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    char *path = arena_format(desk->arena, "/dev/fd/%d", ends[1]);
    assert_false(publish_one(desk, path, "content"));
    assert_finding(desk, path, EPIPE);
    assert_int_equal(sigpending(&pending), 0);
    assert_int_equal(sigismember(&pending, SIGPIPE), 0);
    close(ends[1]);
}

static void test_closed_descriptor(void **state)
{
    struct desk *desk = *state;

    assert_false(publish_one(desk, "/dev/fd/999", "content"));
    assert_finding(desk, "/dev/fd/999", EBADF);
}

/* Standard output goes on where it stands, under each of its names; as `>> log` wants it. */
static void test_standard_output(void **state)
{
    struct desk *desk = *state;

    put("log", "before ");
    int log = open("log", O_WRONLY | O_APPEND);
    fflush(stdout);
    int standard = dup(STDOUT_FILENO);
    assert_int_equal(dup2(log, STDOUT_FILENO), STDOUT_FILENO);
    bool good = publish_one(desk, "-", "one ") && publish_one(desk, "/dev/stdout", "two ") &&
                publish_one(desk, "/dev/fd/1", "three ") &&
                publish_one(desk, "/proc/self/fd/1", "four");
    assert_int_equal(dup2(standard, STDOUT_FILENO), STDOUT_FILENO);
    close(standard);
    close(log);
    assert_true(good);
    assert_holds("log", "before one two three four");
}

static void test_device_fails_after_a_file_was_written(void **state)
{
    struct desk *desk = *state;

    put("a", "old");
    assert_false(publish_two(desk, "a", "/dev/full"));
    assert_finding(desk, "/dev/full", ENOSPC);
    assert_holds("a", "old");
    assert_int_equal(entries("."), 1);
}

/* In a child: publishes again and again until a signal ends it. */
static _Noreturn void publish_for_ever(void)
{
    enum { SIZE = 3000000 };
    static char bytes[SIZE];

    for (unsigned round = 0;; round++) {
        struct arena *arena = arena_new(0);
        struct diagnostics *diagnostics = diagnostics_new(arena);
        memset(bytes, 'a' + (char)(round % 2), SIZE);
        const struct publication files[] = {{"a", {bytes, SIZE}}, {"b", {bytes, SIZE}}};
        if (!publish(arena, files, 2, NULL, diagnostics)) {
            _exit(1);
        }
        arena_free(arena);
    }
}

/* The signals as a program has them that was started by hand, whatever this test was started by;
 * and an end, should none of them come. */
static void become_ordinary(void)
{
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGALRM};
    sigset_t none;

    for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) {
        (void)signal(signals[i], SIG_DFL);
    }
    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)alarm(60);
}

static void assert_whole(const char *path)
{
    struct stat status;

    if (stat(path, &status) == 0) {
        assert_int_equal(status.st_size, 3000000);
    }
}

static void test_interrupted(void **state)
{
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT};
    const struct rlimit none = {0, 0};
    int status;
    (void)state;

    for (unsigned i = 0; i < 24; i++) {
        pid_t child = fork();
        if (child == 0) {
            (void)setrlimit(RLIMIT_CORE, &none);
            become_ordinary();
            publish_for_ever();
        }
        usleep(3000 + 1777 * i);
        assert_int_equal(kill(child, signals[i % 4]), 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), signals[i % 4]);
        assert_whole("a");
        assert_whole("b");
        assert_int_equal(entries("."), (access("a", F_OK) == 0) + (access("b", F_OK) == 0));
    }
}

/* A program that stands still because nobody reads its pipe can still be stopped, and takes the
 * other file back. */
static void test_interrupted_while_waiting(void **state)
{
    enum { SIZE = 300000 };
    struct desk *desk = *state;
    int ends[2];
    int status;

    put("a", "old");
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        become_ordinary();
        char *path = arena_format(desk->arena, "/dev/fd/%d", ends[1]);
        const struct publication files[] = {{"a", STRING("new")},
                                            {path, {arena_alloc(desk->arena, SIZE), SIZE}}};
        _exit(publish(desk->arena, files, 2, NULL, desk->diagnostics) ? 2 : 1);
    }
    for (int i = 0; i < 1000 && entries(".") < 2; i++) {
        usleep(1000);
    }
    usleep(20000);
    assert_int_equal(kill(child, SIGTERM), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGTERM);
    assert_holds("a", "old");
    assert_int_equal(entries("."), 1);
    close(ends[0]);
    close(ends[1]);
}

/* nohup: a signal that is ignored does not stop the work. */
static void test_ignored_signal(void **state)
{
    enum { SIZE = 300000 };
    struct desk *desk = *state;
    char part[4096];
    int ends[2];
    int status;

    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        become_ordinary();
        (void)signal(SIGHUP, SIG_IGN);
        char *path = arena_format(desk->arena, "/dev/fd/%d", ends[1]);
        const struct publication files[] = {{"a", STRING("new")},
                                            {path, {arena_alloc(desk->arena, SIZE), SIZE}}};
        _exit(publish(desk->arena, files, 2, NULL, desk->diagnostics) ? 0 : 1);
    }
    close(ends[1]);
    for (int i = 0; i < 1000 && entries(".") < 1; i++) {
        usleep(1000);
    }
    usleep(20000);
    assert_int_equal(kill(child, SIGHUP), 0);
    usleep(20000);
    while (read(ends[0], part, sizeof part) > 0) {
    }
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_holds("a", "new");
}

/* A signal that the caller holds back is the caller's affair. */
static void test_signal_held_by_the_caller(void **state)
{
    struct desk *desk = *state;
    sigset_t held, before, pending;

    (void)signal(SIGTERM, SIG_DFL); /* one that is ignored would not wait */
    sigemptyset(&held);
    sigaddset(&held, SIGTERM);
    sigprocmask(SIG_BLOCK, &held, &before);
    raise(SIGTERM);
    bool good = publish_one(desk, "new.pdf", "content");
    sigpending(&pending);
    (void)signal(SIGTERM, SIG_IGN); /* drops what is pending */
    (void)signal(SIGTERM, SIG_DFL);
    sigprocmask(SIG_SETMASK, &before, NULL);
    assert_true(good);
    assert_int_equal(sigismember(&pending, SIGTERM), 1);
    assert_holds("new.pdf", "content");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_full_device),
        DESK_TEST(test_null_device),
        DESK_TEST(test_pipe),
        DESK_TEST(test_slow_reader),
        DESK_TEST(test_broken_pipe),
        DESK_TEST(test_closed_descriptor),
        DESK_TEST(test_standard_output),
        DESK_TEST(test_device_fails_after_a_file_was_written),
        DESK_TEST(test_interrupted),
        DESK_TEST(test_interrupted_while_waiting),
        DESK_TEST(test_ignored_signal),
        DESK_TEST(test_signal_held_by_the_caller),
    };

    return cmocka_run_group_tests_name("publish_in_place", tests, NULL, NULL);
}
