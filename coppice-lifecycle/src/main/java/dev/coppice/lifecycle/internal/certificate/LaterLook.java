package dev.coppice.lifecycle.internal.certificate;

import java.time.Instant;
import java.util.List;

/** What a later look says, as compact JSON that is signed like the certificate it belongs to. */
final class LaterLook {
    static final String FORMAT = "coppice-probe/1";

    private LaterLook() {}

    static String of(String certificate, int number, Instant at, List<Seen> seen, String keyId) {
        var body = Statement.JSON.createObjectNode().put("format", FORMAT);
        body.put("certificate", certificate).put("number", number).put("at", at.toString());
        body.put("outcome", seen.stream().allMatch(step -> step.items() == 0) ? "nothing" : "found");
        var steps = body.putArray("seen");
        seen.forEach(step -> steps.addObject().put("step", step.step()).put("items", step.items()));
        return Statement.JSON.writeValueAsString(body.put("key", keyId));
    }

    /**
     * What was seen of one store.
     *
     * @param step the step
     * @param items how much is there
     */
    record Seen(String step, long items) {}
}
