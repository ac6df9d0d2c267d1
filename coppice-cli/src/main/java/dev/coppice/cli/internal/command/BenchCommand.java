package dev.coppice.cli.internal.command;

import dev.coppice.bench.BenchOptions;
import dev.coppice.bench.Benchmark;
import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.SharedArchive;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.serving.BenchDatabase;
import dev.coppice.cli.internal.serving.Parts;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Benchmarks as ratios. */
@Command(
        name = "bench",
        description = {
            "Compare Coppice with plain SQL, both in one run: \"coppice bench list\" names what there is.",
            "",
            "It works in a schema coppice_bench, for campaigns, teardowns and restores also in databases of its "
                    + "own, all of which it makes and drops, on an embedded PostgreSQL; with --url there."
        },
        subcommands = BenchCommand.Names.class)
final class BenchCommand implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The benchmark.")
    @Nullable
    String name;

    @Option(
            names = "--n",
            split = ",",
            paramLabel = "N",
            description = "How many items a batch has; several sizes with commas between.")
    List<Integer> sizes = List.of();

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "N",
            description = "How often each side runs; the median counts. 3 by default.")
    int rounds;

    @Option(
            names = "--link-delay",
            defaultValue = "0.5ms",
            converter = Delay.class,
            paramLabel = "TIME",
            description = "By how much the slow link lengthens each round trip; 0.5ms by default, 0ms leaves it out.")
    Duration linkDelay = Duration.ZERO;

    @Override
    public Integer call() {
        root().requireHere("Run it without --server, or with the --url of a database to measure.");
        var benchmark = Benchmark.named(named());
        var options = options();
        try (var parts = new Parts()) {
            Runtime.getRuntime().addShutdownHook(new Thread(parts::close, "coppice-stop-1"));
            var terminal = root().terminal();
            var target = root().url().isPresent()
                    ? BenchDatabase.of(root().target(), benchmark.makes(), root().environment(), terminal)
                    : BenchDatabase.embedded(parts, root().environment(), terminal);
            var report = benchmark.run(target, options, step -> terminal.progress("  " + step));
            terminal.progress("");
            terminal.answer(BenchDocument.of(report), BenchDocument.text(report));
            SharedArchive.keep();
            return ExitCode.DONE;
        }
    }

    private String named() {
        if (name == null) {
            throw misused("Missing required parameter: 'NAME'");
        }
        return name;
    }

    private BenchOptions options() {
        try {
            return new BenchOptions(sizes, rounds, linkDelay);
        } catch (IllegalArgumentException outOfBounds) {
            throw misused(String.valueOf(outOfBounds.getMessage()));
        }
    }

    private ParameterException misused(String message) {
        return new ParameterException(
                Objects.requireNonNull(spec, "picocli sets it").commandLine(), message);
    }

    private CoppiceCommand root() {
        return CoppiceCommand.of(Objects.requireNonNull(spec, "picocli sets it"));
    }

    /** A delay; finer than the durations of the configuration, since a millisecond is a long way. */
    static final class Delay implements ITypeConverter<Duration> {
        private static final Pattern FORM = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,6})?)ms");

        @Override
        public Duration convert(String text) {
            var match = FORM.matcher(text);
            if (!match.matches()) {
                throw new TypeConversionException("'" + text + "' is not a time such as 0.5ms");
            }
            return Duration.ofNanos(
                    new BigDecimal(match.group(1)).movePointRight(6).longValueExact());
        }
    }

    @Command(name = "list", description = "List the benchmarks.")
    static final class Names implements Callable<Integer> {
        @Spec
        @Nullable
        CommandSpec spec;

        @Override
        public Integer call() {
            var table = TextTable.of("NAME", "WHAT IS MEASURED");
            Benchmark.all().forEach(benchmark -> table.row(benchmark.name(), benchmark.question()));
            var items = Benchmark.all().stream()
                    .map(benchmark -> Map.of("name", benchmark.name(), "question", benchmark.question()))
                    .toList();
            CoppiceCommand.of(Objects.requireNonNull(spec, "picocli sets it"))
                    .terminal()
                    .answer(PageOptions.document(items, null), table.toString());
            return ExitCode.DONE;
        }
    }
}
