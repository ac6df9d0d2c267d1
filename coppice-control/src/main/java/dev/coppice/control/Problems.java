package dev.coppice.control;

/** Takes the problems of one part of the configuration. */
@FunctionalInterface
public interface Problems {
    /**
     * Reports a problem.
     *
     * @param key the key it is about, within the part
     * @param allowed what is allowed, as the end of a sentence; carries no value of the file
     */
    void add(String key, String allowed);
}
