package dev.coppice.lifecycle.internal.certificate;

import static dev.coppice.lifecycle.internal.certificate.CertificateTables.CERTIFICATE;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.CLOCK;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.ID;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.KIND;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.OPERATION_ID;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.RESOURCE_ID;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.REVOKED_AT;
import static dev.coppice.lifecycle.internal.certificate.CertificateTables.REVOKED_REASON;

import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.Notification;
import dev.coppice.control.Notifications;
import dev.coppice.lifecycle.ResourceId;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;

/** Certificates that no longer say what is. */
final class Revocation {
    private Revocation() {}

    /** Revokes those that still stand, and tells it. Joins the caller's transaction; the trail is the last it locks. */
    static void of(DSLContext transaction, Condition which, String actor, String reason) {
        transaction
                .update(CERTIFICATE)
                .set(REVOKED_AT, CLOCK)
                .set(REVOKED_REASON, reason)
                .where(which)
                .and(REVOKED_AT.isNull())
                .returning(ID, OPERATION_ID, KIND, RESOURCE_ID)
                .forEach(revoked -> tell(transaction, revoked, actor, reason));
    }

    private static void tell(DSLContext dsl, Record revoked, String actor, String reason) {
        var payload = Statement.JSON
                .createObjectNode()
                .put("certificate", revoked.get(ID))
                .put("operation", revoked.get(OPERATION_ID))
                .put("reason", reason);
        var text = Statement.JSON.writeValueAsString(payload);
        var subject = new ResourceId(revoked.get(KIND), revoked.get(RESOURCE_ID)).toString();
        Notifications.in(dsl).publish(new Notification("certificate.revoked", subject, text));
        AuditTrail.in(dsl)
                .append(AuditEvent.of(actor, "certificate.revoked", subject).after(text));
    }
}
