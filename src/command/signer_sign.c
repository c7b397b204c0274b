/* gongwen sign. */
#include "command/signer.h"

#include "base/arena.h"
#include "image/image.h"
#include "output/publish.h"
#include "pdf/revision.h"
#include "sign/sign.h"
#include "sign/verify.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

struct order {
    struct sign_request request;
    struct seal_place place;
    struct asker asker;
    const char *input, *output, *seal, *rectangle;
    enum { TELL_NOTHING, TELL_TEXT, TELL_JSON } tells;
};

/* No core file, and nobody's debugger: keys will be in memory. A server that hangs up is told as
 * an error. */
static void close_process(void)
{
    const struct rlimit none = {0, 0};

    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    (void)signal(SIGPIPE, SIG_IGN);
}

/* ---- Options ---- */

static int take_permission(const struct command *command, const char *argument,
                           enum permission *permission)
{
    static const struct {
        const char *name;
        enum permission permission;
    } rows[] = {{"no-changes", PERMISSION_NONE},
                {"form", PERMISSION_FORM},
                {"annotations", PERMISSION_ANNOTATIONS}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(argument, rows[i].name) == 0) {
            *permission = rows[i].permission;
            return EXIT_GOOD;
        }
    }
    return command_misused(command, _("--certify is no-changes, form or annotations"));
}

static int take_descriptor(const struct command *command, const char *argument, int *descriptor)
{
    enum { DESCRIPTOR_LIMIT = 1048576 };
    char *end;
    long number = strtol(argument, &end, 10);

    if (*argument == '\0' || *end != '\0' || number < 0 || number > DESCRIPTOR_LIMIT ||
        fcntl((int)number, F_GETFD) < 0) {
        return command_misused(command, _("--pin-fd is the number of an open file descriptor"));
    }
    *descriptor = (int)number;
    return EXIT_GOOD;
}

static int take_option(struct session *session, struct order *order, const struct command *command,
                       int letter, const char *argument)
{
    struct sign_request *request = &order->request;
    int status = EXIT_GOOD;

    switch (letter) {
    case 'o':
        order->output = argument;
        break;
    case OPTION_KEY:
        request->key = argument;
        break;
    case OPTION_CERTIFICATE:
        request->certificate = argument;
        break;
    case OPTION_PIN:
        return take_descriptor(command, argument, &order->asker.descriptor);
    case OPTION_TSA:
        request->tsa = argument;
        break;
    case OPTION_LONG_TERM:
        request->long_term = true;
        break;
    case OPTION_REASON:
        request->reason = argument;
        break;
    case OPTION_LOCATION:
        request->location = argument;
        break;
    case OPTION_NAME:
        request->signer = argument;
        break;
    case OPTION_CERTIFY:
        return take_permission(command, argument, &request->permission);
    case OPTION_SEAL:
        order->seal = argument;
        break;
    case OPTION_RECTANGLE:
        order->rectangle = argument;
        break;
    case OPTION_FIELD:
        request->field = argument;
        break;
    case 'f':
        if (strcmp(argument, "text") != 0 && strcmp(argument, "json") != 0) {
            return command_misused(command, _("--format is text or json"));
        }
        order->tells = *argument == 't' ? TELL_TEXT : TELL_JSON;
        break;
    default:
        (void)signer_option(session, command, letter, argument, &status);
    }
    return status;
}

static int take_options(struct session *session, struct order *order, const struct command *command,
                        int argc, char **argv)
{
    int status = EXIT_GOOD, operand, letter;
    const char *argument;

    while ((letter = command_option(command, argc, argv, &argument, &operand, &status)) > 0) {
        status = take_option(session, order, command, letter, argument);
        if (status != EXIT_GOOD) {
            return status;
        }
    }
    if (letter < 0) {
        return status == EXIT_GOOD ? -1 : status; /* --help */
    }
    if (operand + 1 != argc) {
        return command_misused(command, operand == argc ? _("which PDF?") : _("one PDF at a time"));
    }
    order->input = argv[operand];
    if (order->output == NULL) {
        return command_misused(command, _("where to? -o names the signed document"));
    }
    if (order->request.key == NULL) {
        return command_misused(command, _("with which key? --key names it"));
    }
    if (order->request.field != NULL && order->rectangle != NULL) {
        return command_misused(command, _("a field has its place: --field or --rect"));
    }
    return EXIT_GOOD;
}

/* PAGE,X,Y,WIDTH,HEIGHT: digits with a point, in mm. */
static bool read_rectangle(struct session *session, struct order *order)
{
    enum { NUMBERS = 5, DIGITS_LIMIT = 9 };
    int64_t numbers[NUMBERS];
    const char *at = order->rectangle;

    for (size_t i = 0; i < NUMBERS; i++) {
        size_t size = strspn(at, "0123456789.");
        struct value value = {.kind = VALUE_REAL, .text = {at, size}};
        if (size == 0 || size > DIGITS_LIMIT || !value_thousandths(&value, &numbers[i]) ||
            at[size] != (i + 1 < NUMBERS ? ',' : '\0')) {
            REPORT(session->diagnostics, SIGN_RECTANGLE, (struct place){0}, order->rectangle,
                   message_translate(N_("these are not five numbers")));
            return false;
        }
        at += size + 1;
    }
    for (size_t i = 1; i < NUMBERS; i++) {
        numbers[i] = numbers[i] * 360 / 127; /* thousandths of mm in those of points */
    }
    if (numbers[0] % 1000 != 0 || numbers[0] == 0 || numbers[3] == 0 || numbers[4] == 0) {
        REPORT(session->diagnostics, SIGN_RECTANGLE, (struct place){0}, order->rectangle,
               message_translate(N_("it is empty")));
        return false;
    }
    order->place = (struct seal_place){.text = order->rectangle,
                                       .page = (uint32_t)(numbers[0] / 1000),
                                       .x = numbers[1],
                                       .y = numbers[2],
                                       .width = numbers[3],
                                       .height = numbers[4]};
    order->request.place = &order->place;
    return true;
}

/* ---- Signing ---- */

/* What was signed, by whom, when: read from the result. */
static void tell(struct session *session, const struct order *order, struct string bytes)
{
    struct arena *arena = session->arena;
    struct fault fault = {NULL, 0};
    struct reference *pages;
    struct buffer out = buffer_new(arena);
    const struct verification *found =
        verify_document(arena, order->output, bytes, NULL, session->diagnostics);
    struct revision *revision = revision_open(arena, bytes, &fault);

    if (found == NULL || found->count == 0 || revision == NULL) {
        return;
    }
    const struct signature_report *last = &found->signatures[found->count - 1];
    size_t count = revision_pages(revision, &pages);
    const char *signer = message_fill(
        arena, "{1}",
        (const char *const[]){"", arena_copy(arena, last->signer.bytes, last->signer.size)}, 2);
    if (order->tells == TELL_TEXT) {
        buffer_format(&out, _("sign: %s: pages: %zu, signed by %s, %s\n"), order->output, count,
                      signer, last->time);
    } else {
        buffer_add_string(&out, "{\"step\": \"sign\", \"good\": true, \"file\": ");
        buffer_add_json(&out, order->output);
        buffer_format(&out, ", \"pages\": %zu, \"signer\": ", count);
        buffer_add_json(&out, signer);
        buffer_add_string(&out, ", \"time\": ");
        buffer_add_json(&out, last->time);
        buffer_add_string(&out, "}\n");
    }
    (void)fwrite(out.bytes, 1, out.size, stdout);
}

static bool sign(struct session *session, struct order *order)
{
    const char *inputs[] = {order->input, order->request.key, order->request.certificate,
                            order->seal, NULL};
    struct publication publication = {.path = order->output};

    for (size_t i = 1; i + 1 < sizeof inputs / sizeof *inputs; i++) { /* what is not there */
        inputs[i] = inputs[i] == NULL ? order->input : inputs[i];
    }
    if (!publish_allows(session->arena, order->output, inputs, session->diagnostics) ||
        (order->rectangle != NULL && !read_rectangle(session, order)) ||
        !signer_read(session, order->input, &order->request.input)) {
        return false;
    }
    if (order->seal != NULL) {
        order->request.seal = image_open(image_store_new(session->arena), order->seal,
                                         (struct place){0}, session->diagnostics);
        if (order->request.seal == NULL) {
            return false;
        }
    }
    order->request.name = order->input;
    order->request.secrets = (struct secret_source){asker_ask, asker_end, &order->asker};
    if (!sign_document(session->arena, &order->request, &publication.bytes, session->diagnostics) ||
        !publish(session->arena, &publication, 1, inputs, session->diagnostics)) {
        return false;
    }
    if (order->tells != TELL_NOTHING) {
        tell(session, order, publication.bytes);
    }
    return true;
}

int signer_sign(struct session *session, const struct command *command, int argc, char **argv)
{
    struct order *order = ARENA_NEW(session->arena, struct order);

    close_process();
    order->asker = (struct asker){.session = session, .descriptor = -1};
    order->request.permission = PERMISSION_UNSAID;
    int status = take_options(session, order, command, argc, argv);
    if (status != EXIT_GOOD) {
        return status < 0 ? EXIT_GOOD : status;
    }
    if (!signing_time(&order->request.time)) {
        return command_misused(command, _("SOURCE_DATE_EPOCH is not a number of seconds"));
    }
    asker_begin(&order->asker);
    bool good = sign(session, order);
    asker_end(&order->asker);
    return good ? EXIT_GOOD : EXIT_FINDINGS;
}
