/*
 * A PKCS #11 module for the tests: a token without keys that counts wrong PINs, as SoftHSM does
 * not. How many tries are left stands in the file $COUNTING_TOKEN, one digit.
 */
#include <p11-kit/pkcs11.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int tries_left(void)
{
    FILE *file = fopen(getenv("COUNTING_TOKEN"), "r");
    int digit = file == NULL ? '0' : fgetc(file);

    if (file != NULL) {
        (void)fclose(file);
    }
    return digit - '0';
}

static void set_tries(int left)
{
    FILE *file = fopen(getenv("COUNTING_TOKEN"), "w");

    if (file != NULL) {
        (void)fputc('0' + left, file);
        (void)fclose(file);
    }
}

static CK_RV initialize(void *arguments)
{
    (void)arguments;
    return CKR_OK;
}

static CK_RV get_info(CK_INFO *info)
{
    memset(info, ' ', sizeof *info);
    info->cryptokiVersion = (CK_VERSION){2, 40};
    info->flags = 0;
    return CKR_OK;
}

static CK_RV get_slots(unsigned char present, CK_SLOT_ID *slots, CK_ULONG *count)
{
    (void)present;
    if (slots != NULL) {
        slots[0] = 1;
    }
    *count = 1;
    return CKR_OK;
}

static CK_RV get_token(CK_SLOT_ID slot, CK_TOKEN_INFO *info)
{
    int left = tries_left();

    (void)slot;
    memset(info, ' ', sizeof *info);
    memcpy(info->label, "counting", 8);
    info->flags = CKF_TOKEN_INITIALIZED | CKF_LOGIN_REQUIRED |
                  (left == 0   ? CKF_USER_PIN_LOCKED
                   : left == 1 ? CKF_USER_PIN_FINAL_TRY
                   : left == 2 ? CKF_USER_PIN_COUNT_LOW
                               : 0);
    return CKR_OK;
}

static CK_RV open_session(CK_SLOT_ID slot, CK_FLAGS flags, void *application, CK_NOTIFY notify,
                          CK_SESSION_HANDLE *session)
{
    (void)slot;
    (void)flags;
    (void)application;
    (void)notify;
    *session = 1;
    return CKR_OK;
}

static CK_RV close_session(CK_SESSION_HANDLE session)
{
    (void)session;
    return CKR_OK;
}

static CK_RV log_in(CK_SESSION_HANDLE session, CK_USER_TYPE user, unsigned char *pin, CK_ULONG size)
{
    int left = tries_left();

    (void)session;
    (void)user;
    if (left == 0) {
        return CKR_PIN_LOCKED;
    }
    if (size != 6 || memcmp(pin, "123456", 6) != 0) {
        set_tries(left - 1);
        return CKR_PIN_INCORRECT;
    }
    set_tries(3);
    return CKR_OK;
}

static CK_RV find(CK_SESSION_HANDLE session, CK_ATTRIBUTE *wanted, CK_ULONG count)
{
    (void)session;
    (void)wanted;
    (void)count;
    return CKR_OK;
}

static CK_RV find_next(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *found, CK_ULONG room,
                       CK_ULONG *count)
{
    (void)session;
    (void)found;
    (void)room;
    *count = 0;
    return CKR_OK;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list)
{
    static CK_FUNCTION_LIST functions = {
        .version = {2, 40},
        .C_Initialize = initialize,
        .C_Finalize = initialize,
        .C_GetInfo = get_info,
        .C_GetFunctionList = C_GetFunctionList,
        .C_GetSlotList = get_slots,
        .C_GetTokenInfo = get_token,
        .C_OpenSession = open_session,
        .C_CloseSession = close_session,
        .C_Login = log_in,
        .C_Logout = close_session,
        .C_FindObjectsInit = find,
        .C_FindObjects = find_next,
        .C_FindObjectsFinal = close_session,
    };

    *list = &functions;
    return CKR_OK;
}
