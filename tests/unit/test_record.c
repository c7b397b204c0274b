/* Records: from trees to structures, and what is said about those that do not fit. */
#include "yaml_fixture.h"
#include "yaml_sample.h"

static bool read_sample(struct fixture *fixture, const char *text, struct sample *sample)
{
    const struct node *root = parse(fixture, text);

    assert_non_null(root);
    *sample = (struct sample){0};
    return record_read(fixture->arena, &sample_type, root, sample, fixture->diagnostics);
}

/* The text is refused with one finding, there. */
static void assert_refused(struct fixture *fixture, const char *text, unsigned line,
                           unsigned column, const char *words)
{
    struct sample sample;

    forget(fixture);
    assert_false(read_sample(fixture, text, &sample));
    assert_only(fixture, line, column, words);
}

static const struct sample *read_good(struct fixture *fixture, const char *text)
{
    struct sample *sample = ARENA_NEW(fixture->arena, struct sample);

    forget(fixture);
    bool good = read_sample(fixture, text, sample);
    assert_nothing(fixture);
    assert_true(good);
    return sample;
}

static void test_all_kinds(void **state)
{
    struct fixture *fixture = *state;
    const struct sample *sample = read_good(fixture, "title: 标题\n"
                                                     "year: 2023\n"
                                                     "amount: -12.50\n"
                                                     "draft: true\n"
                                                     "colour: black\n"
                                                     "grade: B\n"
                                                     "part: {name: p, parts: [{name: q}]}\n"
                                                     "tags: [a, 'b']\n"
                                                     "pair: [1, -2]\n"
                                                     "facts: {一: 1, two: 0.2}\n"
                                                     "body: text\n"
                                                     "editor: {vim: [1, ~]}\n");

    assert_string_equal(sample->title.string.bytes, "标题");
    assert_int_equal(sample->title.place.line, 1);
    assert_int_equal(sample->title.place.column, 8);
    assert_int_equal(sample->year, 2023);
    assert_int_equal(sample->amount.digits, -1250);
    assert_int_equal(sample->amount.places, 2);
    assert_true(sample->draft);
    assert_int_equal(sample->colour, COLOUR_BLACK);
    assert_int_equal(sample->grade.letter, 'B');
    assert_true(sample->part.finished);
    assert_int_equal(sample->part.parts.count, 1);
    assert_string_equal(((struct part *)sample->part.parts.items)[0].name.string.bytes, "q");
    assert_true(((struct part *)sample->part.parts.items)[0].finished);
    assert_int_equal(sample->tags.count, 2);
    assert_string_equal(((struct text *)sample->tags.items)[1].string.bytes, "b");
    assert_int_equal(((int64_t *)sample->pair.items)[1], -2);
    assert_int_equal(sample->facts.count, 2);
    assert_string_equal(sample->facts.keys[0].string.bytes, "一");
    assert_int_equal(sample->facts.keys[1].place.column, 15);
    assert_int_equal(((struct decimal *)sample->facts.values)[1].digits, 2);
    assert_int_equal(sample->body.count, 1);
    assert_int_equal(sample->blocks.count, 0);
    assert_null(sample->blocks.items);
}

/* Text is what was written, whatever other readers take it for. */
static void test_text(void **state)
{
    struct fixture *fixture = *state;
    const struct sample *sample =
        read_good(fixture, "title: 2023\ntags: [1.50, true, 2024-01-03, 0x1F, '~', '']\n");
    static const char *const expected[] = {"1.50", "true", "2024-01-03", "0x1F", "~", ""};
    const struct text *tags = sample->tags.items;

    assert_string_equal(sample->title.string.bytes, "2023");
    assert_int_equal(sample->tags.count, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_string_equal(tags[i].string.bytes, expected[i]);
    }
}

static void test_numbers(void **state)
{
    struct fixture *fixture = *state;
    const struct sample *sample =
        read_good(fixture, "title: t\npair: [+7, 3.0]\nfacts: {a: .5, b: 5., c: 1e3, d: 12e-1, "
                           "e: -9223372036854775808, f: 007}\n");
    static const struct decimal expected[] = {{5, 1},  {5, 0},         {1000, 0},
                                              {12, 1}, {INT64_MIN, 0}, {7, 0}};

    assert_int_equal(((int64_t *)sample->pair.items)[0], 7);
    assert_int_equal(((int64_t *)sample->pair.items)[1], 3);
    for (size_t i = 0; i < 6; i++) {
        const struct decimal *value = (struct decimal *)sample->facts.values + i;
        assert_int_equal(value->digits, expected[i].digits);
        assert_int_equal(value->places, expected[i].places);
    }
}

static void test_numbers_that_are_none(void **state)
{
    static const char *const wrong[] = {"1,234", "1_000", "12a",  "--1",  ".",    "1e",
                                        "e3",    "0x1F",  ".inf", "１２", "1e19", "1e-19",
                                        "十二",  "1 000", "+",    "-.",   "1.2.3"};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char *text = arena_format(fixture->arena, "title: t\namount: %s\n", wrong[i]);
        char *words = arena_format(fixture->arena,
                                   "\"amount\" cannot be \"%s\"; expected is a number", wrong[i]);
        assert_refused(fixture, text, 2, 9, words);
    }
    assert_refused(fixture, "title: t\namount: 9223372036854775808\n", 2, 9, "wrong-value");
    assert_refused(fixture, "title: t\namount: 0.0000000000000000001\n", 2, 9, "wrong-value");
    assert_refused(fixture, "title: t\namount: '12'\n", 2, 9,
                   "expected is a number without quotation marks");
    assert_refused(fixture, "title: t\npair: [1, 2.5]\n", 2, 11,
                   "\"pair[2]\" cannot be \"2.5\"; expected is a whole number");
    assert_refused(fixture, "title: t\nyear: 1900\n", 2, 7,
                   "out-of-range: \"year\" must be from 1949 to 9999");
    assert_refused(fixture, "title: t\nyear: 10000\n", 2, 7, "out-of-range");
}

static void test_booleans(void **state)
{
    struct fixture *fixture = *state;

    assert_false(read_good(fixture, "title: t\ndraft: False\n")->draft);
    assert_true(read_good(fixture, "title: t\ndraft: TRUE\n")->draft);
    assert_refused(fixture, "title: t\ndraft: yes\n", 2, 8,
                   "\"draft\" cannot be \"yes\"; expected is true or false");
    assert_refused(fixture, "title: t\ndraft: 'true'\n", 2, 8, "without quotation marks");
    assert_refused(fixture, "title: t\ndraft: [true]\n", 2, 8,
                   "\"draft\" must be true or false, not a list");
}

static void test_enums(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(read_good(fixture, "title: t\ncolour: 2\n")->colour, COLOUR_TWO);
    assert_int_equal(read_good(fixture, "title: t\ncolour: 'red'\n")->colour, COLOUR_RED);
    assert_refused(fixture, "title: t\ncolour: blakc\n", 2, 9,
                   "\"colour\" cannot be \"blakc\"; did you mean \"black\"? "
                   "(allowed are: red, black, 2, true)");
    assert_refused(fixture, "title: t\ncolour: magenta\n", 2, 9,
                   "\"colour\" cannot be \"magenta\"; expected is one of: red, black, 2, true");
    assert_refused(fixture, "title: t\ncolour: {}\n", 2, 9,
                   "\"colour\" must be one of: red, black, 2, true, not a mapping with keys");
}

static void test_custom(void **state)
{
    struct fixture *fixture = *state;

    assert_refused(fixture, "title: t\ngrade: E\n", 2, 8,
                   "\"grade\" cannot be \"E\"; expected is a grade from A to D");
    assert_refused(fixture, "title: t\ngrade: [A]\n", 2, 8,
                   "\"grade\" must be a grade from A to D, not a list");
}

static void test_keys(void **state)
{
    struct fixture *fixture = *state;

    assert_refused(fixture, "title: t\nyera: 2023\n", 2, 1,
                   "unknown-key: unknown key \"yera\"; did you mean \"year\"?");
    assert_refused(fixture, "title: t\nnothing: 1\n", 2, 1,
                   "unknown key \"nothing\" (known here: title, year, amount, draft, colour, "
                   "grade, part, tags, pair, facts, body, blocks, editor)");
    assert_refused(fixture, "year: 2023\n", 1, 1,
                   "missing-key: the key \"title\" is missing (The \"title\".)");
    assert_refused(fixture, "title: t\npart:\n  count: 1\n", 3, 3,
                   "the key \"name\" is missing (What it is called.)");
    assert_refused(fixture, "", 1, 1, "missing-key");
}

/* One finding, and none that follows from it. */
static void test_key_with_nul(void **state)
{
    struct fixture *fixture = *state;
    struct sample sample;

    (void)read_sample(fixture, "title: t\n\"year\\0\": 2023\n", &sample);
    assert_only(fixture, 2, 6, "file-control");
}

static void test_extension_keys(void **state)
{
    struct fixture *fixture = *state;
    const struct sample *sample =
        read_good(fixture, "x-a: [~]\ntitle: t\nfacts: {x-b: none, c: 1}\nx-: ~\n"
                           "blocks: [{x-d: 1, picture: p}]\n");

    assert_int_equal(sample->facts.count, 1);
    assert_string_equal(sample->facts.keys[0].string.bytes, "c");
}

static void test_empty_values(void **state)
{
    struct fixture *fixture = *state;

    assert_refused(fixture, "title:\n", 1, 7, "empty-value: \"title\" has no value");
    assert_refused(fixture, "title: t\nyear: ~\n", 2, 7, "\"year\" has no value");
    assert_refused(fixture, "title: t\ntags:\n  - a\n  -\n", 4, 4, "\"tags[2]\" has no value");
    assert_refused(fixture, "title: t\nbody: null\n", 2, 7, "\"body\" has no value");
    assert_refused(fixture, "title: t\nfacts:\n", 2, 7, "\"facts\" has no value");
    assert_refused(fixture, "title: t\nfacts: {a: }\n", 2, 12, "\"a\" has no value");
    assert_refused(fixture, "title: t\npart: ~\n", 2, 7, "\"part\" has no value");
}

/* Text that must not be blank; one paragraph. */
static void test_blank_and_parted_text(void **state)
{
    static const struct type filled = {.kind = TYPE_TEXT, .filled = true};
    static const struct type paragraph = {.kind = TYPE_TEXT, .paragraph = true};
    static const char *const blank[] = {"''", "\"\"", "' '", "\"\\t\\n\"", "\"　\\_\"", "|\n\n"};
    static const char *const good[] = {"甲", "0", "false", "' 甲'", "\"​\""};
    struct fixture *fixture = *state;
    struct text out;

    for (size_t i = 0; i < sizeof blank / sizeof *blank; i++) {
        assert_false(record_read(fixture->arena, &filled, parse(fixture, blank[i]), &out,
                                 fixture->diagnostics));
        assert_finding(fixture, "empty-value");
        forget(fixture);
    }
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(record_read(fixture->arena, &filled, parse(fixture, good[i]), &out,
                                fixture->diagnostics));
        assert_nothing(fixture);
    }
    assert_true(record_read(fixture->arena, &paragraph, parse(fixture, "|\n 甲\n\n 乙\n"), &out,
                            fixture->diagnostics));
    assert_only(fixture, 4, 2, "lost-empty-line");
    assert_int_equal(fixture->diagnostics->errors, 0);
}

static void test_wrong_kinds(void **state)
{
    struct fixture *fixture = *state;

    assert_refused(fixture, "title: [t]\n", 1, 8, "\"title\" must be text, not a list");
    assert_refused(fixture, "title: {a: t}\n", 1, 8,
                   "\"title\" must be text, not a mapping with keys");
    assert_refused(fixture, "title: t\npart: 12\n", 2, 7,
                   "\"part\" must be a mapping with keys, not a number");
    assert_refused(fixture, "title: t\npart: true\n", 2, 7,
                   "\"part\" must be a mapping with keys, not true or false");
    assert_refused(fixture, "title: t\npart: {name: a, parts: b}\n", 2, 24,
                   "\"parts\" must be a list, not text");
    assert_refused(fixture, "title: t\nfacts: [1]\n", 2, 8,
                   "\"facts\" must be a mapping with keys, not a list");
    assert_refused(fixture, "[title]\n", 1, 1,
                   "\"test.yaml\" must be a mapping with keys, not a list");
    assert_refused(fixture, "text\n", 1, 1, "\"test.yaml\" must be a mapping with keys, not text");
}

static void test_list_counts(void **state)
{
    struct fixture *fixture = *state;

    assert_refused(fixture, "title: t\npair: [1, 2, 3]\n", 2, 7,
                   "\"pair\" must be a list of 2 entries, not a list of 3 entries");
    assert_refused(fixture, "title: t\nbody: [[]]\n", 2, 8,
                   "\"body[1]\" must be a list of at least 1 entries, not a list of 0 entries");
}

static void test_single_elements(void **state)
{
    struct fixture *fixture = *state;
    const struct sample *sample = read_good(fixture, "title: t\ntags: one\nbody: {picture: p}\n");

    assert_int_equal(sample->tags.count, 1);
    assert_string_equal(((struct text *)sample->tags.items)->string.bytes, "one");
    assert_int_equal(((struct variant *)sample->body.items)->which, BLOCK_PICTURE);
    assert_int_equal(read_good(fixture, "title: t\ntags: []\n")->tags.count, 0);
    assert_refused(fixture, "title: t\ntags: {a: 1}\n", 2, 7,
                   "\"tags\" must be text, not a mapping with keys");
}

static void test_variants(void **state)
{
    struct fixture *fixture = *state;
    const struct sample *sample = read_good(fixture, "title: t\n"
                                                     "body:\n"
                                                     "  - 12\n"
                                                     "  - [a, b]\n"
                                                     "  - picture: p\n"
                                                     "  - caption: c\n"
                                                     "  - {caption: c, picture: p}\n"
                                                     "  - {caption: c, file: f}\n");
    static const unsigned expected[] = {BLOCK_TEXT,    BLOCK_LINES,   BLOCK_PICTURE,
                                        BLOCK_CAPTION, BLOCK_PICTURE, BLOCK_CAPTION};
    const struct variant *body = sample->body.items;

    assert_int_equal(sample->body.count, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(body[i].which, expected[i]);
        assert_int_equal(body[i].place.line, i + 3);
    }
    assert_string_equal(((struct text *)body[0].value)->string.bytes, "12");
    assert_int_equal(((struct list *)body[1].value)->count, 2);
    assert_string_equal(((struct picture *)body[4].value)->file.string.bytes, "p");
    assert_string_equal(((struct picture *)body[4].value)->caption.string.bytes, "c");
}

static void test_variants_that_are_none(void **state)
{
    struct fixture *fixture = *state;

    assert_refused(fixture, "title: t\nbody:\n  - {other: 1}\n", 3, 5,
                   "unknown-form: this entry has none of the keys that say what it is "
                   "(it needs one of: picture, caption)");
    assert_refused(fixture, "title: t\nbody:\n  - {file: f}\n", 3, 5, "unknown-form");
    assert_refused(fixture, "title: t\nbody:\n  - {pictur: p}\n", 3, 6,
                   "unknown key \"pictur\"; did you mean \"picture\"?");
    assert_refused(fixture, "title: t\nblocks:\n  - {picture: p, name: n}\n", 3, 18,
                   "an entry cannot be both \"picture\" and \"name\"");
    assert_refused(fixture, "title: t\nblocks: [text]\n", 2, 10,
                   "\"blocks[1]\" must be a mapping with one of the keys picture, name, not text");
    assert_refused(fixture, "title: t\nblocks: [[text]]\n", 2, 10,
                   "\"blocks[1]\" must be a mapping with one of the keys picture, name, "
                   "not a list");
    assert_refused(fixture, "title: t\nbody:\n  - {picture: p, size: 1}\n", 3, 18,
                   "unknown key \"size\" (known here: picture, caption)");
}

/* What Chinese input methods write for a colon, and colons without a space. */
static void test_colons(void **state)
{
    struct fixture *fixture = *state;

    assert_refused(fixture, "title：全文\n", 1, 6,
                   "full-width-colon: a key ends with the half-width colon \":\", not with the "
                   "full-width \"：\" (write a half-width colon and a space: title: 全文)");
    assert_refused(fixture, "title: t\nblocks:\n  - picture：甲\n", 3, 12,
                   "write a half-width colon and a space: picture: 甲");
    assert_refused(fixture, "title: t\npart: name:甲\n", 2, 11,
                   "colon-space: a space is missing behind the colon (write name: 甲)");
    assert_refused(fixture, "title: t\nyear：x: 1\n", 2, 5, "full-width-colon");
    assert_refused(fixture, "title: t\npart: 附件：一\n", 2, 7,
                   "\"part\" must be a mapping with keys, not text");
    assert_refused(fixture, "title: t\npart: 'name：甲'\n", 2, 7, "wrong-type");
}

static void test_everything_in_one_run(void **state)
{
    struct fixture *fixture = *state;
    struct sample sample;

    assert_false(read_sample(fixture,
                             "titel: t\n"
                             "year: x\n"
                             "part: {name: , foo: 1, parts: [{}, 1]}\n"
                             "facts: {a: b, c: d}\n"
                             "body: [{picture: [1]}, ~]\n",
                             &sample));
    assert_string_equal(
        findings(fixture),
        "1:1 unknown-key: unknown key \"titel\"; did you mean \"title\"?\n"
        "2:7 wrong-value: \"year\" cannot be \"x\"; expected is a whole number\n"
        "3:14 empty-value: \"name\" has no value (write a value behind the colon, or delete the "
        "line)\n"
        "3:16 unknown-key: unknown key \"foo\" (known here: name, count, parts)\n"
        "3:32 missing-key: the key \"name\" is missing (What it is called.)\n"
        "3:36 wrong-type: \"parts[2]\" must be a mapping with keys, not a number\n"
        "4:12 wrong-value: \"a\" cannot be \"b\"; expected is a number\n"
        "4:18 wrong-value: \"c\" cannot be \"d\"; expected is a number\n"
        "5:18 wrong-type: \"picture\" must be text, not a list\n"
        "5:24 empty-value: \"body[2]\" has no value (write a value behind the colon, or delete "
        "the line)\n"
        "1:1 missing-key: the key \"title\" is missing (The \"title\".)\n");
}

static void test_finish(void **state)
{
    struct fixture *fixture = *state;
    struct sample sample;

    assert_refused(fixture, "title: t\npart: {name: n, count: 13}\n", 2, 7, "a lucky number");
    forget(fixture);
    /* Not called for what is not whole. */
    assert_false(read_sample(fixture, "title: t\npart: {count: 13}\n", &sample));
    assert_only(fixture, 2, 7, "missing-key");
    assert_false(sample.part.finished);
}

/* Alias by alias a tree that is small on disk: each finding is made once, in little time. */
static void test_shared_nodes(void **state)
{
    struct fixture *fixture = *state;
    struct buffer text = buffer_new(fixture->arena);
    struct sample sample;

    buffer_add_string(&text, "title: t\nx-0: &a0 {name: n, wrnog: 1, coutn: 2}\n");
    for (int i = 1; i < 6; i++) {
        buffer_format(&text, "x-%d: &a%d {name: n, parts: [*a%d", i, i, i - 1);
        for (int j = 1; j < 10; j++) {
            buffer_format(&text, ", *a%d", i - 1);
        }
        buffer_add_string(&text, "]}\n");
    }
    buffer_add_string(&text, "part: *a5\n");
    double start = seconds();
    assert_false(read_sample(fixture, buffer_string(&text).bytes, &sample));
    assert_true(seconds() - start < 5.0);
    assert_int_equal(fixture->diagnostics->count, 2);
    assert_finding(fixture, "2:20 unknown-key: unknown key \"wrnog\" (known");
    assert_finding(fixture, "2:30 unknown-key: unknown key \"coutn\"; did you mean \"count\"?");
}

/* Long names are cut in messages; a million wrong keys take no longer than they must. */
static void test_hostile_keys(void **state)
{
    struct fixture *fixture = *state;
    struct buffer text = buffer_new(fixture->arena);
    struct sample sample;

    buffer_format(&text, "title: t\n? %s\n: 1\n", repeat(fixture, "键", 100000));
    for (int i = 0; i < 100000; i++) {
        buffer_format(&text, "k%d: 1\n", i);
    }
    double start = seconds();
    assert_false(read_sample(fixture, buffer_string(&text).bytes, &sample));
    assert_true(seconds() - start < 5.0);
    assert_int_equal(fixture->diagnostics->count, DIAGNOSTICS_LIMIT);
    assert_true(strlen(fixture->diagnostics->items[0]->text) < 200);
}

static void test_lookup(void **state)
{
    (void)state;
    assert_ptr_equal(record_lookup(&sample_type, "year"), &sample_fields[1]);
    assert_null(record_lookup(&sample_type, "yea"));
    assert_null(record_lookup(&sample_type, "years"));
    assert_null(record_lookup(&sample_type, ""));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_all_kinds),
        TEST(test_text),
        TEST(test_numbers),
        TEST(test_numbers_that_are_none),
        TEST(test_booleans),
        TEST(test_enums),
        TEST(test_custom),
        TEST(test_keys),
        TEST(test_key_with_nul),
        TEST(test_extension_keys),
        TEST(test_empty_values),
        TEST(test_blank_and_parted_text),
        TEST(test_wrong_kinds),
        TEST(test_list_counts),
        TEST(test_single_elements),
        TEST(test_variants),
        TEST(test_variants_that_are_none),
        TEST(test_colons),
        TEST(test_everything_in_one_run),
        TEST(test_finish),
        TEST(test_shared_nodes),
        TEST(test_hostile_keys),
        TEST(test_lookup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
