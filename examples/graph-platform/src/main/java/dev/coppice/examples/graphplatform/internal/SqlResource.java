package dev.coppice.examples.graphplatform.internal;

import dev.coppice.examples.graphplatform.GraphPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The SQL files of this example. */
final class SqlResource {
    static final List<String> SCHEMA = List.of(
            "schema/01-types.sql",
            "schema/02-tenancy.sql",
            "schema/03-billing.sql",
            "schema/04-compute.sql",
            "schema/05-folders.sql",
            "schema/06-content.sql",
            "schema/07-access.sql",
            "schema/08-settings.sql",
            "schema/09-notices.sql");

    static final List<String> DATA = List.of(
            "data/01-tenancy.sql",
            "data/02-billing.sql",
            "data/03-compute.sql",
            "data/04-folders.sql",
            "data/05-content.sql",
            "data/06-access.sql",
            "data/07-settings.sql",
            "data/08-notices.sql");

    private static final String HEADING = "--: ";

    /** One titled statement of a file: {@code --: title}, then the statement up to the next title. */
    record Section(String title, String sql) {}

    private SqlResource() {}

    static String read(String name) {
        try (var stream = GraphPlatform.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("resource is missing from the jar: " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException("resource cannot be read: " + name, failure);
        }
    }

    static List<Section> sections(String name) {
        var sections = new ArrayList<Section>();
        for (var part : ("\n" + read(name)).split("\n" + HEADING, -1)) {
            if (!part.isBlank()) {
                var end = part.indexOf('\n');
                sections.add(new Section(part.substring(0, end), part.substring(end + 1)));
            }
        }
        return sections;
    }

    /** Puts values in place of {@code ${name}}. Values are numbers, instants and names made here, never input. */
    static String fill(String sql, Map<String, ?> values) {
        var filled = sql;
        for (var value : values.entrySet()) {
            filled = filled.replace("${" + value.getKey() + "}", String.valueOf(value.getValue()));
        }
        return filled;
    }
}
