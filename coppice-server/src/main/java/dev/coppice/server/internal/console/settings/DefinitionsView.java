package dev.coppice.server.internal.console.settings;

import dev.coppice.server.internal.console.Notice;
import java.util.List;

/**
 * The page of all settings.
 *
 * @param rows one for each setting
 * @param like what their names were searched for
 * @param next the address of the page behind; empty on the last
 * @param notice what the last act has done, or why it was not done
 * @param typed what was typed into the form that was refused
 */
public record DefinitionsView(List<Row> rows, String like, String next, Notice notice, Typed typed) {
    /**
     * One setting.
     *
     * @param name its name
     * @param link the address of its page
     * @param schema whether it has a JSON Schema
     * @param entries where it may be set
     */
    public record Row(String name, String link, boolean schema, List<EntryView> entries) {}

    /**
     * What was typed into the form that defines a setting.
     *
     * @param name the name
     * @param schema the JSON Schema
     */
    public record Typed(String name, String schema) {
        static final Typed NOTHING = new Typed("", "");
    }
}
