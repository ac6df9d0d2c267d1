package dev.coppice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

@PostgresTest
class PostgresTestTest {

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
}
