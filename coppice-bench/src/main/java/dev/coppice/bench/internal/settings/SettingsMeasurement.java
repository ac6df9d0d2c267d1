package dev.coppice.bench.internal.settings;

import dev.coppice.bench.BenchRow;
import dev.coppice.bench.internal.Arena;
import dev.coppice.bench.internal.Contender;
import dev.coppice.bench.internal.Contest;
import dev.coppice.bench.internal.KeptConnections;
import dev.coppice.bench.internal.Measurement;
import dev.coppice.settings.Settings;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Merged reads with few and with many fragments, and fragments written together. */
public record SettingsMeasurement() implements Measurement {
    private static final int READS = 500;
    private static final int LARGEST_BATCH = 10_000;
    private static final int WARM_UPS_PER_ROUND = 4;

    @Override
    public String name() {
        return "settings-read";
    }

    @Override
    public String question() {
        return "Read five merged settings five hundred times, asking the database and from memory, against the select alone; "
                + "and write fragments together, against one by one.";
    }

    @Override
    public List<BenchRow> rows(Arena arena) throws SQLException {
        var sizes = arena.sizes(1_000, 1_000_000);
        var rows = new ArrayList<BenchRow>();
        for (var size : sizes) {
            arena.tell("storing " + size + " fragments");
            var stored = StoredSettings.create(size, arena);
            rows.addAll(reads(arena, stored));
            StoredSettings.drop(arena);
        }
        rows.addAll(writes(arena, Math.min(Collections.max(sizes), LARGEST_BATCH)));
        return rows;
    }

    private static List<BenchRow> reads(Arena arena, StoredSettings stored) throws SQLException {
        var reads = new Reads(stored.viewers(READS));
        var database = arena.admin().text("SELECT current_database()");
        try (var connections = KeptConnections.to(arena.target(), database);
                var settings = Settings.builder(connections.source())
                        .schema(Arena.SCHEMA)
                        .build()
                        .start()) {
            var rows = new ArrayList<BenchRow>();
            rows.addAll(compared(arena, stored, "cold", new MergedRead(reads, Optional.empty()), reads));
            rows.addAll(compared(arena, stored, "warm", new MergedRead(reads, Optional.of(settings)), reads));
            return rows;
        }
    }

    private static List<BenchRow> compared(Arena arena, StoredSettings stored, String how, Contender ours, Reads reads)
            throws SQLException {
        var contest = new Contest(arena, stored, List.of(ours, Select.byHand(reads), Select.theSame(reads)));
        contest.warmUp(WARM_UPS_PER_ROUND * arena.rounds());
        var rows = new ArrayList<BenchRow>();
        for (var link : arena.links()) {
            var what = stored.fragments() + " fragments, " + READS + " " + how + " reads";
            rows.addAll(contest.rows(link, what, Map.of("items", READS, "fragments", stored.fragments())));
        }
        return rows;
    }

    private static List<BenchRow> writes(Arena arena, int count) throws SQLException {
        StoredSettings.create(0, arena);
        var scene = new WrittenFragments(count, arena.admin());
        var wanted = scene.wanted();
        var rows = new ArrayList<BenchRow>();
        for (var together : List.of(Upserts.each(wanted), Upserts.all(wanted))) {
            var contest = new Contest(arena, scene, List.of(together, Upserts.oneByOne(wanted)));
            var what = together.name() + " of " + count + " fragments";
            rows.addAll(contest.rows(arena.direct(), what, Map.of("items", count)));
        }
        return rows;
    }
}
