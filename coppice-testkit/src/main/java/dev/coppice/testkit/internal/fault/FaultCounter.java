package dev.coppice.testkit.internal.fault;

import dev.coppice.testkit.PlannedFault;
import dev.coppice.testkit.PlannedFault.Target;
import org.jspecify.annotations.Nullable;

/** Counts the operations of all connections of one data source, and knows which of them shall fail. */
public final class FaultCounter {
    private @Nullable PlannedFault armed;
    private boolean met;
    private int statements;
    private int commits;

    /** Counts from one again and fails what {@code fault} names. */
    public synchronized void arm(PlannedFault fault) {
        armed = fault;
        met = false;
        statements = 0;
        commits = 0;
    }

    /** Fails nothing from now on. */
    public synchronized void disarm() {
        armed = null;
    }

    /** Whether the armed fault has happened. */
    public synchronized boolean met() {
        return met;
    }

    /** Statements so far. */
    public synchronized int statements() {
        return statements;
    }

    /** Commits so far. */
    public synchronized int commits() {
        return commits;
    }

    /** Counts one operation; returns the fault if it is this one that fails. */
    synchronized @Nullable PlannedFault count(Target target) {
        if (target == Target.STATEMENT) {
            statements++;
        } else {
            commits++;
        }
        if (armed == null || met || armed.number() != counted(armed.target(), target)) {
            return null;
        }
        met = true;
        return armed;
    }

    /** How many of the wanted kind there are now; 0 if the operation just counted is of another kind. */
    private int counted(Target wanted, Target operation) {
        if (wanted == Target.OPERATION) {
            return statements + commits;
        }
        if (wanted != operation) {
            return 0;
        }
        return wanted == Target.STATEMENT ? statements : commits;
    }
}
