package dev.coppice.prune.internal.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.ops.Fault;
import dev.coppice.ops.Retry;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;

class ReadFaultsTest {
    @Test
    void a_pool_that_got_no_connection_is_a_database_out_of_reach() {
        for (var state : new String[] {null, "28P01", "3D000"}) {
            var told = ReadFaults.of(new SqlFailure(new SQLTransientConnectionException("timed out", state)));

            assertThat(told.code()).isEqualTo("database.connection-lost");
            assertThat(told.fault().kind()).isEqualTo(Fault.Kind.UNAVAILABLE);
            assertThat(told.fault().retry()).isEqualTo(Retry.SAFE);
        }
        assertThat(ReadFaults.of(new SqlFailure(new SQLException("no table", "42P01")))
                        .code())
                .isEqualTo("database.failed");
    }
}
