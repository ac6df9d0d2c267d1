package dev.coppice.prune;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.control.StoreLocation;
import dev.coppice.control.TableName;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Others at work on a partition, and ends of the world, at the moments that decide. */
@PostgresTest(Isolation.DATABASE)
class PartitionRaceTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String LATE =
            " (at, device, state, id) OVERRIDING SYSTEM VALUE VALUES ('2020-01-20', 7, 'OPEN', 7777)";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"app.reading", "app.reading_01"})
    void a_row_that_comes_between_look_and_lock_keeps_its_partition(String through, TestDatabase db) {
        var truth = Readings.open(db);
        var first = new AtomicInteger();
        var report = Readings.execute(db.dataSource(), Readings.archived(folder), place -> {
            if (place.equals("partition.looked") && first.getAndIncrement() == 0) {
                db.execute("INSERT INTO " + through + LATE
                        + "; INSERT INTO before.reading SELECT * FROM app.reading WHERE id = 7777");
            }
        });
        assertThat(Readings.decided(report))
                .containsEntry("reading_01", "Of the rows looked at, 1 do not meet the policy.")
                .containsEntry("reading_02", "dropped");
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(new Database(db).list("SELECT id::text FROM app.reading_01")).containsExactly("7777");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.reading", "app.reading_01"})
    void a_writer_in_its_transaction_is_not_waited_for_without_end(String through, TestDatabase db) throws Exception {
        var truth = Readings.open(db);
        try (var other = db.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("INSERT INTO " + through + LATE);
            var report = Readings.execute(db.dataSource(), Readings.archived(folder), PausePoint.NONE);
            assertThat(Readings.decided(report))
                    .containsEntry(
                            "reading_01",
                            "Other sessions used it, or the table, for longer than a lock is waited for. It was tried"
                                    + " 3 times.");
            other.commit();
            db.execute("INSERT INTO before.reading SELECT * FROM app.reading WHERE id = 7777");
            truth.requireConserved(folder, report.campaign().id()).requireLedger();
        }
    }

    @Test
    void a_writer_who_waits_for_a_partition_that_goes_is_told_and_has_written_nothing(TestDatabase db)
            throws Exception {
        var truth = Readings.open(db);
        try (var steps = new Interleaving(LONG);
                var other = db.connect()) {
            steps.stopAt("campaign", "partition.locked");
            var campaign = steps.start(
                    "campaign", () -> Readings.execute(db.dataSource(), Readings.archived(folder), steps::reached));
            campaign.awaitStopped("partition.locked");
            var writer =
                    steps.start("writer", () -> other.createStatement().execute("INSERT INTO app.reading_01" + LATE));
            steps.awaitBlocked(db.dataSource(), other);
            steps.passAt("partition.locked");
            campaign.resume();
            var report = requireNonNull(campaign.result());
            assertThat(Readings.decided(report)).containsEntry("reading_01", "dropped");
            assertThatThrownBy(writer::result).hasStackTraceContaining("reading_01");
            truth.requireConserved(folder, report.campaign().id()).requireLedger();
        }
    }

    @Test
    void a_campaign_that_drops_partitions_is_joined_by_nobody(TestDatabase db) {
        Readings.open(db);
        var policy = Readings.archived(folder);
        try (var steps = new Interleaving(LONG)) {
            steps.stopAt("campaign", "partition.locked");
            var campaign = steps.start("campaign", () -> Readings.execute(db.dataSource(), policy, steps::reached));
            campaign.awaitStopped("partition.locked");
            assertThatThrownBy(() -> Campaigns.on(db.dataSource())
                            .join(1, policy, Shop.OPTIONS.overriding(Shop.ANN), CampaignListener.NONE))
                    .hasMessageContaining("to follow it.")
                    .hasMessageNotContaining("--workers");
            steps.passAt("partition.locked");
            campaign.resume();
            assertThat(requireNonNull(campaign.result()).campaign().state()).isEqualTo(CampaignState.SUCCEEDED);
        }
    }

    @Test
    void who_waits_for_it_makes_it_stand_back_where_waiters_are_a_brake(TestDatabase db) throws Exception {
        var truth = Readings.open(db, """
            CREATE TABLE public.slowly (x int);
            INSERT INTO public.slowly VALUES (1);
            CREATE FUNCTION app.slow(month int) RETURNS bool LANGUAGE plpgsql STABLE AS $$
            BEGIN
                IF month = 1 AND EXISTS (SELECT FROM public.slowly) THEN
                    PERFORM pg_sleep(0.02);
                END IF;
                RETURN true;
            END $$;
            """);
        var policy = Policy.of("readings", "app.reading")
                .when("state = 'DONE' AND app.slow(extract(month FROM at)::int)")
                .olderThan("at", Duration.ofDays(90))
                .brakes(BrakesConfig.NONE.waiters(true))
                .chunkTime(Duration.ofMillis(50))
                .partitions(PolicyConfig.Partitions.DROP)
                .archive(StoreLocation.parse("file:" + folder))
                .build();
        try (var steps = new Interleaving(LONG);
                var other = db.connect()) {
            steps.stopAt("campaign", "partition.locked");
            var campaign = steps.start("campaign", () -> Readings.execute(db.dataSource(), policy, steps::reached));
            campaign.awaitStopped("partition.locked");
            var writer = steps.start(
                    "writer",
                    () -> other.createStatement()
                            .execute("WITH fast AS (DELETE FROM public.slowly) INSERT INTO app.reading_01" + LATE));
            steps.awaitBlocked(db.dataSource(), other);
            steps.passAt("partition.locked");
            campaign.resume();
            writer.result();
            db.execute("INSERT INTO before.reading SELECT * FROM app.reading WHERE id = 7777");
            var report = requireNonNull(campaign.result());
            assertThat(Readings.decided(report))
                    .containsEntry("reading_01", "Of the rows looked at, 1 do not meet the policy.")
                    .containsEntry("reading_02", "dropped");
            truth.requireConserved(folder, report.campaign().id()).requireLedger();
        }
    }

    @Test
    void a_long_reader_of_the_table_keeps_all_partitions_and_waits_for_nobody(TestDatabase db) throws Exception {
        var truth = Readings.open(db);
        try (var reader = db.connect()) {
            reader.setAutoCommit(false);
            reader.createStatement()
                    .executeQuery("SELECT count(*) FROM app.reading")
                    .close();
            var report = Readings.execute(db.dataSource(), Readings.archived(folder), place -> {
                if (place.equals("partition.archived")) {
                    db.execute("SELECT count(*) FROM app.reading");
                }
            });
            assertThat(report.campaign().state()).isEqualTo(CampaignState.SUCCEEDED);
            assertThat(Readings.decided(report).values())
                    .hasSize(3)
                    .allSatisfy(reason -> assertThat(reason).startsWith("Other sessions used it"));
            reader.rollback();
            truth.requireConserved(folder, report.campaign().id()).requireLedger();
            assertThat(truth.gone("reading")).isEqualTo(4 * Readings.MONTH);
        }
    }

    @Test
    void a_hold_waits_for_the_partition_that_goes_and_keeps_the_next(TestDatabase db) throws Exception {
        var truth = Readings.open(db);
        var key = new Database(db)
                .list("SELECT id::text || ',' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS+00') FROM"
                        + " app.reading_02 LIMIT 1")
                .getFirst()
                .split(",", -1);
        try (var steps = new Interleaving(LONG);
                var other = db.connect()) {
            other.setAutoCommit(false);
            steps.stopAt("campaign", "partition.before-drop");
            var campaign = steps.start(
                    "campaign", () -> Readings.execute(db.dataSource(), Readings.archived(folder), steps::reached));
            campaign.awaitStopped("partition.before-drop");
            var hold = steps.start("hold", () -> {
                Holds.in(DSL.using(other, SQLDialect.POSTGRES))
                        .place(HoldRequest.on(
                                HoldTarget.row(TableName.parse("app.reading"), key), "legal/1", Shop.ANN));
                other.commit();
                return "held";
            });
            steps.awaitBlocked(db.dataSource(), other);
            steps.passAt("partition.before-drop");
            steps.stopAt("campaign", "campaign.committed");
            campaign.resume();
            campaign.awaitStopped("campaign.committed");
            assertThat(hold.result()).isEqualTo("held");
            steps.passAt("campaign.committed");
            campaign.resume();
            var report = requireNonNull(campaign.result());
            assertThat(Readings.decided(report))
                    .containsEntry("reading_01", "dropped")
                    .containsEntry("reading_02", "Of the rows looked at, 1 are held.");
            truth.requireConserved(folder, report.campaign().id()).requireLedger();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ALTER TABLE app.reading DETACH PARTITION app.reading_01", "DROP TABLE app.reading_01"})
    void nobody_takes_a_partition_away_while_it_is_looked_at(String statement, TestDatabase db) {
        var truth = Readings.open(db);
        var refused = new AtomicInteger();
        var report = Readings.execute(db.dataSource(), Readings.archived(folder), place -> {
            if (place.equals("partition.looked") && refused.get() == 0) {
                assertThatThrownBy(() -> db.execute("SET lock_timeout = '20ms'; " + statement))
                        .hasStackTraceContaining("lock timeout");
                refused.incrementAndGet();
            }
        });
        assertThat(refused).hasValue(1);
        assertThat(Readings.decided(report).values()).containsOnly("dropped");
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
    }

    @Test
    void a_process_that_is_told_to_leave_leaves_the_partition_as_it_was(TestDatabase db) {
        var truth = Readings.open(db);
        var policy = Readings.archived(folder);
        var listener = new CampaignListener() {
            private boolean asked;

            @Override
            public void progressed(CampaignProgress progress) {}

            @Override
            public boolean stopRequested() {
                return asked;
            }
        };
        var report = Shop.campaigns(db.dataSource(), place -> listener.asked |= place.equals("partition.locked"))
                .execute(policy, Shop.OPTIONS, listener);
        assertThat(report.campaign().stoppedBy()).contains("process-stopped");
        assertThat(Readings.there(db)).hasSize(4);
        var ended = Readings.succeed(db, policy);
        assertThat(Readings.decided(ended).values()).containsOnly("dropped");
        truth.requireConserved(folder, ended.campaign().id()).requireLedger();
    }

    /** A process ends at a place, or its connection does; the next execution goes on. */
    @ParameterizedTest
    @CsvSource({
        "partition.looked, 0", "partition.locked, 1", "partition.archived, 2", "partition.before-drop, 0",
        "partition.dropped, 0", "partition.dropped, 2", "campaign.before-commit, 2", "campaign.committed, 2"
    })
    void whatever_ends_at_a_place_loses_nothing(String where, int passes, TestDatabase db) {
        var truth = Readings.open(db);
        var policy = Readings.archived(folder);
        var left = new AtomicInteger(passes);
        assertThatThrownBy(() -> Readings.execute(db.dataSource(), policy, place -> {
                    if (place.equals(where) && left.getAndDecrement() == 0) {
                        throw new Killed();
                    }
                }))
                .isInstanceOf(Killed.class);
        truth.requireLedger();
        var lost = new AtomicInteger(passes > 1 ? 0 : passes);
        var report = Readings.execute(db.dataSource(), policy, place -> {
            if (place.equals(where) && lost.getAndDecrement() == 0) {
                db.execute("SELECT pg_terminate_backend(backend_pid) FROM coppice.campaign_worker");
            }
        });
        assertThat(report.campaign().state()).as(report.campaign().reason()).isEqualTo(CampaignState.SUCCEEDED);
        assertThat(Readings.there(db)).containsExactly("app.reading_later");
        truth.requireConserved(folder, report.campaign().id()).requireLedger();
        assertThat(truth.gone("reading")).isEqualTo(4 * Readings.MONTH);
    }

    /** The same for rows that go one by one: a connection that is given back must not commit what was half done. */
    @ParameterizedTest
    @ValueSource(strings = {"chunk.claimed", "chunk.deleted-group", "chunk.deleted", "campaign.before-commit"})
    void an_error_in_a_chunk_commits_nothing(String where, TestDatabase db) {
        Shop.open(db, 40);
        var truth = Truth.before(db, "app");
        var policy = Shop.archived(folder).build();
        assertThatThrownBy(() -> Readings.execute(db.dataSource(), policy, place -> {
                    if (place.equals(where)) {
                        throw new Killed();
                    }
                }))
                .isInstanceOf(Killed.class);
        assertThat(truth.gone("session") + truth.gone("event") + truth.gone("grants"))
                .isZero();
        truth.requireLedger();
        assertThat(Shop.execute(db, policy).campaign().state()).isEqualTo(CampaignState.SUCCEEDED);
        truth.requireConserved(folder, 1).requireLedger();
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }
}
