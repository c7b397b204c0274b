#include "sign/token.h"

#include "base/arena.h"
#include "base/diagnostic.h"
#include <p11-kit/iter.h>
#include <p11-kit/p11-kit.h>
#include <p11-kit/uri.h>
#include <stdlib.h>
#include <string.h>

enum {
    IDENTIFIER_ROOM = 256,     /* bytes of CKA_ID */
    CERTIFICATE_LIMIT = 65536, /* bytes */
    CERTIFICATES_LIMIT = 32,   /* of a token */
    SIGNATURE_ROOM = 2048,     /* bytes: RSA with 16384 bits */
};

struct token {
    const char *name; /* the URI */
    P11KitUri *uri;
    CK_FUNCTION_LIST **modules;
    CK_FUNCTION_LIST *module;
    CK_SLOT_ID slot;
    CK_SESSION_HANDLE session;
    bool is_open, is_logged_in;
    CK_OBJECT_HANDLE key;
    bool asks_again; /* CKA_ALWAYS_AUTHENTICATE */
    unsigned char identifier[IDENTIFIER_ROOM];
    CK_ULONG identifier_size;
    char label[33];
    const struct secret_source *secrets;
};

static void end_token(void *handle)
{
    struct token *token = handle;

    if (token->is_logged_in) {
        (void)token->module->C_Logout(token->session);
    }
    if (token->is_open) {
        (void)token->module->C_CloseSession(token->session);
    }
    if (token->modules != NULL) {
        p11_kit_modules_finalize_and_release(token->modules);
    }
    if (token->uri != NULL) {
        p11_kit_uri_free(token->uri);
    }
}

bool token_is_uri(const char *text)
{
    return strncmp(text, "pkcs11:", 7) == 0;
}

static bool fail(struct token *token, const char *why, struct diagnostics *diagnostics)
{
    REPORT(diagnostics, TOKEN_FAILED, (struct place){0}, token->name, message_translate(why));
    return false;
}

/* A text that PKCS #11 pads with blanks, without them. */
static void trim(char out[33], const unsigned char text[32])
{
    size_t size = 32;

    while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == 0)) {
        size--;
    }
    memcpy(out, text, size);
    out[size] = '\0';
}

/* The first slot whose token the URI names. */
static bool find_slot(struct token *token)
{
    for (CK_FUNCTION_LIST **at = token->modules; *at != NULL; at++) {
        CK_INFO library;
        CK_SLOT_ID slots[64];
        CK_ULONG count = sizeof slots / sizeof *slots;
        if ((*at)->C_GetInfo(&library) != CKR_OK ||
            !p11_kit_uri_match_module_info(token->uri, &library) ||
            (*at)->C_GetSlotList(CK_TRUE, slots, &count) != CKR_OK) {
            continue;
        }
        for (CK_ULONG i = 0; i < count; i++) {
            CK_TOKEN_INFO info;
            if ((*at)->C_GetTokenInfo(slots[i], &info) == CKR_OK &&
                (info.flags & CKF_TOKEN_INITIALIZED) != 0 &&
                p11_kit_uri_match_token_info(token->uri, &info)) {
                token->module = *at;
                token->slot = slots[i];
                trim(token->label, info.label);
                return true;
            }
        }
    }
    return false;
}

/* What the token tells of the tries that are left; many say nothing. */
static void tell_tries(struct token *token, struct diagnostics *diagnostics)
{
    CK_TOKEN_INFO info;

    if (token->module->C_GetTokenInfo(token->slot, &info) != CKR_OK) {
        return;
    }
    if ((info.flags & CKF_USER_PIN_LOCKED) != 0) {
        (void)fail(token, N_("its PIN is locked"), diagnostics);
    } else if ((info.flags & CKF_USER_PIN_FINAL_TRY) != 0) {
        (void)fail(token, N_("one try is left before its PIN is locked"), diagnostics);
    } else if ((info.flags & CKF_USER_PIN_COUNT_LOW) != 0) {
        (void)fail(token, N_("its PIN was wrong before; a few times more, and it is locked"),
                   diagnostics);
    }
}

/* Logs in as the user, or for a single use of the key. */
static bool log_in(struct token *token, CK_USER_TYPE user, struct diagnostics *diagnostics)
{
    struct secret secret = {.size = 0};
    CK_TOKEN_INFO info;

    if (token->module->C_GetTokenInfo(token->slot, &info) != CKR_OK) {
        return fail(token, N_("it does not answer"), diagnostics);
    }
    bool by_itself = (info.flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0; /* a keypad */
    if (user == CKU_USER && (info.flags & CKF_LOGIN_REQUIRED) == 0) {
        return true;
    }
    if (user == CKU_USER && (info.flags & CKF_USER_PIN_LOCKED) != 0) {
        return fail(token, N_("its PIN is locked"), diagnostics);
    }
    /* A token counts wrong PINs: it is tried once. */
    bool is_last = (info.flags & CKF_USER_PIN_FINAL_TRY) != 0;
    if (!by_itself &&
        !token->secrets->ask(token->secrets->context, token->label, is_last, &secret)) {
        return false;
    }
    CK_RV result = token->module->C_Login(token->session, user,
                                          by_itself ? NULL : (unsigned char *)secret.bytes,
                                          by_itself ? 0 : secret.size);
    secret_wipe(&secret);
    if (result == CKR_PIN_INCORRECT || result == CKR_PIN_LEN_RANGE || result == CKR_PIN_INVALID) {
        REPORT(diagnostics, KEY_PASSWORD, (struct place){0}, token->label);
        tell_tries(token, diagnostics);
        return false;
    }
    if (result == CKR_PIN_LOCKED) {
        return fail(token, N_("its PIN is locked"), diagnostics);
    }
    if (result != CKR_OK && result != CKR_USER_ALREADY_LOGGED_IN) {
        return fail(token, N_("it refuses the login"), diagnostics);
    }
    token->is_logged_in = token->is_logged_in || result == CKR_OK;
    return true;
}

/* Up to `limit` objects of a class that the URI's other attributes name; with `identifier`, those
 * that have the key's. */
static CK_ULONG find_objects(struct token *token, CK_OBJECT_CLASS class, bool by_uri,
                             bool by_identifier, CK_OBJECT_HANDLE *found, CK_ULONG limit)
{
    CK_ATTRIBUTE wanted[4] = {{CKA_CLASS, &class, sizeof class}};
    CK_ULONG count = 1;
    static const CK_ATTRIBUTE_TYPE named[] = {CKA_ID, CKA_LABEL};

    for (size_t i = 0; by_uri && i < 2; i++) {
        CK_ATTRIBUTE *attribute = p11_kit_uri_get_attribute(token->uri, named[i]);
        if (attribute != NULL) {
            wanted[count++] = *attribute;
        }
    }
    if (by_identifier) {
        wanted[count++] = (CK_ATTRIBUTE){CKA_ID, token->identifier, token->identifier_size};
    }
    CK_ULONG size = 0;
    if (token->module->C_FindObjectsInit(token->session, wanted, count) != CKR_OK) {
        return 0;
    }
    if (token->module->C_FindObjects(token->session, found, limit, &size) != CKR_OK) {
        size = 0;
    }
    (void)token->module->C_FindObjectsFinal(token->session);
    return size;
}

static bool find_key(struct token *token, struct diagnostics *diagnostics)
{
    CK_OBJECT_HANDLE found[2];
    CK_BBOOL always = CK_FALSE;
    CK_ATTRIBUTE identifier = {CKA_ID, token->identifier, sizeof token->identifier};
    CK_ATTRIBUTE again = {CKA_ALWAYS_AUTHENTICATE, &always, sizeof always};
    CK_ULONG count = find_objects(token, CKO_PRIVATE_KEY, true, false, found, 2);

    if (count != 1) {
        return fail(token,
                    count == 0 ? N_("it has no such private key")
                               : N_("it has more than one such private key; name one by id= or "
                                    "object="),
                    diagnostics);
    }
    token->key = found[0];
    if (token->module->C_GetAttributeValue(token->session, token->key, &identifier, 1) == CKR_OK) {
        token->identifier_size = identifier.ulValueLen;
    }
    if (token->module->C_GetAttributeValue(token->session, token->key, &again, 1) == CKR_OK) {
        token->asks_again = always == CK_TRUE;
    }
    return true;
}

struct token *token_open(struct arena *arena, const char *uri, const struct secret_source *secrets,
                         struct diagnostics *diagnostics)
{
    struct token *token = ARENA_NEW(arena, struct token);

    token->name = uri;
    token->secrets = secrets;
    arena_own(arena, token, end_token);
    token->uri = p11_kit_uri_new();
    if (token->uri == NULL ||
        p11_kit_uri_parse(uri, P11_KIT_URI_FOR_ANY, token->uri) != P11_KIT_URI_OK ||
        p11_kit_uri_any_unrecognized(token->uri)) {
        (void)fail(token, N_("this is no URI of PKCS #11"), diagnostics);
        return NULL;
    }
    if (p11_kit_uri_get_pin_value(token->uri) != NULL) {
        (void)fail(token, N_("a PIN does not belong on the command line, where all can read it"),
                   diagnostics);
        return NULL;
    }
    const char *path = p11_kit_uri_get_module_path(token->uri);
    if (path != NULL) { /* one module, known to the system or not */
        token->modules = calloc(2, sizeof(CK_FUNCTION_LIST *));
        if (token->modules != NULL) {
            token->modules[0] = p11_kit_module_load(path, 0);
        }
        if (token->modules != NULL && token->modules[0] != NULL &&
            p11_kit_module_initialize(token->modules[0]) != CKR_OK) {
            p11_kit_module_release(token->modules[0]);
            token->modules[0] = NULL;
        }
        if (token->modules != NULL && token->modules[0] == NULL) {
            free(token->modules);
            token->modules = NULL;
        }
    } else {
        token->modules = p11_kit_modules_load_and_initialize(0);
    }
    if (token->modules == NULL) {
        (void)fail(token, N_("its module cannot be loaded"), diagnostics);
        return NULL;
    }
    if (!find_slot(token)) {
        (void)fail(token, N_("it is not plugged in"), diagnostics);
        return NULL;
    }
    if (token->module->C_OpenSession(token->slot, CKF_SERIAL_SESSION, NULL, NULL,
                                     &token->session) != CKR_OK) {
        (void)fail(token, N_("it does not answer"), diagnostics);
        return NULL;
    }
    token->is_open = true;
    return log_in(token, CKU_USER, diagnostics) && find_key(token, diagnostics) ? token : NULL;
}

size_t token_certificates(struct token *token, struct arena *arena, struct string **certificates)
{
    CK_OBJECT_HANDLE found[2 * CERTIFICATES_LIMIT];
    CK_ULONG count = find_objects(token, CKO_CERTIFICATE, false, true, found, CERTIFICATES_LIMIT);
    size_t good = 0;

    count += find_objects(token, CKO_CERTIFICATE, false, false, found + count, CERTIFICATES_LIMIT);
    *certificates = ARENA_ARRAY(arena, struct string, count + 1);
    for (CK_ULONG i = 0; i < count; i++) {
        CK_ATTRIBUTE value = {CKA_VALUE, NULL, 0};
        if (token->module->C_GetAttributeValue(token->session, found[i], &value, 1) != CKR_OK ||
            value.ulValueLen == 0 || value.ulValueLen > CERTIFICATE_LIMIT) {
            continue;
        }
        char *bytes = arena_alloc(arena, value.ulValueLen);
        value.pValue = bytes;
        if (token->module->C_GetAttributeValue(token->session, found[i], &value, 1) == CKR_OK) {
            (*certificates)[good++] = (struct string){bytes, value.ulValueLen};
        }
    }
    return good;
}

bool token_sign(struct token *token, struct arena *arena, enum token_use use, struct string bytes,
                struct string *signature, struct diagnostics *diagnostics)
{
    CK_MECHANISM mechanism = {use == TOKEN_RSA ? CKM_RSA_PKCS : CKM_ECDSA, NULL, 0};
    unsigned char out[SIGNATURE_ROOM];
    CK_ULONG size = sizeof out;

    if (token->module->C_SignInit(token->session, &mechanism, token->key) != CKR_OK) {
        return fail(token, N_("it does not sign with this key"), diagnostics);
    }
    if (token->asks_again && !log_in(token, CKU_CONTEXT_SPECIFIC, diagnostics)) {
        return false;
    }
    if (token->module->C_Sign(token->session, (unsigned char *)bytes.bytes, bytes.size, out,
                              &size) != CKR_OK) {
        return fail(token, N_("it does not sign with this key"), diagnostics);
    }
    *signature = (struct string){arena_copy(arena, (const char *)out, size), size};
    return true;
}
