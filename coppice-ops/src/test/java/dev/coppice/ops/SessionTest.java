package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class SessionTest {
    private final List<Duration> waits = new ArrayList<>();
    private Shop shop;
    private FaultyDataSource faulty;
    private Ops ops;

    @BeforeEach
    void open(TestDatabase db) {
        shop = Shop.in(db);
        faulty = FaultyDataSource.over(db.dataSource());
        ops = Ops.builder(faulty).waiter(waits::add).build();
    }

    @Test
    void a_function_that_throws_writes_nothing() {
        assertThatExceptionOfType(NameTaken.class)
                .isThrownBy(() -> ops.write(w -> {
                    w.create(shop.aTheme("a")).orThrow();
                    throw new NameTaken();
                }));
        assertThat(shop.count("theme")).isZero();
        assertThat(waits).isEmpty();
    }

    @Test
    void reads_are_read_only_and_everything_is_set_for_the_transaction_alone(TestDatabase db) throws SQLException {
        try (var connection = db.connect()) {
            var pooled = FaultyDataSource.over(new OneConnection(db.dataSource(), connection));
            var settings = Ops.builder(pooled)
                    .statementTimeout(Duration.ofSeconds(9))
                    .lockTimeout(Duration.ofMillis(700))
                    .build()
                    .read(r -> r.stream(DSL.select(
                                    setting("transaction_read_only"),
                                    setting("transaction_isolation"),
                                    setting("statement_timeout"),
                                    setting("lock_timeout")))
                            .findFirst()
                            .orElseThrow());
            assertThat(settings.intoList()).containsExactly("on", "read committed", "9s", "700ms");
            try (var statement = connection.createStatement();
                    var row = statement.executeQuery("SHOW statement_timeout")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("0");
            }
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    @Test
    void a_savepoint_undoes_its_own_writes_alone() {
        ops.write(w -> {
            w.create(shop.aTheme("kept")).orThrow();
            assertThatExceptionOfType(NameTaken.class)
                    .isThrownBy(() -> w.savepoint(s -> {
                        s.create(shop.aTheme("undone")).orThrow();
                        s.savepoint(
                                inner -> inner.create(shop.aTheme("undone too")).orThrow());
                        throw new NameTaken();
                    }));
            assertThat(w.create(shop.aTheme("kept"))).isInstanceOf(Outcome.Violated.class);
            return w.create(shop.aTheme("kept too")).orThrow();
        });
        assertThat(shop.count("theme")).isEqualTo(2);
    }

    @Test
    void an_error_that_is_swallowed_does_not_commit() {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> ops.write(w -> {
                    w.create(shop.aTheme("a")).orThrow();
                    var unknown = DSL.table(DSL.name("nowhere", "t"));
                    assertThatExceptionOfType(CoppiceException.class)
                            .isThrownBy(() ->
                                    w.lookup(unknown, DSL.field(DSL.name("x")).isNull()));
                    return null;
                }))
                .returns("database.unknown-table", CoppiceException::code)
                .withNoCause();
        assertThat(shop.count("theme")).isZero();
    }

    @Test
    void ops_end_with_their_function() {
        var kept = new ArrayList<WriteOps>();
        ops.write(kept::add);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> kept.getFirst().now())
                .withMessage("The op was not run. The transaction it belongs to has ended. Nothing was written by it. "
                        + "Use ReadOps, WriteOps and streams only inside the function they are given to.");
    }

    @Test
    void a_deadlock_or_a_lost_connection_calls_the_function_again_and_waits_longer_each_time() {
        var calls = new AtomicInteger();
        faulty.arm(PlannedFault.statement(2).raising("40P01"));
        ops.write(w -> {
            calls.incrementAndGet();
            return w.create(shop.aTheme("a")).orThrow();
        });
        faulty.arm(PlannedFault.statement(2));
        ops.write(w -> w.create(shop.aTheme("b")).orThrow());
        faulty.arm(PlannedFault.commit(1).raising("40001"));
        ops.write(w -> w.create(shop.aTheme("c")).orThrow());
        assertThat(calls).hasValue(2);
        assertThat(shop.count("theme")).isEqualTo(3);
        assertThat(waits)
                .hasSize(3)
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofMillis(80), Duration.ofMillis(120)));
    }

    @Test
    void five_tries_are_enough_and_earlier_failures_are_kept() {
        var error = failure(() -> ops.write(w -> {
            faulty.arm(PlannedFault.statement(1).raising("40001"));
            return w.now();
        }));
        assertThat(error.code()).isEqualTo("database.serialization-failure");
        assertThat(error.retry()).isEqualTo(Retry.SAFE);
        assertThat(error.getSuppressed()).hasSize(4).doesNotContain(error.getCause());
        assertThat(waits).hasSize(4);
        assertThat(waits.get(3)).isBetween(Duration.ofMillis(640), Duration.ofMillis(960));
    }

    @Test
    void without_retry_the_first_failure_is_the_last() {
        faulty.arm(PlannedFault.statement(2).raising("40P01"));
        var error = failure(() -> ops.noRetry().write(w -> w.create(shop.aTheme("a"))));
        assertThat(error.code()).isEqualTo("database.deadlock");
        assertThat(waits).isEmpty();
    }

    @Test
    void a_commit_whose_reply_is_lost_is_unknown_and_never_tried_again() {
        faulty.arm(PlannedFault.commit(1).after());
        var error = failure(() -> ops.write(w -> w.create(shop.aTheme("a")).orThrow()));
        assertThat(error)
                .hasMessage(
                        "The transaction may or may not have been committed. The connection was lost after the commit "
                                + "was sent. It is unknown whether its writes are in the database. Read what it should have "
                                + "written before writing it again.")
                .hasNoCause();
        assertThat(error.effect()).isEqualTo(Effect.UNKNOWN);
        assertThat(error.retry()).isEqualTo(Retry.NEVER);
        assertThat(waits).isEmpty();
        assertThat(shop.count("theme")).isEqualTo(1);
    }

    @Test
    void a_violation_at_commit_is_classified(TestDatabase db) {
        db.execute("ALTER TABLE ${schema}.theme ALTER CONSTRAINT theme_domain_fk DEFERRABLE INITIALLY DEFERRED");
        var orphan = Creator.into(shop.theme).set(shop.ofDomain, 99).set(shop.name, "b");
        var error = failure(() -> ops.write(w -> w.create(orphan).orThrow()));
        assertThat(error).isInstanceOf(IntegrityViolated.class);
        assertThat(error.code()).isEqualTo("write.foreign-key-violation");
    }

    @Test
    void time_outs_are_told_apart(TestDatabase db) throws SQLException {
        var hasty = Ops.builder(db.dataSource())
                .lockTimeout(Duration.ofMillis(20))
                .statementTimeout(Duration.ofMillis(400))
                .build();
        ops.write(w -> w.create(shop.aTheme("a")).orThrow());
        try (var holder = db.connect()) {
            holder.setAutoCommit(false);
            run(holder, "SELECT FROM " + db.schema() + ".theme FOR UPDATE");
            var error = failure(
                    () -> hasty.write(w -> w.purge(Purger.from(shop.theme).key(shop.id, 1L))));
            assertThat(error.code()).isEqualTo("database.lock-timeout");
            holder.rollback();
        }
        var error = failure(() ->
                hasty.read(r -> r.stream(DSL.select(DSL.field("pg_sleep(5)"))).toList()));
        assertThat(error.code()).isEqualTo("database.timeout");
        assertThat(error.effect()).isEqualTo(Effect.NONE);
    }

    @Test
    void a_data_source_without_connections_is_a_fault() {
        var closed =
                Ops.builder(new OneConnection(faulty, null)).waiter(waits::add).build();
        assertThat(failure(() -> closed.read(ReadOps::now)).code()).isEqualTo("database.unavailable");
    }

    @Test
    void joining_commits_nothing_and_leaves_the_transaction_usable(TestDatabase db) throws SQLException {
        try (var connection = db.connect()) {
            connection.setAutoCommit(false);
            run(connection, "SET LOCAL statement_timeout = '77s'");
            var joined = Ops.joining(connection);
            joined.write(w -> w.create(shop.aTheme("a")).orThrow());
            assertThatExceptionOfType(NameTaken.class)
                    .isThrownBy(() -> joined.write(w -> {
                        w.create(shop.aTheme("undone")).orThrow();
                        throw new NameTaken();
                    }));
            failure(() -> joined.write(w -> w.find(Key.in(DSL.table("absent")).with(shop.id, 1L))));
            var timeout = joined.read(
                    r -> r.stream(DSL.select(setting("statement_timeout"))).findFirst());
            assertThat(timeout.orElseThrow().value1()).isEqualTo("30s");
            assertThat(text(connection, "SHOW statement_timeout")).isEqualTo("77s");
            assertThat(shop.count("theme")).isZero();
            connection.commit();
        }
        assertThat(shop.count("theme")).isEqualTo(1);
    }

    @Test
    void joining_needs_a_transaction_at_read_committed(TestDatabase db) throws SQLException {
        try (var connection = db.connect()) {
            assertThat(failure(() -> Ops.joining(connection).read(ReadOps::now)).code())
                    .isEqualTo("joining.no-transaction");
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            assertThat(failure(() -> Ops.joining(connection).read(ReadOps::now)))
                    .hasMessage("The caller's transaction was not joined. Its isolation is repeatable read. "
                            + "Nothing was written. Use READ COMMITTED for it.");
            connection.rollback();
        }
    }

    @Test
    void reads_find_look_up_ask_and_stream() {
        ops.write(w -> w.createAll(List.of(shop.aTheme("a"), shop.aTheme("b"), shop.aTheme("c"))));
        ops.read(r -> {
            assertThat(r.now()).isNotNull();
            assertThat(r.find(Key.in(shop.theme).with(shop.id, 99L))).isEmpty();
            assertThat(r.lookup(shop.theme, shop.name.eq("a"))).isInstanceOf(Lookup.One.class);
            assertThat(r.lookup(shop.theme, shop.name.eq("z"))).isInstanceOf(Lookup.None.class);
            assertThat(r.lookup(shop.theme, shop.ofDomain.eq(1))).isInstanceOf(Lookup.Ambiguous.class);
            var here = Existence.of(shop.theme, shop.name.eq("b"));
            var absent = Existence.of(Key.in(shop.domain).with(shop.domainId, 9));
            assertThat(r.exists(List.of(here, absent, here))).containsExactly(true, false, true);
            assertThat(r.exists(List.of())).isEmpty();
            assertThat(r.exists(absent)).isFalse();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> r.exists(Arrays.asList(here, null)))
                    .withMessage("questions must not hold null, item 2 was: null");
            assertThat(r.stream(DSL.select(shop.name).from(shop.theme).orderBy(shop.name), 1)
                            .map(row -> row.value1()))
                    .containsExactly("a", "b", "c");
            return null;
        });
    }

    @Test
    void a_stream_fetches_a_few_rows_at_a_time_and_ends_with_the_transaction() {
        var million = DSL.select(DSL.field("n", Integer.class), DSL.field("repeat('x', 2000)", String.class))
                .from("generate_series(1, 1000000) n");
        var kept = new ArrayList<Stream<?>>();
        var first = ops.read(r -> {
            var stream = r.stream(million, 10);
            kept.add(r.stream(million));
            return stream.limit(25).mapToInt(row -> row.value1()).sum();
        });
        assertThat(first).isEqualTo(325);
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> kept.getFirst().count())
                .returns("transaction.ended", CoppiceException::code);
    }

    private static Field<String> setting(String name) {
        return DSL.field("pg_catalog.current_setting({0})", String.class, DSL.inline(name));
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static CoppiceException failure(ThrowingCallable call) {
        return Objects.requireNonNull(catchThrowableOfType(CoppiceException.class, call), "nothing was thrown");
    }
}
