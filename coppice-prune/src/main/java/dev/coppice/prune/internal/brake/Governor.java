package dev.coppice.prune.internal.brake;

import dev.coppice.prune.BrakeName;
import dev.coppice.prune.BrakesConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a campaign may go on. Brakes are read beside its chunks, on a connection of their own, about once a second each;
 * those that run what somebody has written have another thread and connection, so that one that hangs keeps nobody from
 * seeing who waits. What cannot be read, or was not read for five seconds, holds. For one thread, that of the chunks.
 */
public final class Governor implements AutoCloseable {
    private final DataSource database;
    private final long campaign;
    private final BrakesConfig config;
    private final List<Long> tables;
    private @Nullable Map<BrakeName, String> tuned;
    private Board board = new Board();
    private List<Post> posts = List.of();
    private List<Rounds> rounds = List.of();
    private Optional<WaiterWatch> watch = Optional.empty();

    /** For a campaign on the tables of these numbers. Reads nothing before {@link #tuned}. */
    public Governor(DataSource database, long campaign, BrakesConfig config, List<Long> tables) {
        this.database = database;
        this.campaign = campaign;
        this.config = config;
        this.tables = List.copyOf(tables);
    }

    /** Follows what the campaign was retuned to; does nothing where that is as before. */
    public void tuned(Map<BrakeName, String> wanted) {
        if (wanted.equals(tuned)) {
            return;
        }
        rest();
        var before = tuned;
        tuned = Map.copyOf(wanted);
        arm(
                new Armed(campaign, config, wanted, tables),
                name -> before != null && Objects.equals(before.get(name), wanted.get(name)));
    }

    // What is set as before keeps what it knows: a replica that is gone, the dead rows of the campaign, for whom it
    // yields.
    private void arm(Armed armed, Predicate<BrakeName> asBefore) {
        board = new Board();
        var kept = posts.stream().filter(post -> asBefore.test(post.name())).toList();
        posts.stream()
                .filter(post -> !kept.contains(post))
                .forEach(post -> post.brake().close());
        posts = armed.brakes().stream().map(brake -> post(brake, kept)).toList();
        watch = armed.waiters()
                ? watch.filter(each -> asBefore.test(BrakeName.WAITERS))
                        .or(() -> Optional.of(new WaiterWatch(campaign)))
                : Optional.empty();
        var foreign = posts.stream().filter(post -> post.brake().foreign()).toList();
        var own = posts.stream().filter(post -> !post.brake().foreign()).toList();
        var started = new ArrayList<Rounds>();
        if (!own.isEmpty() || watch.isPresent()) {
            started.add(Rounds.start("governor", database, own, watch, board));
        }
        if (!foreign.isEmpty()) {
            started.add(Rounds.start("probe", database, foreign, Optional.empty(), board));
        }
        rounds = started;
    }

    private static Post post(Brake brake, List<Post> kept) {
        var before = kept.stream().filter(post -> post.name() == brake.name()).findFirst();
        if (before.isPresent()) {
            brake.close();
        }
        return before.orElseGet(() -> new Post(brake));
    }

    /** What all brakes say now. */
    public Verdict verdict() {
        var held = Stream.concat(
                posts.stream().flatMap(post -> post.held().stream()), watch.flatMap(WaiterWatch::held).stream());
        var pending = posts.stream().anyMatch(Post::pending)
                || watch.map(WaiterWatch::post).filter(Post::pending).isPresent();
        var verdict = new Verdict(held.toList(), pending);
        watch.ifPresent(WaiterWatch::told);
        return verdict;
    }

    /** Waits until other brakes hold than in a verdict, or for so long. */
    public void await(Verdict before, Duration longest) throws InterruptedException {
        var until = System.nanoTime() + longest.toNanos();
        for (var left = longest; left.isPositive(); left = Duration.ofNanos(until - System.nanoTime())) {
            var since = board.changes();
            var now = verdict();
            if (!now.names().equals(before.names()) || now.pending() != before.pending()) {
                return;
            }
            board.await(since, left);
        }
    }

    /** Whether waiting sessions are looked for. */
    public boolean watches() {
        return watch.isPresent();
    }

    /** A chunk is under way in this session. */
    public void begins(ChunkSession session) {
        watch.ifPresent(each -> each.begins(session));
    }

    /** No chunk is under way any more, to be called before its commit and after its failure; whether it was cancelled. */
    public boolean ends() {
        return watch.map(WaiterWatch::ends).orElse(false);
    }

    /** The chunk of which {@link #ends} was told is committed. */
    public void committed() {
        watch.ifPresent(WaiterWatch::committed);
    }

    private void rest() {
        board.close();
        rounds.forEach(Rounds::close);
        rounds = List.of();
    }

    @Override
    public void close() {
        rest();
        posts.forEach(post -> post.brake().close());
    }
}
