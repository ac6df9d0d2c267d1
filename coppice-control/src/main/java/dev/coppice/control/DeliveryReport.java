package dev.coppice.control;

/**
 * What one pass over the outbox did. A value for any thread.
 *
 * @param delivered how many were delivered
 * @param failed how many failed and are tried again later
 * @param parked how many failed for the last time
 */
public record DeliveryReport(int delivered, int failed, int parked) {}
