package dev.coppice.ops.internal.write;

import dev.coppice.ops.Gate;
import dev.coppice.ops.Outcome;
import dev.coppice.ops.Outcome.Refused;
import dev.coppice.ops.Spec;
import dev.coppice.ops.internal.gate.GateReading;
import dev.coppice.ops.internal.transaction.Session;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * A write whose statement holds its gate. When it touches nothing, either the gate did not hold or there was nothing to
 * touch. The gate is then asked again, alone and with its lock. If it does not hold, that is the answer. If it holds now, it
 * does so until the transaction ends, so that a second try can only fail for want of the row.
 */
final class GatedWrite {
    private GatedWrite() {}

    static <R extends Record> Outcome<R> run(
            Session session, Spec<R> spec, int ordinal, Supplier<Optional<Outcome<R>>> write, Outcome<R> untouched) {
        var first = write.get();
        if (first.isPresent() || spec.gate().isEmpty()) {
            return first.orElse(untouched);
        }
        var gate = spec.gate().get();
        if (!holds(session, gate)) {
            return new Refused<>(ordinal, gate);
        }
        return write.get().orElse(untouched);
    }

    static boolean holds(Session session, Gate gate) {
        return session.run(sql -> sql.fetchOne(DSL.selectOne().where(gate.asCondition()))) != null;
    }

    /** All gates of some specs as one condition; equal gates once. */
    static Condition all(Collection<? extends Spec<?>> specs) {
        return DSL.and(gates(specs).stream().map(Gate::asCondition).toList());
    }

    /**
     * Whether a gate may be opened or closed by an earlier item of the same batch. The schema may be left out of either name,
     * and quotes too, so a table of that name anywhere counts.
     */
    static boolean readsItsTarget(Spec<?> spec) {
        return spec.gate()
                .filter(gate ->
                        lastPart(GateSet.table(gate)).equalsIgnoreCase(lastPart(GateReading.baseName(spec.table()))))
                .isPresent();
    }

    private static String lastPart(String quoted) {
        var name = quoted.replace("\"", "");
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Whether two tables are the same one, under whatever alias. */
    static boolean isSame(Table<?> one, Table<?> other) {
        return one.equals(other) || GateReading.baseName(one).equals(GateReading.baseName(other));
    }

    static List<Gate> gates(Collection<? extends Spec<?>> specs) {
        return specs.stream().flatMap(spec -> spec.gate().stream()).distinct().toList();
    }
}
