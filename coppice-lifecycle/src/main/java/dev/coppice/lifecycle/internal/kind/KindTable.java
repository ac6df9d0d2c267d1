package dev.coppice.lifecycle.internal.kind;

import dev.coppice.lifecycle.Ending;
import dev.coppice.lifecycle.KindConfig;
import dev.coppice.lifecycle.ResourceStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;

/**
 * The resources of one kind in their own table. Everything joins the caller's transaction. Lock order: a parent before its
 * children, those by id; the row here before the row of {@code coppice.resource_state}.
 */
public interface KindTable {
    /** An id as the table spells it, such as a uuid in small letters; as it is where no row can have it. */
    String spelled(String id);

    /** A resource as its table has it. */
    Optional<Row> find(DSLContext dsl, String id);

    /** The same under lock: nobody changes it until the transaction ends. */
    Optional<Row> lock(DSLContext dsl, String id);

    /** The same without waiting: empty too when another transaction has it. */
    Optional<Row> tryLock(DSLContext dsl, String id);

    /** The children of a resource, in the order of their ids. */
    List<Row> children(DSLContext dsl, String id);

    /** Changes the status if it is still the one expected. */
    boolean change(DSLContext dsl, String id, ResourceStatus from, ResourceStatus to);

    /**
     * Stamps the fence of a resource that has none; one that is stamped keeps its time. Nothing for a kind without one.
     *
     * @return whether it is fenced; not where a trigger of the table has swallowed the stamp
     */
    boolean fence(DSLContext dsl, String id);

    /** Takes the fence away, whoever stamped it. */
    void unfence(DSLContext dsl, String id);

    /** Takes the fence away that was stamped at a time; what the application stamped itself stays. */
    void unfence(DSLContext dsl, String id, Instant stamped);

    /** The end of a resource, if it is due now by the query of its kind. */
    Optional<Ending> due(DSLContext dsl, String id);

    /** The end of a resource by the query of its kind, past or to come where that is known. */
    default Optional<Due> ending(DSLContext dsl, String id) {
        return due(dsl, id).map(ending -> new Due(ending, true));
    }

    /** How many resources there are that are not deprovisioned. */
    long living(DSLContext dsl);

    /** The table of a declaration that fits its columns. Reads the catalogue. */
    static KindTable of(DSLContext dsl, String kind, KindConfig config) {
        return new MappedTable(new TableFields(kind, config, Columns.of(dsl, config.table())));
    }

    /**
     * The end of a resource.
     *
     * @param ending when and how
     * @param now whether it has come
     */
    record Due(Ending ending, boolean now) {}

    /**
     * A resource.
     *
     * @param id its id
     * @param status its status
     * @param parent the id of its parent
     * @param tier its tier
     * @param owner its owner
     * @param protection whether it may never be torn down
     * @param fencedAt the stamp of its fence
     * @param columns all its columns as text, nulls left out
     */
    record Row(
            String id,
            ResourceStatus status,
            Optional<String> parent,
            Optional<String> tier,
            Optional<String> owner,
            boolean protection,
            Optional<Instant> fencedAt,
            Map<String, String> columns) {
        /** Copies the columns. */
        public Row {
            columns = Map.copyOf(columns);
        }
    }
}
