package dev.coppice.cli.internal.command;

import static dev.coppice.testkit.PostgresTest.Isolation.DATABASE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command in a process of its own, held in the middle of a chunk by a lock on a row that the chunk needs: interrupted,
 * killed, joined.
 */
@PostgresTest(DATABASE)
class PruneProcessTest {
    private final TestDatabase database;
    private String config = "";

    @TempDir
    Path folder;

    PruneProcessTest(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void shop() {
        Shop.open(database, 400);
        config = Shop.config(folder, "lock-timeout: 5m");
        CommandRun.on(database, "schema", "migrate");
    }

    @Test
    void ctrl_c_ends_it_after_the_chunk_under_way_and_the_next_execution_goes_on() throws Exception {
        try (var blocker = lockedLine();
                var process = execute()) {
            awaitChunk();
            process.signal("INT");
            process.saidUntil(
                    "Stopping after the chunk under way. Ctrl-C again stops at once; nothing is lost by that.");
            assertThat(process.process().isAlive()).isTrue();
            blocker.rollback();

            assertThat(process.ended()).isEqualTo(4);
        }
        assertThat(folder.resolve("out"))
                .content()
                .contains("Campaign 1 \"closed-carts\" is INTERRUPTED: it goes on at the next execution.")
                .contains("Its process was asked to stop.")
                .contains("To go on:  coppice prune closed-carts --execute --url ");
        assertThat(state()).isEqualTo("INTERRUPTED process-stopped");
        assertThat(Integer.parseInt(gone())).isPositive().isLessThan(300);
        assertThat(again().exitCode()).isZero();
        assertThat(gone()).isEqualTo("300");
    }

    @Test
    void sigterm_does_the_same() throws Exception {
        try (var blocker = lockedLine();
                var process = execute()) {
            awaitChunk();
            process.signal("TERM");
            process.saidUntil("Stopping after the chunk under way.");
            blocker.rollback();

            assertThat(process.ended()).isEqualTo(4);
        }
        assertThat(state()).isEqualTo("INTERRUPTED process-stopped");
    }

    @Test
    void a_second_ctrl_c_ends_it_at_once_and_loses_nothing() throws Exception {
        try (var blocker = lockedLine();
                var process = execute()) {
            awaitChunk();
            process.signal("INT");
            process.saidUntil("Stopping after the chunk under way.");
            process.signal("INT");

            assertThat(process.ended()).isEqualTo(130);
            blocker.rollback();
        }
        assertThat(again().exitCode()).isZero();
        assertThat(gone()).isEqualTo("300");
        assertThat(Shop.one(database, "SELECT roots FROM coppice.campaign")).isEqualTo("300");
    }

    @Test
    void a_second_execution_is_refused_and_pointed_to_join_which_follows_to_the_end() throws Exception {
        try (var blocker = lockedLine();
                var process = execute()) {
            awaitChunk();
            assertThat(again())
                    .returns(3, CommandRun::exitCode)
                    .extracting(CommandRun::err)
                    .asString()
                    .contains(
                            "coppice: campaign.running\nPolicy \"closed-carts\" was not executed. Campaign 1 of it is at"
                                    + " work in process " + process.process().pid())
                    .contains("Nothing was changed. Run \"coppice campaign join 1\" to follow it.");
            assertThat(CommandRun.on(database, "campaign", "show", "1", "--json")
                            .json()
                            .at("/alive")
                            .asBoolean())
                    .isTrue();
            blocker.rollback();

            var joined = CommandRun.on(database, "campaign", "join", "1", "--json");

            assertThat(joined.exitCode()).isZero();
            assertThat(joined.json().at("/roots").asInt()).isEqualTo(300);
            assertThat(process.ended()).isZero();
        }
    }

    @Test
    void who_has_joined_is_told_when_the_process_dies() throws Exception {
        try (var blocker = lockedLine();
                var process = execute()) {
            awaitChunk();
            process.process().destroyForcibly().waitFor();
            blocker.rollback();

            var joined = CommandRun.on(database, "campaign", "join", "1");

            assertThat(joined.exitCode()).isEqualTo(4);
            assertThat(joined.out())
                    .contains("is RUNNING", "No process works on it any more.", "prune closed-carts --execute");
        }
    }

    private CommandProcess execute() throws Exception {
        return CommandProcess.start(database, folder, "prune", "closed-carts", "--execute", "--config", config);
    }

    private CommandRun again() {
        return CommandRun.on(database, "prune", "closed-carts", "--execute", "--config", config);
    }

    /** Holds a line of the 100th cart, which no canary takes. */
    private Connection lockedLine() throws SQLException {
        var connection = database.connect();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT FROM shop.line WHERE cart_id = 101 FOR UPDATE");
        }
        return connection;
    }

    private void awaitChunk() {
        for (var look = 0; look < 6000; look++) {
            if (!Shop.one(
                            database,
                            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'coppice'"
                                    + " AND datname = current_database() AND wait_event_type = 'Lock'")
                    .equals("0")) {
                return;
            }
            LockSupport.parkNanos(10_000_000);
        }
        throw new AssertionError("no chunk waits");
    }

    private String state() {
        return Shop.one(database, "SELECT state || ' ' || stopped_by FROM coppice.campaign");
    }

    private String gone() {
        return Shop.one(database, "SELECT 400 - count(*) FROM shop.cart");
    }
}
