package dev.coppice.bench.internal;

import dev.coppice.bench.BenchOptions;
import dev.coppice.bench.BenchTarget;
import dev.coppice.bench.Machine;
import dev.coppice.testkit.DelayingProxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;

/** Where a benchmark takes place: a schema of its own, dropped at the end, and the links to the server. One thread. */
public final class Arena implements AutoCloseable {
    /** The schema of every benchmark. */
    public static final String SCHEMA = "coppice_bench";

    private final BenchTarget target;
    private final BenchOptions options;
    private final Consumer<String> progress;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final KeptConnection admin;
    private final List<Link> links = new ArrayList<>();

    private Arena(BenchTarget target, BenchOptions options, Consumer<String> progress) throws SQLException {
        this.target = target;
        this.options = options;
        this.progress = progress;
        this.admin = keep(KeptConnection.open(target, target.url()));
    }

    /** Makes the schema and opens the links. */
    public static Arena open(BenchTarget target, BenchOptions options, Consumer<String> progress) throws SQLException {
        var arena = new Arena(target, options, progress);
        try {
            arena.admin.execute("CREATE SCHEMA " + SCHEMA);
            arena.keep(() -> arena.admin.execute("DROP SCHEMA " + SCHEMA + " CASCADE"));
            arena.links.add(new Link("direct", arena.keep(KeptConnection.open(target, target.url())), false));
            if (!options.linkDelay().isZero()) {
                var proxy = arena.keep(proxy(target, options.linkDelay()));
                var slow = arena.keep(KeptConnection.open(target, proxy.url()));
                arena.links.add(new Link("+" + millis(options.linkDelay()) + " ms", slow, true));
            }
            return arena;
        } catch (SQLException | RuntimeException failure) {
            arena.close();
            throw failure;
        }
    }

    /** The links: first the direct one, then the slow one, if wanted. */
    public List<Link> links() {
        return links;
    }

    /** The link without delay. */
    public Link direct() {
        return links.getFirst();
    }

    /** The database it is in. */
    public BenchTarget target() {
        return target;
    }

    /** A connection beside those that are measured. */
    public KeptConnection admin() {
        return admin;
    }

    /** How often each side runs. */
    public int rounds() {
        return options.rounds();
    }

    /** The sizes asked for, or these. */
    public List<Integer> sizes(Integer... usual) {
        return options.sizes().isEmpty() ? List.of(usual) : options.sizes();
    }

    /** Tells what is being measured. */
    public void tell(String step) {
        progress.accept(step);
    }

    /** What it ran on. */
    public Machine machine() throws SQLException {
        var roundTrips = new LinkedHashMap<String, Double>();
        for (var link : links) {
            roundTrips.put(link.name(), link.roundTripMillis());
        }
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version", ""),
                admin.connection().getMetaData().getDatabaseProductVersion(),
                roundTrips);
    }

    @Override
    public void close() throws SQLException {
        SQLException first = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (SQLException failure) {
                first = first == null ? failure : first;
            } catch (Exception impossible) {
                throw new IllegalStateException("nothing here throws it", impossible);
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    private static DelayingProxy proxy(BenchTarget target, Duration delay) {
        try {
            return DelayingProxy.inFront(target.url(), delay);
        } catch (IllegalArgumentException severalHosts) {
            throw BenchFaults.noSlowLink(severalHosts);
        }
    }

    private static String millis(Duration delay) {
        var text = Double.toString(delay.toNanos() / 1e6);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
