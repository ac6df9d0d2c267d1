package dev.coppice.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.lifecycle.internal.kind.KindConfigs;
import dev.coppice.ops.CoppiceException;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ids typed otherwise than their table spells them. */
@PostgresTest(Isolation.DATABASE)
class SpellingTest {
    private static final Act ANN = Act.of("ann", "the contract ended");
    private static final ResourceId TYPED = new ResourceId("doc", "3F2A0000-0000-0000-0000-0000000000AB");
    private static final ResourceId STORED = new ResourceId("doc", TYPED.id().toLowerCase(Locale.ROOT));

    @TempDir
    Path folder;

    @BeforeEach
    void tables(TestDatabase db) {
        db.execute(CoppiceSchema.script());
        db.execute("""
                CREATE SCHEMA app;
                CREATE TABLE app.doc (id uuid PRIMARY KEY, status text);
                CREATE TABLE app.page (doc_id uuid NOT NULL);
                CREATE INDEX ON app.page (doc_id);
                INSERT INTO app.doc VALUES ('%1$s', 'active');
                INSERT INTO app.page VALUES ('%1$s');
                """.formatted(STORED.id()));
    }

    @Test
    void a_hold_binds_whatever_spelling_it_was_asked_for_by(TestDatabase db) {
        var lifecycle = lifecycle(db, "");
        var named = lifecycle.resources().spelled(TYPED);
        assertThat(named).isEqualTo(STORED);
        dsl(db).transaction(tx -> Holds.in(tx.dsl())
                .place(HoldRequest.on(HoldTarget.resource(named.kind(), named.id()), "legal/7", ANN)));
        for (var id : new ResourceId[] {TYPED, STORED}) {
            refused("resource.held", () -> lifecycle.teardowns().begin(TeardownRequest.of(id, ANN)));
        }
    }

    @Test
    void everything_about_a_resource_is_found_by_any_spelling(TestDatabase db) throws Exception {
        var lifecycle = lifecycle(db, "approvals: 1\n");
        var hash = lifecycle.teardowns().plan(TeardownRequest.of(STORED, ANN)).hash();
        lifecycle.teardowns().approve(TeardownRequest.of(TYPED, ANN), hash, Act.of("ben", "seen"));
        var begun = lifecycle.teardowns().begin(TeardownRequest.of(TYPED, ANN));
        assertThat(begun.resource()).isEqualTo(STORED);
        assertThat(lifecycle.teardowns().begin(TeardownRequest.of(TYPED, ANN)).id())
                .isEqualTo(begun.id());
        assertThat(lifecycle.operations().list(of(TYPED)).items()).hasSize(1);
        lifecycle.teardowns().advance(begun.id());
        assertThat(lifecycle.backups().list(TYPED)).hasSize(1);
    }

    @Test
    void what_nobody_knows_cannot_be_held_and_what_is_gone_can(TestDatabase db) throws Exception {
        var lifecycle = lifecycle(db, "");
        refused("kind.unknown", () -> lifecycle.resources().spelled(new ResourceId("dock", STORED.id())));
        refused("resource.not-found", () -> lifecycle.resources().spelled(new ResourceId("doc", "typo")));
        var begun = lifecycle.teardowns().begin(TeardownRequest.of(STORED, ANN));
        lifecycle.teardowns().advance(begun.id());
        db.execute("DELETE FROM app.doc");
        assertThat(lifecycle.resources().spelled(TYPED)).isEqualTo(STORED);
    }

    private static OperationQuery of(ResourceId id) {
        return new OperationQuery(
                Optional.of(id.kind()), Optional.of(id.id()), OptionalLong.empty(), false, false, Long.MAX_VALUE, 10);
    }

    private Lifecycle lifecycle(TestDatabase db, String more) {
        var doc = KindConfigs.read("doc", more + """
                table: app.doc
                key: id
                status: status
                backup: { to: "file:%s/backups", hosting: { default: 1d } }
                steps:
                  - { name: delete-pages, rows: { tables: [ { table: app.page, by: doc_id } ] } }
                """.formatted(folder));
        return Lifecycle.on(db.dataSource()).kinds(Map.of("doc", doc)).build();
    }

    private static DSLContext dsl(TestDatabase db) {
        return DSL.using(db.dataSource(), SQLDialect.POSTGRES);
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CoppiceException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }
}
