#include "import/package.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include "import/library.h"
#include <libxml/xmlreader.h>
#include <string.h>
#include <zip.h>

enum { READ_STEP = 64 * 1024, COUNT_OF_PARTS = 65536 };

struct zip_functions {
    zip_source_t *(*buffer_source)(const void *, zip_uint64_t, int, zip_error_t *);
    void (*free_source)(zip_source_t *);
    zip_t *(*open)(zip_source_t *, int, zip_error_t *);
    void (*discard)(zip_t *);
    zip_file_t *(*open_file)(zip_t *, const char *, zip_flags_t);
    zip_int64_t (*read)(zip_file_t *, void *, zip_uint64_t);
    int (*close_file)(zip_file_t *);
    zip_int64_t (*count)(zip_t *, zip_flags_t);
};

static const struct library_symbol zip_symbols[] = {
    {"zip_source_buffer_create", offsetof(struct zip_functions, buffer_source)},
    {"zip_source_free", offsetof(struct zip_functions, free_source)},
    {"zip_open_from_source", offsetof(struct zip_functions, open)},
    {"zip_discard", offsetof(struct zip_functions, discard)},
    {"zip_fopen", offsetof(struct zip_functions, open_file)},
    {"zip_fread", offsetof(struct zip_functions, read)},
    {"zip_fclose", offsetof(struct zip_functions, close_file)},
    {"zip_get_num_entries", offsetof(struct zip_functions, count)},
};

struct xml_functions {
    xmlTextReaderPtr (*open)(const char *, int, const char *, const char *, int);
    void (*close)(xmlTextReaderPtr);
    int (*read)(xmlTextReaderPtr);
    int (*type)(xmlTextReaderPtr);
    int (*is_empty)(xmlTextReaderPtr);
    int (*next_attribute)(xmlTextReaderPtr);
    int (*to_element)(xmlTextReaderPtr);
    const xmlChar *(*name)(xmlTextReaderPtr);
    const xmlChar *(*value)(xmlTextReaderPtr);
};

static const struct library_symbol xml_symbols[] = {
    {"xmlReaderForMemory", offsetof(struct xml_functions, open)},
    {"xmlFreeTextReader", offsetof(struct xml_functions, close)},
    {"xmlTextReaderRead", offsetof(struct xml_functions, read)},
    {"xmlTextReaderNodeType", offsetof(struct xml_functions, type)},
    {"xmlTextReaderIsEmptyElement", offsetof(struct xml_functions, is_empty)},
    {"xmlTextReaderMoveToNextAttribute", offsetof(struct xml_functions, next_attribute)},
    {"xmlTextReaderMoveToElement", offsetof(struct xml_functions, to_element)},
    {"xmlTextReaderConstLocalName", offsetof(struct xml_functions, name)},
    {"xmlTextReaderConstValue", offsetof(struct xml_functions, value)},
};

struct package {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const char *name;
    struct zip_functions zip;
    struct xml_functions xml;
    zip_t *archive;
    zip_file_t *file;        /* open while a part is read */
    xmlTextReaderPtr reader; /* likewise */
    size_t elements;         /* of all parts */
};

static void broken(struct package *package, const char *what)
{
    REPORT(package->diagnostics, IMPORT_BROKEN, (struct place){0}, package->name,
           message_translate(what));
}

static void close_file(struct package *package)
{
    if (package->file != NULL) {
        (void)package->zip.close_file(package->file);
        package->file = NULL;
    }
}

static void close_reader(struct package *package)
{
    if (package->reader != NULL) {
        package->xml.close(package->reader);
        package->reader = NULL;
    }
}

static void end_package(void *memory)
{
    struct package *package = memory;

    close_reader(package);
    close_file(package);
    if (package->archive != NULL) {
        package->zip.discard(package->archive);
    }
}

struct package *package_open(struct arena *arena, const char *name, struct string bytes,
                             struct diagnostics *diagnostics)
{
    struct package *package = ARENA_NEW(arena, struct package);

    *package = (struct package){.arena = arena, .diagnostics = diagnostics, .name = name};
    if (!library_open("libzip.so.4", "libzip4", zip_symbols,
                      sizeof zip_symbols / sizeof *zip_symbols, &package->zip, diagnostics) ||
        !library_open("libxml2.so.2", "libxml2", xml_symbols,
                      sizeof xml_symbols / sizeof *xml_symbols, &package->xml, diagnostics)) {
        return NULL;
    }
    arena_own(arena, package, end_package);
    zip_source_t *source = package->zip.buffer_source(bytes.bytes, bytes.size, 0, NULL);
    if (source != NULL) {
        package->archive = package->zip.open(source, ZIP_RDONLY, NULL);
        if (package->archive == NULL) {
            package->zip.free_source(source);
        }
    }
    if (package->archive == NULL || package->zip.count(package->archive, 0) > COUNT_OF_PARTS) {
        broken(package, N_("it is no DOCX, or it is damaged or encrypted"));
        return NULL;
    }
    return package;
}

/* The bytes of a part; without bytes where there is none, or after reporting. */
static struct string read_part(struct package *package, const char *part, bool *good)
{
    struct buffer out = buffer_new(package->arena);
    char step[READ_STEP];
    zip_int64_t got = 0;

    *good = true;
    package->file = package->zip.open_file(package->archive, part, 0);
    if (package->file == NULL) {
        return (struct string){0};
    }
    while ((got = package->zip.read(package->file, step, sizeof step)) > 0) {
        if (out.size + (size_t)got > PART_LIMIT) {
            broken(package, N_("it is too large"));
            *good = false;
            break;
        }
        buffer_add(&out, step, (size_t)got);
    }
    close_file(package);
    if (got < 0) {
        broken(package, N_("it is no DOCX, or it is damaged or encrypted"));
        *good = false;
    }
    return buffer_string(&out);
}

static const char *copy(struct package *package, const xmlChar *text)
{
    const char *bytes = text == NULL ? "" : (const char *)text;

    return arena_copy(package->arena, bytes, strlen(bytes));
}

static struct element *add_element(struct package *package, struct element *parent)
{
    struct element *element = ARENA_NEW(package->arena, struct element);
    struct attribute *last = NULL;

    element->name = copy(package, package->xml.name(package->reader));
    element->parent = parent;
    while (package->xml.next_attribute(package->reader) == 1) {
        struct attribute *attribute = ARENA_NEW(package->arena, struct attribute);
        attribute->name = copy(package, package->xml.name(package->reader));
        attribute->value = copy(package, package->xml.value(package->reader));
        if (last == NULL) {
            element->attributes = attribute;
        } else {
            last->next = attribute;
        }
        last = attribute;
        package->elements++;
    }
    (void)package->xml.to_element(package->reader);
    if (parent != NULL && parent->last != NULL) {
        parent->last->next = element;
    } else if (parent != NULL) {
        parent->first = element;
    }
    if (parent != NULL) {
        parent->last = element;
    }
    package->elements++;
    return element;
}

/* What comes in pieces becomes several elements beside each other, so that no text is copied again
 * and again. */
static void add_text(struct package *package, struct element *element)
{
    if (element == NULL || !element_is(element, "t")) {
        return;
    }
    if (element->text.size > 0 && element->parent != NULL) {
        struct element *piece = ARENA_NEW(package->arena, struct element);
        *piece = (struct element){.name = element->name, .parent = element->parent};
        element->parent->last->next = piece;
        element->parent->last = piece;
        element = piece;
        package->elements++;
    }
    const char *text = copy(package, package->xml.value(package->reader));
    element->text = (struct string){text, strlen(text)};
}

/* The tree under the root; NULL after reporting. */
static struct element *read_tree(struct package *package)
{
    struct element *root = NULL;
    struct element *at = NULL;
    unsigned depth = 0;
    int got;

    while ((got = package->xml.read(package->reader)) == 1) {
        struct element *element;
        switch (package->xml.type(package->reader)) {
        case XML_READER_TYPE_ELEMENT:
            if (depth >= PART_DEPTH || package->elements > PART_ELEMENTS) {
                broken(package, N_("it is too large"));
                return NULL;
            }
            bool empty = package->xml.is_empty(package->reader) == 1;
            element = add_element(package, at);
            root = root == NULL ? element : root;
            if (!empty) {
                at = element;
                depth++;
            }
            break;
        case XML_READER_TYPE_END_ELEMENT:
            at = at == NULL ? NULL : at->parent;
            depth -= depth > 0;
            break;
        case XML_READER_TYPE_TEXT:
        case XML_READER_TYPE_CDATA:
        case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
        case XML_READER_TYPE_WHITESPACE:
            add_text(package, at);
            break;
        case XML_READER_TYPE_DOCUMENT_TYPE: /* ECMA-376 part 2 has none: only attacks do */
        case XML_READER_TYPE_ENTITY_REFERENCE:
            got = -1;
            break;
        default:
            break;
        }
        if (got < 0) {
            break;
        }
    }
    if (got != 0 || root == NULL) {
        broken(package, N_("it is no DOCX, or it is damaged or encrypted"));
        return NULL;
    }
    return root;
}

const struct element *package_part(struct package *package, const char *part, bool required)
{
    bool good;
    struct string bytes = read_part(package, part, &good);

    if (!good) {
        return NULL;
    }
    if (bytes.size == 0) {
        if (required) {
            broken(package, N_("it is no DOCX, or it is damaged or encrypted"));
        }
        return NULL;
    }
    package->reader = package->xml.open(bytes.bytes, (int)bytes.size, NULL, NULL,
                                        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                            XML_PARSE_COMPACT);
    if (package->reader == NULL) {
        arena_fail(package->arena);
    }
    const struct element *root = read_tree(package);
    close_reader(package);
    return root;
}

bool element_is(const struct element *element, const char *name)
{
    return strcmp(element->name, name) == 0;
}

const struct element *element_child(const struct element *element, const char *name)
{
    const struct element *child = element == NULL ? NULL : element->first;

    while (child != NULL && !element_is(child, name)) {
        child = child->next;
    }
    return child;
}

const char *element_attribute(const struct element *element, const char *name)
{
    const struct attribute *attribute = element == NULL ? NULL : element->attributes;

    while (attribute != NULL && strcmp(attribute->name, name) != 0) {
        attribute = attribute->next;
    }
    return attribute == NULL ? NULL : attribute->value;
}

const char *element_value(const struct element *element, const char *child)
{
    return element_attribute(element_child(element, child), "val");
}

bool element_flag(const struct element *element, const char *child)
{
    const struct element *found = element_child(element, child);
    const char *value = element_attribute(found, "val");

    return found != NULL &&
           (value == NULL ||
            (strcmp(value, "0") != 0 && strcmp(value, "false") != 0 && strcmp(value, "none") != 0));
}
