package dev.coppice.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.IntegrityViolated;
import dev.coppice.ops.Ops;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** On a pool of two connections, of which none may be kept: the next to ask would wait in vain. */
@PostgresTest
class PooledApplicationTest {
    private static final int CALLS = 60;

    private final Notes notes;
    private final ApplicationContextRunner runner;

    PooledApplicationTest(TestDatabase db) {
        notes = Notes.in(db);
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        CoppiceOpsAutoConfiguration.class,
                        DataSourceAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        TransactionAutoConfiguration.class))
                .withPropertyValues(
                        "spring.datasource.url=" + db.url(),
                        "spring.datasource.username=" + db.user(),
                        "spring.datasource.password=" + db.password(),
                        "spring.datasource.hikari.maximum-pool-size=2",
                        "spring.datasource.hikari.connection-timeout=20000");
    }

    @Test
    void many_virtual_threads_share_the_pool_whether_they_join_own_or_fail() {
        with((ops, transaction) -> {
            var ends = new ArrayList<Future<?>>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var call = 0; call < CALLS; call++) {
                    var number = call;
                    ends.add(threads.submit(() -> use(ops, transaction, number)));
                }
            }
            assertThat(ends).allSatisfy(end -> assertThat(end.state()).isEqualTo(Future.State.SUCCESS));
        });
        assertThat(notes.committed()).hasSize(CALLS / 2).allMatch(said -> said.matches("(own|joined) .*"));
    }

    /** A quarter each: own, joined, joined and rolled back, own and refused. */
    private void use(Ops ops, TransactionTemplate transaction, int number) {
        switch (number % 4) {
            case 0 -> notes.byOps(ops, "own " + number);
            case 1 -> transaction.executeWithoutResult(status -> notes.byOps(ops, "joined " + number));
            case 2 ->
                assertThatExceptionOfType(IntegrityViolated.class)
                        .isThrownBy(() -> transaction.executeWithoutResult(status -> {
                            notes.byOps(ops, "undone " + number);
                            notes.byOps(ops, "bad");
                        }));
            default -> assertThatExceptionOfType(IntegrityViolated.class).isThrownBy(() -> notes.byOps(ops, "bad"));
        }
    }

    @Test
    void another_thread_is_not_in_the_transaction_of_the_one_that_started_it() {
        with((ops, transaction) -> transaction.executeWithoutResult(status -> {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                threads.execute(() -> notes.byOps(ops, "own"));
            }
            notes.byOps(ops, "undone");
            status.setRollbackOnly();
        }));
        assertThat(notes.committed()).containsExactly("own");
    }

    @Test
    void a_call_within_a_joined_call_is_a_savepoint_of_it() {
        with((ops, transaction) -> transaction.executeWithoutResult(status -> ops.write(w -> {
            w.create(notes.note("before")).orThrow();
            assertThatExceptionOfType(CoppiceException.class)
                    .isThrownBy(() -> ops.write(inner -> {
                        inner.create(notes.note("undone")).orThrow();
                        return inner.create(notes.note("bad")).orThrow();
                    }));
            notes.byOps(ops, "inner");
            return w.create(notes.note("after")).orThrow();
        })));
        assertThat(notes.committed()).containsExactly("after", "before", "inner");
    }

    @Test
    void ops_can_be_used_while_the_application_starts() {
        runner.withBean(Notes.class, () -> notes)
                .withBean(Starting.class)
                .run(application -> assertThat(application).hasNotFailed());
        assertThat(notes.committed()).containsExactly("started");
    }

    /** Writes once its own collaborators are set, as a method with PostConstruct does. */
    static class Starting implements InitializingBean {
        private final Ops ops;
        private final Notes notes;

        Starting(Ops ops, Notes notes) {
            this.ops = ops;
            this.notes = notes;
        }

        @Override
        public void afterPropertiesSet() {
            notes.byOps(ops, "started");
        }
    }

    private void with(BiConsumer<Ops, TransactionTemplate> work) {
        runner.run(application -> {
            assertThat(application).hasNotFailed();
            work.accept(
                    application.getBean(Ops.class),
                    new TransactionTemplate(application.getBean(PlatformTransactionManager.class)));
        });
    }
}
