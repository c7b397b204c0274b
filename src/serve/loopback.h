/*
 * Sockets that only this machine reaches. Private to serve/.
 */
#ifndef GONGWEN_SERVE_LOOPBACK_H
#define GONGWEN_SERVE_LOOPBACK_H

#include <stddef.h>

enum { LOOPBACK_ADDRESSES = 2 };

/* Listens on the port of both loopback addresses, or of the IPv4 one where there is no other; port
 * 0: any that is free. Returns how many sockets there are, and the port; 0 with errno set. */
size_t loopback_listen(unsigned port, int backlog, int sockets[LOOPBACK_ADDRESSES],
                       unsigned *taken);

#endif
