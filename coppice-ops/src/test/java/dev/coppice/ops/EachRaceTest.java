package dev.coppice.ops;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.ops.Outcome.Applied;
import dev.coppice.ops.Outcome.Refused;
import dev.coppice.ops.Outcome.Violated;
import dev.coppice.testkit.Interleaving;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.jooq.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches that meet other transactions in the middle of a slice. */
@PostgresTest
class EachRaceTest {
    private Shop shop;
    private TestDatabase db;

    @BeforeEach
    void open(TestDatabase database) {
        db = database;
        shop = Shop.in(db);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE FROM %s.domain WHERE id = 2", "UPDATE %s.domain SET open = false WHERE id = 2"})
    void a_gate_lost_while_the_slice_waits_refuses_its_items_alone(String change) throws Exception {
        try (var interleaving = new Interleaving();
                var other = db.connect()) {
            other.setAutoCommit(false);
            run(other, change.formatted(db.schema()));
            var writer =
                    interleaving.start("writer", () -> Ops.on(db.dataSource()).write(w -> w.createEach(gated())));
            interleaving.awaitBlockedBy(db.dataSource(), other);
            other.commit();
            var outcomes = requireNonNull(writer.result());
            assertThat(outcomes)
                    .extracting(outcome -> (Object) outcome.getClass())
                    .containsExactly(
                            Applied.class, Refused.class, Applied.class, Refused.class, Applied.class, Refused.class);
        }
        assertThat(shop.count("theme")).isEqualTo(3);
    }

    @Test
    void a_gate_that_let_a_slice_pass_cannot_change_before_the_commit() throws Exception {
        try (var interleaving = new Interleaving();
                var other = db.connect()) {
            interleaving.stopAt("writer", "each.slice-written");
            var paused = Ops.builder(db.dataSource())
                    .pausePoint(interleaving::reached)
                    .build();
            var writer = interleaving.start("writer", () -> paused.write(w -> w.createEach(gated())));
            writer.awaitStopped("each.slice-written");
            var change = interleaving.start(
                    "other", () -> run(other, "UPDATE " + db.schema() + ".domain SET open = false WHERE id = 2"));
            interleaving.awaitBlocked(db.dataSource(), other);
            writer.resume();
            assertThat(requireNonNull(writer.result())).allMatch(Applied.class::isInstance);
            change.join();
        }
    }

    @Test
    void a_parent_deleted_while_the_slice_waits_violates_its_items_alone() throws Exception {
        try (var interleaving = new Interleaving();
                var other = db.connect()) {
            other.setAutoCommit(false);
            run(other, "DELETE FROM " + db.schema() + ".domain WHERE id = 2");
            var creators = IntStream.range(0, 6)
                    .mapToObj(number -> Creator.into(shop.theme)
                            .set(shop.ofDomain, 1 + number % 2)
                            .set(shop.name, "t" + number))
                    .toList();
            var writer =
                    interleaving.start("writer", () -> Ops.on(db.dataSource()).write(w -> w.createEach(creators)));
            interleaving.awaitBlockedBy(db.dataSource(), other);
            other.commit();
            assertThat(requireNonNull(writer.result()))
                    .extracting(outcome -> (Object) outcome.getClass())
                    .containsExactly(
                            Applied.class,
                            Violated.class,
                            Applied.class,
                            Violated.class,
                            Applied.class,
                            Violated.class);
        }
    }

    @Test
    void a_slice_past_the_statement_timeout_leaves_nothing() throws Exception {
        try (var other = db.connect()) {
            other.setAutoCommit(false);
            run(other, "DELETE FROM " + db.schema() + ".domain WHERE id = 2");
            var hasty = Ops.builder(db.dataSource())
                    .statementTimeout(Duration.ofMillis(200))
                    .build();
            Assertions.assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> hasty.write(w -> w.createEach(gated())))
                    .returns("database.timeout", CoppiceException::code);
            other.rollback();
        }
        assertThat(shop.count("theme")).isZero();
    }

    @Test
    void a_slice_cancelled_by_an_operator_leaves_nothing_and_a_joined_transaction_usable() throws Exception {
        try (var interleaving = new Interleaving();
                var joined = db.connect();
                var other = db.connect()) {
            joined.setAutoCommit(false);
            run(joined, "INSERT INTO " + db.schema() + ".theme (domain_id, name) VALUES (1, 'before')");
            other.setAutoCommit(false);
            run(other, "UPDATE " + db.schema() + ".domain SET open = false WHERE id = 2");
            var writer = interleaving.start(
                    "writer",
                    () -> Assertions.catchThrowableOfType(
                            CoppiceException.class, () -> Ops.joining(joined).write(w -> w.createEach(gated()))));
            interleaving.awaitBlockedBy(db.dataSource(), other);
            run(
                    other,
                    "SELECT pg_cancel_backend(pid) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()"
                            + " AND pg_backend_pid() = ANY (pg_blocking_pids(pid))");
            assertThat(requireNonNull(writer.result()).code()).isEqualTo("database.timeout");
            other.rollback();
            run(joined, "INSERT INTO " + db.schema() + ".theme (domain_id, name) VALUES (1, 'after')");
            joined.commit();
        }
        assertThat(shop.count("theme")).isEqualTo(2);
    }

    @Test
    void a_write_by_condition_looks_again_when_its_gate_has_opened_meanwhile() throws Exception {
        Ops.on(db.dataSource()).write(w -> w.create(shop.aTheme("a")).orThrow());
        try (var interleaving = new Interleaving();
                var other = db.connect()) {
            interleaving.stopAt("writer", "where.untouched");
            var paused = Ops.builder(db.dataSource())
                    .pausePoint(interleaving::reached)
                    .build();
            var updater = Updater.of(shop.theme).set(shop.rank, 5).onlyIf(shop.openDomain(3));
            var writer = interleaving.start(
                    "writer", () -> paused.write(w -> w.updateWhere(updater, Rows.matching(shop.name.eq("a")))));
            writer.awaitStopped("where.untouched");
            run(other, "UPDATE " + db.schema() + ".domain SET open = true WHERE id = 3");
            writer.resume();
            assertThat(writer.result()).isEqualTo(new Affected(1));
        }
    }

    /** Six items, every second of which is gated by domain 2. */
    private List<Creator<Record>> gated() {
        return IntStream.range(0, 6)
                .mapToObj(number -> number % 2 == 0
                        ? shop.aTheme("t" + number)
                        : shop.aTheme("t" + number).onlyIf(shop.openDomain(2)))
                .toList();
    }

    private static boolean run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.execute(sql);
        }
    }
}
