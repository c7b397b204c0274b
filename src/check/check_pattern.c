/* What must not stand in a text, as a pattern. */
#include "check/check.h"

#include "check/pattern.h"

void check_pattern(const struct checking *checking)
{
    const struct check_rule *rule = checking->rule;
    struct pattern *except = rule->compiled.except;

    for (size_t i = 0; i < checking->script->count; i++) {
        const struct passage *passage = &checking->script->passages[i];
        struct string text = passage->expansion.string;
        struct match match;
        size_t from = 0;
        while (checking_wants(checking, passage) &&
               pattern_find(rule->compiled.pattern, text, from, &match)) {
            bool meant = rule->own && !passage_is_own(passage, match.start[0]);
            if (!meant && (except == NULL || !pattern_at(except, text, match.start[0]))) {
                FINDING(checking, passage_place(passage, match.start[0]),
                        checking_quote(checking, text, match.start[0], match.end[0]),
                        checking_quote(checking, text, match.start[1], match.end[1]));
            }
            /* An empty match would be found for ever. */
            from = match.end[0] > match.start[0] ? match.end[0] : match.end[0] + 1;
            while (from < text.size && ((unsigned char)text.bytes[from] & 0xC0) == 0x80) {
                from++;
            }
        }
    }
}
