package dev.coppice.control.internal.webhook;

import dev.coppice.control.internal.json.Json;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/** A notification that one node may send now, with the time the database gave it out. */
record Claim(long id, UUID key, int attempt, OffsetDateTime at, String body) {
    /** The same with the name of the database it is about, where there are several. */
    Claim about(Optional<String> target) {
        return target.map(name -> Json.compact(Json.object("target", name)))
                .map(head -> head.substring(0, head.length() - 1) + "," + body.substring(1))
                .map(named -> new Claim(id, key, attempt, at, named))
                .orElse(this);
    }

    static String body(String topic, String subject, OffsetDateTime created, String payload) {
        var head = Json.compact(Json.object("topic", topic, "subject", subject, "createdAt", created.toInstant()));
        return head.substring(0, head.length() - 1) + ",\"payload\":" + payload + "}";
    }
}
