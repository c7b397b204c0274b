/*
 * Replays a fuzzer without libFuzzer: runs it over its corpus, and over mutations of it that are
 * the same in every run. Which fuzzer it is, is linked in; its corpus goes by the program's name:
 * replay_fuzz_report reads tests/fuzz/corpus/fuzz_report/. Results in the Test Anything Protocol.
 *
 *   replay_fuzz_NAME                 the corpus, and mutations for two seconds
 *   replay_fuzz_NAME FILE...         these files alone
 *   replay_fuzz_NAME --write FOLDER  writes the inputs that are made rather than committed, for
 *                                    libFuzzer
 *
 * Whatever ends the program early is a failure: prove misses the plan. What ran then is told, and
 * a mutation is left in a file to be made smaller and added to the corpus.
 */
#include "fuzz.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <time.h>

enum {
    INPUT_COUNT = 1024,           /* files of a corpus */
    INPUT_SIZE = 4 * 1024 * 1024, /* bytes of a file */
    MUTATION_ROUNDS = 2000,       /* mutations of each input at most */
    MUTATION_SECONDS = 2,
    HANG_SECONDS = 60, /* for one input, sanitizers included */
    PATH_ROOM = 1024,
};

struct input {
    char *name;
    uint8_t *bytes;
    size_t size;
};

struct corpus {
    struct input inputs[INPUT_COUNT];
    size_t count;
};

/* What runs now, for the handlers of signals: the only state that is not handed on. */
static struct {
    const char *program;
    const char *name;
    unsigned long round;
    const uint8_t *bytes; /* of a mutation; NULL: the file itself */
    size_t size;
} current;

/* ---- telling what went wrong ---- */

static void tell(const char *text)
{
    (void)!write(STDOUT_FILENO, text, strlen(text));
}

static void tell_current(void)
{
    char path[PATH_ROOM];

    tell("# ended by: ");
    tell(current.name == NULL ? "nothing that ran" : current.name);
    if (current.bytes != NULL) {
        (void)snprintf(path, sizeof path, "%s.%lu.crash", current.program, current.round);
        int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        (void)!write(descriptor, current.bytes, current.size);
        (void)close(descriptor);
        tell(", mutation in ");
        tell(path);
    }
    tell("\n");
}

static void on_signal(int number)
{
    tell(number == SIGALRM ? "# no end within the time\n" : "# crashed\n");
    tell_current();
    _exit(1);
}

/* Sanitizers end the program without a signal. */
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

static void watch(void)
{
    static const int signals[] = {SIGABRT, SIGALRM, SIGBUS, SIGFPE, SIGILL, SIGSEGV};

    if (__sanitizer_set_death_callback != NULL) {
        __sanitizer_set_death_callback(tell_current);
        (void)signal(SIGALRM, on_signal);
        return; /* the others are the sanitizer's to explain */
    }
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        (void)signal(signals[i], on_signal);
    }
}

static void run(const char *name, unsigned long round, const uint8_t *bytes, size_t size,
                bool mutated)
{
    current.name = name;
    current.round = round;
    current.bytes = mutated ? bytes : NULL;
    current.size = size;
    (void)alarm(HANG_SECONDS);
    (void)LLVMFuzzerTestOneInput(bytes, size);
    (void)alarm(0);
    current.name = NULL;
    current.bytes = NULL;
}

/* ---- the corpus ---- */

static void add_input(struct corpus *corpus, const char *name, uint8_t *bytes, size_t size)
{
    if (corpus->count == INPUT_COUNT) {
        tell("Bail out! the corpus is too large\n");
        exit(1);
    }
    corpus->inputs[corpus->count++] = (struct input){strdup(name), bytes, size};
}

static void read_input(struct corpus *corpus, const char *path, const char *name)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(INPUT_SIZE);

    if (file == NULL || bytes == NULL) {
        printf("Bail out! cannot read %s\n", path);
        exit(1);
    }
    size_t size = fread(bytes, 1, INPUT_SIZE, file);
    (void)fclose(file);
    /* Exactly its size, so that a sanitizer sees who reads on. */
    uint8_t *exact = malloc(size > 0 ? size : 1);
    if (exact == NULL) {
        exit(1);
    }
    memcpy(exact, bytes, size);
    free(bytes);
    add_input(corpus, name, exact, size);
}

static int compare_inputs(const void *a, const void *b)
{
    return strcmp(((const struct input *)a)->name, ((const struct input *)b)->name);
}

static void read_folder(struct corpus *corpus, const char *folder)
{
    DIR *directory = opendir(folder);
    const struct dirent *entry;
    char path[PATH_ROOM];

    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        if (entry->d_name[0] != '.') {
            if (snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) < PATH_ROOM) {
                read_input(corpus, path, entry->d_name);
            }
        }
    }
    if (directory != NULL) {
        (void)closedir(directory);
    }
    qsort(corpus->inputs, corpus->count, sizeof *corpus->inputs, compare_inputs);
}

static void make_inputs(struct corpus *corpus)
{
    char name[64];
    size_t size;

    for (unsigned number = 0; fuzz_make_input != NULL; number++) {
        uint8_t *bytes = fuzz_make_input(number, &size);
        if (bytes == NULL) {
            break;
        }
        (void)snprintf(name, sizeof name, "made-%u", number);
        add_input(corpus, name, bytes, size);
    }
}

static int write_inputs(const struct corpus *corpus, const char *folder)
{
    char path[PATH_ROOM];

    for (size_t i = 0; i < corpus->count; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, corpus->inputs[i].name);
        FILE *file = fopen(path, "wb");
        if (file == NULL || fwrite(corpus->inputs[i].bytes, 1, corpus->inputs[i].size, file) !=
                                corpus->inputs[i].size) {
            perror(path);
            return 1;
        }
        (void)fclose(file);
    }
    return 0;
}

/* ---- mutations ---- */

/* xorshift64*: small, and the same everywhere. */
static uint32_t chance(uint64_t *state, uint32_t below)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (uint32_t)((*state * 0x2545F4914F6CDD1DULL) >> 32) % (below > 0 ? below : 1);
}

struct mutation {
    uint64_t state;
    uint8_t *bytes;
    size_t size, room;
};

static void insert_bytes(struct mutation *mutation, size_t at, const uint8_t *bytes, size_t size)
{
    if (size > mutation->room - mutation->size) {
        size = mutation->room - mutation->size;
    }
    memmove(mutation->bytes + at + size, mutation->bytes + at, mutation->size - at);
    memcpy(mutation->bytes + at, bytes, size);
    mutation->size += size;
}

static void delete_bytes(struct mutation *mutation, size_t at, size_t size)
{
    if (size > mutation->size - at) {
        size = mutation->size - at;
    }
    memmove(mutation->bytes + at, mutation->bytes + at + size, mutation->size - at - size);
    mutation->size -= size;
}

/* A line (or up to 64 bytes) of another input. */
static void splice_line(struct mutation *mutation, const struct input *other, size_t at)
{
    size_t start = chance(&mutation->state, (uint32_t)other->size);
    size_t end = start;

    while (start > 0 && other->bytes[start - 1] != '\n' && end - start < 64) {
        start--;
    }
    while (end < other->size && other->bytes[end] != '\n' && end - start < 64) {
        end++;
    }
    if (end < other->size) {
        end++;
    }
    insert_bytes(mutation, at, other->bytes + start, end - start);
}

static void mutate(struct mutation *mutation, const struct corpus *corpus)
{
    static const uint8_t values[] = {0,   1,   0x7F, 0x80, 0xFF, '\n', ' ', ':', '-', '"', '\'',
                                     '{', '}', '[',  ']',  '#',  '*',  '&', '!', '|', '9'};
    static const char *const words[] = {"{{title}}",
                                        "{{",
                                        "}}",
                                        "9223372036854775807",
                                        "-1",
                                        "~",
                                        "<<",
                                        "：",
                                        "\xF0\xA0\x80\x80",
                                        "\xEF\xB8\x80",
                                        "\xE2\x80\x8B",
                                        "1字",
                                        "0行"};
    uint8_t piece[64];
    size_t at = chance(&mutation->state, (uint32_t)mutation->size);
    size_t size = 1 + chance(&mutation->state, sizeof piece);

    if (size > mutation->size - at) {
        size = mutation->size - at;
    }
    switch (chance(&mutation->state, 8)) {
    case 0:
        mutation->bytes[at] ^= (uint8_t)(1U << chance(&mutation->state, 8));
        break;
    case 1:
        mutation->bytes[at] = values[chance(&mutation->state, sizeof values)];
        break;
    case 2:
        delete_bytes(mutation, at, size);
        break;
    case 3:
        memcpy(piece, mutation->bytes + at, size);
        insert_bytes(mutation, at, piece, size);
        break;
    case 4:
        memset(mutation->bytes + at, values[chance(&mutation->state, 5)], size < 4 ? size : 4);
        break;
    case 5:
        if (chance(&mutation->state, 4) == 0) {
            mutation->size = at;
        }
        break;
    case 6: {
        const char *word = words[chance(&mutation->state, sizeof words / sizeof *words)];
        insert_bytes(mutation, at, (const uint8_t *)word, strlen(word));
        break;
    }
    default:
        splice_line(mutation, &corpus->inputs[chance(&mutation->state, (uint32_t)corpus->count)],
                    at);
        break;
    }
}

static uint64_t seed_of(const char *name, unsigned long round)
{
    uint64_t hash = 0xCBF29CE484222325ULL + round;

    for (; *name != '\0'; name++) {
        hash = (hash ^ (uint8_t)*name) * 0x100000001B3ULL;
    }
    return hash | 1;
}

static double seconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Round by round over all inputs, as far as the time goes; every run does the same in the same
 * order. Returns how many there were. */
static unsigned long run_mutations(const struct corpus *corpus)
{
    double end = seconds() + MUTATION_SECONDS;
    unsigned long count = 0;

    for (unsigned long round = 1; round <= MUTATION_ROUNDS; round++) {
        for (size_t i = 0; i < corpus->count; i++) {
            const struct input *input = &corpus->inputs[i];
            struct mutation mutation = {.state = seed_of(input->name, round),
                                        .size = input->size,
                                        .room = input->size + 1024};
            if (seconds() > end) {
                return count;
            }
            mutation.bytes = malloc(mutation.room);
            if (mutation.bytes == NULL) {
                return count;
            }
            memcpy(mutation.bytes, input->bytes, input->size);
            for (unsigned times = 1 + chance(&mutation.state, 4); times > 0 && mutation.size > 0;
                 times--) {
                mutate(&mutation, corpus);
            }
            run(input->name, round, mutation.bytes, mutation.size, true);
            free(mutation.bytes);
            count++;
        }
    }
    return count;
}

/* ---- the program ---- */

static void free_corpus(struct corpus *corpus)
{
    for (size_t i = 0; i < corpus->count; i++) {
        free(corpus->inputs[i].name);
        free(corpus->inputs[i].bytes);
    }
    free(corpus);
}

int main(int argc, char **argv)
{
    const char *slash = strrchr(argv[0], '/');
    const char *name = slash == NULL ? argv[0] : slash + 1;
    struct corpus *corpus = calloc(1, sizeof *corpus);
    char folder[PATH_ROOM];
    unsigned number = 0;

    if (corpus == NULL || strncmp(name, "replay_", 7) != 0) {
        return 1;
    }
    current.program = argv[0];
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    watch();
    (void)snprintf(folder, sizeof folder, "tests/fuzz/corpus/%s", name + 7);
    if (argc == 3 && strcmp(argv[1], "--write") == 0) {
        make_inputs(corpus);
        int status = write_inputs(corpus, argv[2]);
        free_corpus(corpus);
        return status;
    }
    for (int i = 1; i < argc; i++) {
        read_input(corpus, argv[i], argv[i]);
    }
    if (argc == 1) {
        read_folder(corpus, folder);
        make_inputs(corpus);
    }
    if (corpus->count == 0) {
        printf("Bail out! no corpus in %s\n", folder);
        free_corpus(corpus);
        return 1;
    }
    for (size_t i = 0; i < corpus->count; i++) {
        run(corpus->inputs[i].name, 0, corpus->inputs[i].bytes, corpus->inputs[i].size, false);
        printf("ok %u - %s\n", ++number, corpus->inputs[i].name);
    }
    if (argc == 1) {
        unsigned long count = run_mutations(corpus);
        printf("ok %u - mutations\n# %lu mutations\n", ++number, count);
    }
    printf("1..%u\n", number);
    free_corpus(corpus);
    return 0;
}
