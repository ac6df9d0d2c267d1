package dev.coppice.prune.internal.brake;

import dev.coppice.prune.internal.read.LongConnection;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.prune.internal.read.SqlFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads brakes on a connection of its own, in a thread of its own, until it is closed. */
final class Rounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.prune");
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration ENDING = Duration.ofSeconds(3);

    // Far beyond what statements have: a network that swallows packets ends no statement.
    private static final int NETWORK_MILLIS = 5_000;

    // Read only, so that what somebody wrote into a policy changes nothing.
    private static final String BEGIN = "SET TRANSACTION READ ONLY; SET LOCAL search_path = ''; SET LOCAL jit = off;"
            + " SET LOCAL statement_timeout = '1s'; SET LOCAL lock_timeout = '1s';"
            + " SET LOCAL idle_in_transaction_session_timeout = '10s'";

    private final LongConnection connection;
    private final List<Post> posts;
    private final List<WaiterWatch> watches;
    private final Board board;
    private final Thread thread;
    private int usualMillis;

    private Rounds(String role, DataSource database, List<Post> posts, List<WaiterWatch> watches, Board board) {
        this.connection = new LongConnection(database);
        this.posts = List.copyOf(posts);
        this.watches = watches;
        this.board = board;
        this.thread =
                Thread.ofPlatform().daemon().name("coppice-" + role + "-1").unstarted(this::run);
    }

    /** Reads these brakes, and who waits for those who watch at the moment. */
    static Rounds start(String role, DataSource database, List<Post> posts, List<WaiterWatch> watches, Board board) {
        var rounds = new Rounds(role, database, posts, watches, board);
        rounds.thread.start();
        return rounds;
    }

    private void run() {
        try {
            while (!board.closed()) {
                if (round()) {
                    board.changed();
                }
                board.rest(TICK);
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException unexpected) {
            // What is not read any more holds before long, and says so.
            LOG.error("brakes are not read any more", unexpected);
        } finally {
            giveBack();
        }
    }

    private Connection open() throws SQLException {
        var here = connection.open();
        usualMillis = here.getNetworkTimeout();
        here.setNetworkTimeout(Runnable::run, NETWORK_MILLIS);
        return here;
    }

    private void giveBack() {
        var here = connection.get();
        if (here == null) {
            return;
        }
        try {
            here.setNetworkTimeout(Runnable::run, usualMillis);
            connection.close();
        } catch (SQLException gone) {
            LOG.debug("the connection of brakes is lost", gone);
            connection.drop();
        }
    }

    private boolean round() {
        var due = posts.stream().filter(Post::due).toList();
        for (var post : due) {
            look();
            if (!board.closed()) {
                read(List.of(post), post::read);
            }
        }
        return look() || !due.isEmpty();
    }

    private boolean look() {
        var looks = watches.stream().filter(WaiterWatch::looks).toList();
        if (!looks.isEmpty()) {
            read(looks.stream().map(WaiterWatch::post).toList(), sql -> WaiterWatch.look(sql, looks));
        }
        return !looks.isEmpty();
    }

    private void read(List<Post> read, Consumer<Sql> reading) {
        try {
            var here = connection.get() == null ? open() : connection.get();
            if (here == null) {
                throw new SQLException("no connection", "08003");
            }
            read(reading, here);
        } catch (SQLException lost) {
            LOG.debug("brake {} was not read", read.getFirst().name(), lost);
            read.forEach(post -> post.failed(new SqlFailure(lost)));
            connection.drop();
        } catch (SqlFailure refused) {
            read.forEach(post -> post.failed(refused));
        }
    }

    private static void read(Consumer<Sql> reading, Connection here) throws SQLException {
        try {
            var sql = new Sql(here);
            sql.execute(BEGIN);
            reading.accept(sql);
        } finally {
            here.rollback();
        }
    }

    /** Waits for the thread, whose board was closed; one that hangs loses its connection. */
    @Override
    public void close() {
        try {
            if (!thread.join(ENDING)) {
                thread.interrupt();
                connection.drop();
            }
        } catch (InterruptedException interrupted) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
