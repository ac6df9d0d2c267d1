package dev.coppice.server.internal.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.control.Notification;
import dev.coppice.control.Notifications;
import dev.coppice.prune.Policy;
import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import tools.jackson.databind.json.JsonMapper;

/**
 * The rows of {@code coppice.policy_alarm}: what is wrong with policies now. One is told when its row comes and when it goes,
 * in the same transaction: by one server, once.
 */
final class AlarmTable {
    // language=SQL
    private static final String RENEW =
            "UPDATE coppice.policy_alarm SET says = ?, campaign_id = cast(? AS bigint) WHERE policy = ? AND topic = ?";

    // language=SQL
    private static final String RAISE = """
            INSERT INTO coppice.policy_alarm (policy, topic, says, campaign_id)
            VALUES (?, ?, ?, cast(? AS bigint))
            ON CONFLICT DO NOTHING
            """;

    // language=SQL
    private static final String CLEAR = "DELETE FROM coppice.policy_alarm WHERE policy = ? AND topic = ?";

    // language=SQL
    private static final String FORGET_OTHERS = """
            DELETE FROM coppice.policy_alarm AS a
            WHERE NOT EXISTS (
                SELECT FROM coppice.policy_look AS l
                WHERE l.policy = a.policy AND l.looked_at > now() - interval '1 day'
            ) AND a.raised_at < now() - interval '1 day' AND a.policy <> ALL(cast(? AS text[]))
            """;

    private final DSLContext transaction;

    AlarmTable(DSLContext transaction) {
        this.transaction = transaction;
    }

    /**
     * What is wrong.
     *
     * @param says what, in a sentence
     * @param campaign the campaign it is about
     */
    record Alarm(String says, Optional<Long> campaign) {}

    /** Tells it unless it is told already; what it says is as it was found last. */
    void raise(String policy, String topic, Alarm alarm) {
        var campaign = alarm.campaign().orElse(null);
        if (transaction.execute(RENEW, alarm.says(), campaign, policy, topic) == 0
                && transaction.execute(RAISE, policy, topic, alarm.says(), campaign) == 1) {
            var details = new LinkedHashMap<String, Object>();
            details.put("says", alarm.says());
            alarm.campaign().ifPresent(id -> details.put("campaign", id));
            tell(topic, policy, details);
        }
    }

    /** Tells that it is over, if it was told. */
    void clear(String policy, String topic) {
        if (transaction.execute(CLEAR, policy, topic) == 1) {
            tell("policy.recovered", policy, Map.of("from", topic));
        }
    }

    /** Forgets those of other policies that no server looks at any more. */
    void forgetOthers(List<Policy> kept) {
        transaction.execute(
                FORGET_OTHERS, (Object) kept.stream().map(Policy::name).toArray(String[]::new));
    }

    private void tell(String topic, String policy, Map<String, Object> details) {
        var payload = new LinkedHashMap<String, Object>();
        payload.put("policy", policy);
        payload.putAll(details);
        payload.put("page", "/policies/policy?name=" + URLEncoder.encode(policy, UTF_8));
        Notifications.in(transaction)
                .publish(new Notification(
                        topic, "policy/" + policy, JsonMapper.shared().writeValueAsString(payload)));
    }
}
