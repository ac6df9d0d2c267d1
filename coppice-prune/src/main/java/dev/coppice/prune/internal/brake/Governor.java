package dev.coppice.prune.internal.brake;

import dev.coppice.prune.BrakeName;
import dev.coppice.prune.BrakesConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Says to one worker whether its campaign may go on: what a {@link BrakeReader} has read for all of them, and who waits for the
 * locks of this worker's chunk. For one thread, that of the chunks.
 */
public final class Governor implements AutoCloseable {
    private final BrakeReader reader;
    private final boolean alone;
    private long watched = BrakeReader.UNWATCHED;
    private Optional<WaiterWatch> watch = Optional.empty();

    Governor(BrakeReader reader, boolean alone) {
        this.reader = reader;
        this.alone = alone;
    }

    /** With a reader of its own, for a campaign on the tables of these numbers. Reads nothing before {@link #tuned}. */
    public Governor(DataSource database, long campaign, BrakesConfig config, List<Long> tables) {
        this(new BrakeReader(database, campaign, config, tables), true);
    }

    /** Follows what the campaign was retuned to; does nothing where that is as before. Between two chunks. */
    public void tuned(Map<BrakeName, String> wanted) {
        reader.tuned(wanted);
        follow(reader.arms());
    }

    /** What all brakes say now. */
    public Verdict verdict() {
        return verdict(reader.arms());
    }

    private Verdict verdict(BrakeReader.Armament arms) {
        follow(arms);
        var held = Stream.concat(
                arms.posts().stream().flatMap(post -> post.held().stream()), watch.flatMap(WaiterWatch::held).stream());
        var pending = arms.posts().stream().anyMatch(Post::pending)
                || watch.map(WaiterWatch::post).filter(Post::pending).isPresent();
        var verdict = new Verdict(held.toList(), pending);
        watch.ifPresent(WaiterWatch::told);
        return verdict;
    }

    // A chunk is watched by one from its beginning to its end.
    private void follow(BrakeReader.Armament arms) {
        if (arms.watched() != watched) {
            watch.ifPresent(reader::forget);
            watched = arms.watched();
            watch = watched == BrakeReader.UNWATCHED ? Optional.empty() : Optional.of(reader.watch());
        }
    }

    /** Waits until other brakes hold than in a verdict, or for so long. */
    public void await(Verdict before, Duration longest) throws InterruptedException {
        var until = System.nanoTime() + longest.toNanos();
        for (var left = longest; left.isPositive(); left = Duration.ofNanos(until - System.nanoTime())) {
            var arms = reader.arms();
            var since = arms.board().changes();
            var now = verdict(arms);
            if (!now.names().equals(before.names()) || now.pending() != before.pending()) {
                return;
            }
            arms.board().await(since, left);
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

    @Override
    public void close() {
        watch.ifPresent(reader::forget);
        if (alone) {
            reader.close();
        }
    }
}
