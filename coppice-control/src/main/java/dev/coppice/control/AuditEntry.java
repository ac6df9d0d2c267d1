package dev.coppice.control;

import java.time.Instant;

/**
 * One entry of the audit trail. A value for any thread.
 *
 * @param seq its number; numbers have no gaps
 * @param recordedAt when it was written, by the database's clock
 * @param event what it says; JSON as the database spells it
 * @param hash its digest in hexadecimal, over itself and the entry before it
 */
public record AuditEntry(long seq, Instant recordedAt, AuditEvent event, String hash) {}
