package dev.coppice.prune.internal.ledger;

import dev.coppice.prune.Campaign;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * A campaign as its process needs it.
 *
 * @param campaign what everybody may know
 * @param fingerprint what its plan relies on, line by line
 * @param horizon its horizon as PostgreSQL wrote it
 * @param pass how far it has come
 * @param position age and key of the last root its worker has looked at; empty at the beginning of a pass
 * @param beside how many others work on it, dead ones included
 * @param chunkRows how many rows a chunk takes, as learnt
 */
public record Standing(
        Campaign campaign,
        String fingerprint,
        OffsetDateTime horizon,
        Pass pass,
        List<String> position,
        int beside,
        int chunkRows) {
    /** Copies the position. */
    public Standing {
        position = List.copyOf(position);
    }

    /** As a worker sees it that stands in a place. */
    public Standing at(WorkerLedger.Place place) {
        return new Standing(
                campaign,
                fingerprint,
                horizon,
                pass,
                place.pass() == pass ? place.position() : List.of(),
                place.beside(),
                chunkRows);
    }

    /** How many rows may still go. */
    public long rowsLeft() {
        return campaign.tuning()
                .rows()
                .map(limit -> limit - campaign.counts().rows())
                .orElse(Long.MAX_VALUE);
    }

    /** How many roots may still go. */
    public long rootsLeft() {
        return campaign.tuning()
                .roots()
                .map(limit -> limit - campaign.counts().roots())
                .orElse(Long.MAX_VALUE);
    }

    /** Whether its time is over. */
    public boolean outOfTime() {
        return campaign.tuning()
                .runtime()
                .filter(limit -> campaign.ranFor().compareTo(limit) >= 0)
                .isPresent();
    }
}
