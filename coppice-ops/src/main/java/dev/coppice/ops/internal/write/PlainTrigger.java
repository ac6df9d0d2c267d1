package dev.coppice.ops.internal.write;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Triggers that look at nothing but their own row, before it is written: PL/pgSQL whose every word is known to read no table.
 * Any other may see, or change, what another item of the batch writes.
 */
final class PlainTrigger {
    private static final int EACH_ROW_BEFORE = 1 | 2;
    private static final Pattern SAID = Pattern.compile("'(?:[^']|'')*'|--[^\n]*");
    private static final Pattern OWN_COLUMN =
            Pattern.compile("\\b(?:new|old)\\.[\\p{L}_][\\w$]*", Pattern.CASE_INSENSITIVE);
    private static final Pattern WORD = Pattern.compile("[\\p{L}_$\"/][\\w$\"]*");
    private static final Set<String> WORDS = Set.of(
            "begin",
            "end",
            "if",
            "then",
            "elsif",
            "else",
            "return",
            "new",
            "old",
            "null",
            "is",
            "not",
            "and",
            "or",
            "true",
            "false",
            "in",
            "between",
            "like",
            "distinct",
            "from",
            "coalesce",
            "now",
            "clock_timestamp",
            "lower",
            "upper",
            "btrim",
            "trim",
            "length",
            "abs",
            "greatest",
            "least",
            "raise",
            "exception",
            "using",
            "errcode",
            "tg_op",
            "current_timestamp");

    private PlainTrigger() {}

    static boolean is(TableFacts.Trigger trigger) {
        if ((trigger.type() & EACH_ROW_BEFORE) != EACH_ROW_BEFORE
                || !trigger.language().equals("plpgsql")) {
            return false;
        }
        var rest = OWN_COLUMN
                .matcher(SAID.matcher(trigger.source()).replaceAll(" "))
                .replaceAll(" ");
        return WORD.matcher(rest)
                .results()
                .allMatch(word -> WORDS.contains(word.group().toLowerCase(java.util.Locale.ROOT)));
    }
}
