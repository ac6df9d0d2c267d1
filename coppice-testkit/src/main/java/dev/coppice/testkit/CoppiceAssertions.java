package dev.coppice.testkit;

import javax.sql.DataSource;

/** Entry to assertions about schemas and tables, to be imported statically beside AssertJ's own. */
public final class CoppiceAssertions {
    private CoppiceAssertions() {}

    /** Asserts about these schemas; without a name, about every schema but PostgreSQL's own. */
    public static SchemaAssert assertThatSchema(DataSource actual, String... schemas) {
        return new SchemaAssert(actual, schemas);
    }

    /** Asserts about the rows of a table given as {@code schema.table}, quoted where SQL wants quotes. */
    public static TableAssert assertThatTable(DataSource actual, String table) {
        return new TableAssert(actual, table);
    }

    /** Asserts about the rows of a table; {@code ${schema}} in its name is the test's schema. */
    public static TableAssert assertThatTable(TestDatabase actual, String table) {
        return new TableAssert(actual.dataSource(), table.replace("${schema}", actual.schema()));
    }
}
