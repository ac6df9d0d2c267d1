package dev.coppice.bench.internal.campaign;

import dev.coppice.bench.internal.Arena;
import dev.coppice.bench.internal.BenchFaults;
import dev.coppice.bench.internal.CpuTime;
import dev.coppice.bench.internal.KeptConnections;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sides in turn on copies of one stage; every run must leave the same rows as the first. One thread. */
final class Runs {
    private final Arena arena;
    private final Stage stage;
    private @Nullable Remains expected;

    Runs(Arena arena, Stage stage) {
        this.arena = arena;
        this.stage = stage;
    }

    /** Runs each side as often as there are rounds, each round beginning with another; the median run of each. */
    List<Result> rounds(List<? extends Side> sides) throws SQLException {
        var results = sides.stream().map(side -> new ArrayList<Result>()).toList();
        for (var round = 0; round < arena.rounds(); round++) {
            for (var turn = 0; turn < sides.size(); turn++) {
                var place = (round + turn) % sides.size();
                var side = sides.get(place);
                arena.tell("round " + (round + 1) + " of " + arena.rounds() + ": " + side.title());
                results.get(place).add(run(side));
            }
        }
        return results.stream().map(Runs::median).toList();
    }

    /** Runs a side once. */
    Result run(Side side) throws SQLException {
        return stage.inCopy(connections -> run(side, connections));
    }

    private Result run(Side side, KeptConnections connections) throws SQLException {
        var worked = CpuTime.ofThisProcess();
        var wal = stage.walBytes();
        var begun = System.nanoTime();
        var told = side.prune(connections.source());
        var took = Duration.ofNanos(System.nanoTime() - begun);
        var written = stage.walBytes() - wal;
        var client = CpuTime.ofThisProcess().minus(worked);
        var server = connections.serverTime();
        var after = Remains.in(connections.source());
        check(side, after);
        return new Result(side.title(), stage.rows() - after.rows(), took, server, client, written, told);
    }

    private void check(Side side, Remains after) {
        if (expected == null) {
            expected = after;
        } else if (!after.equals(expected)) {
            throw BenchFaults.differ(side.title(), "the rows left are not the same");
        }
    }

    private static Result median(List<Result> results) {
        return results.stream()
                .sorted(Comparator.comparing(Result::took))
                .toList()
                .get((results.size() - 1) / 2);
    }
}
