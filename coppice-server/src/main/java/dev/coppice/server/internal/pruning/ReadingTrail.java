package dev.coppice.server.internal.pruning;

import dev.coppice.archive.query.QueryResult;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.prune.CampaignArchive;
import dev.coppice.prune.Trace;
import dev.coppice.server.internal.home.HomeDatabase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Enters into the audit trail who reads what archives keep. Each entry is committed before anything leaves the server: who cannot
 * be entered gets nothing. Of SQL it keeps the shape, and a digest of the whole to compare with. Safe for any thread.
 *
 * @param home where the trail is
 */
public record ReadingTrail(HomeDatabase home) {
    /** A query was answered. */
    public QueryResult queried(String actor, String archive, String sql, QueryResult result) {
        enter(
                actor,
                "archive.queried",
                archive,
                Map.of(
                        "sql", SqlShape.of(sql),
                        "sha256", digest(sql),
                        "rows", result.rows().size(),
                        "more", result.more()));
        return result;
    }

    void exported(String actor, CampaignArchive archive) {
        var rows = archive.rows().values().stream().mapToLong(Long::longValue).sum();
        enter(actor, "archive.exported", archive.id(), Map.of("rows", rows));
    }

    /** A row was looked for; what no archive has seen leaves no entry. */
    public Trace traced(String actor, Trace trace) {
        trace.sightings().stream()
                .map(Trace.Sighting::campaign)
                .flatMap(campaign -> campaign.archiveId().stream())
                .distinct()
                .forEach(archive -> enter(
                        actor,
                        "archive.traced",
                        archive,
                        Map.of("table", trace.table().toString(), "rows", 1)));
        return trace;
    }

    private void enter(String actor, String action, String archive, Map<String, Object> what) {
        var event = AuditEvent.of(actor, action, "archive/" + archive)
                .after(JsonMapper.shared().writeValueAsString(what));
        home.transaction(db -> AuditTrail.in(db).append(event));
    }

    private static String digest(String text) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
