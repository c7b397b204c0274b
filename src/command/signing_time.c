/* The only place of gongwen that looks at a clock: a signature tells when it was made. */
#include "command/signer.h"

#include <stdlib.h>
#include <time.h>

bool signing_time(int64_t *seconds)
{
    enum { LIMIT = 253402300799 / 60 /* minutes up to the year 9999 */ };
    const char *given = getenv("SOURCE_DATE_EPOCH");

    if (given == NULL || *given == '\0') {
        *seconds = (int64_t)time(NULL);
        return true;
    }
    *seconds = 0;
    for (; *given >= '0' && *given <= '9' && *seconds / 60 <= LIMIT / 10; given++) {
        *seconds = *seconds * 10 + (*given - '0');
    }
    return *given == '\0';
}
