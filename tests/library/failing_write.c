/*
 * Preloaded into a program: lets one of its system calls that bring output to a disk fail.
 *
 *   FAIL_AT=N        the Nth such call fails (from 1; 0 or absent: none)
 *   FAIL_ERROR=N     with this errno
 *   FAIL_COUNT=FILE  how many there were is written there when the program ends
 *
 * A close() that fails has closed the file all the same, as on Linux.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Descriptors that were opened for writing, up to this one. */
enum { DESCRIPTORS = 256 };

static struct {
    unsigned long at;
    unsigned long count;
    int error;
    bool written[DESCRIPTORS];
} plan;

static unsigned long number_of(const char *name)
{
    const char *value = getenv(name);

    return value == NULL ? 0 : strtoul(value, NULL, 10);
}

__attribute__((constructor)) static void start(void)
{
    plan.at = number_of("FAIL_AT");
    plan.error = (int)number_of("FAIL_ERROR");
}

__attribute__((destructor)) static void finish(void)
{
    const char *path = getenv("FAIL_COUNT");
    unsigned long count = plan.count;
    FILE *file;

    plan.at = 0;
    if (path != NULL && (file = fopen(path, "w")) != NULL) {
        (void)fprintf(file, "%lu\n", count);
        (void)fclose(file);
    }
}

static bool fails(void)
{
    if (++plan.count != plan.at) {
        return false;
    }
    errno = plan.error;
    return true;
}

#define NEXT(name, type) ((type)dlsym(RTLD_NEXT, name))

static bool is_written(int descriptor)
{
    return descriptor >= 0 && descriptor < DESCRIPTORS && plan.written[descriptor];
}

int open(const char *path, int flags, ...)
{
    mode_t mode = 0;

    if ((flags & O_CREAT) != 0) {
        va_list arguments;
        va_start(arguments, flags);
        mode = va_arg(arguments, mode_t);
        va_end(arguments);
    }
    bool written = (flags & O_ACCMODE) != O_RDONLY;
    if (written && fails()) {
        return -1;
    }
    int descriptor = NEXT("open", int (*)(const char *, int, ...))(path, flags, mode);
    if (descriptor >= 0 && descriptor < DESCRIPTORS) {
        plan.written[descriptor] = written;
    }
    return descriptor;
}

ssize_t write(int descriptor, const void *bytes, size_t size)
{
    if (is_written(descriptor) && fails()) {
        return -1;
    }
    return NEXT("write", ssize_t(*)(int, const void *, size_t))(descriptor, bytes, size);
}

int fdatasync(int descriptor)
{
    return fails() ? -1 : NEXT("fdatasync", int (*)(int))(descriptor);
}

int fchmod(int descriptor, mode_t mode)
{
    return fails() ? -1 : NEXT("fchmod", int (*)(int, mode_t))(descriptor, mode);
}

int close(int descriptor)
{
    bool written = is_written(descriptor);

    if (written) {
        plan.written[descriptor] = false;
    }
    int status = NEXT("close", int (*)(int))(descriptor);
    return written && fails() ? -1 : status;
}

int rename(const char *from, const char *to)
{
    return fails() ? -1 : NEXT("rename", int (*)(const char *, const char *))(from, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    if (fails()) {
        return -1;
    }
    return NEXT("renameat2", int (*)(int, const char *, int, const char *, unsigned))(
        from_folder, from, to_folder, to, flags);
}
