/*
 * Foreign libraries that only the import needs, opened when it needs them: no other command loads
 * them, which would cost each a good part of its start. Private to import/.
 */
#ifndef GONGWEN_IMPORT_LIBRARY_H
#define GONGWEN_IMPORT_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

struct diagnostics;

struct library_symbol {
    const char *name;
    size_t offset; /* of a pointer to a function, in the table that is filled */
};

/* Fills the members of `table` with the functions of the library `file` (libzip.so.4). Reports
 * when there is no such library, or no such function in it. It stays open until the process ends:
 * what libraries for XML register cannot be taken back. */
bool library_open(const char *file, const char *package, const struct library_symbol *symbols,
                  size_t count, void *table, struct diagnostics *diagnostics);

#endif
