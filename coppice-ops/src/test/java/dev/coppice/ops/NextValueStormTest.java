package dev.coppice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jooq.Record;
import org.junit.jupiter.api.Test;

@PostgresTest
class NextValueStormTest {
    private static final int WRITERS = 8;
    private static final int ROUNDS = 25;

    @Test
    void many_creators_of_two_groups_leave_no_duplicate_and_no_gap_but_their_own(TestDatabase db) throws Exception {
        var shop = Shop.in(db);
        var ops = Ops.on(db.dataSource());
        var writers = new ArrayList<Callable<Integer>>();
        for (var writer = 0; writer < WRITERS; writer++) {
            var number = writer;
            writers.add(() -> writeRounds(shop, ops, number));
        }
        try (var threads = Executors.newFixedThreadPool(WRITERS)) {
            for (var done : threads.invokeAll(writers)) {
                assertThat(done.get()).isEqualTo(ROUNDS);
            }
        }
        for (var group = 1; group <= 2; group++) {
            var rows = shop.count("theme WHERE domain_id = " + group);
            assertThat(rows).isEqualTo(WRITERS / 2 * ROUNDS * 3);
            assertThat(shop.number(
                            "SELECT count(DISTINCT rank) FROM " + db.schema() + ".theme WHERE domain_id = " + group))
                    .isEqualTo(rows);
            assertThat(shop.number("SELECT max(rank) FROM " + db.schema() + ".theme WHERE domain_id = " + group))
                    .isEqualTo(rows * 10);
        }
    }

    private static int writeRounds(Shop shop, Ops ops, int writer) {
        var group = 1 + writer % 2;
        var rule = NextValue.of(shop.rank)
                .within(shop.ofDomain.eq(group))
                .gap(10)
                .locking(Key.in(shop.domain).with(shop.domainId, group));
        for (var round = 0; round < ROUNDS; round++) {
            var name = writer + "-" + round;
            ops.write(w -> w.createNext(theme(shop, group, name), rule).orThrow());
            ops.write(w ->
                    w.createAllNext(List.of(theme(shop, group, name + "-a"), theme(shop, group, name + "-b")), rule));
        }
        return ROUNDS;
    }

    private static Creator<Record> theme(Shop shop, int group, String name) {
        return Creator.into(shop.theme).set(shop.ofDomain, group).set(shop.name, name);
    }
}
