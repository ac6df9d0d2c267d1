package dev.coppice.settings;

import dev.coppice.settings.internal.install.Installation;
import dev.coppice.settings.internal.install.TablesScript;
import javax.sql.DataSource;

/**
 * The tables of settings in a schema of the user's choice; the schema {@code coppice} has them by its migrations. The schema
 * itself must be there.
 */
public final class SettingsSchema {
    private SettingsSchema() {}

    /**
     * The script that makes the tables.
     *
     * @throws IllegalArgumentException when the name is empty or {@code coppice}
     */
    public static String script(String schema) {
        return TablesScript.of(required(schema));
    }

    /**
     * Makes the tables unless they are there, in one transaction. Any number of processes may call it at once.
     *
     * @throws dev.coppice.ops.CoppiceException {@code settings.no-schema}, {@code settings.install-failed}
     */
    public static void install(DataSource source, String schema) {
        Installation.run(source, required(schema));
    }

    private static String required(String schema) {
        if (schema.isEmpty() || schema.equals("coppice")) {
            throw new IllegalArgumentException("schema must have a name other than coppice, was: \"" + schema + "\"");
        }
        return schema;
    }
}
