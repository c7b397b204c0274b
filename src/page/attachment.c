/* Attachments (附件, GB/T 9704 7.3.7): each begins on a new page, with what it is called. */
#include "page/box.h"

#include "base/arena.h"
#include "report/table.h"

/* Whether it begins with a table that lies on a page of its own (横排, clause 8): what it is called
 * stands there, too, rather than on a page that has nothing else. */
static bool begins_turned(const struct attachment *attachment)
{
    const struct variant *blocks = attachment->body.items;

    return attachment->body.count > 0 && blocks[0].which == BLOCK_TABLE &&
           ((const struct table *)blocks[0].value)->landscape;
}

static void add_attachment(struct flow *flow, const struct flow_attachments *block,
                           const struct attachment *attachment, struct expansion label)
{
    const struct layout *layout = flow->composer->layout;
    struct paragraph heading = {.text = label,
                                .style = block->label_style,
                                .role = ROLE_PARAGRAPH,
                                .place = attachment->title.place};

    flow->parent = composer_add_node(flow->composer, 0, ROLE_SECTION, attachment->title.place);
    flow->begins_page = true;
    flow->turned = begins_turned(attachment);
    flow->composer->element = "attachment-label";
    flow_add_paragraph(flow, &heading);
    flow->glued = true;
    flow->before = layout_spacing(layout, block->title_before);
    heading.text = flow_expand_noted(flow, attachment->title);
    heading.style = block->title_style;
    heading.role = ROLE_HEADING;
    heading.level = 1;
    flow->composer->element = "attachment-title";
    flow_add_paragraph(flow, &heading);
    flow->composer->element = block->sections.common.id.string.bytes;
    flow->turned = false;
    flow->before = layout_spacing(layout, block->body_before);
    flow->outer = 1;
    flow_add_body(flow, &attachment->body, block->sections.enumeration);
    flow_add_sections(flow, &block->sections, &attachment->sections, 0);
    flow->outer = 0;
    flow->parent = 0;
}

void flow_add_attachments(struct flow *flow, const struct flow_attachments *block)
{
    struct composer *composer = flow->composer;
    const struct list *list = report_list(composer->report, block->sections.field.string.bytes);
    const struct attachment *attachments = list->items;

    unsigned number = 0, counted = 0;

    for (size_t i = 0; i < list->count; i++) {
        counted += !attachments[i].uncounted;
    }
    for (size_t i = 0; i < list->count && !composer->full; i++) {
        number += !attachments[i].uncounted;
        struct expansion label =
            counted == 1 || attachments[i].uncounted
                ? composer_expand(composer, block->label)
                : composer_number(composer, block->number, number, attachments[i].title);
        add_attachment(flow, block, &attachments[i], label);
    }
}
