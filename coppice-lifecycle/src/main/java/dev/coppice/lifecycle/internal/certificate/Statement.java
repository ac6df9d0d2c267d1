package dev.coppice.lifecycle.internal.certificate;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationStep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a certificate says, as compact JSON. The same facts give the same text. */
final class Statement {
    static final String FORMAT = "coppice-certificate/1";
    static final JsonMapper JSON = JsonMapper.builder().build();

    private Statement() {}

    /**
     * The text that is signed.
     *
     * @param facts what it says
     */
    static String of(Facts facts) {
        var operation = facts.operation();
        var body = JSON.createObjectNode().put("format", FORMAT);
        body.put("tool", "Coppice").put("version", facts.version());
        body.put("kind", operation.resource().kind())
                .put("resource", operation.resource().id());
        body.put("operation", operation.id()).put("epoch", operation.epoch());
        body.put("purpose", operation.residual() ? "residual" : "teardown").put("cause", operation.cause());
        body.set("asked", act(operation.act()));
        body.put("plan", operation.planHash());
        body.put("begunAt", operation.createdAt().toString());
        operation.noReturnAt().ifPresent(at -> body.put("noReturnAt", at.toString()));
        body.put("issuedAt", facts.issuedAt().toString());
        kept(body, facts);
        var children = body.putArray("children");
        facts.children()
                .forEach(child -> children.addObject()
                        .put("resource", child.resource())
                        .put("operation", child.operation())
                        .put("certificate", child.certificate().orElse(null)));
        var leaves = new ArrayList<String>();
        var receipts = body.putArray("receipts");
        for (var step : operation.steps()) {
            var receipt = receipt(step);
            receipts.add(receipt);
            leaves.add(JSON.writeValueAsString(receipt));
        }
        body.put("root", MerkleTree.root(leaves));
        body.put("previous", facts.previous().orElse(null));
        body.put("key", facts.keyId());
        return JSON.writeValueAsString(body);
    }

    private static void kept(ObjectNode body, Facts facts) {
        facts.operation().waiver().ifPresent(waiver -> body.set("backupWaived", act(waiver)));
        var backups = body.putArray("backups");
        facts.backups().forEach(backups::add);
    }

    /** What one step found and did. */
    private static ObjectNode receipt(OperationStep step) {
        var receipt = JSON.createObjectNode().put("step", step.name()).put("type", step.type());
        receipt.put("outcome", step.state().stored()).put("attempts", step.attempts());
        receipt.put("before", step.receipt().before().orElse(null));
        receipt.put("bytes", step.receipt().bytes().orElse(null));
        receipt.put("removed", step.receipt().removed().orElse(null));
        receipt.put("after", step.receipt().after().orElse(null));
        receipt.put("method", step.receipt().method().orElse(null));
        receipt.put("at", step.finishedAt().map(Instant::toString).orElse(null));
        step.resolution().ifPresent(person -> receipt.set("person", act(person)));
        step.problem().ifPresent(problem -> receipt.put("left", problem.message()));
        return receipt;
    }

    private static ObjectNode act(Act act) {
        return JSON.createObjectNode().put("by", act.actor()).put("reason", act.reason());
    }

    /**
     * What a certificate is made of.
     *
     * @param operation the teardown, ended
     * @param backups what is kept
     * @param children the teardowns of its children
     * @param issuedAt the time of the database
     * @param previous the digest of the certificate before it
     * @param keyId the key that signs it
     * @param version the version of this module
     */
    record Facts(
            Operation operation,
            List<ObjectNode> backups,
            List<Child> children,
            Instant issuedAt,
            Optional<String> previous,
            String keyId,
            String version) {}

    /**
     * A child that went with it.
     *
     * @param resource its id
     * @param operation its teardown
     * @param certificate the digest of its certificate
     */
    record Child(String resource, long operation, Optional<String> certificate) {}
}
