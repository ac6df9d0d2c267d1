package dev.coppice.ops.internal.write;

import dev.coppice.ops.Ops;
import dev.coppice.ops.ReadOps;
import dev.coppice.ops.WriteOps;
import dev.coppice.ops.internal.read.ReadSession;
import dev.coppice.ops.internal.transaction.Meters;
import dev.coppice.ops.internal.transaction.Retrying;
import dev.coppice.ops.internal.transaction.Transactions;
import dev.coppice.ops.internal.transaction.Transactions.Mode;
import dev.coppice.ops.spi.Waiter;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Ops over whatever gives transactions.
 *
 * @param once the transactions without a second try
 */
public record SessionOps(Transactions once, Transactions transactions, Meters meters) implements Ops {
    private static final String SPEC = "transaction";

    /** The same ops with transactions that are tried again. */
    public Ops retried(Waiter waiter) {
        var retrying =
                new Retrying(once, waiter, () -> ThreadLocalRandom.current().nextDouble(), meters::retried);
        return new SessionOps(once, retrying, meters);
    }

    @Override
    public <T extends @Nullable Object> T read(Function<ReadOps, T> work) {
        return meters.measure(
                SPEC,
                "read",
                () -> transactions.<T>run(Mode.READ, session -> work.apply(new ReadSession(session, meters))));
    }

    @Override
    public <T extends @Nullable Object> T write(Function<WriteOps, T> work) {
        return meters.measure(
                SPEC,
                "write",
                () -> transactions.<T>run(Mode.WRITE, session -> work.apply(new WriteSession(session, meters))));
    }

    @Override
    public Ops noRetry() {
        return new SessionOps(once, once, meters);
    }
}
