#include "sign/secret.h"

#include <malloc.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

enum {
    GUARDED_ROOM = 131072, /* bytes; powers of 2 */
    GUARDED_LEAST = 32,
};

/* ---- Memory of OpenSSL's ---- */

static void *take(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return malloc(size);
}

static void give_back(void *bytes, const char *file, int line)
{
    (void)file;
    (void)line;
    if (bytes != NULL) {
        explicit_bzero(bytes, malloc_usable_size(bytes));
        free(bytes);
    }
}

static void *resize(void *bytes, size_t size, const char *file, int line)
{
    if (bytes == NULL) {
        return malloc(size);
    }
    if (size == 0) {
        give_back(bytes, file, line);
        return NULL;
    }
    size_t before = malloc_usable_size(bytes);
    void *larger = malloc(size);
    if (larger == NULL) {
        return NULL;
    }
    memcpy(larger, bytes, before < size ? before : size);
    give_back(bytes, file, line);
    return larger;
}

void secret_guard_memory(void)
{
    (void)CRYPTO_set_mem_functions(take, resize, give_back);
    (void)CRYPTO_secure_malloc_init(GUARDED_ROOM, GUARDED_LEAST);
}

/* ---- Secrets ---- */

void secret_wipe(struct secret *secret)
{
    OPENSSL_cleanse(secret, sizeof *secret);
}

void secret_wipe_bytes(void *bytes, size_t size)
{
    OPENSSL_cleanse(bytes, size);
}
