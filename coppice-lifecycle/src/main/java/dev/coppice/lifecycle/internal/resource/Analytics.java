package dev.coppice.lifecycle.internal.resource;

import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.TierCount;
import dev.coppice.lifecycle.internal.kind.KindListing.Standing;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * Numbers of a kind by tier.
 *
 * @param dsl the transaction
 * @param kind the name of the kind
 */
record Analytics(DSLContext dsl, String kind) {
    private static final Comparator<Optional<String>> ORDER = Comparator.comparing(tier -> tier.orElse(""));

    private record Hosted(long backups, long bytes) {}

    List<TierCount> of(List<Standing> standings) {
        var states = new TreeMap<Optional<String>, Map<ResourceState, Long>>(ORDER);
        standings.forEach(
                standing -> states.computeIfAbsent(standing.tier(), tier -> new EnumMap<>(ResourceState.class))
                        .put(standing.state(), standing.count()));
        var hosted = hosted();
        hosted.keySet().forEach(tier -> states.computeIfAbsent(tier, found -> new EnumMap<>(ResourceState.class)));
        return states.entrySet().stream()
                .map(tier -> count(tier, hosted.getOrDefault(tier.getKey(), new Hosted(0, 0))))
                .toList();
    }

    private static TierCount count(Map.Entry<Optional<String>, Map<ResourceState, Long>> tier, Hosted hosted) {
        return new TierCount(tier.getKey(), tier.getValue(), hosted.backups(), hosted.bytes());
    }

    private Map<Optional<String>, Hosted> hosted() {
        return dsl.resultQuery("""
                        SELECT tier, count(*) AS backups, sum(byte_count)::bigint AS bytes
                        FROM coppice.backup
                        WHERE kind = {0} AND state = 'completed'
                        GROUP BY tier
                        """, DSL.val(kind))
                .fetchMap(
                        row -> Optional.ofNullable(row.get("tier", String.class)),
                        row -> new Hosted(row.get("backups", Long.class), row.get("bytes", Long.class)));
    }
}
