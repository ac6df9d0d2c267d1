package dev.coppice.prune.internal.brake;

import dev.coppice.prune.BrakeName;
import dev.coppice.prune.BrakesConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/**
 * Reads the brakes of a campaign for all its workers in one process, beside their chunks: on one connection, about once a second
 * each, however many workers ask. Brakes that run what somebody has written have another thread and connection, so that one
 * that hangs keeps nobody from seeing who waits. What cannot be read, or was not read for five seconds, holds. Safe for
 * any thread.
 */
public final class BrakeReader implements AutoCloseable {
    /** While no waiting sessions are looked for. */
    static final long UNWATCHED = 0;

    private final DataSource database;
    private final long campaign;
    private final BrakesConfig config;
    private final List<Long> tables;
    private final List<WaiterWatch> watches = new CopyOnWriteArrayList<>();
    private volatile Armament arms = new Armament(Optional.empty(), new Board(), List.of(), List.of(), UNWATCHED);
    private long watched = UNWATCHED;

    /** For a campaign on the tables of these numbers. Reads nothing before {@link #tuned}. */
    public BrakeReader(DataSource database, long campaign, BrakesConfig config, List<Long> tables) {
        this.database = database;
        this.campaign = campaign;
        this.config = config;
        this.tables = List.copyOf(tables);
    }

    /**
     * The brakes that are on.
     *
     * @param tuned what the campaign was retuned to
     * @param board where those who read and those who wait meet
     * @param posts the brakes and what they have said
     * @param rounds those who read
     * @param watched another number each time that waiting sessions begin to be looked for; {@link #UNWATCHED} while they are not
     */
    record Armament(
            Optional<Map<BrakeName, String>> tuned, Board board, List<Post> posts, List<Rounds> rounds, long watched) {
        boolean follows(Map<BrakeName, String> wanted) {
            return tuned.filter(wanted::equals).isPresent();
        }

        boolean sets(BrakeName name, Map<BrakeName, String> wanted) {
            return tuned.filter(set -> Objects.equals(set.get(name), wanted.get(name)))
                    .isPresent();
        }
    }

    /** What one worker asks; closing it leaves the others theirs. */
    public Governor governor() {
        return new Governor(this, false);
    }

    Armament arms() {
        return arms;
    }

    WaiterWatch watch() {
        var watch = new WaiterWatch(campaign);
        watches.add(watch);
        return watch;
    }

    void forget(WaiterWatch watch) {
        watches.remove(watch);
    }

    /**
     * Follows what the campaign was retuned to; does nothing where that is as before. Workers that have read it at different
     * moments agree once each has read it again.
     */
    public void tuned(Map<BrakeName, String> wanted) {
        if (!arms.follows(wanted)) {
            follow(wanted);
        }
    }

    private synchronized void follow(Map<BrakeName, String> wanted) {
        var before = arms;
        if (!before.follows(wanted)) {
            rest(before);
            arms = armed(before, wanted);
        }
    }

    // What is set as before keeps what it knows: a replica that is gone, the dead rows of the campaign, for whom it
    // yields.
    private Armament armed(Armament before, Map<BrakeName, String> wanted) {
        var armed = new Armed(campaign, config, wanted, tables);
        var kept = before.posts().stream()
                .filter(post -> before.sets(post.name(), wanted))
                .toList();
        before.posts().stream()
                .filter(post -> !kept.contains(post))
                .forEach(post -> post.brake().close());
        var posts = armed.brakes().stream().map(brake -> post(brake, kept)).toList();
        var watching = armed.waiters() ? watched(before, wanted) : UNWATCHED;
        var board = new Board();
        var started = started(board, posts, watching != UNWATCHED);
        return new Armament(Optional.of(Map.copyOf(wanted)), board, posts, started, watching);
    }

    private long watched(Armament before, Map<BrakeName, String> wanted) {
        return before.watched() != UNWATCHED && before.sets(BrakeName.WAITERS, wanted) ? before.watched() : ++watched;
    }

    private List<Rounds> started(Board board, List<Post> posts, boolean watching) {
        var foreign = posts.stream().filter(post -> post.brake().foreign()).toList();
        var own = posts.stream().filter(post -> !post.brake().foreign()).toList();
        var started = new ArrayList<Rounds>();
        if (!own.isEmpty() || watching) {
            started.add(Rounds.start("governor", database, own, watching ? watches : List.of(), board));
        }
        if (!foreign.isEmpty()) {
            started.add(Rounds.start("probe", database, foreign, List.of(), board));
        }
        return List.copyOf(started);
    }

    private static Post post(Brake brake, List<Post> kept) {
        var before = kept.stream().filter(post -> post.name() == brake.name()).findFirst();
        if (before.isPresent()) {
            brake.close();
        }
        return before.orElseGet(() -> new Post(brake));
    }

    private static void rest(Armament armament) {
        armament.board().close();
        armament.rounds().forEach(Rounds::close);
    }

    /** For when no worker asks any more. */
    @Override
    public synchronized void close() {
        rest(arms);
        arms.posts().forEach(post -> post.brake().close());
    }
}
