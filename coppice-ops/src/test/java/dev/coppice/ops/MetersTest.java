package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.ops.spi.OpMeters;
import dev.coppice.testkit.FaultyDataSource;
import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@PostgresTest
class MetersTest {
    @Test
    void each_op_is_timed_with_how_it_ended_and_retries_are_counted(TestDatabase db) {
        var shop = Shop.in(db);
        var registry = new SimpleMeterRegistry();
        var faulty = FaultyDataSource.over(db.dataSource());
        var ops = Ops.builder(faulty)
                .meters(new MicrometerMeters(registry))
                .layer("shop")
                .waiter(pause -> {})
                .build();
        faulty.arm(PlannedFault.statement(2).raising("40001"));
        ops.write(w -> {
            w.create(shop.aTheme("a").named("theme")).orThrow();
            return w.create(shop.aTheme("a").named("theme"));
        });
        assertThat(timed(registry, "theme", "create", "applied")).isEqualTo(1);
        assertThat(timed(registry, "theme", "create", "violated")).isEqualTo(1);
        assertThat(timed(registry, "transaction", "write", "violated")).isEqualTo(1);
        assertThat(registry.get("coppice.op.errors")
                        .tag("op", "create")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("coppice.op.retries")
                        .tag("outcome", "database.serialization-failure")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("coppice.op.active").tag("layer", "shop").gauges())
                .allSatisfy(gauge -> assertThat(gauge.value()).isZero());
    }

    @Test
    void a_read_that_is_tried_again_is_counted_as_a_read(TestDatabase db) {
        var registry = new SimpleMeterRegistry();
        var faulty = FaultyDataSource.over(db.dataSource());
        var ops = Ops.builder(faulty)
                .meters(new MicrometerMeters(registry))
                .waiter(pause -> {})
                .build();
        faulty.arm(PlannedFault.statement(2));
        ops.read(ReadOps::now);
        assertThat(registry.get("coppice.op.retries").counters())
                .singleElement()
                .satisfies(counter -> {
                    assertThat(counter.getId().getTag("op")).isEqualTo("read");
                    assertThat(counter.getId().getTag("outcome")).isEqualTo("database.connection-lost");
                    assertThat(counter.count()).isEqualTo(1);
                });
    }

    @Test
    void a_failing_meter_never_fails_the_op(TestDatabase db) {
        var shop = Shop.in(db);
        OpMeters broken = new OpMeters() {
            @Override
            public void began(Op op) {
                throw new IllegalStateException();
            }

            @Override
            public void ended(Op op, String outcome, Duration took) {
                throw new NoClassDefFoundError();
            }

            @Override
            public void failed(Op op, String code) {
                throw new IllegalStateException();
            }

            @Override
            public void retried(Op op, String code) {
                throw new IllegalStateException();
            }
        };
        var ops = Ops.builder(db.dataSource()).meters(broken).build();
        ops.write(w -> w.create(shop.aTheme("a")).orThrow());
        assertThat(shop.count("theme")).isEqualTo(1);
    }

    private static long timed(SimpleMeterRegistry registry, String spec, String op, String outcome) {
        return registry.get("coppice.op")
                .tags("layer", "shop", "spec", spec, "op", op, "outcome", outcome)
                .timer()
                .count();
    }
}
