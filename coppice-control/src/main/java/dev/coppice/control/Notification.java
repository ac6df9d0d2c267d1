package dev.coppice.control;

/**
 * Something others may want to hear of. A value for any thread.
 *
 * @param topic what happened, as a stable word such as {@code campaign.failed}
 * @param subject what it happened to
 * @param payload the details, as a JSON object
 */
public record Notification(String topic, String subject, String payload) {
    /** Refuses a blank part. */
    public Notification {
        Text.required(topic, "topic");
        Text.required(subject, "subject");
        Text.required(payload, "payload");
    }
}
