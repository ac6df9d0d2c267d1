package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.command.CoppiceCommand;
import dev.coppice.lifecycle.Lifecycle;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationQuery;
import dev.coppice.lifecycle.TeardownRequest;
import dev.coppice.server.document.DeprovisionDocument;
import java.util.Optional;

/**
 * A teardown that this process does.
 *
 * @param root the command
 * @param lifecycle where the resource is
 * @param request what is asked
 */
record TeardownHere(CoppiceCommand root, Lifecycle lifecycle, TeardownRequest request) implements Teardown {
    @Override
    public DeprovisionDocument plan() {
        return DeprovisionDocument.of(lifecycle.teardowns().plan(request));
    }

    @Override
    public Optional<DeprovisionDocument> underWay() {
        var found = lifecycle
                .operations()
                .list(OperationQuery.unfinished(request.resource()))
                .items();
        return found.stream().findFirst().map(this::document);
    }

    @Override
    public void approve(String hash) {
        lifecycle.teardowns().approve(request, hash, request.act());
    }

    @Override
    public DeprovisionDocument begin(Optional<String> hash) {
        return document(lifecycle.teardowns().begin(hash.map(request::planned).orElse(request)));
    }

    @Override
    public DeprovisionDocument carriedOn(DeprovisionDocument begun) {
        return document(new Carrying(lifecycle, root.terminal()).untilItWaits(begun.number()));
    }

    @Override
    public TeardownEnding ending() {
        return TeardownEnding.of(root, lifecycle);
    }

    private DeprovisionDocument document(Operation operation) {
        return DeprovisionDocument.of(lifecycle, operation);
    }
}
