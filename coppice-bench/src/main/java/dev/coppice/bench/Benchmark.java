package dev.coppice.bench;

import static java.util.stream.Collectors.joining;

import dev.coppice.bench.internal.Arena;
import dev.coppice.bench.internal.BenchFaults;
import dev.coppice.bench.internal.Measurement;
import dev.coppice.bench.internal.campaign.CampaignMeasurement;
import dev.coppice.bench.internal.campaign.FlatMeasurement;
import dev.coppice.bench.internal.campaign.ForegroundMeasurement;
import dev.coppice.bench.internal.campaign.WorkersMeasurement;
import dev.coppice.bench.internal.each.CreateEach;
import dev.coppice.bench.internal.each.EachMeasurement;
import dev.coppice.bench.internal.each.PurgeEach;
import dev.coppice.bench.internal.each.RenameEach;
import dev.coppice.bench.internal.each.UpdateEach;
import dev.coppice.bench.internal.prune.PruneMeasurement;
import dev.coppice.bench.internal.restore.RestoreMeasurement;
import dev.coppice.bench.internal.settings.SettingsMeasurement;
import dev.coppice.bench.internal.teardown.TeardownMeasurement;
import dev.coppice.ops.Fault;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/**
 * A comparison of Coppice with what one would write without it, both in one run on fresh rows, each seen to do the same. A
 * value for any thread; two runs at once in one database are refused.
 */
public final class Benchmark {
    private static final List<Benchmark> ALL = List.of(
            new Benchmark(new EachMeasurement(new CreateEach())),
            new Benchmark(new EachMeasurement(new UpdateEach())),
            new Benchmark(new EachMeasurement(new RenameEach())),
            new Benchmark(new EachMeasurement(new PurgeEach())),
            new Benchmark(new PruneMeasurement()),
            new Benchmark(new CampaignMeasurement()),
            new Benchmark(new FlatMeasurement()),
            new Benchmark(new ForegroundMeasurement()),
            new Benchmark(new WorkersMeasurement()),
            new Benchmark(new SettingsMeasurement()),
            new Benchmark(new TeardownMeasurement()),
            new Benchmark(new RestoreMeasurement()));

    private final Measurement measurement;

    private Benchmark(Measurement measurement) {
        this.measurement = measurement;
    }

    /** All there are. */
    public static List<Benchmark> all() {
        return ALL;
    }

    /**
     * The one of this name.
     *
     * @throws dev.coppice.ops.CoppiceException {@code bench.unknown}
     */
    public static Benchmark named(String name) {
        return ALL.stream()
                .filter(benchmark -> benchmark.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Fault.of("bench.unknown", Fault.Kind.USAGE)
                        .refused("No benchmark was run.")
                        .found("There is none called \"" + name + "\"; there are "
                                + ALL.stream().map(Benchmark::name).collect(joining(", ")) + ".")
                        .changed("Nothing was done.")
                        .next("Give one of these names.")
                        .exception());
    }

    /** What it is called. */
    public String name() {
        return measurement.name();
    }

    /** What is measured, in one sentence. */
    public String question() {
        return measurement.question();
    }

    /** What it makes in the database or on its server, and drops, in one sentence. */
    public String makes() {
        return measurement.makes();
    }

    /**
     * Runs it in a schema {@code coppice_bench}, and where {@link #makes} says so in databases, all of which it makes and drops.
     *
     * @param progress told what is being measured
     * @throws dev.coppice.ops.CoppiceException {@code bench.schema-exists}, {@code bench.database-exists}; {@code bench.results-differ} when the two sides
     *     did not do the same; {@code bench.database-failed}
     */
    public BenchReport run(BenchTarget target, BenchOptions options, Consumer<String> progress) {
        try (var arena = Arena.open(target, options, progress)) {
            var rows = measurement.rows(arena);
            return new BenchReport(name(), arena.machine(), rows);
        } catch (SQLException failure) {
            throw BenchFaults.of(failure);
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
