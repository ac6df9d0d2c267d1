package dev.coppice.ops.internal.write;

import dev.coppice.ops.Creator;
import dev.coppice.ops.Fault;
import dev.coppice.ops.NextValue;
import dev.coppice.ops.internal.read.KeyCheck;
import dev.coppice.ops.internal.spec.Names;
import dev.coppice.ops.internal.transaction.Session;
import java.math.BigDecimal;
import java.util.Optional;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Reads the greatest value of a group under the lock of its parent row. The lock is a statement of its own: only the next
 * statement's snapshot is sure to see what the former holder of the lock has committed. {@code FOR NO KEY UPDATE} lets
 * others go on inserting rows that refer to the parent.
 */
final class NextValues {
    private NextValues() {}

    /** Fails before anything is sent if the rule is not complete. */
    static void requireComplete(NextValue<?> rule) {
        KeyCheck.require(rule.parent());
        rule.group();
    }

    /** The greatest value so far, 0 for an empty group; empty when the parent row is missing. */
    static Optional<BigDecimal> greatest(Session session, Table<?> table, NextValue<?> rule) {
        var parent = rule.parent();
        var locked = session.run(sql -> sql.selectOne()
                .from(parent.table())
                .where(parent.condition())
                .forNoKeyUpdate()
                .fetch());
        if (locked.isEmpty()) {
            return Optional.empty();
        }
        session.reached("create-next.parent-locked");
        var greatest = session.run(sql -> sql.select(
                        DSL.coalesce(DSL.max(rule.column()).cast(SQLDataType.NUMERIC), BigDecimal.ZERO))
                .from(table)
                .where(rule.group())
                .fetchSingle());
        return Optional.of(greatest.value1());
    }

    /** The creator with its value: {@code place} gaps behind {@code greatest}. */
    static <R extends Record, N extends Number> Creator<R> completed(
            Creator<R> creator, NextValue<N> rule, BigDecimal greatest, int place) {
        var exact = greatest.add(BigDecimal.valueOf(rule.gap()).multiply(BigDecimal.valueOf(place)));
        return creator.set(rule.column(), fitting(rule, exact));
    }

    private static <N extends Number> N fitting(NextValue<N> rule, BigDecimal exact) {
        var type = rule.column().getType();
        try {
            return type.cast(
                    switch (type.getSimpleName()) {
                        case "Short" -> exact.shortValueExact();
                        case "Integer" -> exact.intValueExact();
                        case "Long" -> exact.longValueExact();
                        case "BigInteger" -> exact.toBigIntegerExact();
                        case "BigDecimal" -> exact;
                        default ->
                            throw new IllegalArgumentException("column " + Names.of(rule.column())
                                    + " must hold whole or decimal numbers, was: " + type.getSimpleName());
                    });
        } catch (ArithmeticException tooGreat) {
            throw Fault.of("write.next-value-exhausted", Fault.Kind.USAGE)
                    .refused("The next value was not given.")
                    .found("The column " + Names.of(rule.column()) + " has no room behind the greatest value.")
                    .changed("Nothing of it was written.")
                    .next("Spread the values of the group again, or widen the column.")
                    .exception(tooGreat);
        }
    }
}
