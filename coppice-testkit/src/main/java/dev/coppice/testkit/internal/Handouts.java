package dev.coppice.testkit.internal;

import dev.coppice.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Remembers the backend of every connection a test's database handed out, and of those that are open where that was. What a test
 * has closed is let go of, or one that opens thousands would keep them all.
 */
final class Handouts extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;
    private static final List<String> NOT_THE_OPENER = List.of(
            Handouts.class.getName(),
            SandboxDatabase.class.getName(),
            TestDatabase.class.getName(),
            "dev.coppice.testkit.internal.fault.",
            "org.postgresql.",
            "java.",
            "jdk.");

    private final transient List<Handout> handouts = new ArrayList<>();
    private final transient List<Integer> pids = new ArrayList<>();

    private record Handout(Connection connection, int pid, List<StackTraceElement> openedAt) {
        boolean open() throws SQLException {
            return !connection.isClosed();
        }

        String describe() {
            var place =
                    openedAt.stream().limit(3).map(StackTraceElement::toString).collect(Collectors.joining(" < "));
            return "connection of backend " + pid + " was not closed; it was opened at " + place;
        }
    }

    /** Also behind {@link #getConnection()}. */
    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return remembered(super.getConnection(user, password));
    }

    synchronized List<Integer> pids() {
        return List.copyOf(pids);
    }

    synchronized List<Integer> openPids() throws SQLException {
        var pids = new ArrayList<Integer>();
        for (var handout : handouts) {
            if (handout.open()) {
                pids.add(handout.pid());
            }
        }
        return pids;
    }

    synchronized List<String> leaks() throws SQLException {
        var leaks = new ArrayList<String>();
        for (var handout : handouts) {
            if (handout.open()) {
                leaks.add(handout.describe());
            }
        }
        return leaks;
    }

    /** Cuts what is still open, so that it holds no lock the drop of the sandbox would wait for. */
    synchronized void abortAll() throws SQLException {
        for (var handout : handouts) {
            if (handout.open()) {
                handout.connection().abort(Runnable::run);
            }
        }
    }

    private void letGoOfClosed() throws SQLException {
        for (var each = handouts.iterator(); each.hasNext(); ) {
            if (!each.next().open()) {
                each.remove();
            }
        }
    }

    private Connection remembered(Connection connection) throws SQLException {
        var pid = connection.unwrap(PGConnection.class).getBackendPID();
        var openedAt = Arrays.stream(Thread.currentThread().getStackTrace())
                .filter(frame -> NOT_THE_OPENER.stream().noneMatch(frame.getClassName()::startsWith))
                .toList();
        synchronized (this) {
            letGoOfClosed();
            handouts.add(new Handout(connection, pid, openedAt));
            pids.add(pid);
        }
        return connection;
    }
}
