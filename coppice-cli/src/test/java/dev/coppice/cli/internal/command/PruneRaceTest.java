package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two commands at the same instant: both are held by a lock where the second could go wrong, then let go together. */
@PostgresTest(DATABASE)
class PruneRaceTest {
    private static final String[] EXECUTE = {"prune", "closed-carts", "--execute"};
    private final TestDatabase database;
    private String config = "";

    @TempDir
    Path folder;

    PruneRaceTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void shop() {
        Shop.open(database, 400);
        config = Shop.config(folder);
    }

    @Test
    void the_first_two_executions_of_a_database_both_find_no_schema_and_one_works() throws Exception {
        List<CompletableFuture<CommandRun>> both;
        try (var blocker = holding("CREATE SCHEMA coppice")) {
            both = List.of(started(EXECUTE), started(EXECUTE));
            awaitWaiting(2);
            blocker.rollback();
        }
        for (var run : both) {
            assertThat(run.get().err()).contains("Creating or migrating the schema coppice in ");
        }
        assertOneWorked(both);
    }

    @Test
    void two_executions_that_both_find_no_campaign_make_one() throws Exception {
        run("schema", "migrate");
        List<CompletableFuture<CommandRun>> both;
        try (var blocker = holding("LOCK TABLE coppice.campaign IN EXCLUSIVE MODE")) {
            both = List.of(started(EXECUTE), started(EXECUTE));
            awaitWaiting(2);
            blocker.rollback();
        }
        assertOneWorked(both);
    }

    @Test
    void a_plan_approved_while_its_approval_is_being_used_is_good_for_one_campaign_more() throws Exception {
        config = Shop.config(folder, "approvals: 1");
        run("schema", "migrate");
        assertThat(approve("ann").exitCode()).isZero();
        CompletableFuture<CommandRun> execution;
        CompletableFuture<CommandRun> approval;
        try (var blocker = holding("LOCK TABLE coppice.audit IN EXCLUSIVE MODE")) {
            execution = started(EXECUTE);
            awaitWaiting(1);
            approval = started(() -> approve("bob"));
            awaitWaiting(2);
            blocker.rollback();
        }
        assertThat(execution.get().exitCode()).as(execution.get().err()).isZero();
        assertThat(approval.get().exitCode()).as(approval.get().err()).isZero();
        assertThat(Shop.one(database, "SELECT count(*) FROM coppice.approval WHERE consumed_at IS NULL"))
                .isEqualTo("1");
        assertThat(run(EXECUTE).exitCode()).isZero();
        assertThat(run(EXECUTE))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: approval.already-used");
    }

    @Test
    void an_approval_of_a_plan_that_has_drifted_is_none() {
        config = Shop.config(folder, "approvals: 1");
        run("schema", "migrate");
        assertThat(approve("ann").exitCode()).isZero();
        database.execute("CREATE TABLE shop.gift (cart_id int PRIMARY KEY REFERENCES shop.cart)");

        assertThat(run(EXECUTE))
                .returns(3, CommandRun::exitCode)
                .extracting(CommandRun::err)
                .asString()
                .contains("coppice: approval.other-plan");
        assertThat(Shop.one(database, "SELECT count(*) FROM coppice.campaign")).isEqualTo("0");
        assertThat(Shop.one(database, "SELECT count(*) FROM shop.cart")).isEqualTo("400");
    }

    // The second finds the first at work, or its campaign at its end and makes one of its own that finds nothing.
    private void assertOneWorked(List<CompletableFuture<CommandRun>> both) throws Exception {
        for (var run : both) {
            assertThat(run.get().exitCode()).as(run.get().err()).isIn(0, 3);
            assertThat(run.get().err() + run.get().exitCode()).containsPattern("campaign\\.running(.*\\R)*.*3$|0$");
        }
        assertThat(both).anyMatch(run -> run.join().exitCode() == 0);
        assertThat(Shop.one(database, "SELECT count(*) FROM shop.cart")).isEqualTo("100");
        assertThat(Shop.one(database, "SELECT sum(roots) FROM coppice.campaign"))
                .isEqualTo("300");
    }

    private CompletableFuture<CommandRun> started(String... words) {
        return started(() -> run(words));
    }

    // The common pool of a small machine has one thread, and the second command would never begin.
    private static CompletableFuture<CommandRun> started(Supplier<CommandRun> command) {
        return CompletableFuture.supplyAsync(command, Thread.ofPlatform()::start);
    }

    private CommandRun approve(String who) {
        var hash = run("plan", "closed-carts", "--json").json().at("/hash").asString();
        return run("plan", "approve", hash, "--actor", who, "--reason", "looked at it");
    }

    private CommandRun run(String... words) {
        var all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "--config";
        all[words.length + 1] = config;
        return CommandRun.on(database, all);
    }

    private Connection holding(String lock) throws SQLException {
        var connection = database.connect();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute(lock);
        }
        return connection;
    }

    private void awaitWaiting(int sessions) {
        for (var look = 0; look < 3000; look++) {
            if (Shop.one(
                            database,
                            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                    + " AND wait_event_type = 'Lock'")
                    .equals(String.valueOf(sessions))) {
                return;
            }
            LockSupport.parkNanos(10_000_000);
        }
        throw new AssertionError("never did " + sessions + " sessions wait");
    }
}
