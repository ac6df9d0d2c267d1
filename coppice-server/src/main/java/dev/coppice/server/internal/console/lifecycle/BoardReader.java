package dev.coppice.server.internal.console.lifecycle;

import dev.coppice.lifecycle.Resource;
import dev.coppice.lifecycle.ResourceQuery;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.ops.CoppiceException;
import dev.coppice.server.internal.console.Address;
import dev.coppice.server.internal.console.Figures;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.RequestFaults;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the board of resources: one kind at a time, by id. */
final class BoardReader {
    private static final int PAGE = 50;

    private final Ground ground;

    BoardReader(Ground ground) {
        this.ground = ground;
    }

    /** What is asked for. */
    private record Wanted(String kind, Optional<ResourceState> state, Optional<String> tier, Optional<String> owner) {
        Address address() {
            return address(state);
        }

        Address address(Optional<ResourceState> other) {
            return new Address(Links.RESOURCES)
                    .with("kind", kind)
                    .with("state", other.map(ResourceState::stored))
                    .with("tier", tier)
                    .with("owner", owner);
        }

        ResourceQuery query(Optional<String> after) {
            return new ResourceQuery(kind, Optional.empty(), tier, owner, after, PAGE, state);
        }
    }

    BoardView read(Request request) {
        var kind = Ground.word(request, "kind")
                .or(() -> ground.host().kinds().stream().findFirst())
                .orElse("");
        var wanted = new Wanted(kind, state(request), Ground.word(request, "tier"), Ground.word(request, "owner"));
        if (kind.isEmpty()) {
            return new BoardView(choices(wanted, List.of()), List.of(), "", "", Notice.NONE);
        }
        try {
            return read(wanted, Ground.word(request, "next"));
        } catch (CoppiceException refusal) {
            return new BoardView(
                    choices(wanted, List.of()),
                    List.of(),
                    "",
                    "",
                    Notice.of(ground.site().place(), refusal));
        }
    }

    private BoardView read(Wanted wanted, Optional<String> after) {
        var resources = ground.lifecycle().resources();
        var page = resources.list(wanted.query(after));
        var next = page.next().map(id -> wanted.address().with("next", id).text());
        return new BoardView(
                choices(wanted, states(wanted)),
                page.items().stream().map(BoardReader::row).toList(),
                after.isPresent() ? wanted.address().text() : "",
                next.orElse(""),
                Notice.NONE);
    }

    private BoardView.Choices choices(Wanted wanted, List<BoardView.Tile> states) {
        var kinds = ground.host().kinds().stream()
                .map(kind -> new BoardView.Tile(
                        kind,
                        "",
                        new Address(Links.RESOURCES).with("kind", kind).text(),
                        mark(kind.equals(wanted.kind()))))
                .toList();
        return new BoardView.Choices(
                kinds,
                states,
                wanted.kind(),
                wanted.state().map(ResourceState::stored).orElse(""),
                wanted.tier().orElse(""),
                wanted.owner().orElse(""));
    }

    private List<BoardView.Tile> states(Wanted wanted) {
        var counts = new EnumMap<ResourceState, Long>(ResourceState.class);
        ground.lifecycle()
                .resources()
                .analytics(wanted.kind())
                .forEach(tier -> tier.states().forEach((state, count) -> counts.merge(state, count, Long::sum)));
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        var tiles = new ArrayList<BoardView.Tile>();
        tiles.add(tile(
                "all", all, wanted.address(Optional.empty()), wanted.state().isEmpty()));
        Stream.of(ResourceState.values())
                .filter(state -> counts.containsKey(state) || wanted.state().equals(Optional.of(state)))
                .map(state -> tile(wanted, state, counts))
                .forEach(tiles::add);
        return List.copyOf(tiles);
    }

    private static BoardView.Tile tile(Wanted wanted, ResourceState state, Map<ResourceState, Long> counts) {
        return tile(
                Words.label(state),
                counts.getOrDefault(state, 0L),
                wanted.address(Optional.of(state)),
                wanted.state().equals(Optional.of(state)));
    }

    private static BoardView.Tile tile(String label, long count, Address link, boolean chosen) {
        return new BoardView.Tile(label, Figures.grouped(count), link.text(), mark(chosen));
    }

    private static @Nullable String mark(boolean chosen) {
        return chosen ? "true" : null;
    }

    private static BoardView.Row row(Resource resource) {
        return new BoardView.Row(
                resource.id().id(),
                Links.resource(resource.id()).text(),
                Words.badge(resource.state()),
                resource.tier().orElse(""),
                resource.owner().orElse(""),
                deadline(resource).orElse(null));
    }

    private static Optional<BoardView.Deadline> deadline(Resource resource) {
        return resource.fencedAt()
                .map(at -> new BoardView.Deadline("leaving since", Moment.of(at)))
                .or(() -> resource.teardownAt().map(at -> new BoardView.Deadline("torn down from", Moment.of(at))))
                .or(() -> resource.ending().map(end -> new BoardView.Deadline("ends", Moment.of(end.at()))))
                .or(() -> resource.suspendedAt().map(at -> new BoardView.Deadline("suspended since", Moment.of(at))));
    }

    private static Optional<ResourceState> state(Request request) {
        return Ground.word(request, "state")
                .map(word -> Stream.of(ResourceState.values())
                        .filter(state -> state.stored().equals(word))
                        .findFirst()
                        .orElseThrow(() -> RequestFaults.invalid("There is no such state of a resource.")));
    }
}
