/* The JSON Schema of a record: well-formed, complete, and saying what the reader does. */
#include "yaml_fixture.h"
#include "yaml_sample.h"

/* ---- JSON, RFC 8259 ---- */

enum { JSON_DEPTH = 100 };

static const char *skip_space(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

static const char *skip_string(const char *at)
{
    if (*at++ != '"') {
        return NULL;
    }
    for (; *at != '"'; at++) {
        if ((unsigned char)*at < 0x20) {
            return NULL;
        }
        if (*at == '\\') {
            at++;
            if (*at == 'u') {
                if (strspn(at + 1, "0123456789abcdefABCDEF") < 4) {
                    return NULL;
                }
                at += 4;
            } else if (*at == '\0' || strchr("\"\\/bfnrt", *at) == NULL) {
                return NULL;
            }
        }
    }
    return at + 1;
}

static const char *skip_value(const char *at, unsigned depth);

/* The same key twice in one object is well-formed, but a defect here. */
static const char *skip_object(const char *at, unsigned depth)
{
    const char *keys[100];
    size_t sizes[100];
    size_t count = 0;

    at = skip_space(at + 1);
    if (*at == '}') {
        return at + 1;
    }
    for (;;) {
        const char *start = skip_space(at);
        at = skip_string(start);
        if (at == NULL || count == 100) {
            return NULL;
        }
        for (size_t i = 0; i < count; i++) {
            if (sizes[i] == (size_t)(at - start) && memcmp(keys[i], start, sizes[i]) == 0) {
                return NULL;
            }
        }
        keys[count] = start;
        sizes[count++] = (size_t)(at - start);
        at = skip_space(at);
        if (*at != ':') {
            return NULL;
        }
        at = skip_value(at + 1, depth + 1);
        if (at == NULL) {
            return NULL;
        }
        at = skip_space(at);
        if (*at == '}') {
            return at + 1;
        }
        if (*at++ != ',') {
            return NULL;
        }
    }
}

static const char *skip_array(const char *at, unsigned depth)
{
    at = skip_space(at + 1);
    if (*at == ']') {
        return at + 1;
    }
    for (;;) {
        at = skip_value(at, depth + 1);
        if (at == NULL) {
            return NULL;
        }
        at = skip_space(at);
        if (*at == ']') {
            return at + 1;
        }
        if (*at++ != ',') {
            return NULL;
        }
    }
}

static const char *skip_value(const char *at, unsigned depth)
{
    static const char *const words[] = {"true", "false", "null"};

    at = skip_space(at);
    if (depth > JSON_DEPTH) {
        return NULL;
    }
    if (*at == '{') {
        return skip_object(at, depth);
    }
    if (*at == '[') {
        return skip_array(at, depth);
    }
    if (*at == '"') {
        return skip_string(at);
    }
    for (size_t i = 0; i < 3; i++) {
        if (strncmp(at, words[i], strlen(words[i])) == 0) {
            return at + strlen(words[i]);
        }
    }
    char *end;
    (void)strtod(at, &end);
    return end != at ? end : NULL;
}

static bool is_json(const char *text)
{
    const char *end = skip_value(text, 0);

    return end != NULL && *skip_space(end) == '\0';
}

static void test_json_check_itself(void **state)
{
    (void)state;
    assert_true(is_json("{\"a\": [1, -2.5, \"\\u00e9\\\"\", true, {}, []]}\n"));
    assert_false(is_json("{\"a\": 1,}"));
    assert_false(is_json("{\"a\": 1, \"a\": 2}"));
    assert_false(is_json("[1 2]"));
    assert_false(is_json("{\"a\" 1}"));
    assert_false(is_json("\"\n\""));
    assert_false(is_json("\"\\q\""));
    assert_false(is_json("{} {}"));
}

/* ---- schemas ---- */

static const char *schema_of(struct fixture *fixture, const struct type *type)
{
    struct buffer buffer = buffer_new(fixture->arena);

    record_schema(type, "https://example.org/sample.json", "A \"sample\"", &buffer);
    return buffer_string(&buffer).bytes;
}

static void assert_has(const char *schema, const char *part)
{
    if (strstr(schema, part) == NULL) {
        fail_msg("no %s in:\n%s", part, schema);
    }
}

static size_t occurrences(const char *text, const char *part)
{
    size_t count = 0;

    while ((text = strstr(text, part)) != NULL) {
        count++;
        text++;
    }
    return count;
}

static void test_whole(void **state)
{
    static const struct type number = {.kind = TYPE_INTEGER, .minimum = 1, .maximum = 9};
    static const struct field point_fields[] = {
        {"x", 0, &number, FIELD_REQUIRED, "Across."},
        {"y", sizeof(int64_t), &number, 0, NULL},
        {0},
    };
    static const struct type point = {.kind = TYPE_RECORD,
                                      .name = "point",
                                      .describes = "A point.",
                                      .size = 2 * sizeof(int64_t),
                                      .fields = point_fields};
    static const struct type points = {.kind = TYPE_LIST, .element = &point, .minimum = 1};
    static const struct field fields[] = {
        {"points", 0, &points, FIELD_REQUIRED, "Some."},
        {0},
    };
    static const struct type line = {
        .kind = TYPE_RECORD, .describes = "A line.", .size = sizeof(struct list), .fields = fields};
    struct fixture *fixture = *state;

    assert_string_equal(schema_of(fixture, &line),
                        "{\n"
                        "  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
                        "  \"$id\": \"https://example.org/sample.json\",\n"
                        "  \"title\": \"A \\\"sample\\\"\",\n"
                        "  \"description\": \"A line.\",\n"
                        "  \"type\": \"object\",\n"
                        "  \"properties\": {\n"
                        "    \"points\": {\n"
                        "      \"description\": \"Some.\",\n"
                        "      \"type\": \"array\",\n"
                        "      \"items\": {\n"
                        "        \"$ref\": \"#/$defs/point\"\n"
                        "      },\n"
                        "      \"minItems\": 1\n"
                        "    }\n"
                        "  },\n"
                        "  \"patternProperties\": {\n"
                        "    \"^x-\": true\n"
                        "  },\n"
                        "  \"additionalProperties\": false,\n"
                        "  \"required\": [\"points\"],\n"
                        "  \"$defs\": {\n"
                        "    \"point\": {\n"
                        "      \"description\": \"A point.\",\n"
                        "      \"type\": \"object\",\n"
                        "      \"properties\": {\n"
                        "        \"x\": {\n"
                        "          \"description\": \"Across.\",\n"
                        "          \"type\": \"integer\",\n"
                        "          \"minimum\": 1,\n"
                        "          \"maximum\": 9\n"
                        "        },\n"
                        "        \"y\": {\n"
                        "          \"type\": \"integer\",\n"
                        "          \"minimum\": 1,\n"
                        "          \"maximum\": 9\n"
                        "        }\n"
                        "      },\n"
                        "      \"patternProperties\": {\n"
                        "        \"^x-\": true\n"
                        "      },\n"
                        "      \"additionalProperties\": false,\n"
                        "      \"required\": [\"x\"]\n"
                        "    }\n"
                        "  }\n"
                        "}\n");
}

static void test_sample(void **state)
{
    struct fixture *fixture = *state;
    const char *schema = schema_of(fixture, &sample_type);

    assert_true(is_json(schema));
    assert_string_equal(schema, schema_of(fixture, &sample_type));
    assert_has(schema, "\"description\": \"The \\\"title\\\".\"");
    assert_has(schema, "\"type\": [\"string\", \"number\", \"boolean\"]");
    assert_has(schema, "\"minimum\": 1949,\n      \"maximum\": 9999");
    assert_has(schema, "\"enum\": [\n        \"red\",\n        \"black\",\n        \"2\",\n"
                       "        2,\n        \"true\",\n        true\n      ]");
    assert_has(schema, "\"type\": \"string\",\n      \"pattern\": \"^[A-D]$\"");
    assert_has(schema, "\"$ref\": \"#/$defs/part\",\n      \"description\": \"The first part.\"");
    assert_has(schema, "\"$ref\": \"#/$defs/caption\",\n          \"required\": [\"caption\"]");
    assert_has(schema, "\"required\": [\"picture\"]");
    assert_has(schema, "\"minItems\": 2,\n      \"maxItems\": 2");
    assert_has(schema, "\"editor\": {\n      \"description\": \"The editor's own.\"\n    }");
    /* A type that holds itself, and one that is used twice, stand there once. */
    assert_int_equal(occurrences(schema, "\"part\": {"), 2); /* the field and the definition */
    assert_int_equal(occurrences(schema, "\"block\": {"), 1);
    assert_int_equal(occurrences(schema, "\"additionalProperties\": false"), 5);
}

/* The order of definitions is the order of use. */
static void test_definitions_in_order(void **state)
{
    struct fixture *fixture = *state;
    const char *definitions = strstr(schema_of(fixture, &sample_type), "\"$defs\"");
    static const char *const order[] = {"\"grade\": {", "\"part\": {", "\"block\": {",
                                        "\"caption\": {"};

    assert_non_null(definitions);
    for (size_t i = 0; i < 4; i++) {
        const char *found = strstr(definitions, order[i]);
        assert_non_null(found);
        definitions = found;
    }
}

static void test_root_that_holds_itself(void **state)
{
    struct fixture *fixture = *state;
    const char *schema = schema_of(fixture, &sample_part);

    assert_true(is_json(schema));
    assert_has(schema, "\"$ref\": \"#\"");
    assert_null(strstr(schema, "$defs"));
}

/* A document that extends another needs nothing, and may take away what is not required. */
static void test_root_that_extends(void **state)
{
    static const struct type text = {.kind = TYPE_TEXT};
    static const struct field item_fields[] = {
        {"id", 0, &text, 0, NULL}, {"text", 0, &text, FIELD_REQUIRED, NULL}, {0}};
    static const struct type item = {.kind = TYPE_RECORD, .name = "item", .fields = item_fields};
    static const struct type items = {.kind = TYPE_LIST, .element = &item};
    static const struct field fields[] = {
        {"extends", 0, &text, 0, NULL}, {"items", 0, &items, FIELD_REQUIRED, NULL}, {0}};
    static const struct type root = {
        .kind = TYPE_RECORD, .name = "root", .fields = fields, .extends = "extends"};
    struct fixture *fixture = *state;
    const char *schema = schema_of(fixture, &root);

    assert_true(is_json(schema));
    assert_has(schema, "\"if\": {\n    \"required\": [\"extends\"]\n  },\n"
                       "  \"then\": {\n    \"$ref\": \"#/$defs/root-change\"\n  },\n"
                       "  \"else\": {\n    \"type\": \"object\"");
    const char *change = strstr(schema, "\"root-change\": {");
    assert_non_null(change);
    assert_null(strstr(change, "required"));
    assert_int_equal(occurrences(schema, "\"required\": [\"items\"]"), 1);
    assert_int_equal(occurrences(schema, "\"required\": [\"text\"]"), 1);
    /* An entry of the items, and its id, but neither extends, nor items, nor the text. */
    assert_int_equal(occurrences(change, "{\"type\": \"null\"}"), 2);
}

static bool parse_digit(struct arena *arena, struct string scalar, struct place place, void *out)
{
    (void)arena;
    (void)place;
    *(char *)out = scalar.size > 0 ? scalar.bytes[0] : '\0';
    return scalar.size == 1 && scalar.bytes[0] >= '0' && scalar.bytes[0] <= '9';
}

/* A plain 5 is a number for other readers: the schema must not refuse it. */
static void test_custom_that_takes_numbers(void **state)
{
    static const struct type digit = {.kind = TYPE_CUSTOM,
                                      .size = 1,
                                      .pattern = "^[0-9]$",
                                      .expects = "a digit",
                                      .parse = parse_digit};
    struct fixture *fixture = *state;
    const char *schema = schema_of(fixture, &digit);

    assert_true(is_json(schema));
    assert_has(schema, "\"type\": [\"string\", \"integer\"],\n  \"pattern\": \"^[0-9]$\"");
}

static void test_unbounded_numbers(void **state)
{
    static const struct type from = {.kind = TYPE_INTEGER, .minimum = 1, .maximum = INT64_MAX};
    static const struct type any = {.kind = TYPE_INTEGER};
    struct fixture *fixture = *state;
    const char *schema = schema_of(fixture, &from);

    assert_has(schema, "\"minimum\": 1");
    assert_null(strstr(schema, "maximum"));
    assert_null(strstr(schema_of(fixture, &any), "minimum"));
}

/* A table that breaks the rule that types which hold themselves have names. */
static void test_nameless_loop_ends(void **state)
{
    static struct type loop = {.kind = TYPE_LIST};
    struct fixture *fixture = *state;

    loop.element = &loop;
    assert_true(is_json(schema_of(fixture, &loop)));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
    const struct CMUnitTest tests[] = {
        TEST(test_json_check_itself),
        TEST(test_whole),
        TEST(test_sample),
        TEST(test_definitions_in_order),
        TEST(test_root_that_holds_itself),
        TEST(test_root_that_extends),
        TEST(test_custom_that_takes_numbers),
        TEST(test_unbounded_numbers),
        TEST(test_nameless_loop_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
