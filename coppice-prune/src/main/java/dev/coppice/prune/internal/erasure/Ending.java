package dev.coppice.prune.internal.erasure;

import dev.coppice.archive.PinnedSettings;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.ChunkGuard;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.Erasure;
import dev.coppice.prune.ErasureState;
import dev.coppice.prune.ReceiptSigner;
import dev.coppice.prune.ReceiptSigner.Signed;
import dev.coppice.prune.internal.campaign.Transacting;
import dev.coppice.prune.internal.read.Sql;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * Ends an erasure whose campaign has ended: looks again, sweeps, writes the receipt and forgets the key, in one transaction. It
 * enters as a chunk does: held rows stay, and nothing goes while everything is frozen.
 *
 * @param transactions where
 * @param signer who signs, where somebody does
 */
public record Ending(Transacting transactions, Optional<ReceiptSigner> signer) {
    /** Does it, or finds that it was done. */
    public Erasure end(CheckedSubject checked, Campaign campaign, List<String> why) {
        return transactions.run(dsl -> {
            ChunkGuard.enter(dsl);
            var erasure = new ErasureLedger(dsl).lock(campaignErasure(dsl, campaign.id()));
            return erasure.state() == ErasureState.RUNNING ? ended(dsl, checked, erasure, campaign, why) : erasure;
        });
    }

    private Erasure ended(
            DSLContext dsl, CheckedSubject checked, Erasure erasure, Campaign campaign, List<String> why) {
        var ledger = new ErasureLedger(dsl);
        var there = dsl.connectionResult(connection -> {
            PinnedSettings.apply(connection);
            return new LastLook(new Sql(connection), checked.closure(), erasure.id()).there();
        });
        if (there) {
            stopped(ledger, erasure, campaign, why);
        } else {
            finished(dsl, ledger, checked, erasure, campaign);
        }
        var after = ledger.find(erasure.id()).orElseThrow();
        AuditTrail.in(dsl)
                .append(AuditEvent.of(
                        erasure.requested(),
                        "erasure." + after.state().name().toLowerCase(Locale.ROOT),
                        "erasure/" + erasure.id()));
        return after;
    }

    private static void stopped(ErasureLedger ledger, Erasure erasure, Campaign campaign, List<String> why) {
        var counts = campaign.counts();
        var touched = counts.rows() + counts.edited() > 0;
        var told = why.isEmpty() ? campaign.reason() : String.join(" ", why);
        ledger.end(
                erasure,
                touched ? ErasureState.PARTIAL : ErasureState.REFUSED,
                (touched ? "Rows went, and the subject's own row is still there. " : "Nothing went. ") + told,
                Optional.empty());
    }

    private void finished(
            DSLContext dsl, ErasureLedger ledger, CheckedSubject checked, Erasure erasure, Campaign campaign) {
        var left = dsl.connectionResult(connection -> {
            var look = new LastLook(new Sql(connection), checked.closure(), erasure.id());
            look.sweep().forEach((table, rows) -> ledger.swept(erasure.id(), table, rows));
            return look.left();
        });
        if (!left.isEmpty()) {
            ledger.end(
                    erasure,
                    ErasureState.PARTIAL,
                    "The subject's own row is gone, and a look afterwards found " + String.join(", ", left)
                            + ", which are held or have rows of their own.",
                    Optional.empty());
            return;
        }
        var looked = dsl.fetchSingle("SELECT clock_timestamp() AS now")
                .get("now", OffsetDateTime.class)
                .toInstant();
        var text = Receipts.text(checked, erasure, campaign, ledger.changes(erasure.id()), looked);
        ledger.end(
                erasure, ErasureState.SUCCEEDED, "Everything that the map deletes is gone.", Optional.of(sign(text)));
    }

    private Signed sign(String text) {
        return signer.map(key -> new Signed(
                        text,
                        key.keyId(),
                        Base64.getEncoder().encodeToString(key.sign(text.getBytes(StandardCharsets.UTF_8)))))
                .orElse(new Signed(text, "", ""));
    }

    private static long campaignErasure(DSLContext dsl, long campaign) {
        return dsl.fetchSingle("SELECT id FROM coppice.erasure WHERE campaign_id = ?", campaign)
                .get("id", Long.class);
    }
}
