package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writes among streams, other transactions, other threads, partitions and deferred constraints. */
@PostgresTest
class AwkwardWriteTest {
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
    void a_stream_outlives_the_writes_that_fail_beside_it() {
        var numbers = DSL.select(DSL.field("n", Integer.class)).from("generate_series(1, 3) n");
        var bad = shop.aTheme("x").set(shop.rank, -1);
        var seen = ops.write(w -> {
            assertThat(w.create(bad)).isInstanceOf(Outcome.Violated.class);
            try (var rows = w.stream(numbers, 1)) {
                return rows.peek(row -> assertThat(w.create(bad)).isInstanceOf(Outcome.Violated.class))
                        .map(row -> row.value1())
                        .toList();
            }
        });
        assertThat(seen).containsExactly(1, 2, 3);
    }

    @Test
    void a_partitioned_table_takes_every_write() {
        db.execute("""
                CREATE TABLE ${schema}.part (id int PRIMARY KEY, n int) PARTITION BY RANGE (id);
                CREATE TABLE ${schema}.part_1 PARTITION OF ${schema}.part DEFAULT;
                """);
        var part = DSL.table(DSL.name(db.schema(), "part"));
        var id = DSL.field(DSL.name(db.schema(), "part", "id"), SQLDataType.INTEGER);
        var n = DSL.field(DSL.name(db.schema(), "part", "n"), SQLDataType.INTEGER);
        ops.write(w -> {
            w.createAll(List.of(Creator.into(part).set(id, 1).set(n, 1)));
            var up = Upserter.into(part).set(n, 2).conflictOn(id);
            var both = w.upsertAll(List.of(up.set(id, 1), up.set(id, 2)));
            assertThat(both).extracting(Outcome.Applied::change).containsExactly(Change.UPDATED, Change.INSERTED);
            w.updateAll(List.of(
                    Updater.of(part).key(id, 1).set(n, 3),
                    Updater.of(part).key(id, 2).set(n, 4)));
            w.purgeAll(List.of(Purger.from(part).key(id, 1), Purger.from(part).key(id, 2)));
            return null;
        });
        assertThat(shop.count("part")).isZero();
    }

    @Test
    void a_transaction_inside_another_multiplies_no_tries() {
        var inner = FaultyDataSource.over(db.dataSource());
        var waits = new ArrayList<Duration>();
        var innerOps = Ops.builder(inner).waiter(waits::add).build();
        var outerOps = Ops.builder(db.dataSource()).waiter(waits::add).build();
        var error = catchThrowableOfType(
                CoppiceException.class,
                () -> outerOps.write(w -> innerOps.write(other -> {
                    inner.arm(PlannedFault.statement(1));
                    return other.now();
                })));
        assertThat(Objects.requireNonNull(error).code()).isEqualTo("database.connection-lost");
        assertThat(error.retry()).isEqualTo(Retry.SAFE);
        assertThat(waits).hasSize(4);
    }

    @Test
    void another_thread_is_refused() {
        ops.write(w -> {
            var error = catchThrowableOfType(
                    CompletionException.class,
                    () -> CompletableFuture.supplyAsync(w::now).join());
            assertThat(error)
                    .hasRootCauseMessage("The op was not run. Another thread than that of its transaction called it. "
                            + "Nothing was written by it. Use ReadOps, WriteOps and streams only in the thread that "
                            + "runs the function they are given to.");
            return w.create(shop.aTheme("a")).orThrow();
        });
        assertThat(shop.count("theme")).isOne();
    }

    @Test
    void a_gate_on_the_written_table_is_known_under_any_spelling() {
        var plain = DSL.table(db.schema() + ".theme");
        var gate = Gate.exists(plain)
                .where(DSL.field(DSL.name("name"), String.class).eq("a"));
        ops.write(w -> {
            w.create(shop.aTheme("a")).orThrow();
            var first = Purger.from(shop.theme).key(shop.name, "a").onlyIf(gate);
            w.create(shop.aTheme("b")).orThrow();
            var error = catchThrowableOfType(
                    BatchRejected.class,
                    () -> w.purgeAll(List.of(
                            first, Purger.from(shop.theme).key(shop.name, "b").onlyIf(gate))));
            assertThat(error).returns(1, BatchRejected::ordinal).returns("write.refused", BatchRejected::code);
            return null;
        });
    }

    @Test
    void a_batch_that_moves_keys_goes_item_by_item() {
        ops.write(w -> w.createAll(List.of(shop.aTheme("a"), shop.aTheme("b"))));
        var update = Updater.of(shop.theme);
        var ontoTheOther = update.key(shop.id, 2L).set(shop.id, 1L);
        var away = update.key(shop.id, 1L).set(shop.id, 5L);
        var error = catchThrowableOfType(
                BatchRejected.class, () -> ops.write(w -> w.updateAll(List.of(ontoTheOther, away))));
        assertThat(error).returns(0, BatchRejected::ordinal).returns("write.unique-violation", BatchRejected::code);
    }

    @Test
    void constraints_of_the_joined_transaction_are_deferred_again() throws SQLException {
        db.execute("""
                CREATE TABLE ${schema}."Late" (
                    id int CONSTRAINT "late Key" UNIQUE DEFERRABLE INITIALLY DEFERRED);
                """);
        try (var connection = db.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            Ops.joining(connection).write(w -> w.createAll(List.of(shop.aTheme("a"))));
            statement.execute("INSERT INTO " + db.schema() + ".\"Late\" VALUES (1), (1)");
            statement.execute("DELETE FROM " + db.schema() + ".\"Late\"");
            connection.commit();
        }
        assertThat(shop.count("theme")).isOne();
    }
}
