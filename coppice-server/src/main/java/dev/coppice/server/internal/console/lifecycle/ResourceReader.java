package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.control.AuditEntry;
import dev.coppice.control.AuditQuery;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.Hold;
import dev.coppice.control.HoldQuery;
import dev.coppice.control.HoldTarget;
import dev.coppice.control.Holds;
import dev.coppice.lifecycle.OperationQuery;
import dev.coppice.lifecycle.Resource;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.server.Role;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Fact;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.Notice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the page of one resource. Looks into no store: that may take its time, and is asked for by itself. */
final class ResourceReader {
    private static final int SHOWN = 20;
    private static final Badge GONE = new Badge("gone", Badge.Tone.QUIET);

    private final Ground ground;

    ResourceReader(Ground ground) {
        this.ground = ground;
    }

    ResourceView read(ResourceId asked, Notice notice) {
        var resources = ground.lifecycle().resources();
        var id = resources.spelled(asked);
        var found = resources.find(id);
        return new ResourceView(
                found.map(ResourceReader::head).orElseGet(() -> gone(id)),
                found.map(ResourceActs::of).orElse(List.of()),
                holds(id),
                operations(id),
                ground.lifecycle().backups().list(id).stream()
                        .limit(SHOWN)
                        .map(BackupRow::of)
                        .toList(),
                history(id),
                notice);
    }

    private static ResourceView.Head head(Resource resource) {
        var id = resource.id();
        return new ResourceView.Head(
                id.kind(),
                id.id(),
                Words.badge(resource.state()),
                Words.sentence(resource.state())
                        + (resource.protection() ? " It is protected, and may never be torn down." : ""),
                facts(resource),
                leads(resource));
    }

    /** Its row is gone, and something is known of it still. */
    private static ResourceView.Head gone(ResourceId id) {
        var sentence = "Its row is gone; what is known of it stands below.";
        return new ResourceView.Head(id.kind(), id.id(), GONE, sentence, List.of(), new ResourceView.Leads("", "", ""));
    }

    private static ResourceView.Leads leads(Resource resource) {
        var look = Links.look(resource.id()).text();
        var plan = Links.plan(resource.id()).text();
        return switch (resource.state()) {
            case ACTIVE, SUSPENDED ->
                resource.protection()
                        ? new ResourceView.Leads(look, "", "")
                        : new ResourceView.Leads(look, plan, "Plan its teardown");
            case DEPROVISIONED, ERASED -> new ResourceView.Leads(look, plan, "Look for leftovers");
            case FENCED, TEARING_DOWN, PARKED, RESIDUAL -> new ResourceView.Leads(look, "", "");
        };
    }

    private static List<Fact> facts(Resource resource) {
        var facts = new ArrayList<Fact>();
        facts.add(Fact.of("Status in its table", resource.status().stored()));
        resource.parent()
                .ifPresent(parent -> facts.add(Fact.of(
                        "Belongs to",
                        parent,
                        Links.resource(new ResourceId(resource.id().kind(), parent)))));
        resource.tier().ifPresent(tier -> facts.add(Fact.of("Tier", tier)));
        resource.owner().ifPresent(owner -> facts.add(Fact.of("Owner", owner)));
        resource.ending().ifPresent(end -> facts.add(Fact.of("Ends", Moment.of(end.at()))));
        resource.suspendedAt().ifPresent(at -> facts.add(Fact.of("Suspended since", Moment.of(at))));
        resource.teardownAt().ifPresent(at -> facts.add(Fact.of("Torn down from", Moment.of(at))));
        resource.fencedAt().ifPresent(at -> facts.add(Fact.of("Leaving since", Moment.of(at))));
        if (resource.state() != ResourceState.ACTIVE && resource.operation().isPresent()) {
            long operation = resource.operation().getAsLong();
            facts.add(Fact.of("Teardown", "Operation " + operation, Links.teardown(operation)));
        }
        return List.copyOf(facts);
    }

    private List<ResourceView.Held> holds(ResourceId id) {
        var query = HoldQuery.binding(SHOWN).on(HoldTarget.resource(id.kind(), id.id()));
        return ground.home().transaction(db -> Holds.in(db).list(query)).items().stream()
                .map(hold -> held(id, hold))
                .toList();
    }

    private static ResourceView.Held held(ResourceId id, Hold hold) {
        var release = ResourceActs.on(
                        id,
                        "Release hold " + hold.id(),
                        "release",
                        "It no longer protects " + id + ". Teardowns and expiry that waited for it go on.")
                .least(Role.ADMIN)
                .carrying("hold", Long.toString(hold.id()));
        return new ResourceView.Held(
                hold.origin(),
                hold.placed().actor() + ": " + hold.placed().reason(),
                Moment.of(hold.placedAt()),
                Moment.of(hold.until()),
                release);
    }

    private List<OperationRow> operations(ResourceId id) {
        var query = new OperationQuery(
                Optional.of(id.kind()),
                Optional.of(id.id()),
                OptionalLong.empty(),
                false,
                false,
                Long.MAX_VALUE,
                SHOWN);
        return ground.lifecycle().operations().list(query).items().stream()
                .map(OperationRow::of)
                .toList();
    }

    private List<ResourceView.Event> history(ResourceId id) {
        var query = AuditQuery.newest(SHOWN).on(id.toString());
        return ground.home().transaction(db -> AuditTrail.in(db).list(query)).items().stream()
                .map(ResourceReader::event)
                .toList();
    }

    private static ResourceView.Event event(AuditEntry entry) {
        return new ResourceView.Event(
                Moment.of(entry.recordedAt()),
                entry.event().action(),
                entry.event().actor(),
                entry.event().reason().orElse(""));
    }
}
