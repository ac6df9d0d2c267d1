package dev.coppice.lifecycle.spi;

import dev.coppice.control.TableName;
import dev.coppice.lifecycle.ResourceId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jooq.DSLContext;

/** What a step is called with. For one thread. */
public interface StepContext {
    /** The resource. */
    ResourceId resource();

    /** The columns of its row as text, by name, nulls left out; {@code id} is always there. */
    Map<String, String> attributes();

    /** The operation, or 0 when nothing is to be removed: for a plan, or a look long after. */
    long operation();

    /** The fence: the same for all attempts, greater for each later teardown. For services that can refuse an older one. */
    long epoch();

    /** A key that is the same in every attempt at the same part of the same step. */
    String idempotencyKey(String part);

    /** The database, for connections of the step's own. What is written through it is not fenced: use {@link #transaction}. */
    DataSource database();

    /**
     * Runs work in a transaction that holds the lease: when another worker has taken the operation over, or a hold or a freeze
     * binds, nothing is written. For a look without an operation it only reads.
     *
     * @throws dev.coppice.ops.CoppiceException {@code lease.lost}, {@code freeze.frozen}, {@code resource.held}
     */
    <T> T transaction(Function<DSLContext, T> work);

    /**
     * Passes while this worker still has the operation and nothing holds it. Call it before each effect outside the database.
     *
     * @throws dev.coppice.ops.CoppiceException as {@link #transaction}
     */
    void require();

    /** What an earlier attempt, or this one, has put down with {@link #progress(String)}. */
    Optional<String> progress();

    /** Puts down how far it got, as JSON. Fenced like {@link #transaction}. */
    void progress(String json);

    /** Notes something for people; while a step saves or restores, it stands in the backup or in the result. */
    default void remark(String text) {}

    /**
     * Tells, while a step compares what came back, how many rows of a table are other than they were saved, and in which
     * columns; without columns, how many are there that were not saved.
     */
    default void changed(TableName table, long rows, List<String> columns) {}

    /**
     * When this attempt should be over; a step that is not puts its progress down and answers {@code Failed}. One that has not
     * come back a minute later is interrupted. Of no meaning for a look.
     */
    Instant deadline();

    /** The backup the operation destroys behind; empty when it was waived, or nothing is removed now. */
    Optional<SavedParts> backup();
}
