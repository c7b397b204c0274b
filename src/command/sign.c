/* gongwen sign and gongwen verify, as the user sees them. Both are run by gongwen-sign
 * (signer*.c), so that nothing else loads a library of cryptography. */
#include "command/command.h"

static const struct option_row sign_options[] = {
    {'o', "output", N_("FILE"), N_("write the signed document there"), "FILE"},
    {OPTION_KEY, "key", N_("KEY"), N_("sign with this key: a PKCS #12 or PEM file, or pkcs11:..."),
     "FILE"},
    {OPTION_CERTIFICATE, "cert", N_("FILE"),
     N_("its certificate and chain (PEM), where they are not with the key"), "FILE"},
    {OPTION_PIN, "pin-fd", N_("N"), N_("read the password or PIN from this file descriptor"), ""},
    {OPTION_TSA, "tsa", N_("URL"), N_("have the signature stamped by this time-stamping authority"),
     ""},
    {OPTION_LONG_TERM, "ltv", NULL,
     N_("add the chains' certificates and revocation lists, for later validation"), NULL},
    {OPTION_REASON, "reason", N_("TEXT"), N_("why it is signed"), ""},
    {OPTION_LOCATION, "location", N_("TEXT"), N_("where it is signed"), ""},
    {OPTION_NAME, "name", N_("TEXT"), N_("who signs (default: as the certificate has it)"), ""},
    {OPTION_CERTIFY, "certify", "no-changes|form|annotations",
     N_("what may still change afterwards (default: further signatures)"),
     "no-changes form annotations"},
    {OPTION_SEAL, "seal", N_("IMAGE"), N_("show this picture of a seal"), "FILE"},
    {OPTION_RECTANGLE, "rect", N_("PAGE,X,Y,W,H"),
     N_("show the signature there: mm from the page's top left corner"), ""},
    {OPTION_FIELD, "field", N_("NAME"), N_("sign in this empty field of the document"), ""},
    FINDINGS_OPTION,
    {0},
};

const struct command command_sign = {
    .name = "sign",
    .summary = N_("Sign a PDF: PAdES with RSA, ECDSA or SM2, one signature behind the other."),
    .arguments = N_("INPUT.pdf"),
    .details =
        N_("The password of a key or the PIN of a token is asked for on the terminal. Else it\n"
           "comes from --pin-fd or the variable GONGWEN_PIN, never from the command line.\n"
           "\n"
           "Sign with a file, and with a USB key:\n"
           "  gongwen sign report.pdf -o signed.pdf --key organ.p12\n"
           "  gongwen sign report.pdf -o signed.pdf --key 'pkcs11:token=seal;object=organ'\n"
           "With a seal that shows, 42 mm wide, on page 3, and a timestamp:\n"
           "  gongwen sign report.pdf -o signed.pdf --key organ.p12 --seal seal.png \\\n"
           "      --rect 3,110,180,42,42 --tsa http://tsa.example/\n"
           "The next organ signs signed.pdf; the last one may close it:\n"
           "  gongwen sign signed.pdf -o final.pdf --key second.p12 --certify no-changes\n"),
    .options = sign_options,
    .program = "gongwen-sign",
};

static const struct option_row verify_options[] = {
    {OPTION_TRUST, "trust", N_("PEM|DIR"),
     N_("trust these authorities: a PEM file, or a folder of such"), "FILE"},
    {'f', "format", "text|json", N_("how the result is printed (default: text)"), "text json"},
    FINDINGS_OPTION,
    {0},
};

const struct command command_verify = {
    .name = "verify",
    .summary = N_("Verify the signatures of a PDF, and tell what was changed behind them."),
    .arguments = N_("INPUT.pdf"),
    .details =
        N_("The exit status is 0 if there are signatures and all are good: intact, nothing\n"
           "changed since but what the signature allows, and with --trust the signer's chain\n"
           "leads to an authority that you named.\n"
           "\n"
           "  gongwen verify signed.pdf --trust authorities.pem\n"),
    .options = verify_options,
    .program = "gongwen-sign",
};
