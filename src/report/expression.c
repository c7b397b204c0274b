#include "report/expression.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "base/unicode.h"
#include "report/expression_private.h"
#include "yaml/scalar.h"
#include <string.h>

/* ---- words ---- */

enum token_kind { TOKEN_END, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_COMMA, TOKEN_WORD, TOKEN_NAME };

struct token {
    enum token_kind kind;
    struct string text; /* of {{name}} the name */
    size_t start, end;  /* in the expression */
};

struct parser {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct text written;
    struct token token; /* the next one */
    struct operation *operations;
    size_t count, capacity;
    unsigned depth;
    bool failed;
};

static size_t skip_blanks(struct string text, size_t at)
{
    for (size_t next = at; next < text.size; at = next) {
        if (!unicode_is_blank(unicode_decode(text.bytes, text.size, &next))) {
            break;
        }
    }
    return at;
}

/* Without blanks at its ends. */
static struct string trim(struct string text)
{
    size_t start = skip_blanks(text, 0);
    size_t end = start;

    for (size_t at = start; at < text.size;) {
        if (!unicode_is_blank(unicode_decode(text.bytes, text.size, &at))) {
            end = at;
        }
    }
    return (struct string){text.bytes + start, end - start};
}

/* Where the word that begins at `start` ends. */
static size_t word_end(struct string text, size_t start)
{
    size_t at = start;

    for (size_t next = at; next < text.size; at = next) {
        uint32_t character = unicode_decode(text.bytes, text.size, &next);
        if (character == '(' || character == ')' || character == ',' ||
            unicode_is_blank(character)) {
            break;
        }
    }
    return at;
}

static struct token read_token(struct string text, size_t at)
{
    static const char marks[] = "(),";
    struct token token = {.start = skip_blanks(text, at)};
    const char *first = text.bytes + token.start;
    size_t left = text.size - token.start;

    token.end = token.start;
    if (left == 0) {
        return token;
    }
    const char *mark = strchr(marks, *first);
    if (mark != NULL && *first != '\0') {
        token.kind = TOKEN_OPEN + (enum token_kind)(mark - marks);
        token.end++;
        return token;
    }
    const char *close =
        left >= 4 && memcmp(first, "{{", 2) == 0 ? memmem(first + 2, left - 2, "}}", 2) : NULL;
    if (close != NULL) {
        token.kind = TOKEN_NAME;
        token.text = trim((struct string){first + 2, (size_t)(close - first) - 2});
        token.end += (size_t)(close - first) + 2;
        return token;
    }
    token.kind = TOKEN_WORD;
    token.end = word_end(text, token.start);
    token.text = (struct string){first, token.end - token.start};
    return token;
}

static void advance(struct parser *parser)
{
    parser->token = read_token(parser->written.string, parser->token.end);
}

struct place expression_place(struct text written, size_t offset)
{
    return source_place_in_scalar(written.place, written.string, offset);
}

/* One finding for each expression. */
static void refuse(struct parser *parser, const char *expected)
{
    if (!parser->failed) {
        REPORT(parser->diagnostics, EXPRESSION_SYNTAX,
               expression_place(parser->written, parser->token.start), message_translate(expected));
    }
    parser->failed = true;
}

static void refuse_limit(struct parser *parser, enum message message, int limit)
{
    if (!parser->failed) {
        REPORT(parser->diagnostics, message, expression_place(parser->written, parser->token.start),
               arena_format(parser->arena, "%d", limit));
    }
    parser->failed = true;
}

static bool is_one_of(const struct token *token, const char *const *words)
{
    for (; token->kind == TOKEN_WORD && *words != NULL; words++) {
        if (scalar_is(token->text, *words)) {
            return true;
        }
    }
    return false;
}

/* ---- operations ---- */

static void add_operation(struct parser *parser, enum operation_kind kind, struct token token)
{
    if (parser->count == EXPRESSION_SIZE_LIMIT) {
        refuse_limit(parser, EXPRESSION_SIZE, EXPRESSION_SIZE_LIMIT);
        return;
    }
    parser->operations = arena_grow(parser->arena, parser->operations, parser->count,
                                    &parser->capacity, sizeof *parser->operations);
    parser->operations[parser->count++] =
        (struct operation){.kind = kind, .text = token.text, .offset = token.start};
}

static const char *const plus[] = {"+", "＋", NULL};
static const char *const minus[] = {"-", "−", "－", NULL};
static const char *const times[] = {"*", "×", "·", NULL};
static const char *const by[] = {"/", "÷", NULL};

static void parse_sum(struct parser *parser);

static void expect(struct parser *parser, enum token_kind kind, const char *expected)
{
    if (parser->token.kind != kind) {
        refuse(parser, expected);
        return;
    }
    advance(parser);
}

#define CLOSING N_("a closing bracket")

/* sum(requests.*) */
static void parse_total(struct parser *parser)
{
    struct token pattern = parser->token;
    bool named = pattern.kind == TOKEN_WORD || pattern.kind == TOKEN_NAME;
    const char *star = named ? memchr(pattern.text.bytes, '*', pattern.text.size) : NULL;
    size_t behind = star == NULL ? 0 : (size_t)(pattern.text.bytes + pattern.text.size - star) - 1;

    if (star == NULL || memchr(star + 1, '*', behind) != NULL) {
        refuse(parser, N_("a name with one * such as requests.*"));
        return;
    }
    add_operation(parser, OPERATION_TOTAL, pattern);
    advance(parser);
    expect(parser, TOKEN_CLOSE, CLOSING);
}

/* previous(requests.total) */
static void parse_previous(struct parser *parser)
{
    if (parser->token.kind != TOKEN_WORD && parser->token.kind != TOKEN_NAME) {
        refuse(parser, N_("the name of a fact"));
        return;
    }
    add_operation(parser, OPERATION_PREVIOUS, parser->token);
    advance(parser);
    expect(parser, TOKEN_CLOSE, CLOSING);
}

/* round(…, 1) */
static void parse_round(struct parser *parser, struct token function)
{
    int64_t places = -1;

    parse_sum(parser);
    expect(parser, TOKEN_COMMA, N_("a comma and a number of decimals"));
    if (parser->failed) {
        return;
    }
    if (parser->token.kind != TOKEN_WORD || !scalar_integer(parser->token.text, &places) ||
        places < 0 || places > RATIONAL_PLACES_LIMIT) {
        refuse(parser, N_("a number of decimals from 0 to 18"));
        return;
    }
    advance(parser);
    expect(parser, TOKEN_CLOSE, CLOSING);
    add_operation(parser, OPERATION_ROUND, function);
    if (!parser->failed) {
        parser->operations[parser->count - 1].places = (unsigned)places;
    }
}

/* Behind an opening bracket; `function` is the word before it, if there is one. */
static void parse_brackets(struct parser *parser, const struct token *function)
{
    if (parser->depth == EXPRESSION_DEPTH_LIMIT) {
        refuse_limit(parser, EXPRESSION_DEPTH, EXPRESSION_DEPTH_LIMIT);
        return;
    }
    parser->depth++;
    if (function == NULL) {
        parse_sum(parser);
        expect(parser, TOKEN_CLOSE, CLOSING);
    } else if (scalar_is(function->text, "sum")) {
        parse_total(parser);
    } else if (scalar_is(function->text, "previous")) {
        parse_previous(parser);
    } else {
        parse_round(parser, *function);
    }
    parser->depth--;
}

static void parse_word(struct parser *parser)
{
    static const char *const functions[] = {"sum", "previous", "round", NULL};
    static const char *const operators[] = {"+", "*", "/", "=", "!=", "<", "<=", ">", ">=", NULL};
    struct token word = parser->token;
    struct decimal number;

    if (is_one_of(&word, operators)) {
        refuse(parser, N_("a name, a number or an opening bracket"));
        return;
    }
    advance(parser);
    if (parser->token.kind == TOKEN_OPEN && is_one_of(&word, functions)) {
        advance(parser);
        parse_brackets(parser, &word);
    } else if (scalar_decimal(word.text, &number)) {
        add_operation(parser, OPERATION_NUMBER, word);
        if (!parser->failed) {
            parser->operations[parser->count - 1].number = rational_from_decimal(number);
        }
    } else if (scalar_kind(word.text) == SCALAR_NUMBER) {
        parser->token = word;
        refuse(parser, N_("a number of at most 18 digits"));
    } else {
        add_operation(parser, OPERATION_NAME, word);
    }
}

static void parse_factor(struct parser *parser)
{
    struct token first = parser->token;
    bool negative = false;

    while (is_one_of(&parser->token, minus)) {
        negative = !negative;
        advance(parser);
    }
    switch (parser->token.kind) {
    case TOKEN_OPEN:
        advance(parser);
        parse_brackets(parser, NULL);
        break;
    case TOKEN_WORD:
        parse_word(parser);
        break;
    case TOKEN_NAME:
        add_operation(parser, OPERATION_NAME, parser->token);
        advance(parser);
        break;
    case TOKEN_CLOSE:
    case TOKEN_COMMA:
    case TOKEN_END:
        refuse(parser, N_("a name, a number or an opening bracket"));
        break;
    }
    if (negative) {
        add_operation(parser, OPERATION_NEGATE, first);
    }
}

static void parse_product(struct parser *parser)
{
    parse_factor(parser);
    while (!parser->failed) {
        struct token sign = parser->token;
        bool product = is_one_of(&sign, times);
        if (!product && !is_one_of(&sign, by)) {
            return;
        }
        advance(parser);
        parse_factor(parser);
        add_operation(parser, product ? OPERATION_MULTIPLY : OPERATION_DIVIDE, sign);
    }
}

static void parse_sum(struct parser *parser)
{
    parse_product(parser);
    while (!parser->failed) {
        struct token sign = parser->token;
        bool sum = is_one_of(&sign, plus);
        if (!sum && !is_one_of(&sign, minus)) {
            return;
        }
        advance(parser);
        parse_product(parser);
        add_operation(parser, sum ? OPERATION_ADD : OPERATION_SUBTRACT, sign);
    }
}

/* ---- conditions ---- */

static enum comparison_sign read_sign(const struct token *token)
{
    static const struct {
        enum comparison_sign sign;
        const char *words[4];
    } rows[] = {
        {SIGN_EQUAL, {"=", "==", "＝"}}, {SIGN_UNEQUAL, {"!=", "≠", "<>"}},
        {SIGN_LESS, {"<", "＜"}},        {SIGN_AT_MOST, {"<=", "≤", "≦"}},
        {SIGN_GREATER, {">", "＞"}},     {SIGN_AT_LEAST, {">=", "≥", "≧"}},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (is_one_of(token, rows[i].words)) {
            return rows[i].sign;
        }
    }
    return SIGN_NONE;
}

static void parse_condition(struct parser *parser, struct expression *expression)
{
    struct string written = parser->written.string;

    expression->sign = read_sign(&parser->token);
    if (expression->sign == SIGN_NONE) {
        refuse(parser, parser->token.kind == TOKEN_END ? N_("a comparison: = != < <= > >=")
                                                       : N_("an operator between blanks"));
        return;
    }
    expression->left_count = parser->count;
    expression->left_text = trim((struct string){written.bytes, parser->token.start});
    expression->right_text =
        trim((struct string){written.bytes + parser->token.end, written.size - parser->token.end});
    advance(parser);
    parse_sum(parser);
}

const struct expression *expression_parse(struct arena *arena, struct text written,
                                          enum expression_kind kind,
                                          struct diagnostics *diagnostics)
{
    struct parser parser = {.arena = arena, .diagnostics = diagnostics, .written = written};
    struct expression *expression = ARENA_NEW(arena, struct expression);

    advance(&parser);
    parse_sum(&parser);
    if (!parser.failed && kind == EXPRESSION_CONDITION) {
        parse_condition(&parser, expression);
    }
    if (!parser.failed && parser.token.kind != TOKEN_END) {
        bool second = read_sign(&parser.token) != SIGN_NONE;
        refuse(&parser, !second ? N_("an operator between blanks")
                        : kind == EXPRESSION_CONDITION
                            ? N_("the end: one comparison is all that an assertion holds")
                            : N_("the end: comparisons are for assertions"));
    }
    expression->written = written;
    expression->operations = parser.operations;
    expression->count = parser.count;
    return parser.failed ? NULL : expression;
}
