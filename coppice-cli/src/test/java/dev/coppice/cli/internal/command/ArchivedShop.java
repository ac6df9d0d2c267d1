package dev.coppice.cli.internal.command;

import dev.coppice.archive.Archive;
import dev.coppice.archive.ArchiveReader;
import dev.coppice.archive.ArchiveStores;
import dev.coppice.archive.ArchivedColumn;
import dev.coppice.archive.LoadTarget;
import dev.coppice.archive.Manifest;
import dev.coppice.archive.Segment;
import dev.coppice.archive.spi.KeySource;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.StoreLocation;
import dev.coppice.prune.CampaignListener;
import dev.coppice.prune.CampaignOptions;
import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Policy;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Sessions 1 to 20, every third of them ended long ago, with two events each; reminders that outlive their session. */
final class ArchivedShop {
    // language=SQL
    private static final String TABLES = """
            CREATE SCHEMA app;
            CREATE TABLE app.session (id int PRIMARY KEY, status text NOT NULL, ended_at timestamptz);
            CREATE INDEX ON app.session (ended_at);
            CREATE TABLE app.event (
                session_id int REFERENCES app.session,
                n int,
                body text,
                PRIMARY KEY (session_id, n)
            );
            CREATE TABLE app.reminder (id int PRIMARY KEY, session_id int REFERENCES app.session ON DELETE SET NULL);
            CREATE INDEX ON app.reminder (session_id);
            INSERT INTO app.session
            SELECT i, CASE WHEN i % 3 = 0 THEN 'ENDED' ELSE 'OPEN' END, timestamptz '2020-01-01' + i * interval '1 day'
            FROM generate_series(1, 20) AS i;
            INSERT INTO app.event SELECT id, n, 'event ' || n || chr(10) || 'of ' || id FROM app.session, generate_series(1, 2) AS n;
            UPDATE app.event SET body = NULL WHERE n = 2;
            INSERT INTO app.reminder SELECT id, id FROM app.session WHERE id IN (1, 3);
            """;

    private ArchivedShop() {}

    /** Opens it and archives the ended sessions, 3 to 18, into a folder. */
    static long prune(TestDatabase database, Path folder) {
        database.execute(CoppiceSchema.script());
        database.execute(TABLES);
        return campaign(database, folder);
    }

    /** One more campaign of the same policy. */
    static long campaign(TestDatabase database, Path folder) {
        var policy = Policy.of("ended-sessions", "app.session")
                .when("status = 'ENDED'")
                .olderThan("ended_at", Duration.ofDays(90))
                .archive(StoreLocation.parse("file:" + folder))
                .build();
        return Campaigns.on(database.dataSource())
                .execute(policy, CampaignOptions.by(Act.of("ann", "spring cleaning")), CampaignListener.NONE)
                .campaign()
                .id();
    }

    /** Writes the archive again into another folder, encrypted, and lets the ledger say that it lies there. */
    static void seal(TestDatabase database, String id, Path from, Path to, KeySource key) {
        try (var plain = ArchiveStores.folder(from);
                var secret = ArchiveStores.folder(to);
                var connection = database.connect()) {
            connection.setAutoCommit(false);
            var reader = Archive.in(plain, id).read();
            var sealed = Archive.in(secret, id).sealedBy(key);
            var segments = new ArrayList<Segment>();
            for (var segment : reader.manifest().segments()) {
                segments.add(sealed(connection, reader, sealed, segment));
            }
            var known = reader.manifest();
            var digest = sealed.write(Manifest.of(sealed, known.startedAt(), known.origin(), segments));
            database.execute("UPDATE coppice.campaign SET archive_location = 'file:" + to + "', archive_manifest = '"
                    + digest + "'");
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static Segment sealed(Connection connection, ArchiveReader reader, Archive sealed, Segment plain)
            throws SQLException {
        var columns =
                plain.content().columns().stream().map(ArchivedColumn::name).toList();
        var segment = plain.holding(List.of());
        try (var writer = sealed.append(segment);
                var statement = connection.createStatement()) {
            for (var frame : plain.frames()) {
                statement.execute("CREATE TEMP TABLE again AS SELECT " + String.join(", ", columns) + " FROM "
                        + plain.content().table().qualifiedName() + " WHERE false");
                reader.load(connection, plain, frame, new LoadTarget("pg_temp", "again", columns));
                var written =
                        writer.write(connection, "SELECT * FROM pg_temp.again").orElseThrow();
                statement.execute("DROP TABLE pg_temp.again");
                connection.commit();
                writer.committed();
                segment = segment.with(written.inChunk(frame.chunk()));
            }
        }
        return segment;
    }
}
