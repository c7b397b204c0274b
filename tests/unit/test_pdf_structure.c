/* The tags of a PDF: marked content, the structure tree, and what the conformances differ in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

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

static struct string paint_with(struct sample *sample, const struct paint_options *options)
{
    struct buffer out = buffer_new(sample->arena);

    assert_true(
        painter_pdf.paint(sample->arena, &sample->list, 0, options, &out, sample->diagnostics));
    assert_int_equal(sample->diagnostics->count, 0);
    return buffer_string(&out);
}

static struct string paint(struct sample *sample)
{
    return paint_with(sample, &(struct paint_options){0});
}

/* Text of a node. */
static void add_text(struct sample *sample, uint32_t node, const char *text)
{
    const struct face *face = sample_face(sample);

    assert_non_null(face);
    (void)sample_add_run(sample, face, 79370, 118882, 16000, SAMPLE_BLACK, text);
    sample->items[sample->page.count - 1].node = node;
}

static void take_nodes(struct sample *sample, const struct display_node *nodes, size_t count)
{
    sample->list.nodes = nodes;
    sample->list.node_count = count;
}

/* The element as far as its type, what it holds and its attributes go, its children behind it. */
static void add_element(struct arena *arena, struct string pdf, unsigned number, struct buffer *out)
{
    struct string element = pdf_object(pdf, number);
    const char *type = pdf_find(element, "/S /") + 4;
    const char *attributes = pdf_find(element, "/A <<");
    const char *kids = pdf_find(element, "/K [");

    buffer_add(out, type, strcspn(type, "\n"));
    if (attributes != NULL) {
        buffer_add(out, attributes + 2, strcspn(attributes + 2, "\n"));
    }
    buffer_add_byte(out, '(');
    for (kids = kids == NULL ? "]" : kids + 4; *kids != ']';) {
        char *end;
        unsigned long value = strtoul(kids, &end, 10);
        if (*kids == '<') {
            kids = strstr(kids, "/MCID ");
            value = strtoul(kids + 6, &end, 10);
            buffer_format(out, "p%lu", value);
            end = strstr(end, ">>") + 2;
        } else if (strncmp(end, " 0 R", 4) == 0) {
            add_element(arena, pdf, (unsigned)value, out);
            end += 4;
        } else {
            buffer_format(out, "%lu", value);
        }
        kids = end + strspn(end, " ");
        buffer_add_string(out, *kids == ']' ? "" : " ");
    }
    buffer_add_byte(out, ')');
}

static const char *tree_of(struct sample *sample, struct string pdf)
{
    struct buffer out = buffer_new(sample->arena);
    struct string root = pdf_follow(pdf, pdf_catalog(pdf), "/StructTreeRoot ");

    add_element(sample->arena, pdf, pdf_reference(root, "/K ["), &out);
    return buffer_string(&out).bytes;
}

static void test_elements_in_reading_order(void **state)
{
    static const struct display_node nodes[] = {
        {.role = ROLE_DOCUMENT},
        {.role = ROLE_TITLE},
        {.role = ROLE_SECTION},
        {.role = ROLE_HEADING, .parent = 2, .level = 1},
        {.role = ROLE_PARAGRAPH, .parent = 2},
        {.role = ROLE_REFERENCE, .parent = 4},
        {.role = ROLE_NOTE, .parent = 4},
        {.role = ROLE_PARAGRAPH}, /* shows nothing */
        {.role = ROLE_PARAGRAPH},
    };
    struct sample *sample = *state;

    take_nodes(sample, nodes, 9);
    add_text(sample, 8, "先");
    add_text(sample, 1, "题");
    add_text(sample, 3, "一");
    add_text(sample, 4, "文");
    add_text(sample, 4, "字"); /* goes on */
    add_text(sample, 5, "①");
    add_text(sample, 6, "①"); /* between the text, but read behind it */
    add_text(sample, 4, "。");
    add_text(sample, 0, "1");
    struct string pdf = paint(sample);
    assert_string_equal(tree_of(sample, pdf),
                        "Document(Title(1) Sect(H2(2) P(3 Reference(4) 6 Note(5))) P(0))");
    struct string content = pdf_content(sample->arena, pdf, 0);
    assert_true(pdf_has(content, "/Reference <</MCID 4>> BDC\n"));
    assert_true(pdf_has(content, "/Artifact <</Type /Pagination>> BDC\n"));
    struct string root = pdf_follow(pdf, pdf_catalog(pdf), "/StructTreeRoot ");
    assert_true(pdf_has(root, "/RoleMap <</Title /H1>>\n"));
    assert_true(pdf_has(root, "(note000000006) "));
    assert_true(pdf_has(pdf_page(pdf, 0), "/StructParents 0\n"));
    assert_true(pdf_has(pdf_page(pdf, 0), "/Tabs /S\n"));
    assert_true(pdf_has(pdf_catalog(pdf), "/MarkInfo <</Marked true>>\n"));
}

/* Levels of headings follow each other without a gap, from the first one on. */
static void test_levels_of_headings(void **state)
{
    static const struct display_node nodes[] = {
        {.role = ROLE_DOCUMENT},
        {.role = ROLE_HEADING, .level = 3},
        {.role = ROLE_HEADING, .level = 3},
        {.role = ROLE_HEADING, .level = 9},
        {.role = ROLE_HEADING, .level = 1},
        {.role = ROLE_HEADING, .level = 2},
    };
    struct sample *sample = *state;

    take_nodes(sample, nodes, 6);
    for (uint32_t i = 1; i < 6; i++) {
        add_text(sample, i, "一");
    }
    assert_string_equal(tree_of(sample, paint(sample)), "Document(H1(0) H2(1) H3(2) H1(3) H2(4))");
}

static void test_tables(void **state)
{
    static const struct display_node nodes[] = {
        {.role = ROLE_DOCUMENT},
        {.role = ROLE_TABLE},
        {.role = ROLE_CAPTION, .parent = 1},
        {.role = ROLE_TABLE_HEAD, .parent = 1},
        {.role = ROLE_ROW, .parent = 3},
        {.role = ROLE_HEAD_CELL, .parent = 4, .columns = 2},
        {.role = ROLE_TABLE_BODY, .parent = 1},
        {.role = ROLE_ROW, .parent = 6},
        {.role = ROLE_HEAD_CELL, .parent = 7, .heads_row = true, .rows = 2},
        {.role = ROLE_CELL, .parent = 7}, /* empty */
        {.role = ROLE_ROW, .parent = 6},  /* covered */
        {.role = ROLE_CELL, .parent = 10, .rows = 1, .columns = 1},
    };
    struct sample *sample = *state;

    take_nodes(sample, nodes, 12);
    add_text(sample, 2, "表");
    add_text(sample, 11, "末"); /* drawn before the others */
    add_text(sample, 5, "头");
    add_text(sample, 8, "栏");
    assert_string_equal(tree_of(sample, paint(sample)),
                        "Document(Table(Caption(0) THead(TR("
                        "TH <</O /Table /Scope /Column /ColSpan 2>>(2))) TBody(TR("
                        "TH <</O /Table /Scope /Row /RowSpan 2>>(3) TD()) TR(TD(1)))))");
}

static void test_figures(void **state)
{
    static const struct display_node nodes[] = {
        {.role = ROLE_DOCUMENT},
        {.role = ROLE_FIGURE, .text = STRING("饼图")},
        {.role = ROLE_FIGURE},
    };
    struct sample *sample = *state;

    take_nodes(sample, nodes, 3);
    sample_add_rule(sample, 100000, 200000, 50000, 10000, SAMPLE_RED);
    sample->items[0].node = 1;
    (void)sample_add_path(sample, 90000, 215000);
    sample->items[1].node = 1;
    add_text(sample, 2, "图");
    struct string pdf = paint(sample);
    assert_string_equal(tree_of(sample, pdf), "Document(Figure <</O /Layout /Placement /Block "
                                              "/BBox [90 616.89 150 641.89]>>(0) Figure(1))");
    assert_true(pdf_has(pdf, "/Alt <FEFF997C56FE>\n"));
    assert_true(pdf_has(pdf, "/Alt <FEFF56FE>\n"));
}

/* An element over two pages is one; the parent tree has leaves where there are many pages. */
static void test_many_pages(void **state)
{
    enum { PAGES = 130 };
    static const struct display_node nodes[] = {{.role = ROLE_DOCUMENT}, {.role = ROLE_PARAGRAPH}};
    static struct display_page pages[PAGES];
    struct sample *sample = *state;

    take_nodes(sample, nodes, 2);
    add_text(sample, 1, "字");
    for (size_t i = 0; i < PAGES; i++) {
        pages[i] = sample->page;
    }
    sample->list.pages = pages;
    sample->list.page_count = PAGES;
    struct string pdf = paint(sample);
    assert_memory_equal(tree_of(sample, pdf), "Document(P(0 p0 p0 ", 19);
    struct string root = pdf_follow(pdf, pdf_catalog(pdf), "/StructTreeRoot ");
    assert_true(pdf_has(root, "/ParentTreeNextKey 130\n"));
    struct string leaf = pdf_follow(pdf, root, "/Kids [");
    assert_true(pdf_has(leaf, "/Limits [0 63]\n/Nums [\n0 ["));
    assert_true(pdf_has(pdf, "/Limits [128 129]\n"));
}

static void add_field(struct sample *sample, uint32_t node, const char *name)
{
    *sample_item(sample) = (struct display_item){
        .kind = DISPLAY_FIELD,
        .node = node,
        .field = {.name = name, .x = 100000, .y = 200000, .width = 42000, .height = 41000}};
}

/* A field is a widget of the page where it stands, and an element of the document. */
static void test_fields(void **state)
{
    enum { PAGES = 65 };
    static const struct display_node nodes[] = {{.role = ROLE_DOCUMENT},
                                                {.role = ROLE_PARAGRAPH},
                                                {.role = ROLE_FORM, .text = STRING("印章")},
                                                {.role = ROLE_FORM, .text = STRING("章")}};
    static struct display_page pages[PAGES];
    struct sample *sample = *state;

    take_nodes(sample, nodes, 4);
    add_text(sample, 1, "字");
    for (size_t i = 0; i < PAGES; i++) {
        pages[i] = sample->page;
    }
    sample->list.pages = pages;
    sample->list.page_count = PAGES;
    assert_false(pdf_has(paint(sample), "/AcroForm"));
    add_field(sample, 2, "seal-1");
    add_field(sample, 3, "seal-2");
    add_field(sample, 1, "none"); /* these are none */
    add_field(sample, 0, NULL);
    add_field(sample, 99, "none");
    add_field(sample, 0, "seal-10");
    add_field(sample, 0, "seal-3");
    for (size_t i = 1; i <= 2; i++) {
        sample->items[sample->page.count - i].field.painted = true;
    }
    pages[PAGES - 1] = sample->page;
    struct string pdf = paint(sample);
    struct string form = pdf_follow(pdf, pdf_catalog(pdf), "/AcroForm ");
    assert_true(pdf_has(form, "/SigFlags 1\n"));
    struct string field = pdf_follow(pdf, form, "/Fields [");
    assert_true(
        pdf_has(field, "/Subtype /Widget\n/FT /Sig\n/T (seal-1)\n/TU <FEFF53707AE0>\n/F 4\n"));
    assert_true(pdf_has(field, "/Rect [100 600.89 142 641.89]\n"));
    assert_true(pdf_has(field, "/StructParent 65\n"));
    struct string shown = pdf_follow(pdf, field, "/AP <</N ");
    assert_true(pdf_has(shown, "/Subtype /Form\n/BBox [0 0 42 41]\n/Resources <<>>\n"));
    struct string page = pdf_page(pdf, PAGES - 1);
    assert_true(pdf_has(page, "/Annots"));
    assert_int_equal(pdf_reference(page, "/Annots [ "), pdf_reference(form, "/Fields ["));
    assert_false(pdf_has(pdf_page(pdf, 0), "/Annots"));
    assert_true(pdf_has(pdf, "/S /Form\n"));
    assert_true(pdf_has(pdf, "/K [<</Type /OBJR /Pg "));
    assert_true(pdf_has(pdf, "/T (seal-2)\n"));
    assert_false(pdf_has(pdf, "none"));
    assert_true(pdf_has(pdf_catalog(pdf), "/Names <</Dests <</Names [\n(seal-10) ["));
    assert_true(pdf_has(pdf_catalog(pdf), " /FitR 100 600.89 142 641.89]\n(seal-3) ["));
    struct string root = pdf_follow(pdf, pdf_catalog(pdf), "/StructTreeRoot ");
    assert_true(pdf_has(root, "/ParentTreeNextKey 67\n"));
    assert_true(pdf_has(pdf, "/Limits [64 66]\n"));
}

static void test_words_of_another_language(void **state)
{
    static const struct display_node nodes[] = {
        {.role = ROLE_DOCUMENT},
        {.role = ROLE_PARAGRAPH},
        {.role = ROLE_RUBY, .parent = 1},
        {.role = ROLE_READING, .parent = 2},
    };
    struct sample *sample = *state;

    take_nodes(sample, nodes, 4);
    add_text(sample, 1, "一Open data一A一ab1");
    add_text(sample, 3, "pinyin");
    struct string pdf = paint(sample);
    struct string content = pdf_content(sample->arena, pdf, 0);
    size_t count = 0;
    for (struct string rest = content; pdf_has(rest, "/Span <</Lang (en)>> BDC\n"); count++) {
        const char *at = pdf_find(rest, "/Span <</Lang (en)>> BDC\n") + 1;
        rest = (struct string){at, (size_t)(content.bytes + content.size - at)};
    }
    assert_int_equal(count, 2);
    assert_true(pdf_has(pdf, "/Lang (zh-Latn-pinyin)\n"));
}

/* A character of private use is told in words, too. */
static void test_private_characters(void **state)
{
    struct sample *sample = *state;

    add_text(sample, 1, "一");
    sample->items[0].run.text = STRING("\uE123");
    struct string content = pdf_content(sample->arena, paint(sample), 0);
    assert_true(pdf_has(content, "/Span <</ActualText <FEFFE123>>> BDC\n"));
}

static void test_nodes_that_are_none(void **state)
{
    struct sample *sample = *state;

    add_text(sample, 77, "一");
    struct string pdf = paint(sample);
    assert_true(pdf_has(pdf_content(sample->arena, pdf, 0), "/Artifact "));
    assert_string_equal(tree_of(sample, pdf), "Document()");
    take_nodes(sample, NULL, 0);
    assert_false(pdf_has(pdf_catalog(paint(sample)), "/StructTreeRoot"));
}

static struct string xmp_of(struct sample *sample, struct string pdf)
{
    return pdf_stream(sample->arena, pdf, pdf_follow(pdf, pdf_catalog(pdf), "/Metadata "));
}

static void test_conformances(void **state)
{
    static const char *const parts[] = {"<pdfaid:part>3</pdfaid:part>\n<pdfaid:conformance>A<",
                                        "<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>A<",
                                        "<pdfaid:part>1</pdfaid:part>\n<pdfaid:conformance>B<",
                                        NULL};
    static const struct paint_source sources[] = {
        {"report.yaml", "application/yaml", "Report", STRING("title: 标题\n")},
        {"图/a.svg", "image/svg+xml", "Image", STRING("<svg/>")}};
    struct sample *sample = *state;

    add_text(sample, 1, "一");
    for (int i = 0; i < CONFORMANCES; i++) {
        struct string pdf = paint_with(
            sample, &(struct paint_options){
                        .conformance = (enum conformance)i, .sources = sources, .source_count = 2});
        struct string xmp = xmp_of(sample, pdf);
        bool oldest = i == CONFORMANCE_A_1B;
        assert_memory_equal(pdf.bytes, oldest ? "%PDF-1.4\n" : "%PDF-1.7\n", 9);
        assert_int_equal(pdf_has(xmp, "<pdfuaid:part>1</pdfuaid:part>"), !oldest);
        assert_int_equal(pdf_has(xmp, "pdfaid:part"), parts[i] != NULL);
        assert_true(parts[i] == NULL || pdf_has(xmp, parts[i]));
        assert_int_equal(pdf_has(pdf, "/CIDSet "), oldest);
        assert_int_equal(pdf_has(pdf, "/EmbeddedFile"), i == CONFORMANCE_A_3A);
    }
    struct string pdf =
        paint_with(sample, &(struct paint_options){.sources = sources, .source_count = 2});
    assert_true(pdf_has(pdf, "/Subtype /image#2Fsvg#2Bxml\n/Params <</Size 6 /ModDate "));
    assert_true(pdf_has(pdf, "/F <E59BBE2F612E737667>\n/UF <FEFF56FE002F0061002E007300760067>\n"));
    assert_true(pdf_has(pdf, "/AFRelationship /Source\n"));
    assert_true(pdf_has(pdf_catalog(pdf), "/AF ["));
}

static void test_metadata_of_archives(void **state)
{
    static const char *const keywords[] = {"法治 政府", "<年度>"};
    struct sample *sample = *state;

    sample->list.metadata.document_number = "示政发〔2024〕12号";
    sample->list.metadata.secrecy = "机密★1年";
    sample->list.metadata.keywords = keywords;
    sample->list.metadata.keyword_count = 2;
    struct string pdf = paint(sample);
    struct string xmp = xmp_of(sample, pdf);
    assert_true(pdf_has(xmp, "<gw:documentNumber>示政发〔2024〕12号</gw:documentNumber>"));
    assert_true(pdf_has(xmp, "<gw:secrecy>机密★1年</gw:secrecy>"));
    assert_true(pdf_has(xmp, "<gw:issuer>区政府办公室</gw:issuer>"));
    assert_true(pdf_has(xmp, "<gw:date>2024-01-03</gw:date>"));
    assert_true(pdf_has(xmp, "<gw:keywords><rdf:Bag><rdf:li>法治 政府</rdf:li>"
                             "<rdf:li>&lt;年度&gt;</rdf:li></rdf:Bag></gw:keywords>"));
    assert_true(pdf_has(xmp, "<pdf:Keywords>法治 政府; &lt;年度&gt;</pdf:Keywords>"));
    assert_true(pdf_has(pdf, "/Keywords <FEFF6CD56CBB0020653F5E9C003B0020003C5E745EA6003E>\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_elements_in_reading_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_levels_of_headings, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_tables, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_figures, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_many_pages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_fields, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_words_of_another_language, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_private_characters, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nodes_that_are_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_conformances, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_metadata_of_archives, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
