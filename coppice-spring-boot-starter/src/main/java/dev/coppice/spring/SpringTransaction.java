package dev.coppice.spring;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What Spring says of this thread's transaction. */
final class SpringTransaction {
    private SpringTransaction() {}

    /**
     * Whether there is a transaction on {@code source}. Asking for a connection would not tell: Spring gives one to every
     * thread, and under a transaction of something else nobody would commit it.
     */
    static boolean isToBeJoined(DataSource source) {
        var bound = TransactionSynchronizationManager.hasResource(source);
        if (bound && !TransactionSynchronizationManager.isSynchronizationActive()) {
            throw refused(
                    "joining.ended",
                    "It has ended, and holds its connection until its listeners are done.",
                    "Use a transaction of its own there: @Transactional(propagation = REQUIRES_NEW).");
        }
        var active = TransactionSynchronizationManager.isActualTransactionActive();
        if (active && !bound) {
            throw refused(
                    "joining.other-transaction",
                    "It is not on the data source of these ops, and would not undo what they write.",
                    "Name the transaction manager of that data source, or suspend this transaction by"
                            + " NOT_SUPPORTED if ops shall commit by themselves.");
        }
        return active;
    }

    static void requireReadWrite() {
        if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
            throw refused(
                    "joining.read-only",
                    "It is read-only.",
                    "Use read(…), or begin the transaction without readOnly = true.");
        }
    }

    /** Refuses a thread with a transaction, for work that has transactions of its own and would wait for locks of this one. */
    static void requireNone() {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw Fault.of("prune.in-transaction", Fault.Kind.USAGE)
                    .refused("The policy was not executed.")
                    .found("This thread is in a Spring transaction, and chunks commit by themselves.")
                    .changed("Nothing was deleted.")
                    .next("Call it outside of @Transactional, or suspend the transaction by NOT_SUPPORTED.")
                    .exception();
        }
    }

    /** What is left of the transaction's own time-out; Spring throws when it is over. */
    static Optional<Duration> timeLeft(DataSource source) {
        return TransactionSynchronizationManager.getResource(source) instanceof ConnectionHolder holder
                        && holder.hasTimeout()
                ? Optional.of(Duration.ofMillis(holder.getTimeToLiveInMillis()))
                : Optional.empty();
    }

    /** Transaction managers know the data source behind such a proxy, and own transactions must not share its connection. */
    static DataSource target(DataSource source) {
        return source instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null
                ? proxy.getTargetDataSource()
                : source;
    }

    /** Runs a task once this thread's transaction has committed, or now when there is none; it must not touch the database. */
    static void afterCommit(Runnable task) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            task.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                task.run();
            }
        });
    }

    private static CoppiceException refused(String code, String found, String next) {
        return Fault.of(code, Fault.Kind.USAGE)
                .refused("The Spring transaction of this thread was not joined.")
                .found(found)
                .changed("Nothing was written.")
                .next(next)
                .exception();
    }
}
