package dev.coppice.server.internal.console.erasing;

import dev.coppice.prune.Campaigns;
import dev.coppice.prune.Erasure;
import dev.coppice.prune.ErasureReceipt;
import dev.coppice.prune.ErasureState;
import dev.coppice.prune.Subject;
import dev.coppice.server.internal.api.Asked;
import dev.coppice.server.internal.console.Address;
import dev.coppice.server.internal.console.Badge;
import dev.coppice.server.internal.console.Badge.Tone;
import dev.coppice.server.internal.console.Fact;
import dev.coppice.server.internal.console.Moment;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.pruning.PruningHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what the pages of erasures show.
 *
 * @param host the subjects, and where they are
 */
record ErasureReader(PruningHost host) {
    private static final int PAGE = 50;

    ErasuresView all(Request request, Notice notice) {
        var before = Asked.next(request);
        var page = host.erasures().list(before.orElse(Long.MAX_VALUE), PAGE);
        var next = page.next();
        return new ErasuresView(
                page.items().stream().map(ErasureReader::row).toList(),
                before.isPresent() ? ErasurePages.ALL : "",
                next.isPresent()
                        ? new Address(ErasurePages.ALL)
                                .with(Asked.NEXT, Long.toString(next.getAsLong()))
                                .text()
                        : "",
                host.subjects().all().stream().map(Subject::name).toList(),
                notice);
    }

    Optional<ErasureView> one(long id, Notice notice) {
        return host.erasures().find(id).map(erasure -> {
            var receipt = host.erasures().receipt(id).map(ErasureReader::text);
            return new ErasureView(
                    id,
                    facts(erasure),
                    receipt.map(ErasureReader::tables).orElse(List.of()),
                    receipt.map(ErasureReader::kept).orElse(List.of()),
                    receipt.isPresent() ? ErasurePages.address(id).text() + "/receipt" : "",
                    notice);
        });
    }

    private static ErasuresView.Row row(Erasure erasure) {
        return new ErasuresView.Row(
                erasure.id(),
                ErasurePages.address(erasure.id()).text(),
                erasure.subject(),
                badge(erasure),
                Moment.of(erasure.createdAt()),
                erasure.requested().actor(),
                erasure.requested().reason());
    }

    private static Badge badge(Erasure erasure) {
        var tone = switch (erasure.state()) {
            case RUNNING -> Tone.BUSY;
            case SUCCEEDED -> Tone.GOOD;
            case PARTIAL -> Tone.BAD;
            case REFUSED -> Tone.WARN;
        };
        return new Badge(word(erasure.state()), tone);
    }

    private static String word(ErasureState state) {
        return switch (state) {
            case RUNNING -> "not ended";
            case SUCCEEDED -> "erased";
            case PARTIAL -> "partly erased";
            case REFUSED -> "nothing erased";
        };
    }

    private List<Fact> facts(Erasure erasure) {
        var facts = new ArrayList<>(List.of(
                Fact.of("state", badge(erasure)),
                Fact.of("because", erasure.reason()),
                Fact.of("subject", erasure.subject() + ", a row of " + erasure.table()),
                Fact.of("asked for by", erasure.requested().actor()),
                Fact.of("reason", erasure.requested().reason()),
                Fact.of("begun", Moment.of(erasure.createdAt()))));
        erasure.endedAt().ifPresent(ended -> facts.add(Fact.of("ended", Moment.of(ended))));
        erasure.campaign()
                .ifPresent(campaign ->
                        facts.add(Fact.of("deleted by", told(campaign), new Address("/campaigns/" + campaign))));
        facts.add(Fact.of("digest of the key", erasure.digest()));
        return facts;
    }

    private String told(long campaign) {
        return "campaign " + campaign
                + Campaigns.on(host.source())
                        .find(campaign)
                        .map(found -> ", " + found.state().name().toLowerCase(Locale.ROOT))
                        .orElse("");
    }

    private static JsonNode text(ErasureReceipt receipt) {
        return JsonMapper.shared().readTree(receipt.signed().text());
    }

    private static List<ErasureView.Table> tables(JsonNode receipt) {
        return receipt.path("tables")
                .valueStream()
                .map(table -> new ErasureView.Table(
                        table.path("table").asString(),
                        table.path("deleted").asLong(),
                        table.path("changes").asLong(),
                        table.path("swept").asLong()))
                .toList();
    }

    private static List<ErasureView.Kept> kept(JsonNode receipt) {
        return receipt.path("kept")
                .valueStream()
                .map(table -> new ErasureView.Kept(
                        table.path("table").asString(), table.path("reason").asString()))
                .toList();
    }
}
