package dev.coppice.server.internal.health;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gauges on figures that are looked up when they are asked for, at most every ten seconds. What cannot be looked up is left out:
 * an old number would say that all is well. Filled by one thread, then safe for any.
 *
 * @param <F> what is looked up
 */
public final class LookedUpGauges<F> implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LookedUpGauges.class);
    private static final long AT_MOST_EVERY = Duration.ofSeconds(10).toNanos();
    private static final double NANOS = 1e9;

    private final Map<MultiGauge, Function<F, List<Row<?>>>> gauges = new LinkedHashMap<>();
    private final MeterRegistry registry;
    private final String area;
    private final Supplier<Optional<F>> look;
    private final LongSupplier nanoTime;
    private final ReentrantLock looking = new ReentrantLock();
    private long dueAt;

    /** Gauges of {@code registry} whose names begin with {@code coppice} and an area. */
    public LookedUpGauges(MeterRegistry registry, String area, Supplier<Optional<F>> look, LongSupplier nanoTime) {
        this.registry = registry;
        this.area = area;
        this.look = look;
        this.nanoTime = nanoTime;
        this.dueAt = nanoTime.getAsLong();
    }

    /** The same with one gauge more. */
    public LookedUpGauges<F> and(String name, String description, Function<F, List<Row<?>>> rows) {
        gauges.put(
                MultiGauge.builder("coppice." + area + "." + name)
                        .description(description)
                        .register(registry),
                rows);
        return this;
    }

    /** Looks the numbers up when they are due; while another thread looks, those it found last stand. */
    @Override
    public void run() {
        if (!looking.tryLock()) {
            return;
        }
        try {
            lookIfDue();
        } finally {
            looking.unlock();
        }
    }

    private void lookIfDue() {
        if (nanoTime.getAsLong() - dueAt < 0) {
            return;
        }
        var figures = figures();
        gauges.forEach((gauge, rows) -> gauge.register(figures.map(rows).orElse(List.of()), true));
        dueAt = nanoTime.getAsLong() + AT_MOST_EVERY;
    }

    private Optional<F> figures() {
        try {
            return look.get();
        } catch (RuntimeException unreadable) {
            LOG.warn("the numbers of {} could not be looked up", area, unreadable);
            return Optional.empty();
        }
    }

    /** One number; none where it is not known. */
    public static List<Row<?>> row(Optional<? extends Number> value) {
        return value.<List<Row<?>>>map(known -> List.of(Row.of(Tags.empty(), known)))
                .orElse(List.of());
    }

    /** One number for each value of a tag. */
    public static <K, V> List<Row<?>> rows(Map<K, V> values, String tag, Function<V, ? extends Number> number) {
        return values.entrySet().stream()
                .<Row<?>>map(value -> Row.of(Tags.of(tag, word(value.getKey())), number.apply(value.getValue())))
                .toList();
    }

    /** A time as a gauge shows it. */
    public static double seconds(Duration time) {
        return time.toNanos() / NANOS;
    }

    private static String word(Object value) {
        return value instanceof Enum<?> constant
                ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-')
                : value.toString();
    }
}
