package dev.coppice.ops;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.Actor;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.jooq.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class GateRaceTest {
    private static final String WRITTEN = "test.written";

    private Shop shop;
    private TestDatabase db;
    private Ops ops;

    @BeforeEach
    void open(TestDatabase database) {
        db = database;
        shop = Shop.in(db);
        ops = Ops.on(db.dataSource());
    }

    @Test
    void a_gate_row_deleted_first_refuses_the_write_that_waited() throws Exception {
        assertThat(writeWhileHeld("DELETE FROM " + db.schema() + ".domain WHERE id = 2", shop.openDomain(2)))
                .isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void a_gate_row_updated_first_refuses_the_write_that_waited() throws Exception {
        assertThat(writeWhileHeld(
                        "UPDATE " + db.schema() + ".domain SET open = false WHERE id = 2", shop.openDomain(2)))
                .isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void a_gate_row_that_still_matches_lets_the_write_that_waited_pass() throws Exception {
        assertThat(writeWhileHeld("UPDATE " + db.schema() + ".domain SET id = id WHERE id = 2", shop.openDomain(2)))
                .isInstanceOf(Outcome.Applied.class);
    }

    @Test
    void a_gate_row_cannot_be_deleted_before_the_write_commits() throws Exception {
        othersWaitForTheWrite("DELETE FROM " + db.schema() + ".domain WHERE id = 2", keyGate());
    }

    @Test
    void a_gate_row_cannot_be_updated_before_the_write_commits() throws Exception {
        othersWaitForTheWrite("UPDATE " + db.schema() + ".domain SET open = false WHERE id = 2", shop.openDomain(2));
    }

    @Test
    void a_gate_on_the_key_alone_lets_others_change_the_rest_of_the_row() throws Exception {
        try (var interleaving = new Interleaving();
                var other = db.connect()) {
            var writer = stoppedWriter(interleaving, keyGate());
            run(other, "UPDATE " + db.schema() + ".domain SET open = false WHERE id = 2");
            writer.resume();
            assertThat(done(writer)).isInstanceOf(Outcome.Applied.class);
        }
    }

    @Test
    void a_target_updated_meanwhile_is_updated_under_the_gate_still() throws Exception {
        ops.write(w -> w.create(shop.aTheme("dark").set(shop.rank, 1)).orThrow());
        try (var interleaving = new Interleaving();
                var other = db.connect()) {
            other.setAutoCommit(false);
            run(other, "UPDATE " + db.schema() + ".theme SET rank = 10");
            var writer = interleaving.start(
                    "writer",
                    () -> ops.write(w -> w.update(Updater.of(shop.theme)
                            .key(shop.id, 1L)
                            .setTo(shop.rank, shop.rank.plus(1))
                            .onlyIf(shop.openDomain(2)))));
            interleaving.awaitBlockedBy(db.dataSource(), other);
            other.commit();
            assertThat(done(writer).orThrow().get(shop.rank)).isEqualTo(11);
        }
    }

    @Test
    void a_purge_sees_the_row_that_was_inserted_while_it_waited() throws Exception {
        try (var interleaving = new Interleaving();
                var other = db.connect()) {
            other.setAutoCommit(false);
            run(other, "INSERT INTO " + db.schema() + ".theme (domain_id, name) VALUES (2, 'late')");
            var purger = Purger.from(shop.domain)
                    .key(shop.domainId, 2)
                    .unlessExists(Existence.of(shop.theme, shop.ofDomain.eq(2)), NameTaken::new);
            var writer = interleaving.start("writer", () -> ops.write(w -> w.purge(purger)));
            interleaving.awaitBlockedBy(db.dataSource(), other);
            other.commit();
            assertThat(done(writer)).isInstanceOf(Outcome.Violated.class);
        }
    }

    @Test
    void nobody_can_refer_to_a_row_between_the_checks_of_a_purge_and_its_end() throws Exception {
        try (var interleaving = new Interleaving();
                var other = db.connect()) {
            var paused = Ops.builder(db.dataSource())
                    .pausePoint(interleaving::reached)
                    .build();
            interleaving.stopAt("writer", "purge.locked");
            var purger = Purger.from(shop.domain)
                    .key(shop.domainId, 2)
                    .unlessExists(Existence.of(shop.theme, shop.ofDomain.eq(2)), NameTaken::new);
            var writer = interleaving.start("writer", () -> paused.write(w -> w.purge(purger)));
            writer.awaitStopped("purge.locked");
            var inserted = interleaving.start(
                    "other",
                    () -> run(other, "INSERT INTO " + db.schema() + ".theme (domain_id, name) VALUES (2, 'x')"));
            interleaving.awaitBlocked(db.dataSource(), other);
            writer.resume();
            assertThat(done(writer)).isInstanceOf(Outcome.Applied.class);
            assertThat(done(inserted)).isEqualTo("23503");
        }
    }

    @Test
    void two_creators_of_one_group_take_turns_and_another_group_passes() throws Exception {
        try (var interleaving = new Interleaving();
                var observer = db.connect()) {
            var paused = Ops.builder(db.dataSource())
                    .pausePoint(interleaving::reached)
                    .build();
            interleaving.stopAt("first", "create-next.parent-locked");
            var first = interleaving.start("first", () -> next(paused, 1, "a"));
            first.awaitStopped("create-next.parent-locked");
            assertThat(next(ops, 2, "other group")).isEqualTo(100);
            observer.setAutoCommit(false);
            var second = interleaving.start("second", () -> next(Ops.joining(observer), 1, "b"));
            interleaving.awaitBlocked(db.dataSource(), observer);
            first.resume();
            assertThat(done(first)).isEqualTo(100);
            assertThat(done(second)).isEqualTo(200);
            observer.commit();
        }
    }

    private int next(Ops through, int group, String name) {
        var rule = NextValue.of(shop.rank)
                .within(shop.ofDomain.eq(group))
                .locking(Key.in(shop.domain).with(shop.domainId, group));
        var creator = Creator.into(shop.theme).set(shop.ofDomain, group).set(shop.name, name);
        return through.write(w -> w.createNext(creator, rule).orThrow()).get(shop.rank);
    }

    private Gate keyGate() {
        return Gate.exists(shop.domain).where(shop.domainId.eq(2)).keyedBy(shop.domainId);
    }

    private Outcome<Record> writeWhileHeld(String sql, Gate gate) throws Exception {
        try (var interleaving = new Interleaving();
                var other = db.connect()) {
            other.setAutoCommit(false);
            run(other, sql);
            var writer = interleaving.start(
                    "writer", () -> ops.write(w -> w.create(shop.aTheme("dark").onlyIf(gate))));
            interleaving.awaitBlockedBy(db.dataSource(), other);
            other.commit();
            return done(writer);
        }
    }

    private void othersWaitForTheWrite(String sql, Gate gate) throws Exception {
        try (var interleaving = new Interleaving();
                var other = db.connect()) {
            var writer = stoppedWriter(interleaving, gate);
            var change = interleaving.start("other", () -> run(other, sql));
            interleaving.awaitBlocked(db.dataSource(), other);
            writer.resume();
            assertThat(done(writer)).isInstanceOf(Outcome.Applied.class);
            change.join();
        }
    }

    private Actor<Outcome<Record>> stoppedWriter(Interleaving interleaving, Gate gate) {
        interleaving.stopAt("writer", WRITTEN);
        var writer = interleaving.start(
                "writer",
                () -> ops.write(w -> {
                    var outcome = w.create(shop.aTheme("dark").onlyIf(gate));
                    interleaving.reached(WRITTEN);
                    return outcome;
                }));
        writer.awaitStopped(WRITTEN);
        return writer;
    }

    private static <T> T done(Actor<T> actor) {
        return requireNonNull(actor.result());
    }

    /** Runs a statement and answers its SQLSTATE. */
    private static String run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
            return "00000";
        } catch (SQLException failure) {
            return String.valueOf(failure.getSQLState());
        }
    }
}
