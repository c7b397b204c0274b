/*
 * What the commands on a report have in common: their shared options, opening it, showing its
 * findings.
 */
#ifndef GONGWEN_COMMAND_REQUEST_H
#define GONGWEN_COMMAND_REQUEST_H

#include "command/command.h"
#include "document.h"

enum { REQUEST_FONT_FOLDERS = 16 };

struct request {
    struct gongwen_options options;
    const char *font_folders[REQUEST_FONT_FOLDERS + 1];
    size_t font_folder_count;
    char *data_folder;
    bool json;
};

struct request request_new(void);
void request_free(struct request *request);

/* Takes one of REPORT_OPTIONS, PDF_OPTIONS or DRAFT_OPTIONS. Returns false for any other letter; a
 * wrong value is an error that is told, with `*status` set. */
bool request_option(struct request *request, const struct command *command, int letter,
                    const char *argument, int *status);

/* A number from 1 to `limit`, or 0 for what is none. */
unsigned long request_number(const char *text, unsigned long limit);

/* Opens the report, or with a NULL path only the fonts; NULL when memory is out (told). */
gongwen_document *request_open(struct request *request, const char *path);

/* What a PDF was made from, from the files that were taken out of it; NULL: still in it
 * (embedded.h). */
struct extracted;
gongwen_document *request_open_embedded(struct request *request, const char *pdf,
                                        const struct extracted *files, size_t count);
/* The same from bytes that were read from the path. */
gongwen_document *request_open_bytes(struct request *request, const char *path,
                                     struct string bytes);

/* The report alone, without layout and fonts. */
gongwen_document *request_open_report(struct request *request, const char *path);

/* A series of documents of the report. */
gongwen_document *request_open_series(struct request *request, const char *path);

/* The same without report and fonts: for the folders and the findings. */
gongwen_document *request_open_folders(struct request *request);

/* Takes the name of an output, so that nothing that appears there meanwhile is overwritten; false
 * after reporting that there is such a file. */
bool request_reserve(gongwen_document *document, const char *path);

/* Whether what goes to the stream (STDOUT_FILENO) may be in colour: only for people, on a terminal
 * that can, unless NO_COLOR is set. */
bool request_wants_colour(int stream);

/* Writes the findings to standard error. */
void request_findings(const struct request *request, gongwen_document *document);

#endif
