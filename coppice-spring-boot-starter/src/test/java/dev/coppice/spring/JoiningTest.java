package dev.coppice.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.transaction.TransactionDefinition.ISOLATION_REPEATABLE_READ;
import static org.springframework.transaction.TransactionDefinition.PROPAGATION_NESTED;
import static org.springframework.transaction.TransactionDefinition.PROPAGATION_NOT_SUPPORTED;
import static org.springframework.transaction.TransactionDefinition.PROPAGATION_REQUIRES_NEW;
import static org.springframework.transaction.TransactionDefinition.PROPAGATION_SUPPORTS;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.IntegrityViolated;
import dev.coppice.ops.Ops;
import dev.coppice.ops.Outcome;
import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.time.Instant;
import java.util.Objects;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Each call decides by Spring's transaction. That no connection stays open is checked after each test. */
@PostgresTest
class JoiningTest {
    private final DataSource source;
    private final JdbcTransactionManager manager;
    private final JdbcClient client;
    private final Ops ops;
    private final Notes notes;

    JoiningTest(TestDatabase db) {
        source = db.dataSource();
        manager = new JdbcTransactionManager(source);
        client = JdbcClient.create(source);
        ops = Notes.ops(source);
        notes = Notes.in(db);
    }

    @Test
    void ops_and_client_commit_together() {
        transaction().executeWithoutResult(status -> {
            notes.byClient(client, "client");
            notes.byOps(ops, "ops");
            notes.byOps(ops.noRetry(), "once");
            long joined = ops.read(r -> session());
            assertThat(joined).isEqualTo(session());
            assertThat(notes.committed()).isEmpty();
        });
        assertThat(notes.committed()).containsExactly("client", "once", "ops");
    }

    @Test
    void ops_and_client_roll_back_together() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> transaction().executeWithoutResult(status -> {
                    notes.byOps(ops, "ops");
                    notes.byClient(client, "client");
                    throw new IllegalStateException("no");
                }));
        assertThat(notes.committed()).isEmpty();
    }

    @Test
    void ops_see_what_the_client_wrote_and_the_client_what_ops_wrote() {
        transaction().executeWithoutResult(status -> {
            notes.byClient(client, "one");
            var again = ops.write(w -> w.create(notes.note("one")));
            assertThat(again).isInstanceOf(Outcome.Violated.class);
            notes.byOps(ops, "two");
            assertThat(client.sql("SELECT count(*) FROM " + notes.name)
                            .query(Long.class)
                            .single())
                    .isEqualTo(2);
        });
    }

    @Test
    void outside_of_a_transaction_each_call_is_its_own() {
        notes.byOps(ops, "one");
        assertThatExceptionOfType(IntegrityViolated.class)
                .isThrownBy(() -> ops.write(w -> {
                    w.create(notes.note("two")).orThrow();
                    return w.create(notes.note("bad")).orThrow();
                }));
        assertThat(notes.committed()).containsExactly("one");
    }

    @Test
    void an_error_that_leaves_the_transaction_rolls_it_back() {
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> transaction().executeWithoutResult(status -> {
                    notes.byClient(client, "client");
                    notes.byOps(ops, "bad");
                }))
                .returns("write.check-violation", CoppiceException::code);
        assertThat(notes.committed()).isEmpty();
    }

    @Test
    void an_error_that_is_caught_undoes_its_own_call_alone() {
        transaction().executeWithoutResult(status -> {
            notes.byClient(client, "client");
            assertThatThrownBy(() -> ops.write(w -> {
                        w.create(notes.note("undone")).orThrow();
                        return w.create(notes.note("bad")).orThrow();
                    }))
                    .isInstanceOf(IntegrityViolated.class);
            notes.byOps(ops, "after");
        });
        assertThat(notes.committed()).containsExactly("after", "client");
    }

    @Test
    void an_error_that_crosses_an_inner_required_transaction_dooms_the_outer_one() {
        assertThatExceptionOfType(UnexpectedRollbackException.class)
                .isThrownBy(() -> transaction().executeWithoutResult(status -> {
                    notes.byClient(client, "client");
                    assertThatThrownBy(() -> transaction().executeWithoutResult(inner -> notes.byOps(ops, "bad")))
                            .isInstanceOf(IntegrityViolated.class);
                }));
        assertThat(notes.committed()).isEmpty();
    }

    @Test
    void a_new_transaction_is_joined_and_outlives_the_outer_one() {
        transaction().executeWithoutResult(status -> {
            notes.byOps(ops, "outer");
            transaction(PROPAGATION_REQUIRES_NEW).executeWithoutResult(inner -> notes.byOps(ops, "inner"));
            assertThat(notes.committed()).containsExactly("inner");
            status.setRollbackOnly();
        });
        assertThat(notes.committed()).containsExactly("inner");
    }

    @Test
    void a_nested_transaction_takes_its_ops_with_it() {
        transaction().executeWithoutResult(status -> {
            notes.byOps(ops, "outer");
            transaction(PROPAGATION_NESTED).executeWithoutResult(inner -> {
                notes.byOps(ops, "inner");
                inner.setRollbackOnly();
            });
            notes.byOps(ops, "after");
        });
        assertThat(notes.committed()).containsExactly("after", "outer");
    }

    @Test
    void a_suspended_transaction_is_not_joined() {
        transaction().executeWithoutResult(status -> {
            transaction(PROPAGATION_NOT_SUPPORTED).executeWithoutResult(none -> notes.byOps(ops, "own"));
            status.setRollbackOnly();
        });
        assertThat(notes.committed()).containsExactly("own");
    }

    @Test
    void a_scope_that_supports_a_transaction_and_has_none_is_not_one() {
        var supports = transaction(PROPAGATION_SUPPORTS);
        supports.setReadOnly(true);
        supports.executeWithoutResult(status -> {
            notes.byClient(client, "client");
            notes.byOps(ops, "ops");
            assertThat(notes.committed()).containsExactly("client", "ops");
        });
    }

    @Test
    void a_read_only_transaction_reads_and_refuses_to_write() {
        var readOnly = transaction();
        readOnly.setReadOnly(true);
        readOnly.executeWithoutResult(status -> {
            var now = ops.read(r -> r.now());
            assertThat(now).isAfter(Instant.EPOCH);
            refused("joining.read-only")
                    .withMessage("The Spring transaction of this thread was not joined. It is read-only."
                            + " Nothing was written. Use read(…), or begin the transaction without readOnly = true.");
        });
    }

    @Test
    void another_isolation_is_refused() {
        var repeatable = transaction();
        repeatable.setIsolationLevel(ISOLATION_REPEATABLE_READ);
        repeatable.executeWithoutResult(status -> refused("joining.isolation"));
    }

    @Test
    void a_transaction_of_another_data_source_is_refused(TestDatabase db) {
        var other = new TransactionTemplate(new JdbcTransactionManager(FaultyDataSource.over(db.dataSource())));
        other.executeWithoutResult(
                status -> refused("joining.other-transaction").withMessageContaining("would not undo what they write"));
        other.executeWithoutResult(status -> {
            notes.byClient(client, "client");
            refused("joining.no-transaction");
        });
        other.executeWithoutResult(status -> transaction().executeWithoutResult(inner -> notes.byOps(ops, "named")));
        assertThat(notes.committed()).containsExactly("client", "named");
    }

    @Test
    void a_transaction_that_has_ended_is_refused_and_a_new_one_joined() {
        transaction().executeWithoutResult(status -> {
            notes.byOps(ops, "before");
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCompletion(int ended) {
                    refused("joining.ended");
                    transaction(PROPAGATION_REQUIRES_NEW).executeWithoutResult(own -> notes.byOps(ops, "after"));
                }
            });
        });
        assertThat(notes.committed()).containsExactly("after", "before");
    }

    @Test
    void the_time_outs_hold_for_the_call_alone() {
        transaction().executeWithoutResult(status -> {
            client.sql("SET LOCAL statement_timeout = '7min'").update();
            assertThat(ops.<String>write(w -> setting("lock_timeout"))).isEqualTo("5s");
            assertThat(ops.<String>write(w -> setting("statement_timeout"))).isEqualTo("30s");
            assertThat(setting("statement_timeout")).isEqualTo("7min");
        });
    }

    @Test
    void no_statement_may_outlast_the_time_out_of_the_transaction() {
        var brief = transaction();
        brief.setTimeout(9);
        brief.executeWithoutResult(status -> {
            var left = ops.<Long>write(w -> client.sql(
                            "SELECT setting::bigint FROM pg_catalog.pg_settings" + " WHERE name = 'statement_timeout'")
                    .query(Long.class)
                    .single());
            assertThat(left).isBetween(1L, 9_000L);
        });
    }

    @Test
    void a_transaction_past_its_time_out_is_not_worked_in() {
        assertThatExceptionOfType(TransactionTimedOutException.class)
                .isThrownBy(() -> transaction().executeWithoutResult(status -> {
                    var holder = (ConnectionHolder)
                            Objects.requireNonNull(TransactionSynchronizationManager.getResource(source));
                    holder.setTimeoutInMillis(0);
                    notes.byOps(ops, "never");
                }));
        assertThat(notes.committed()).isEmpty();
    }

    private ThrowableAssertAlternative<CoppiceException> refused(String code) {
        return assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> notes.byOps(ops, "never"))
                .returns(code, CoppiceException::code);
    }

    private String setting(String name) {
        return client.sql("SELECT pg_catalog.current_setting(?)")
                .param(name)
                .query(String.class)
                .single();
    }

    private long session() {
        return client.sql("SELECT pg_catalog.pg_backend_pid()")
                .query(Long.class)
                .single();
    }

    private TransactionTemplate transaction() {
        return new TransactionTemplate(manager);
    }

    private TransactionTemplate transaction(int propagation) {
        var template = transaction();
        template.setPropagationBehavior(propagation);
        return template;
    }
}
