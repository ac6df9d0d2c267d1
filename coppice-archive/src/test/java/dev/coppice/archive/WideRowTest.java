package dev.coppice.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
@PostgresTest
class WideRowTest {
    private static final int MIB = 1024 * 1024;

    @TempDir
    Path folder;

    private Fixture fixture;

    @BeforeEach
    void create(TestDatabase db) {
        db.execute("CREATE TABLE ${schema}.session (id int PRIMARY KEY, ended_at timestamptz, body bytea)");
        fixture = Fixture.in(db, folder);
    }

    @Test
    void f19_the_widest_row_that_is_promised_goes_in_and_comes_back() {
        insert(255L * MIB / 2);
        var before = digest();
        var segment = fixture.pruned(fixture.sessions(), List.of(fixture.deleteSessions("true")));
        fixture.archive.write(fixture.manifest(segment));
        var reader = fixture.archive.read();
        fixture.transaction(connection ->
                reader.load(connection, segment, segment.frames().getFirst(), LoadTarget.of(segment.content())));
        assertThat(digest()).isEqualTo(before);
    }

    @Test
    void f19_a_row_that_is_wider_is_refused_and_the_connection_lives() throws SQLException {
        insert(257L * MIB / 2);
        refused("A row has more text than the 256 MiB that can be archived and restored.");
    }

    @Test
    void f19_a_row_that_postgresql_itself_cannot_write_as_text_is_refused_in_the_same_way() throws SQLException {
        insert(600L * MIB);
        refused("A row has more text than the 256 MiB that can be archived and restored.");
    }

    private void refused(String found) throws SQLException {
        try (var writer = fixture.archive.append(fixture.sessions());
                var connection = fixture.db.connect()) {
            connection.setAutoCommit(false);
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> writer.write(connection, fixture.deleteSessions("true")))
                    .returns("archive.row-too-wide", CoppiceException::code)
                    .returns(found, failure -> failure.fault().found());
            connection.rollback();
            writer.rolledBack();
            assertThat(writer.write(connection, fixture.deleteSessions("id = 2")))
                    .isEmpty();
            connection.rollback();
        }
        assertThat(fixture.count("session")).isEqualTo(1);
    }

    private void insert(long bytes) {
        fixture.db.execute(
                "INSERT INTO ${schema}.session SELECT 1, NULL, convert_to(repeat('x', " + bytes + "), 'UTF8')");
    }

    private List<String> digest() {
        return fixture.query("SELECT md5(body) FROM " + fixture.db.schema() + ".session");
    }
}
