package dev.coppice.ops;

import dev.coppice.ops.spi.OpMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Figures for Micrometer: {@code coppice.op} (timer), {@code coppice.op.errors}, {@code coppice.op.retries} (counters) and
 * {@code coppice.op.active} (gauge), tagged with layer, spec and op, and with outcome where it is known. The transaction
 * itself is the spec {@code transaction}. Safe for any thread. Needs Micrometer on the class path; nothing else here does.
 */
public final class MicrometerMeters implements OpMeters {
    private static final String NAME = "coppice.op";

    private final MeterRegistry registry;
    private final ConcurrentMap<Op, AtomicLong> active = new ConcurrentHashMap<>();

    /** Figures for {@code registry}. */
    public MicrometerMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void began(Op op) {
        active.computeIfAbsent(op, this::gauge).incrementAndGet();
    }

    @Override
    public void ended(Op op, String outcome, Duration took) {
        active.computeIfAbsent(op, this::gauge).decrementAndGet();
        Timer.builder(NAME)
                .description("Ops by how they ended")
                .tags(tags(op).and("outcome", outcome))
                .register(registry)
                .record(took);
    }

    @Override
    public void failed(Op op, String code) {
        count("errors", "Ops that ended with an error", op, code);
    }

    @Override
    public void retried(Op op, String code) {
        count("retries", "Transactions tried again", op, code);
    }

    private void count(String what, String description, Op op, String code) {
        Counter.builder(NAME + "." + what)
                .description(description)
                .tags(tags(op).and("outcome", code))
                .register(registry)
                .increment();
    }

    private AtomicLong gauge(Op op) {
        var running = new AtomicLong();
        Gauge.builder(NAME + ".active", running, AtomicLong::get)
                .description("Ops that run now")
                .tags(tags(op))
                .strongReference(true)
                .register(registry);
        return running;
    }

    private static Tags tags(Op op) {
        return Tags.of("layer", op.layer(), "spec", op.spec(), "op", op.op());
    }
}
