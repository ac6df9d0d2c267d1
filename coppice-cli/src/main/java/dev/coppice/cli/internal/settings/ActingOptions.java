package dev.coppice.cli.internal.settings;

import dev.coppice.control.AuditEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who acts and, where they care to say, why: what the audit trail keeps of every change. */
final class ActingOptions {

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept in the audit trail.")
    @Nullable
    String reason;

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            description = "Who; the name of the operating system's user by default.")
    String actor = System.getProperty("user.name");

    /** Why, once it is known to be something that can be kept; null where nobody cares to say. */
    @Nullable
    String reason() {
        return event("setting.changed", "settings").reason().orElse(null);
    }

    /** The entry of an act. Names no value. */
    AuditEvent event(String action, String subject) {
        return new AuditEvent(actor, action, subject, Optional.ofNullable(reason), Optional.empty(), Optional.empty());
    }
}
