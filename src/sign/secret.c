#include "sign/secret.h"

#include <openssl/crypto.h>

void secret_wipe(struct secret *secret)
{
    OPENSSL_cleanse(secret, sizeof *secret);
}

void secret_wipe_bytes(void *bytes, size_t size)
{
    OPENSSL_cleanse(bytes, size);
}
