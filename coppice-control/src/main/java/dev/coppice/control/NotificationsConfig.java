package dev.coppice.control;

import java.util.Optional;

/**
 * The section {@code notifications}. A value for any thread.
 *
 * @param webhook where notifications are sent
 */
public record NotificationsConfig(
        @Key("Where notifications are sent.") Optional<Webhook> webhook) {
    /** The section. */
    public static final Section<NotificationsConfig> SECTION =
            Section.single("notifications", NotificationsConfig.class, "Who hears of what happens.");
}
