package dev.coppice.lifecycle.internal.kind;

import dev.coppice.lifecycle.ResourceQuery;
import dev.coppice.lifecycle.ResourceState;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.internal.kind.KindTable.Due;
import dev.coppice.lifecycle.internal.kind.KindTable.Row;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;

/** The resources of one kind, many at once. Joins the caller's transaction and locks nothing. */
public interface KindListing {
    /** One page by id, and one row more if there is one. Resources of a status that is none are left out. */
    List<Row> page(DSLContext dsl, ResourceQuery query);

    /** The ends of resources, past or to come, by their ids. */
    Map<String, Due> endings(DSLContext dsl, Collection<String> ids);

    /**
     * Resources of a status, not leaving, whose end has come; those a sensor has decided about longest ago first. Also those
     * of which the due query has a row without any end.
     */
    List<Candidate> candidates(DSLContext dsl, String sensor, ResourceStatus status, int limit);

    /** Resources that were suspended, and are active by their own table: others brought them back. */
    List<String> reactivated(DSLContext dsl, int limit);

    /** How many resources of each tier stand in each state. */
    List<Standing> standings(DSLContext dsl);

    /**
     * A resource that is due.
     *
     * @param id its id
     * @param due its end; empty when the due query names none
     */
    record Candidate(String id, Optional<Due> due) {}

    /**
     * A number of resources.
     *
     * @param tier their tier
     * @param state where they stand
     * @param count how many
     */
    record Standing(Optional<String> tier, ResourceState state, long count) {}
}
