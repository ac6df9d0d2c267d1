package dev.coppice.control;

import java.util.regex.Pattern;

/**
 * A table with its schema, as the catalogue spells both. A value for any thread.
 *
 * @param schema the schema's name
 * @param name the table's name
 */
public record TableName(String schema, String name) {
    private static final Pattern QUALIFIED = Pattern.compile("([^.\"\\s]+)\\.([^.\"\\s]+)");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"\\.\"([^\"]+)\"");

    /** Refuses a blank part. */
    public TableName {
        Text.required(schema, "schema");
        Text.required(name, "name");
    }

    /**
     * Reads {@code app.session}, or {@code "App"."Session"} where a part has a dot, a blank or a quote around it. Case is kept.
     *
     * @throws IllegalArgumentException when the text is not of either form
     */
    public static TableName parse(String text) {
        for (var form : new Pattern[] {QUALIFIED, QUOTED}) {
            var match = form.matcher(text);
            if (match.matches()) {
                return new TableName(match.group(1), match.group(2));
            }
        }
        throw new IllegalArgumentException("a table with its schema, such as app.session");
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
