package dev.coppice.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.archive.spi.ArchiveStore;
import dev.coppice.archive.spi.Extent;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** What a campaign does with an archive: chunks of deletes, with a ledger in the same transactions. */
final class SmallCampaign {
    private static final int SESSIONS = 4;
    private static final int CHUNK = 2;

    private final Fixture fixture;
    private final Segment segment;
    private final String delete;

    private SmallCampaign(Fixture fixture) {
        this.fixture = fixture;
        this.segment = fixture.sessions();
        this.delete = fixture.deleteSessions(
                "id IN (SELECT id FROM " + fixture.db.schema() + ".session ORDER BY id LIMIT " + CHUNK + ")");
    }

    static SmallCampaign over(Fixture fixture) {
        fixture.db.execute("""
            CREATE TABLE ${schema}.ledger (number int PRIMARY KEY, rows bigint, object text, start bigint, length bigint,
                csv_length bigint, csv_sha256 text, sha256 text);
            """);
        return new SmallCampaign(fixture);
    }

    /** Puts everything back to the beginning, except the bytes of the segment. */
    void reset() throws IOException {
        fixture.store.delete(fixture.archive.manifestName());
        fixture.db.execute("""
            TRUNCATE ${schema}.ledger, ${schema}.session;
            INSERT INTO ${schema}.session
            SELECT n, timestamptz '2026-01-01 00:00:00+00', repeat(md5(n::text), 1000) FROM generate_series(1, %d) n;
            """.formatted(SESSIONS));
    }

    /** Runs from where the ledger is to the end. */
    void run(DataSource source, ArchiveStore store) throws SQLException {
        var archive = Archive.in(store, Fixture.ARCHIVE);
        try (var writer = archive.append(segment.holding(ledger()));
                var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            while (chunk(writer, connection)) {
                writer.committed();
            }
        }
        archive.write(fixture.manifest(segment.holding(ledger())));
    }

    private boolean chunk(SegmentWriter writer, Connection connection) throws SQLException {
        var frame = writer.write(connection, delete);
        if (frame.isPresent()) {
            record(connection, frame.get());
        }
        connection.commit();
        return frame.isPresent();
    }

    /** Every row is in exactly one committed frame or still alive, and every committed frame can be read. */
    void assertNothingLost() {
        var reader = Archive.in(fixture.store, Fixture.ARCHIVE);
        reader.write(fixture.manifest(segment.holding(ledger())));
        var found = reader.read().verify();
        assertThat(found.problems()).isEmpty();
        var ids = new ArrayList<>(fixture.query("SELECT id FROM " + fixture.db.schema() + ".session"));
        fixture.read(segment.holding(ledger())).forEach(row -> ids.add(row.getFirst()));
        assertThat(ids)
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, SESSIONS)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    void assertFinished() {
        assertNothingLost();
        assertThat(fixture.count("session")).isZero();
        assertThat(fixture.bytes(segment.holding(ledger())))
                .hasSize((int) ledger().getLast().extent().end());
    }

    private List<Frame> ledger() {
        return fixture.transaction(connection -> {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(
                            "SELECT * FROM " + fixture.db.schema() + ".ledger ORDER BY number")) {
                var frames = new ArrayList<Frame>();
                while (rows.next()) {
                    frames.add(new Frame(
                            rows.getInt(1),
                            0,
                            rows.getLong(2),
                            new Extent(rows.getString(3), rows.getLong(4), rows.getLong(5)),
                            rows.getLong(6),
                            Optional.of(rows.getString(7)),
                            rows.getString(8),
                            List.of()));
                }
                return frames;
            }
        });
    }

    private void record(Connection connection, Frame frame) throws SQLException {
        var insert = "INSERT INTO " + fixture.db.schema() + ".ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        try (var statement = connection.prepareStatement(insert)) {
            statement.setInt(1, frame.number());
            statement.setLong(2, frame.rows());
            statement.setString(3, frame.extent().object());
            statement.setLong(4, frame.extent().offset());
            statement.setLong(5, frame.extent().length());
            statement.setLong(6, frame.csvLength());
            statement.setString(7, frame.csvSha256().orElseThrow());
            statement.setString(8, frame.sha256());
            statement.execute();
        }
    }
}
