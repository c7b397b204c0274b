/*
 * Whether a certificate was revoked, and who says so: what OCSP responses (RFC 6960) and revocation
 * lists (RFC 5280) that a document keeps tell about a time.
 */
#ifndef GONGWEN_SIGN_REVOCATION_H
#define GONGWEN_SIGN_REVOCATION_H

#include <stdbool.h>
#include <stdint.h>

enum revocation_state { REVOCATION_UNKNOWN, REVOCATION_GOOD, REVOCATION_REVOKED };

enum revocation_source { REVOCATION_BY_NOBODY, REVOCATION_BY_OCSP, REVOCATION_BY_LIST };

struct revocation {
    enum revocation_state state;
    enum revocation_source by;
    int64_t as_of;     /* when that was said: seconds since 1970 */
    int64_t revoked;   /* when it was revoked, even if that was later than the time asked for; 0 */
    bool beyond_doubt; /* revoked for a reason that leaves what was signed before as it is */
    const char *why;   /* unknown: why; marked for translation */
};

#endif
