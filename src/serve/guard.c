#include "serve/guard.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

bool guard_token(char token[GUARD_TOKEN_SIZE + 1])
{
    unsigned char bytes[GUARD_TOKEN_SIZE / 2];

    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes) {
        return false;
    }
    for (size_t i = 0; i < sizeof bytes; i++) {
        (void)snprintf(token + 2 * i, 3, "%02x", bytes[i]);
    }
    return true;
}

bool guard_is_token(const char *token, const char *given)
{
    volatile unsigned char difference = 0;

    if (given == NULL || strlen(given) != GUARD_TOKEN_SIZE) {
        return false; /* the length is no secret */
    }
    for (size_t i = 0; i < GUARD_TOKEN_SIZE; i++) {
        difference = (unsigned char)(difference | (token[i] ^ given[i]));
    }
    return difference == 0;
}

bool guard_is_host(const char *host, unsigned port)
{
    static const char *const names[] = {"127.0.0.1", "localhost", "[::1]"};
    char expected[32];

    for (size_t i = 0; host != NULL && i < sizeof names / sizeof *names; i++) {
        (void)snprintf(expected, sizeof expected, "%s:%u", names[i], port);
        if (strcasecmp(host, expected) == 0 || (port == 80 && strcasecmp(host, names[i]) == 0)) {
            return true;
        }
    }
    return false;
}

bool guard_is_origin(const char *origin, const char *host)
{
    static const char scheme[] = "http://";

    return origin != NULL && host != NULL && strncmp(origin, scheme, sizeof scheme - 1) == 0 &&
           strcasecmp(origin + sizeof scheme - 1, host) == 0;
}

bool guard_wants_chinese(const char *languages)
{
    /* In the order given: browsers write the preferred one first. */
    for (const char *at = languages; at != NULL && *at != '\0'; at = strchr(at, ',')) {
        at += strspn(at, ", \t");
        if (strncasecmp(at, "zh", 2) == 0) {
            return true;
        }
        if (strncasecmp(at, "en", 2) == 0) {
            return false;
        }
    }
    return false;
}
