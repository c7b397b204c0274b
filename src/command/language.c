#include "command/command.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

/* Chinese messages under a Chinese locale, even where that locale was never generated: glibc
 * translates under C.UTF-8 when LANGUAGE says so. Numbers and sorting stay those of C. */
void command_set_language(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char *wanted = "";

    if (setlocale(LC_CTYPE, "") == NULL) {
        (void)setlocale(LC_CTYPE, "C.UTF-8");
    }
    for (size_t i = 0; i < sizeof variables / sizeof *variables && *wanted == '\0'; i++) {
        const char *value = getenv(variables[i]);
        wanted = value == NULL ? "" : value;
    }
    if (setlocale(LC_MESSAGES, "") == NULL && strncmp(wanted, "zh", 2) == 0 &&
        setlocale(LC_MESSAGES, "C.UTF-8") != NULL) {
        const char *preferred = getenv("LANGUAGE");
        (void)setenv("LANGUAGE", "zh_CN", preferred == NULL || *preferred == '\0');
    }
    char *folder = command_locale_folder();
    if (folder != NULL) {
        (void)bindtextdomain("gongwen", folder);
    }
    free(folder);
    (void)bind_textdomain_codeset("gongwen", "UTF-8");
    (void)textdomain("gongwen");
    (void)gettext(""); /* reads them while there is memory: its end is told, too */
}
