/* The painter `pdf`: content streams, fonts, metadata, and that the bytes are always the same. */
#include "output/painter.h"

#include "base/version.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "pdf_reader.h"
#include "sample_display.h"

static int set_up(void **state)
{
    struct sample *sample = calloc(1, sizeof *sample);

    sample_open(sample);
    *state = sample;
    return 0;
}

static int tear_down(void **state)
{
    sample_close(*state);
    free(*state);
    return 0;
}

static const struct face *face_of(struct sample *sample)
{
    const struct face *face = sample_face(sample);

    assert_non_null(face);
    return face;
}

static struct string paint(struct sample *sample)
{
    struct string pdf;

    assert_true(sample_paint(sample, &painter_pdf, 0, &pdf));
    assert_int_equal(sample->diagnostics->count, 0);
    return pdf;
}

static void assert_string(struct string string, struct string expected)
{
    if (string.size != expected.size || memcmp(string.bytes, expected.bytes, expected.size) != 0) {
        fail_msg("found (%.*s), expected (%.*s)", (int)string.size, string.bytes,
                 (int)expected.size, expected.bytes);
    }
}

static void test_the_file_as_a_whole(void **state)
{
    struct sample *sample = *state;

    sample_add_run(sample, face_of(sample), 79370, 118882, 16000, SAMPLE_BLACK, "一二三");
    struct string pdf = paint(sample);
    assert_memory_equal(pdf.bytes, "%PDF-1.7\n", 9);
    assert_memory_equal(pdf.bytes + pdf.size - 6, "%%EOF\n", 6);
    struct string page = pdf_page(pdf, 0);
    assert_false(pdf_has(page, "/MediaBox"));
    assert_true(pdf_has(pdf_follow(pdf, page, "/Parent "), "/MediaBox [0 0 595.276 841.89]\n"));
}

static void test_the_same_bytes_again(void **state)
{
    struct sample *sample = *state;

    sample_add_run(sample, face_of(sample), 79370, 118882, 16000, SAMPLE_BLACK, "一二三");
    struct string first = paint(sample), second = paint(sample);
    assert_string(first, second);
    sample->items[0].run.place.line++; /* places are not in the file */
    assert_string(paint(sample), first);

    /* any other difference gives another identifier */
    const char *id = pdf_find(first, "/ID [<");
    assert_non_null(id);
    assert_true(strspn(id + 6, "0123456789ABCDEF") == 32);
    assert_memory_equal(id + 6, id + 6 + 35, 32);
    sample->items[0].run.x++;
    struct string other = paint(sample);
    assert_memory_not_equal(pdf_find(other, "/ID [<"), id, 38);
    assert_null(pdf_find(first, "/ID [<00000000000000000000000000000000>"));
}

static void test_operators(void **state)
{
    struct sample *sample = *state;
    const struct face *face = face_of(sample);

    sample_add_run(sample, face, 79370, 118882, 16000, SAMPLE_BLACK, "一二一");
    sample_add_run(sample, face, 79370, 148491, 16000, SAMPLE_RED, "三");
    sample_add_rule(sample, 79370, 750000, 442205, 992, SAMPLE_RED);
    sample_add_rule(sample, 0, 0, 1000, 500, SAMPLE_BLACK);
    sample_add_run(sample, face, 0, 841890, 10500, SAMPLE_BLACK, "一");
    assert_string(pdf_content(sample->arena, paint(sample), 0),
                  STRING("/Title <</MCID 0>> BDC\n0 g\nBT\n/F1 16 Tf\n-0.207 Tc\n"
                         "1 0 0 1 79.37 723.008 Tm\n(\0\1\0\2\0\1)Tj\n"
                         "/C cs 0 0.8 0.8 0 scn\n1 0 0 1 79.37 693.399 Tm\n(\0\3)Tj\nET\nEMC\n"
                         "/Artifact <</Type /Layout>> BDC\n79.37 90.898 442.205 0.992 re f\n"
                         "0 g\n0 841.39 1 0.5 re f\nEMC\n"
                         "/Title <</MCID 1>> BDC\n"
                         "BT\n/F1 10.5 Tf\n1 0 0 1 0 0 Tm\n(\0\1)Tj\nET\nEMC\n"));
}

/* Every glyph of the page where the display list has it, within 2/1000 pt. */
static void assert_positions(struct sample *sample)
{
    static double widths[PDF_CODES];
    static struct pdf_glyph glyphs[PDF_GLYPHS];
    struct string pdf = paint(sample);
    size_t at = 0;

    pdf_widths(pdf, "/F1 ", widths);
    size_t count = pdf_glyphs(pdf_content(sample->arena, pdf, 0), widths, glyphs);
    for (size_t i = 0; i < sample->page.count; i++) {
        const struct display_run *run = &sample->items[i].run;
        for (size_t j = 0; j < run->count; j++, at++) {
            double x = (double)(run->x + run->glyphs[j].x) / 1000;
            double y = (double)(sample->page.height - run->y + run->glyphs[j].y) / 1000;
            assert_true(at < count);
            if (fabs(glyphs[at].x - x) > 0.00201 || fabs(glyphs[at].y - y) > 0.00001) {
                fail_msg("glyph %zu of run %zu at %.5f %.5f, not %.3f %.3f", j, i, glyphs[at].x,
                         glyphs[at].y, x, y);
            }
            assert_true(fabs(glyphs[at].size - (double)run->size / 1000) < 0.0001);
        }
    }
    assert_int_equal(at, count);
}

static void test_positions(void **state)
{
    static const char text[] = "关于2023年法治政府建设工作的报告，主要情况如下：一、";
    struct sample *sample = *state;
    const struct face *face = face_of(sample);
    struct display_glyph *glyphs[6];
    uint32_t random = 1;

    for (size_t i = 0; i < 6; i++) {
        glyphs[i] = sample_add_run(sample, face, 79370, 118882 + (length_t)i * 29609,
                                   i == 5 ? 42337 : 16000, SAMPLE_BLACK, text);
    }
    length_t x = 0;
    for (size_t j = 0; j < sample->items[0].run.count; j++) {
        random = random * 1664525 + 1013904223;
        glyphs[0][j].x = length_scale((length_t)j * 442205, 1, 28);
        glyphs[1][j].x = x;
        x += random >> 20; /* anything up to 4 pt */
        glyphs[2][j].x = 16000 * (length_t)j + (j >= 7 ? 4321 : 0);
        glyphs[3][j].x = 16000 * (length_t)j - (j % 3 == 1 ? 3333 : 0);
        glyphs[3][j].y = j % 4 == 1 ? 1500 : j % 4 == 2 ? -2750 : 0;
        glyphs[4][j].x = 100000 - 3007 * (length_t)j; /* backwards */
        glyphs[5][j].x += 123;
    }
    assert_positions(sample);
}

/* On the grid all is said by the character spacing: no number between glyphs. */
static void test_the_grid_needs_no_adjustments(void **state)
{
    struct sample *sample = *state;
    struct display_glyph *glyphs =
        sample_add_run(sample, face_of(sample), 79370, 118882, 16000, SAMPLE_BLACK,
                       "一二三四五六七八九十一二三四五六七八九十一二三四五六七八");

    for (size_t j = 0; j < 28; j++) {
        glyphs[j].x = length_scale((length_t)j * 442205, 1, 28);
    }
    struct string content = pdf_content(sample->arena, paint(sample), 0);
    assert_true(pdf_has(content, ")Tj\n"));
    assert_false(pdf_has(content, "TJ"));
    assert_positions(sample);
}

static struct string mapping_of(struct sample *sample, struct string pdf)
{
    return pdf_stream(sample->arena, pdf,
                      pdf_follow(pdf, pdf_font_named(pdf, "/F1 "), "/ToUnicode "));
}

static void test_text_of_codes(void **state)
{
    struct sample *sample = *state;
    const struct face *face = face_of(sample);
    struct display_glyph *glyphs =
        sample_add_run(sample, face, 79370, 118882, 16000, SAMPLE_BLACK, "一二𠮷一ab");

    glyphs[1].glyph = glyphs[0].glyph; /* two characters, one glyph */
    glyphs[4].text_size = 2;           /* one glyph, two characters */
    sample->items[0].run.count = 5;
    struct string pdf = paint(sample);
    assert_true(pdf_has(pdf_content(sample->arena, pdf, 0), "Tj"));
    assert_true(pdf_has(mapping_of(sample, pdf),
                        "4 beginbfchar\n<0001> <4E00>\n<0002> <4E8C>\n<0003> <D842DFB7>\n"
                        "<0004> <00610062>\nendbfchar\n"));
    assert_positions(sample);
}

/* Codes hold all bytes, also those that strings must escape. */
static void test_many_codes(void **state)
{
    enum { COUNT = 700 };
    static struct pdf_glyph shown[PDF_GLYPHS];
    static double widths[PDF_CODES];
    struct sample *sample = *state;
    struct buffer text = buffer_new(sample->arena);

    for (uint32_t i = 0; i < COUNT; i++) {
        buffer_add_character(&text, 0x4E00 + i);
    }
    struct display_glyph *glyphs =
        sample_add_run(sample, face_of(sample), 0, 118882, 16000, SAMPLE_BLACK, text.bytes);
    for (uint32_t i = 0; i < COUNT; i++) {
        glyphs[i].glyph = 1 + i;
    }
    struct string pdf = paint(sample);
    pdf_widths(pdf, "/F1 ", widths);
    assert_int_equal(pdf_glyphs(pdf_content(sample->arena, pdf, 0), widths, shown), COUNT);
    for (unsigned i = 0; i < COUNT; i++) {
        assert_int_equal(shown[i].code, i + 1);
    }
    struct string mapping = mapping_of(sample, pdf);
    assert_true(pdf_has(mapping, "\n100 beginbfchar\n<0001> <4E00>\n<0002> <4E01>\n"));
    assert_true(pdf_has(mapping, "\n<0064> <4E63>\nendbfchar\n100 beginbfchar\n<0065> <4E64>\n"));
    assert_true(pdf_has(mapping, "\n<02BC> <50BB>\nendbfchar\nendcmap\n"));
    assert_positions(sample);
}

static void test_spans_of_text(void **state)
{
    struct sample *sample = *state;
    struct display_glyph *glyphs =
        sample_add_run(sample, face_of(sample), 79370, 118882, 16000, SAMPLE_BLACK, "一ab二");

    glyphs[1].text_size = 2; /* two glyphs together show two characters */
    glyphs[2].text_size = 0;
    struct string pdf = paint(sample);
    struct string content = pdf_content(sample->arena, pdf, 0);
    const char *span = pdf_find(content, "Tj\n/Span <</ActualText <FEFF00610062>>> BDC\n");
    const char *end = pdf_find(content, "]TJ\nEMC\n");
    assert_true(span != NULL && end != NULL && span < end);
    /* the codes within have text of their own, where a reader does not know spans */
    assert_true(
        pdf_has(mapping_of(sample, pdf), "<0002> <00610062>\n<0003> <200B>\n<0004> <4E8C>\n"));
    assert_positions(sample);
}

static void test_long_clusters_are_spans(void **state)
{
    struct sample *sample = *state;
    char text[101];

    memset(text, 'x', 100);
    text[100] = '\0';
    struct display_glyph *glyphs =
        sample_add_run(sample, face_of(sample), 79370, 118882, 16000, SAMPLE_BLACK, text);
    glyphs[0].text_size = 100;
    sample->items[0].run.count = 1;
    struct string pdf = paint(sample);
    struct string content = pdf_content(sample->arena, pdf, 0);
    assert_true(pdf_has(content, "/Span <</ActualText <FEFF00780078"));
    assert_true(pdf_has(content, "0078>>> BDC\n("));
    assert_true(pdf_has(mapping_of(sample, pdf), "1 beginbfchar\n<0001> <200B>\n"));
}

static void test_font_objects(void **state)
{
    struct sample *sample = *state;

    sample_add_run(sample, face_of(sample), 79370, 118882, 16000, SAMPLE_BLACK, "一二三");
    struct string pdf = paint(sample);
    struct string font = pdf_font_named(pdf, "/F1 ");
    assert_true(pdf_has(font, "/Subtype /Type0\n"));
    assert_true(pdf_has(font, "/Encoding /Identity-H\n"));
    const char *name = pdf_find(font, "/BaseFont /");
    assert_true(strspn(name + 11, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 6);
    assert_int_equal(name[17], '+');
    struct string descendant = pdf_follow(pdf, font, "/DescendantFonts ");
    assert_true(pdf_has(descendant, "/Subtype /CIDFontType0\n"));
    struct string descriptor = pdf_follow(pdf, descendant, "/FontDescriptor ");
    assert_true(pdf_has(descriptor, "/Flags 4\n") || pdf_has(descriptor, "/Flags 6\n"));
    struct string program = pdf_follow(pdf, descriptor, "/FontFile3 ");
    assert_true(pdf_has(program, "/Subtype /CIDFontType0C\n"));
    assert_memory_equal(pdf_stream(sample->arena, pdf, program).bytes, "\1\0\4\4", 4);
}

static void test_too_many_codes(void **state)
{
    enum { COUNT = 65535 };
    struct sample *sample = *state;
    const struct face *face = face_of(sample);
    struct display_glyph *glyphs = ARENA_ARRAY(sample->arena, struct display_glyph, COUNT);
    struct buffer text = buffer_new(sample->arena);
    struct string pdf;

    for (uint32_t i = 0; i < COUNT; i++) {
        glyphs[i] = (struct display_glyph){.glyph = 1, .text_offset = (uint32_t)text.size};
        buffer_add_character(&text, 0x20000 + i);
        glyphs[i].text_size = (uint32_t)text.size - glyphs[i].text_offset;
    }
    *sample_item(sample) = (struct display_item){.run = {.face = face,
                                                         .size = 16000,
                                                         .glyphs = glyphs,
                                                         .count = COUNT - 1,
                                                         .text = buffer_string(&text)}};
    assert_true(sample_paint(sample, &painter_pdf, 0, &pdf));
    sample->items[0].run.count = COUNT;
    assert_false(sample_paint(sample, &painter_pdf, 0, &pdf));
    assert_int_equal(sample->diagnostics->count, 1);
    assert_int_equal(sample->diagnostics->items[0]->message, OUTPUT_GLYPH_LIMIT);
}

static void test_metadata(void **state)
{
    struct sample *sample = *state;

    sample->list.metadata.title = "标题 <&> \U0001F600";
    struct string pdf = paint(sample);
    assert_true(pdf_has(pdf, "/Producer (gongwen " GONGWEN_VERSION ")\n"));
    assert_true(pdf_has(pdf, "/Title <FEFF68079898"
                             "0020003C0026003E0020D83DDE00>\n"));
    assert_true(pdf_has(pdf, "/Author <FEFF533A653F5E9C529E516C5BA4>\n"));
    assert_true(pdf_has(pdf, "/CreationDate (D:20240103000000+08'00')\n"));
    assert_true(pdf_has(pdf, "/ModDate (D:20240103000000+08'00')\n"));
    struct string catalog = pdf_catalog(pdf);
    assert_true(pdf_has(catalog, "/Lang (zh-CN)\n"));
    assert_true(pdf_has(catalog, "/ViewerPreferences <</DisplayDocTitle true>>\n"));
    struct string xmp = pdf_stream(sample->arena, pdf, pdf_follow(pdf, catalog, "/Metadata "));
    assert_true(pdf_has(xmp, ">标题 &lt;&amp;&gt; \U0001F600</rdf:li>"));
    assert_true(pdf_has(xmp, "<rdf:li>区政府办公室</rdf:li>"));
    assert_true(pdf_has(xmp, "<xmp:CreateDate>2024-01-03T00:00:00+08:00</xmp:CreateDate>"));
    assert_true(pdf_has(xmp, "<pdf:Producer>gongwen " GONGWEN_VERSION "</pdf:Producer>"));
}

/* Nothing is made up: no clock, no empty strings, no damage by what is odd. */
static void test_metadata_that_is_absent_or_odd(void **state)
{
    struct sample *sample = *state;

    sample->list.metadata = (struct display_metadata){.title = "\xFF\x01ok", .language = "a(b"};
    struct string pdf = paint(sample);
    assert_true(pdf_has(pdf, "/Title <FEFFFFFD006F006B>\n"));
    assert_false(pdf_has(pdf, "/Author"));
    assert_false(pdf_has(pdf, "ModDate"));
    assert_false(pdf_has(pdf, "/Lang"));
    assert_false(pdf_has(pdf, "dc:creator"));
    sample->list.metadata = (struct display_metadata){.year = 2024, .month = 13};
    pdf = paint(sample);
    assert_false(pdf_has(pdf, "ModDate"));
    assert_false(pdf_has(pdf, "ModifyDate"));
    assert_true(pdf_has(pdf, "/Title <FEFF516C6587>\n")); /* a document has a title */
}

static struct string item_titled(struct string pdf, const char *title)
{
    const char *at = pdf_find(pdf, title);

    assert_non_null(at);
    while (memcmp(at, "<<\n", 3) != 0) {
        at--;
    }
    return (struct string){at, (size_t)(strstr(at, "endobj") - at)};
}

static void test_outline(void **state)
{
    struct display_node nodes[] = {
        {.role = ROLE_DOCUMENT},
        {.role = ROLE_TITLE, .text = STRING("T")},
        {.role = ROLE_HEADING, .level = 1, .text = STRING("1"), .y = 104882},
        {.role = ROLE_HEADING, .level = 2, .text = STRING("1.1"), .y = 200000},
        {.role = ROLE_HEADING, .level = 4, .text = STRING("1.1.1"), .y = 300000},
        {.role = ROLE_PARAGRAPH, .text = STRING("P")},
        {.role = ROLE_HEADING, .level = 1, .text = STRING("2"), .page = 0},
        {.role = ROLE_HEADING, .level = 1, .text = STRING("lost"), .page = 7},
    };
    struct sample *sample = *state;

    sample->list.nodes = nodes;
    sample->list.node_count = sizeof nodes / sizeof *nodes;
    struct string pdf = paint(sample);
    struct string root = pdf_follow(pdf, pdf_catalog(pdf), "/Outlines ");
    assert_true(pdf_has(root, "/Count 4\n"));
    struct string first = pdf_follow(pdf, root, "/First ");
    assert_true(pdf_has(first, "/Title <FEFF0031>\n"));
    assert_true(pdf_has(first, " 0 R /XYZ 79.37 737.008 0]\n"));
    struct string second = pdf_follow(pdf, first, "/First ");
    assert_true(pdf_has(second, "/Title <FEFF0031002E0031>\n"));
    assert_true(pdf_has(pdf_follow(pdf, second, "/First "), "<FEFF0031002E0031002E0031>"));
    assert_true(pdf_has(pdf_follow(pdf, root, "/Last "), "/Title <FEFF0032>\n"));
    assert_false(pdf_has(item_titled(pdf, "<FEFF0032>"), "/First"));
    assert_false(pdf_has(pdf, "<FEFF0054>"));

    sample->list.node_count = 2;
    assert_false(pdf_has(paint(sample), "/Outlines"));
}

static void assert_labels(struct sample *sample, const char *const *labels, size_t count,
                          const char *expected)
{
    struct display_page *pages = ARENA_ARRAY(sample->arena, struct display_page, count);

    for (size_t i = 0; i < count; i++) {
        pages[i] = sample->page;
        pages[i].label = labels[i];
    }
    sample->list.pages = pages;
    sample->list.page_count = count;
    struct string catalog = pdf_catalog(paint(sample));
    if (expected == NULL) {
        assert_false(pdf_has(catalog, "/PageLabels"));
    } else if (!pdf_has(catalog, expected)) {
        fail_msg("no %s in %.*s", expected, (int)catalog.size, catalog.bytes);
    }
}

static void test_page_labels(void **state)
{
    assert_labels(*state, (const char *const[]){"1", "2", "3"}, 3,
                  "/PageLabels <</Nums [\n0 <</S /D /St 1>>\n]>>\n");
    assert_labels(*state, (const char *const[]){"", "1", "2", "", "", "5"}, 6,
                  "/Nums [\n0 <<>>\n1 <</S /D /St 1>>\n3 <<>>\n5 <</S /D /St 5>>\n]>>");
    assert_labels(*state, (const char *const[]){"A-1", "A-2", "B-2", "附", "附", "07"}, 6,
                  "/Nums [\n0 <</P <FEFF0041002D>/S /D /St 1>>\n2 <</P <FEFF0042002D>/S /D "
                  "/St 2>>\n3 <</P <FEFF9644>>>\n5 <</P <FEFF0030>/S /D /St 7>>\n]>>");
    assert_labels(*state, (const char *const[]){"99999999999999999999"}, 1,
                  "/Nums [\n0 <</P <FEFF00390039");
    assert_labels(*state, (const char *const[]){"", NULL}, 2, NULL);
}

static void test_many_pages_of_two_sizes(void **state)
{
    enum { COUNT = 150 };
    struct sample *sample = *state;
    struct display_page *pages = ARENA_ARRAY(sample->arena, struct display_page, COUNT);

    sample_add_run(sample, face_of(sample), 79370, 118882, 16000, SAMPLE_BLACK, "一二三");
    for (size_t i = 0; i < COUNT; i++) {
        pages[i] = sample->page;
        if (i >= 100) {
            pages[i].width = sample->page.height;
            pages[i].height = sample->page.width;
        }
    }
    sample->list.pages = pages;
    sample->list.page_count = COUNT;
    struct string pdf = paint(sample);
    assert_true(pdf_has(pdf_follow(pdf, pdf_catalog(pdf), "/Pages "), "/Count 150\n"));
    for (size_t i = 0; i < COUNT; i += 33) {
        struct string node = pdf_follow(pdf, pdf_page(pdf, i), "/Parent ");
        assert_true(pdf_has(node, i < 100 ? "/MediaBox [0 0 595.276 841.89]\n"
                                          : "/MediaBox [0 0 841.89 595.276]\n"));
        assert_true(
            pdf_has(pdf_content(sample->arena, pdf, i), i < 100 ? " 723.008 Tm" : " 476.394 Tm"));
    }
}

static void test_no_pages(void **state)
{
    struct sample *sample = *state;
    struct string pdf;

    sample->list.page_count = 0;
    assert_false(sample_paint(sample, &painter_pdf, 0, &pdf));
    assert_int_equal(sample->diagnostics->items[0]->message, OUTPUT_FAILED);
}

static void test_empty_runs(void **state)
{
    struct sample *sample = *state;

    sample_add_run(sample, face_of(sample), 79370, 118882, 16000, SAMPLE_BLACK, "");
    sample_add_run(sample, face_of(sample), 79370, 118882, 0, SAMPLE_BLACK, "一");
    assert_string(pdf_content(sample->arena, paint(sample), 0), STRING(""));
}

/* Memory may be out at any moment: the painting ends and leaves nothing behind. */
static void test_memory_that_is_out(void **state)
{
    struct sample *sample = *state;
    const struct paint_options options = {0};
    volatile size_t failures = 0;
    volatile bool good = false;

    sample_add_run(sample, face_of(sample), 79370, 118882, 16000, SAMPLE_BLACK, "一二三a");
    for (volatile size_t limit = 0x1000; !good; limit += 1000) {
        struct arena *arena = arena_new(limit);
        jmp_buf guard;
        if (setjmp(guard) == 0) {
            arena_guard(arena, &guard);
            struct buffer out = buffer_new(arena);
            good = painter_pdf.paint(arena, &sample->list, 0, &options, &out, sample->diagnostics);
            assert_true(good);
        } else {
            failures++;
        }
        arena_free(arena);
    }
    assert_true(failures > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_file_as_a_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_same_bytes_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_operators, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_positions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_grid_needs_no_adjustments, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_text_of_codes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_many_codes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_spans_of_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_long_clusters_are_spans, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_font_objects, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_too_many_codes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_metadata, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_metadata_that_is_absent_or_odd, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_outline, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_page_labels, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_many_pages_of_two_sizes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_pages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_empty_runs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_memory_that_is_out, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
