package dev.coppice.archive;

import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A table of sessions, an archive in a folder, and the little a caller of the archive has to do. */
final class Fixture {
    static final String ARCHIVE = "campaign-17";

    final TestDatabase db;
    final Path folder;
    final ArchiveStore store;
    Archive archive;

    private Fixture(TestDatabase db, Path folder) {
        this.db = db;
        this.folder = folder;
        this.store = ArchiveStores.folder(folder);
        this.archive = Archive.in(store, ARCHIVE);
    }

    static Fixture in(TestDatabase db, Path folder) {
        return new Fixture(db, folder);
    }

    static Fixture withSessions(TestDatabase db, Path folder, int sessions) {
        db.execute("""
            CREATE TABLE ${schema}.session (id bigint PRIMARY KEY, ended_at timestamptz, note text);
            INSERT INTO ${schema}.session
            SELECT n, timestamptz '2026-01-01 00:00:00+00' + n * interval '1 hour', 'note, "' || n || E'"\\nend'
            FROM generate_series(1, %d) n;
            """.formatted(sessions));
        return in(db, folder);
    }

    ArchivedTable table(String name) {
        return transaction(connection -> ArchivedTable.read(connection, db.schema(), name));
    }

    Segment sessions() {
        return Segment.numbered(1, FrameContent.rows(table("session")).ranging("ended_at"));
    }

    String deleteSessions(String condition) {
        return delete("session", condition);
    }

    String delete(String table, String condition) {
        return "DELETE FROM ONLY " + db.schema() + "." + table + " AS d WHERE " + condition + " RETURNING "
                + table(table).columnsOf("d");
    }

    /** Deletes and archives in one committed transaction. */
    Optional<Frame> prune(SegmentWriter writer, String delete) {
        var frame = transaction(connection -> writer.write(connection, delete));
        writer.committed();
        return frame;
    }

    /** Archives the segment's rows in one frame for each condition. */
    Segment pruned(Segment segment, List<String> deletes) {
        var frames = new ArrayList<Frame>();
        try (var writer = archive.append(segment)) {
            for (var delete : deletes) {
                frames.add(prune(writer, delete).orElseThrow());
            }
        }
        return segment.holding(frames);
    }

    Manifest manifest(Segment... segments) {
        var database = transaction(SourceDatabase::read);
        return Manifest.of(
                archive,
                Instant.parse("2026-11-21T03:00:00Z"),
                new Origin("ended-sessions", "9f31", "5b1c", database),
                List.of(segments));
    }

    List<List<@Nullable String>> read(Segment segment) {
        var reader = archive.read();
        var rows = new ArrayList<List<@Nullable String>>();
        for (var frame : segment.frames()) {
            try (var read = reader.rows(segment, frame)) {
                read.forEachRemaining(rows::add);
            }
        }
        return rows;
    }

    long count(String table) {
        return Long.parseLong(
                query("SELECT count(*) FROM " + db.schema() + "." + table).getFirst());
    }

    List<String> query(String sql) {
        return transaction(connection -> {
            PinnedSettings.apply(connection);
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(sql)) {
                var read = new ArrayList<String>();
                while (rows.next()) {
                    read.add(rows.getString(1));
                }
                return read;
            }
        });
    }

    <T> T transaction(Work<T> work) {
        try (var connection = db.connect()) {
            connection.setAutoCommit(false);
            try {
                var result = work.in(connection);
                connection.commit();
                return result;
            } finally {
                connection.rollback();
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure.getMessage(), failure);
        }
    }

    Path file(Segment segment) {
        return folder.resolve(segment.last().orElseThrow().extent().object());
    }

    byte[] bytes(Segment segment) {
        try {
            return Files.readAllBytes(file(segment));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }
}
