package dev.coppice.spring;

import dev.coppice.ops.Ops;
import dev.coppice.ops.OpsBuilder;
import dev.coppice.ops.ReadOps;
import dev.coppice.ops.WriteOps;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * Ops that decide at each call: inside a Spring transaction on their data source they join it, as {@link Ops#joining}
 * does; outside of any transaction they own theirs, as {@link Ops#on} does. A value for any thread.
 *
 * <p>A joined call is one savepoint: what it throws undoes it alone, and Spring then decides about the rest. No statement
 * of it may run longer than what is left of the transaction's own time-out when the call begins.
 *
 * <p>Refused with a {@link dev.coppice.ops.CoppiceException}, before anything is sent: {@code joining.read-only}, a write
 * in a read-only transaction; {@code joining.other-transaction}, a Spring transaction that is not on this data source, since
 * what is written would not be part of it; {@code joining.ended}, a transaction that has ended and still holds its
 * connection, as in a listener after the commit.
 */
public final class SpringOps implements Ops {
    private final DataSource source;
    private final OpsProperties limits;
    private final UnaryOperator<OpsBuilder> settings;
    private final Ops own;

    private SpringOps(DataSource source, OpsProperties limits, UnaryOperator<OpsBuilder> settings, Ops own) {
        this.source = source;
        this.limits = limits;
        this.settings = settings;
        this.own = own;
    }

    /**
     * Ops on {@code source}, for an application with more than one; the one bean of other applications is made for them.
     *
     * @param limits the time-outs
     * @param settings everything else, such as meters; called for each joined transaction, from any thread
     */
    public static SpringOps on(DataSource source, OpsProperties limits, UnaryOperator<OpsBuilder> settings) {
        var target = SpringTransaction.target(source);
        var own = settings.apply(Ops.builder(target))
                .statementTimeout(limits.statementTimeout())
                .lockTimeout(limits.lockTimeout())
                .build();
        return new SpringOps(target, limits, settings, own);
    }

    @Override
    public <T extends @Nullable Object> T read(Function<ReadOps, T> work) {
        return SpringTransaction.isToBeJoined(source) ? joined(ops -> ops.read(work)) : own.read(work);
    }

    @Override
    public <T extends @Nullable Object> T write(Function<WriteOps, T> work) {
        if (SpringTransaction.isToBeJoined(source)) {
            SpringTransaction.requireReadWrite();
            return joined(ops -> ops.write(work));
        }
        return own.write(work);
    }

    @Override
    public SpringOps noRetry() {
        return new SpringOps(source, limits, settings, own.noRetry());
    }

    private <T extends @Nullable Object> T joined(Function<Ops, T> work) {
        var statementTimeout = SpringTransaction.timeLeft(source)
                .filter(left -> left.compareTo(limits.statementTimeout()) < 0)
                .orElse(limits.statementTimeout());
        var connection = DataSourceUtils.getConnection(source);
        try {
            return work.apply(settings.apply(Ops.builder(connection))
                    .statementTimeout(statementTimeout)
                    .lockTimeout(limits.lockTimeout())
                    .build());
        } finally {
            DataSourceUtils.releaseConnection(connection, source);
        }
    }
}
