#include "sign/fetch.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <errno.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/http.h>
#include <openssl/httperr.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    WAIT_SECONDS = 10, /* for one answer */
    REDIRECTIONS = 5,
    URL_LIMIT = 2048, /* characters */
};

static const char plain_scheme[] = "http://";
static const char safe_scheme[] = "https://";

/* One request and its answer; freed together. */
struct exchange {
    char *host, *port, *path, *user, *redirection;
    int is_safe; /* by TLS */
    bool by_proxy;
    SSL_CTX *tls;
    BIO *connection; /* unless it goes by a proxy */
    BIO *sent, *received;
    OSSL_HTTP_REQ_CTX *http;
};

static void end_exchange(void *handle)
{
    struct exchange *exchange = handle;

    (void)OSSL_HTTP_close(exchange->http, 0);
    BIO_free_all(exchange->connection);
    BIO_free(exchange->received);
    BIO_free(exchange->sent);
    SSL_CTX_free(exchange->tls);
    OPENSSL_free(exchange->host);
    OPENSSL_free(exchange->port);
    OPENSSL_free(exchange->path);
    OPENSSL_free(exchange->user);
    OPENSSL_free(exchange->redirection);
    ERR_clear_error();
    *exchange = (struct exchange){0};
}

/* Only the server with this name, or this address, will do. */
static bool expect_host(SSL *tls, const char *host)
{
    X509_VERIFY_PARAM *parameters = SSL_get0_param(tls);

    X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (X509_VERIFY_PARAM_set1_ip_asc(parameters, host) == 1) {
        return true;
    }
    ERR_clear_error();
    return SSL_set_tlsext_host_name(tls, host) == 1 &&
           X509_VERIFY_PARAM_set1_host(parameters, host, 0) == 1;
}

/* Called by OpenSSL when the connection stands, and when it ends: puts TLS on top of it. */
static BIO *put_tls(BIO *connection, void *context, int connecting, int with_tls)
{
    struct exchange *exchange = context;

    if (!connecting || !with_tls) {
        return connection;
    }
    if (exchange->by_proxy && OSSL_HTTP_proxy_connect(connection, exchange->host, exchange->port,
                                                      NULL, NULL, WAIT_SECONDS, NULL, "") != 1) {
        return NULL;
    }
    SSL *tls = SSL_new(exchange->tls);
    BIO *layer = BIO_new(BIO_f_ssl());
    if (tls == NULL || layer == NULL || !expect_host(tls, exchange->host)) {
        SSL_free(tls);
        BIO_free(layer);
        return NULL;
    }
    SSL_set_connect_state(tls);
    BIO_set_ssl(layer, tls, BIO_CLOSE);
    return BIO_push(layer, connection);
}

static bool prepare_tls(struct exchange *exchange)
{
    exchange->tls = SSL_CTX_new(TLS_client_method());
    if (exchange->tls == NULL ||
        SSL_CTX_set_min_proto_version(exchange->tls, TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_default_verify_paths(exchange->tls) != 1) {
        return false;
    }
    SSL_CTX_set_verify(exchange->tls, SSL_VERIFY_PEER, NULL);
    return true;
}

/* What the library's errors come down to. */
static const char *reason(void)
{
    const char *why = N_("its answer is not what was asked for");
    unsigned long error;

    while ((error = ERR_get_error()) != 0) {
        int library = ERR_GET_LIB(error), number = ERR_GET_REASON(error);
        if (library == ERR_LIB_SSL && number == SSL_R_CERTIFICATE_VERIFY_FAILED) {
            return N_("its server's certificate is not trusted, or is for another name");
        }
        if (library == ERR_LIB_SSL) {
            why = N_("no safe connection comes about");
        } else if (library == ERR_LIB_SYS ||
                   (library == ERR_LIB_HTTP && number == HTTP_R_CONNECT_FAILURE) ||
                   (library == ERR_LIB_BIO &&
                    (number == BIO_R_CONNECT_ERROR || number == BIO_R_AMBIGUOUS_HOST_OR_SERVICE ||
                     number == BIO_R_NBIO_CONNECT_ERROR ||
                     number == BIO_R_LOOKUP_RETURNED_NOTHING))) {
            why = N_("nobody can be reached there");
        } else if ((library == ERR_LIB_BIO &&
                    (number == BIO_R_CONNECT_TIMEOUT || number == BIO_R_TRANSFER_TIMEOUT)) ||
                   (library == ERR_LIB_HTTP && number == HTTP_R_RETRY_TIMEOUT)) {
            return N_("it does not answer in time");
        } else if (library == ERR_LIB_HTTP && (number == HTTP_R_MAX_RESP_LEN_EXCEEDED ||
                                               number == HTTP_R_ASN1_LEN_EXCEEDS_MAX_RESP_LEN)) {
            return N_("its answer is too long");
        }
    }
    return why;
}

/* ---- Connecting ---- */

/* Whether the connection comes about in time. */
static bool connect_in_time(int descriptor, const struct addrinfo *to)
{
    struct pollfd wait = {.fd = descriptor, .events = POLLOUT};
    int error = 0, got;
    socklen_t size = sizeof error;

    if (connect(descriptor, to->ai_addr, to->ai_addrlen) == 0) {
        return true;
    }
    if (errno != EINPROGRESS) {
        return false;
    }
    do {
        got = poll(&wait, 1, WAIT_SECONDS * 1000);
    } while (got < 0 && errno == EINTR);
    return got == 1 && getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 &&
           error == 0;
}

/* Connects to the first address of the host's that answers. OpenSSL would try for as long as it may
 * wait, even where nobody is. */
static bool connect_host(struct exchange *exchange)
{
    const struct addrinfo wanted = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    int descriptor = -1;

    if (getaddrinfo(exchange->host, exchange->port, &wanted, &found) != 0) {
        return false;
    }
    for (const struct addrinfo *at = found; at != NULL && descriptor < 0; at = at->ai_next) {
        descriptor =
            socket(at->ai_family, at->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, at->ai_protocol);
        if (descriptor >= 0 && !connect_in_time(descriptor, at)) {
            (void)close(descriptor);
            descriptor = -1;
        }
    }
    freeaddrinfo(found);
    exchange->connection = descriptor < 0 ? NULL : BIO_new_socket(descriptor, BIO_CLOSE);
    return exchange->connection != NULL;
}

/* Opens what the request goes over. NULL, or what went wrong. */
static const char *open_way(struct exchange *exchange)
{
    if (exchange->is_safe && !prepare_tls(exchange)) {
        return N_("no safe connection comes about");
    }
    exchange->by_proxy =
        OSSL_HTTP_adapt_proxy(NULL, NULL, exchange->host, exchange->is_safe) != NULL;
    if (exchange->by_proxy) {
        exchange->http =
            OSSL_HTTP_open(exchange->host, exchange->port, NULL, NULL, exchange->is_safe, NULL,
                           NULL, exchange->is_safe ? put_tls : NULL, exchange, 0, WAIT_SECONDS);
        return exchange->http == NULL ? reason() : NULL;
    }
    if (!connect_host(exchange)) {
        return N_("nobody can be reached there");
    }
    if (exchange->is_safe) {
        BIO *safe = put_tls(exchange->connection, exchange, 1, 1);
        if (safe == NULL) {
            return N_("no safe connection comes about");
        }
        exchange->connection = safe;
    }
    exchange->http =
        OSSL_HTTP_open(exchange->host, exchange->port, NULL, NULL, 0, exchange->connection,
                       exchange->connection, NULL, NULL, 0, WAIT_SECONDS);
    return exchange->http == NULL ? reason() : NULL;
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* NULL, or what is wrong with the address. */
static const char *take_address(struct exchange *exchange, const char *url)
{
    size_t size = strlen(url);
    int port;

    if (!begins(url, plain_scheme) && !begins(url, safe_scheme)) {
        return N_("its address must begin with http: or https:");
    }
    for (size_t i = 0; i < size; i++) {
        if (url[i] <= ' ' || url[i] > '~') {
            return N_("its address is not valid");
        }
    }
    if (size > URL_LIMIT ||
        OSSL_HTTP_parse_url(url, &exchange->is_safe, &exchange->user, &exchange->host,
                            &exchange->port, &port, &exchange->path, NULL, NULL) != 1) {
        return N_("its address is not valid");
    }
    if (exchange->user != NULL && *exchange->user != '\0') {
        return N_("its address has a password in it, which all can read");
    }
    return NULL;
}

/* ---- Asking ---- */

/* One request. NULL: there is an answer, or a redirection. */
static const char *ask(struct exchange *exchange, const struct fetch_request *request)
{
    const char *why = open_way(exchange);

    if (why != NULL) {
        return why;
    }
    if (request->sent_type != NULL) {
        exchange->sent = BIO_new_mem_buf(request->sent.bytes, (int)request->sent.size);
    }
    if (OSSL_HTTP_set1_request(exchange->http, exchange->path, NULL, request->sent_type,
                               exchange->sent, request->received_type, 1, request->limit,
                               WAIT_SECONDS, 0) != 1) {
        return reason();
    }
    exchange->received = OSSL_HTTP_exchange(exchange->http, &exchange->redirection);
    if (exchange->received == NULL && exchange->redirection == NULL) {
        return reason();
    }
    return NULL;
}

/* Where a redirection leads; NULL: nowhere one goes. */
static const char *follow(struct arena *arena, const struct exchange *exchange)
{
    const char *to = exchange->redirection;

    if (*to == '/' && to[1] != '/') {
        return arena_format(arena, "%s%s:%s%s", exchange->is_safe ? safe_scheme : plain_scheme,
                            exchange->host, exchange->port, to);
    }
    if (begins(to, safe_scheme) || (begins(to, plain_scheme) && !exchange->is_safe)) {
        return arena_copy(arena, to, strlen(to));
    }
    return NULL;
}

const char *fetch(struct arena *arena, const struct fetch_request *request, struct string *answer)
{
    struct exchange *exchange = ARENA_NEW(arena, struct exchange);
    const char *url = request->url;

    arena_own(arena, exchange, end_exchange);
    for (int i = 0; i < REDIRECTIONS; i++) {
        const char *why = take_address(exchange, url);
        if (why == NULL) {
            why = ask(exchange, request);
        }
        if (why != NULL) {
            end_exchange(exchange);
            return why;
        }
        if (exchange->received != NULL) {
            char *bytes;
            long size = BIO_get_mem_data(exchange->received, &bytes);
            *answer = (struct string){arena_copy(arena, bytes, size > 0 ? (size_t)size : 0),
                                      size > 0 ? (size_t)size : 0};
            end_exchange(exchange);
            return NULL;
        }
        url = follow(arena, exchange);
        end_exchange(exchange);
        if (url == NULL) {
            return N_("it leads somewhere else, where one does not go");
        }
    }
    return N_("it leads from one place to the next");
}

const char *fetch_shown(struct arena *arena, const char *url)
{
    const char *host = strstr(url, "://");
    size_t size = strcspn(url, "?#");
    size_t start = host == NULL ? 0 : (size_t)(host - url) + 3;

    if (start > size) {
        start = 0;
    }
    size_t authority = start + strcspn(url + start, "/?#");
    const char *at = memrchr(url + start, '@', authority - start);
    size_t behind = at == NULL ? start : (size_t)(at - url) + 1;
    return arena_format(arena, "%.*s%.*s%s", (int)start, url, (int)(size - behind), url + behind,
                        url[size] == '?' ? "?..." : "");
}
