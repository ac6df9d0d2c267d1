package dev.coppice.control;

import static java.util.Objects.requireNonNull;

import dev.coppice.control.internal.webhook.DeliveryPass;
import dev.coppice.ops.internal.PausePoint;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Delivers the outbox to a webhook, at least once: a receiver tells repetitions by the header {@code Idempotency-Key}, and
 * checks {@code Coppice-Signature}, {@code v1=} and the HMAC-SHA256 in hexadecimal of {@code Coppice-Timestamp}, a full stop
 * and the body. Any number of nodes may run at once; a notification is with one of them at a time.
 *
 * <p>Owns its transactions and has none open while a request is on its way. Safe for any thread.
 */
public final class WebhookDelivery {
    private final DataSource database;
    private final Webhook webhook;
    private final Optional<String> target;

    /** A delivery from the outbox of {@code database}. */
    public WebhookDelivery(DataSource database, Webhook webhook) {
        this(requireNonNull(database, "database"), requireNonNull(webhook, "webhook"), Optional.empty());
    }

    private WebhookDelivery(DataSource database, Webhook webhook, Optional<String> target) {
        this.database = database;
        this.webhook = webhook;
        this.target = target;
    }

    /** The same where a receiver hears of several databases: each notification names this one in its field {@code target}. */
    public WebhookDelivery about(String name) {
        return new WebhookDelivery(database, webhook, Optional.of(name));
    }

    /**
     * One pass: sends what is due, at most a hundred notifications. A failed one is tried again after 10 s, doubling to an
     * hour, and parked with its last error after the last attempt;
     * {@link Notifications#retryParked} makes it due again. First it removes what {@link #forget} does.
     *
     * @throws InterruptedException when the thread is interrupted; the notification under way is sent again later
     * @throws dev.coppice.ops.CoppiceException {@code notification.secret-unusable}
     */
    public DeliveryReport runOnce() throws InterruptedException {
        return DeliveryPass.run(database, webhook, target, PausePoint.NONE);
    }

    /**
     * Removes what was delivered more than 30 days ago, and what has been due for as long and was not sent; at most a thousand
     * rows of each. For databases whose notifications nobody delivers. Two transactions.
     */
    public static void forget(DataSource database) {
        DeliveryPass.forget(database);
    }
}
