#include "serve/http.h"

#include "serve/form.h"
#include "serve/loopback.h"
#include <errno.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ACCEPTED_AT_ONCE = 16, HEAD_LIMIT = 16 * 1024, STREAM_STEP = 64 * 1024 };

/* Nothing may be loaded, run or embedded, unless an answer says so. */
static const char *const strictest = "default-src 'none'; frame-ancestors 'none'";

struct connection {
    struct connection *next, *previous;
    int socket;
    uint64_t deadline; /* of the loop's clock, ms; 0: none, it is a stream */
};

/* Who gets events: bytes that the browser did not take yet. */
struct stream {
    struct stream *next, *previous;
    struct http *http;
    struct MHD_Connection *connection;
    char *bytes;
    size_t size, capacity;
    bool suspended, broken;
};

struct http {
    uv_loop_t *loop;
    struct http_owner owner;
    struct MHD_Daemon *daemon;
    unsigned port;
    int sockets[LOOPBACK_ADDRESSES];
    uv_poll_t accepting[LOOPBACK_ADDRESSES];
    size_t address_count;
    uv_poll_t turning; /* the daemon has something to do */
    uv_timer_t timer;  /* likewise, later */
    uv_timer_t watchman;
    unsigned open_handles;
    struct connection *connections;
    struct stream *streams;
    size_t stream_count;
    uint64_t beat; /* when streams got a sign of life */
    bool closing;
};

struct http_request {
    struct http *http;
    struct MHD_Connection *connection;
    const char *path;
    bool post;
    bool answered;
    enum MHD_Result result; /* of queueing the answer */
    struct form form;
    char body[HTTP_BODY_LIMIT + 1];
    size_t size;
};

/* ---- turning the daemon ---- */

static void turn(struct http *http);

static void timer_fired(uv_timer_t *timer)
{
    turn(timer->data);
}

static void turn(struct http *http)
{
    MHD_UNSIGNED_LONG_LONG wait = 0;

    if (http->closing) {
        return;
    }
    (void)MHD_run(http->daemon);
    if (MHD_get_timeout(http->daemon, &wait) == MHD_YES) {
        (void)uv_timer_start(&http->timer, timer_fired, wait, 0);
    } else {
        (void)uv_timer_stop(&http->timer);
    }
}

static void turning_ready(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    turn(poll->data);
}

static void accept_ready(uv_poll_t *poll, int status, int events)
{
    struct http *http = poll->data;
    size_t index = poll == &http->accepting[0] ? 0 : 1;

    (void)events;
    for (unsigned i = 0; status == 0 && i < ACCEPTED_AT_ONCE; i++) {
        struct sockaddr_storage address;
        socklen_t size = sizeof address;
        int accepted = accept4(http->sockets[index], (struct sockaddr *)&address, &size,
                               SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (accepted < 0) {
            break;
        }
        /* Over the limit, the daemon closes it. */
        (void)MHD_add_connection(http->daemon, accepted, (struct sockaddr *)&address, size);
    }
    turn(http);
}

/* ---- connections and their deadlines ---- */

static void set_deadline(struct http *http, struct connection *connection, unsigned seconds)
{
    connection->deadline = seconds == 0 ? 0 : uv_now(http->loop) + (uint64_t)seconds * 1000;
}

static struct connection *connection_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info == NULL ? NULL : info->socket_context;
}

static void connection_changed(void *owner, struct MHD_Connection *raw, void **context,
                               enum MHD_ConnectionNotificationCode code)
{
    struct http *http = owner;
    struct connection *connection = *context;

    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(raw, MHD_CONNECTION_INFO_CONNECTION_FD);
        connection = calloc(1, sizeof *connection);
        if (connection != NULL && info != NULL) {
            connection->socket = info->connect_fd;
            connection->next = http->connections;
            if (http->connections != NULL) {
                http->connections->previous = connection;
            }
            http->connections = connection;
            set_deadline(http, connection, HTTP_REQUEST_SECONDS);
        }
        *context = connection;
    } else if (connection != NULL) {
        if (connection->next != NULL) {
            connection->next->previous = connection->previous;
        }
        if (connection->previous != NULL) {
            connection->previous->next = connection->next;
        } else {
            http->connections = connection->next;
        }
        free(connection);
        *context = NULL;
    }
}

static const char heartbeat[] = ": \n\n";

/* Once a second: who takes too long is cut off. */
static void watchman_round(uv_timer_t *timer)
{
    struct http *http = timer->data;
    uint64_t now = uv_now(http->loop);

    for (struct connection *at = http->connections; at != NULL; at = at->next) {
        if (at->deadline != 0 && at->deadline < now) {
            (void)shutdown(at->socket, SHUT_RDWR);
            at->deadline = 0;
        }
    }
    if (now - http->beat >= (uint64_t)HTTP_HEARTBEAT_SECONDS * 1000) {
        http_send(http, STRING(heartbeat));
        http->beat = now;
    }
    turn(http);
}

/* ---- streams ---- */

static bool stream_add(struct stream *stream, struct string bytes)
{
    if (stream->size + bytes.size > HTTP_BACKLOG_LIMIT || bytes.size == 0) {
        return bytes.size == 0;
    }
    if (stream->capacity - stream->size < bytes.size) {
        size_t capacity = (stream->size + bytes.size) * 2;
        char *more = realloc(stream->bytes, capacity);
        if (more == NULL) {
            return false;
        }
        stream->bytes = more;
        stream->capacity = capacity;
    }
    memcpy(stream->bytes + stream->size, bytes.bytes, bytes.size);
    stream->size += bytes.size;
    return true;
}

static ssize_t stream_read(void *context, uint64_t position, char *bytes, size_t room)
{
    struct stream *stream = context;
    size_t size = stream->size < room ? stream->size : room;

    (void)position;
    if (stream->broken || stream->http->closing) {
        return MHD_CONTENT_READER_END_OF_STREAM;
    }
    if (size == 0) { /* until there is something */
        stream->suspended = true;
        MHD_suspend_connection(stream->connection);
        return 0;
    }
    memcpy(bytes, stream->bytes, size);
    memmove(stream->bytes, stream->bytes + size, stream->size - size);
    stream->size -= size;
    return (ssize_t)size;
}

static void stream_free(void *context)
{
    struct stream *stream = context;
    struct http *http = stream->http;

    if (stream->next != NULL) {
        stream->next->previous = stream->previous;
    }
    if (stream->previous != NULL) {
        stream->previous->next = stream->next;
    } else {
        http->streams = stream->next;
    }
    http->stream_count--;
    free(stream->bytes);
    free(stream);
}

static void resume(struct stream *stream)
{
    if (stream->suspended) {
        stream->suspended = false;
        MHD_resume_connection(stream->connection);
    }
}

void http_send(struct http *http, struct string bytes)
{
    for (struct stream *at = http->streams; at != NULL; at = at->next) {
        at->broken = at->broken || !stream_add(at, bytes);
        resume(at);
    }
    if (!http->closing) { /* not from within: whoever sends may not expect to be asked */
        (void)uv_timer_start(&http->timer, timer_fired, 0, 0);
    }
}

size_t http_stream_count(const struct http *http)
{
    return http->stream_count;
}

/* ---- requests ---- */

bool http_is_post(const struct http_request *request)
{
    return request->post;
}

const char *http_path(const struct http_request *request)
{
    return request->path;
}

static const char *lookup(const struct http_request *request, enum MHD_ValueKind kind,
                          const char *name)
{
    return MHD_lookup_connection_value(request->connection, kind, name);
}

const char *http_header(const struct http_request *request, const char *name)
{
    return lookup(request, MHD_HEADER_KIND, name);
}

const char *http_query(const struct http_request *request, const char *name)
{
    return lookup(request, MHD_GET_ARGUMENT_KIND, name);
}

const char *http_cookie(const struct http_request *request, const char *name)
{
    return lookup(request, MHD_COOKIE_KIND, name);
}

const char *http_field(const struct http_request *request, const char *name)
{
    return form_field(&request->form, name);
}

static struct MHD_Response *make_stream(struct http_request *request,
                                        const struct http_answer *answer)
{
    struct http *http = request->http;
    struct stream *stream = calloc(1, sizeof *stream);

    if (stream == NULL) {
        return NULL;
    }
    *stream = (struct stream){.http = http, .connection = request->connection};
    struct MHD_Response *response =
        stream_add(stream, answer->body)
            ? MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_STEP, stream_read, stream,
                                                stream_free)
            : NULL;
    if (response == NULL) {
        free(stream->bytes);
        free(stream);
        return NULL;
    }
    stream->next = http->streams;
    if (http->streams != NULL) {
        http->streams->previous = stream;
    }
    http->streams = stream;
    http->stream_count++;
    return response;
}

static void add_headers(struct MHD_Response *response, const struct http_answer *answer)
{
    const struct {
        const char *name, *value;
    } headers[] = {
        {"Content-Type", answer->type},
        {"Content-Security-Policy", answer->policy != NULL ? answer->policy : strictest},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cache-Control", answer->lasting ? "private, max-age=31536000, immutable" : "no-store"},
        {"Set-Cookie", answer->cookie},
        {"Content-Disposition", answer->download},
        {"Allow", answer->allowed},
    };

    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        if (headers[i].value != NULL) {
            (void)MHD_add_response_header(response, headers[i].name, headers[i].value);
        }
    }
}

void http_answer(struct http_request *request, const struct http_answer *answer)
{
    struct connection *connection = connection_of(request->connection);
    struct MHD_Response *response =
        answer->stream ? make_stream(request, answer)
                       : MHD_create_response_from_buffer(answer->body.size,
                                                         (void *)(uintptr_t)answer->body.bytes,
                                                         MHD_RESPMEM_MUST_COPY);

    request->answered = true;
    request->result = MHD_NO;
    if (response == NULL) {
        return; /* memory is out: the connection is closed */
    }
    add_headers(response, answer);
    if (connection != NULL) {
        set_deadline(request->http, connection, answer->stream ? 0 : HTTP_ANSWER_SECONDS);
    }
    request->result = MHD_queue_response(request->connection, answer->status, response);
    MHD_destroy_response(response);
}

static enum MHD_Result refuse(struct http_request *request, unsigned status)
{
    const struct http_answer answer = {
        .status = status,
        .type = "text/plain; charset=utf-8",
        .body = STRING("refused\n"),
        .allowed = status == MHD_HTTP_METHOD_NOT_ALLOWED ? "GET, HEAD, POST" : NULL};

    http_answer(request, &answer);
    return request->result;
}

/* The status to refuse a body with, by the head; 0: it may come. */
static unsigned check_body(const struct http_request *request)
{
    const char *length = http_header(request, "Content-Length");
    const char *type = http_header(request, "Content-Type");
    static const char form_type[] = "application/x-www-form-urlencoded";
    unsigned long size = length == NULL ? 0 : strtoul(length, NULL, 10);

    if (size > HTTP_BODY_LIMIT || http_header(request, "Transfer-Encoding") != NULL ||
        (size > 0 && !request->post)) {
        return MHD_HTTP_CONTENT_TOO_LARGE;
    }
    if (request->post &&
        (type == NULL || strncasecmp(type, form_type, sizeof form_type - 1) != 0)) {
        return MHD_HTTP_UNSUPPORTED_MEDIA_TYPE;
    }
    return 0;
}

static enum MHD_Result begin(struct http *http, struct MHD_Connection *connection, const char *path,
                             const char *method, void **context)
{
    struct http_request *request = calloc(1, sizeof *request);
    bool post = strcmp(method, MHD_HTTP_METHOD_POST) == 0;
    bool get = strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, "HEAD") == 0;

    if (request == NULL) {
        return MHD_NO;
    }
    *request =
        (struct http_request){.http = http, .connection = connection, .path = path, .post = post};
    *context = request;
    unsigned status = http->owner.check(http->owner.owner, request);
    status = status == 0 && !post && !get ? MHD_HTTP_METHOD_NOT_ALLOWED : status;
    status = status == 0 ? check_body(request) : status;
    return status == 0 ? MHD_YES : refuse(request, status);
}

/* Called when the head is there, with each part of the body, and when all of it is there. */
static enum MHD_Result handle(void *owner, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *bytes,
                              size_t *size, void **context)
{
    struct http_request *request = *context;

    (void)version;
    if (request == NULL) {
        return begin(owner, connection, path, method, context);
    }
    if (*size > 0) {
        if (*size > HTTP_BODY_LIMIT - request->size) {
            return MHD_NO; /* more than was announced */
        }
        memcpy(request->body + request->size, bytes, *size);
        request->size += *size;
        *size = 0;
        return MHD_YES;
    }
    if (request->answered) {
        return request->result;
    }
    form_read(&request->form, request->body, request->size);
    request->http->owner.answer(request->http->owner.owner, request);
    return request->answered ? request->result : MHD_NO;
}

static void completed(void *owner, struct MHD_Connection *connection, void **context,
                      enum MHD_RequestTerminationCode code)
{
    struct connection *of_request = connection_of(connection);

    (void)code;
    if (of_request != NULL) {
        set_deadline(owner, of_request, HTTP_REQUEST_SECONDS);
    }
    free(*context);
    *context = NULL;
}

/* ---- opening and closing ---- */

/* libmicrohttpd's own complaints are about what browsers do. */
static void say_nothing(void *context, const char *format, va_list arguments)
{
    (void)context;
    (void)format;
    (void)arguments;
}

static bool start_daemon(struct http *http)
{
    http->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0,
        NULL, NULL, handle, http, MHD_OPTION_EXTERNAL_LOGGER, say_nothing, NULL,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)HTTP_CONNECTION_LIMIT, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)HTTP_REQUEST_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_LIMIT,
        MHD_OPTION_NOTIFY_CONNECTION, connection_changed, http, MHD_OPTION_NOTIFY_COMPLETED,
        completed, http, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    return http->daemon != NULL;
}

static void handle_closed(uv_handle_t *handle)
{
    struct http *http = handle->data;

    if (--http->open_handles == 0) {
        free(http);
    }
}

static void watch_daemon(struct http *http)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD);

    for (size_t i = 0; i < http->address_count; i++) {
        (void)uv_poll_init(http->loop, &http->accepting[i], http->sockets[i]);
        http->accepting[i].data = http;
        (void)uv_poll_start(&http->accepting[i], UV_READABLE, accept_ready);
    }
    (void)uv_poll_init(http->loop, &http->turning, info->epoll_fd);
    (void)uv_timer_init(http->loop, &http->timer);
    (void)uv_timer_init(http->loop, &http->watchman);
    http->turning.data = http->timer.data = http->watchman.data = http;
    (void)uv_poll_start(&http->turning, UV_READABLE, turning_ready);
    (void)uv_timer_start(&http->watchman, watchman_round, 1000, 1000);
    http->open_handles = (unsigned)http->address_count + 3;
}

struct http *http_open(uv_loop_t *loop, unsigned port, const struct http_owner *owner)
{
    struct http *http = calloc(1, sizeof *http);

    if (http == NULL) {
        return NULL;
    }
    http->loop = loop;
    http->owner = *owner;
    http->beat = uv_now(loop);
    http->address_count = loopback_listen(port, HTTP_CONNECTION_LIMIT, http->sockets, &http->port);
    if (http->address_count == 0) {
        free(http);
        return NULL;
    }
    if (!start_daemon(http)) {
        for (size_t i = 0; i < http->address_count; i++) {
            (void)close(http->sockets[i]);
        }
        free(http);
        errno = ENOMEM;
        return NULL;
    }
    watch_daemon(http);
    return http;
}

unsigned http_port(const struct http *http)
{
    return http->port;
}

void http_close(struct http *http)
{
    if (http == NULL) {
        return;
    }
    http->closing = true;
    for (struct stream *at = http->streams; at != NULL; at = at->next) {
        resume(at);
    }
    (void)uv_poll_stop(&http->turning);
    (void)uv_timer_stop(&http->timer);
    (void)uv_timer_stop(&http->watchman);
    (void)MHD_run(http->daemon);
    MHD_stop_daemon(http->daemon);
    for (size_t i = 0; i < http->address_count; i++) {
        (void)uv_poll_stop(&http->accepting[i]);
        (void)close(http->sockets[i]);
        uv_close((uv_handle_t *)&http->accepting[i], handle_closed);
    }
    uv_close((uv_handle_t *)&http->turning, handle_closed);
    uv_close((uv_handle_t *)&http->timer, handle_closed);
    uv_close((uv_handle_t *)&http->watchman, handle_closed);
}
