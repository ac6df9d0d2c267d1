package dev.coppice.bench;

import dev.coppice.bench.spi.PrunePeer;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/** Another tool, too slow for more than thirty sessions. */
public final class SlowPeer implements PrunePeer {
    static final int MOST = 30;

    @Override
    public String name() {
        return "slow peer";
    }

    @Override
    public int most() {
        return MOST;
    }

    @Override
    public void prune(DataSource database, Instant horizon) throws SQLException {
        var due = "(SELECT id FROM coppice_bench.session WHERE status = 'ENDED' AND ended_at < ?)";
        for (var rows : new String[] {
            "granted WHERE entity_id::uuid", "step WHERE session_id", "message WHERE session_id", "session WHERE id"
        }) {
            try (var connection = database.getConnection();
                    var delete = connection.prepareStatement("DELETE FROM coppice_bench." + rows + " IN " + due)) {
                delete.setObject(1, horizon.atOffset(ZoneOffset.UTC));
                delete.executeUpdate();
            }
        }
    }
}
