/*
 * Keys on tokens (PKCS#11, ISO/IEC and OASIS): USB keys, smart cards, and SoftHSM in tests. They
 * are named by URIs (RFC 7512). The key never leaves the token.
 *
 * The only file of this folder that knows p11-kit, which finds the modules that the system has.
 */
#ifndef GONGWEN_SIGN_TOKEN_H
#define GONGWEN_SIGN_TOKEN_H

#include "base/buffer.h"
#include "sign/secret.h"
#include <stdbool.h>

struct arena;
struct diagnostics;
struct token;

/* How the key is used. */
enum token_use {
    TOKEN_RSA,  /* PKCS#1 v1.5 over a DigestInfo */
    TOKEN_ECDSA /* over a digest; the signature is r and s, one behind the other */
};

/* Whether this names an object of a token. */
bool token_is_uri(const char *text);

/* Opens the token that has the private key of the URI, logs in and finds the key. Reports and
 * returns NULL. The arena closes it. */
struct token *token_open(struct arena *arena, const char *uri, const struct secret_source *secrets,
                         struct diagnostics *diagnostics);

/* The certificates of the token in DER: first those with the identifier of the key. In the arena.
 */
size_t token_certificates(struct token *token, struct arena *arena, struct string **certificates);

/* Signs; reports and returns false. */
bool token_sign(struct token *token, struct arena *arena, enum token_use use, struct string bytes,
                struct string *signature, struct diagnostics *diagnostics);

#endif
