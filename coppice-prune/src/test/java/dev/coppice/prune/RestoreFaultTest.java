package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.FaultSweep;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.Level;

/** The knob {@code coppice.prune.restore-step} leaves out statements of a sweep; 1 sweeps them all. */
@PostgresTest(value = Isolation.DATABASE, maxLog = Level.WARN)
class RestoreFaultTest {
    private static final int STEP = Integer.getInteger("coppice.prune.restore-step", 13);

    private static final TableName GRANTS = TableName.parse("app.grants");

    @TempDir
    private Path folder;

    static Stream<FaultSweep> sweeps() {
        return Stream.of(
                FaultSweep.forEach(n -> PlannedFault.operation(1 + (n - 1) * STEP)),
                FaultSweep.forEach(
                        n -> PlannedFault.operation(1 + (n - 1) * STEP).after()),
                FaultSweep.forEach(
                        n -> PlannedFault.statement(1 + (n - 1) * STEP).raising("40P01")),
                FaultSweep.forEach(
                        n -> PlannedFault.statement(1 + (n - 1) * STEP).raising("53100")));
    }

    @ParameterizedTest
    @MethodSource("sweeps")
    void whatever_fails_the_next_restore_of_the_same_brings_everything_back_once(FaultSweep sweep, TestDatabase db)
            throws Exception {
        Shop.open(db, 30);
        var before = Copies.of(db, "app");
        var archive = Restoring.archive(
                folder, Restoring.prune(db, Shop.archived(folder).build()));
        db.execute("CREATE SCHEMA after");
        for (var table : new String[] {"session", "event", "step", "audit", "grants"}) {
            db.execute("CREATE TABLE after." + table + " AS SELECT * FROM app." + table);
        }
        var faults = sweep.run(
                db.dataSource(),
                source -> Restoring.restores(source, PausePoint.NONE)
                        .restore(archive, Restoring.ALL, RestoreListener.NONE),
                (fault, error) -> {
                    error.ifPresent(thrown -> assertThat(thrown).isInstanceOf(CoppiceException.class));
                    if (before.gone() > 0) {
                        assertThat(Restoring.restore(db, archive, Restoring.ALL).stopped())
                                .isEmpty();
                    }
                    before.requireBack();
                    pruneAgain(db);
                });
        assertThat(faults).isPositive();
    }

    @Test
    void two_restores_of_the_same_at_once_are_one_too_many(TestDatabase db) throws Exception {
        Shop.open(db, 60);
        var before = Copies.of(db, "app");
        var archive = Restoring.archive(
                folder, Restoring.prune(db, Shop.archived(folder).build()));
        try (var interleaving = new Interleaving()) {
            interleaving.stopAt("first", "restore.committed");
            var first = interleaving.start(
                    "first",
                    () -> Restoring.restores(db.dataSource(), interleaving::reached)
                            .restore(archive, Restoring.ALL, RestoreListener.NONE));
            first.awaitStopped("restore.committed");
            for (var part : List.of(Restoring.ALL, Restoring.ALL.table(Shop.SESSION))) {
                assertThatThrownBy(() -> Restoring.restore(db, archive, part))
                        .isInstanceOf(CoppiceException.class)
                        .hasMessageContaining("A restore of it is at work in process ");
            }
            assertThat(Restores.on(db.dataSource()).list(Long.MAX_VALUE, 2).items())
                    .hasSize(1);
        }
        before.requireBack();
    }

    @Test
    void a_campaign_of_the_same_policy_that_is_at_work_is_told_before_and_after(TestDatabase db) throws Exception {
        Shop.open(db, 60);
        var policy = Shop.archived(folder).build();
        var archive = Restoring.archive(folder, Restoring.prune(db, policy));
        db.execute("UPDATE app.session SET status = 'ENDED', ended_at = '2020-01-01'");
        var restores = Restores.on(db.dataSource());
        var sessions = Restoring.ALL.table(Shop.SESSION);
        try (var interleaving = new Interleaving()) {
            interleaving.stopAt("worker", "campaign.committed");
            var worker = interleaving.start(
                    "worker",
                    () -> Shop.campaigns(db.dataSource(), interleaving::reached)
                            .execute(policy, Shop.OPTIONS, CampaignListener.NONE));
            worker.awaitStopped("campaign.committed");
            var warning =
                    "Campaign 2 of policy \"ended-sessions\" over app.session is running and deletes again what the"
                            + " policy still means. Hold what shall stay, with \"coppice hold add\", or pause it.";
            assertThat(restores.preview(archive, sessions).warnings()).containsExactly(warning);
            assertThat(restores.preview(archive, Restoring.ALL.table(GRANTS)).warnings())
                    .isEmpty();
            var report = restores.restore(archive, sessions, RestoreListener.NONE);
            assertThat(report.warnings()).containsExactly(warning);
            assertThat(report.stopped()).isEmpty();
        }
        assertThat(Archives.on(db.dataSource()).open(2).verify().ok()).isTrue();
    }

    @Test
    void rows_without_a_key_are_not_put_back_twice_by_restoring_again(TestDatabase db) {
        Shop.open(db, 60);
        var before = Copies.of(db, "app");
        var archive = Restoring.archive(
                folder, Restoring.prune(db, Shop.archived(folder).build()));
        Restoring.restore(db, archive, Restoring.ALL);
        for (var part : List.of(Restoring.ALL.onConflict(OnConflict.SKIP), Restoring.ALL.table(GRANTS))) {
            assertThatThrownBy(() -> Restoring.restore(db, archive, part))
                    .hasMessage(
                            "Archive " + archive.manifest().archive() + " was not restored. Restore 1 has put rows of"
                                    + " it back into app.grants, which has no unique constraint: they would be there twice."
                                    + " Nothing was changed. Restore the other tables by name. If rows of this one are gone"
                                    + " again, say which by a condition.");
        }
        before.requireBack();
        db.execute("DELETE FROM app.grants WHERE who = 'ann'");
        Restoring.restore(db, archive, Restoring.ALL.table(GRANTS).where("who = 'ann'"));
        assertThat(before.gone("app.grants")).isLessThan(60);
    }

    @Test
    void a_key_that_another_session_takes_meanwhile_is_a_conflict_and_no_half_chunk(TestDatabase db) throws Exception {
        Shop.open(db, 60);
        var before = Copies.of(db, "app");
        var archive = Restoring.archive(
                folder, Restoring.prune(db, Shop.archived(folder).build()));
        var gone = before.gone("app.session");
        try (var interleaving = new Interleaving()) {
            interleaving.stopAt("first", "restore.staged");
            var first = interleaving.start(
                    "first",
                    () -> Restoring.restores(db.dataSource(), interleaving::reached)
                            .restore(archive, Restoring.ALL.table(Shop.SESSION), RestoreListener.NONE));
            first.awaitStopped("restore.staged");
            db.execute(
                    "INSERT INTO app.session SELECT id, 'NEW', NULL, 'mine' FROM (SELECT substr(line, 2, 36)::uuid AS id"
                            + " FROM copied.\"app.session\") AS c WHERE NOT EXISTS (SELECT FROM app.session AS s WHERE s.id = c.id)");
            first.resume();
            first.join();
            assertThat(Restores.on(db.dataSource()).find(1).orElseThrow().state())
                    .isEqualTo(RestoreState.STOPPED);
        }
        assertThat(new Database(db).list("SELECT count(*) FROM app.session WHERE note = 'mine'"))
                .containsExactly(String.valueOf(gone));
    }

    /** Back to where the campaign had left it, with an empty record. */
    private static void pruneAgain(TestDatabase db) {
        db.execute("TRUNCATE app.session, app.event, app.step, app.audit, app.grants");
        for (var table : new String[] {"session", "event", "step", "audit", "grants"}) {
            db.execute("INSERT INTO app." + table + " OVERRIDING SYSTEM VALUE SELECT * FROM after." + table);
        }
        db.execute("TRUNCATE coppice.restore CASCADE");
    }
}
