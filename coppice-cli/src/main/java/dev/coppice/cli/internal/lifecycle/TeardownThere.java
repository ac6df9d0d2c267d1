package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.command.CoppiceCommand;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Effect;
import dev.coppice.server.document.DeprovisionDocument;
import dev.coppice.server.document.OperationSummary;
import dev.coppice.server.document.TeardownApprovalDocument;
import java.time.Duration;
import java.util.Optional;

/**
 * A teardown that a server does, and this process follows.
 *
 * @param root the command
 * @param server the server
 * @param request what is asked
 */
record TeardownThere(CoppiceCommand root, Remote server, TeardownRequest request) implements Teardown {
    /** Twice as long as a server takes to come back to a teardown that can go on. */
    private static final Duration AT_REST = Duration.ofSeconds(12);

    /** Longer than servers take to see that one has died with a teardown in its hands. */
    private static final Duration LEFT_ALONE = Duration.ofMinutes(2);

    @Override
    public DeprovisionDocument plan() {
        return server.ask(asked(of("deprovision-plan", false)), DeprovisionDocument.class);
    }

    @Override
    public Optional<DeprovisionDocument> underWay() {
        var id = request.resource();
        var found = server.page(
                Call.get("operations")
                        .with("kind", id.kind())
                        .with("resource", id.id())
                        .with("unfinished", true),
                OperationSummary.class);
        return found.items().stream().findFirst().map(one -> OperationWatching.found(server, one.operation()));
    }

    @Override
    public void approve(String hash) {
        approved(hash);
    }

    TeardownApprovalDocument approved(String hash) {
        var call = of("approvals", true).with("hash", hash).with("reason", reason());
        return server.ask(
                request.withoutBackup() ? call.with("withoutBackup", true) : call, TeardownApprovalDocument.class);
    }

    @Override
    public DeprovisionDocument begin(Optional<String> hash) {
        var call =
                asked(of("deprovision", true)).with("plan", hash.orElse(null)).with("reason", reason());
        try {
            return server.ask(call, DeprovisionDocument.class);
        } catch (CoppiceException lost) {
            if (lost.fault().effect() != Effect.UNKNOWN) {
                throw lost;
            }
            return begunUnheard().orElseThrow(() -> unheard(lost));
        }
    }

    /** The one that was begun by a call whose answer was lost. */
    private Optional<DeprovisionDocument> begunUnheard() {
        try {
            var found = underWay();
            found.ifPresent(one -> root.terminal()
                    .note("The answer was lost. Operation " + one.number() + " is under way: following it."));
            return found;
        } catch (CoppiceException away) {
            return Optional.empty();
        }
    }

    private CoppiceException unheard(CoppiceException lost) {
        var id = request.resource();
        return lost.fault()
                .next("See whether it was begun:  "
                        + root.again("operation", "list", "--kind", id.kind(), "--resource", id.id()))
                .exception(lost);
    }

    @Override
    public DeprovisionDocument carriedOn(DeprovisionDocument begun) {
        long id = begun.number();
        var follower = server.following(OperationWatching.followed(root, id, true));
        var watching = new OperationWatching(
                root.terminal(), () -> follower.look(there -> OperationWatching.found(there, id)));
        return watching.until(
                        () -> follower.wasAway() ? LEFT_ALONE : AT_REST,
                        TeardownThere::alone,
                        () -> root.terminal().note("No longer followed. The server goes on with it."))
                .orElseThrow(follower::left);
    }

    /** Nobody works on it, nor on one below it. */
    private static boolean alone(DeprovisionDocument operation) {
        return operation.begun().worker() == null && operation.children().running() == 0;
    }

    @Override
    public TeardownEnding ending() {
        return TeardownEnding.of(root, server);
    }

    private String reason() {
        return request.act().reason();
    }

    private Call of(String word, boolean acts) {
        ResourceId id = request.resource();
        return acts
                ? Call.post("resources", id.kind(), id.id(), word)
                : Call.get("resources", id.kind(), id.id(), word);
    }

    private Call asked(Call call) {
        var asked = request.withoutBackup() ? call.with("withoutBackup", true) : call;
        return request.beyondLimits() ? asked.with("beyondLimits", true) : asked;
    }
}
