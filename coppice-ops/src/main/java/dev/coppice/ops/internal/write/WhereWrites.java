package dev.coppice.ops.internal.write;

import dev.coppice.ops.Affected;
import dev.coppice.ops.ConditionalMutationForbidden;
import dev.coppice.ops.Purger;
import dev.coppice.ops.Rows;
import dev.coppice.ops.Spec;
import dev.coppice.ops.Updater;
import dev.coppice.ops.internal.transaction.Session;
import java.util.List;
import java.util.function.IntSupplier;

/** Writes by condition: one statement each, which holds the gate and, for a purge, the rows that must not exist. */
final class WhereWrites {
    private WhereWrites() {}

    static Affected update(Session session, Updater<?> spec, Rows rows) {
        if (!spec.key().columns().isEmpty()) {
            throw Refusals.keyAndCondition(spec);
        }
        if (spec.values().isEmpty()) {
            throw Refusals.nothingSet(spec);
        }
        return answer(
                session,
                spec,
                () -> session.run(sql -> sql.update(spec.table())
                        .set(spec.values())
                        .where(rows.condition())
                        .and(GatedWrite.all(List.of(spec)))
                        .execute()));
    }

    static Affected purge(Session session, Purger<?> spec, Rows rows) {
        if (!spec.key().columns().isEmpty()) {
            throw Refusals.keyAndCondition(spec);
        }
        return answer(session, spec, () -> purged(session, spec, rows));
    }

    private static int purged(Session session, Purger<?> spec, Rows rows) {
        var written = session.run(sql -> sql.deleteFrom(spec.table())
                .where(rows.condition())
                .and(GatedWrite.all(List.of(spec)))
                .and(PurgeVerb.noConflict(spec.conflicts()))
                .execute());
        if (written == 0 && !spec.conflicts().isEmpty()) {
            var conflict = PurgeVerb.firstConflict(session, spec.conflicts());
            if (conflict.isPresent()) {
                throw conflict.get().error().get();
            }
        }
        return written;
    }

    /** A gate that holds only when asked again may have opened meanwhile; it then stays open for a second try. */
    private static Affected answer(Session session, Spec<?> spec, IntSupplier write) {
        var written = write.getAsInt();
        if (written > 0 || spec.gate().isEmpty()) {
            return new Affected(written);
        }
        var gate = spec.gate().get();
        session.reached("where.untouched");
        if (!GatedWrite.holds(session, gate)) {
            throw new ConditionalMutationForbidden(gate);
        }
        return new Affected(write.getAsInt());
    }
}
