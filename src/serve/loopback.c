#include "serve/loopback.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PORT_ATTEMPTS = 16 };

/* A socket on a loopback address; -1 with errno set. `*port` 0 becomes the one it got. */
static int listen_on(bool six, int backlog, unsigned *port)
{
    struct sockaddr_in four_address = {.sin_family = AF_INET,
                                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                       .sin_port = htons((uint16_t)*port)};
    struct sockaddr_in6 six_address = {.sin6_family = AF_INET6,
                                       .sin6_addr = IN6ADDR_LOOPBACK_INIT,
                                       .sin6_port = htons((uint16_t)*port)};
    struct sockaddr *address =
        six ? (struct sockaddr *)&six_address : (struct sockaddr *)&four_address;
    socklen_t size = six ? sizeof six_address : sizeof four_address;
    const int on = 1;
    int made = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (made < 0) {
        return -1;
    }
    (void)setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (six) {
        (void)setsockopt(made, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    }
    if (bind(made, address, size) != 0 || listen(made, backlog) != 0 ||
        getsockname(made, address, &size) != 0) {
        int error = errno;
        (void)close(made);
        errno = error;
        return -1;
    }
    *port = ntohs(six ? six_address.sin6_port : four_address.sin_port);
    return made;
}

/* Both addresses have one port: else `localhost` would lead to somebody else's. */
size_t loopback_listen(unsigned port, int backlog, int sockets[LOOPBACK_ADDRESSES], unsigned *taken)
{
    for (unsigned attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
        *taken = port;
        sockets[0] = listen_on(false, backlog, taken);
        if (sockets[0] < 0) {
            return 0;
        }
        sockets[1] = listen_on(true, backlog, taken);
        if (sockets[1] >= 0) {
            return 2;
        }
        if (errno != EADDRINUSE) {
            return 1; /* there is no IPv6 */
        }
        (void)close(sockets[0]);
        if (port != 0) {
            break;
        }
    }
    errno = EADDRINUSE;
    return 0;
}
