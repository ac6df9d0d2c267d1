package dev.coppice.lifecycle.spi;

import java.sql.Connection;

/** A step whose store goes into the backup, and comes back from it. */
public interface Backed extends Step {
    /**
     * Saves what {@link #apply} would remove. The connection is in a READ ONLY transaction on the one snapshot of the backup;
     * the writer renews it where it has too many locks.
     */
    void save(StepContext context, Connection snapshot, BackupWriter writer) throws Exception;

    /**
     * Puts back what was saved. Called in the reverse order of the teardown, within one transaction for all steps; what is
     * outside the database is put back as well, and is harmless if that transaction fails.
     *
     * @return how many items came back
     */
    long restore(StepContext context, Connection transaction, SavedParts saved) throws Exception;

    /**
     * Compares what is there with what was saved: called in the same transaction once every step of every resource has come
     * back and all triggers have fired, deferred ones too. It changes nothing, tells with {@link StepContext#changed} how rows
     * differ, and refuses the whole restore by an exception. A step that does not take part is not compared.
     */
    default void compare(StepContext context, Connection transaction, SavedParts saved) throws Exception {}
}
