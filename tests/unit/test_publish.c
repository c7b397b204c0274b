/* Publishing files: whole or not at all, one or many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "desk.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>

enum { NOBODY = 65534 };

static void test_new_file(void **state)
{
    struct desk *desk = *state;
    mode_t mask = umask(027);
    int descriptors = open_descriptors();

    assert_true(publish_one(desk, "new.pdf", "content"));
    assert_holds("new.pdf", "content");
    assert_int_equal(mode_of("new.pdf"), 0640);
    assert_true(publish_one(desk, "empty.pdf", ""));
    assert_holds("empty.pdf", "");
    assert_int_equal(entries("."), 2);
    assert_int_equal(desk->diagnostics->count, 0);
    assert_int_equal(open_descriptors(), descriptors);
    (void)umask(mask);
}

static void test_nothing_to_publish(void **state)
{
    struct desk *desk = *state;

    assert_true(publish(desk->arena, NULL, 0, NULL, desk->diagnostics));
    assert_int_equal(entries("."), 0);
}

static void test_replaced_file_keeps_permissions(void **state)
{
    struct desk *desk = *state;

    put("old.pdf", "old");
    assert_int_equal(chmod("old.pdf", 0604), 0);
    assert_true(publish_one(desk, "old.pdf", "new"));
    assert_holds("old.pdf", "new");
    assert_int_equal(mode_of("old.pdf"), 0604);
    assert_int_equal(entries("."), 1);
}

static void test_replaced_file_keeps_its_owner(void **state)
{
    struct desk *desk = *state;
    struct stat status;

    if (!desk->root) {
        skip();
    }
    put("old.pdf", "old");
    assert_int_equal(chown("old.pdf", NOBODY, NOBODY), 0);
    assert_true(publish_one(desk, "old.pdf", "new"));
    assert_int_equal(stat("old.pdf", &status), 0);
    assert_int_equal(status.st_uid, NOBODY);
    assert_int_equal(status.st_gid, NOBODY);
}

static void test_reader_keeps_the_old_file(void **state)
{
    struct desk *desk = *state;
    char bytes[8] = "";

    put("old.pdf", "old");
    int reader = open("old.pdf", O_RDONLY);
    assert_true(publish_one(desk, "old.pdf", "newer"));
    assert_int_equal(read(reader, bytes, sizeof bytes), 3);
    assert_string_equal(bytes, "old");
    close(reader);
}

static void test_missing_folder(void **state)
{
    struct desk *desk = *state;

    assert_false(publish_one(desk, "none/new.pdf", "content"));
    assert_finding(desk, "none/new.pdf", ENOENT);
}

static void test_file_as_folder(void **state)
{
    struct desk *desk = *state;

    put("file", "old");
    assert_false(publish_one(desk, "file/new.pdf", "content"));
    assert_finding(desk, "file/new.pdf", ENOTDIR);
    assert_holds("file", "old");
}

static void test_target_is_a_folder(void **state)
{
    struct desk *desk = *state;

    assert_int_equal(mkdir("folder", 0777), 0);
    assert_false(publish_one(desk, "folder", "content"));
    assert_finding(desk, "folder", EISDIR);
    assert_int_equal(entries("folder"), 0);
    assert_int_equal(entries("."), 1);
}

static void test_path_ends_with_a_slash(void **state)
{
    struct desk *desk = *state;

    assert_false(publish_one(desk, "none/", "content"));
    assert_finding(desk, "none/", EISDIR);
    assert_int_equal(entries("."), 0);
}

static void test_empty_path(void **state)
{
    struct desk *desk = *state;

    assert_false(publish_one(desk, "", "content"));
    assert_finding(desk, "", ENOENT);
    assert_int_equal(entries("."), 0);
}

static void test_folder_is_read_only(void **state)
{
    struct desk *desk = *state;

    assert_int_equal(mkdir("folder", 0777), 0);
    put("folder/old.pdf", "old");
    assert_int_equal(chmod("folder", 0555), 0);
    if (desk->root) {
        assert_int_equal(seteuid(NOBODY), 0);
    }
    bool good = publish_one(desk, "folder/old.pdf", "new");
    if (desk->root) {
        assert_int_equal(seteuid(0), 0);
    }
    assert_int_equal(chmod("folder", 0777), 0);
    assert_false(good);
    assert_finding(desk, "folder/old.pdf", EACCES);
    assert_holds("folder/old.pdf", "old");
}

static void test_protected_file(void **state)
{
    struct desk *desk = *state;

    put("old.pdf", "old");
    assert_int_equal(chmod("old.pdf", 0444), 0);
    if (desk->root) {
        assert_int_equal(seteuid(NOBODY), 0);
    }
    bool good = publish_one(desk, "old.pdf", "new");
    if (desk->root) {
        assert_int_equal(seteuid(0), 0);
    }
    assert_false(good);
    assert_finding(desk, "old.pdf", EACCES);
    assert_holds("old.pdf", "old");
    assert_int_equal(entries("."), 1);
}

static void test_link_is_followed(void **state)
{
    struct desk *desk = *state;
    struct stat status;

    assert_int_equal(mkdir("folder", 0777), 0);
    put("folder/old.pdf", "old");
    assert_int_equal(symlink("old.pdf", "folder/second"), 0);
    assert_int_equal(symlink("folder/second", "first"), 0);
    assert_true(publish_one(desk, "first", "new"));
    assert_holds("folder/old.pdf", "new");
    assert_int_equal(lstat("first", &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(lstat("folder/second", &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(entries("."), 2);
    assert_int_equal(entries("folder"), 2);
}

static void test_dangling_link_is_followed(void **state)
{
    struct desk *desk = *state;

    assert_int_equal(mkdir("folder", 0777), 0);
    assert_int_equal(symlink("folder/new.pdf", "link"), 0);
    assert_true(publish_one(desk, "link", "new"));
    assert_holds("folder/new.pdf", "new");
}

static void test_link_cycle(void **state)
{
    struct desk *desk = *state;

    assert_int_equal(symlink("b", "a"), 0);
    assert_int_equal(symlink("a", "b"), 0);
    assert_false(publish_one(desk, "a", "content"));
    assert_finding(desk, "a", ELOOP);
    assert_int_equal(entries("."), 2);
}

static void test_long_name(void **state)
{
    struct desk *desk = *state;
    char name[256] = "";

    for (int i = 0; i < 85; i++) {
        strcat(name, "报");
    }
    assert_true(publish_one(desk, name, "content")); /* 255 bytes, as long as a name can be */
    assert_holds(name, "content");
    assert_int_equal(entries("."), 1);
}

/* A file of the same temporary name is somebody else's: left alone. */
static void test_temporary_name_is_taken(void **state)
{
    struct desk *desk = *state;
    char name[64];

    (void)snprintf(name, sizeof name, ".new.pdf.%ld.0.tmp", (long)getpid());
    put(name, "theirs");
    assert_true(publish_one(desk, "new.pdf", "content"));
    assert_holds("new.pdf", "content");
    assert_holds(name, "theirs");
    assert_int_equal(entries("."), 2);
}

/* The file cannot grow as far as it must, as on a full disk. */
static void test_disk_is_full(void **state)
{
    struct desk *desk = *state;
    const struct rlimit small = {3, RLIM_INFINITY};
    struct rlimit before;

    put("old.pdf", "old");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    bool good = publish_one(desk, "old.pdf", "larger");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_false(good);
    assert_finding(desk, "old.pdf", EFBIG); /* and SIGXFSZ has not ended the test */
    assert_holds("old.pdf", "old");
    assert_int_equal(entries("."), 1);
}

static void test_two_files(void **state)
{
    struct desk *desk = *state;

    put("b", "old");
    assert_true(publish_two(desk, "a", "b"));
    assert_holds("a", "new 1");
    assert_holds("b", "new 2");
    assert_int_equal(entries("."), 2);
}

static void test_second_of_two_cannot_be_written(void **state)
{
    struct desk *desk = *state;

    put("a", "old");
    assert_false(publish_two(desk, "a", "none/b"));
    assert_finding(desk, "none/b", ENOENT);
    assert_holds("a", "old");
    assert_int_equal(entries("."), 1);
}

static void test_all_bad_targets_are_reported(void **state)
{
    struct desk *desk = *state;

    assert_int_equal(mkdir("a", 0777), 0);
    assert_int_equal(mkdir("b", 0777), 0);
    assert_false(publish_two(desk, "a", "b"));
    assert_int_equal(desk->diagnostics->count, 2);
}

/* In a sticky folder others may write new files, but not rename over a file of somebody else: the
 * one failure that shows only when files before it have been renamed. */
static void second_rename_fails(struct desk *desk, bool first_exists)
{
    if (!desk->root) {
        skip();
    }
    assert_int_equal(chmod(".", 01777), 0);
    put("b", "old b");
    assert_int_equal(chmod("b", 0666), 0);
    if (first_exists) {
        put("a", "old a");
        assert_int_equal(chown("a", NOBODY, NOBODY), 0);
    }
    assert_int_equal(seteuid(NOBODY), 0);
    bool good = publish_two(desk, "a", "b");
    assert_int_equal(seteuid(0), 0);
    assert_false(good);
    assert_finding(desk, "b", EPERM);
    assert_holds("b", "old b");
    if (first_exists) {
        assert_holds("a", "old a");
    }
    assert_int_equal(entries("."), first_exists ? 2 : 1);
}

static void test_second_rename_fails_after_a_replaced_file(void **state)
{
    second_rename_fails(*state, true);
}

static void test_second_rename_fails_after_a_new_file(void **state)
{
    second_rename_fails(*state, false);
}

/* An input is known by any name, and keeps the other targets from being written too. */
static void test_input_is_not_overwritten(void **state)
{
    static const char *const inputs[] = {"none", "in.yaml", NULL};
    static const char *const names[] = {"in.yaml", "./in.yaml", "link", "other"};
    struct desk *desk = *state;

    put("in.yaml", "input");
    assert_int_equal(symlink("in.yaml", "link"), 0);
    assert_int_equal(link("in.yaml", "other"), 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct publication files[] = {{"new.pdf", STRING("new")}, {names[i], STRING("new")}};
        assert_false(publish(desk->arena, files, 2, inputs, desk->diagnostics));
        assert_int_equal(desk->diagnostics->count, i + 1);
        assert_int_equal(desk->diagnostics->items[i]->message, OUTPUT_IS_INPUT);
        assert_non_null(strstr(desk->diagnostics->items[i]->text, names[i]));
        assert_holds("in.yaml", "input");
        assert_int_equal(entries("."), 3);
    }
    const struct publication free_file = {"none", STRING("new")};
    assert_true(publish(desk->arena, &free_file, 1, inputs, desk->diagnostics));
}

static void test_input_behind_a_descriptor(void **state)
{
    static const char *const inputs[] = {"in.yaml", "/dev/null", NULL};
    struct desk *desk = *state;

    put("in.yaml", "input");
    int descriptor = open("in.yaml", O_WRONLY | O_APPEND);
    const struct publication file = {arena_format(desk->arena, "/dev/fd/%d", descriptor),
                                     STRING("new")};
    assert_false(publish(desk->arena, &file, 1, inputs, desk->diagnostics));
    assert_int_equal(desk->diagnostics->items[0]->message, OUTPUT_IS_INPUT);
    assert_holds("in.yaml", "input");
    close(descriptor);
    const struct publication device = {"/dev/null", STRING("new")};
    assert_true(publish(desk->arena, &device, 1, inputs, desk->diagnostics));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(test_new_file),
        DESK_TEST(test_nothing_to_publish),
        DESK_TEST(test_replaced_file_keeps_permissions),
        DESK_TEST(test_replaced_file_keeps_its_owner),
        DESK_TEST(test_reader_keeps_the_old_file),
        DESK_TEST(test_missing_folder),
        DESK_TEST(test_file_as_folder),
        DESK_TEST(test_target_is_a_folder),
        DESK_TEST(test_path_ends_with_a_slash),
        DESK_TEST(test_empty_path),
        DESK_TEST(test_folder_is_read_only),
        DESK_TEST(test_protected_file),
        DESK_TEST(test_link_is_followed),
        DESK_TEST(test_dangling_link_is_followed),
        DESK_TEST(test_link_cycle),
        DESK_TEST(test_long_name),
        DESK_TEST(test_temporary_name_is_taken),
        DESK_TEST(test_disk_is_full),
        DESK_TEST(test_two_files),
        DESK_TEST(test_second_of_two_cannot_be_written),
        DESK_TEST(test_all_bad_targets_are_reported),
        DESK_TEST(test_second_rename_fails_after_a_replaced_file),
        DESK_TEST(test_second_rename_fails_after_a_new_file),
        DESK_TEST(test_input_is_not_overwritten),
        DESK_TEST(test_input_behind_a_descriptor),
    };

    return cmocka_run_group_tests_name("publish", tests, NULL, NULL);
}
