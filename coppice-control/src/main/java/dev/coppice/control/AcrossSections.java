package dev.coppice.control;

/** A rule of {@code coppice.yaml} that spans several of its records or sections. */
@FunctionalInterface
public interface AcrossSections {
    /**
     * Reports what does not fit together. Called once the whole file was read without a problem.
     *
     * @param configuration what the file says
     * @param problems takes the whole path of a key, as in {@code policies.ended.targets[0]}
     */
    void check(Configuration configuration, Problems problems);
}
