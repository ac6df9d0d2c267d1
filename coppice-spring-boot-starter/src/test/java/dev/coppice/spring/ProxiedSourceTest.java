package dev.coppice.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Ops;
import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Data sources that are not what they seem: Spring's proxies, and one that loses statements. */
@PostgresTest
class ProxiedSourceTest {
    private final DataSource plain;
    private final Notes notes;

    ProxiedSourceTest(TestDatabase db) {
        plain = db.dataSource();
        notes = Notes.in(db);
    }

    @Test
    void behind_a_transaction_aware_proxy_the_transaction_of_its_target_is_joined() {
        var proxy = new TransactionAwareDataSourceProxy(plain);
        joinsAndOwns(Notes.ops(proxy), new JdbcTransactionManager(proxy), JdbcClient.create(proxy));
    }

    @Test
    void ops_on_the_target_join_a_transaction_begun_on_the_proxy() {
        var proxy = new TransactionAwareDataSourceProxy(plain);
        joinsAndOwns(Notes.ops(plain), new JdbcTransactionManager(proxy), JdbcClient.create(proxy));
    }

    @Test
    void behind_a_lazy_proxy_the_transaction_is_joined() {
        var proxy = new LazyConnectionDataSourceProxy(plain);
        joinsAndOwns(Notes.ops(proxy), new JdbcTransactionManager(proxy), JdbcClient.create(proxy));
    }

    @Test
    void connections_may_come_with_auto_commit_off() {
        var pool = new DelegatingDataSource(plain) {
            @Override
            public Connection getConnection() throws SQLException {
                var connection = super.getConnection();
                connection.setAutoCommit(false);
                return connection;
            }
        };
        joinsAndOwns(Notes.ops(pool), new JdbcTransactionManager(pool), JdbcClient.create(pool));
    }

    @Test
    void a_joined_call_is_never_tried_again_and_an_own_one_is() {
        var faulty = FaultyDataSource.over(plain);
        var ops = Notes.ops(faulty);
        var calls = new AtomicInteger();
        var transaction = new TransactionTemplate(new JdbcTransactionManager(faulty));
        assertThatExceptionOfType(CoppiceException.class)
                .isThrownBy(() -> transaction.executeWithoutResult(status -> failOnce(faulty, ops, calls)))
                .returns("database.deadlock", CoppiceException::code);
        assertThat(calls).hasValue(1);
        failOnce(faulty, ops, calls);
        assertThat(calls).hasValue(3);
        assertThat(notes.committed()).containsExactly("try 3");
    }

    private void failOnce(FaultyDataSource faulty, Ops ops, AtomicInteger calls) {
        ops.write(w -> {
            var call = calls.incrementAndGet();
            if (call < 3) {
                faulty.arm(PlannedFault.statement(1).raising("40P01"));
            }
            return w.create(notes.note("try " + call)).orThrow();
        });
    }

    private void joinsAndOwns(Ops ops, JdbcTransactionManager manager, JdbcClient client) {
        var transaction = new TransactionTemplate(manager);
        transaction.executeWithoutResult(status -> {
            notes.byClient(client, "client");
            notes.byOps(ops, "undone");
            status.setRollbackOnly();
        });
        transaction.executeWithoutResult(status -> notes.byOps(ops, "joined"));
        notes.byOps(ops, "own");
        assertThat(notes.committed()).containsExactly("joined", "own");
    }
}
