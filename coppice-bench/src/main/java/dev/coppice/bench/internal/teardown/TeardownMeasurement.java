package dev.coppice.bench.internal.teardown;

import dev.coppice.bench.BenchRow;
import dev.coppice.bench.internal.Arena;
import dev.coppice.bench.internal.Measurement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Many teardowns of resources with nothing in them: what the engine itself costs, and how nodes share the work. */
public record TeardownMeasurement() implements Measurement {
    private static final int NODES = 3;
    private static final int USUAL = 10_000;

    @Override
    public String name() {
        return "teardown";
    }

    @Override
    public String question() {
        return "Tear down empty resources with three nodes against one: none twice, none lost, and how the work is shared.";
    }

    @Override
    public String makes() {
        return Fleet.MAKES;
    }

    @Override
    public List<BenchRow> rows(Arena arena) throws SQLException {
        var rows = new ArrayList<BenchRow>();
        for (var size : arena.sizes(USUAL)) {
            arena.tell(size + " teardowns, one node");
            var one = Fleet.run(arena, size, 1);
            arena.tell(size + " teardowns, " + NODES + " nodes");
            var several = Fleet.run(arena, size, NODES);
            rows.add(BenchRow.ofMillis(
                    size + " teardowns, " + NODES + " nodes against one",
                    several.millis(),
                    one.millis(),
                    facts(size, several)));
        }
        return rows;
    }

    private static Map<String, Object> facts(int size, Fleet.Run run) {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("items", size);
        facts.put("nodes", NODES);
        facts.put("twice", 0);
        facts.put("lost", 0);
        facts.put("leastShare", run.leastShare());
        facts.put("greatestShare", run.greatestShare());
        facts.put("beginMillis", run.beginMillis());
        return facts;
    }
}
