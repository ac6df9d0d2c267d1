package dev.coppice.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.IntegrityViolated;
import dev.coppice.ops.Ops;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.jooq.autoconfigure.JooqAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** An application as Spring Boot puts it together: annotations, its client, and its own jOOQ beside ours. */
@PostgresTest
class ApplicationTest {
    private final Notes notes;
    private final ApplicationContextRunner runner;

    ApplicationTest(TestDatabase db) {
        notes = Notes.in(db);
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        CoppiceOpsAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        TransactionManagerCustomizationAutoConfiguration.class,
                        TransactionAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        JdbcClientAutoConfiguration.class,
                        JooqAutoConfiguration.class))
                .withBean(DataSource.class, db::dataSource)
                .withBean(Notes.class, () -> notes)
                .withBean(NoteService.class)
                .withBean(Listener.class);
    }

    /** A note was written. */
    record Noted(String said) {}

    /** Writes by three ways at once. */
    static class NoteService {
        private final Ops ops;
        private final JdbcClient client;
        private final DSLContext jooq;
        private final Notes notes;
        private final ApplicationEventPublisher events;

        NoteService(Ops ops, JdbcClient client, DSLContext jooq, Notes notes, ApplicationEventPublisher events) {
            this.ops = ops;
            this.client = client;
            this.jooq = jooq;
            this.notes = notes;
            this.events = events;
        }

        @Transactional
        public void writeThrice(String last) {
            notes.byClient(client, "client");
            jooq.insertInto(DSL.table(notes.name)).values("jooq").execute();
            notes.byOps(ops, last);
            events.publishEvent(new Noted(last));
        }
    }

    /** Writes what it hears of, before the commit and after it. */
    static class Listener {
        private final Ops ops;
        private final Notes notes;

        Listener(Ops ops, Notes notes) {
            this.ops = ops;
            this.notes = notes;
        }

        @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
        public void beforeCommit(Noted noted) {
            notes.byOps(ops, noted.said() + " before");
        }

        @Transactional(propagation = Propagation.REQUIRES_NEW)
        @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
        public void afterCommit(Noted noted) {
            notes.byOps(ops, noted.said() + " after");
        }
    }

    @Test
    void client_jooq_ops_and_listeners_commit_together() {
        with(service -> service.writeThrice("ops"));
        assertThat(notes.committed()).containsExactly("client", "jooq", "ops", "ops after", "ops before");
    }

    @Test
    void client_jooq_and_ops_roll_back_together() {
        with(service ->
                assertThatExceptionOfType(IntegrityViolated.class).isThrownBy(() -> service.writeThrice("bad")));
        assertThat(notes.committed()).isEmpty();
    }

    private void with(Consumer<NoteService> work) {
        runner.run(application -> work.accept(application.getBean(NoteService.class)));
    }
}
