/*
 * Preloaded into a program: lets one of its allocations fail, or all from one on.
 *
 *   FAIL_AT=N         the Nth allocation that counts fails (from 1; 0 or absent: none)
 *   FAIL_ON=1         so do all that follow it
 *   FAIL_OWN=1        only calls out of the program itself count, not those out of libraries
 *   FAIL_EXCEPT=NAME  calls out of libraries whose path holds the name do not count
 *   FAIL_COUNT=FILE   how many counted is written there when the program ends
 *
 * Not for instrumented builds: sanitizers bring an allocator of their own, and what counts coverage
 * does not mind memory that is out.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* glibc's own, under the names that are not overridden. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

enum { RANGE_LIMIT = 64 };

static struct {
    unsigned long at;
    unsigned long count;
    bool on, own, ready;
    struct {
        uintptr_t start, end;
    } ranges[RANGE_LIMIT]; /* of code: with `own` the program's, else those that do not count */
    size_t range_count;
} plan;

static unsigned long number_of(const char *name)
{
    const char *value = getenv(name);

    return value == NULL ? 0 : strtoul(value, NULL, 10);
}

static int add_ranges(struct dl_phdr_info *object, size_t size, void *except)
{
    bool wanted = plan.own ? object->dlpi_name[0] == '\0'
                           : except != NULL && strstr(object->dlpi_name, except) != NULL;

    (void)size;
    for (unsigned i = 0; wanted && i < object->dlpi_phnum && plan.range_count < RANGE_LIMIT; i++) {
        const ElfW(Phdr) *header = &object->dlpi_phdr[i];
        if (header->p_type == PT_LOAD && (header->p_flags & PF_X) != 0) {
            uintptr_t start = object->dlpi_addr + header->p_vaddr;
            plan.ranges[plan.range_count].start = start;
            plan.ranges[plan.range_count++].end = start + header->p_memsz;
        }
    }
    return 0;
}

/* Runs before main(): what the loader allocates does not count. */
__attribute__((constructor)) static void start(void)
{
    plan.at = number_of("FAIL_AT");
    plan.on = number_of("FAIL_ON") != 0;
    plan.own = number_of("FAIL_OWN") != 0;
    (void)dl_iterate_phdr(add_ranges, getenv("FAIL_EXCEPT"));
    plan.ready = true;
}

__attribute__((destructor)) static void finish(void)
{
    const char *path = getenv("FAIL_COUNT");
    char text[32];

    plan.ready = false;
    if (path != NULL) {
        int size = snprintf(text, sizeof text, "%lu\n", plan.count);
        int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        (void)!write(descriptor, text, (size_t)size);
        (void)close(descriptor);
    }
}

static bool fails(const void *caller)
{
    bool inside = false;

    for (size_t i = 0; i < plan.range_count; i++) {
        uintptr_t address = (uintptr_t)caller;
        inside = inside || (address >= plan.ranges[i].start && address < plan.ranges[i].end);
    }
    if (!plan.ready || inside != plan.own) {
        return false;
    }
    plan.count++;
    if (plan.at == 0 || plan.count < plan.at || (plan.count > plan.at && !plan.on)) {
        return false;
    }
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return fails(__builtin_return_address(0)) ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
    void *found = fails(__builtin_return_address(0)) ? NULL : __libc_memalign(alignment, size);

    if (found == NULL) {
        return ENOMEM;
    }
    *memory = found;
    return 0;
}
