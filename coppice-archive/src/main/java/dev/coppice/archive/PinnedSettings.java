package dev.coppice.archive;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The session settings on which the text of a row depends, or which rows are seen at all. They are set for the current
 * transaction alone, before every COPY, and recorded in the manifest.
 *
 * <p>They stay until the transaction ends. In particular {@code search_path} is empty, for triggers too, and a policy of
 * row-level security that would hide a row is an error instead.
 */
public final class PinnedSettings {
    private static final Map<String, String> VALUES = values();
    private static final String STATEMENT = VALUES.entrySet().stream()
            .map(setting -> "set_config('" + setting.getKey() + "', '" + setting.getValue() + "', true)")
            .collect(joining(", ", "SELECT ", ""));

    private PinnedSettings() {}

    /** The settings and their values. */
    public static Map<String, String> asMap() {
        return new LinkedHashMap<>(VALUES);
    }

    /**
     * Sets them until the transaction ends. Joins the caller's transaction.
     *
     * @throws IllegalStateException when the connection is in auto-commit, where they would be gone at once
     */
    public static void apply(Connection connection) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("connection must be in a transaction, was: auto-commit");
        }
        try (var statement = connection.createStatement()) {
            statement.execute(STATEMENT);
        }
    }

    private static Map<String, String> values() {
        var values = new LinkedHashMap<String, String>();
        values.put("row_security", "off");
        values.put("search_path", "");
        values.put("DateStyle", "ISO, YMD");
        values.put("IntervalStyle", "postgres");
        values.put("TimeZone", "UTC");
        values.put("extra_float_digits", "1");
        values.put("bytea_output", "hex");
        values.put("lc_monetary", "C");
        values.put("xmloption", "content");
        values.put("array_nulls", "on");
        values.put("standard_conforming_strings", "on");
        values.put("quote_all_identifiers", "off");
        values.put("client_encoding", "UTF8");
        values.put("synchronous_commit", "on");
        return values;
    }
}
