package dev.coppice.settings.internal.install;

import dev.coppice.control.CoppiceSchema;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The script of the schema {@code coppice} that makes the tables of settings, for another schema. */
public final class TablesScript {
    private static final String FILE = "V6__settings.sql";
    private static final Pattern HEADING = Pattern.compile("\\A-- Schema coppice, version \\d+: ");
    private static final Pattern VERSION = Pattern.compile("(?m)^COMMENT ON SCHEMA coppice .*\n?");
    private static final Pattern SCHEMA = Pattern.compile("\\bcoppice\\.");
    private static final Pattern BODY = Pattern.compile("\\$\\$");

    private TablesScript() {}

    /** The script for a schema. */
    public static String of(String schema) {
        var script = CoppiceSchema.scripts().stream()
                .filter(one -> one.name().equals(FILE))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("scripts must have " + FILE))
                .sql();
        var own = VERSION.matcher(HEADING.matcher(script).replaceFirst("-- ")).replaceAll("");
        var quoting = BODY.matcher(own).replaceAll(Matcher.quoteReplacement(tag(schema)));
        return SCHEMA.matcher(quoting).replaceAll(Matcher.quoteReplacement(quoted(schema) + "."));
    }

    /** A name as SQL has it. */
    static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** What the bodies of functions stand between: nothing that the name has in it. */
    private static String tag(String schema) {
        var word = "body";
        while (schema.contains("$" + word + "$")) {
            word += "x";
        }
        return "$" + word + "$";
    }
}
