package dev.coppice.testkit;

import dev.coppice.testkit.internal.schema.SchemaFlaws;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.assertj.core.api.AbstractAssert;

/** Assertions about the definition of schemas. */
public final class SchemaAssert extends AbstractAssert<SchemaAssert, DataSource> {
    private final List<String> schemas;

    SchemaAssert(DataSource actual, String... schemas) {
        super(actual, SchemaAssert.class);
        this.schemas = List.of(schemas);
    }

    /**
     * Each foreign key has an index that a delete of the referenced row can use: valid, btree or hash, its first columns
     * those of the key in any order, and not partial except on these columns being not null. The error holds the
     * statements that cure it.
     */
    public SchemaAssert hasIndexForEveryForeignKey() {
        return hasNo(
                "Expected an index for every foreign key, but these have none:", SchemaFlaws::unindexedForeignKeys);
    }

    /** Each table has a primary key; a partition has its parent's. */
    public SchemaAssert hasPrimaryKeyOnEveryTable() {
        return hasNo("Expected a primary key on every table, but these have none:", SchemaFlaws::tablesWithoutKey);
    }

    private SchemaAssert hasNo(String introduction, Search search) {
        try (var connection = actual.getConnection()) {
            var catalogue = new SchemaFlaws(connection, schemas);
            var unknown = catalogue.unknownSchemas();
            if (!unknown.isEmpty()) {
                failWithMessage("%s", "There is no schema of this name: " + String.join(", ", unknown));
            }
            var flaws = search.in(catalogue);
            if (!flaws.isEmpty()) {
                failWithMessage("%s", introduction + "\n  " + String.join("\n  ", flaws));
            }
            return this;
        } catch (SQLException failure) {
            throw new AssertionError("Cannot read the catalogue: " + failure.getMessage(), failure);
        }
    }

    @FunctionalInterface
    private interface Search {
        List<String> in(SchemaFlaws flaws) throws SQLException;
    }
}
