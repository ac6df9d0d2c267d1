package dev.coppice.bench.internal.prune;

import dev.coppice.bench.BenchRow;
import dev.coppice.bench.internal.Arena;
import dev.coppice.bench.internal.Contest;
import dev.coppice.bench.internal.Measurement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One prune in one transaction. */
public record PruneMeasurement() implements Measurement {
    /** Four deletes for each key over the slow link: beyond this they take too long to wait for. */
    private static final int LARGEST_LOOP_OVER_SLOW_LINK = 1_000;

    private static final int WARM_UPS_PER_ROUND = 2;

    @Override
    public String name() {
        return "prune-op";
    }

    @Override
    public String question() {
        return "Delete sessions that are due with two children and an association: prune against one delete by hand, "
                + "and against a loop by key.";
    }

    @Override
    public List<BenchRow> rows(Arena arena) throws SQLException {
        Sessions.create(arena.admin());
        var sizes = arena.sizes(1_000, 10_000);
        arena.tell("warming up");
        contest(arena, sizes.getFirst(), true).warmUp(WARM_UPS_PER_ROUND * arena.rounds());
        var rows = new ArrayList<BenchRow>();
        for (var size : sizes) {
            for (var link : arena.links()) {
                var withLoop = !link.isSlow() || size <= LARGEST_LOOP_OVER_SLOW_LINK;
                rows.addAll(contest(arena, size, withLoop).rows(link, size + " sessions", Map.of("items", size)));
            }
        }
        return rows;
    }

    private static Contest contest(Arena arena, int size, boolean withLoop) {
        var ours = new PruneOp(Sessions.pruner().limit(size));
        var scene = new Sessions(size, arena.admin());
        return new Contest(
                arena,
                scene,
                withLoop
                        ? List.of(ours, new OneDelete(size), new LoopByKey(size))
                        : List.of(ours, new OneDelete(size)));
    }
}
