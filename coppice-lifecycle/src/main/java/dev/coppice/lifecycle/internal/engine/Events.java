package dev.coppice.lifecycle.internal.engine;

import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.Notification;
import dev.coppice.control.Notifications;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.ResourceId;
import java.util.Map;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is told to the audit trail and to those who listen. Append last: entries wait for one another.
 *
 * @param dsl the transaction
 */
record Events(DSLContext dsl) {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coppice.lifecycle");

    /** One line for each change of an operation; {@code worker} is whoever made it. */
    static void log(Operation operation, String event, String worker) {
        LOG.info(
                "operation={} {} kind={} resource={} epoch={} worker={}",
                operation.id(),
                event,
                operation.resource().kind(),
                operation.resource().id(),
                operation.epoch(),
                worker);
    }

    void audit(Act act, String action, ResourceId subject, Map<String, Object> after) {
        AuditTrail.in(dsl).append(AuditEvent.of(act, action, subject.toString()).after(Json.of(after)));
    }

    void audit(Act act, String action, Operation operation) {
        audit(act, action, operation.resource(), Json.object("operation", operation.id()));
    }

    /** Something the engine did by itself. */
    void audit(String worker, String action, ResourceId subject, Map<String, Object> after) {
        AuditTrail.in(dsl)
                .append(AuditEvent.of(worker, action, subject.toString()).after(Json.of(after)));
    }

    void tell(String topic, ResourceId subject, Map<String, Object> details) {
        Notifications.in(dsl).publish(new Notification(topic, subject.toString(), Json.of(details)));
    }
}
