package dev.coppice.prune.internal.brake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.control.CoppiceSchema;
import dev.coppice.prune.internal.read.Sql;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.PostgresTest.Isolation;
import dev.coppice.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@PostgresTest(Isolation.DATABASE)
class WaiterWatchTest {
    private static final int TRIES = 20;

    @Test
    void it_looks_beside_a_chunk_once_somebody_can_have_waited_for_long(TestDatabase db) throws SQLException {
        db.execute(CoppiceSchema.script());
        try (var connection = db.dataSource().getConnection()) {
            var watch = new WaiterWatch(1);
            watch.begins(chunk(Duration.ofHours(1)));
            // Read once a second anyway, so one answer may come too late.
            assertThat(IntStream.range(0, TRIES).anyMatch(again -> {
                        watch.post().read(new Sql(connection));
                        return !watch.looks();
                    }))
                    .isTrue();
            watch.begins(chunk(Duration.ZERO));
            assertThat(watch.looks()).isTrue();
            watch.ends();
            assertThat(IntStream.range(0, TRIES).anyMatch(again -> {
                        watch.post().read(new Sql(connection));
                        return !watch.looks();
                    }))
                    .isTrue();
        }
    }

    private static ChunkSession chunk(Duration patience) {
        return new ChunkSession(1, "2026-01-01 00:00:00+00", patience, true);
    }
}
