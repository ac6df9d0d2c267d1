package dev.coppice.lifecycle.internal.resource;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.internal.sql.Transacting;
import dev.coppice.ops.CoppiceException;
import java.util.Map;
import java.util.function.Function;
import org.jooq.DSLContext;

/**
 * Acts in transactions of their own, whose refusals are entered in the audit trail.
 *
 * @param transacting where
 */
record RefusedActs(Transacting transacting) {
    <T> T act(Act act, String action, ResourceId subject, Function<DSLContext, T> work) {
        try {
            return transacting.run(work);
        } catch (CoppiceException refused) {
            if (Transacting.isRefusal(refused)) {
                var after = Documents.of(Map.of("code", refused.code()));
                transacting.beside(
                        refused,
                        dsl -> AuditTrail.in(dsl)
                                .append(AuditEvent.of(act, action + "-refused", subject.toString())
                                        .after(after)));
            }
            throw refused;
        }
    }
}
