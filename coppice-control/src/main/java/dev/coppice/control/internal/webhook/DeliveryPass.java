package dev.coppice.control.internal.webhook;

import dev.coppice.control.DeliveryReport;
import dev.coppice.control.Webhook;
import dev.coppice.ops.internal.PausePoint;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pass over the outbox: one row at a time, so that a claim never outlives one request by much. */
public final class DeliveryPass {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryPass.class);
    private static final int LIMIT = 100;
    private static final Duration MARGIN = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int FORGOTTEN_AT_ONCE = 1000;
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final Outbox outbox;
    private final Webhook webhook;
    private final Optional<String> target;
    private final PausePoint pause;
    private int delivered;
    private int failed;
    private int parked;

    private DeliveryPass(DataSource database, Webhook webhook, Optional<String> target, PausePoint pause) {
        this.outbox = new Outbox(database);
        this.webhook = webhook;
        this.target = target;
        this.pause = pause;
    }

    /** Sends what is due, at most a hundred notifications. */
    public static DeliveryReport run(DataSource database, Webhook webhook, PausePoint pause)
            throws InterruptedException {
        return run(database, webhook, Optional.empty(), pause);
    }

    /** The same of a database that each notification names, where there are several. */
    public static DeliveryReport run(DataSource database, Webhook webhook, Optional<String> target, PausePoint pause)
            throws InterruptedException {
        var pass = new DeliveryPass(database, webhook, target, pause);
        try (var sender = new Sender(webhook)) {
            // First: what nobody sent for so long is news to no receiver that is named only now.
            forget(database);
            for (var sent = 0; sent < LIMIT && pass.next(sender); sent++) {
                pause.reached("notification recorded");
            }
        }
        return new DeliveryReport(pass.delivered, pass.failed, pass.parked);
    }

    /** Removes what was delivered, or has been due and was not sent, for too long; at most a thousand rows of each. */
    public static void forget(DataSource database) {
        var outbox = new Outbox(database);
        outbox.forgetDelivered(KEPT, FORGOTTEN_AT_ONCE);
        outbox.forgetUnsent(KEPT, FORGOTTEN_AT_ONCE);
    }

    private boolean next(Sender sender) throws InterruptedException {
        var claim = outbox.claim(webhook.timeout().plus(MARGIN)).map(due -> due.about(target));
        if (claim.isEmpty()) {
            return false;
        }
        pause.reached("notification claimed");
        var error = sender.send(claim.get());
        pause.reached("notification sent");
        if (error.isEmpty()) {
            outbox.delivered(claim.get());
            delivered++;
        } else if (claim.get().attempt() >= webhook.attempts()) {
            outbox.parked(claim.get(), error.get());
            LOG.warn(
                    "notification={} pending -> parked reason=\"{}\"",
                    claim.get().id(),
                    error.get());
            parked++;
        } else {
            outbox.failed(claim.get(), error.get(), pauseAfter(claim.get().attempt()));
            failed++;
        }
        return true;
    }

    static Duration pauseAfter(int attempt) {
        var doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, 20));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
}
