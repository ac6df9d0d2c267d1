package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.lifecycle.Certificate;
import dev.coppice.lifecycle.Explanation;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationQuery;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.Page;
import dev.coppice.lifecycle.TeardownResult;
import dev.coppice.server.internal.console.Address;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Badge.Tone;
import dev.coppice.server.internal.console.Fact;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.console.pages.lifecycle.JtecourseGenerated;
import dev.coppice.server.internal.http.Snapshot;
import gg.jte.html.HtmlTemplateOutput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the pages of teardowns. */
final class TeardownReader {
    private static final int PAGE = 50;
    private static final int MOST_UNFINISHED = 100;
    private static final int ATTEMPTS = 100;

    private final Ground ground;

    TeardownReader(Ground ground) {
        this.ground = ground;
    }

    TeardownsView all(OptionalLong before) {
        if (ground.host().find().isEmpty()) {
            return new TeardownsView(List.of(), false, List.of(), "", "");
        }
        var unfinished = before.isPresent()
                ? new Page<Operation>(List.of(), Optional.empty())
                : list(true, Long.MAX_VALUE, MOST_UNFINISHED);
        var newest = list(false, before.orElse(Long.MAX_VALUE), PAGE);
        return new TeardownsView(
                unfinished.items().stream()
                        .sorted(Comparator.comparing(operation -> operation.state() != OperationState.PARKED))
                        .map(OperationRow::of)
                        .toList(),
                unfinished.next().isPresent(),
                newest.items().stream().map(OperationRow::of).toList(),
                before.isPresent() ? Links.TEARDOWNS : "",
                newest.next()
                        .map(number -> new Address(Links.TEARDOWNS)
                                .with("next", number)
                                .text())
                        .orElse(""));
    }

    private Page<Operation> list(boolean unfinished, long before, int limit) {
        var query = new OperationQuery(
                Optional.empty(), Optional.empty(), OptionalLong.empty(), unfinished, false, before, limit);
        return ground.lifecycle().operations().list(query);
    }

    TeardownView one(long id, Notice notice) {
        var operations = ground.lifecycle().operations();
        var explanation = operations.explain(id);
        var operation = explanation.operation();
        return new TeardownView(
                new TeardownView.Head(
                        id,
                        operation.resource().toString(),
                        Links.resource(operation.resource()).text(),
                        operation.planHash(),
                        facts(operation, operations.result(id))),
                Course.of(explanation),
                WaysOut.of(explanation),
                Course.attempts(operations.journal(id), ATTEMPTS),
                ground.lifecycle()
                        .certificates()
                        .ofOperation(id)
                        .map(TeardownReader::proof)
                        .orElse(null),
                notice);
    }

    /** How it goes on, for those who watch. */
    Snapshot snapshot(long id) {
        Explanation explanation = ground.lifecycle().operations().explain(id);
        var course = Course.of(explanation);
        return Snapshot.of(
                out -> JtecourseGenerated.render((HtmlTemplateOutput) out, null, course),
                explanation.operation().state().ended());
    }

    private static List<Fact> facts(Operation operation, TeardownResult result) {
        var facts = new ArrayList<Fact>();
        facts.add(Fact.of("Result", result.status().replace('_', ' ')));
        facts.add(Fact.of(
                "Asked by", operation.act().actor() + ": " + operation.act().reason()));
        facts.add(Fact.of("Began", Moment.of(operation.createdAt())));
        operation.noReturnAt().ifPresent(at -> facts.add(Fact.of("No way back since", Moment.of(at))));
        operation.finishedAt().ifPresent(at -> facts.add(Fact.of("Ended", Moment.of(at))));
        result.backup().ifPresent(backup -> facts.add(Fact.of("Backup", "Backup " + backup, Links.backup(backup))));
        operation.waiver().ifPresent(act -> facts.add(Fact.of("Nothing is kept", act.actor() + ": " + act.reason())));
        operation
                .parent()
                .ifPresent(parent -> facts.add(Fact.of("Belongs to", "Operation " + parent, Links.teardown(parent))));
        var children = result.children();
        if (children.torn() + children.failed() + children.running() > 0) {
            facts.add(Fact.of(
                    "Below it",
                    children.torn() + " gone, " + children.running() + " under way, " + children.failed() + " kept"));
        }
        return List.copyOf(facts);
    }

    private static TeardownView.Proof proof(Certificate certificate) {
        var facts = new ArrayList<Fact>();
        facts.add(Fact.of("Certificate", Long.toString(certificate.id())));
        facts.add(Fact.of("Signed", Moment.of(certificate.issuedAt())));
        certificate.revokedAt().ifPresent(at -> facts.add(Fact.of("Revoked", Moment.of(at))));
        certificate.revokedReason().ifPresent(reason -> facts.add(Fact.of("Why", reason)));
        var page = Links.teardown(certificate.operation());
        return new TeardownView.Proof(
                List.copyOf(facts),
                certificate.probes().stream().map(TeardownReader::probe).toList(),
                page + "/certificate",
                page.with("verify", "true").text());
    }

    private static TeardownView.Probe probe(Certificate.Probe probe) {
        var badge = probe.clean()
                .map(clean -> clean ? new Badge("nothing found", Tone.GOOD) : new Badge("something is back", Tone.BAD))
                .orElse(new Badge("to come", Tone.QUIET));
        return new TeardownView.Probe(probe.number(), Moment.of(probe.probedAt().orElse(probe.dueAt())), badge);
    }
}
