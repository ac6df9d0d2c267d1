package dev.coppice.prune.internal.erasure;

import dev.coppice.archive.PinnedSettings;
import dev.coppice.control.Act;
import dev.coppice.control.AuditEvent;
import dev.coppice.control.AuditTrail;
import dev.coppice.control.ChunkGuard;
import dev.coppice.prune.Campaign;
import dev.coppice.prune.CampaignState;
import dev.coppice.prune.Erasure;
import dev.coppice.prune.ErasureState;
import dev.coppice.prune.ReceiptSigner;
import dev.coppice.prune.ReceiptSigner.Signed;
import dev.coppice.prune.RootLeft;
import dev.coppice.prune.internal.campaign.Transacting;
import dev.coppice.prune.internal.ledger.CampaignLedger;
import dev.coppice.prune.internal.ledger.ChunkLedger;
import dev.coppice.prune.internal.read.Sql;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Base64;
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
    /** Does it, or finds that it was done; audited as the act of {@code actor}. */
    public Erasure end(CheckedSubject checked, Campaign campaign, String actor) {
        return transactions.run(dsl -> {
            ChunkGuard.enter(dsl);
            var ledger = new ErasureLedger(dsl);
            var erasure = ledger.lock(campaignErasure(dsl, campaign.id()));
            if (erasure.state() != ErasureState.RUNNING) {
                return erasure;
            }
            if (there(dsl, checked, erasure)) {
                stopped(ledger, erasure, touched(campaign), stillThere(dsl, campaign));
            } else {
                finished(dsl, ledger, checked, erasure, campaign);
            }
            return audited(dsl, ledger, erasure, actor);
        });
    }

    /**
     * Ends an unfinished erasure that leads to nothing any more: its campaign has ended and the subject's own row is there; or it was
     * begun for another map or other tables, and no campaign of it is left to undo that for. One whose campaign has done all is
     * left to whoever has its map. Answers whether it did.
     */
    public boolean abandoned(CheckedSubject checked, long id, String actor) {
        return transactions.run(dsl -> {
            var ledger = new ErasureLedger(dsl);
            // Looked at without a lock first: who finds one that is under way is not kept by a freeze.
            if (!leadsNowhere(dsl, checked, ledger.find(id).orElseThrow())) {
                return false;
            }
            ChunkGuard.enter(dsl);
            var erasure = ledger.lock(id);
            if (!leadsNowhere(dsl, checked, erasure)) {
                return false;
            }
            var campaign = campaign(dsl, erasure);
            var same = promised(checked, erasure);
            if (!same && succeeded(campaign)) {
                throw ErasureFaults.unproved(erasure).exception();
            }
            var touched = campaign.filter(Ending::touched).isPresent();
            stopped(
                    ledger,
                    erasure,
                    touched,
                    same
                            ? stillThere(dsl, campaign.orElseThrow())
                            : (touched ? "Rows went. " : "Nothing went. ")
                                    + "Its map or its tables were changed before it had ended, and nobody looked what is left.");
            audited(dsl, ledger, erasure, actor);
            return true;
        });
    }

    private static boolean leadsNowhere(DSLContext dsl, CheckedSubject checked, Erasure erasure) {
        var same = promised(checked, erasure);
        var over = campaign(dsl, erasure).map(each -> each.state().ended()).orElse(!same);
        return erasure.state() == ErasureState.RUNNING && over && !(same && !there(dsl, checked, erasure));
    }

    private static Optional<Campaign> campaign(DSLContext dsl, Erasure erasure) {
        return erasure.campaign().stream()
                .mapToObj(each -> new CampaignLedger(dsl).find(each).orElseThrow())
                .map(standing -> standing.campaign())
                .findFirst();
    }

    private static boolean succeeded(Optional<Campaign> campaign) {
        return campaign.filter(each -> each.state() == CampaignState.SUCCEEDED).isPresent();
    }

    private static boolean promised(CheckedSubject checked, Erasure erasure) {
        return checked.contract(erasure.digest()).fullHash().equals(erasure.planHash());
    }

    private static boolean there(DSLContext dsl, CheckedSubject checked, Erasure erasure) {
        return dsl.connectionResult(connection -> {
            PinnedSettings.apply(connection);
            return new LastLook(new Sql(connection), checked.closure(), erasure.id()).there();
        });
    }

    private static String stillThere(DSLContext dsl, Campaign campaign) {
        var why = new ChunkLedger(dsl, campaign.id())
                .left(1).stream().map(RootLeft::reason).findFirst().orElse(campaign.reason());
        return (touched(campaign) ? "Rows went, and the subject's own row is still there. " : "Nothing went. ") + why;
    }

    private static boolean touched(Campaign campaign) {
        return campaign.counts().rows() + campaign.counts().edited() > 0;
    }

    private static void stopped(ErasureLedger ledger, Erasure erasure, boolean touched, String told) {
        ledger.end(erasure, touched ? ErasureState.PARTIAL : ErasureState.REFUSED, told, Optional.empty());
    }

    /** The reason is that of who asked for it: it was seen to name nobody. */
    private static Erasure audited(DSLContext dsl, ErasureLedger ledger, Erasure erasure, String actor) {
        var after = ledger.find(erasure.id()).orElseThrow();
        AuditTrail.in(dsl)
                .append(AuditEvent.of(
                        Act.of(actor, erasure.requested().reason()),
                        "erasure." + after.state().name().toLowerCase(Locale.ROOT),
                        "erasure/" + erasure.id()));
        return after;
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
