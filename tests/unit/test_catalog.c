/*
 * The catalogue: chains, fallback by character, and where faces are looked for. The fonts are
 * those that `make fonts` fetches; manifests of the tests' own stand in temporary folders.
 */
#include "base/arena.h"
#include "base/diagnostic.h"
#include "font/catalog.h"
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct bench {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const char *fonts;  /* the fetched ones */
    const char *folder; /* a temporary one */
};

static int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    const char *fonts = getenv("GONGWEN_TEST_FONTS");
    const char *temporary = getenv("TMPDIR");

    bench->arena = arena_new(0);
    bench->diagnostics = diagnostics_new(bench->arena);
    char *here = realpath(fonts != NULL ? fonts : "fonts", NULL);
    assert_non_null(here);
    bench->fonts = arena_copy(bench->arena, here, strlen(here));
    free(here);
    char *folder = arena_format(bench->arena, "%s/gongwen-catalog-XXXXXX",
                                temporary != NULL ? temporary : "/tmp");
    assert_non_null(mkdtemp(folder));
    bench->folder = folder;
    *state = bench;
    return 0;
}

static void remove_all(struct bench *bench, const char *folder)
{
    DIR *directory = opendir(folder);
    const struct dirent *entry;

    assert_non_null(directory);
    while ((entry = readdir(directory)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            unlink(arena_format(bench->arena, "%s/%s", folder, entry->d_name));
        }
    }
    closedir(directory);
    rmdir(folder);
}

static int tear_down(void **state)
{
    struct bench *bench = *state;

    remove_all(bench, bench->folder);
    arena_free(bench->arena);
    free(bench);
    return 0;
}

/* A file of the temporary folder. */
static const char *write_file(struct bench *bench, const char *name, const char *bytes, size_t size)
{
    const char *path = arena_format(bench->arena, "%s/%s", bench->folder, name);
    FILE *stream = fopen(path, "wb");

    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, size, stream), size);
    assert_int_equal(fclose(stream), 0);
    return path;
}

/* A fetched font under another name in the temporary folder. */
static void place_font(struct bench *bench, const char *font, const char *name)
{
    assert_int_equal(symlink(arena_format(bench->arena, "%s/%s", bench->fonts, font),
                             arena_format(bench->arena, "%s/%s", bench->folder, name)),
                     0);
}

static struct catalog *open_manifest(struct bench *bench, const char *manifest,
                                     const char *const *folders, bool system)
{
    struct catalog_options options = {
        .manifest = write_file(bench, "fonts.yaml", manifest, strlen(manifest)),
        .folders = folders,
        .system = system,
    };

    return catalog_open(bench->arena, &options, bench->diagnostics);
}

/* Looks in the fetched fonts only. */
static struct catalog *open_simple(struct bench *bench, const char *manifest)
{
    const char **folders = ARENA_ARRAY(bench->arena, const char *, 2);
    struct catalog *catalog;

    folders[0] = bench->fonts;
    catalog = open_manifest(bench, manifest, folders, false);
    assert_non_null(catalog);
    return catalog;
}

/* The manifest of the repository with its own folder. */
static struct catalog *open_real(struct bench *bench, bool system)
{
    const char **folders = ARENA_ARRAY(bench->arena, const char *, 2);
    struct catalog_options options = {
        .manifest = "fonts/fonts.yaml", .folders = folders, .system = system};

    folders[0] = bench->fonts;
    struct catalog *catalog = catalog_open(bench->arena, &options, bench->diagnostics);
    if (catalog == NULL) {
        struct buffer text = buffer_new(bench->arena);
        diagnostics_print_text(bench->diagnostics, 0, &text);
        fail_msg("%s", buffer_string(&text).bytes);
    }
    return catalog;
}

static void expect_name(const struct face *face, const char *postscript_name)
{
    assert_non_null(face);
    assert_string_equal(face_postscript_name(face), postscript_name);
}

static void expect_message(const struct bench *bench, size_t index, enum message message,
                           const char *part)
{
    assert_true(bench->diagnostics->count > index);
    assert_int_equal(bench->diagnostics->items[index]->message, message);
    assert_non_null(strstr(bench->diagnostics->items[index]->text, part));
}

static void roles_of_the_manifest(void **state)
{
    static const struct {
        const char *role, *primary;
    } rows[] = {
        {"小标宋", "NotoSerifCJKsc-Bold"}, {"仿宋", "FandolFang-Regular"},
        {"黑体", "FandolHei-Regular"},     {"楷体", "FandolKai-Regular"},
        {"宋体", "FandolSong-Regular"},    {"Latin", "LiberationSerif"},
    };
    struct bench *bench = *state;
    struct catalog *catalog = open_real(bench, false);
    const char *const *names;

    assert_int_equal(catalog_role_names(catalog, &names), sizeof rows / sizeof *rows);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct role *role = catalog_role(catalog, rows[i].role);
        assert_non_null(role);
        assert_string_equal(names[i], rows[i].role);
        assert_string_equal(role_name(role), rows[i].role);
        expect_name(role_primary(role, (struct place){0}), rows[i].primary);
        assert_ptr_equal(role_face_for(role, 'A', 0), role_primary(role, (struct place){0}));
    }
    assert_null(catalog_role(catalog, "隶书"));
    assert_int_equal(bench->diagnostics->count, 0);
}

static void falls_back_by_character(void **state)
{
    struct bench *bench = *state;
    struct catalog *catalog = open_real(bench, false);
    struct role *fang = catalog_role(catalog, "仿宋");
    struct role *kai = catalog_role(catalog, "楷体");
    struct role *hei = catalog_role(catalog, "黑体");

    for (int round = 0; round < 2; round++) {
        expect_name(role_face_for(fang, 0x516C, 0), "FandolFang-Regular");     /* 公 */
        expect_name(role_face_for(fang, 0x5586, 0), "NotoSerifCJKsc-Regular"); /* 喆 */
        expect_name(role_face_for(kai, 0x5586, 0), "LXGWWenKai-Regular");
        expect_name(role_face_for(hei, 0x5586, 0), "NotoSansCJKsc-Regular");
        expect_name(role_face_for(fang, 0x20BB7, 0), "NotoSerifCJKsc-Regular"); /* 𠮷 */
        expect_name(role_face_for(fang, 0x2000E, 0), "LXGWWenKai-Regular");     /* 𠀎 */
        assert_null(role_face_for(fang, 0x10FFFD, 0));
    }
    assert_int_equal(bench->diagnostics->count, 0);
}

/* A face is opened when a character asks for it, not before; and once for all roles. */
static void opens_what_is_needed(void **state)
{
    struct bench *bench = *state;
    struct catalog *catalog = open_real(bench, false);
    const char *const *files;

    assert_int_equal(catalog_files(catalog, &files), 0);
    (void)role_face_for(catalog_role(catalog, "仿宋"), 0x516C, 0);
    assert_int_equal(catalog_files(catalog, &files), 1);
    assert_non_null(strstr(files[0], "/FandolFang-Regular.otf"));
    const struct face *noto = role_face_for(catalog_role(catalog, "仿宋"), 0x5586, 0);
    assert_int_equal(catalog_files(catalog, &files), 2);
    assert_non_null(strstr(files[1], "/NotoSerifCJK-Regular.ttc"));
    assert_int_equal(face_index(noto), 2);
    (void)role_face_for(catalog_role(catalog, "宋体"), 0x5586, 0);
    assert_int_equal(catalog_files(catalog, &files), 3);
    assert_ptr_equal(role_face_for(catalog_role(catalog, "宋体"), 0x5586, 0), noto);
}

#define ROWS                                                                                 \
    "faces:\n"                                                                               \
    "  甲: {files: [nowhere.ttf], names: [Nobody Has This]}\n"                              \
    "  乙: {files: [FandolHei-Regular.otf], package: texlive-lang-chinese, licence: GPL}\n" \
    "  丙: {files: NotoSerifCJK-Regular.ttc, index: 0}\n"                                   \
    "  丁: {files: LiberationSerif-Bold.ttf, index: 2}\n"

static void variation_selectors(void **state)
{
    struct catalog *catalog = open_simple(*state, ROWS "roles: {字: [乙, 丙]}\n");
    struct role *role = catalog_role(catalog, "字");

    /* 葛 is in the first face, its variants are in the second one only */
    expect_name(role_face_for(role, 0x845B, 0), "FandolHei-Regular");
    expect_name(role_face_for(role, 0x845B, 0xE0100), "NotoSerifCJKjp-Regular");
    expect_name(role_face_for(role, 0x845B, 0xE01EF), "FandolHei-Regular");
}

static void missing_role(void **state)
{
    struct bench *bench = *state;
    struct catalog *catalog = open_simple(bench, ROWS "roles: {题: [甲], 文: [甲, 乙]}\n");
    struct role *role = catalog_role(catalog, "题");

    assert_null(role_primary(role, (struct place){NULL, 1, 1}));
    assert_null(role_primary(role, (struct place){NULL, 2, 1}));
    assert_null(role_face_for(role, 'A', 0));
    assert_int_equal(bench->diagnostics->count, 1);
    expect_message(bench, 0, FONT_NONE, "题");
    expect_message(bench, 0, FONT_NONE, "甲");
    expect_name(role_primary(catalog_role(catalog, "文"), (struct place){0}), "FandolHei-Regular");
    assert_int_equal(bench->diagnostics->count, 1);
}

static void entries(void **state)
{
    struct bench *bench = *state;
    struct catalog *catalog = open_simple(bench, ROWS "roles: {文: [甲, 乙, 丙]}\n");
    const struct role_entry *list;

    assert_int_equal(role_entries(catalog_role(catalog, "文"), bench->arena, &list), 3);
    assert_string_equal(list[0].name, "甲");
    assert_null(list[0].face);
    assert_null(list[0].package);
    assert_string_equal(list[1].name, "乙");
    expect_name(list[1].face, "FandolHei-Regular");
    assert_string_equal(list[1].package, "texlive-lang-chinese");
    assert_string_equal(list[1].licence, "GPL");
    expect_name(list[2].face, "NotoSerifCJKjp-Regular");
}

static struct text text_of(const char *text)
{
    return (struct text){.string = {text, strlen(text)}};
}

static void made_roles(void **state)
{
    struct bench *bench = *state;
    struct catalog *catalog = open_simple(bench, ROWS "roles: {文: [乙]}\n");
    struct text good[] = {text_of("甲"), text_of("丁"), text_of("乙")};
    struct text bad[] = {text_of("乙"), text_of("戊戊戊戊")};

    struct role *role = catalog_make_role(catalog, text_of("标题"), good, 3);
    assert_non_null(role);
    assert_string_equal(role_name(role), "标题");
    /* the index of 丁 has no meaning: its file has one face */
    expect_name(role_primary(role, (struct place){0}), "LiberationSerif-Bold");
    expect_name(role_face_for(role, 0x516C, 0), "FandolHei-Regular");
    assert_null(catalog_make_role(catalog, text_of("标题"), bad, 2));
    expect_message(bench, 0, FONT_UNKNOWN_FACE, "戊戊戊戊");
}

static void unknown_faces_of_the_manifest(void **state)
{
    struct bench *bench = *state;

    assert_null(open_manifest(bench,
                              "faces: {FandolSong: {files: x.otf}}\n"
                              "roles: {宋体: [FandolSogn, 某某]}\n",
                              NULL, false));
    assert_int_equal(bench->diagnostics->count, 2);
    expect_message(bench, 0, FONT_UNKNOWN_FACE_NEAR, "FandolSong");
    assert_int_equal(bench->diagnostics->items[0]->place.line, 2);
    expect_message(bench, 1, FONT_UNKNOWN_FACE, "某某");
}

static void broken_manifests(void **state)
{
    static const char *const manifests[] = {
        "",
        "faces: {}\n",
        "faces: {甲: {files: []}}\nroles: {}\n",
        "faces: {甲: {file: x.ttf}}\nroles: {}\n",
        "faces: {甲: {files: x.ttf, index: -1}}\nroles: {}\n",
        "faces: {甲: {files: x.ttf}}\nroles: {字: []}\n",
        "faces: {甲: {files: x.ttf}}\nroles: [甲]\n",
        "faces: [\n",
    };
    struct bench *bench = *state;

    for (size_t i = 0; i < sizeof manifests / sizeof *manifests; i++) {
        bench->diagnostics = diagnostics_new(bench->arena);
        assert_null(open_manifest(bench, manifests[i], NULL, false));
        assert_true(bench->diagnostics->errors > 0);
    }
    struct catalog_options options = {.manifest = "/nonexistent/fonts.yaml"};
    bench->diagnostics = diagnostics_new(bench->arena);
    assert_null(catalog_open(bench->arena, &options, bench->diagnostics));
    expect_message(bench, 0, FILE_OPEN, "fonts.yaml");
}

/* Files of the user's: other case, another name, a face inside a collection. */
static void files_under_other_names(void **state)
{
    struct bench *bench = *state;
    const char *folders[] = {"/", bench->folder, NULL}; /* the first has no fonts */

    place_font(bench, "FandolKai-Regular.otf", "SIMKAI.TTF");
    place_font(bench, "FandolHei-Regular.otf", "我的黑体.otf");
    place_font(bench, "NotoSerifCJK-Bold.ttc", "noto.ttc");
    place_font(bench, "LXGWWenKai-Regular.ttf", "文楷.ttf");
    write_file(bench, "page.ttf", "<html>", 6);
    write_file(bench, "empty.otf", "", 0);
    struct catalog *catalog =
        open_manifest(bench,
                      "faces:\n"
                      "  甲: {files: [simkai.ttf]}\n"
                      "  乙: {files: [x.otf], names: [Nobody, FANDOLHEI-regular]}\n"
                      "  丙: {files: [x.otf], names: [Noto Serif CJK SC Bold]}\n"
                      "  丁: {files: [x.otf], names: [霞鹜文楷]}\n"
                      "  戊: {files: [x.otf], names: [Noto Serif CJK KR]}\n"
                      "roles: {a: 甲, b: 乙, c: 丙, d: 丁, e: 戊}\n",
                      folders, false);
    assert_non_null(catalog);
    struct place place = {0};
    expect_name(role_primary(catalog_role(catalog, "a"), place), "FandolKai-Regular");
    expect_name(role_primary(catalog_role(catalog, "b"), place), "FandolHei-Regular");
    const struct face *bold = role_primary(catalog_role(catalog, "c"), place);
    expect_name(bold, "NotoSerifCJKsc-Bold");
    assert_int_equal(face_index(bold), 2);
    expect_name(role_primary(catalog_role(catalog, "d"), place), "LXGWWenKai-Regular");
    assert_int_equal(bench->diagnostics->count, 0);
    /* a family name means the regular face, and here is only the bold one */
    assert_null(role_primary(catalog_role(catalog, "e"), place));
}

/* The user's folders have to be there, the shipped one may be absent. */
static void folders_that_are_not_there(void **state)
{
    struct bench *bench = *state;
    const char *folders[] = {"/nonexistent", bench->fonts, NULL};
    static const char manifest[] = "faces: {甲: {files: FandolHei-Regular.otf}}\n"
                                   "roles: {a: 甲}\n";
    struct catalog_options options = {
        .manifest = write_file(bench, "fonts.yaml", manifest, strlen(manifest)),
        .folders = &folders[1],
        .shipped_folder = "/nonexistent",
    };
    struct catalog *catalog = catalog_open(bench->arena, &options, bench->diagnostics);
    expect_name(role_primary(catalog_role(catalog, "a"), (struct place){0}), "FandolHei-Regular");
    assert_int_equal(bench->diagnostics->count, 0);

    options.folders = folders;
    catalog = catalog_open(bench->arena, &options, bench->diagnostics);
    expect_name(role_primary(catalog_role(catalog, "a"), (struct place){0}), "FandolHei-Regular");
    assert_int_equal(bench->diagnostics->count, 1);
    expect_message(bench, 0, FONT_FOLDER, "/nonexistent");

    const char *const none[] = {NULL};
    options = (struct catalog_options){options.manifest, none, false, bench->fonts, false};
    catalog = catalog_open(bench->arena, &options, bench->diagnostics);
    expect_name(role_primary(catalog_role(catalog, "a"), (struct place){0}), "FandolHei-Regular");
}

static void the_first_folder_wins(void **state)
{
    struct bench *bench = *state;
    const char *folders[] = {bench->folder, bench->fonts, NULL};

    place_font(bench, "FandolKai-Regular.otf", "FandolHei-Regular.otf");
    struct catalog *catalog = open_manifest(bench, ROWS "roles: {文: [乙]}\n", folders, false);
    assert_non_null(catalog);
    expect_name(role_primary(catalog_role(catalog, "文"), (struct place){0}), "FandolKai-Regular");
}

/* A file that is refused is reported, and the chain goes on. */
static void refused_files(void **state)
{
    struct bench *bench = *state;
    const char *folders[] = {bench->folder, bench->fonts, NULL};

    write_file(bench, "FandolHei-Regular.otf", "<html>", 6);
    struct catalog *catalog =
        open_manifest(bench, ROWS "roles: {文: [乙, 丙], 题: [乙]}\n", folders, false);
    assert_non_null(catalog);
    expect_name(role_primary(catalog_role(catalog, "文"), (struct place){0}),
                "NotoSerifCJKjp-Regular");
    expect_message(bench, 0, FONT_BROKEN, "FandolHei-Regular.otf");
    assert_int_equal(bench->diagnostics->items[0]->place.line, 3);
    assert_null(role_primary(catalog_role(catalog, "题"), (struct place){0}));
    assert_int_equal(bench->diagnostics->count, 2);
    expect_message(bench, 1, FONT_NONE, "题");
}

/* A configuration of fontconfig's that knows one folder, in the place of the machine's. */
static void configure_system(struct bench *bench)
{
    const char *text = arena_format(bench->arena,
                                    "<?xml version=\"1.0\"?><fontconfig><dir>%s</dir>"
                                    "<cachedir>%s</cachedir></fontconfig>",
                                    bench->folder, bench->folder);

    setenv("FONTCONFIG_FILE", write_file(bench, "fonts.conf", text, strlen(text)), 1);
}

static void installed_faces(void **state)
{
    struct bench *bench = *state;
    const char *folders[] = {NULL};
    struct place place = {0};

    place_font(bench, "LiberationSerif-Bold.ttf", "a.ttf");
    place_font(bench, "LiberationSerif-Regular.ttf", "b.ttf");
    place_font(bench, "LXGWWenKai-Regular.ttf", "c.ttf");
    configure_system(bench);
    static const char manifest[] = "faces:\n"
                                   "  甲: {files: [x.ttf], names: [Nobody, liberation serif]}\n"
                                   "  乙: {files: [x.ttf], names: [LiberationSerif-Bold]}\n"
                                   "  丙: {files: [x.ttf], names: [霞鹜文楷]}\n"
                                   "  丁: {files: [x.ttf]}\n"
                                   "  戊: {files: [x.ttf], names: [Liberation Serif Bold]}\n"
                                   "roles: {a: 甲, b: 乙, c: 丙, d: 丁, e: 戊}\n";
    struct catalog *catalog = open_manifest(bench, manifest, folders, true);
    assert_non_null(catalog);
    expect_name(role_primary(catalog_role(catalog, "a"), place), "LiberationSerif");
    expect_name(role_primary(catalog_role(catalog, "b"), place), "LiberationSerif-Bold");
    expect_name(role_primary(catalog_role(catalog, "c"), place), "LXGWWenKai-Regular");
    assert_ptr_equal(role_primary(catalog_role(catalog, "e"), place),
                     role_primary(catalog_role(catalog, "b"), place));
    assert_int_equal(bench->diagnostics->count, 0);
    assert_null(role_primary(catalog_role(catalog, "d"), place));

    /* switched off, nothing is found */
    catalog = open_manifest(bench, manifest, folders, false);
    assert_null(role_primary(catalog_role(catalog, "a"), place));
    unsetenv("FONTCONFIG_FILE");
}

/* A copy of a font with the records of one kind of name made another kind. */
static void place_renamed(struct bench *bench, const char *font, const char *name, uint8_t from,
                          uint8_t to)
{
    FILE *stream = fopen(arena_format(bench->arena, "%s/%s", bench->fonts, font), "rb");
    size_t limit = 1 << 20;
    uint8_t *bytes = arena_alloc(bench->arena, limit);

    assert_non_null(stream);
    size_t size = fread(bytes, 1, limit, stream);
    fclose(stream);
    assert_true(size > 0 && size < limit);
    for (size_t i = 12; i < 12 + 16 * (size_t)bytes[5]; i += 16) {
        if (memcmp(bytes + i, "name", 4) == 0) {
            uint8_t *table =
                bytes + ((size_t)bytes[i + 9] << 16 | (size_t)bytes[i + 10] << 8 | bytes[i + 11]);
            for (size_t j = 0; j < (size_t)(table[2] << 8 | table[3]); j++) {
                uint8_t *kind = table + 6 + 12 * j + 7;
                *kind = *kind == from ? to : *kind;
            }
        }
    }
    write_file(bench, name, (const char *)bytes, size);
}

/* A family name means the regular face, whichever file comes first. */
static void installed_family(void **state)
{
    struct bench *bench = *state;
    const char *folders[] = {NULL};

    place_font(bench, "LiberationSerif-Bold.ttf", "a.ttf");
    place_renamed(bench, "LiberationSerif-Regular.ttf", "z.ttf", 4, 20); /* no full name */
    configure_system(bench);
    struct catalog *catalog = open_manifest(
        bench, "faces: {甲: {files: x.ttf, names: Liberation Serif}}\nroles: {a: 甲}\n", folders,
        true);
    assert_non_null(catalog);
    expect_name(role_primary(catalog_role(catalog, "a"), (struct place){0}), "LiberationSerif");
    unsetenv("FONTCONFIG_FILE");
}

static void folders_before_the_system(void **state)
{
    struct bench *bench = *state;
    const char *folders[] = {bench->fonts, NULL};

    place_font(bench, "LiberationSerif-Bold.ttf", "a.ttf");
    configure_system(bench);
    struct catalog *catalog =
        open_manifest(bench,
                      "faces: {甲: {files: FandolHei-Regular.otf, names: LiberationSerif-Bold}}\n"
                      "roles: {a: 甲}\n",
                      folders, true);
    assert_non_null(catalog);
    expect_name(role_primary(catalog_role(catalog, "a"), (struct place){0}), "FandolHei-Regular");
    unsetenv("FONTCONFIG_FILE");
}

/* What is missing is told of once for each role. */
static void missing_characters(void **state)
{
    struct bench *bench = *state;
    const char *folders[] = {bench->fonts, NULL};
    struct catalog *catalog =
        open_manifest(bench, "faces: {甲: {files: FandolHei-Regular.otf}}\nroles: {a: 甲, b: 甲}\n",
                      folders, false);

    assert_non_null(catalog);
    struct role *a = catalog_role(catalog, "a");
    struct role *b = catalog_role(catalog, "b");
    static const uint32_t characters[] = {0, 'A', 0x3FF, 0x400, 0xE5E5, 0x10FFFF};
    for (size_t i = 0; i < sizeof characters / sizeof *characters; i++) {
        assert_false(role_knows_missing(a, characters[i]));
        assert_true(role_knows_missing(a, characters[i]));
        assert_false(role_knows_missing(b, characters[i]));
    }
    assert_false(role_knows_missing(a, 'B'));
    assert_false(role_knows_missing(a, 0x110000)); /* no character: never known */
    assert_false(role_knows_missing(a, UINT32_MAX));
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(roles_of_the_manifest),
        TEST(falls_back_by_character),
        TEST(opens_what_is_needed),
        TEST(variation_selectors),
        TEST(missing_characters),
        TEST(missing_role),
        TEST(entries),
        TEST(made_roles),
        TEST(unknown_faces_of_the_manifest),
        TEST(broken_manifests),
        TEST(files_under_other_names),
        TEST(folders_that_are_not_there),
        TEST(the_first_folder_wins),
        TEST(refused_files),
        TEST(installed_faces),
        TEST(installed_family),
        TEST(folders_before_the_system),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
