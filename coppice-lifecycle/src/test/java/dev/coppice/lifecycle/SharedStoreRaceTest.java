package dev.coppice.lifecycle;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.lifecycle.internal.kind.KindConfigs;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two kinds keep their backups in one store, and those of one expire while the other is at work in it. */
@PostgresTest(Isolation.DATABASE)
class SharedStoreRaceTest {
    private static final Act ANN = Act.of("ann", "a test");
    private static final ResourceId G = new ResourceId("graph", "x");
    private static final ResourceId W = new ResourceId("workspace", "x");

    private final TestDatabase db;
    private final Path folder;
    private Lifecycle lifecycle;

    SharedStoreRaceTest(TestDatabase db, @TempDir Path folder) {
        this.db = db;
        this.folder = folder;
    }

    /** Who reads rows of a workspace, and who gives a backup up or marks it, comes by a gate. */
    @BeforeEach
    void declare() {
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE FUNCTION app.pass() RETURNS boolean LANGUAGE sql AS
                    $$ SELECT true FROM (SELECT pg_advisory_xact_lock_shared(7)) AS passed $$;
                CREATE FUNCTION app.stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    PERFORM pg_advisory_xact_lock_shared(8);
                    RETURN new;
                END $$;
                CREATE TRIGGER stop BEFORE UPDATE ON coppice.backup
                    FOR EACH ROW WHEN (new.state = 'expired') EXECUTE FUNCTION app.stop();
                CREATE TABLE app.graph (id text PRIMARY KEY, status text);
                CREATE TABLE app.workspace (id text PRIMARY KEY, status text);
                CREATE TABLE app.document (id int PRIMARY KEY, owner text NOT NULL);
                INSERT INTO app.graph VALUES ('x', 'active');
                INSERT INTO app.workspace VALUES ('x', 'active');
                INSERT INTO app.document VALUES (1, 'graph x'), (2, 'workspace x');
                """);
        lifecycle = Lifecycle.on(db.dataSource())
                .kinds(Map.of("graph", kind("graph", ""), "workspace", kind("workspace", " and app.pass()")))
                .build();
        lifecycle.backups().create(G, ANN);
        db.execute("UPDATE coppice.backup SET expires_at = now()");
    }

    private KindConfig kind(String name, String gate) {
        return KindConfigs.read(
                name, """
                table: app.NAME
                key: id
                status: status
                backup: { to: "file:FOLDER", hosting: { default: 1d } }
                steps:
                  - name: delete-documents
                    rows: { tables: [ { table: app.document, when: "t.owner = 'NAME ' || {id}GATE" } ] }
                """.replace("NAME", name).replace("GATE", gate).replace("FOLDER", folder.toString()));
    }

    @Test
    void what_one_kind_writes_just_now_is_left_by_the_expiry_of_the_other() throws Exception {
        try (var interleaving = new Interleaving();
                var gate = db.connect();
                var statement = gate.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(7)");
            var writing =
                    interleaving.start("writing", () -> lifecycle.backups().create(W, ANN));
            interleaving.awaitBlockedBy(db.dataSource(), gate);
            for (var kind : new String[] {"graph", "workspace"}) {
                assertThat(lifecycle.backups().orphans(kind)).as(kind).isEmpty();
            }
            assertThat(lifecycle.backups().expire(Optional.empty(), ANN)).isEqualTo(1);
            statement.execute("SELECT pg_advisory_unlock(7)");
            var written = requireNonNull(writing.result());
            assertThat(lifecycle.backups().verify(written.id(), ANN).ok()).isTrue();
            assertThat(archives()).isEqualTo(1);
        }
    }

    @Test
    void what_one_kind_is_removing_is_no_orphan_to_the_other_and_nothing_else_goes_with_it() throws Exception {
        try (var interleaving = new Interleaving();
                var gate = db.connect();
                var statement = gate.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(8)");
            var expiry = interleaving.start("expiry", () -> lifecycle.backups().expire(Optional.of("graph"), ANN));
            interleaving.awaitBlockedBy(db.dataSource(), gate);
            var written = lifecycle.backups().create(W, ANN);
            assertThat(lifecycle.backups().orphans("workspace")).isEmpty();
            assertThat(lifecycle.backups().expire(Optional.of("workspace"), ANN))
                    .isZero();
            statement.execute("SELECT pg_advisory_unlock(8)");
            assertThat(expiry.result()).isEqualTo(1);
            assertThat(lifecycle.backups().verify(written.id(), ANN).ok()).isTrue();
            assertThat(archives()).isEqualTo(1);
        }
    }

    /** How many archives have a file; a folder may stay when it is empty. */
    private long archives() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(Path::getParent)
                    .filter(parent -> !parent.equals(folder))
                    .distinct()
                    .count();
        }
    }
}
