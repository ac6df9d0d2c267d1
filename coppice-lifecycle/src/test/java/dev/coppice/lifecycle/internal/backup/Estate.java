package dev.coppice.lifecycle.internal.backup;

import static dev.coppice.lifecycle.internal.sql.Transacting.QUIET;

import dev.coppice.archive.ArchiveStores;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.Share;
import dev.coppice.control.StoreLocation;
import dev.coppice.control.TableName;
import dev.coppice.lifecycle.Backup;
import dev.coppice.lifecycle.BackupConfig;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.KindLimitsConfig;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.internal.backup.BackupTaking.Wanted;
import dev.coppice.lifecycle.internal.kind.Kind;
import dev.coppice.lifecycle.internal.kind.KindTable;
import dev.coppice.lifecycle.internal.kind.Transitions;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.lifecycle.internal.step.DeclaredStep;
import dev.coppice.lifecycle.internal.step.SchemaStep;
import dev.coppice.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Graphs with a schema each, documents in a shared table, and files; and backups of them. */
public final class Estate {
    static final Act ACT = Act.of("ann", "a test");

    final TestDatabase db;
    final Path folder;
    final Files files = new Files();
    private BackupConfig backup;
    private String due = "select id, now(), false from app.graph where false";

    Estate(TestDatabase db, Path folder) {
        this.db = db;
        this.folder = folder;
        this.backup = new BackupConfig(
                true,
                StoreLocation.parse("file:" + folder),
                Map.of("default", Duration.ofDays(90), "large", Duration.ofDays(180)),
                false,
                Optional.empty(),
                Optional.empty());
    }

    static Estate in(TestDatabase db, Path folder) {
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.graph (id text PRIMARY KEY, status text, parent text, tier text, owner text, fenced_at timestamptz);
                CREATE TABLE app.document (id int PRIMARY KEY, graph_id text NOT NULL, body text);
                """);
        return new Estate(db, folder);
    }

    Estate configured(Function<BackupConfig, BackupConfig> change) {
        backup = change.apply(backup);
        return this;
    }

    Estate due(String query) {
        due = query;
        return this;
    }

    /** A graph with a schema of two tables, two documents and a file. */
    Estate graph(String id) {
        return entered(id, "NULL");
    }

    /** One that belongs to another. */
    Estate child(String id, String parent) {
        return entered(id, "'" + parent + "'");
    }

    private Estate entered(String id, String parent) {
        db.execute("""
                INSERT INTO app.graph VALUES ('%1$s', 'active', %2$s, 'large', 'org-1');
                CREATE SCHEMA tenant_%1$s;
                CREATE TABLE tenant_%1$s.node (id int PRIMARY KEY, name text);
                CREATE TABLE tenant_%1$s.edge (a int REFERENCES tenant_%1$s.node, b int REFERENCES tenant_%1$s.node);
                INSERT INTO tenant_%1$s.node SELECT i, 'node ' || i FROM generate_series(1, 20) AS i;
                INSERT INTO tenant_%1$s.edge SELECT i, i + 1 FROM generate_series(1, 19) AS i;
                INSERT INTO app.document SELECT (SELECT count(*) FROM app.document) + i, '%1$s', 'text ' || i
                    FROM generate_series(1, 2) AS i;
                """.formatted(id, parent));
        files.put(id + "/report.pdf", "report of " + id);
        return this;
    }

    Kind kind() {
        var config = config();
        var table = new Transacting(db.dataSource()).run(dsl -> KindTable.of(dsl, "graph", config));
        return new Kind(
                "graph",
                config,
                table,
                List.of(
                        new DeclaredStep(
                                "drop-schema", "schema", List.of(), false, new SchemaStep(config, "tenant_{id}")),
                        new DeclaredStep("remove-files", "objects", List.of(), false, new FilesStep(files)),
                        new DeclaredStep("delete-rows", "rows", List.of(), false, new DocumentsStep())));
    }

    KindConfig config() {
        return new KindConfig(
                TableName.parse("app.graph"),
                "id",
                "status",
                Optional.of("parent"),
                Optional.of("tier"),
                Optional.empty(),
                Optional.of("fenced_at"),
                Optional.of(due),
                Duration.ofDays(7),
                Optional.of(backup),
                new KindLimitsConfig(25, Share.parse("10%/30d"), Duration.ofMinutes(5)),
                Optional.of("owner"),
                Optional.empty(),
                0,
                List.of());
    }

    SnapshotBackups taking() {
        return taking(db.dataSource());
    }

    SnapshotBackups taking(DataSource source) {
        return new SnapshotBackups(source, Map.of("graph", kind()));
    }

    OwnBackups backups() {
        return backups(db.dataSource());
    }

    OwnBackups backups(DataSource source) {
        return new OwnBackups(source, Map.of("graph", kind()), taking(source));
    }

    Backup take(String id) {
        return take(db.dataSource(), id, wanted());
    }

    Backup take(DataSource source, String id, Wanted wanted) {
        var kind = kind();
        var family = new Transacting(db.dataSource())
                .run(dsl -> Family.of(dsl, kind, kind.table().find(dsl, id).orElseThrow()));
        return taking(source).take(kind, family.head(), family.below(), wanted);
    }

    /** One more backup of the same teardown, since that one is outdated. */
    Backup takeAgain(String id, Backup outdated) {
        return take(db.dataSource(), id, new Wanted("final", 1, ACT, OptionalLong.of(outdated.id())));
    }

    static Wanted wanted() {
        return new Wanted("final", 1, ACT, OptionalLong.empty());
    }

    /** The end of a teardown, as an engine would leave it; the stores are emptied. */
    void bury(String id) {
        var kind = kind();
        new Transacting(db.dataSource()).run(dsl -> {
            for (var state : List.of(ResourceState.FENCED, ResourceState.TEARING_DOWN, ResourceState.DEPROVISIONED)) {
                Transitions.in(dsl, "graph", kind.table())
                        .to(kind.table().lock(dsl, id).orElseThrow(), state);
            }
            dsl.execute("""
                    INSERT INTO coppice.tombstone (kind, resource_id, operation_id, buried_at) VALUES ('graph', ?, 1, now())
                    ON CONFLICT (kind, resource_id) DO UPDATE SET lifted_at = NULL
                    """, id);
            return id;
        });
        db.execute("DROP SCHEMA IF EXISTS tenant_%1$s CASCADE; DELETE FROM app.document WHERE graph_id = '%1$s'"
                .formatted(id));
        files.remove(id);
    }

    List<String> objects() {
        try (var store = ArchiveStores.folder(folder)) {
            return new ArrayList<>(store.list("").stream()
                    .map(object -> object.name())
                    .filter(name -> !name.equals(MarkedStore.MARK))
                    .toList());
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    String one(String sql) {
        return String.valueOf(dsl().fetchValue(sql));
    }

    DSLContext dsl() {
        return DSL.using(db.dataSource(), SQLDialect.POSTGRES, QUIET);
    }

    static ResourceId id(String id) {
        return new ResourceId("graph", id);
    }
}
