package dev.coppice.lifecycle.internal.step;

import dev.coppice.control.Notification;
import dev.coppice.control.Notifications;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.spi.Sight;
import dev.coppice.lifecycle.spi.Step;
import dev.coppice.lifecycle.spi.StepContext;
import dev.coppice.lifecycle.spi.StepOutcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import tools.jackson.databind.json.JsonMapper;

/** Tells those who listen, by the outbox, once for each operation. */
final class NotifyStep implements Step {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PUBLISHED = """
            SELECT EXISTS (
                SELECT FROM coppice.notification WHERE topic = ? AND subject = ? AND payload @> ?::jsonb)
            """;

    private final KindConfig kind;
    private final String name;
    private final String topic;

    NotifyStep(KindConfig kind, String name, String topic) {
        this.kind = kind;
        this.name = name;
        this.topic = topic;
    }

    @Override
    public Sight look(StepContext context) {
        if (context.operation() == 0) {
            return Sight.NOTHING;
        }
        return Reading.look(() -> Reading.in(context, connection -> isPublished(connection, context))
                ? Sight.NOTHING
                : new Sight.Counted(1, 0));
    }

    @Override
    public StepOutcome apply(StepContext context) {
        return Fenced.run(kind, context, connection -> {
            if (isPublished(connection, context)) {
                return StepOutcome.ALREADY_DONE;
            }
            Notifications.in(DSL.using(connection, SQLDialect.POSTGRES))
                    .publish(new Notification(topic, context.resource().toString(), payload(context)));
            return new StepOutcome.Done(1);
        });
    }

    @Override
    public String method() {
        return "a notification in the outbox";
    }

    @Override
    public boolean destroys() {
        return false;
    }

    private boolean isPublished(Connection connection, StepContext context) throws SQLException {
        try (var statement = connection.prepareStatement(PUBLISHED)) {
            statement.setString(1, topic);
            statement.setString(2, context.resource().toString());
            statement.setString(3, payload(context));
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private String payload(StepContext context) {
        var payload = new LinkedHashMap<String, Object>();
        payload.put("kind", context.resource().kind());
        payload.put("resource", context.resource().id());
        payload.put("step", name);
        payload.put("operation", context.operation());
        payload.put("epoch", context.epoch());
        return JSON.writeValueAsString(payload);
    }
}
