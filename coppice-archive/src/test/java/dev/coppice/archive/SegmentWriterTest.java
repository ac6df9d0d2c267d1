package dev.coppice.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
class SegmentWriterTest {
    @TempDir
    Path folder;

    @Test
    void deleted_rows_are_in_the_frame_and_no_others(TestDatabase db) {
        var fixture = Fixture.withSessions(db, folder, 10);
        var segment = fixture.pruned(fixture.sessions(), List.of(fixture.deleteSessions("id <= 4")));
        fixture.archive.write(fixture.manifest(segment));
        assertThat(fixture.count("session")).isEqualTo(6);
        assertThat(fixture.read(segment)).containsExactlyInAnyOrder(row(1), row(2), row(3), row(4));
    }

    @Test
    void a_frame_says_what_the_ledger_must_keep(TestDatabase db) {
        var fixture = Fixture.withSessions(db, folder, 20);
        var segment = fixture.pruned(fixture.sessions(), List.of(fixture.deleteSessions("id BETWEEN 9 AND 11")));
        var frame = segment.frames().getFirst();
        assertThat(frame.number()).isEqualTo(1);
        assertThat(frame.rows()).isEqualTo(3);
        assertThat(frame.extent().object()).isEqualTo("campaign-17/0001-" + db.schema() + ".session.csv.zst");
        assertThat(frame.extent().offset()).isZero();
        assertThat(frame.extent().length()).isEqualTo(fixture.bytes(segment).length);
        assertThat(frame.ranges())
                .containsExactly(
                        new ColumnRange("id", "9", "11"),
                        new ColumnRange("ended_at", "2026-01-01 09:00:00+00", "2026-01-01 11:00:00+00"));
    }

    @Test
    void frames_follow_each_other_and_the_file_is_one_stream_for_any_zstd_tool(TestDatabase db) throws IOException {
        var fixture = Fixture.withSessions(db, folder, 10);
        var segment = fixture.pruned(
                fixture.sessions(), List.of(fixture.deleteSessions("id <= 3"), fixture.deleteSessions("id <= 5")));
        assertThat(segment.frames().get(1).extent().offset())
                .isEqualTo(segment.frames().get(0).extent().end());
        var zstd = new ZstdInputStream(new ByteArrayInputStream(fixture.bytes(segment)));
        var csv = new String(zstd.readAllBytes(), StandardCharsets.UTF_8);
        assertThat(csv).contains("4,2026-01-01 04:00:00+00,\"note, \"\"4\"\"\nend\"\n");
        assertThat(csv.length())
                .isEqualTo(segment.frames().stream().mapToLong(Frame::csvLength).sum());
    }

    @Test
    void a_query_without_rows_makes_no_frame(TestDatabase db) {
        var fixture = Fixture.withSessions(db, folder, 2);
        try (var writer = fixture.archive.append(fixture.sessions())) {
            assertThat(fixture.prune(writer, fixture.deleteSessions("id > 100")))
                    .isEmpty();
            assertThat(fixture.prune(writer, fixture.deleteSessions("id = 1"))
                            .orElseThrow()
                            .number())
                    .isEqualTo(1);
        }
    }

    @Test
    void frames_of_a_transaction_that_was_rolled_back_are_cut_off(TestDatabase db) throws SQLException {
        var fixture = Fixture.withSessions(db, folder, 10);
        try (var writer = fixture.archive.append(fixture.sessions());
                var connection = db.connect()) {
            var first = fixture.prune(writer, fixture.deleteSessions("id = 1")).orElseThrow();
            connection.setAutoCommit(false);
            writer.write(connection, fixture.deleteSessions("id <= 5"));
            writer.write(connection, fixture.deleteSessions("id <= 7"));
            connection.rollback();
            writer.rolledBack();
            assertThat(fixture.bytes(fixture.sessions().with(first)))
                    .hasSize((int) first.extent().end());

            var second = fixture.prune(writer, fixture.deleteSessions("id = 2")).orElseThrow();
            assertThat(second.number()).isEqualTo(2);
            assertThat(second.extent().offset()).isEqualTo(first.extent().end());
        }
    }

    @Test
    void a_failed_query_leaves_a_connection_that_can_be_rolled_back(TestDatabase db) throws SQLException {
        var fixture = Fixture.withSessions(db, folder, 3);
        try (var writer = fixture.archive.append(fixture.sessions());
                var connection = db.connect()) {
            connection.setAutoCommit(false);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> writer.write(connection, fixture.deleteSessions("1 / (id - 2) < 9")))
                    .returns("22012", SQLException::getSQLState);
            connection.rollback();
            writer.rolledBack();
        }
        assertThat(fixture.count("session")).isEqualTo(3);
    }

    @Test
    void rows_with_other_columns_than_the_table_are_refused(TestDatabase db) throws SQLException {
        var fixture = Fixture.withSessions(db, folder, 2000);
        try (var writer = fixture.archive.append(fixture.sessions());
                var connection = db.connect()) {
            connection.setAutoCommit(false);
            var query = "DELETE FROM " + db.schema() + ".session RETURNING id, note";
            assertThatThrownBy(() -> writer.write(connection, query)).hasMessage("""
                    No frame was written to segment 0001-%s.session. A row should have 3 columns, but one has 2. Nothing is \
                    committed; bytes written so far belong to no frame. Roll the transaction back, read the table's columns \
                    again and build a new plan.""".formatted(db.schema()));
            connection.rollback();
            writer.rolledBack();
        }
        assertThat(fixture.count("session")).isEqualTo(2000);
    }

    @Test
    void a_copy_that_is_given_up_at_any_row_leaves_a_connection_that_works(TestDatabase db) throws SQLException {
        var fixture = Fixture.withSessions(db, folder, 5000);
        try (var writer = fixture.archive.append(fixture.sessions());
                var connection = db.connect()) {
            connection.setAutoCommit(false);
            for (var rows : List.of(1, 2, 500, 5000)) {
                var wrong = "DELETE FROM " + db.schema() + ".session WHERE id <= " + rows + " RETURNING id";
                assertThatExceptionOfType(CoppiceException.class)
                        .isThrownBy(() -> writer.write(connection, wrong))
                        .returns("archive.columns-differ", CoppiceException::code);
                connection.rollback();
                writer.rolledBack();
                assertThat(writer.write(connection, fixture.deleteSessions("id = 7"))
                                .orElseThrow()
                                .rows())
                        .isEqualTo(1);
                connection.rollback();
                writer.rolledBack();
            }
        }
    }

    @Test
    void text_forms_are_the_same_whatever_the_session_says(TestDatabase db) throws SQLException {
        var fixture = Fixture.in(db, folder);
        db.execute("""
            CREATE TABLE ${schema}.session (id int PRIMARY KEY, at timestamptz, span interval, f float8, b bytea, m money);
            INSERT INTO ${schema}.session VALUES
                (1, '2026-07-01 12:00:00+00', '1 day 2 hours', 0.1::float8 + 0.2, '\\x00ff', '1234.5');
            """);
        var segment = Segment.numbered(1, FrameContent.rows(fixture.table("session")));
        try (var writer = fixture.archive.append(segment);
                var connection = db.connect();
                var statement = connection.createStatement()) {
            statement.execute("""
                SET DateStyle = 'ISO, DMY'; SET IntervalStyle = 'iso_8601'; SET TimeZone = 'Asia/Kolkata';
                SET extra_float_digits = -10; SET bytea_output = 'escape'; SET search_path = public
                """);
            connection.setAutoCommit(false);
            var frame = writer.write(connection, fixture.deleteSessions("true")).orElseThrow();
            connection.commit();
            writer.committed();
            segment = segment.with(frame);
        }
        fixture.archive.write(fixture.manifest(segment));
        assertThat(fixture.read(segment))
                .containsExactly(Arrays.asList(
                        "1",
                        "2026-07-01 12:00:00+00",
                        "1 day 02:00:00",
                        "0.30000000000000004",
                        "\\x00ff",
                        "$1,234.50"));
    }

    @Test
    void a_policy_that_would_hide_rows_is_an_error(TestDatabase db) throws SQLException {
        var fixture = Fixture.withSessions(db, folder, 2);
        var role = db.schema() + "_role";
        db.execute("CREATE ROLE " + role + """
            ; GRANT USAGE ON SCHEMA ${schema} TO %1$s; GRANT SELECT, DELETE ON ${schema}.session TO %1$s;
            ALTER TABLE ${schema}.session ENABLE ROW LEVEL SECURITY;
            CREATE POLICY half ON ${schema}.session USING (id = 1)
            """.formatted(role));
        try (var writer = fixture.archive.append(fixture.sessions());
                var connection = db.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL ROLE " + role);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> writer.write(connection, fixture.deleteSessions("true")))
                    .returns("42501", SQLException::getSQLState);
            connection.rollback();
        } finally {
            db.execute("DROP OWNED BY " + role + "; DROP ROLE " + role);
        }
    }

    @Test
    void a_connection_in_auto_commit_is_refused(TestDatabase db) throws SQLException {
        var fixture = Fixture.withSessions(db, folder, 2);
        try (var writer = fixture.archive.append(fixture.sessions());
                var connection = db.connect()) {
            assertThatThrownBy(() -> writer.write(connection, fixture.deleteSessions("true")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("connection must be in a transaction, was: auto-commit");
        }
        assertThat(fixture.count("session")).isEqualTo(2);
    }

    @Test
    void a_second_writer_of_a_segment_is_refused(TestDatabase db) {
        var fixture = Fixture.withSessions(db, folder, 1);
        var segment = fixture.sessions();
        try (var writer = fixture.archive.append(segment)) {
            assertThat(writer.segment()).isEqualTo(segment);
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> fixture.archive.append(segment))
                    .returns("archive.store-busy", CoppiceException::code);
        }
        fixture.archive.append(segment).close();
    }

    @Test
    void files_are_for_their_owner_alone(TestDatabase db) throws IOException {
        var fixture = Fixture.withSessions(db, folder, 1);
        var segment = fixture.pruned(fixture.sessions(), List.of(fixture.deleteSessions("true")));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fixture.file(segment))))
                .isEqualTo("rw-------");
    }

    @Test
    void edits_keep_the_key_and_the_values_before(TestDatabase db) {
        var fixture = Fixture.withSessions(db, folder, 3);
        var segment = Segment.numbered(2, FrameContent.edits(fixture.table("session"), List.of("note")));
        assertThat(segment.name()).endsWith(".session-edits");
        var edited = fixture.pruned(segment, List.of("""
                WITH before AS (SELECT id, note FROM %1$s.session WHERE id < 3 FOR UPDATE),
                    edit AS (UPDATE %1$s.session s SET note = NULL FROM before b WHERE s.id = b.id RETURNING s.id)
                SELECT b.id, b.note FROM before b JOIN edit USING (id)
                """.formatted(db.schema())));
        fixture.archive.write(fixture.manifest(edited));
        assertThat(fixture.read(edited))
                .containsExactlyInAnyOrder(List.of("1", "note, \"1\"\nend"), List.of("2", "note, \"2\"\nend"));
        assertThat(fixture.query("SELECT count(*) FROM " + db.schema() + ".session WHERE note IS NULL"))
                .containsExactly("2");
    }

    private static List<String> row(int id) {
        return List.of(Integer.toString(id), "2026-01-01 0" + id + ":00:00+00", "note, \"" + id + "\"\nend");
    }
}
