package dev.coppice.control;

import java.util.regex.Pattern;

/**
 * A table with its schema, as the catalogue spells both. A value for any thread.
 *
 * @param schema the schema's name
 * @param name the table's name
 */
public record TableName(String schema, String name) {
    private static final String PART = "([^.\"\\s]+|\"(?:[^\"]|\"\")+\")";
    private static final Pattern QUALIFIED = Pattern.compile(PART + "\\." + PART);

    /** Refuses a blank part. */
    public TableName {
        Text.required(schema, "schema");
        Text.required(name, "name");
    }

    /**
     * Reads {@code app.session}. A part with a dot, a blank or a quotation mark in it stands in quotation marks, those in it
     * twice, as in {@code app."my table"}. Case is kept, with and without them.
     *
     * @throws IllegalArgumentException when the text is not of either form
     */
    public static TableName parse(String text) {
        var match = QUALIFIED.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("a table with its schema, such as app.session");
        }
        return new TableName(bare(match.group(1)), bare(match.group(2)));
    }

    private static String bare(String part) {
        return part.startsWith("\"") ? part.substring(1, part.length() - 1).replace("\"\"", "\"") : part;
    }

    /** The name as {@link #parse} reads it; {@link #toString} is for people alone. */
    public String spelled() {
        return spelled(schema) + "." + spelled(name);
    }

    private static String spelled(String part) {
        return part.matches("[^.\"\\s]+") ? part : "\"" + part.replace("\"", "\"\"") + "\"";
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
