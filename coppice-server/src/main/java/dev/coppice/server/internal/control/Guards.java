package dev.coppice.server.internal.control;

import dev.coppice.server.internal.api.LongCalls;
import dev.coppice.server.internal.home.HomeDatabase;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/** Changes holds and freeze, each in a transaction that waits for the chunks under way as the command does. Safe for any thread. */
public final class Guards {
    private final HomeDatabase waiting;
    private final LongCalls calls = LongCalls.ofGuards();

    /** Those that {@code source} connects to, which has no time-out of its own below forty seconds. */
    public Guards(DataSource source) {
        this.waiting = HomeDatabase.waiting(source);
    }

    /**
     * Makes a change.
     *
     * @throws dev.coppice.ops.CoppiceException {@code hold.chunk-running} when a chunk is under way for more than half a minute,
     *     {@code hold.too-many}
     */
    public <T> T change(Function<DSLContext, T> change) {
        return calls.run(() -> waiting.transaction(change));
    }
}
