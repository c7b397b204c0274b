/*
 * Colours (ISO 32000-1, 8.6; ISO 19005-2, 6.2.4).
 *
 * The document is meant for sRGB, which is the output intent: grey and red, green, blue are colours
 * of it. Process colours are printed as they are written (the red of official documents is magenta
 * and yellow, GB/T 9704 6.1), but archival PDF allows no more than one device, so they are DeviceN
 * with the names of the process colorants: a press takes them for its own plates, a screen computes
 * what screen.h does.
 */
#include "output/pdf_private.h"

#include "base/arena.h"

/* sRGB as an ICC profile of version 2, from Debian's icc-profiles-free; the Makefile makes it. */
static const unsigned char profile[] = {
#include "colour_profile.h"
};

/* C M Y K to R G B, each (1 - ink) (1 - black). */
static const char tint[] = "{1 exch sub 4 1 roll\n"
                           "1 exch sub 3 index mul 3 1 roll\n"
                           "1 exch sub 3 index mul exch\n"
                           "1 exch sub 4 -1 roll mul\n"
                           "exch 3 -1 roll}";

bool pdf_open_process(struct pdf *pdf)
{
    static const char entries[] = "/FunctionType 4\n/Domain [0 1 0 1 0 1 0 1]\n"
                                  "/Range [0 1 0 1 0 1]\n";

    if (pdf->process == NULL) {
        pdf->process = pdf_add_stream(pdf, entries, STRING(tint), true);
    }
    return pdf->process != NULL || pdf_give_up(pdf);
}

bool pdf_add_process_space(struct pdf *pdf, struct buffer *out)
{
    if (!pdf_open_process(pdf)) {
        return false;
    }
    buffer_add_string(out, "[/DeviceN [/Cyan /Magenta /Yellow /Black] /DeviceRGB ");
    pdf_add_reference(out, pdf->process);
    buffer_add_byte(out, ']');
    return true;
}

void pdf_add_colour_resources(struct pdf *pdf, struct buffer *out)
{
    if (pdf->process != NULL) {
        buffer_add_string(out, "/ColorSpace <</C ");
        (void)pdf_add_process_space(pdf, out);
        buffer_add_string(out, ">>\n");
    }
}

bool pdf_add_intent(struct pdf *pdf, struct buffer *out)
{
    struct string bytes = {(const char *)profile, sizeof profile};
    HPDF_Dict stream = pdf_add_stream(pdf, "/N 3\n", bytes, true);

    if (stream == NULL) {
        return pdf_give_up(pdf);
    }
    buffer_add_string(out, "/OutputIntents [<</Type /OutputIntent /S /GTS_PDFA1\n"
                           "/OutputConditionIdentifier (sRGB IEC61966-2.1) "
                           "/Info (sRGB IEC61966-2.1)\n/DestOutputProfile ");
    pdf_add_reference(out, stream);
    buffer_add_string(out, ">>]\n");
    return true;
}
