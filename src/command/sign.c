/* gongwen sign and gongwen verify, as the user sees them. Both are run by gongwen-sign
 * (signer*.c), so that nothing else loads a library of cryptography. */
#include "command/command.h"

static const struct option_row sign_options[] = {
    SIGN_OPTIONS,
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
    {OPTION_REGENERATE, "regenerate", "tell|require|no",
     N_("whether the file can be made again from what it holds (default: tell)"),
     "tell require no"},
    {OPTION_FONT_FOLDER, "font-dir", N_("DIR"), N_("look for fonts in DIR first (may be repeated)"),
     "FILE"},
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
           "leads to an authority that you named. With --regenerate require also if the file can\n"
           "be made again from what it holds, byte for byte. Without --trust the system's\n"
           "authorities count; an unknown issuer is told and does not change the exit status.\n"
           "\n"
           "  gongwen verify signed.pdf --trust authorities.pem\n"),
    .options = verify_options,
    .program = "gongwen-sign",
};
