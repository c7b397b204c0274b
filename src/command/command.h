/*
 * Commands: one file each, one row in the table of main.c. Options are tables too, so that
 * parsing, --help and shell completion cannot disagree.
 */
#ifndef GONGWEN_COMMAND_COMMAND_H
#define GONGWEN_COMMAND_COMMAND_H

#include <libintl.h>
#include <stdbool.h>
#include <stddef.h>

#define _(text) gettext(text)
#define N_(text) text

/* Exit statuses. */
enum { EXIT_GOOD = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2 };

struct option_row {
    int letter;           /* of -x; over 255: no short form */
    const char *name;     /* of --name */
    const char *argument; /* what --help calls its argument; NULL: none */
    const char *help;     /* one line, to be translated */
    const char *values;   /* for completion: "a b c"; "FILE": file names; "LAYOUT": those and names
                             of layouts; NULL: nothing known */
};

struct command {
    const char *name;
    const char *summary;              /* one line */
    const char *arguments;            /* "REPORT.yaml"; to be translated, as the texts around it */
    const char *operands;             /* for completion, as an option's values; NULL: file names */
    const char *details;              /* paragraphs and examples behind the options */
    const struct option_row *options; /* ends with a zero row; --help is everywhere */
    int (*run)(const struct command *command, int argc, char **argv); /* NULL: elsewhere */
    const char *program; /* NULL: this one; else it is run by the program of that name, which stands
                            beside this one or in libexec/gongwen: what needs heavy libraries */
};

extern const struct command command_render, command_watch, command_serve, command_init,
    command_layouts, command_fonts, command_schema, command_audit, command_check,
    command_completion, command_import, command_batch, command_sign, command_verify,
    command_extract, command_comments, command_diff, command_finalize;

/* All commands; ends with NULL. */
const struct command *const *command_all(void);

/* Reads the next option: its letter, with `*argument` set; 0 when only operands are left, from
 * argv[*operand] on; -1 when the run is over, `*status` telling how (--help, wrong usage). */
int command_option(const struct command *command, int argc, char **argv, const char **argument,
                   int *operand, int *status);

/* Takes one option of a command's own; an exit status. */
typedef int command_take(void *context, const struct command *command, int letter,
                         const char *argument);

/* Reads all options and the one report behind them, which it returns; NULL when the run is over,
 * `*status` telling how. */
const char *command_report(const struct command *command, int argc, char **argv, command_take *take,
                           void *context, int *status);

/* Prints the usage line and a hint; EXIT_USAGE. */
int command_misused(const struct command *command, const char *why);

void command_help(const struct command *command);

/* Prints the text and blanks up to `columns` columns of a terminal, where hanzi take two. */
void command_print_padded(const char *text, unsigned columns);

/* The language that messages come in: "en", "zh". */
const char *command_language(void);

/* Chinese messages under a Chinese locale. The first thing that a program does. */
void command_set_language(void);

/* Becomes the command's program, with the arguments; returns only when that fails (told). */
int command_execute(const struct command *command, char **argv);

/* Where another program of gongwen's stands: beside this one, in libexec/gongwen or bin as they are
 * installed; NULL: nowhere. The string is the caller's to free. */
char *command_program(const char *name);

/* Where layouts/ and fonts/ stand: $GONGWEN_DATA, beside the program's folder (build tree), its
 * share/gongwen (installed); NULL: what the library was built for. The string is the caller's to
 * free. */
char *command_data_folder(void);

/* Where the translations stand, likewise; NULL: where the system has them. */
char *command_locale_folder(void);

/* Where the schemas for editors stand: beside the program (build tree) or in share/gongwen
 * (installed); NULL: nowhere. The string is the caller's to free. */
char *command_schema_folder(void);

/* An option of all commands that read files, for their tables. */
#define FINDINGS_OPTION                                                                   \
    {                                                                                     \
        OPTION_FINDINGS, "findings", N_("text|json"),                                     \
            N_("how findings are written to standard error (default: text)"), "text json" \
    }

/* Where fonts are looked for. */
#define FONT_OPTIONS                                                                     \
    {OPTION_FONT_FOLDER, "font-dir", N_("DIR"),                                          \
     N_("look for fonts in DIR first (may be repeated)"), "FILE"},                       \
    {                                                                                    \
        OPTION_NO_SYSTEM_FONTS, "no-system-fonts", NULL,                                 \
            N_("use the font folders only, not the fonts installed on the system"), NULL \
    }

/* The options that all commands on reports share. */
#define REPORT_OPTIONS                                                                             \
    {'l', "layout", N_("NAME|FILE"), N_("use this layout instead of the report's own"), "LAYOUT"}, \
        FONT_OPTIONS, FINDINGS_OPTION

/* What is said of the PDFs that a command writes. */
#define PDF_OPTIONS                                                            \
    {OPTION_CONFORMANCE, "conformance", "a-3a|a-2a|a-1b|none",                 \
     N_("pdf: the archival standard, PDF/A, that it follows (default: a-3a)"), \
     "a-3a a-2a a-1b none"},                                                   \
    {                                                                          \
        OPTION_NO_SOURCE, "no-source", NULL,                                   \
            N_("pdf: do not embed what it is made from, as a-3a does"), NULL   \
    }

/* Marks of a draft on the pages that a command makes. */
#define DRAFT_OPTIONS                                                                       \
    {OPTION_DRAFT, "draft", N_("MARK"),                                                     \
     N_("mark the pages as a draft: header and watermark with MARK, as 征求意见稿"),        \
     "征求意见稿 送审稿 讨论稿"},                                                           \
        {OPTION_DRAFT_VERSION, "draft-version", N_("TEXT"),                                 \
         N_("which one of them, in the header: 第2稿"), NULL},                              \
        {OPTION_LINE_NUMBERS, "line-numbers", NULL,                                         \
         N_("number the lines of the body in the margin, for comments"), NULL},             \
        {OPTION_NO_WATERMARK, "no-watermark", NULL, N_("a draft without watermark"), NULL}, \
    {                                                                                       \
        OPTION_NO_DRAFT, "no-draft", NULL,                                                  \
            N_("leave out the draft marks that the report asks for"), NULL                  \
    }

/* What is said of a signature that is to be made. */
#define SIGN_OPTIONS                                                                              \
    {'o', "output", N_("FILE"), N_("write the signed document there"), "FILE"},                   \
        {OPTION_KEY, "key", N_("KEY"),                                                            \
         N_("sign with this key: a PKCS #12 or PEM file, or pkcs11:..."), "FILE"},                \
        {OPTION_CERTIFICATE, "cert", N_("FILE"),                                                  \
         N_("its certificate and chain (PEM), where they are not with the key"), "FILE"},         \
        {OPTION_PIN, "pin-fd", N_("N"), N_("read the password or PIN from this file descriptor"), \
         ""},                                                                                     \
        {OPTION_TSA, "tsa", N_("URL"),                                                            \
         N_("have the signature stamped by this time-stamping authority"), ""},                   \
        {OPTION_LONG_TERM, "ltv", NULL,                                                           \
         N_("add the chains' certificates and what tells of revocation, for later validation"),   \
         NULL},                                                                                   \
        {OPTION_REASON, "reason", N_("TEXT"), N_("why it is signed"), ""},                        \
        {OPTION_LOCATION, "location", N_("TEXT"), N_("where it is signed"), ""},                  \
        {OPTION_NAME, "name", N_("TEXT"), N_("who signs (default: as the certificate has it)"),   \
         ""},                                                                                     \
        {OPTION_CERTIFY, "certify", "no-changes|form|annotations",                                \
         N_("what may still change afterwards (default: further signatures)"),                    \
         "no-changes form annotations"},                                                          \
        {OPTION_SEAL, "seal", N_("IMAGE"), N_("show this picture of a seal"), "FILE"},            \
        {OPTION_RECTANGLE, "rect", N_("PAGE,X,Y,W,H"),                                            \
         N_("show the signature there: mm from the page's top left corner"), ""},                 \
        {OPTION_FIELD, "field", N_("NAME"), N_("sign in this empty field of the document"), ""},  \
    {                                                                                             \
        'f', "format", "text|json", N_("print what was signed, as text or JSON"), "text json"     \
    }

enum {
    OPTION_FONT_FOLDER = 256,
    OPTION_NO_SYSTEM_FONTS,
    OPTION_FINDINGS,
    OPTION_DPI,
    OPTION_PAGE,
    OPTION_DEPFILE,
    OPTION_FORCE,
    OPTION_OVERLAY,
    OPTION_RULES,
    OPTION_CONFORMANCE,
    OPTION_NO_SOURCE,
    OPTION_DRAFT,
    OPTION_DRAFT_VERSION,
    OPTION_LINE_NUMBERS,
    OPTION_NO_WATERMARK,
    OPTION_NO_DRAFT,
    OPTION_PREVIOUS,
    OPTION_STRICT,
    OPTION_FACTS,
    OPTION_KEY,
    OPTION_CERTIFICATE,
    OPTION_SEAL,
    OPTION_RECTANGLE,
    OPTION_FIELD,
    OPTION_REASON,
    OPTION_LOCATION,
    OPTION_NAME,
    OPTION_CERTIFY,
    OPTION_TSA,
    OPTION_LONG_TERM,
    OPTION_PIN,
    OPTION_TRUST,
    OPTION_PORT,
    OPTION_OPEN,
    OPTION_EDITOR,
    OPTION_AGAINST,
    OPTION_REPORT,
    OPTION_SORT,
    OPTION_DRY_RUN,
    OPTION_COMPARE,
    OPTION_REGENERATE,
    OPTION_HELP,
};

#endif
