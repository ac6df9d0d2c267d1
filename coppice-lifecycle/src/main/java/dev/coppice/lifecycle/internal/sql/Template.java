package dev.coppice.lifecycle.internal.sql;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A text that names columns of the resource's row in braces, such as {@code tenant_{graph_id}}; {@code {id}} is its id. Other
 * braces, such as those of {@code '{}'}, stand for themselves. A value for any thread.
 *
 * @param text the text
 */
public record Template(String text) {
    private static final Pattern COLUMN = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_]*)}");

    /** The columns it names, in the order of the text. */
    public Set<String> columns() {
        return COLUMN.matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The text with something in the place of each column. */
    public String fill(UnaryOperator<String> value) {
        return COLUMN.matcher(text)
                .replaceAll((MatchResult found) -> Matcher.quoteReplacement(value.apply(found.group(1))));
    }
}
