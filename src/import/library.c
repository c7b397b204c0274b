#include "import/library.h"

#include "base/diagnostic.h"
#include <dlfcn.h>
#include <string.h>

bool library_open(const char *file, const char *package, const struct library_symbol *symbols,
                  size_t count, void *table, struct diagnostics *diagnostics)
{
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);

    if (library == NULL) {
        REPORT(diagnostics, IMPORT_LIBRARY, (struct place){0}, file, package);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        void *function = dlsym(library, symbols[i].name);
        if (function == NULL) {
            REPORT(diagnostics, IMPORT_LIBRARY, (struct place){0}, file, package);
            (void)dlclose(library);
            return false;
        }
        /* POSIX has it that such a pointer holds that of a function. */
        memcpy((char *)table + symbols[i].offset, &function, sizeof function);
    }
    (void)dlclose(library); /* it stays: RTLD_NODELETE */
    return true;
}
