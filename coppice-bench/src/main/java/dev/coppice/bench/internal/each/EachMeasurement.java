package dev.coppice.bench.internal.each;

import dev.coppice.bench.BenchRow;
import dev.coppice.bench.internal.Arena;
import dev.coppice.bench.internal.Contender;
import dev.coppice.bench.internal.Contest;
import dev.coppice.bench.internal.Link;
import dev.coppice.bench.internal.Measurement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One verb at several sizes and shares of bad items, over each link. */
public record EachMeasurement(EachVerb verb) implements Measurement {
    private static final List<Integer> BAD_PER_THOUSAND = List.of(0, 1, 10, 100);

    /** A savepoint per item over the slow link takes a quarter of a minute for 10 000 items, so one share must do. */
    private static final int ONE_SHARE_OVER_SLOW_LINK = 1;

    private static final int LARGEST_AT_ALL_SHARES_OVER_SLOW_LINK = 1_000;
    private static final int WARM_UPS_PER_ROUND = 4;

    /** How many items, and how many of a thousand are bad. */
    private record Case(int size, int badPerThousand) {
        boolean runsOver(Link link) {
            return !link.isSlow()
                    || size <= LARGEST_AT_ALL_SHARES_OVER_SLOW_LINK
                    || badPerThousand == ONE_SHARE_OVER_SLOW_LINK;
        }

        double badShare() {
            return badPerThousand / 1_000.0;
        }

        @Override
        public String toString() {
            var percentage = badPerThousand % 10 == 0 ? "" + badPerThousand / 10 : "0." + badPerThousand;
            return size + " items, " + percentage + " % bad";
        }
    }

    @Override
    public String name() {
        return verb.name();
    }

    @Override
    public String question() {
        return verb.question();
    }

    @Override
    public List<BenchRow> rows(Arena arena) throws SQLException {
        Fragments.create(arena.admin());
        var sizes = arena.sizes(1_000, 10_000);
        arena.tell("warming up");
        for (var share : List.of(0, 100)) {
            contest(arena, new Case(sizes.getFirst(), share)).warmUp(WARM_UPS_PER_ROUND * arena.rounds());
        }
        var rows = new ArrayList<BenchRow>();
        for (var size : sizes) {
            for (var share : BAD_PER_THOUSAND) {
                if (share == 0 || size * share >= 1_000) {
                    rows.addAll(rows(arena, new Case(size, share)));
                }
            }
        }
        return rows;
    }

    private List<BenchRow> rows(Arena arena, Case of) throws SQLException {
        var contest = contest(arena, of);
        var facts = Map.<String, Object>of("items", of.size(), "badShare", of.badShare());
        var rows = new ArrayList<BenchRow>();
        for (var link : arena.links()) {
            if (of.runsOver(link)) {
                rows.addAll(contest.rows(link, of.toString(), facts));
            }
        }
        return rows;
    }

    private Contest contest(Arena arena, Case of) {
        var items = Batch.of(of.size(), of.badShare(), verb.badSorts(), verb.harmlessSorts());
        return new Contest(arena, new FragmentScene(verb, items, arena.admin()), contenders(of, items));
    }

    private List<Contender> contenders(Case of, List<Item> items) {
        var contenders = new ArrayList<Contender>();
        contenders.add(new Ours(verb, items));
        contenders.add(new SavepointLoop(verb, items));
        if (of.badPerThousand() == 0) {
            contenders.add(new PlainLoop(verb, items));
            contenders.add(new JdbcBatch(verb, items));
            contenders.add(new JooqBatch(verb, items));
        }
        return contenders;
    }
}
