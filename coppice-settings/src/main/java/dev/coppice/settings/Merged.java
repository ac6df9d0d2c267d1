package dev.coppice.settings;

import java.util.List;

/** One setting as somebody sees it. A value for any thread. */
public interface Merged {
    /** The setting. */
    String name();

    /** Its value; the empty object when nobody says anything of it, or it is not defined. */
    Document value();

    /** The fragments that were merged, in the order they were. */
    List<Contribution> contributions();

    /** Where each key that is not itself an object comes from, in the order of the keys; empty objects count as such. */
    List<Origin> origins();

    /**
     * A fragment that was merged.
     *
     * @param scope whose it is
     * @param rank the rank it merged with
     * @param version the version it had
     */
    record Contribution(Scope scope, int rank, long version) {}
}
