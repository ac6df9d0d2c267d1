package dev.coppice.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.Act;
import dev.coppice.control.Freeze;
import dev.coppice.control.HoldRequest;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.control.TableName;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.internal.PausePoint;
import dev.coppice.prune.internal.campaign.Work.Sizes;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/**
 * Small chunks beside somebody who holds rows at random and somebody who freezes: a hold that has returned keeps its row, if that
 * was there then, and after a freeze that has returned no chunk commits. {@code coppice.prune.seed} repeats the choice of rows.
 */
@PostgresTest(Isolation.DATABASE)
class HoldStormTest {
    private static final Act BOB = Act.of("bob", "case 118");
    private static final TableName EVENT = TableName.parse("app.event");
    private static final int FREEZES = 3;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final TestDatabase db;
    private final Database asked;
    private final AtomicBoolean over = new AtomicBoolean();

    HoldStormTest(TestDatabase db) {
        this.db = db;
        this.asked = new Database(db);
    }

    @Test
    void a_hold_that_has_returned_is_honoured_and_no_chunk_follows_a_freeze() throws Exception {
        Shop.open(db, 600);
        var truth = Truth.before(db, "app");
        var seed = Long.getLong("coppice.prune.seed", System.nanoTime());
        try (var threads = Executors.newFixedThreadPool(2)) {
            var holding = threads.submit(() -> hold(new Random(seed)));
            var freezing = threads.submit(this::freeze);
            var campaign = executed();
            over.set(true);

            assertThat(campaign.state()).isEqualTo(CampaignState.SUCCEEDED);
            assertThat(freezing.get()).as("freezes that met the campaign").isPositive();
            var held = holding.get();
            assertThat(held)
                    .as("rows that were there when they were held, seed %d", seed)
                    .isNotEmpty();
            for (var row : held) {
                assertThat(there(row)).as("%s, seed %d", row, seed).isTrue();
            }
            truth.requireLedger();
        }
    }

    /** Executes again whenever a freeze has stopped it. */
    private Campaign executed() {
        var campaigns = Shop.campaigns(db.dataSource(), PausePoint.NONE, new Sizes(10, 3, 60));
        try {
            while (true) {
                var campaign = campaigns
                        .execute(Shop.ended().build(), Shop.OPTIONS, CampaignListener.NONE)
                        .campaign();
                if (campaign.state().ended()) {
                    return campaign;
                }
            }
        } finally {
            over.set(true);
        }
    }

    private List<HoldTarget.Row> hold(Random random) {
        var sessions = asked.list("SELECT id::text FROM app.session ORDER BY id");
        var events = asked.list("SELECT id::text FROM app.event ORDER BY id");
        var held = new ArrayList<HoldTarget.Row>();
        while (!over.get()) {
            var row = (HoldTarget.Row)
                    (random.nextBoolean()
                            ? HoldTarget.row(Shop.SESSION, sessions.get(random.nextInt(sessions.size())))
                            : HoldTarget.row(EVENT, events.get(random.nextInt(events.size()))));
            if (placed(row) && there(row)) {
                held.add(row);
            }
        }
        return held;
    }

    /** Not placed where a chunk, or a thaw, was in the way for too long: then nothing was promised. */
    private boolean placed(HoldTarget.Row row) {
        try {
            inTransaction(dsl -> Holds.in(dsl).place(HoldRequest.on(row, "storm", BOB)));
            return true;
        } catch (CoppiceException busy) {
            assertThat(busy.code()).isEqualTo("hold.chunk-running");
            return false;
        }
    }

    private int freeze() {
        var met = 0;
        for (var i = 0; i < FREEZES && !over.get(); i++) {
            var chunks = chunks();
            await(() -> over.get() || chunks() > chunks);
            inTransaction(dsl -> Freeze.in(dsl).freeze(BOB));
            try {
                var before = chunks();
                await(() -> over.get() || stopped());
                assertThat(chunks()).as("chunks after a freeze").isEqualTo(before);
                met += stopped() ? 1 : 0;
            } finally {
                inTransaction(dsl -> Freeze.in(dsl).unfreeze(BOB));
            }
        }
        return met;
    }

    private boolean there(HoldTarget.Row row) {
        return !asked.list("SELECT 1 FROM " + row.table() + " WHERE id::text = '"
                        + row.key().getFirst() + "'")
                .isEmpty();
    }

    private boolean stopped() {
        return !asked.list("SELECT 1 FROM coppice.campaign WHERE state = 'INTERRUPTED' AND stopped_by = 'freeze'")
                .isEmpty();
    }

    private long chunks() {
        return Long.parseLong(
                asked.list("SELECT count(*) FROM coppice.campaign_chunk").getFirst());
    }

    private void inTransaction(Consumer<DSLContext> work) {
        DSL.using(db.dataSource(), SQLDialect.POSTGRES).transaction(configuration -> work.accept(configuration.dsl()));
    }

    private static void await(BooleanSupplier condition) {
        var until = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it took too long").isLessThan(until);
        }
    }
}
