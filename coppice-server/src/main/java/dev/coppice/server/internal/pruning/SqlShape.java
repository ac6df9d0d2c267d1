package dev.coppice.server.internal.pruning;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What may stand of SQL where it is kept for good: its words and names, and neither a value in it nor a comment. Where it is not sure what something is, no more of the statement is kept. */
final class SqlShape {
    private static final int LONGEST = 2000;
    private static final Pattern PARTS = Pattern.compile(
            "(?<name>\"(?:[^\"]++|\"\")*+\"?)"
                    + "|(?<value>(?<=[$[^\\x00-\\x7f]])[eE]'.*|(?<!\\w)[eE]'(?:[^'\\\\]++|\\\\.|'')*+'?|'(?:[^']++|'')*+'?"
                    + "|\\$(?<tag>\\w*)\\$.*?(?:\\$\\k<tag>\\$|\\z)|\\b\\d[\\w.]*+)"
                    + "|(?:--[^\\n]*+|/\\*(?:[^*/]++|\\*(?!/)|/(?!\\*))*+(?:\\*/|/\\*.*|\\z)|\\s++)++",
            Pattern.DOTALL);

    private SqlShape() {}

    /** The shape of a statement, in one line. */
    static String of(String sql) {
        var shape = PARTS.matcher(sql)
                .replaceAll(part -> Matcher.quoteReplacement(word(part)))
                .strip();
        return shape.substring(0, Math.min(shape.length(), LONGEST));
    }

    private static String word(MatchResult part) {
        if (part.group("name") != null) {
            return part.group();
        }
        return part.group("value") == null ? " " : "?";
    }
}
