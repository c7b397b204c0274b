#include "sign/date.h"

#include "base/arena.h"
#include <stdbool.h>

enum { DAY = 86400 /* seconds */ };

struct moment {
    int year, month, day, hour, minute, second;
};

/* Days since 1970-01-01, counted in years that begin in March: then the leap day is the last. */
static int64_t days_of(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t m = month <= 2 ? month + 9 : month - 3;

    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

int64_t date_seconds(int year, int month, int day)
{
    return days_of(year, month, day) * DAY;
}

static struct moment moment_of(int64_t seconds)
{
    int64_t days = seconds / DAY, rest = seconds % DAY;
    int year = 1970 + (int)(days / 366), month = 1;

    while (days_of(year + 1, 1, 1) <= days) {
        year++;
    }
    while (month < 12 && days_of(year, month + 1, 1) <= days) {
        month++;
    }
    return (struct moment){year,
                           month,
                           (int)(days - days_of(year, month, 1)) + 1,
                           (int)(rest / 3600),
                           (int)(rest / 60 % 60),
                           (int)(rest % 60)};
}

const char *date_pdf(struct arena *arena, int64_t seconds)
{
    struct moment at = moment_of(seconds);

    return arena_format(arena, "D:%04d%02d%02d%02d%02d%02dZ", at.year, at.month, at.day, at.hour,
                        at.minute, at.second);
}

const char *date_iso(struct arena *arena, int64_t seconds)
{
    struct moment at = moment_of(seconds);

    return arena_format(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", at.year, at.month, at.day, at.hour,
                        at.minute, at.second);
}

/* Two digits; -1 for what is none. */
static int pair(struct string text, size_t at)
{
    if (at + 2 > text.size || text.bytes[at] < '0' || text.bytes[at] > '9' ||
        text.bytes[at + 1] < '0' || text.bytes[at + 1] > '9') {
        return -1;
    }
    return (text.bytes[at] - '0') * 10 + text.bytes[at + 1] - '0';
}

const char *date_shown(struct arena *arena, struct string date)
{
    int fields[7];
    const char *zone = "";

    if (date.size < 16 || date.bytes[0] != 'D' || date.bytes[1] != ':') {
        return "";
    }
    for (size_t i = 0; i < 7; i++) {
        fields[i] = pair(date, 2 + 2 * i);
        if (fields[i] < 0) {
            return "";
        }
    }
    if (date.size > 16 && date.bytes[16] == 'Z') {
        zone = "Z";
    } else if (date.size >= 22 && (date.bytes[16] == '+' || date.bytes[16] == '-') &&
               pair(date, 17) >= 0 && pair(date, 20) >= 0) {
        zone = arena_format(arena, "%c%02d:%02d", date.bytes[16], pair(date, 17), pair(date, 20));
    }
    return arena_format(arena, "%02d%02d-%02d-%02dT%02d:%02d:%02d%s", fields[0], fields[1],
                        fields[2], fields[3], fields[4], fields[5], fields[6], zone);
}
