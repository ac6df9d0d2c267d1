package dev.coppice.prune;

import dev.coppice.control.Hold;
import dev.coppice.control.TableName;
import java.time.Instant;
import java.util.List;

/** Where a row is. A value for any thread. It carries no value of the row but its key. */
public sealed interface Trace {
    /** Its table. */
    TableName table();

    /** Its key as PostgreSQL spells it, in the order of the key. */
    List<String> key();

    /** What archives know of it, newest first. */
    List<Sighting> sightings();

    /** What could not be looked at, and may have had it. */
    List<Unsearched> unsearched();

    /**
     * It is in its table. A sighting that it was deleted is from before it came back.
     *
     * @param prospects what policies mean for it
     * @param holds the holds that bind it now
     * @param passed what campaigns noted when they passed it over
     */
    record Live(
            TableName table,
            List<String> key,
            List<Prospect> prospects,
            List<Hold> holds,
            List<PassedOver> passed,
            List<Sighting> sightings,
            List<Unsearched> unsearched)
            implements Trace {
        /** Copies the lists. */
        public Live {
            key = List.copyOf(key);
            prospects = List.copyOf(prospects);
            holds = List.copyOf(holds);
            passed = List.copyOf(passed);
            sightings = List.copyOf(sightings);
            unsearched = List.copyOf(unsearched);
        }
    }

    /** It is not in its table, and one of its sightings says which campaign deleted it. */
    record Archived(TableName table, List<String> key, List<Sighting> sightings, List<Unsearched> unsearched)
            implements Trace {
        /** Copies the lists. */
        public Archived {
            key = List.copyOf(key);
            sightings = List.copyOf(sightings);
            unsearched = List.copyOf(unsearched);
        }

        /** The campaign that deleted it. */
        public Sighting deleted() {
            return sightings.stream().filter(Sighting::deleted).findFirst().orElseThrow();
        }
    }

    /** It is not in its table, and no archive that could be read has it as deleted. */
    record Unseen(TableName table, List<String> key, List<Sighting> sightings, List<Unsearched> unsearched)
            implements Trace {
        /** Copies the lists. */
        public Unseen {
            key = List.copyOf(key);
            sightings = List.copyOf(sightings);
            unsearched = List.copyOf(unsearched);
        }
    }

    /**
     * A row in the archive of a campaign.
     *
     * @param campaign the campaign, with who asked for it and why
     * @param edited the columns that were set to null or a default while the row stayed; empty when it was deleted
     * @param chunk the chunk that did it
     * @param segment the segment its frame belongs to
     * @param frame the frame
     * @param at when the chunk was about to commit
     */
    record Sighting(Campaign campaign, List<String> edited, long chunk, String segment, int frame, Instant at) {
        /** Copies the columns. */
        public Sighting {
            edited = List.copyOf(edited);
        }

        /** Whether the row was deleted. */
        public boolean deleted() {
            return edited.isEmpty();
        }
    }

    /**
     * Something that was not searched.
     *
     * @param campaign the campaign
     * @param code why, as a stable word
     * @param reason why, as a sentence
     */
    record Unsearched(long campaign, String code, String reason) {}

    /**
     * That a campaign looked at a row of its own table and left it.
     *
     * @param campaign its number
     * @param policy its policy
     * @param state {@code skipped}, {@code quarantined} or {@code draining}
     * @param code why, as a stable word
     * @param reason why, as a sentence
     * @param at when
     */
    record PassedOver(long campaign, String policy, String state, String code, String reason, Instant at) {}
}
