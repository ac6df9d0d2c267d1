package dev.coppice.testkit;

import static dev.coppice.testkit.CoppiceAssertions.assertThatSchema;
import static dev.coppice.testkit.CoppiceAssertions.assertThatTable;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@PostgresTest
class SchemaAssertTest {
    private final TestDatabase db;

    SchemaAssertTest(TestDatabase db) {
        this.db = db;
        db.execute("""
            CREATE TABLE ${schema}.parent (a int, b int, PRIMARY KEY (a, b), UNIQUE (a));
            CREATE TABLE ${schema}.child (id int PRIMARY KEY, x int, "Y" int, z int,
                CONSTRAINT to_parent FOREIGN KEY (x, "Y") REFERENCES ${schema}.parent);
            """);
    }

    @Test
    void every_unindexed_key_is_listed_with_its_cure() {
        db.execute("ALTER TABLE ${schema}.child ADD CONSTRAINT to_a FOREIGN KEY (z) REFERENCES ${schema}.parent (a)");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThatSchema(db.dataSource(), db.schema()).hasIndexForEveryForeignKey())
                .withMessage("Expected an index for every foreign key, but these have none:\n"
                        + "  to_a: CREATE INDEX ON " + db.schema() + ".child (z);\n"
                        + "  to_parent: CREATE INDEX ON " + db.schema() + ".child (x, \"Y\");");
    }

    @Test
    void a_schema_that_is_not_there_does_not_pass_for_a_perfect_one() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThatSchema(db.dataSource(), db.schema(), "no such")
                        .hasPrimaryKeyOnEveryTable())
                .withMessage("There is no schema of this name: no such");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX ON ${schema}.child (x, \"Y\")",
                "CREATE INDEX ON ${schema}.child (\"Y\", x)",
                "CREATE UNIQUE INDEX ON ${schema}.child (\"Y\", x, z)",
                "CREATE INDEX ON ${schema}.child (x, \"Y\") WHERE x IS NOT NULL",
                "CREATE INDEX ON ${schema}.child (x, \"Y\") WHERE x IS NOT NULL AND \"Y\" IS NOT NULL"
            })
    void an_index_that_leads_with_the_columns_of_the_key_is_enough(String index) {
        db.execute(index);
        assertThatSchema(db.dataSource(), db.schema()).hasIndexForEveryForeignKey();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX ON ${schema}.child (x)",
                "CREATE INDEX ON ${schema}.child (x, z, \"Y\")",
                "CREATE INDEX ON ${schema}.child (x) INCLUDE (\"Y\")",
                "CREATE INDEX ON ${schema}.child (x, abs(\"Y\"))",
                "CREATE INDEX ON ${schema}.child (x, \"Y\") WHERE z IS NOT NULL",
                "CREATE INDEX ON ${schema}.child (x, \"Y\") WHERE x > 0",
                "CREATE INDEX ON ${schema}.child (x, \"Y\") WHERE x IS NOT NULL OR \"Y\" IS NOT NULL",
                "CREATE INDEX ON ${schema}.child USING brin (x, \"Y\")",
                "CREATE INDEX gone ON ${schema}.child (x, \"Y\");"
                        + "UPDATE pg_index SET indisvalid = false WHERE indexrelid = '${schema}.gone'::regclass"
            })
    void an_index_a_delete_of_the_parent_cannot_use_is_not_enough(String index) {
        db.execute(index);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThatSchema(db.dataSource(), db.schema()).hasIndexForEveryForeignKey())
                .withMessageContaining("to_parent: CREATE INDEX ON");
    }

    @Test
    void a_key_of_a_partitioned_table_counts_once_and_its_partitions_have_its_primary_key() {
        db.execute("""
            DROP TABLE ${schema}.child;
            CREATE TABLE ${schema}.part (id int PRIMARY KEY, a int, CONSTRAINT to_a FOREIGN KEY (a)
                REFERENCES ${schema}.parent (a)) PARTITION BY RANGE (id);
            CREATE TABLE ${schema}.part_1 PARTITION OF ${schema}.part FOR VALUES FROM (0) TO (10);
            CREATE TABLE ${schema}.part_2 PARTITION OF ${schema}.part FOR VALUES FROM (10) TO (20);
            """);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThatSchema(db.dataSource(), db.schema()).hasIndexForEveryForeignKey())
                .withMessage("Expected an index for every foreign key, but these have none:\n"
                        + "  to_a: CREATE INDEX ON " + db.schema() + ".part (a);");
        db.execute("CREATE INDEX ON ${schema}.part (a)");
        assertThatSchema(db.dataSource(), db.schema())
                .hasIndexForEveryForeignKey()
                .hasPrimaryKeyOnEveryTable();
    }

    @Test
    void a_table_without_primary_key_is_listed() {
        assertThatSchema(db.dataSource(), db.schema()).hasPrimaryKeyOnEveryTable();
        db.execute("CREATE TABLE ${schema}.\"Loose\" (id int UNIQUE)");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThatSchema(db.dataSource(), db.schema()).hasPrimaryKeyOnEveryTable())
                .withMessage(
                        "Expected a primary key on every table, but these have none:\n  " + db.schema() + ".\"Loose\"");
    }

    @Test
    void without_a_name_every_schema_is_meant() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThatSchema(db.dataSource()).hasIndexForEveryForeignKey())
                .withMessageContaining(db.schema() + ".child");
    }

    @Test
    void rows_are_counted() {
        assertThatTable(db, "${schema}.child").isEmpty();
        db.execute("INSERT INTO ${schema}.child VALUES (1), (2)");
        assertThatTable(db.dataSource(), db.schema() + ".child").hasRows(2);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThatTable(db, "${schema}.child").isEmpty())
                .withMessage("Expected table " + db.schema() + ".child to have 0 rows, but it has 2.");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThatTable(db, "${schema}.absent").isEmpty())
                .withMessageStartingWith("Cannot count the rows of " + db.schema() + ".absent: ");
    }
}
