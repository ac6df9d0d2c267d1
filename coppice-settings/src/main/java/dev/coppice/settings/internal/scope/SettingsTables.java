package dev.coppice.settings.internal.scope;

/**
 * The tables of settings in one schema. A value for any thread.
 *
 * @param schema the schema's name, as the catalogue has it
 */
public record SettingsTables(
        String schema, ScopeTable scope, DefinitionTable definition, EntryTable entry, FragmentTable fragment) {
    /** The tables in a schema. */
    public static SettingsTables in(String schema) {
        return new SettingsTables(
                schema,
                new ScopeTable(schema),
                new DefinitionTable(schema),
                new EntryTable(schema),
                new FragmentTable(schema));
    }
}
