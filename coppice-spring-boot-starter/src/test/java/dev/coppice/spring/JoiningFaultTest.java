package dev.coppice.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.FaultSweep;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A connection that is lost at each statement: client and ops are both there or neither. Spring logs each lost roll-back. */
@PostgresTest(maxLog = Level.ERROR)
class JoiningFaultTest {
    /** The client's insert, the commit, and auto-commit put back; the op's insert behind a savepoint; what joining adds. */
    private static final int OPERATIONS = 3 + 2 + 5;

    private final AtomicInteger tries = new AtomicInteger();
    private final TestDatabase db;
    private final Notes notes;

    JoiningFaultTest(TestDatabase db) {
        this.db = db;
        notes = Notes.in(db);
    }

    @Test
    void an_operation_that_never_arrives_leaves_both_or_neither() throws Exception {
        var faults = FaultSweep.forEachOperationLost().run(db.dataSource(), this::writeTwice, this::bothOrNeither);
        assertThat(faults).isEqualTo(OPERATIONS);
        assertThat(notes.committed()).as("of the last two tries").hasSize(4);
    }

    @Test
    void a_reply_that_never_arrives_leaves_both_or_neither() throws Exception {
        var faults = FaultSweep.forEachReplyLost().run(db.dataSource(), this::writeTwice, this::bothOrNeither);
        assertThat(faults).isEqualTo(OPERATIONS);
        assertThat(notes.committed())
                .as("of the last two tries, and the one that lost the reply to its commit")
                .hasSize(6);
    }

    private void bothOrNeither(PlannedFault fault, Optional<Exception> error) {
        var written = notes.committed().stream()
                .filter(text -> text.startsWith(tries.get() + " "))
                .toList();
        if (error.isPresent()) {
            assertThat(written.size()).isIn(0, 2);
        } else {
            assertThat(written).hasSize(2);
        }
    }

    private void writeTwice(DataSource source) {
        var number = tries.incrementAndGet();
        var ops = Notes.ops(source);
        var client = JdbcClient.create(source);
        new TransactionTemplate(new JdbcTransactionManager(source)).executeWithoutResult(status -> {
            notes.byClient(client, number + " client");
            notes.byOps(ops, number + " ops");
        });
    }
}
