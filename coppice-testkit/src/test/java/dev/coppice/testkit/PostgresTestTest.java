package dev.coppice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest.Isolation;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@PostgresTest
class PostgresTestTest {
    private final TestDatabase fromConstructor;
    private String schemaBefore = "";

    PostgresTestTest(TestDatabase db) {
        fromConstructor = db;
    }

    @BeforeEach
    void remember(TestDatabase db) {
        schemaBefore = db.schema();
    }

    @Test
    void a_test_has_its_own_schema_an_empty_search_path_and_a_zone_that_is_not_utc(TestDatabase db)
            throws SQLException {
        db.execute("CREATE TABLE ${schema}.t (id int)");
        try (var connection = db.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT current_setting('search_path'), current_setting('timezone'), to_regclass('"
                                + db.schema() + ".t') IS NOT NULL")) {
            row.next();
            assertThat(row.getString(1)).isEmpty();
            assertThat(row.getString(2)).isEqualTo("Australia/Lord_Howe");
            assertThat(row.getBoolean(3)).isTrue();
        }
    }

    @Test
    void constructor_life_cycle_method_and_test_share_one_database(TestDatabase db) {
        assertThat(db).isSameAs(fromConstructor);
        assertThat(db.schema()).isEqualTo(schemaBefore);
    }

    @Test
    void the_server_is_of_the_version_the_build_asks_for(TestDatabase db) throws SQLException {
        var expected = System.getProperty("postgres.version", "18").split("\\.", 2)[0];
        assertThat(ask(db, "SELECT current_setting('server_version_num')::int / 10000"))
                .isEqualTo(expected);
    }

    @Nested
    @PostgresTest(Isolation.DATABASE)
    class WithADatabase {
        @Test
        void a_nested_class_may_ask_for_a_database(TestDatabase db) throws SQLException {
            assertThat(ask(db, "SELECT current_database()")).isEqualTo(db.schema());
            assertThat(ask(db, "SELECT to_regnamespace(current_database()) IS NOT NULL"))
                    .isEqualTo("t");
        }
    }

    @Nested
    class WithoutAWord {
        @Test
        void a_nested_class_has_what_its_outer_class_has(TestDatabase db) throws SQLException {
            assertThat(ask(db, "SELECT current_database()")).isEqualTo("postgres");
        }
    }

    private static String ask(TestDatabase db, String question) throws SQLException {
        try (var connection = db.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(question)) {
            row.next();
            return row.getString(1);
        }
    }
}
